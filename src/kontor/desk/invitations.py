"""Invitations on their way out: kept, written whole, noted as gone; never twice."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kontor.base.dates import berlin_today
from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.calendar.kinds.invitations import Message, MessageWay
from kontor.calendar.queries.invitations import waiting
from kontor.calendar.queries.outgoing import preview
from kontor.desk.payfiles import put_whole, refuse_unwritable
from kontor.store.blobs import get_blob
from kontor.store.store import Store


class Gone(NamedTuple):
    """What went out to one person; `path` is the file, none of what went by word or was sent."""

    name: str
    way: MessageWay
    address: str
    path: Path | None


def send_invitations(
    store: Store, appointment: int, mark: str, folder: Path, at: datetime,
    *, again: Collection[int] = (), remind: bool = False,
) -> list[Gone]:  # fmt: skip
    """Write what the preview with this mark showed into a folder and note it as gone.

    What a breakdown left behind goes out first, as it was then; the preview is asked for again.

    Raises:
        Refused: the mark is not that of what would go out now; something was finished first.
        InputError: the folder cannot be written.
    """
    from kontor.calendar.service.invitation_files import make_files
    from kontor.calendar.service.invitations import prepare

    refuse_unwritable(folder)
    if finish_sending(store, appointment, folder, at):
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
    return by_word + finish_sending(store, shown.appointment, folder, at)


def finish_sending(store: Store, appointment: int, folder: Path, at: datetime) -> list[Gone]:
    """Write what is prepared for an appointment and note it as gone.

    Raises:
        Refused: a file cannot be written; what was written is noted, the rest waits.
    """
    from kontor.calendar.queries.events import root
    from kontor.calendar.service.invitations import mark_gone

    with store.read() as con:
        there = waiting(con, root(con, appointment))
        contents = {one.id: get_blob(con, one.sha256) for one in there if one.sha256}
    done: dict[int, str] = {}
    gone: list[Gone] = []
    try:
        for one in there:
            path = _written(one, contents[one.id], folder)
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
            store.run(mark_gone, done, berlin_today(at))
    return gone


def _written(one: Message, content: bytes, folder: Path) -> Path:
    """The file of a message; the same one is there already after a breakdown."""
    path = folder / one.file
    if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == one.sha256:
        return path
    return put_whole(path, content)
