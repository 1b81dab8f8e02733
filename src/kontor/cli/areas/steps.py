"""Commands about what was done: history, undo, redo, search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontor.base.i18n import N_, _
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table

if TYPE_CHECKING:
    from kontor.cli.call import Call
    from kontor.store.store import Changed

STEP_KINDS = {
    "do": N_("done"), "undo": N_("undo"), "redo": N_("redo"), "migration": N_("program"),
}  # fmt: skip
AREAS = {
    "contacts": N_("Contacts"), "company": N_("Firm"), "ledger": N_("Books"),
    "banking": N_("Bank"),
}  # fmt: skip
_STEPS = (
    Column("step", N_("Step"), "int"),
    Column("at", N_("Time"), "instant"),
    Column("what", N_("What was done")),
    Column("changes", N_("Changes"), "int"),
    Column("command", N_("Command"), "code"),
    Column("kind", N_("Kind"), "code", STEP_KINDS),
    Column("final", N_("Cannot be taken back")),
    Column("undone", N_("Taken back by"), "int"),
)
_CHANGES = (
    Column("step", N_("Step"), "int"),
    Column("at", N_("Time"), "instant"),
    Column("what", N_("What was done")),
    Column("field", N_("Field"), "code"),
    Column("before", N_("Before")),
    Column("after", N_("After")),
)
_HITS = (
    Column("ref", N_("Reference"), "code"),
    Column("area", N_("Area"), "code", AREAS),
    Column("title", N_("Name")),
)


def history(call: Call, *, record: str | None, limit: int) -> None:
    """What was done, or what became of one record."""
    from kontor.store import history as past

    with call.read() as con:
        if record:
            table, _colon, row = record.partition(":")
            found = past.history(con, table, _number(row))
            rows = [
                (one.step, one.at, _(one.label), field, one.before.get(field), one.after.get(field))
                for one in found
                for field in dict.fromkeys((*one.before, *one.after))
            ]
            call.show(Table(_CHANGES, rows, empty=N_("Nothing is known of this record.")))
            return
        steps = past.steps(con, limit=limit)
    lines = [
        (s.id, s.at, _(s.label), s.changes, s.command, s.kind, s.final and _(s.final), s.undone)
        for s in steps
    ]
    call.show(Table(_STEPS, lines, empty=N_("Nothing was done yet.")))


def _number(text: str) -> int:
    from kontor.base.errors import InputError

    if not text.isdecimal():
        raise InputError(
            N_("“{text}” does not name a record."), hint=N_("Write it like entry:12."), text=text
        )
    return int(text)


def undo(call: Call, *, step: int | None) -> None:
    """Take a step back."""
    with call.store() as store:
        changed = store.undo(step)
        call.wrote = True
    _tell(call, changed, _("Taken back: {step}"))


def redo(call: Call) -> None:
    """Do again what was taken back."""
    with call.store() as store:
        changed = store.redo()
        call.wrote = True
    _tell(call, changed, _("Done again: {step}"))


def _tell(call: Call, changed: Changed, text: str) -> None:
    """What was taken back or done again; as JSON the number of the new step."""
    if call.format == "json" or changed.step is None:
        call.done(changed)
    else:
        call.say(text.format(step=_(changed.label)))


def search(call: Call, *, words: list[str], area: str | None, limit: int) -> None:
    """Find anything."""
    from kontor.store.search import search as find

    with call.read() as con:
        hits = find(con, " ".join(words), area=area, limit=limit)
    rows = [(hit.ref, hit.area, hit.title) for hit in hits]
    call.show(Table(_HITS, rows, empty=N_("Nothing found.")))


COMMANDS = (
    Command("history", history, N_("what was done, or what became of one record"), (
        arg("record", N_("a record such as entry:12"), required=False),
        opt("limit", N_("how many steps"), "int", default=50),
    )),
    Command("undo", undo, N_("take the last step back"), (
        opt("step", N_("number of another step"), "int"),
    ), writes=True),
    Command("redo", redo, N_("do again what was taken back last"), writes=True),
    Command("search", search, N_("find people, documents, entries, bank lines"), (
        arg("words", N_("words or their beginnings"), many=True, required=True),
        opt("area", N_("only in this area")),
        opt("limit", N_("how many hits"), "int", default=50),
    )),
)  # fmt: skip
