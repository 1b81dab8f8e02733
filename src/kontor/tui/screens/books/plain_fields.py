"""Fields of the event forms that look into nothing, as data."""

from __future__ import annotations

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.tui.widgets.fields import Choice, Field

_LONGEST_LIFE = 1200  # months


def count_of_months(typed: str) -> int:
    """Months of a useful life."""
    text = typed.strip()
    if not text.isdigit() or int(text) > _LONGEST_LIFE:
        raise InputError(N_("Type months as a number such as 72."))
    return int(text)


_TAX_WHATS = (
    Choice("advance", N_("advance return")), Choice("special", N_("special prepayment")),
    Choice("year", N_("annual return")),
)  # fmt: skip
_METHODS = (
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
    "method": (Field("method", N_("Method"), "choice", choices=_METHODS, default="linear"),),
    "afa_amount": (Field("amount", N_("Amount"), "money", help=N_("empty: computed")),),
}


def document_field(needed: bool) -> Field:
    """The number on the paper."""
    return Field(
        "document", N_("Document"), required=needed, limit=36, help=N_("number on the paper")
    )
