"""Words for the codes of the bank, as message ids: both faces say the same."""

from __future__ import annotations

from kontor.banking.kinds import Grade, MatchKind, RunKind, RunState
from kontor.base.i18n import N_, ngettext

LINE_STATES: dict[str, str] = {
    "booked": N_("booked"),
    "open": N_("waiting"),
    "aside": N_("set aside"),
    "doubtful": N_("double?"),
}
GRADES: dict[str, str] = {
    Grade.AUTO: N_("sure"),
    Grade.PROPOSAL: N_("proposal"),
    Grade.NONE: N_("by hand"),
}
MATCHES: dict[str, str] = {
    MatchKind.EXACT: N_("exact amount"),
    MatchKind.DISCOUNT: N_("with discount"),
    MatchKind.DISCOUNT_LATE: N_("discount too late"),
    MatchKind.SHORT: N_("short amount"),
    MatchKind.PART: N_("part payment"),
    MatchKind.INSTALMENT: N_("instalment"),
    MatchKind.WITHHELD: N_("less 15 % tax"),
    MatchKind.RETAINED: N_("less retention"),
    MatchKind.RELEASED: N_("with retention"),
    MatchKind.OVER: N_("overpaid"),
    MatchKind.COLLECTIVE: N_("several items"),
    MatchKind.SETTLED: N_("already settled"),
    MatchKind.RETURNED: N_("returned debit"),
    MatchKind.ORDERED: N_("payment run"),
    MatchKind.RULE: N_("own rule"),
    MatchKind.HISTORY: N_("as before"),
    MatchKind.TRANSFER: N_("own account"),
    MatchKind.TAX: N_("tax office"),
    MatchKind.SOCIAL: N_("social insurance"),
    MatchKind.FEE: N_("bank fee"),
}
RUN_KINDS: dict[str, str] = {
    RunKind.TRANSFER: N_("transfers"),
    RunKind.DEBIT: N_("direct debits"),
}
RUN_STATES: dict[str, str] = {
    RunState.PROPOSED: N_("proposed"),
    RunState.RELEASED: N_("released"),
    RunState.EXPORTED: N_("at the bank"),
    RunState.BOOKED: N_("booked"),
}
PAY_STATES: dict[str, str] = {
    "in": N_("in run"),
    "booked": N_("booked"),
    "out": N_("dropped"),
    "pay": N_("pay"),
    "later": N_("later"),
    "block": N_("blocked"),
    "decide": N_("to check"),
}
# announcement of a direct debit, in the customer's language
NOTICE: dict[str, tuple[str, ...]] = {
    "de": (
        "Guten Tag {name},",
        "für {document} ziehen wir am {day} den Betrag von {amount} € mit der SEPA-Lastschrift von "
        "Ihrem Konto {iban} ein. Unsere Gläubiger-ID ist {creditor}, Ihre Mandatsreferenz "
        "{mandate}. Bitte sorgen Sie für Deckung.",
        "{firm}",
    ),
    "en": (
        "Dear {name},",
        "for {document} we will collect {amount} € on {day} by SEPA direct debit from your account "
        "{iban}. Our creditor identifier is {creditor}, your mandate reference {mandate}. Please "
        "make sure that the account is covered.",
        "{firm}",
    ),
}
PERIOD_UNITS: dict[str, str] = {
    "months": N_("months"), "weeks": N_("weeks"), "bank_days": N_("bank days"),
}  # fmt: skip


def period_text(value: int, unit: str) -> str:
    """A period in the reader's language."""
    if unit == "bank_days":
        text = ngettext("{count} bank day", "{count} bank days", value)
    elif unit == "weeks":
        text = ngettext("{count} week", "{count} weeks", value)
    else:
        text = ngettext("{count} month", "{count} months", value)
    return text.format(count=value)


SCHEMES: dict[str, str] = {
    "CORE": N_("CORE, everybody"), "B2B": N_("B2B, businesses only"),
}  # fmt: skip
