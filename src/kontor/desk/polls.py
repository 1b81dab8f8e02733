"""The mails of a date poll on the disk: whole or not at all, noted once they are there."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.calendar.kinds.polls import PollState
from kontor.calendar.queries.poll_mails import Written, asked_now
from kontor.calendar.queries.polls import sheet
from kontor.desk.payfiles import put_whole, refuse_unwritable
from kontor.store.store import Store


class Asked(NamedTuple):
    """A mail of a poll and where its file lies; none where no address is known."""

    mail: Written
    path: Path | None


def write_poll_mails(
    store: Store, poll: int, folder: Path, today: date, *, reminder: bool = False
) -> list[Asked]:
    """Write the mail to everybody, or to those who have not answered, and note who was asked.

    Of a poll that was given up: the mail that takes its times back, to those who had them.

    Raises:
        InputError: the folder cannot be written.
        Refused: a file cannot be written; what was written is noted.
    """
    from kontor.calendar.service.polls import mark_asked, mark_told

    folder.mkdir(parents=True, exist_ok=True)
    refuse_unwritable(folder)
    with store.read() as con:
        found = asked_now(con, poll, today, reminder=reminder)
        off = sheet(con, poll).poll.state is PollState.ABANDONED
    done: list[Asked] = []
    try:
        for mail in found:
            path = put_whole(folder / mail.file, mail.content) if mail.content else None
            done.append(Asked(mail, path))
    except OSError as error:
        raise Refused(
            N_("{name} could not be written: {why}"),
            hint=N_("Nothing is lost: write them again, into another folder if need be."),
            name=found[len(done)].file, why=error.strerror or "",
        ) from error  # fmt: skip
    finally:
        written = [one.mail.person.id for one in done if one.path is not None]
        if written and off:
            store.run(mark_told, poll, written)
        elif written:
            store.run(mark_asked, poll, written, today)
    return done
