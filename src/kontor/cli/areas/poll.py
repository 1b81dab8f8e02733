"""Commands for finding a date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.text import quoted
from kontor.calendar.kinds.polls import Vote
from kontor.calendar.poll_words import RESULTS, STATES, VOTES
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table, records

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call

_LIST = (
    Column("id", N_("Poll"), "int"),
    Column("subject", N_("Subject")),
    Column("made", N_("On"), "day"),
    Column("answer_by", N_("Answers by"), "day"),
    Column("proposals", N_("Proposals"), "int"),
    Column("people", N_("People"), "int"),
    Column("answered", N_("Answered"), "int"),
    Column("best", N_("Stands first"), "code"),
    Column("state", N_("State"), "code", STATES),
    Column("appointment", N_("Appointment"), "int"),
)
_RANK = (
    Column("place", N_("Place"), "int"),
    Column("number", N_("Proposal"), "int"),
    Column("starts", N_("Begin"), "code"),
    Column("ends", N_("End"), "code"),
    Column("yes", N_("Yes"), "int"),
    Column("maybe", N_("If need be"), "int"),
    Column("no", N_("No"), "int"),
    Column("reasons", N_("Why")),
)
_PEOPLE = (
    Column("number", N_("No."), "int"),
    Column("name", N_("Name")),
    Column("mail", N_("E-mail"), "code"),
    Column("required", N_("Needed"), "flag"),
    Column("asked", N_("Asked"), "day"),
    Column("votes", N_("Answer")),
)
_READ = (
    Column("file", N_("File"), "code"),
    Column("sender", N_("From"), "code"),
    Column("person", N_("Name")),
    Column("poll", N_("Poll"), "int"),
    Column("result", N_("Result"), "code", RESULTS),
    Column("votes", N_("Answer")),
)
_MAILS = (
    Column("person", N_("Name")),
    Column("mail", N_("E-mail"), "code"),
    Column("file", N_("File"), "code"),
)


def _model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    def chosen(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.calendar.model import polls

        found: type[BaseModel] = getattr(polls, name)
        return found

    return chosen


def _minute(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")


def _votes(votes: Any) -> str:
    return ", ".join(f"{number} {_(VOTES[vote])}" for number, vote in sorted(votes.items()))


def new(call: Call, *, data: Any) -> None:
    """Begin a poll."""
    from kontor.calendar.service import polls

    with call.store() as store:
        changed = call.run(store, polls.new_poll, data, call.today)
    call.done(changed, poll=changed.value)


def change(call: Call, *, poll: int, data: Any) -> None:
    """Change a poll."""
    from kontor.calendar.service import polls

    with call.store() as store:
        call.done(call.run(store, polls.change_poll, poll, data, call.today))


def ask(call: Call, *, poll: int, data: Any) -> None:
    """Ask more people."""
    from kontor.calendar.service import polls

    with call.store() as store:
        call.done(call.run(store, polls.ask_people, poll, data))


def leave_out(call: Call, *, poll: int, person: str) -> None:
    """Ask somebody no longer."""
    from kontor.calendar.service import polls

    with call.store() as store:
        call.done(call.run(store, polls.drop_person, poll, person))


def propose(call: Call, *, poll: int, data: Any) -> None:
    """Propose times: those named, or free ones of the own people."""
    from kontor.calendar.queries.poll_slots import free_times
    from kontor.calendar.service import polls

    with call.store() as store:
        times = data.times
        if not times:
            with store.read() as con:
                free = free_times(
                    con, poll, call.today, first=data.first, last=data.last, count=data.count
                )
            times = [one.starts for one in free]
        changed = call.run(store, polls.propose, poll, times, call.today, keep=data.hold)
    call.done(changed, proposals=changed.value)


def withdraw(call: Call, *, poll: int, number: int) -> None:
    """Take a proposal back."""
    from kontor.calendar.service import polls

    with call.store() as store:
        call.done(call.run(store, polls.drop_proposal, poll, number))


def list_(call: Call, *, running: bool) -> None:
    """Polls."""
    from kontor.calendar.queries.polls import polls

    with call.read() as con:
        rows = [
            (one.poll.id, one.poll.subject, one.poll.made, one.poll.answer_by, one.proposals,
             one.people, one.answered, _minute(one.best.starts) if one.best else "",
             one.poll.state, one.poll.appointment)
            for one in polls(con, running=running)
        ]  # fmt: skip
    call.show(Table(_LIST, rows, empty=N_("There is no date poll yet.")))


def show(call: Call, *, poll: int) -> None:
    """A poll with its people and answers, the best proposal first."""
    from kontor.calendar.queries.polls import sheet

    with call.read() as con:
        one = sheet(con, poll)
    standing = _standing(one)
    rows = [
        (who.number, who.name, who.mail, who.required, who.asked, _votes(who.voter.votes))
        for who in one.people
    ]
    people = Table(_PEOPLE, rows, empty=N_("Nobody is asked yet."))
    head = one.poll._asdict() | {"kind": str(one.poll.kind), "state": str(one.poll.state)}
    data = {**head, "proposals": records(standing), "people": records(people)}
    call.show(standing, people, data=data)


def rank(call: Call, *, poll: int) -> None:
    """The proposals, the best first, with reasons."""
    from kontor.calendar.queries.polls import sheet

    with call.read() as con:
        one = sheet(con, poll)
    call.show(_standing(one))


def _standing(one: Any) -> Table:
    from kontor.calendar.rules.polls import reasons

    rows = [
        (row.place, row.proposal.number, _minute(row.proposal.starts), _minute(row.proposal.ends),
         len(row.yes), len(row.maybe), len(row.no), "; ".join(reasons(row, one.required())))
        for row in one.ranking()
    ]  # fmt: skip
    return Table(_RANK, rows, empty=N_("No times are proposed yet."))


def text(call: Call, *, poll: int, reminder: bool) -> None:
    """The mail of a poll, to copy."""
    from kontor.calendar.queries.poll_mails import poll_text
    from kontor.calendar.queries.polls import sheet

    with call.read() as con:
        subject, words = poll_text(con, sheet(con, poll), reminder=reminder)
    if call.format == "json":
        call.show(data={"subject": subject, "text": words})
    else:
        call.out.write(f"{subject}\n\n{words}")


def mails(call: Call, *, poll: int, reminder: bool, output: Path) -> None:
    """The mails of a poll as files for the mail program."""
    from kontor.desk.polls import write_poll_mails

    with call.store() as store:
        found = write_poll_mails(store, poll, output, call.today, reminder=reminder)
    rows = [
        (one.mail.person.name, one.mail.person.mail, str(one.path) if one.path else "")
        for one in found
    ]
    call.show(Table(_MAILS, rows, empty=N_("Nobody is to be asked.")))


def answer(call: Call, *, poll: int, data: Any) -> None:
    """Enter what somebody said."""
    from kontor.calendar.service import poll_answers

    with call.store() as store:
        changed = call.run(store, poll_answers.answer_poll, poll, data, call.today)
    found = changed.value.votes
    call.done(changed, votes={str(number): str(vote) for number, vote in found.items()})
    if call.format != "json":
        call.say(_votes(found))


def vote(call: Call, *, poll: int, person: str, number: int, vote: str) -> None:
    """Enter or take back one vote."""
    from kontor.calendar.queries.polls import find_person, sheet
    from kontor.calendar.service import poll_answers

    with call.store() as store:
        with store.read() as con:
            who = find_person(sheet(con, poll).people, person)
        said = {number: None if vote == "none" else Vote(vote)}
        call.done(call.run(store, poll_answers.set_votes, poll, who.id, said, call.today))


def read(call: Call, *, files: list[Path], poll: int | None, person: str) -> None:
    """Read answers out of mails."""
    from kontor.calendar.formats.poll_mail import read_paths
    from kontor.calendar.service import poll_answers

    if person and poll is None:
        raise InputError(N_("Say which poll “{name}” answers: --poll."), name=quoted(person))
    mails, findings = read_paths(files)
    for one in findings:
        call.say(f"{one.where}: {one.text}")
    with call.store() as store:
        changed = call.run(
            store, poll_answers.read_mails, mails, call.today, poll=poll, person=person
        )
    rows = [
        (one.mail.place, one.mail.sender, one.person, one.poll, one.result,
         _votes(one.answer.votes) if one.answer else "")
        for one in changed.value
    ]  # fmt: skip
    call.show(Table(_READ, rows, empty=N_("There is no mail.")))


def close(call: Call, *, poll: int) -> None:
    """Take no more answers."""
    from kontor.calendar.service import polls

    with call.store() as store:
        call.done(call.run(store, polls.close_poll, poll))


def reopen(call: Call, *, poll: int) -> None:
    """Take answers again."""
    from kontor.calendar.service import polls

    with call.store() as store:
        call.done(call.run(store, polls.reopen_poll, poll))


def final(call: Call, *, poll: int, number: int | None, anyway: bool) -> None:
    """Fix the date."""
    from kontor.calendar.queries.polls import sheet
    from kontor.calendar.service import polls

    with call.store() as store:
        if number is None:
            with store.read() as con:
                standing = sheet(con, poll).ranking()
            if not standing:
                raise InputError(N_("No times are proposed yet."), field="number")
            number = standing[0].proposal.number
        changed = call.run(store, polls.final, poll, number, anyway=anyway)
    call.done(changed, appointment=changed.value)


def drop(call: Call, *, poll: int) -> None:
    """Give a poll up."""
    from kontor.calendar.service import polls

    with call.store() as store:
        call.done(call.run(store, polls.abandon_poll, poll))


_POLL = arg("poll", N_("number of the poll"), "int")
_REMINDER = opt("reminder", N_("a reminder, to those who have not answered"), "flag")
_PERSON = arg("person", N_("name, begin of it, or number in the list"))
COMMANDS: tuple[Command, ...] = (
    Command("new", new, N_("begin a poll: who is asked, which times"), model=_model("PollInput"),
            writes=True),
    Command("list", list_, N_("polls, running ones first"), (
        opt("running", N_("only those that run"), "flag"),
    )),
    Command("show", show, N_("a poll with its people, answers and the ranking"), (_POLL,)),
    Command("change", change, N_("change a poll; only what is given"), (_POLL,),
            model=_model("PollChange"), writes=True),
    Command("ask", ask, N_("ask more people"), (_POLL,), model=_model("PeopleInput"), writes=True),
    Command("leave-out", leave_out, N_("ask somebody no longer"), (_POLL, _PERSON), writes=True),
    Command("propose", propose, N_("propose times, or find free ones in the calendar"), (_POLL,),
            model=_model("TimesInput"), writes=True),
    Command("withdraw", withdraw, N_("take a proposal back"), (
        _POLL, arg("number", N_("number of the proposal"), "int"),
    ), writes=True),
    Command("text", text, N_("the mail with the numbered proposals, to copy"), (_POLL, _REMINDER)),
    Command("mails", mails, N_("the mail to each as a file for the mail program"), (
        _POLL, _REMINDER, opt("output", N_("folder for the files"), "path", required=True),
    ), writes=True),
    Command("answer", answer, N_("enter an answer in its own words: 1 yes, 2 no, 3 if need be"),
            (_POLL,), model=_model("AnswerInput"), writes=True),
    Command("vote", vote, N_("enter a single vote, or take it back"), (
        _POLL, _PERSON, arg("number", N_("number of the proposal"), "int"),
        arg("vote", N_("what was said"), choices=(*Vote, "none")),
    ), writes=True),
    Command("read", read, N_("read answers out of mails, .ics files, folders"), (
        arg("files", N_("files or folders"), "path", many=True),
        opt("poll", N_("the poll they answer; default as the subject says"), "int"),
        opt("person", N_("whose answers they are; default who sent them"), default=""),
    ), writes=True),
    Command("rank", rank, N_("the proposals, the best first, with reasons"), (_POLL,)),
    Command("close", close, N_("take no more answers"), (_POLL,), writes=True),
    Command("reopen", reopen, N_("take answers again"), (_POLL,), writes=True),
    Command("final", final, N_("fix the date: the appointment is made, what was held vanishes"), (
        _POLL, arg("number", N_("number of the proposal; default the best"), "int", required=False),
        opt("anyway", N_("although somebody needed cannot"), "flag"),
    ), writes=True),
    Command("drop", drop, N_("give a poll up: what was held vanishes"), (_POLL,), writes=True),
)  # fmt: skip
