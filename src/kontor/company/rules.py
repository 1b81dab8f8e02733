"""Rules of the own firm: what a setting may hold, what fits together; pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kontor.base.dates.hours import parse_hours
from kontor.base.errors import Finding, InputError, Refused, Severity
from kontor.base.i18n import N_
from kontor.base.ids import business_id, creditor_id, email, tax_number, tax_office, vat_id
from kontor.base.lands import LANDS
from kontor.base.numbers import parse_money
from kontor.base.text import clean_text, quoted
from kontor.company.kinds import Filing, Firm, ProfitMethod, Regime, SettingKind, VatMethod
from kontor.company.law import legal_forms, limit_on, setting_kinds
from kontor.store.doors import values_of

_IDENTIFIERS = {
    "tax_number": tax_number, "vat_id": vat_id, "business_id": business_id,
    "creditor_id": creditor_id, "mail": email,
}  # fmt: skip
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9a-fA-F:]{2,45}")
_PORT = 65_535
_IDENTITY = frozenset({"tax_number", "tax_office", "vat_id", "economic_id"})


class Turnover(NamedTuple):
    """What the limits are compared with, in cents: turnover and tax of the year before and now."""

    previous: int
    current: int
    tax_previous: int = 0


def setting_kind(key: str) -> SettingKind:
    """What may stand in the setting; an unknown key is refused."""
    kind = setting_kinds().get(key)
    if kind is None:
        raise InputError(N_("There is no setting “{key}”."), key=quoted(key), field="key")
    return kind


def check_value(key: str, value: str) -> str:
    """The value in its stored form.

    Raises:
        InputError: the value does not fit the setting; the field is the key.
    """
    kind = setting_kind(key)
    text = clean_text(value)
    if not text:
        return _empty(kind)
    if kind.choices:
        return _choice(kind, text, kind.choices)
    if kind.kind == "land":
        return _choice(kind, text.upper(), tuple(LANDS))
    if kind.kind == "legal_form":
        return _choice(kind, text, tuple(legal_forms()))
    if kind.kind in {"days", "rate", "number", "port"}:
        return _whole(kind, text)
    if kind.kind == "money":
        return str(abs(parse_money(text)))
    return _typed(kind, text)


def _typed(kind: SettingKind, text: str) -> str:
    """A value of free form: office hours, an id, or just a text."""
    if kind.kind == "office_hours":
        parse_hours(text)
    if kind.kind == "host" and not _HOST.fullmatch(text):
        raise InputError(
            N_("“{text}” is no name of a server."), text=quoted(text), field=kind.key,
            hint=N_("Such as smtp.provider.example, without the port."),
        )  # fmt: skip
    if identifier := _IDENTIFIERS.get(kind.kind):
        finding = identifier.check(text)
        if finding and finding.severity is Severity.ERROR:
            raise InputError(
                finding.message, hint=finding.remedy, field=kind.key, **dict(finding.values)
            )
        return identifier.compact(text)
    return text


def _empty(kind: SettingKind) -> str:
    if kind.choices or kind.kind in {"legal_form", "days", "rate", "money", "office_hours"}:
        raise InputError(N_("This setting needs a value."), field=kind.key)
    return ""


def _choice(kind: SettingKind, text: str, choices: tuple[str, ...]) -> str:
    if text in choices:
        return text
    raise InputError(
        N_("“{text}” is not possible here. Possible are: {choices}."),
        text=quoted(text),
        choices=", ".join(choices),
        field=kind.key,
    )


def _whole(kind: SettingKind, text: str) -> str:
    limit = {"days": 365, "rate": 10_000, "port": _PORT}.get(kind.kind, 9_999_999)
    if text.isascii() and text.isdigit() and len(text) <= len(str(limit)) and int(text) <= limit:
        return str(int(text))
    raise InputError(
        N_("A whole number from 0 to {limit} is expected."), limit=limit, field=kind.key
    )


def check_start(key: str, valid_from: date, started: date) -> None:
    """Refuse a day on which the setting cannot begin; the first day of the books always fits."""
    kind = setting_kind(key)
    if valid_from == started:
        return
    if valid_from < started:
        raise Refused(
            N_("The books begin on {day}; a setting cannot begin earlier."),
            day=started.isoformat(),
            field="valid_from",
        )
    if kind.starts == "year" and (valid_from.month, valid_from.day) != (1, 1):
        raise Refused(
            N_("This can only change on 1 January."),
            hint=N_("Choose {day}."),
            day=date(valid_from.year + 1, 1, 1).isoformat(),
            field="valid_from",
        )
    if kind.starts == "month" and valid_from.day != 1:
        raise Refused(N_("This can only change on the first of a month."), field="valid_from")


def refuse_contradiction(
    key: str, valid_from: date, closed_until: date | None, filed_until: date | None
) -> None:
    """Refuse to change the tax setting of a time that is closed or was filed.

    Args:
        key: the setting.
        valid_from: day from which the new value would hold.
        closed_until: last day of the newest closed month.
        filed_until: last day of the newest period with a filed return.
    """
    if not setting_kind(key).tax or key in _IDENTITY:
        return
    if filed_until and valid_from <= filed_until:
        raise Refused(
            N_("Returns are filed up to {day}; this would change what they say."),
            hint=N_("Choose a later day. If the old value was wrong, correct the returns first."),
            day=filed_until.isoformat(),
            field="valid_from",
        )
    if closed_until and valid_from <= closed_until:
        raise Refused(
            N_("The books are closed up to {day}; this would change closed months."),
            hint=N_("Choose a later day."),
            day=closed_until.isoformat(),
            field="valid_from",
        )


# -- plausibility --------------------------------------------------------------------------------


def plausibility(firm: Firm, regime: Regime, numbers: dict[str, str], day: date) -> list[Finding]:
    """What does not fit together in the own firm's data; nothing of it stops the work."""
    found = [*_form_findings(firm, regime), *_tax_findings(regime, numbers)]
    if not (firm.street and firm.postcode and firm.city):
        found.append(
            _note(
                "company.address",
                N_("The address of the firm is incomplete."),
                N_("Invoices need it."),
                "street",
                "UStG § 14 (4) Nr. 1",
            )
        )
    if not (numbers.get("tax_number") or numbers.get("vat_id")):
        found.append(
            _note(
                "company.tax_number",
                N_("Neither tax number nor VAT id is entered."),
                N_("Invoices need one of them."),
                "tax_number",
                "UStG § 14 (4) Nr. 2",
            )
        )
    if limit_on("small_current", day) is None:
        found.append(
            _note(
                "company.limits",
                N_("No limits are known for {day}."),
                "",
                "",
                "",
                day=day.isoformat(),
            )
        )
    return found


def _form_findings(firm: Firm, regime: Regime) -> Iterable[Finding]:
    form = legal_forms().get(regime.legal_form)
    if form and form.balance and regime.profit is ProfitMethod.EUER:
        yield Finding(
            "company.balance",
            "company:1",
            N_("A {form} keeps a balance sheet; EÜR is set."),
            N_("Set the profit method to balance sheet."),
            Severity.ERROR,
            values_of(form=form.name),
            "profit_method",
            form.law,
        )
    if form and form.private and not firm.owner:
        yield _note(
            "company.owner",
            N_("The name of the owner is missing."),
            N_("Invoices and letters need it."),
            "owner",
            "",
        )


def _tax_findings(regime: Regime, numbers: dict[str, str]) -> Iterable[Finding]:
    if not regime.land:
        yield _note(
            "company.land",
            N_("The Land is missing."),
            N_("Due dates depend on its holidays."),
            "land",
            "AO § 108 (3)",
        )
    if regime.vat is VatMethod.SMALL and regime.filing is not Filing.NONE:
        yield _note(
            "company.small_filing",
            N_("A small trader files no VAT returns."),
            N_("Set the filing period to none, unless the office asked for returns."),
            "vat_filing",
            "UStG § 19 (1); UStDV § 48",
        )
    if regime.vat is not VatMethod.SMALL and regime.filing is Filing.NONE:
        yield _note(
            "company.no_filing",
            N_("No VAT returns are set though VAT is charged."),
            N_("Leave it only if the office freed you from returns."),
            "vat_filing",
            "UStG § 18 (2) S. 3",
        )
    if regime.extension and regime.filing in {Filing.YEAR, Filing.NONE}:
        yield _note(
            "company.extension",
            N_("An extension is set, but no returns are due."),
            "",
            "vat_extension",
            "UStDV § 46",
        )
    number, office = numbers.get("tax_number", ""), numbers.get("tax_office", "")
    if number and (wrong := tax_number.check(number, regime.land)):
        yield wrong._replace(where="company:1", severity=Severity.WARNING)
    if regime.land and tax_office.land(office) not in {"", regime.land}:
        yield _note(
            "company.tax_office_land",
            N_("The tax office lies in another Land."),
            N_("Compare the Land and the tax office."),
            "tax_office",
            "AO § 19",
        )


def turnover_findings(regime: Regime, turnover: Turnover, day: date) -> list[Finding]:
    """Limits of § 19 and § 20 UStG and of the filing period against the real figures."""
    found: list[Finding] = []
    checks = (
        (regime.vat is VatMethod.SMALL, "small_previous", turnover.previous,
         N_("Last year's turnover is above {limit} €: the small trader rule has ended."),
         N_("Set VAT on accrual or cash basis from 1 January.")),
        (regime.vat is VatMethod.SMALL, "small_current", turnover.current,
         N_("This year's turnover is above {limit} €: the small trader rule ends at once."),
         N_("The supply that crosses the limit already carries VAT; change the VAT method from "
            "its day.")),
        (regime.vat is VatMethod.IST and regime.profit is ProfitMethod.BALANCE, "ist_previous",
         turnover.previous,
         N_("Last year's turnover is above {limit} €: VAT on cash basis is no longer possible."),
         N_("Set VAT on accrual basis from 1 January.")),
        (regime.filing is Filing.QUARTER, "month_tax", turnover.tax_previous,
         N_("Last year's VAT is above {limit} €: returns are monthly."),
         N_("Set the filing period to month from 1 January.")),
    )  # fmt: skip
    for applies, key, value, message, remedy in checks:
        limit = limit_on(key, day)
        if applies and limit and value > limit.cents:
            found.append(
                Finding(f"company.{key}", "company:1", message, remedy, Severity.WARNING,
                        values_of(limit=f"{limit.cents // 100}"), "vat_method", limit.law)
            )  # fmt: skip
    return found


def _note(code: str, message: str, remedy: str, field: str, law: str, **values: object) -> Finding:
    return Finding(
        code, "company:1", message, remedy, Severity.WARNING, values_of(**values), field, law
    )
