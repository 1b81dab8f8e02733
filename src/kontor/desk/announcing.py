"""Announcements of maintenance on their way out: written whole, then noted as handed out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kontor.base.dates import berlin_today
from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.desk.payfiles import put_whole, refuse_unwritable
from kontor.store.store import Store


class HandedOut(NamedTuple):
    """An announcement in its file."""

    name: str
    subject: str
    path: Path


def hand_out(store: Store, folder: Path, at: datetime) -> list[HandedOut]:
    """Write the announcements that wait into a folder and note them as handed out.

    Each is made anew: an appointment that was moved since is announced where it stands now. What a
    breakdown left behind is written again and noted then.

    Raises:
        Refused: a file cannot be written; what was written is noted, the rest waits.
        InputError: the folder cannot be written.
    """
    from kontor.contacts import queries as contacts
    from kontor.tickets.queries.contract_run import Way, mail_of
    from kontor.tickets.queries.contracts import announcements, contract
    from kontor.tickets.service.announcing import Made, make
    from kontor.tickets.service.contract_run import mark_announced

    refuse_unwritable(folder)
    papers: dict[int, tuple[str, Made]] = {}
    with store.read() as con:
        for visit in announcements(con):
            one = contract(con, visit.contract)
            mail = mail_of(contacts.contact(con, one.contact)) if visit.by_mail else ""
            way = (Way.MAIL, mail) if mail else (Way.LETTER, "")
            starts = datetime.fromisoformat(visit.starts)
            papers[visit.id] = (one.contact_name, make(con, one, starts, way, berlin_today(at)))
    gone: list[HandedOut] = []
    done: dict[int, Made] = {}
    try:
        for key, (name, paper) in papers.items():
            path = put_whole(folder / paper.name, paper.content)
            done[key] = paper
            gone.append(HandedOut(name, paper.subject, path))
    except OSError as error:
        raise Refused(
            N_("{name} could not be written: {why}"),
            hint=N_("Nothing is lost: hand out again, into another folder if need be."),
            name=paper.name, why=error.strerror or "",
        ) from error  # fmt: skip
    finally:
        if done:
            store.run(mark_announced, done, at)
    return gone
