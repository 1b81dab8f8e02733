"""Commands for reminders: the run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.cli.areas.dunning_care import COMMANDS as CARE
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table, records
from kontor.receivables.words import CLAIMS, DECISIONS, REASONS, RUN_STATES

if TYPE_CHECKING:
    import sqlite3

    from pydantic import BaseModel

    from kontor.cli.call import Call
    from kontor.receivables.queries.runs import Letter

_RUNS = (
    Column("id", N_("Run"), "int"),
    Column("day", N_("Date"), "day"),
    Column("state", N_("State"), "code", RUN_STATES),
    Column("letters", N_("Letters"), "int"),
    Column("cents", N_("Amount"), "money"),
    Column("left_out", N_("Left out"), "int"),
)
_LETTERS = (
    Column("id", N_("Letter"), "int"),
    Column("name", N_("Name")),
    Column("level", N_("Level"), "int"),
    Column("documents", N_("Documents")),
    Column("principal", N_("Overdue"), "money"),
    Column("claims", N_("Interest and costs"), "money"),
    Column("undecided", N_("To decide"), "int"),
    Column("deadline", N_("Deadline"), "day"),
    Column("number", N_("Number"), "code"),
    Column("chosen", N_("Goes out"), "flag"),
    Column("why", N_("Reason")),
)
_CLAIMS = (
    Column("letter", N_("Letter"), "int"),
    Column("document", N_("Document"), "code"),
    Column("kind", N_("Kind"), "code", CLAIMS),
    Column("first", N_("From"), "day"),
    Column("last", N_("Until"), "day"),
    Column("cents", N_("Amount"), "money"),
    Column("decision", N_("Decision"), "code", DECISIONS),
    Column("reason", N_("Reason")),
)
_FILES = (
    Column("number", N_("Number"), "code"),
    Column("name", N_("Name")),
    Column("file", N_("File")),
)
_OMITTED = (
    Column("name", N_("Name")),
    Column("document", N_("Document"), "code"),
    Column("cents", N_("Overdue"), "money"),
    Column("reason", N_("Left out because"), "code", REASONS),
    Column("detail", N_("Details")),
)


def _letter_row(one: Letter) -> tuple[Any, ...]:
    documents = ", ".join(line.document for line in one.lines)
    return (
        one.id, one.name, one.level, documents, one.principal, one.asked, one.undecided,
        one.deadline, one.number or "", one.chosen, one.why,
    )  # fmt: skip


def _chosen_run(con: sqlite3.Connection, run: int | None) -> int:
    """The run that is named, else the one that is open, else the newest."""
    from kontor.receivables.queries import runs

    if run is not None:
        return runs.run(con, run).id
    there = runs.open_run(con) or next(iter(runs.runs(con, limit=1)), None)
    if there is None:
        raise NotFound(
            N_("There is no reminder run yet."), hint=N_("Make one: {call}"),
            call="kontor dunning run",
        )  # fmt: skip
    return there.id


def _show(call: Call, con: sqlite3.Connection, run: int, **more: Any) -> None:
    from kontor.receivables.queries import runs

    head = runs.run(con, run)
    letters = runs.letters(con, run_id=run)
    omitted = runs.omitted(con, run)
    claims = [claim for one in letters for claim in one.claims]
    tables = (
        Table(_LETTERS, [_letter_row(one) for one in letters], empty=N_("No reminder is due.")),
        Table(_CLAIMS, [tuple(getattr(one, c.name) for c in _CLAIMS) for one in claims]),
        Table(_OMITTED, [tuple(getattr(one, c.name) for c in _OMITTED) for one in omitted]),
    )
    data = {
        **records(Table(_RUNS, [_run_row(head)]))[0],
        "letters": records(tables[0]), "claims": records(tables[1]),
        "left_out": records(tables[2]), **more,
    }  # fmt: skip
    call.show(*(table for table in tables if table is tables[0] or table.rows), data=data)


def _run_row(one: Any) -> tuple[Any, ...]:
    return tuple(getattr(one, column.name) for column in _RUNS)


def run(call: Call, *, day: date | None) -> None:
    """Propose reminders."""
    from kontor.receivables.service import runs as service

    with call.store() as store:
        done = call.run(store, service.propose_run, day or call.today).value
        for start in done.missing:
            call.say(
                _(
                    "The base rate from {day} on is not known: no interest was proposed for it."
                    " Enter it with {call}."
                ).format(day=start.isoformat(), call="kontor dunning rate")
            )
        with store.read() as con:
            _show(call, con, done.run, missing_rates=[one.isoformat() for one in done.missing])


def show(call: Call, *, number: int | None) -> None:
    """One run."""
    from kontor.receivables.queries import runs

    with call.read() as con:
        if number is None and not runs.runs(con, limit=1):
            call.show(Table(_LETTERS, (), empty=N_("There is no reminder run yet.")))
            return
        _show(call, con, _chosen_run(con, number))


def runs_(call: Call) -> None:
    """All runs."""
    from kontor.receivables.queries import runs

    with call.read() as con:
        rows = [_run_row(one) for one in runs.runs(con)]
    call.show(Table(_RUNS, rows, empty=N_("There is no reminder run yet.")))


def put_off(call: Call, *, letters: list[int], reason: str) -> None:
    """Put letters off."""
    from kontor.receivables.service import runs as service

    with call.store() as store:
        call.done(call.run(store, service.choose, letters, False, reason))


def take_in(call: Call, *, letters: list[int]) -> None:
    """Take letters back into the run."""
    from kontor.receivables.service import runs as service

    with call.store() as store:
        call.done(call.run(store, service.choose, letters, True))


def _decide_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.receivables.model import DecideInput

    return DecideInput


def decide(call: Call, *, letter: int, data: Any) -> None:
    """Decide about claims."""
    from kontor.receivables.service import runs as service

    with call.store() as store:
        call.done(call.run(store, service.decide, letter, data, call.today))


def review(call: Call, *, number: int | None, claims: str | None, reason: str) -> None:
    """Mark a run as reviewed."""
    from kontor.receivables.kinds import Decision
    from kontor.receivables.service import runs as service

    with call.store() as store:
        with store.read() as con:
            key = _chosen_run(con, number)
        wanted = Decision(claims) if claims else None
        changed = call.run(
            store, service.review, key, all_claims=wanted, reason=reason, today=call.today
        )
    call.done(changed, run=key)


def reopen(call: Call, *, number: int | None) -> None:
    """Back to the proposal."""
    from kontor.receivables.service import runs as service

    with call.store() as store:
        with store.read() as con:
            key = _chosen_run(con, number)
        call.done(call.run(store, service.reopen, key), run=key)


def discard(call: Call, *, number: int | None) -> None:
    """Throw a run away."""
    from kontor.receivables.service import runs as service

    with call.store() as store:
        with store.read() as con:
            key = _chosen_run(con, number)
        call.done(call.run(store, service.discard_run, key), run=key)


def issue(call: Call, *, number: int | None, day: date | None) -> None:
    """Issue a run."""
    from kontor.base.dates import now_utc
    from kontor.receivables.service.issuing import issue_run

    with call.store() as store:
        with store.read() as con:
            key = _chosen_run(con, number)
        done = issue_run(store, key, day or call.today, now_utc())
        call.wrote = True
        with store.read() as con:
            _show(call, con, done.run, entries=list(done.entries))


def letters(
    call: Call, *, number: int | None, output: Path | None, letter: int | None, mail: bool
) -> None:
    """The letters of a run as PDF files, or their texts as mail."""
    from kontor.documents.queries import document, document_bytes
    from kontor.receivables.queries import runs

    written = []
    with call.read() as con:
        there = []
        if letter:
            there = [runs.reminder(con, letter)]
        elif number or runs.runs(con, limit=1):
            there = runs.letters(con, run_id=_chosen_run(con, number))
        going = [one for one in there if one.document is not None]
        if mail:
            for one in going:
                call.out.write(f"{runs.mail_of(con, one.id)}\n")
            return
        folder = output or Path()
        for one in going:
            name = document(con, one.document or 0).name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(document_bytes(con, one.document or 0))
            written.append((one.number, one.name, str(folder / name)))
    empty = N_("No letter was issued: review and issue the run first.")
    call.show(Table(_FILES, written, empty=empty))


_RUN = arg("number", N_("number of the run; default the open one"), "int", required=False)
COMMANDS: tuple[Command, ...] = (
    Command("run", run, N_("propose reminders for all who are late"), (
        opt("day", N_("day of the run; default today"), "day"),
    ), writes=True),
    Command("runs", runs_, N_("all reminder runs, newest first")),
    Command("show", show, N_("a run: letters, interest and costs, what was left out and why"),
            (_RUN,)),
    Command("put-off", put_off, N_("put letters off, with the reason"), (
        arg("letters", N_("numbers of letters"), "int", many=True, required=True),
        opt("reason", N_("why"), required=True),
    ), writes=True),
    Command("take-in", take_in, N_("take letters back into the run"), (
        arg("letters", N_("numbers of letters"), "int", many=True, required=True),
    ), writes=True),
    Command("decide", decide, N_("ask for or waive interest and costs of a letter"), (
        arg("letter", N_("number of the letter"), "int"),
    ), model=_decide_model, writes=True),
    Command("review", review, N_("mark the proposal as reviewed"), (
        _RUN,
        opt("claims", N_("what becomes of interest and costs that wait for a decision"),
            choices=("keep", "waive")),
        opt("reason", N_("why; needed for waiving"), default=""),
    ), writes=True),
    Command("reopen", reopen, N_("take a reviewed run back to the proposal"), (_RUN,),
            writes=True),
    Command("discard", discard, N_("throw away a run that is not issued"), (_RUN,), writes=True),
    Command("issue", issue, N_("issue the letters of a reviewed run"), (
        _RUN, opt("day", N_("day of the letters; default today"), "day"),
    ), writes=True),
    Command("letters", letters, N_("write the letters of an issued run as PDF files"), (
        _RUN,
        opt("output", N_("folder for the files; default this one"), "path"),
        opt("letter", N_("only this letter"), "int"),
        opt("mail", N_("show the texts of the mails instead"), "flag"),
    )),
    *CARE,
)  # fmt: skip
