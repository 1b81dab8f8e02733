"""Words for the codes of reminders and risk, as message ids: both faces say the same."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.receivables.kinds import (
    BlockKind,
    ClaimKind,
    Decision,
    DefaultFrom,
    LeftOut,
    LimitationKind,
    RunState,
)
from kontor.receivables.rules.instalments import PlanState

RUN_STATES: dict[str, str] = {
    RunState.PROPOSAL: N_("proposal"),
    RunState.REVIEWED: N_("reviewed"),
    RunState.ISSUED: N_("issued"),
}
REASONS: dict[str, str] = {
    LeftOut.NOT_DUE: N_("not due"),
    LeftOut.RETENTION: N_("retention, not due"),
    LeftOut.DISPUTED: N_("disputed"),
    LeftOut.BLOCKED: N_("blocked"),
    LeftOut.PLAN_KEPT: N_("instalment plan is kept"),
    LeftOut.TOO_EARLY: N_("too early for the next level"),
    LeftOut.LAST_LEVEL: N_("reminded to the last level"),
    LeftOut.IN_COURT: N_("at the court"),
    LeftOut.IN_RUN: N_("in another run"),
    LeftOut.CREDIT: N_("covered by a credit"),
    LeftOut.BELOW_LEAST: N_("below the smallest amount"),
}
CLAIMS: dict[str, str] = {
    ClaimKind.INTEREST: N_("interest"),
    ClaimKind.LUMP: N_("lump sum"),
    ClaimKind.FEE: N_("reminder costs"),
}
DECISIONS: dict[str, str] = {
    Decision.OPEN: N_("to decide"),
    Decision.KEEP: N_("asked for"),
    Decision.WAIVE: N_("waived"),
}
BEGINS: dict[str, str] = {
    DefaultFrom.DUE: N_("agreed due day"),
    DefaultFrom.REMINDER: N_("reminder"),
    DefaultFrom.THIRTY_DAYS: N_("30 days after due day and invoice"),
    DefaultFrom.NAMED: N_("named day"),
}
BLOCKS: dict[str, str] = {
    BlockKind.BLOCK: N_("block"),
    BlockKind.DISPUTE: N_("dispute"),
}
PLANS: dict[str, str] = {
    PlanState.KEPT: N_("kept"),
    PlanState.BROKEN: N_("broken"),
    PlanState.DONE: N_("paid"),
    PlanState.ENDED: N_("ended"),
}
LIMITATIONS: dict[str, str] = {
    LimitationKind.ACKNOWLEDGEMENT: N_("acknowledgement"),
    LimitationKind.NEGOTIATION: N_("negotiation"),
    LimitationKind.COURT_ORDER: N_("court order"),
    LimitationKind.LAWSUIT: N_("lawsuit"),
    LimitationKind.TITLE: N_("title"),
}
GATES: dict[str, str] = {
    "free": N_("free"), "hint": N_("hint"), "reason": N_("needs a reason"),
    "blocked": N_("blocked"),
}  # fmt: skip
STAGES: dict[str, str] = {
    "quote": N_("quote"), "order": N_("order"), "material": N_("material"),
    "start": N_("start of work"),
}  # fmt: skip
ADJUSTED: dict[str, str] = {
    "insolvency": N_("insolvency"), "court": N_("court order"), "dispute": N_("dispute"),
    "age": N_("age"),
}  # fmt: skip
SECURITIES: dict[str, str] = {
    "bond_650f": N_("bond (§ 650f BGB)"), "guarantee": N_("guarantee of a bank"),
    "deposit": N_("paid deposit"), "insurance": N_("insurance"),
}  # fmt: skip
INFOS: dict[str, str] = {
    "index": N_("index of an agency"), "insolvency": N_("insolvency"),
    "statement_of_assets": N_("statement of assets"), "court_orders": N_("court orders"),
}  # fmt: skip
