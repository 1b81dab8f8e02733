"""Fields of the event forms that look into nothing, as data."""

from __future__ import annotations

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.numbers import parse_money, plain_money
from kontor.tui.widgets.fields import Choice, Field

_LONGEST_LIFE = 1200  # months


def count_of_months(typed: str) -> int:
    """Months of a useful life."""
    text = typed.strip()
    if not text.isdigit() or int(text) > _LONGEST_LIFE:
        raise InputError(N_("Type months as a number such as 72."))
    return int(text)


def year_of(typed: str) -> int:
    """A year of the EÜR."""
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise InputError(N_("Type the year with four digits."))
    return int(text)


def figures_of(typed: str) -> dict[str, str]:
    """Figures of a return: `81 1000,00` in each line."""
    found = {}
    for row in typed.splitlines():
        name, _gap, amount = row.replace("=", " ").replace(":", " ").strip().partition(" ")
        if name:
            found[name] = plain_money(parse_money(amount))
    return found


_TAX_WHATS = (
    Choice("advance", N_("advance return")), Choice("special", N_("special prepayment")),
    Choice("year", N_("annual return")),
)  # fmt: skip
GROUPS = (
    Choice("", N_("as the account says")), Choice("car", N_("vehicles")),
    Choice("office", N_("office equipment")), Choice("movable", N_("other movables")),
    Choice("intangible", N_("intangibles")), Choice("land", N_("land")),
    Choice("building", N_("buildings")), Choice("financial", N_("financial assets")),
    Choice("pool", N_("pool of small assets")),
)  # fmt: skip
METHODS = (
    Choice("linear", N_("straight line")), Choice("declining", N_("declining")),
    Choice("immediate", N_("at once")), Choice("pool", N_("pool of five years")),
    Choice("electric", N_("electric vehicle")), Choice("none", N_("not depreciated")),
)  # fmt: skip


PLAIN: dict[str, tuple[Field, ...]] = {
    "day": (
        Field(
            "day",
            N_("Date"),
            "date",
            required=True,
            past=True,
            help=N_("of the document or the money"),
        ),
    ),
    "service": (
        Field(
            "service",
            N_("Service day"),
            "date",
            past=True,
            help=N_("only when it differs from the date"),
        ),
    ),
    "arrival": (
        Field(
            "arrival",
            N_("Arrived on"),
            "date",
            past=True,
            help=N_("only when it differs; decides about input tax"),
        ),
    ),
    "due": (Field("due", N_("Due on"), "date", help=N_("+14 for fourteen days")),),
    "discount_rate": (Field("discount_rate", N_("Cash discount"), "rate", help="2 %"),),
    "discount_until": (Field("discount_until", N_("Discount until"), "date"),),
    "special": (
        Field("special", N_("§ 7g EStG"), "flag", help=N_("special depreciation beside the plan")),
    ),
    "debited": (
        Field("debited", N_("Direct debit"), "flag", help=N_("the supplier collects the money")),
    ),
    "withhold": (
        Field("withhold", N_("§ 48 EStG"), "flag", help=N_("keep 15 % for the tax office")),
    ),
    "retention": (
        Field("retention", N_("Retention"), "money", help=N_("part that is due only later")),
    ),
    "retention_due": (Field("retention_due", N_("Retention due"), "date"),),
    "advances": (
        Field(
            "advances",
            N_("Advances"),
            help=N_("documents of the requests deducted, with commas"),
        ),
    ),
    "text": (Field("text", N_("Text"), help=N_("what it was for")),),
    "project": (Field("project", N_("Project"), limit=60),),
    "positive": (Field("amount", N_("Amount"), "money", required=True),),
    "amount": (
        Field(
            "amount",
            N_("Amount"),
            "money",
            required=True,
            help=N_("as on the statement, without sign"),
        ),
    ),
    "direction": (
        Field(
            "direction",
            N_("Direction"),
            "choice",
            default="in",
            choices=(Choice("in", N_("received")), Choice("out", N_("paid"))),
        ),
    ),
    "fee": (Field("fee", N_("Bank fee"), "money", help=N_("in addition")),),
    "reason": (Field("reason", N_("Reason"), required=True),),
    "arrives": (
        Field("arrives", N_("Arrives on"), "date", help=N_("only when it is another day")),
    ),
    "private_way": (
        Field(
            "way",
            N_("Direction"),
            "choice",
            default="out",
            choices=(Choice("out", N_("withdrawal")), Choice("in", N_("deposit"))),
        ),
    ),
    "tax_way": (
        Field(
            "way",
            N_("Direction"),
            "choice",
            default="out",
            choices=(Choice("out", N_("paid to the office")), Choice("in", N_("refunded"))),
        ),
    ),
    "period": (
        Field(
            "period",
            N_("Period"),
            "period",
            required=True,
            help=N_("of the return: 2025-12, Q4 or 2025"),
        ),
    ),
    "what": (Field("what", N_("For"), "choice", choices=_TAX_WHATS, default="advance"),),
    "tax_due": (
        Field("due", N_("Statutory due day"), "date", help=N_("only when it is not the 10th")),
    ),
    "number": (Field("number", N_("Asset number"), required=True, limit=36),),
    "name": (Field("name", N_("Name"), required=True),),
    "cost": (Field("cost", N_("Acquisition cost"), "money", required=True, help=N_("net")),),
    "months": (
        Field(
            "months",
            N_("Useful life"),
            required=True,
            help=N_("in months; 0 for none"),
            read=count_of_months,
        ),
    ),
    "method": (Field("method", N_("Method"), "choice", choices=METHODS, default="linear"),),
    "booked": (
        Field(
            "booked",
            N_("Booking date"),
            "date",
            past=True,
            help=N_("only when it is not the date above"),
        ),
    ),
    "euer_year": (
        Field(
            "euer_year",
            N_("EÜR year"),
            read=year_of,
            limit=4,
            help=N_("ten-day rule: the year in which it counts"),
        ),
    ),
    "discount2": (
        Field("discount_rate2", N_("2nd discount"), "rate", help="1 %"),
        Field("discount_until2", N_("Discount until"), "date"),
    ),
    "parts": tuple(
        field
        for number in (1, 2, 3)
        for field in (
            Field(
                f"part_cents{number}",
                N_("Instalment"),
                "money",
                help=N_("part of the sum with its own day"),
            ),
            Field(f"part_due{number}", N_("Due on"), "date"),
        )
    ),
    "withheld": (
        Field(
            "withheld",
            N_("§ 48 withheld"),
            "money",
            help=N_("kept by our customer for the tax office; 1st item"),
        ),
    ),
    "rate": (Field("rate", N_("Rate"), "rate", help=N_("declining; empty: the highest allowed")),),
    "asset_group": (Field("group", N_("Group"), "choice", choices=GROUPS, default=""),),
    "book_value": (Field("book_value", N_("Book value"), "money", help=N_("only at take-over")),),
    "book_value_day": (Field("book_value_day", N_("Book value on"), "date", past=True),),
    "item_side": (
        Field(
            "side",
            N_("Side"),
            "choice",
            default="customer",
            choices=(Choice("customer", N_("customer")), Choice("supplier", N_("supplier"))),
        ),
    ),
    "is_request": (Field("is_request", N_("Advance request"), "flag"),),
    "due_rule": (
        Field(
            "due_rule",
            N_("VAT is due"),
            "choice",
            default="",
            choices=(
                Choice("", N_("as the settings say")),
                Choice("invoice", N_("with the invoice")),
                Choice("receipt", N_("with the money")),
            ),
        ),
    ),
    "filed_kind": (
        Field(
            "what",
            N_("Return"),
            "choice",
            default="vat",
            choices=(
                Choice("vat", N_("VAT return")),
                Choice("special_prepayment", N_("Special prepayment")),
                Choice("vat_year", N_("Annual VAT return")),
                Choice("recapitulative", N_("EC list")),
            ),
        ),
    ),
    "payable": (
        Field("payable", N_("Payable"), "money", required=True, help=N_("a refund is minus")),
    ),
    "figures": (
        Field(
            "figures",
            N_("Figures"),
            "multiline",
            read=figures_of,
            help=N_("Kennzahl and amount, one a line: 81 1000,00"),
        ),
    ),
    "ticket": (Field("ticket", N_("Ticket"), help=N_("transfer ticket of ELSTER"), limit=60),),
    "afa_amount": (Field("amount", N_("Amount"), "money", help=N_("empty: computed")),),
}


def document_field(needed: bool) -> Field:
    """The number on the paper."""
    return Field(
        "document", N_("Document"), required=needed, limit=36, help=N_("number on the paper")
    )
