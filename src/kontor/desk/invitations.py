"""Invitations on their way out: kept, written whole or handed to a server, noted; never twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kontor.base.dates import berlin_today
from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.calendar.kinds.invitations import Message, MessageState, MessageWay
from kontor.calendar.queries.invitations import waiting
from kontor.calendar.queries.outgoing import preview
from kontor.desk.payfiles import put_whole, refuse_unwritable
from kontor.store.blobs import get_blob
from kontor.store.store import Store

if TYPE_CHECKING:
    from kontor.documents.mail_send import Line, NotSent


class Gone(NamedTuple):
    """What went out to one person; `path` is the file, none of what went by word or was sent."""

    name: str
    way: MessageWay
    address: str
    path: Path | None
    sent: bool = False


def send_invitations(
    store: Store, appointment: int, mark: str, folder: Path, at: datetime,
    *, again: Collection[int] = (), remind: bool = False, line: Line | None = None,
) -> list[Gone]:  # fmt: skip
    """Write what the preview with this mark showed into a folder and note it as gone.

    What a breakdown left behind goes out first, as it was then; the preview is asked for again.

    Args:
        store: the file.
        appointment: which one.
        mark: of the preview.
        folder: where files go.
        at: now.
        again: invitations that go out once more.
        remind: those who are silent are asked again, nothing else.
        line: the server that takes the mails; None: they are files for the mail program.

    Raises:
        Refused: the mark is not that of what would go out now; something was finished first, or is
            in doubt; the server does not take a mail, which then waits.
        InputError: the folder cannot be written.
    """
    from kontor.calendar.service.invitation_files import make_files
    from kontor.calendar.service.invitations import prepare

    refuse_unwritable(folder)
    if finish_sending(store, appointment, folder, at, line=line):
        raise Refused(
            N_("What was left behind by a breakdown has gone out now."),
            hint=N_("Look at the preview again; its mark releases the rest."),
        )
    with store.read() as con:
        shown = preview(con, appointment, again=again, remind=remind)
        made = make_files(con, shown, at) if shown.mark == mark else []
    store.run(prepare, appointment, mark, made, at, again=again, remind=remind)
    by_word = [
        Gone(one.row.name, one.row.way, one.row.address, None)
        for one in made if one.row.way is MessageWay.HAND
    ]  # fmt: skip
    return by_word + finish_sending(store, shown.appointment, folder, at, line=line)


def finish_sending(
    store: Store, appointment: int, folder: Path, at: datetime, *, line: Line | None = None
) -> list[Gone]:
    """Write or send what is prepared for an appointment and note it as gone.

    Raises:
        Refused: mails of before are in doubt; a file cannot be written, or the server does not take
            a mail: what went out is noted, the rest waits.
    """
    from kontor.calendar.queries.events import root
    from kontor.calendar.service.invitations import mark_gone, mark_kept, mark_leaving

    with store.read() as con:
        there = waiting(con, root(con, appointment))
        _refuse_doubts(there)
        parcels = [
            Parcel(one.id, one.name, one.way, one.address, one.file, one.sha256,
                   get_blob(con, one.sha256))
            for one in there if one.sha256
        ]  # fmt: skip
    day = berlin_today(at)
    marks = Marks(
        lambda key: store.run(mark_leaving, key), lambda key: store.run(mark_kept, key),
        lambda places: store.run(mark_gone, places, day),
    )  # fmt: skip
    return deliver(parcels, marks, folder, line)


def _refuse_doubts(there: Sequence[Message]) -> None:
    doubtful = [one.name for one in there if one.state is MessageState.LEAVING]
    if doubtful:
        raise Refused(
            N_("Nobody knows whether the mail to {names} left: the connection broke."),
            hint=N_("Look into the sent mails of the provider, then say which it was."),
            names=", ".join(doubtful),
        )


# -- the engine ----------------------------------------------------------------------------------


class Parcel(NamedTuple):
    """Something finished on its way to one person."""

    id: int
    name: str
    way: MessageWay
    address: str
    file: str
    sha256: str
    content: bytes


class Marks(NamedTuple):
    """How the log is told: handed to the server now, not taken by it, gone and where to."""

    leaving: Callable[[int], object]
    kept: Callable[[int], object]
    gone: Callable[[dict[int, str]], object]


def deliver(parcels: Sequence[Parcel], marks: Marks, folder: Path, line: Line | None) -> list[Gone]:
    """Write what goes as a file, hand mails to the server if there is one; each is noted.

    Raises:
        Refused: a file cannot be written, or the server does not take a mail: what went out is
            noted, the rest waits.
    """
    by_server = [one for one in parcels if line is not None and one.way is MessageWay.MAIL]
    gone = _write([one for one in parcels if one not in by_server], marks, folder)
    if line is not None:
        gone += _send(by_server, marks, line)
    return gone


def _write(parcels: Sequence[Parcel], marks: Marks, folder: Path) -> list[Gone]:
    done: dict[int, str] = {}
    gone: list[Gone] = []
    try:
        for one in parcels:
            path = _written(one, folder)
            done[one.id] = str(path)
            gone.append(Gone(one.name, one.way, one.address, path))
    except OSError as error:
        raise Refused(
            N_("{name} could not be written: {why}"),
            hint=N_("Nothing is lost: send again, into another folder if need be."),
            name=one.file, why=error.strerror or "",
        ) from error  # fmt: skip
    finally:
        if done:
            marks.gone(done)
    return gone


def _written(one: Parcel, folder: Path) -> Path:
    """The file of a parcel; the same one is there already after a breakdown."""
    path = folder / one.file
    if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == one.sha256:
        return path
    return put_whole(path, one.content)


def _send(parcels: Sequence[Parcel], marks: Marks, line: Line) -> list[Gone]:
    """Hand mails to the server, each noted before and after: at most once, whatever happens.

    A mail that the server refuses does not keep the others; without a connection all wait.
    """
    from kontor.documents.mail_send import NoLine, NotSent

    gone: list[Gone] = []
    refused: list[NotSent] = []
    for one in parcels:
        marks.leaving(one.id)
        try:
            line.send(one.content, one.address)
        except NotSent as error:
            marks.kept(one.id)
            if isinstance(error, NoLine):
                raise
            refused.append(error)
            continue
        marks.gone({one.id: line.server.name})
        gone.append(Gone(one.name, one.way, one.address, None, sent=True))
    if refused:
        raise refused[0]
    return gone
