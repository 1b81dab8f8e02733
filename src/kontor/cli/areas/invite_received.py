"""Commands for invitations of others: read, answered, followed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.calendar.invitation_words import MESSAGE_STATES
from kontor.calendar.request_words import INCOMING, REQUEST_STATES
from kontor.cli.areas.invite_shared import OUTPUT, WAY, ask_about, mail_line, read_mails, tell_gone
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table, records

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call

_READ = (
    Column("place", N_("Place"), "code"),
    Column("name", N_("Invited by")),
    Column("result", N_("Result"), "code", INCOMING),
    Column("title", N_("Title")),
    Column("starts", N_("Begin")),
    Column("request", N_("Invitation"), "int"),
    Column("clashes", N_("Clashes")),
    Column("findings", N_("Remarks")),
)
_RECEIVED = (
    Column("id", N_("Invitation"), "int"),
    Column("starts", N_("Begin")),
    Column("title", N_("Title")),
    Column("name", N_("Invited by")),
    Column("organizer", N_("Mail")),
    Column("state", N_("State"), "code", REQUEST_STATES),
    Column("comment", N_("Comment")),
    Column("answered", N_("Answered"), "instant"),
    Column("answer", N_("Mail"), "code", MESSAGE_STATES),
    Column("place", N_("Where to")),
    Column("appointment", N_("Appointment"), "int"),
)


def _answer(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.calendar.model.requests import RequestAnswer

    return RequestAnswer


def read(call: Call, *, files: list[Path], dry_run: bool, take: list[str]) -> int | None:
    """Read invitations of others."""
    from kontor.calendar.queries.busy import names
    from kontor.calendar.queries.requests import by_uid
    from kontor.calendar.rules.said import clash_finding
    from kontor.calendar.service.requests import plan_requests, take_requests

    dry = plan_requests if dry_run else None
    plan, step = read_mails(call, files, take or (), dry=dry, case=take_requests)
    rows = []
    with call.read() as con:
        called = names(con)
        for row in plan.rows:
            event = row.event
            there = by_uid(con, event.uid) if event else None
            clash = [clash_finding(one, lambda ref: called.get(ref, ref)) for one in row.conflicts]
            rows.append((
                row.place, row.name, row.verdict.value, event.title if event else "",
                event.starts.strftime("%Y-%m-%d %H:%M") if event else "",
                there.id if there else None, "; ".join(one.text for one in clash),
                "; ".join(one.text for one in row.findings),
            ))  # fmt: skip
    table = Table(_READ, rows, empty=N_("The files hold no invitations."))
    call.show(table, data={"step": step, "counts": plan.counts, "rows": records(table)})
    return ask_about(call, plan)


def received(call: Call) -> None:
    """Invitations of others that lie ahead."""
    from kontor.calendar.queries.requests import requests

    with call.read() as con:
        rows = [
            (one.id, one.starts.strftime("%Y-%m-%d %H:%M"), one.title, one.who, one.organizer,
             one.state, one.comment, one.answered, one.answer_state, one.answer_place,
             one.appointment)
            for one in requests(con, call.today)
        ]  # fmt: skip
    call.show(Table(_RECEIVED, rows, empty=N_("Nobody invites to anything ahead.")))


def say(
    call: Call, *, request: int, data: Any, dry_run: bool, mark: str, output: Path | None, way: str
) -> None:
    """Answer somebody's invitation."""
    from kontor.base.dates import now_utc
    from kontor.calendar.queries.answers import answer_said
    from kontor.calendar.queries.requests import request as find
    from kontor.desk.requests import send_answer

    if dry_run:
        with call.read() as con:
            said = answer_said(con, find(con, request), data)
        if call.format == "json":
            from kontor.cli import output as out

            shown = {"to": said.to, "subject": said.subject, "text": said.text, "mark": said.mark}
            out.write_json(out.document(shown), call.out)
            return
        call.out.write(f"{said.to}\n{said.subject}\n\n{said.text}\n")
        call.say(_("Send it with --mark {mark}").format(mark=said.mark))
        return
    folder = output or Path()
    with call.store() as store, mail_line(call, store, way) as line:
        folder.mkdir(parents=True, exist_ok=True)
        gone = send_answer(store, request, data, folder, now_utc(), mark=mark, line=line)
    call.wrote = True
    tell_gone(call, gone)


def finish_answer(
    call: Call, *, request: int, output: Path | None, wait: bool, went: bool, way: str
) -> None:
    """Write an answer that a breakdown left behind, or say what became of it."""
    from kontor.base.errors import InputError
    from kontor.calendar.service.requests import answer_gone, answer_kept
    from kontor.desk.requests import finish_answer as finish

    if wait and went:
        raise InputError(N_("Say one of --went and --wait."))
    with call.store() as store, mail_line(call, store, way) as line:
        if wait or went:
            changed = (
                call.run(store, answer_gone, {request: ""}) if went
                else call.run(store, answer_kept, request)
            )  # fmt: skip
            call.done(changed)
            return
        gone = finish(store, request, output or Path(), line=line)
    call.wrote = bool(gone)
    tell_gone(call, gone)


_REQUEST = arg("request", N_("number of the invitation, see received"), "int")
COMMANDS: tuple[Command, ...] = (
    Command("read", read, N_("read invitations of others, their changes and cancellations"), (
        arg("files", N_("files or folders: .eml, .ics, .mbox, Maildir"), "path", many=True,
            required=True),
        opt("dry_run", N_("only show what each would do, and what it clashes with"), "flag"),
        opt("take", N_("place of a change that counts although it is strange"), many=True),
    ), writes=True),
    Command("received", received, N_("invitations of others and what we said")),
    Command("say", say, N_("accept, decline, or propose another time; writes the answer"), (
        _REQUEST,
        opt("dry_run", N_("only show the words and the mark"), "flag"),
        opt("mark", N_("mark of the words that were shown; the mail server needs it"), default=""),
        OUTPUT, WAY,
    ), model=_answer, writes=True),
    Command("finish-answer", finish_answer, N_("write an answer that a breakdown left behind"), (
        _REQUEST, OUTPUT,
        opt("wait", N_("what is in doubt did not go out: it waits to be sent"), "flag"),
        opt("went", N_("what is in doubt did go out"), "flag"), WAY,
    ), writes=True),
)  # fmt: skip
