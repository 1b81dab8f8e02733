"""Words for the codes of polls and deadlines, as message ids: both faces say the same."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.calendar.kinds.deadlines import About, Counts
from kontor.calendar.kinds.polls import PollState, Vote, VoteSource

VOTES: dict[str, str] = {
    Vote.YES: N_("yes"), Vote.MAYBE: N_("if need be"), Vote.NO: N_("no"),
}  # fmt: skip
SOURCES: dict[str, str] = {
    VoteSource.MAIL: N_("e-mail"),
    VoteSource.PHONE: N_("telephone"),
    VoteSource.ICS: N_("calendar"),
    VoteSource.HAND: N_("by hand"),
}
STATES: dict[str, str] = {
    PollState.OPEN: N_("asking"),
    PollState.CLOSED: N_("to decide"),
    PollState.FINAL: N_("fixed"),
    PollState.ABANDONED: N_("given up"),
}
RESULTS: dict[str, str] = {
    "taken": N_("taken"),
    "again": N_("read before"),
    "older": N_("older than what is known"),
    "over": N_("the poll takes no answers"),
    "no_poll": N_("which poll?"),
    "stranger": N_("who is that?"),
    "unclear": N_("not understood"),
}
ABOUT: dict[str, str] = {
    About.FIRM: N_("the firm"),
    About.EMPLOYEE: N_("a person"),
    About.VEHICLE: N_("a vehicle"),
}
COUNTS: dict[str, str] = {
    Counts.DAY: N_("from its day"),
    Counts.DONE: N_("from when it was done"),
}
STANDINGS: dict[str, str] = {
    "late": N_("over"),
    "told": N_("due soon"),
    "ahead": N_("to come"),
    "put_off": N_("put off"),
    "done": N_("done"),
}
# kinds of dated duties of other areas
KINDS: dict[str, str] = {
    "tax": N_("Taxes"),
    "investment": N_("Investment deduction"),
    "withdrawal": N_("Withdrawal period"),
    "acceptance": N_("Acceptance of the work"),
    "defect": N_("Defect"),
    "retention": N_("Security kept"),
    "warranty": N_("Warranty"),
    "certificate": N_("Certificate"),
    "limitation": N_("Limitation"),
    "plan": N_("Instalment plan"),
    "privacy": N_("Data protection"),
    "pay": N_("To pay"),
    "mandate": N_("Mandate"),
    "maintenance": N_("Maintenance"),
    "contract_bill": N_("Year to bill"),
    "contract_price": N_("Price"),
    "contract_notice": N_("Notice until"),
    "it_task": N_("Own IT"),
    "it_warranty": N_("Own IT: warranty"),
    "it_contract": N_("Own IT: contract"),
}
