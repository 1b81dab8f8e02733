"""Commands for invitations: who is asked, what goes out, what comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.calendar.invitation_words import (
    INVITE_CHANNELS,
    INVITE_STATES,
    MESSAGE_STATES,
    MESSAGE_WAYS,
    MESSAGES,
    PROPOSALS,
    ROLES,
    VERDICTS,
)
from kontor.calendar.kinds.invitations import InviteChannel, InviteRole
from kontor.cli.areas.invite_received import COMMANDS as RECEIVED
from kontor.cli.areas.invite_shared import OUTPUT, WAY, ask_about, mail_line, read_mails, tell_gone
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table, records

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.calendar.queries.outgoing import Preview
    from kontor.cli.call import Call
    from kontor.store.store import Store

_PEOPLE = (
    Column("id", N_("Invitation"), "int"),
    Column("name", N_("Name")),
    Column("role", N_("Role"), "code", ROLES),
    Column("channel", N_("Way"), "code", INVITE_CHANNELS),
    Column("mail", N_("Mail")),
    Column("state", N_("State"), "code", INVITE_STATES),
    Column("answered", N_("Answered"), "instant"),
    Column("comment", N_("Comment")),
    Column("remind", N_("Ask again on"), "day"),
)
_STANDINGS = (
    Column("appointment", N_("Appointment"), "int"),
    Column("starts", N_("Begin")),
    Column("title", N_("Title")),
    Column("asked", N_("Asked"), "int"),
    Column("unsent", N_("Not sent"), "int"),
    Column("silent", N_("No answer"), "int"),
    Column("accepted", N_("Accept"), "int"),
    Column("tentative", N_("Perhaps"), "int"),
    Column("declined", N_("Decline"), "int"),
    Column("proposals", N_("Other times"), "int"),
)
_PREVIEW = (
    Column("name", N_("Name")),
    Column("kind", N_("What"), "code", MESSAGES),
    Column("way", N_("Way"), "code", MESSAGE_WAYS),
    Column("address", N_("Goes to")),
    Column("subject", N_("Subject")),
)
_LOG = (
    Column("at", N_("When"), "instant"),
    Column("name", N_("Name")),
    Column("kind", N_("What"), "code", MESSAGES),
    Column("way", N_("Way"), "code", MESSAGE_WAYS),
    Column("sequence", N_("Version"), "int"),
    Column("address", N_("Address")),
    Column("state", N_("State"), "code", MESSAGE_STATES),
    Column("file", N_("File")),
    Column("message", N_("Message id"), "code"),
    Column("sha256", "SHA-256", "code"),
)
_PROPOSED = (
    Column("id", N_("Proposal"), "int"),
    Column("name", N_("Name")),
    Column("starts", N_("Begin")),
    Column("ends", N_("End")),
    Column("comment", N_("Comment")),
    Column("state", N_("State"), "code", PROPOSALS),
)
_REPLIES = (
    Column("place", N_("Place"), "code"),
    Column("name", N_("Name")),
    Column("verdict", N_("Result"), "code", VERDICTS),
    Column("answer", N_("Answer"), "code", INVITE_STATES),
    Column("appointment", N_("Appointment"), "int"),
    Column("findings", N_("Remarks")),
)


def _model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    def chosen(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.calendar.model import invitations

        found: type[BaseModel] = getattr(invitations, name)
        return found

    return chosen


def _asked(store: Store, text: str) -> int:
    from kontor.calendar.queries.appointments import resolve

    with store.read() as con:
        return resolve(con, text)


def _key(store: Store, text: str) -> int:
    from kontor.calendar.queries.events import root

    key = _asked(store, text)
    with store.read() as con:
        return root(con, key)


def _person(store: Store, appointment: int, text: str) -> int:
    from kontor.calendar.queries.invitations import find_invited

    with store.read() as con:
        return find_invited(con, appointment, text).id


def add(call: Call, *, appointment: str, people: list[str], role: str, channel: str) -> None:
    """Ask people."""
    from kontor.calendar.model.invitations import InviteInput
    from kontor.calendar.service.invitations import invite

    more: dict[str, Any] = {"role": InviteRole(role)}
    if channel:
        more["channel"] = InviteChannel(channel)
    data = [InviteInput(person=person, **more) for person in people]
    with call.store() as store:
        changed = call.run(store, invite, _asked(store, appointment), data)
    call.done(changed, invitations=changed.value)


def change(call: Call, *, appointment: str, person: str, data: Any) -> None:
    """Change an invitation."""
    from kontor.calendar.service.invitations import change_invitation

    with call.store() as store:
        key = _person(store, _key(store, appointment), person)
        call.done(call.run(store, change_invitation, key, data))


def remove(call: Call, *, appointment: str, person: str) -> None:
    """Ask somebody no longer."""
    from kontor.calendar.service.invitations import withdraw

    with call.store() as store:
        key = _person(store, _key(store, appointment), person)
        call.done(call.run(store, withdraw, key))


def answer(call: Call, *, appointment: str, person: str, data: Any) -> None:
    """Note an answer that came by word."""
    from kontor.base.dates import now_utc
    from kontor.calendar.service.invitations import note_answer

    with call.store() as store:
        key = _person(store, _key(store, appointment), person)
        call.done(call.run(store, note_answer, key, data, now_utc()))


def status(call: Call, *, appointment: str) -> None:
    """Who comes."""
    from kontor.calendar.queries import invitations as queries
    from kontor.calendar.queries.appointments import resolve
    from kontor.calendar.queries.events import root

    with call.read() as con:
        if not appointment:
            rows = [
                tuple(_cell(getattr(one, column.name)) for column in _STANDINGS)
                for one in queries.standings(con, call.today)
            ]
            call.show(Table(_STANDINGS, rows, empty=N_("Nobody is asked to anything ahead.")))
            return
        key = root(con, resolve(con, appointment))
        there = queries.people(con, key)
        proposed = queries.proposals(con, key)
        title = con.execute("SELECT title FROM appointment WHERE id=?", (key,)).fetchone()[0]
    people = Table(_PEOPLE, _rows(_PEOPLE, there), title=title,
                   empty=N_("Nobody is asked to this appointment."))  # fmt: skip
    tables = [people]
    if proposed:
        tables.append(Table(_PROPOSED, _rows(_PROPOSED, proposed), title=_("Other times")))
    data = {"appointment": key, "title": title, "people": records(people),
            "proposals": records(Table(_PROPOSED, _rows(_PROPOSED, proposed)))}  # fmt: skip
    call.show(*tables, data=data)


def _rows(columns: tuple[Column, ...], found: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [tuple(_cell(getattr(one, column.name)) for column in columns) for one in found]


def _cell(value: Any) -> Any:
    from datetime import datetime

    if isinstance(value, datetime) and value.tzinfo is None:
        return value.strftime("%Y-%m-%d %H:%M")
    return value


def preview(call: Call, *, appointment: str, text: bool, again: list[str]) -> None:
    """What would go out."""
    _preview(call, appointment, again, remind=False, text=text)


def _preview(
    call: Call, appointment: str, again: Sequence[str], *, remind: bool, text: bool
) -> None:
    from kontor.calendar.queries.appointments import resolve
    from kontor.calendar.queries.events import root
    from kontor.calendar.queries.invitations import find_invited
    from kontor.calendar.queries.outgoing import preview as look

    with call.read() as con:
        key = root(con, resolve(con, appointment))
        keys = [find_invited(con, key, one).id for one in again or ()]
        shown = look(con, key, again=keys, remind=remind)
    show_preview(call, shown, text=text)


def show_preview(call: Call, shown: Preview, *, text: bool, faults: Sequence[str] = ()) -> None:
    """Show what would go out, and what is wrong with it."""
    table = Table(_PREVIEW, _rows(_PREVIEW, shown.rows), title=shown.title,
                  empty=N_("Everybody has what is right: nothing goes out."))  # fmt: skip
    told = [{**record, "text": row.text}
            for record, row in zip(records(table), shown.rows, strict=True)]  # fmt: skip
    data = {"mark": shown.mark, "version": shown.version.number, "rows": told}
    call.show(table, data=data | ({"faults": list(faults)} if faults else {}))
    if call.format == "table" and shown.rows:
        for row in shown.rows if text else ():
            call.out.write(f"\n{row.name}\n{row.subject}\n\n{row.text}\n")
        for fault in faults:
            call.say(fault)
        call.say(
            _("{count} go out. Send it with --mark {mark}").format(
                count=len(shown.rows), mark=shown.mark
            )
        )


def send(
    call: Call, *, appointment: str, mark: str, output: Path | None, again: list[str], way: str
) -> None:
    """Send what the preview showed."""
    _send(call, appointment, mark, output, way, again=again)


def remind(
    call: Call, *, appointment: str, mark: str, output: Path | None, text: bool, way: str
) -> None:
    """Ask those again who have not answered; without a mark only show it."""
    if not mark:
        _preview(call, appointment, (), remind=True, text=text)
        return
    _send(call, appointment, mark, output, way, remind=True)


def _send(
    call: Call, appointment: str, mark: str, output: Path | None, way: str,
    *, again: Sequence[str] = (), remind: bool = False,
) -> None:  # fmt: skip
    from kontor.base.dates import now_utc
    from kontor.desk.invitations import send_invitations

    folder = output or Path()
    with call.store() as store, mail_line(call, store, way) as line:
        key = _key(store, appointment)
        keys = [_person(store, key, one) for one in again or ()]
        folder.mkdir(parents=True, exist_ok=True)
        gone = send_invitations(
            store, key, mark, folder, now_utc(), again=keys, remind=remind, line=line
        )
    call.wrote = True
    tell_gone(call, gone)


def finish(
    call: Call, *, appointment: str, output: Path | None, drop: bool, went: bool, wait: bool,
    way: str,
) -> None:  # fmt: skip
    """Write or send what a breakdown left behind, give it up, or say what became of it."""
    from kontor.base.dates import now_utc
    from kontor.base.errors import InputError
    from kontor.calendar.service.invitations import give_up, settle
    from kontor.desk.invitations import finish_sending

    if drop + went + wait > 1:
        raise InputError(N_("Say one of --drop, --went and --wait."))
    with call.store() as store, mail_line(call, store, way) as line:
        key = _key(store, appointment)
        if drop or went or wait:
            changed = (
                call.run(store, give_up, key) if drop
                else call.run(store, settle, key, went, call.today)
            )  # fmt: skip
            call.done(changed, messages=changed.value)
            return
        gone = finish_sending(store, key, output or Path(), now_utc(), line=line)
    call.wrote = bool(gone)
    tell_gone(call, gone)
    if not gone and call.format != "json":
        call.say(_("Nothing is waiting to be written."))


def reply(call: Call, *, files: list[Path], dry_run: bool, take: list[str]) -> int | None:
    """Read answers."""
    from kontor.calendar.service.replies import plan_replies, take_replies

    dry = plan_replies if dry_run else None
    plan, step = read_mails(call, files, take or (), dry=dry, case=take_replies)
    rows = [
        (row.place, row.name, row.verdict.value, _said(row.answer), row.appointment,
         "; ".join(finding.text for finding in row.findings))
        for row in plan.rows
    ]  # fmt: skip
    table = Table(_REPLIES, rows, empty=N_("The files hold no answers."))
    call.show(table, data={"step": step, "counts": plan.counts, "rows": records(table)})
    return ask_about(call, plan)


def _said(answer: Any) -> str:
    from kontor.calendar.rules.invitations import STATES

    return str(STATES[answer]) if answer in STATES else ""


def decide(call: Call, *, proposal: int, declined: bool) -> None:
    """What becomes of another time."""
    from kontor.calendar.service.invitations import decide_proposal

    with call.store() as store:
        call.done(call.run(store, decide_proposal, proposal, not declined))


def log(call: Call, *, appointment: str) -> None:
    """What went out and came back."""
    from kontor.calendar.queries import invitations as queries
    from kontor.calendar.queries.appointments import resolve
    from kontor.calendar.queries.events import root

    with call.read() as con:
        key = root(con, resolve(con, appointment)) if appointment else None
        rows = _rows(_LOG, queries.log(con, key))
    call.show(Table(_LOG, rows, empty=N_("Nothing went out or came back yet.")))


_APPOINTMENT = arg("appointment", N_("number of the appointment"))
_PERSON = arg("person", N_("name, mail or number of the invitation; a begin is enough"))
_ANY = arg("appointment", N_("number of the appointment; none: all"), default="")
_AGAIN = opt("again", N_("somebody who gets it once more"), many=True)
_TEXT = opt("text", N_("with the words of each"), "flag")
COMMANDS: tuple[Command, ...] = (
    Command("add", add, N_("ask people to an appointment; nothing goes out yet"), (
        _APPOINTMENT,
        arg("people", N_("contacts, short names of staff, or “Name <mail>”"), many=True,
            required=True),
        opt("role", N_("how much they are needed"), choices=tuple(InviteRole), default="required"),
        opt("channel", N_("default: mail, else letter, else by word"),
            choices=tuple(InviteChannel), default=""),
    ), writes=True),
    Command("status", status, N_("who comes, who does not, who is silent"), (_ANY,)),
    Command("preview", preview, N_("what would go out to whom"), (_APPOINTMENT, _TEXT, _AGAIN)),
    Command("send", send, N_("write the mails and letters that the preview showed"), (
        _APPOINTMENT, opt("mark", N_("mark of the preview"), required=True), OUTPUT, _AGAIN,
        WAY,
    ), writes=True),
    Command("remind", remind, N_("who has not answered; with the mark they are asked again"), (
        _APPOINTMENT, opt("mark", N_("mark of the preview"), default=""), OUTPUT, _TEXT,
        WAY,
    ), writes=True),
    Command("reply", reply, N_("read answers out of mails, calendar files, folders, mailboxes"), (
        arg("files", N_("files or folders: .eml, .ics, .mbox, Maildir"), "path", many=True,
            required=True),
        opt("dry_run", N_("only show what each answer would do"), "flag"),
        opt("take", N_("place of an answer that counts although it is strange"), many=True),
    ), writes=True),
    Command("answer", answer, N_("note an answer that came by word"), (_APPOINTMENT, _PERSON),
            model=_model("AnswerInput"), writes=True),
    Command("change", change, N_("change address, way, role, day of the reminder"),
            (_APPOINTMENT, _PERSON), model=_model("InviteChange"), writes=True),
    Command("remove", remove, N_("take an invitation back; a cancellation goes out with send"),
            (_APPOINTMENT, _PERSON), writes=True),
    Command("decide", decide, N_("another time that was proposed is taken, or declined"), (
        arg("proposal", N_("number of the proposal"), "int"),
        opt("declined", N_("it is declined"), "flag"),
    ), writes=True),
    Command("finish", finish, N_("write what a breakdown left behind"), (
        _APPOINTMENT, OUTPUT, opt("drop", N_("give it up instead"), "flag"),
        opt("went", N_("what is in doubt did go out"), "flag"),
        opt("wait", N_("what is in doubt did not go out: it waits to be sent"), "flag"), WAY,
    ), writes=True),
    Command("log", log, N_("what went to whom and what came back"), (_ANY,)),
    *RECEIVED,
)  # fmt: skip
