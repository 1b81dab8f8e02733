"""Commands for a meeting while it runs, and for its minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.calendar.meeting_words import MOTION_STATES
from kontor.cli.areas.meeting_shared import AT, MEETING, key_of, merged, model, moment, now, pairs
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table

if TYPE_CHECKING:
    from kontor.cli.call import Call

_MOTIONS = (
    Column("id", N_("No."), "int"),
    Column("item", N_("Agenda item"), "int"),
    Column("wording", N_("Motion")),
    Column("state", N_("State"), "code", MOTION_STATES),
    Column("result", N_("Result")),
)
_NUMBER = arg("number", N_("number of the item on the agenda"), "int")
_MOTION = arg("motion", N_("number of the motion"), "int")


def open_(call: Call, *, meeting: str, data: Any) -> None:
    """Open a meeting."""
    from kontor.calendar.service import meeting_run

    with call.store() as store:
        changed = call.run(store, meeting_run.open_meeting, key_of(store, meeting), data, now())
        call.done(changed, quorum=changed.value._asdict())


def present(call: Call, *, meeting: str, names: list[str], at: str) -> None:
    """Somebody comes."""
    from kontor.calendar.service import meeting_run

    with call.store() as store:
        key = key_of(store, meeting)
        call.done(call.run(store, meeting_run.arrive, key, names, moment(store, key, at)))


def leave(call: Call, *, meeting: str, names: list[str], at: str) -> None:
    """Somebody leaves."""
    from kontor.calendar.service import meeting_run

    with call.store() as store:
        key = key_of(store, meeting)
        call.done(call.run(store, meeting_run.leave, key, names, moment(store, key, at)))


def item_call(call: Call, *, meeting: str, number: int, at: str) -> None:
    """Call an item."""
    from kontor.calendar.service import meeting_run

    with call.store() as store:
        key = key_of(store, meeting)
        when = moment(store, key, at)
        call.done(call.run(store, meeting_run.begin_item, key, number, when))


def item_end(call: Call, *, meeting: str, number: int, postpone: bool, at: str) -> None:
    """Finish or postpone an item."""
    from kontor.calendar.kinds.meetings import ItemState
    from kontor.calendar.service import meeting_run

    with call.store() as store:
        key = key_of(store, meeting)
        state = ItemState.POSTPONED if postpone else ItemState.DONE
        when = moment(store, key, at)
        call.done(call.run(store, meeting_run.end_item, key, number, state, when))


def motion(call: Call, *, meeting: str, data: Any) -> None:
    """Write a motion."""
    from kontor.calendar.service import meeting_votes

    with call.store() as store:
        changed = call.run(store, meeting_votes.new_motion, key_of(store, meeting), data)
        call.done(changed, motion=changed.value)
        if call.format != "json":
            call.say(str(changed.value))


def motions(call: Call, *, meeting: str) -> None:
    """The motions of a meeting."""
    from kontor.calendar.queries import meeting_votes, meetings

    with call.read() as con:
        one = meetings.resolve(con, meeting)
        numbers = {item.id: item.number for item in meetings.items(con, one.id)}
        rows = [
            (row.id, numbers[row.item], row.wording, row.state, row.result)
            for row in meeting_votes.motions(con, one.id)
        ]
    call.show(Table(_MOTIONS, rows, empty=N_("There is no motion yet.")))


def vote(call: Call, *, motion: int, by: list[str], data: Any) -> None:
    """Vote on a motion."""
    from kontor.calendar.rules.majority import explain
    from kontor.calendar.service import meeting_votes

    data = merged(data, names=pairs(by, "by"))
    with call.store() as store:
        changed = call.run(store, meeting_votes.vote, motion, data, now())
        text = explain(changed.value)
        call.done(changed, adopted=changed.value.adopted, result=text)
        if call.format != "json":
            call.say(text)


def withdraw(call: Call, *, motion: int) -> None:
    """Withdraw a motion."""
    from kontor.calendar.service import meeting_votes

    with call.store() as store:
        call.done(call.run(store, meeting_votes.withdraw_motion, motion))


def elect(call: Call, *, meeting: str, candidate: list[str], data: Any) -> None:
    """Hold a ballot."""
    from kontor.calendar.queries.meeting_votes import election
    from kontor.calendar.service import meeting_votes

    data = merged(data, votes=pairs(candidate, "candidate"))
    with call.store() as store:
        key = key_of(store, meeting)
        changed = call.run(store, meeting_votes.hold_election, key, data, now())
        ballot, outcome = changed.value
        with store.read() as con:
            text = election(con, ballot).result
        call.done(changed, election=ballot, result=text, **outcome._asdict())
        if call.format != "json":
            call.say(f"{ballot}: {text}")


def accept(call: Call, *, election: int, data: Any) -> None:
    """Somebody accepts or declines an election."""
    from kontor.calendar.service import meeting_votes

    with call.store() as store:
        call.done(call.run(store, meeting_votes.accept_election, election, data, now()))


def minute(call: Call, *, meeting: str, text: str, item: int | None, at: str) -> None:
    """Write a line of the minutes."""
    from kontor.calendar.service import meeting_run

    with call.store() as store:
        key = key_of(store, meeting)
        when = moment(store, key, at)
        changed = call.run(store, meeting_run.write_line, key, text, item, when)
        call.done(changed, line=changed.value)


def correct(call: Call, *, meeting: str, line: int, text: str) -> None:
    """Correct a typed line."""
    from kontor.calendar.service import meeting_run

    with call.store() as store:
        key = key_of(store, meeting)
        call.done(call.run(store, meeting_run.change_line, key, line, text))


def task(call: Call, *, meeting: str, data: Any) -> None:
    """Note a task."""
    from kontor.calendar.service import meeting_run

    with call.store() as store:
        changed = call.run(store, meeting_run.add_task, key_of(store, meeting), data, now())
        call.done(changed, task=changed.value)


def close(call: Call, *, meeting: str, at: str) -> None:
    """Close a meeting."""
    from kontor.calendar.service import meeting_run

    with call.store() as store:
        key = key_of(store, meeting)
        call.done(call.run(store, meeting_run.close_meeting, key, moment(store, key, at)))


def approve(call: Call, *, meeting: str) -> None:
    """Approve the minutes."""
    from kontor.base.dates import now_utc
    from kontor.calendar.queries.meeting_papers import minutes_page
    from kontor.calendar.service import minutes
    from kontor.documents.layout.render import render_pdf

    with call.store() as store:
        key = key_of(store, meeting)
        with store.read() as con:
            page = minutes_page(con, key, call.today)
        pdf = render_pdf(page)  # before the step: typesetting takes longer than writing
        changed = call.run(store, minutes.approve_minutes, key, page, pdf, now_utc())
        call.done(changed, document=changed.value)


def addendum(call: Call, *, meeting: str, data: Any) -> None:
    """Add to approved minutes."""
    from kontor.calendar.service import minutes

    with call.store() as store:
        key = key_of(store, meeting)
        call.done(call.run(store, minutes.add_addendum, key, data, call.today))


def object_(call: Call, *, meeting: str, data: Any) -> None:
    """Note an objection."""
    from kontor.calendar.service import minutes

    with call.store() as store:
        key = key_of(store, meeting)
        changed = call.run(store, minutes.note_objection, key, data, call.today)
        call.done(changed, objection=changed.value)


def answer(call: Call, *, objection: int, text: str) -> None:
    """Answer an objection."""
    from kontor.calendar.service import minutes

    with call.store() as store:
        call.done(call.run(store, minutes.settle_objection, objection, text, call.today))


_NAMES = arg("names", N_("names of people of the meeting"), many=True, required=True)
COMMANDS: tuple[Command, ...] = (
    Command("open", open_, N_("open a meeting: who is there, is there a quorum"), (MEETING,),
            model=model("OpenInput"), writes=True),
    Command("present", present, N_("somebody comes"), (MEETING, _NAMES, AT), writes=True),
    Command("leave", leave, N_("somebody leaves"), (MEETING, _NAMES, AT), writes=True),
    Command("call", item_call, N_("call an item; the one before ends"), (MEETING, _NUMBER, AT),
            writes=True),
    Command("finish", item_end, N_("finish an item, or postpone it"), (
        MEETING, _NUMBER, opt("postpone", N_("to the next meeting"), "flag"), AT,
    ), writes=True),
    Command("motion", motion, N_("write a motion"), (MEETING,), model=model("MotionInput"),
            writes=True),
    Command("motions", motions, N_("motions of a meeting with their results"), (MEETING,)),
    Command("vote", vote, N_("vote on a motion, by counts or by name"), (
        _MOTION, opt("by", N_("NAME=yes, NAME=no, NAME=abstain"), many=True, default=[]),
    ), model=model("VoteInput"), writes=True),
    Command("withdraw", withdraw, N_("withdraw a motion"), (_MOTION,), writes=True),
    Command("elect", elect, N_("hold a ballot of an election"), (
        MEETING, opt("candidate", N_("NAME=VOTES"), many=True, default=[]),
    ), model=model("ElectionInput"), writes=True),
    Command("accept", accept, N_("somebody accepts or declines an election"), (
        arg("election", N_("number of the ballot"), "int"),
    ), model=model("AcceptInput"), writes=True),
    Command("minute", minute, N_("write a line of the minutes"), (
        MEETING, arg("text", N_("what is written")),
        opt("item", N_("number of the item on the agenda"), "int"), AT,
    ), writes=True),
    Command("correct", correct, N_("correct a typed line before the approval"), (
        MEETING, arg("line", N_("number of the line"), "int"),
        arg("text", N_("what is written; empty takes it out")),
    ), writes=True),
    Command("task", task, N_("note a task: who does what until when"), (MEETING,),
            model=model("MeetingTaskInput"), writes=True),
    Command("close", close, N_("close a meeting; what is left is postponed"), (MEETING, AT),
            writes=True),
    Command("approve", approve, N_("approve the minutes: frozen, and archived as PDF"), (MEETING,),
            writes=True),
    Command("addendum", addendum, N_("add to approved minutes"), (MEETING,),
            model=model("AddendumInput"), writes=True),
    Command("object", object_, N_("note an objection to the minutes"), (MEETING,),
            model=model("ObjectionInput"), writes=True),
    Command("answer", answer, N_("answer an objection"), (
        arg("objection", N_("number of the objection to the minutes"), "int"),
        arg("text", N_("the answer")),
    ), writes=True),
)  # fmt: skip
