"""The first-run wizard (Einrichtung) as data: pages of questions, the fields of `CompanyInput`.

The screen shows page by page, keeps the answers as a draft under `DRAFT`, asks `check_page` before
it goes on, and hands everything to `input_of` and `create_books` at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from pydantic import ValidationError

from kontor.base.errors import Finding, InputError
from kontor.base.i18n import N_
from kontor.base.ids import iban
from kontor.base.lands import LANDS
from kontor.company.law import legal_forms
from kontor.company.numbering import check_pattern
from kontor.company.rules import check_value
from kontor.desk.start import CompanyInput, StartRange

DRAFT = "desk.wizard"
REVIEW = "review"
_CHECKED = ("legal_form", "land", "tax_number", "vat_id", "vat_method")


class Question(NamedTuple):
    """One field of a page; `label` and `help` are message ids, `kind` is a kind of form field."""

    name: str
    label: str
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    default: Any = ""
    required: bool = False


class Page(NamedTuple):
    """One page. With `repeats` it is asked once for each account and its answers are a list."""

    name: str
    title: str
    help: str
    fields: tuple[Question, ...]
    repeats: bool = False


def wizard_pages(today: date) -> tuple[Page, ...]:
    """All pages in order; the last step of the screen, `REVIEW`, shows them again."""
    return (_firm(), _office(), _tax(), _start(today), _money(), _numbers())


def _firm() -> Page:
    forms = tuple((form.code, form.name) for form in legal_forms().values())
    return Page(
        "firm",
        N_("Your firm"),
        N_("As it stands on invoices. All of it can be changed later."),
        (
            Question("name", N_("Name of the firm"), required=True),
            Question("owner", N_("Owner or managing director")),
            Question("trade", N_("Trade"), help=N_("Painter, joiner, electrician …")),
            Question("legal_form", N_("Legal form"), "choice", forms, default="sole"),
            Question("street", N_("Street")),
            Question("house_number", N_("House number")),
            Question("postcode", N_("Postcode"), "postcode"),
            Question("city", N_("Town")),
            Question("phone", N_("Telephone"), "phone"),
            Question("mail", N_("Mail"), "email"),
            Question("web", N_("Website")),
        ),
    )


def _office() -> Page:
    lands = (("", "–"), *LANDS.items())
    return Page(
        "office",
        N_("Tax office"),
        N_("As on the last tax assessment. Leave open what is not known yet."),
        (
            Question("land", N_("Land"), "choice", lands,
                     N_("Decides about holidays and so about due dates.")),
            Question("tax_office", N_("Tax office"), help=N_("Name or four-digit number")),
            Question("tax_number", N_("Tax number"), "tax_number", help="133/8150/8159"),
            Question("vat_id", N_("VAT id"), "vat_id", help="DE123456788"),
        ),
    )  # fmt: skip


def _tax() -> Page:
    return Page(
        "tax",
        N_("VAT and profit"),
        N_("If in doubt ask the tax adviser. Later changes keep their day and the old value."),
        (
            Question(
                "vat_method",
                N_("VAT"),
                "choice",
                (
                    ("soll", N_("accrual basis (Soll): due with the supply")),
                    ("ist", N_("cash basis (Ist): due when the money comes")),
                    ("small", N_("small trader (§ 19): no VAT")),
                ),
                default="soll",
            ),
            Question(
                "vat_filing",
                N_("VAT returns"),
                "choice",
                (
                    ("", N_("as usual: quarterly, none for small traders")),
                    ("month", N_("monthly")),
                    ("quarter", N_("quarterly")),
                    ("year", N_("only once a year")),
                    ("none", N_("none")),
                ),
            ),
            Question("vat_extension", N_("Permanent extension"), "flag",
                     help=N_("One month more for each return"), default=False),
            Question(
                "profit_method",
                N_("Profit"),
                "choice",
                (
                    ("", N_("as the legal form asks")),
                    ("euer", N_("income-surplus statement (EÜR)")),
                    ("balance", N_("balance sheet")),
                ),
            ),
        ),
    )  # fmt: skip


def _start(today: date) -> Page:
    return Page(
        "start",
        N_("Start of the books"),
        N_("Any day of the year. What was before is taken over on this day."),
        (
            Question("started", N_("First day"), "date", default=date(today.year, 1, 1),
                     required=True),
            Question("chart", N_("Chart of accounts"), "choice",
                     (("skr03", "SKR03"), ("skr04", "SKR04")),
                     N_("The one that the tax adviser uses; it cannot be changed later."),
                     "skr03"),
        ),
    )  # fmt: skip


def _money() -> Page:
    return Page(
        "money_accounts",
        N_("Money accounts"),
        N_("Bank, cash box, credit card, PayPal: each one on its own."),
        (
            Question("name", N_("Name"), required=True, help=N_("Sparkasse, cash box …")),
            Question(
                "kind",
                N_("Kind"),
                "choice",
                (
                    ("bank", N_("bank account")),
                    ("cash", N_("cash box")),
                    ("card", N_("credit card")),
                    ("paypal", "PayPal"),
                ),
                default="bank",
            ),
            Question("iban", "IBAN", "iban"),
        ),
        repeats=True,
    )


def _numbers() -> Page:
    return Page(
        "numbers",
        N_("Invoice numbers"),
        N_("Continue where the program before stopped."),
        (
            Question(
                "pattern",
                N_("Pattern of invoice numbers"),
                help=N_("{year}, {month} and {number:04} are filled in."),
                default="RE-{year}-{number:04}",
            ),
            Question("first", N_("Next number"), default="1"),
        ),
    )


def check_page(page: str, answers: Mapping[str, Any]) -> list[Finding]:
    """What is wrong on a page; with it the screen stays there."""
    found: list[Finding] = []
    for name, value in answers.items():
        try:
            _check(page, name, value)
        except InputError as error:
            found.append(
                Finding(
                    f"wizard.{page}",
                    name,
                    error.message,
                    error.hint,
                    values=tuple(error.values.items()),
                    field=name,
                )
            )
    return found


def _check(page: str, name: str, value: Any) -> None:
    text = "" if value is None else str(value).strip()
    if name == "name" and not text:
        raise InputError(N_("A name is needed."), field=name)
    if name in _CHECKED and text:
        check_value(name, text)
    if name == "iban" and text:
        iban.validate(text)
    if page == "numbers" and name == "pattern":
        check_pattern(text)
    if name == "first" and not (text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000):
        raise InputError(N_("A whole number from 1 is expected."), field=name)


def input_of(answers: Mapping[str, Any]) -> CompanyInput:
    """The input of all pages; answers as the forms give them or as a draft kept them.

    Raises:
        InputError: an answer is missing or does not fit; `field` names it.
    """
    values: dict[str, Any] = {}
    for page, given in answers.items():
        if page == "money_accounts":
            values[page] = [_given(one) for one in given]
        elif page == "numbers":
            values["number_ranges"] = [_range(given)] if given.get("pattern") else []
        elif isinstance(given, Mapping):
            values |= _given(given)
        else:
            values[page] = given
    try:
        return CompanyInput.model_validate(values)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise InputError(
            N_("The answer to “{name}” does not fit."), name=place, field=place
        ) from error


def _range(given: Mapping[str, Any]) -> StartRange:
    return StartRange(pattern=given["pattern"], first=int(given.get("first") or 1))


def _given(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if value is not None and value != ""}
