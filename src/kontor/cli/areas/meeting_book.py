"""Commands for the resolution book, the register of instructions, papers and rules of meetings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _, ngettext
from kontor.base.text import fold, safe_file_name
from kontor.calendar.meeting_words import BASES, BOOKS, FORMS, MAJORITIES, QUORUMS, RESULTS, STATUS
from kontor.cli.areas.meeting_shared import MEETING, model
from kontor.cli.commands import Command, arg, opt
from kontor.cli.models import read_bytes
from kontor.cli.output import Column, Table, records

if TYPE_CHECKING:
    from kontor.cli.call import Call

_RESOLUTIONS = (
    Column("number", N_("Number"), "code"),
    Column("day", N_("Date"), "day"),
    Column("title", N_("In the meeting")),
    Column("wording", N_("Wording")),
    Column("adopted", N_("Result"), "code", RESULTS),
    Column("effective", N_("Effective"), "day"),
    Column("done", N_("Done"), "day"),
    Column("book", N_("Resolution book"), "code", BOOKS),
    Column("note", N_("Note")),
)
_FILE = (Column("file", N_("File")), Column("count", N_("Resolutions"), "int"))
_MATRIX = (
    Column("who", N_("Who")),
    Column("topic", N_("Topic"), "code"),
    Column("name", N_("Instruction")),
    Column("last", N_("Last"), "day"),
    Column("due", N_("Next"), "day"),
    Column("mark", N_("State"), "code", {
        "due": N_("overdue"), "soon": N_("due soon"), "good": N_("valid"),
    }),
)  # fmt: skip
_HELD = (
    Column("id", N_("No."), "int"),
    Column("day", N_("Date"), "day"),
    Column("name", N_("Instruction")),
    Column("teacher", N_("By")),
    Column("people", N_("People"), "int"),
    Column("signed", N_("Signed"), "int"),
    Column("persons", N_("Who")),
)
_TOPICS = (
    Column("topic", N_("Topic"), "code"),
    Column("name", N_("Name")),
    Column("months", N_("Months"), "int"),
    Column("minor_months", N_("Minors"), "int"),
    Column("roles", N_("For whom"), "code"),
    Column("law", N_("Law"), "code"),
    Column("source", N_("Source")),
    Column("status", N_("Status"), "code", STATUS),
)
_TERMS = (
    Column("kind", N_("Kind"), "code"),
    Column("name", N_("Name")),
    Column("notice", N_("Notice"), "code"),
    Column("post_days", N_("Post days"), "int"),
    Column("form", N_("Form asked for"), "code", FORMS),
    Column("quorum", N_("Quorum"), "code"),
    Column("by", N_("Votes"), "code", {"heads": N_("heads"), "votes": N_("votes")}),
    Column("law", N_("Law"), "code"),
    Column("source", N_("Source")),
    Column("status", N_("Status"), "code", STATUS),
)
_MAJORITIES = (
    Column("kind", N_("Kind"), "code"),
    Column("motion", N_("Motion"), "code"),
    Column("name", N_("Name")),
    Column("majority", N_("Majority"), "code", MAJORITIES),
    Column("base", N_("Counted of"), "code", BASES),
    Column("law", N_("Law"), "code"),
    Column("source", N_("Source")),
    Column("status", N_("Status"), "code", STATUS),
)


def _found(con: Any, search: str, year: int | None, *, only_open: bool = False) -> list[Any]:
    from kontor.calendar.queries import meeting_votes

    wanted = fold(search).split()
    return [
        one
        for one in meeting_votes.resolutions(con)
        if (not only_open or one.state == "open")
        and year in {None, one.day.year}
        and all(word in fold(f"{one.number} {one.wording} {one.title}") for word in wanted)
    ]


def resolutions(call: Call, *, search: str, year: int | None, only_open: bool) -> None:
    """The resolution book."""
    with call.read() as con:
        there = _found(con, search, year, only_open=only_open)
    rows = [
        tuple(str(int(one.adopted)) if c.name == "adopted" else getattr(one, c.name)
              for c in _RESOLUTIONS)
        for one in there
    ]  # fmt: skip
    call.show(Table(_RESOLUTIONS, rows, empty=N_("No resolution was found.")))


def book(call: Call, *, search: str, year: int | None, output: Path | None) -> None:
    """An extract of the resolution book as PDF."""
    with call.read() as con:
        there = _found(con, search, year)
        if not there:
            call.show(Table(_RESOLUTIONS, [], empty=N_("No resolution was found.")))
            return
        from kontor.calendar.queries.meeting_papers import book_page

        title = " · ".join(filter(None, (str(year or ""), search)))
        page = book_page(con, there, call.today, title)
    from kontor.documents.layout.render import render_pdf

    folder = output or Path()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / safe_file_name(f"{_('Resolution book')} {title or call.today}.pdf")
    path.write_bytes(render_pdf(page))
    call.show(Table(_FILE, [(str(path), len(there))]))


def resolution(call: Call, *, number: str, data: Any) -> None:
    """What became of a resolution."""
    from kontor.calendar.queries.meeting_votes import resolution as find
    from kontor.calendar.service import meeting_votes

    with call.store() as store:
        with store.read() as con:
            key = find(con, number).id
        call.done(call.run(store, meeting_votes.change_resolution, key, data, call.today))


def instructions(call: Call, *, held: bool) -> None:
    """Who needs which instruction when, or what was held."""
    from kontor.calendar.queries import instructions as queries

    with call.read() as con:
        if held:
            rows = [
                (one.id, one.day, one.name, one.teacher, len(one.persons), one.signed,
                 ", ".join(one.persons))
                for one in queries.held(con, call.today)
            ]  # fmt: skip
            call.show(Table(_HELD, rows, empty=N_("No instruction was held yet.")))
            return
        cells = sorted(queries.matrix(con, call.today).cells.values(), key=lambda one: one.due)
    rows_ = [tuple(getattr(one, column.name) for column in _MATRIX) for one in cells]
    call.show(Table(_MATRIX, rows_, empty=N_("Nobody is entered yet.")))


def instruct(call: Call, *, scan: Path | None, data: Any) -> None:
    """Note an instruction."""
    from kontor.calendar.service import instructions as service

    content = read_bytes(scan) if scan else None
    with call.store() as store:
        changed = call.run(store, service.note_instruction, data, call.today, content)
        call.done(changed, instructions=changed.value)


def sign(call: Call, *, instruction: int, name: str) -> None:
    """Somebody signed later."""
    from kontor.calendar.service import instructions as service

    with call.store() as store:
        call.done(call.run(store, service.sign_instruction, instruction, name, call.today))


def topics(call: Call) -> None:
    """The topics of instruction."""
    from kontor.calendar.queries.meeting_terms import topics as find

    with call.read() as con:
        rows = [
            (one.topic, one.name, one.months, one.minor_months, " ".join(one.roles), one.law,
             one.source, one.status)
            for one in find(con, call.today)
        ]  # fmt: skip
    call.show(Table(_TOPICS, rows))


def topic(call: Call, *, data: Any) -> None:
    """Set a topic."""
    from kontor.calendar.service import instructions as service

    with call.store() as store:
        call.done(call.run(store, service.set_topic, data, call.today))


def rules(call: Call) -> None:
    """The rules of all kinds of meetings."""
    from kontor.calendar.kinds.meetings import MeetingKind
    from kontor.calendar.queries import meeting_terms as queries

    with call.read() as con:
        found = [queries.terms_on(con, kind, call.today) for kind in MeetingKind]
        motions = [m for kind in MeetingKind for m in queries.motion_kinds(con, kind, call.today)]
    rows = [
        (one.kind, queries.kind_word(one.kind), _notice(one.notice),
         one.notice.post_days, one.form, _quorum(one.quorum), one.by, one.law, one.source,
         one.status)
        for one in found
    ]  # fmt: skip
    others = [
        (one.kind, one.motion, queries.motion_name(one), one.majority, one.base, one.law,
         one.source, one.status)
        for one in motions
    ]  # fmt: skip
    tables = Table(_TERMS, rows), Table(_MAJORITIES, others)
    kinds, motions_ = map(records, tables)
    call.show(*tables, data={"kinds": kinds, "motions": motions_})


def _notice(one: Any) -> str:
    if not one.amount:
        return "–"
    if one.unit == "weeks":
        return ngettext("{count} week", "{count} weeks", one.amount).format(count=one.amount)
    return ngettext("{count} day", "{count} days", one.amount).format(count=one.amount)


def _quorum(one: Any) -> str:
    if one.base == "none":
        return "–"
    sign = ">" if one.more else "≥"
    return f"{sign} {one.num}/{one.den} {_(QUORUMS[one.base])}"


def set_rules(call: Call, *, data: Any) -> None:
    """Own rules from articles or statutes."""
    from kontor.calendar.service import meetings

    with call.store() as store:
        call.done(call.run(store, meetings.set_terms, data, call.today))


def majority(call: Call, *, data: Any) -> None:
    """The own majority of a kind of motion."""
    from kontor.calendar.service import meetings

    with call.store() as store:
        call.done(call.run(store, meetings.set_majority, data, call.today))


def pdf(call: Call, *, meeting: str, paper: str, output: Path | None) -> None:
    """A paper of a meeting as PDF."""
    from kontor.calendar.queries import meeting_papers, meetings
    from kontor.documents.layout.render import render_pdf

    with call.read() as con:
        one = meetings.resolve(con, meeting)
        if paper == "invitation":
            pages = [
                (f"-{who.name}", meeting_papers.invitation_page(con, one.id, who.id, call.today))
                for who in meetings.persons(con, one.id)
            ]
        elif paper == "attendance":
            pages = [("", meeting_papers.attendance_page(con, one.id, call.today))]
        else:
            pages = [("", meeting_papers.minutes_page(con, one.id, one.approved or call.today))]
    folder = output or Path()
    folder.mkdir(parents=True, exist_ok=True)
    for ending, page in pages:
        path = folder / safe_file_name(f"{one.day} {one.title} {_(_PAPERS[paper])}{ending}.pdf")
        path.write_bytes(render_pdf(page))
        call.say(str(path))


_PAPERS = {
    "minutes": N_("minutes"), "attendance": N_("list of those present"),
    "invitation": N_("invitation"),
}  # fmt: skip


def text(call: Call, *, meeting: str) -> None:
    """The invitation as text for a mail."""
    from kontor.calendar.queries import meeting_papers, meetings

    with call.read() as con:
        subject, body = meeting_papers.invitation_text(con, meetings.resolve(con, meeting).id)
    if call.format == "json":
        call.show(Table((), []), data={"subject": subject, "text": body})
        return
    call.out.write(f"{subject}\n\n{body}")


_SEARCH = opt("search", N_("number or words to look for"), default="")
_YEAR = opt("year", N_("only of this year"), "int")
COMMANDS: tuple[Command, ...] = (
    Command("resolutions", resolutions, N_("resolution book, newest first"), (
        _SEARCH, _YEAR, opt("only_open", N_("only those not carried out"), "flag"),
    )),
    Command("book", book, N_("extract of the resolution book as PDF, to be signed"), (
        _SEARCH, _YEAR, opt("output", N_("folder for the files; default this one"), "path"),
    )),
    Command("resolution", resolution, N_("note that a resolution is carried out, or a remark"), (
        arg("number", N_("number of the resolution")),
    ), model=model("ResolutionChange"), writes=True),
    Command("instructions", instructions, N_("who needs which instruction until when"), (
        opt("held", N_("what was held instead"), "flag"),
    )),
    Command("instruct", instruct, N_("note an instruction: topics, people, signatures"), (
        opt("scan", N_("the signed list as a file"), "path"),
    ), model=model("InstructionInput"), writes=True),
    Command("sign", sign, N_("somebody signed later"), (
        arg("instruction", N_("number of the instruction"), "int"),
        arg("name", N_("short name of staff")),
    ), writes=True),
    Command("topics", topics, N_("topics of instruction with their intervals and law")),
    Command("topic", topic, N_("add or change a topic of instruction"),
            model=model("TopicInput"), writes=True),
    Command("rules", rules, N_("notice, form, quorum, majorities of each kind with their law")),
    Command("set-rules", set_rules, N_("what articles or statutes say above the law"),
            model=model("MeetingTermsInput"), writes=True),
    Command("majority", majority, N_("own majority of a kind of motion"),
            model=model("MajorityInput"), writes=True),
    Command("pdf", pdf, N_("minutes, list of those present or invitations as PDF"), (
        MEETING, arg("paper", N_("which paper"), default="minutes",
                     choices=("minutes", "attendance", "invitation")),
        opt("output", N_("folder for the files; default this one"), "path"),
    ), output=False),
    Command("text", text, N_("text of the invitation for a mail"), (MEETING,)),
)  # fmt: skip
