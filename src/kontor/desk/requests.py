"""Answers to invitations of others on their way out: kept, written or sent, noted; never twice."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.calendar.kinds.invitations import MessageState, MessageWay
from kontor.calendar.queries.answers import answer_made
from kontor.calendar.queries.requests import request as find_request
from kontor.desk.invitations import Gone, Marks, Parcel, deliver
from kontor.desk.payfiles import refuse_unwritable
from kontor.store.blobs import get_blob
from kontor.store.store import Store

if TYPE_CHECKING:
    from kontor.calendar.model.requests import RequestAnswer
    from kontor.documents.mail_send import Line


def send_answer(
    store: Store, request: int, data: RequestAnswer, folder: Path, at: datetime,
    *, mark: str = "", line: Line | None = None,
) -> list[Gone]:  # fmt: skip
    """Answer somebody's invitation and write or send the mail.

    Args:
        store: the file.
        request: whose invitation.
        data: what we say.
        folder: where the mail file goes.
        at: now.
        mark: of the preview; a server takes nothing without it.
        line: the server; None: a file for the mail program.

    Raises:
        Refused: nobody looked at it; the server does not take it, which then waits.
        InputError: the folder cannot be written.
    """
    from kontor.calendar.service.requests import answer_invitation

    refuse_unwritable(folder)
    with store.read() as con:
        made = answer_made(con, find_request(con, request), data, at)
    if (line is not None or mark) and mark != made.said.mark:
        raise Refused(
            N_("This is not what the preview showed."),
            hint=N_("Look at the preview again; its mark releases the sending."),
        )
    store.run(answer_invitation, request, data, made, at)
    return finish_answer(store, request, folder, line=line)


def finish_answer(
    store: Store, request: int, folder: Path, *, line: Line | None = None
) -> list[Gone]:
    """Write or send an answer that is prepared; nothing when none waits.

    Raises:
        Refused: it is in doubt; it cannot be written, or the server does not take it.
    """
    from kontor.calendar.service.requests import answer_gone, answer_kept, answer_leaving

    with store.read() as con:
        one = find_request(con, request)
        if one.answer_state is MessageState.LEAVING:
            raise Refused(
                N_("Nobody knows whether the mail to {names} left: the connection broke."),
                hint=N_("Look into the sent mails of the provider, then say which it was."),
                names=one.who,
            )  # fmt: skip
        if one.answer_state is not MessageState.PREPARED or one.answer is None:
            return []
        content = get_blob(con, one.answer)
    parcel = Parcel(
        one.id, one.who, MessageWay.MAIL, one.organizer, one.answer_name, one.answer, content
    )
    marks = Marks(
        lambda key: store.run(answer_leaving, key), lambda key: store.run(answer_kept, key),
        lambda places: store.run(answer_gone, places),
    )  # fmt: skip
    return deliver([parcel], marks, folder, line)
