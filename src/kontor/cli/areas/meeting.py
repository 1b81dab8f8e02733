"""Commands for meetings: planned, invited, looked at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.calendar.invitation_words import INVITE_STATES
from kontor.calendar.meeting_words import ITEM_KINDS, ITEM_STATES, PAPERS, ROLES, SENT, STATES
from kontor.cli.areas.meeting_book import COMMANDS as BOOK
from kontor.cli.areas.meeting_run import COMMANDS as RUN
from kontor.cli.areas.meeting_shared import MEETING, key_of, model
from kontor.cli.commands import Command, arg, opt
from kontor.cli.models import read_bytes
from kontor.cli.output import Column, Table, records

if TYPE_CHECKING:
    from kontor.cli.call import Call

_LIST = (
    Column("id", N_("No."), "int"),
    Column("appointment", N_("Appointment"), "int"),
    Column("day", N_("Date"), "day"),
    Column("clock", N_("Time"), "code"),
    Column("kind", N_("Kind")),
    Column("title", N_("Title")),
    Column("place", N_("Place")),
    Column("state", N_("State"), "code", STATES),
    Column("invite", N_("Invite until"), "day"),
    Column("persons", N_("People"), "int"),
    Column("resolutions", N_("Resolutions"), "int"),
)
_PEOPLE = (
    Column("name", N_("Name")),
    Column("role", N_("Role"), "code", ROLES),
    Column("votes", N_("Votes"), "int"),
    Column("here", N_("There"), "flag"),
    Column("holder_name", N_("Represented by")),
    Column("proof", N_("Proof")),
    Column("invited", N_("Invited"), "day"),
    Column("answer", N_("Answer"), "code", INVITE_STATES),
    Column("comment", N_("Comment")),
)
_ITEMS = (
    Column("number", N_("No."), "int"),
    Column("title", N_("Agenda item")),
    Column("kind", N_("Kind"), "code", ITEM_KINDS),
    Column("minutes", N_("Minutes planned"), "int"),
    Column("lasted", N_("Minutes taken"), "int"),
    Column("proposer", N_("Proposed by")),
    Column("announced", N_("Announced later"), "day"),
    Column("state", N_("State"), "code", ITEM_STATES),
)
_LINES = (
    Column("id", N_("Line"), "int"),
    Column("clock", N_("Time"), "code"),
    Column("text", N_("The minutes")),
)
_SENDINGS = (
    Column("day", N_("Date"), "day"),
    Column("name", N_("Name")),
    Column("paper", N_("Paper"), "code", PAPERS),
    Column("how", N_("How"), "code", SENT),
    Column("note", N_("Note")),
)


def _row(con: Any, one: Any) -> tuple[Any, ...]:
    from kontor.calendar.queries.meeting_terms import kind_word
    from kontor.calendar.queries.meetings import latest_day

    open_ = one.standing in {"draft", "invited"}
    return (
        one.id, one.appointment, one.day, f"{one.starts:%H:%M}", kind_word(one.kind), one.title,
        one.place, one.standing, latest_day(con, one) if open_ else None, one.persons,
        one.resolutions,
    )  # fmt: skip


def new(call: Call, *, data: Any) -> None:
    """Plan a meeting."""
    from kontor.calendar.queries.meetings import latest_day, meeting
    from kontor.calendar.service import meetings

    with call.store() as store:
        changed = call.run(store, meetings.new_meeting, data)
        with store.read() as con:
            one = meeting(con, changed.value)
            last = latest_day(con, one)
        call.done(changed, meeting=changed.value, invite=last)
        if call.format != "json":
            call.say(one.ref)
            if last is not None:
                from kontor.base.dates import format_day

                call.say(_("Send the invitation until {day}.").format(day=format_day(last)))


def list_(call: Call, *, kind: str) -> None:
    """All meetings."""
    from kontor.calendar.kinds.meetings import MeetingKind
    from kontor.calendar.queries.meetings import meetings

    with call.read() as con:
        rows = [_row(con, one) for one in meetings(con, MeetingKind(kind) if kind else None)]
    call.show(Table(_LIST, rows, empty=N_("No meeting is planned.")))


def show(call: Call, *, meeting: str) -> None:
    """One meeting with its people, agenda, quorum and minutes."""
    from kontor.calendar.queries import meetings as queries
    from kontor.calendar.queries import minutes

    with call.read() as con:
        one = queries.resolve(con, meeting)
        head = Table(_LIST, [_row(con, one)])
        people = queries.persons(con, one.id)
        items = queries.items(con, one.id)
        hall = queries.hall(con, one.id)
        found = queries.notice_findings(con, one.id) if one.opened is None else []
        lines = minutes.lines(con, one.id)
        sent = queries.sendings(con, one.id)
        added = minutes.addenda(con, one.id)
        objected = minutes.objections(con, one.id)
    tables = (
        Table(_PEOPLE, [_values(who, _PEOPLE) for who in people], _("Participants")),
        Table(_ITEMS, [_values(item, _ITEMS) for item in items], _("Agenda")),
        Table(
            _LINES, [(line.id, f"{line.at:%H:%M}", line.text) for line in lines], _("The minutes")
        ),
        Table(_SENDINGS, [_values(row, _SENDINGS) for row in sent], _("Sent")),
    )
    people_, items_, lines_, sent_ = (records(table) for table in tables)
    now = hall.standing
    data = {
        **records(head)[0], "people": people_, "agenda": items_, "minutes": lines_, "sent": sent_,
        "quorum": {"there": now.ok, "have": now.have, "needed": now.needed, "of": now.whole},
        "faults": [finding.text for finding in found], "law": hall.terms.law,
        "addenda": [one._asdict() for one in added],
        "objections": [one._asdict() for one in objected], "objections_until": one.objections,
    }  # fmt: skip
    call.show(head, *(table for table in tables if table.rows), data=data)
    if call.format == "table":
        for finding in found:
            call.say(finding.text)
        if one.running:
            text = _("Quorum is there") if now.ok else _("No quorum")
            call.say(f"{text}: {now.have}/{now.whole}, {_('needed')} {now.needed}")


def _values(row: Any, columns: tuple[Column, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, column.name) for column in columns)


def change(call: Call, *, meeting: str, data: Any) -> None:
    """Change a meeting."""
    from kontor.calendar.service import meetings

    with call.store() as store:
        call.done(call.run(store, meetings.change_meeting, key_of(store, meeting), data))


def drop(call: Call, *, meeting: str) -> None:
    """Delete a meeting that was never opened."""
    from kontor.calendar.service import meetings

    with call.store() as store:
        call.done(call.run(store, meetings.drop_meeting, key_of(store, meeting)))


def agenda(call: Call, *, meeting: str, data: Any) -> None:
    """Put an item onto the agenda."""
    from kontor.calendar.service import meetings

    with call.store() as store:
        key = key_of(store, meeting)
        changed = call.run(store, meetings.add_item, key, data, call.today)
        call.done(changed, item=changed.value)


def item(call: Call, *, meeting: str, number: int, to: int | None, data: Any) -> None:
    """Change or move an item."""
    from kontor.calendar.service import meetings

    with call.store() as store:
        key = key_of(store, meeting)
        if data.model_fields_set or to is None:
            call.done(call.run(store, meetings.change_item, key, number, data))
        if to is not None:
            call.done(call.run(store, meetings.move_item, key, number, to))


def remove(call: Call, *, meeting: str, number: int) -> None:
    """Take an item off the agenda."""
    from kontor.calendar.service import meetings

    with call.store() as store:
        call.done(call.run(store, meetings.drop_item, key_of(store, meeting), number))


def attach(call: Call, *, meeting: str, number: int, paper: Path) -> None:
    """Attach a file to an item."""
    from kontor.calendar.service import meetings

    content = read_bytes(paper)
    with call.store() as store:
        key = key_of(store, meeting)
        call.done(call.run(store, meetings.attach, key, number, paper.name, content))


def person(call: Call, *, meeting: str, change: bool, data: Any) -> None:
    """Add a person, or change role and votes of one."""
    from kontor.calendar.service import meetings

    case = meetings.change_person if change else meetings.add_person
    with call.store() as store:
        call.done(call.run(store, case, key_of(store, meeting), data))


def part(call: Call, *, meeting: str, name: str) -> None:
    """Take a person out."""
    from kontor.calendar.service import meetings

    with call.store() as store:
        call.done(call.run(store, meetings.drop_person, key_of(store, meeting), name))


def proxy(call: Call, *, meeting: str, paper: Path | None, data: Any) -> None:
    """Note a proxy with its proof."""
    from kontor.calendar.service import meetings

    proof = (paper.name, read_bytes(paper)) if paper else None
    with call.store() as store:
        key = key_of(store, meeting)
        call.done(call.run(store, meetings.give_proxy, key, data, call.today, proof))


def revoke(call: Call, *, meeting: str, name: str) -> None:
    """Withdraw a proxy."""
    from kontor.calendar.service import meetings

    with call.store() as store:
        call.done(call.run(store, meetings.drop_proxy, key_of(store, meeting), name))


def invite(call: Call, *, meeting: str, mark: str, output: Path | None, text: bool) -> None:
    """Ask everybody; with the mark of the preview mails and letters are written."""
    from kontor.base.dates import now_utc
    from kontor.calendar.queries.meeting_invites import warnings
    from kontor.calendar.queries.meetings import resolve
    from kontor.calendar.queries.outgoing import preview
    from kontor.calendar.service.meeting_invites import ask_people
    from kontor.cli.areas.invite import show_preview
    from kontor.cli.areas.invite_shared import tell_gone
    from kontor.desk.invitations import send_invitations

    with call.store() as store:
        if mark:
            with store.read() as con:
                appointment = resolve(con, meeting).appointment
            folder = output or Path()
            folder.mkdir(parents=True, exist_ok=True)
            tell_gone(call, send_invitations(store, appointment, mark, folder, now_utc()))
        else:
            appointment = call.run(store, ask_people, key_of(store, meeting)).value
            with store.read() as con:
                shown = preview(con, appointment)
                faults = [one.text for one in warnings(con, appointment, call.today)]
            show_preview(call, shown, text=text, faults=faults)
    call.wrote = True


def sent(call: Call, *, meeting: str, data: Any) -> None:
    """Note that invitation, agenda or minutes went out."""
    from kontor.calendar.service import meetings

    with call.store() as store:
        key = key_of(store, meeting)
        changed = call.run(store, meetings.note_sending, key, data, call.today)
        call.done(changed, sent=len(changed.value))


def cancel(call: Call, *, meeting: str, reason: str) -> None:
    """A meeting does not take place."""
    from kontor.calendar.service import meetings

    with call.store() as store:
        call.done(call.run(store, meetings.cancel_meeting, key_of(store, meeting), reason))


COMMANDS: tuple[Command, ...] = (
    Command("new", new, N_("plan a meeting with its people and agenda"),
            model=model("MeetingInput"), writes=True),
    Command("list", list_, N_("meetings, newest first"), (
        opt("kind", N_("only this kind"), default="", choices=(
            "shareholders", "association", "guild", "works", "site", "team", "talk", "instruction",
        )),
    )),
    Command("show", show, N_("a meeting with people, agenda, quorum, minutes"), (MEETING,)),
    Command("change", change, N_("change a meeting that was not opened; only what is given"),
            (MEETING,), model=model("MeetingChange"), writes=True),
    Command("drop", drop, N_("delete a meeting that was never opened"), (MEETING,), writes=True),
    Command("agenda", agenda, N_("put an item onto the agenda"), (MEETING,),
            model=model("ItemInput"), writes=True),
    Command("item", item, N_("change an item of the agenda, or move it"), (
        MEETING, arg("number", N_("number of the item on the agenda"), "int"),
        opt("to", N_("its new place"), "int"),
    ), model=model("ItemChange"), writes=True),
    Command("remove", remove, N_("take an item off the agenda"), (
        MEETING, arg("number", N_("number of the item on the agenda"), "int"),
    ), writes=True),
    Command("attach", attach, N_("attach a file to an item"), (
        MEETING, arg("number", N_("number of the item on the agenda"), "int"),
        arg("paper", N_("the file"), "path"),
    ), writes=True),
    Command("person", person, N_("add staff, a contact or a name; all: everybody"), (
        MEETING, opt("change", N_("change role and votes of somebody who is there"), "flag"),
    ), model=model("PersonInput"), writes=True),
    Command("part", part, N_("take a person out again"), (
        MEETING, arg("name", N_("name of the person")),
    ), writes=True),
    Command("proxy", proxy, N_("note who votes for whom, with the signed paper"), (
        MEETING, opt("paper", N_("the signed paper"), "path"),
    ), model=model("ProxyInput"), writes=True),
    Command("revoke", revoke, N_("withdraw a proxy"), (
        MEETING, arg("name", N_("who gave it")),
    ), writes=True),
    Command("invite", invite, N_("ask everybody: first a preview, with its mark it goes out"), (
        MEETING, opt("mark", N_("mark of the preview"), default=""),
        opt("output", N_("folder for the files; default this one"), "path"),
        opt("text", N_("with the words of each"), "flag"),
    ), writes=True),
    Command("sent", sent, N_("note that invitation, agenda or minutes went out, how and when"),
            (MEETING,), model=model("SendingInput"), writes=True),
    Command("cancel", cancel, N_("a meeting does not take place; its appointment is cancelled"), (
        MEETING, arg("reason", N_("why it does not take place")),
    ), writes=True),
    *RUN, *BOOK,
)  # fmt: skip
