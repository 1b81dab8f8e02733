"""What is said and written in a case: notes, calls, files, ratings, texts that are often needed."""

from __future__ import annotations

import mimetypes
from datetime import date, datetime

from kontor.base.dates import format_day
from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.base.text import safe_file_name
from kontor.store.blobs import put_blob
from kontor.store.unit import Unit, use_case
from kontor.tickets.kinds import Direction, NoteKind, TicketKind
from kontor.tickets.model import (
    FileRow,
    LevelInput,
    LevelRow,
    NoteInput,
    NoteRow,
    RatingInput,
    TicketRow,
)
from kontor.tickets.service.cases import open_row

LARGEST = 25 * 1024 * 1024  # bytes of one file


@use_case(N_("Note written"))
def add_note(unit: Unit, ticket: int, data: NoteInput, now: datetime) -> int:
    """Write down what was said or written; the first one that goes out is the first answer."""
    row = open_row(unit, ticket)
    at = data.at or now
    key = unit.insert(
        NoteRow, ticket=row.key, at=at, kind=data.kind, direction=data.direction,
        author=data.author, subject=data.subject, text=data.text, reference=data.reference,
    )  # fmt: skip
    if data.direction is Direction.OUT:
        answered(unit, row, at)
    return key


def answered(unit: Unit, row: TicketRow, at: datetime) -> None:
    """The first thing that goes to the customer is the first answer."""
    if row.answered is None or at < row.answered:
        row.answered = max(at, row.received)
        unit.put(row)


@use_case(N_("Note deleted"))
def drop_note(unit: Unit, note: int) -> None:
    """Delete a note of one's own; what came from or went to others stays.

    Raises:
        Refused: it is no plain note.
    """
    row = unit.get(NoteRow, note)
    if row is None:
        raise NotFound(N_("There is no note {number}."), number=note)
    open_row(unit, row.ticket)
    if row.kind is not NoteKind.NOTE or row.direction is not Direction.NONE:
        raise Refused(N_("What was said or written with others stays in the case."))
    unit.delete(row)
    unit.flush()


@use_case(N_("File added to a case"))
def add_file(unit: Unit, ticket: int, name: str, content: bytes, now: datetime) -> int:
    """Keep a file (photo, letter, protocol) in a case; the same content comes once.

    Raises:
        InputError: empty, or larger than 25 MB.
    """
    row = open_row(unit, ticket)
    name = safe_file_name(name) or "datei"
    if not content:
        raise InputError(N_("The file {name} is empty."), name=name, field="file")
    if len(content) > LARGEST:
        raise InputError(
            N_("The file {name} is larger than {limit} MB."), name=name,
            limit=LARGEST // 1024 // 1024, field="file",
        )  # fmt: skip
    sha = put_blob(unit, content)
    there = unit.con.execute(
        "SELECT id FROM ticket_file WHERE ticket=? AND sha256=?", (row.key, sha)
    ).fetchone()
    if there:
        return int(there[0])
    note = unit.insert(NoteRow, ticket=row.key, at=now, kind=NoteKind.FILE, subject=name)
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return unit.insert(
        FileRow, ticket=row.key, note=note, name=name, mime=mime, sha256=sha, size=len(content)
    )


@use_case(N_("Satisfaction noted"))
def rate_ticket(unit: Unit, ticket: int, data: RatingInput) -> None:
    """Note how satisfied the customer was."""
    row = open_row(unit, ticket)
    row.satisfaction, row.satisfaction_note = data.points, data.note
    unit.put(row)


@use_case(N_("Service times set"))
def set_level(unit: Unit, data: LevelInput) -> int:
    """Set own times of a kind from a day on; those of the same day are replaced.

    Raises:
        InputError: the solution would be due before the answer.
    """
    if data.solve < data.respond:
        raise InputError(N_("A case is solved after its first answer."), field="solve")
    there = unit.con.execute(
        "SELECT id FROM service_level WHERE kind=? AND valid_from=?",
        (data.kind, data.valid_from.isoformat()),
    ).fetchone()
    if there:
        row = unit.get_one(LevelRow, there[0])
        row.respond, row.solve = data.respond, data.solve
        return unit.put(row).key
    return unit.put(LevelRow(**data.model_dump())).key


@use_case(N_("Service times removed"))
def drop_level(unit: Unit, kind: TicketKind, valid_from: date) -> None:
    """Remove own times; those before them, or the usual ones, hold again.

    Raises:
        NotFound: none are set from this day on.
    """
    there = unit.con.execute(
        "SELECT id FROM service_level WHERE kind=? AND valid_from=?",
        (kind, valid_from.isoformat()),
    ).fetchone()
    if there is None:
        raise NotFound(
            N_("No own times hold from {day}."), day=format_day(valid_from), field="valid_from",
            hint=N_("tickets levels shows what holds, and from when."),
        )  # fmt: skip
    unit.delete(unit.get_one(LevelRow, there[0]))
    unit.flush()
