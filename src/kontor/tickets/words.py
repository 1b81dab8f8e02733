"""Words for the codes of cases, as message ids: both faces say the same."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tickets.kinds import (
    Cause,
    Escalation,
    LineKind,
    LineState,
    LinkKind,
    NoteKind,
    Priority,
    Result,
    TicketKind,
    TicketState,
    WaitsFor,
)

KINDS: dict[str, str] = {
    TicketKind.COMPLAINT: N_("complaint"),
    TicketKind.DEFECT: N_("defect"),
    TicketKind.EMERGENCY: N_("emergency"),
    TicketKind.MAINTENANCE: N_("maintenance"),
    TicketKind.FAULT: N_("fault"),
    TicketKind.QUESTION: N_("question"),
    TicketKind.CALLBACK: N_("callback"),
    TicketKind.PRIVACY: N_("data protection"),
    TicketKind.SUPPLIER: N_("supplier complaint"),
    TicketKind.IT: N_("own IT"),
    TicketKind.ACCIDENT: N_("accident"),
}
STATES: dict[str, str] = {
    TicketState.NEW: N_("new"),
    TicketState.ACCEPTED: N_("taken on"),
    TicketState.PLANNED: N_("planned"),
    TicketState.WORKING: N_("in work"),
    TicketState.WAITING: N_("waiting"),
    TicketState.SOLVED: N_("solved"),
    TicketState.BILLED: N_("billed"),
    TicketState.CLOSED: N_("closed"),
}
WAITS: dict[str, str] = {
    WaitsFor.CUSTOMER: N_("the customer"),
    WaitsFor.PART: N_("a part"),
    WaitsFor.SUBCONTRACTOR: N_("the subcontractor"),
    WaitsFor.MAKER: N_("the maker"),
}
PRIORITIES: dict[str, str] = {
    Priority.LOW: N_("can wait"),
    Priority.NORMAL: N_("normal"),
    Priority.HIGH: N_("urgent"),
    Priority.URGENT: N_("emergency"),
}
LINES: dict[str, str] = {
    LineKind.TIME: N_("working time"),
    LineKind.TRAVEL: N_("travel"),
    LineKind.MATERIAL: N_("material"),
    LineKind.LUMP: N_("lump sum"),
}
BEARERS: dict[str, str] = {
    LineState.OPEN: N_("open"),
    LineState.BILLED: N_("billed"),
    LineState.WARRANTY: N_("warranty"),
    LineState.GOODWILL: N_("goodwill"),
}
RESULTS: dict[str, str] = {
    Result.FREE: N_("free of charge"),
    Result.CHARGEABLE: N_("chargeable"),
    Result.UNCLEAR: N_("to be cleared"),
}
CAUSES: dict[str, str] = {
    Cause.UNKNOWN: N_("not known yet"),
    Cause.WORK: N_("own work"),
    Cause.MATERIAL: N_("material"),
    Cause.WEAR: N_("wear"),
    Cause.MISUSE: N_("wrong use"),
    Cause.OTHERS: N_("work of others"),
}
NOTES: dict[str, str] = {
    NoteKind.NOTE: N_("note"),
    NoteKind.CALL: N_("call"),
    NoteKind.MAIL: N_("e-mail"),
    NoteKind.LETTER: N_("letter"),
    NoteKind.FILE: N_("file"),
}
# what a case fills in for the placeholders of its texts, by their keys
PLACEHOLDERS: dict[str, str] = {
    "salutation": N_("how the letter greets the customer"),
    "name": N_("name of the customer"),
    "number": N_("number of the case"),
    "subject": N_("what the case is about"),
    "appointment": N_("day and time of the next visit"),
    "site": N_("name of the site"),
    "order": N_("number of the order"),
    "invoice": N_("number of the bill complained of"),
    "amount": N_("costs as told beforehand"),
    "reason": N_("why it costs something, or does not"),
    "deadline": N_("day until which something is claimed, else in two weeks"),
    "contact": N_("who takes care of the case"),
    "date": N_("today"),
    "firm": N_("name of your firm"),
}
LINKS: dict[str, str] = {
    LinkKind.RELATED: N_("belongs to"),
    LinkKind.FOLLOWS: N_("follows from"),
    LinkKind.SPLIT: N_("split from"),
}
ESCALATIONS: dict[str, str] = {
    Escalation.NONE: N_("nobody"),
    Escalation.OWNER: N_("the owner of the case"),
    Escalation.BOSS: N_("the boss"),
}
