"""Which areas, groups and verbs there are; each is loaded when one of its verbs is asked for.

An area of several files is loaded whole for its help; `_PARTS` says which file a verb is in, so
that a single command loads that one only. A verb that is not said there is found as well, but
later.

A place is the words before a verb: `""` for the top level, `"ledger"`, or `"sales invoice"` in an
area with groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import NamedTuple

from kontor.base.i18n import N_
from kontor.cli.commands import Command

AREAS: dict[str, str] = {
    "contacts": N_("people and firms"),
    "consent": N_("who may be addressed for advertising: consents, objections, log"),
    "ledger": N_("bookkeeping"),
    "leads": N_("who asks: pipeline, following up, sources, figures"),
    "campaigns": N_("letters, mails and flyers to many, with what they earned"),
    "tickets": N_("cases: complaints, faults, who pays, work and its bill"),
    "calls": N_("call notes, who is to be called back"),
    "devices": N_("what stands at customers"),
    "contracts": N_("maintenance contracts: who is due, planned by one run"),
    "it": N_("the firm's own IT: devices, licences, contracts, what is to be done with them"),
    "poll": N_("finding a date: proposals, answers, the best one"),
    "deadlines": N_("what all areas have to do until a day"),
    "sales": N_("from enquiry to invoice"),
    "calendar": N_("appointments, series, absences, tasks, free times"),
    "documents": N_("archive, letterhead, texts, letters"),
    "bank": N_("bank statements"),
    "pay": N_("payments to suppliers, direct debits"),
    "receipts": N_("incoming bills and other receipts"),
    "dunning": N_("reminders, interest, blocks, instalment plans, limitation"),
    "risk": N_("how customers pay, what is at stake, limits"),
    "tax": N_("VAT return, income-surplus statement, deadlines"),
    "reports": N_("how the business stands"),
    "staff": N_("people, vehicles and teams of the firm"),
    "invite": N_("invitations: preview, sending, answers, reminders"),
    "meeting": N_("meetings: agenda, votes, minutes, resolutions, instructions"),
    "settings": N_("settings of the own firm"),
}
# areas with groups of verbs: `kontor AREA GROUP VERB`
GROUPS: dict[str, dict[str, str]] = {
    "tickets": {
        "protocol": N_("service protocols and their checklists"),
    },
    "sales": {
        "inquiry": N_("enquiries"),
        "quote": N_("quotes"),
        "order": N_("orders, their payment plan and what is done"),
        "addition": N_("additions to orders"),
        "measurement": N_("measurement sheets"),
        "delivery": N_("delivery notes"),
        "time-note": N_("time notes"),
        "acceptance": N_("acceptance of work, defects, warranties"),
        "invoice": N_("invoices of every kind, corrections, cancellations"),
        "position": N_("single positions of documents"),
        "wage": N_("rates per hour"),
    },
}
_OWN = frozenset({"tickets"})  # areas with groups that have verbs of their own as well
_ROOM = "kontor.cli.areas."
_PARTS: dict[str, dict[str, tuple[str, ...]]] = {
    "ledger": {
        "ledger_posts": ("post", "event", "reverse"),
        "ledger_upkeep": (
            "correct", "discard", "payroll", "batch", "lock", "depreciate", "dispose",
            "add-account", "change-account", "close-account", "reopen-account", "add-personal",
            "mark", "withdraw", "change-request", "templates", "save-template", "drop-template",
            "stop-template", "template", "standing",
        ),
        "ledger_investment": (
            "deductions", "claim-deduction", "use-deduction", "return-deduction", "lose-deduction",
        ),
        "tax": ("file",),
        "ledger_lists": (
            "journal", "entry", "account", "accounts", "balances", "open-items", "item", "months",
            "assets", "export",
        ),
        "ledger_export": ("datev", "package", "audit"),
        "ledger_start": ("take-over",),
    },
    "calendar": {
        "calendar_feeds": ("export", "import"),
        "calendar_staff": (
            "absences", "absence", "change-absence", "approve", "decline", "withdraw", "leave",
            "capacity", "tasks", "task", "change-task", "finish", "drop", "reopen",
        ),
    },
    "invite": {"invite_received": ("read", "received", "say", "finish-answer")},
    "meeting": {
        "meeting_run": (
            "open", "present", "leave", "call", "finish", "motion", "motions", "vote", "withdraw",
            "elect", "accept", "minute", "correct", "task", "close", "approve", "addendum",
            "object", "answer",
        ),
        "meeting_book": (
            "resolutions", "resolution", "instructions", "instruct", "sign", "topics", "topic",
            "rules", "set-rules", "majority", "pdf", "text",
        ),
    },
}  # fmt: skip
_ROOTS = {
    "start": ("demo", "new", "open"),
    "steps": ("history", "undo", "redo", "search"),
    "care": ("backup", "backups", "restore", "check", "doctor", "repair", "rescue"),
}


class Asked(NamedTuple):
    """What the first words of a command line say; `rest` begins behind place and verb."""

    place: str
    verb: str
    rest: tuple[str, ...]


def top_names() -> list[str]:
    """All words that may stand first."""
    return [*verbs(""), *AREAS]


def groups(place: str) -> dict[str, str]:
    """The groups of an area with what they are about."""
    return GROUPS.get(place, {})


def places() -> list[str]:
    """All places that have verbs, the top level first."""
    return ["", *(place for area in AREAS for place in _places(area))]


def _places(area: str) -> list[str]:
    own = [area] if area in _OWN or area not in GROUPS else []
    return [*own, *(f"{area} {group}" for group in groups(area))]


def about(place: str) -> str:
    """What an area or a group is about, as message id."""
    area, _, group = place.partition(" ")
    return groups(area)[group] if group else AREAS[area]


def verbs(place: str) -> list[str]:
    """The verbs of a place, in the order of its help."""
    if not place:
        return [verb for verbs_ in _ROOTS.values() for verb in verbs_]
    return [] if place in GROUPS and place not in _OWN else list(_table(place))


def find(place: str, verb: str) -> Command:
    """The command; `KeyError` when there is none."""
    room = place or next(room for room, names in _ROOTS.items() if verb in names)
    return _table(_part(room, verb) or room)[verb]


def every() -> list[tuple[str, Command]]:
    """All commands with their place; for help, handbook and tests."""
    return [(place, find(place, verb)) for place in places() for verb in verbs(place)]


def understand(words: Sequence[str]) -> Asked:
    """Place and verb that the words begin with; empty where a word is not known."""
    place, rest = "", tuple(words)
    if rest and rest[0] in AREAS:
        place, rest = rest[0], rest[1:]
        if rest and rest[0] in groups(place):
            place, rest = f"{place} {rest[0]}", rest[1:]
    if rest and (_part(place, rest[0]) or rest[0] in verbs(place)):
        return Asked(place, rest[0], rest[1:])
    return Asked(place, "", rest)


def _part(room: str, verb: str) -> str:
    """The file of an area that holds a verb; empty when only the whole area knows."""
    return next((part for part, names in _PARTS.get(room, {}).items() if verb in names), "")


@cache
def _table(room: str) -> dict[str, Command]:
    module = import_module(_ROOM + room.replace(" ", "_").replace("-", "_"))
    commands: Sequence[Command] = module.COMMANDS
    return {command.verb: command for command in commands}
