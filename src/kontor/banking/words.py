"""Words for the codes of the bank, as message ids: both faces say the same."""

from __future__ import annotations

from kontor.banking.kinds import Grade, MatchKind
from kontor.base.i18n import N_

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
    MatchKind.OVER: N_("overpaid"),
    MatchKind.COLLECTIVE: N_("several items"),
    MatchKind.SETTLED: N_("already settled"),
    MatchKind.RETURNED: N_("returned debit"),
    MatchKind.RULE: N_("own rule"),
    MatchKind.HISTORY: N_("as before"),
    MatchKind.TRANSFER: N_("own account"),
    MatchKind.TAX: N_("tax office"),
    MatchKind.SOCIAL: N_("social insurance"),
    MatchKind.FEE: N_("bank fee"),
}
