"""A case with everything that belongs to it, as blocks of a sheet."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import NamedTuple

from kontor.base.dates import berlin_today, format_day, format_instant
from kontor.base.i18n import N_, _, ngettext
from kontor.base.money import half_up
from kontor.base.numbers import format_money
from kontor.tickets.kinds import Escalation, LineState, NoteKind, TicketState
from kontor.tickets.queries import contracts as contract_queries
from kontor.tickets.queries import it as it_queries
from kontor.tickets.queries.answering import next_visit, visit_line
from kontor.tickets.queries.clocks import Clocks, clocks
from kontor.tickets.queries.judging import Judged, judge_of
from kontor.tickets.queries.protocols import Protocol, defect_counts, protocols
from kontor.tickets.queries.tickets import (
    Linked,
    Ticket,
    TicketFile,
    TicketLine,
    TicketNote,
    family,
    files,
    lines,
    links,
    notes,
    numbers,
    ticket,
)
from kontor.tickets.rules.levels import Clock
from kontor.tickets.words import CAUSES, KINDS, LINES, LINKS, NOTES, PRIORITIES, WAITS
from kontor.tui.screens.tickets.names import BEARS, PAYERS, STATES
from kontor.tui.screens.tickets.protocols import protocols_grid
from kontor.tui.screens.tickets.times import moment_words
from kontor.tui.sheet import Block, Facts, Grid, Head, Link, Note, link
from kontor.tui.widgets.columns import Column, Kind

_OVER = frozenset({TicketState.SOLVED, TicketState.BILLED, TicketState.CLOSED})
_WORK = (
    Column(N_("Date"), Kind.DATE),
    Column(N_("Work"), Kind.TEXT, 22, grow=2),
    Column(N_("Quantity"), Kind.QUANTITY, 8, priority=3),
    Column(N_("Unit"), Kind.TEXT, 4, priority=4),
    Column(N_("Net"), Kind.MONEY, 11),
    Column(N_("Who bears it"), Kind.STATE, 15, states=BEARS),
)
_SAID = (
    Column(N_("When"), Kind.TEXT, 16),
    Column(N_("How"), Kind.TEXT, 10, priority=3),
    Column(N_("What"), Kind.TEXT, 40, grow=1),
)


class CaseFile(NamedTuple):
    """A case with what belongs to it."""

    case: Ticket
    clocks: Clocks
    judged: Judged
    notes: list[TicketNote]
    lines: list[TicketLine]
    files: list[TicketFile]
    links: list[Linked]
    protocols: list[Protocol]
    defects: dict[int, int]
    visit: Link | str = ""
    joined: str = ""
    contracts: tuple[Link, ...] = ()
    about: Link | str = ""


def read_case(con: sqlite3.Connection, key: int, now: datetime) -> CaseFile:
    """Everything about a case."""
    one = ticket(con, key)
    papers = protocols(con, ticket=key)
    visit = next_visit(con, one, berlin_today(now))
    into = numbers(con, [one.merged_into])[one.merged_into] if one.merged_into else ""
    joined = numbers(con, [other for other in family(con, key) if other != key])
    return CaseFile(
        one, clocks(con, key, now), judge_of(con, one), notes(con, key), lines(con, key),
        files(con, key), links(con, key), papers, defect_counts(con, [p.id for p in papers]),
        link(visit_line(visit), visit.ref) if visit else "",
        _("joined to {number}").format(number=into) if into else ", ".join(joined.values()),
        tuple(Link(f"{kept.number} {kept.subject}", kept.ref)
              for kept in contract_queries.of_case(con, key, one.device)),
        _about(con, one.reference),
    )  # fmt: skip


def _about(con: sqlite3.Connection, reference: str) -> Link | str:
    """What else a case is about: an item of the own IT by its name, others as they are."""
    area, _slash, key = reference.rpartition("/")
    if area == "tickets:it" and key.isdigit():
        return Link(it_queries.item(con, int(key)).name, reference)
    return link(reference, reference)


def minutes_text(minutes: int) -> str:
    """Minutes of office hours: `45 min`, `3 h 20 min`."""
    hours, rest = divmod(abs(minutes), 60)
    if not hours:
        return _("{count} min").format(count=rest)
    if not rest:
        return _("{count} h").format(count=hours)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=rest)


def clock_text(clock: Clock) -> str:
    """When a time is over and what is left of it, in office hours."""
    left = minutes_text(clock.allowed - clock.used)
    if clock.late:
        said = _("! late by {time}").format(time=left)
    else:
        said = _("{time} left").format(time=left)
    if clock.due is None:
        return _("stands") + f" · {said}"
    return f"{moment_words(clock.due)} · {said}"


def due_text(one: Ticket, known: Clocks, *, billable: bool, now: datetime) -> str:
    """What is next in a few words; the saved filters look for them."""
    if one.state is TicketState.SOLVED:
        return _("● to bill") if billable else _("○ to close")
    if one.state in _OVER:
        return ""
    if one.state is TicketState.WAITING:
        who = _(WAITS[one.waits_for]) if one.waits_for else ""
        until = f" · {format_day(one.until, year=False)}" if one.until else ""
        return f"◌ {who}{until}"
    today = berlin_today(now)
    if known.due is not None and known.due <= now:
        return _("! overdue")
    if one.promised is not None and one.promised < today:
        return _("! overdue")
    days = [one.promised] if one.promised else []
    days += [berlin_today(known.due)] if known.due else []
    if not days:
        return ""
    day = min(days)
    sign = "●" if known.worst is not Escalation.NONE else "○"
    return f"{sign} {_('due today') if day == today else format_day(day, year=False)}"


def case_blocks(file: CaseFile, *, full: bool) -> list[Block]:
    """The sheet; a preview leaves out what was said, files and links."""
    one = file.case
    blocks: list[Block] = [
        Head(one.number, one.subject, STATES[one.state]),
        Facts(
            (N_("Who"), link(one.who, f"contacts:{one.contact}" if one.contact else "")),
            (N_("Kind"), _(KINDS[one.kind])),
            (N_("Urgency"), _(PRIORITIES[one.priority])),
            (N_("First answer"), _answer(file)),
            (N_("Solution"), clock_text(file.clocks.solve) if one.state not in _OVER else None),
            (N_("Appointment"), file.visit), (N_("Waits for"), _waits(one)),
            (N_("Joined"), file.joined),
            (N_("Promised"), one.promised), (N_("Who takes care"), one.owner),
        ),
        Facts(*_payer(file), title=N_("Who pays")),
        Facts(
            (N_("Telephone"), one.phone), (N_("E-mail"), one.mail),
            (N_("Site"), link(one.site_name, f"contacts:site/{one.site}")),
            (N_("Device"), link(one.device_name, f"contacts:device/{one.device}")),
            (N_("Part"), one.part),
            *((N_("Maintenance contract"), kept) for kept in file.contracts),
            (N_("Own IT") if _of_it(one) else N_("Belongs to"), file.about),
            (N_("Order"), link(one.order_number, f"sales:{one.sales_order}")),
            (N_("Bill complained of"), link(one.invoice_number, f"sales:{one.invoice}")),
            *((N_("Sales invoice"), bill) for bill in _bills(file.lines)),
            (N_("Received"), format_instant(one.received)), (N_("Notice of defect"), one.noticed),
            (N_("Reason"), one.reason), (N_("Solved by"), one.solution),
            (N_("Satisfaction"), _rating(one)),
        ),
    ]  # fmt: skip
    if one.text:
        blocks.append(Note(N_("What was said"), one.text))
    if file.lines:
        blocks.append(work_grid(file.lines))
    if file.protocols:
        blocks.append(protocols_grid(file.protocols, file.defects))
    return blocks + (_more(file) if full else [])


def _of_it(one: Ticket) -> bool:
    return one.reference.startswith("tickets:it/")


def _bills(found: list[TicketLine]) -> list[Link]:
    """The invoices of the work, each once."""
    there = {line.invoice: line.invoice_number or _("Draft") for line in found if line.invoice}
    return [Link(number, f"sales:{key}") for key, number in there.items()]


def _answer(file: CaseFile) -> str | None:
    if file.case.answered is not None:
        return moment_words(file.case.answered)
    return clock_text(file.clocks.respond) if file.case.state not in _OVER else None


def _waits(one: Ticket) -> str | None:
    if one.waits_for is None:
        return None
    until = _("until {day}").format(day=format_day(one.until)) if one.until else ""
    return " · ".join(filter(None, (_(WAITS[one.waits_for]), until)))


def _rating(one: Ticket) -> str | None:
    if one.satisfaction is None:
        return None
    return " · ".join(filter(None, (f"{one.satisfaction}/5", one.satisfaction_note)))


def verdict_text(judged: Judged) -> str:
    """The reason of the rules in words."""
    return _(judged.verdict.reason).format(**dict(judged.verdict.values))


def _payer(file: CaseFile) -> list[tuple[str, str | None]]:
    one, judged = file.case, file.judged
    state = PAYERS[judged.result]
    how = _("decided") if judged.decided else _("as the rules say")
    claim = judged.verdict.claim
    told = [_("told {day}").format(day=format_day(one.cost_notice))] if one.cost_notice else []
    if one.cost_ok:
        agreed = _("agreed {day}").format(day=format_day(one.cost_ok))
        told.append(" ".join(filter(None, (agreed, one.cost_ok_how))))
    if one.estimate:
        told.append(f"{format_money(one.estimate)} €")
    asked = None
    if one.claim_name:
        until = (
            [_("until {day}").format(day=format_day(one.claim_until))] if one.claim_until else []
        )
        done = [_("claimed {day}").format(day=format_day(one.claimed))] if one.claimed else []
        asked = " · ".join([one.claim_name, *until, *done])
    elif claim is not None:
        asked = _("{name} until {day}, {count} days left").format(
            name=claim.partner, day=format_day(claim.until), count=claim.days_left
        )
    left = judged.verdict.days_left
    days = None
    if left is not None and left >= 0:
        days = ngettext("{count} day left", "{count} days left", left).format(count=left)
    return [
        (N_("Verdict"), f"{state.sign} {_(state.word)} ({how})"),
        (N_("Reason"), one.payer_reason or verdict_text(judged)),
        (N_("Warranty"), days),
        (N_("Cause"), _(CAUSES[one.cause]) if one.cause != "unknown" else None),
        (N_("Costs"), " · ".join(told)),
        (N_("Claim against"), asked),
        (N_("Bill disputed"), _("its reminders rest") if one.block else None),
    ]


def line_net(line: TicketLine) -> int:
    """Net of a line of work in cents."""
    return half_up(line.quantity * line.price, 100_000)


def work_grid(found: list[TicketLine]) -> Grid:
    """Lines of work and who bears them, with the sum that is still open."""
    rows = [
        (line.day, line.text, line.quantity, line.unit, line_net(line), str(line.state))
        for line in found
    ]
    left = sum(line_net(line) for line in found if line.state is LineState.OPEN)
    refs = [f"sales:{line.invoice}" if line.invoice else "" for line in found]
    return Grid(_WORK, rows, N_("Work"), ("", _("Still open"), "", "", left, ""), refs)


def _more(file: CaseFile) -> list[Block]:
    blocks: list[Block] = []
    said = [
        (format_instant(note.at), _(NOTES[note.kind]),
         " · ".join(filter(None, (note.author, note.subject, note.text))))
        for note in file.notes if note.kind is not NoteKind.FILE
    ]  # fmt: skip
    if said:
        blocks.append(Grid(_SAID, said, N_("Conversation")))
    if file.files:
        blocks.append(Facts(
            *((one.name, _("{count} kB").format(count=(one.size + 1023) // 1024))
              for one in file.files), title=N_("Files"),
        ))  # fmt: skip
    if file.links:
        blocks.append(Facts(
            *((LINKS[one.kind], Link(f"{one.number} {one.subject}", f"tickets:{one.ticket}"))
              for one in file.links),
            title=N_("Other cases"),
        ))  # fmt: skip
    return blocks


def line_word(line: TicketLine) -> str:
    """A line of work in a list of choices."""
    return f"{format_day(line.day, year=False)} {_(LINES[line.kind])}: {line.text}"
