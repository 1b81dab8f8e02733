"""The line for fast entry: `Do 14-16 Huber Aufmaß Küche`, what was understood, what clashes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import _
from kontor.calendar.kinds.entry import Known, Line, Named, Piece
from kontor.calendar.queries import busy
from kontor.company import queries as company
from kontor.desk.numbers import meant, references
from kontor.tui import work
from kontor.tui.text import Part
from kontor.tui.widgets.plain import KInput, Words

_PAUSE = 0.15  # seconds of quiet before the calendar is asked for clashes
_SIGNS = {Severity.ERROR: ("! ", "$bad"), Severity.WARNING: ("! ", "$warn"),
          Severity.NOTE: ("· ", "$ink-soft")}  # fmt: skip
_STYLES = {Piece.DAY: "bold", Piece.TIME: "bold", Piece.CONTACT: "$signal"}


class Read(NamedTuple):
    """A line as it was understood, with what speaks against it."""

    line: Line
    known: Known
    clashes: Sequence[Finding] = ()
    about: str = ""  # what it belongs to, as people call it


class Place(NamedTuple):
    """Where the cursor stands: what is meant when a line names no day, or nobody."""

    day: date | None = None
    ref: str = ""


def read_typed(con: Any, text: str, now: datetime, place: Place = Place()) -> Read:  # noqa: B008  frozen
    """Understand a line and look what it clashes with."""
    from kontor.calendar.rules.oneline import read_line

    known = busy.known(con, text, now.date(), references(con, text))
    line = with_row(read_line(text, now, known, place.day), place.ref)
    line, known = with_owner(con, line, known)
    about = meant(con, line.reference).name if line.reference else ""
    if line.absence or line.starts is None or line.ends is None or line.starts >= line.ends:
        return Read(line, known, (), about)
    plan = busy.Plan(
        line.starts, line.ends, line.people, line.vehicles, line.teams, place=line.place,
        all_day=line.all_day,
    )  # fmt: skip
    return Read(line, known, clashes_said(con, plan), about)


def with_row(line: Line, ref: str) -> Line:
    """A line that names nobody is for whom the cursor stands on."""
    if not ref or line.people or line.teams or line.vehicles:
        return line
    kind, _slash, key = ref.removeprefix("company:").rpartition("/")
    field = {"employee": "people", "team": "teams", "vehicle": "vehicles"}[kind]
    return line._replace(**{field: (int(key),)})  # type: ignore[arg-type]  # one of the three


def with_owner(con: Any, line: Line, known: Known) -> tuple[Line, Known]:
    """A line with the number of an order or a case is for whose it is, unless it names another."""
    owner = meant(con, line.reference) if line.reference and line.contact is None else None
    if owner is None or owner.contact is None:
        return line, known
    named = Named(owner.contact, owner.contact_name)
    return line._replace(contact=owner.contact), known._replace(contacts=(*known.contacts, named))


def names_of(con: Any) -> dict[str, str]:
    """What people, crews and vehicles are called, by reference."""
    names = {one.ref: one.short for one in company.employees(con)}
    names |= {one.ref: one.name for one in company.teams(con)}
    return names | {one.ref: one.name for one in company.vehicles(con)}


def clashes_said(con: Any, plan: busy.Plan) -> list[Finding]:
    """What a plan clashes with, in sentences with names."""
    from kontor.calendar.rules.said import clash_finding

    names = names_of(con)
    found = [
        one for one in busy.clashes(con, plan)
        if not one.who.startswith("company:team/")  # its people say the same
    ]  # fmt: skip
    return [clash_finding(one, lambda who: names.get(who, "")) for one in found]


def said_parts(read: Read) -> list[Part]:
    """What was understood, in words."""
    from kontor.calendar.rules.said import understood

    parts: list[Part] = []
    for piece, text in understood(read.line._replace(reference=read.about), read.known):
        if parts:
            parts.append((" · ", "$ink-faint"))
        parts.append((text, _STYLES.get(piece, "")))
    return parts


def finding_parts(findings: Sequence[Finding], most: int) -> list[Part]:
    """The first findings, each with its sign; how many more there are."""
    parts: list[Part] = []
    for one in findings[:most]:
        sign, style = _SIGNS[one.severity]
        parts += [("   " if parts else "", ""), (sign, style), (one.text, style)]
    if len(findings) > most:
        parts.append((f"   +{len(findings) - most}", "$ink-soft"))
    return parts


class EntryLine(Container):
    """An input, and two lines about what was typed."""

    @dataclass
    class Wanted(Message):
        """Enter: the line is to be written down."""

        text: str

    @dataclass
    class Left(Message):
        """Esc or Down: back to the plan."""

    def __init__(self) -> None:
        super().__init__(id="plan-line")
        self._timer: Timer | None = None
        self.place = Place()
        self._read: Read | None = None

    def compose(self) -> ComposeResult:
        """Input and answers."""
        yield KInput(id="plan-input", placeholder=_("Thu 14-16 Huber measurements kitchen +Jo"))
        yield Words(id="plan-said")
        yield Words(id="plan-clash")

    @property
    def input(self) -> KInput:
        """Where it is typed."""
        return self.query_one("#plan-input", KInput)

    @property
    def typed(self) -> str:
        """What stands there."""
        return self.input.value.strip()

    def begin(self, place: Place, text: str = "") -> None:
        """Type a line for a place of the plan, after a beginning such as a free time."""
        self.place = place
        self.input.put(text)
        self.input.focus()

    def clear(self) -> None:
        """Nothing typed any more."""
        self.input.put("")
        self._show(None)

    def on_key(self, event: events.Key) -> None:
        """Esc empties, then leaves; Down leaves."""
        if event.key == "escape" and self.typed:
            event.stop()
            self.clear()
        elif event.key in {"escape", "down"}:
            event.stop()
            event.prevent_default()
            self.post_message(self.Left())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        if self.typed:
            self.post_message(self.Wanted(self.typed))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Understand after a short rest."""
        event.stop()
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, self._ask)

    def _ask(self) -> None:
        text, app = self.typed, self.app
        if not text:
            self._show(None)
            return
        store, now = app.store, moment_of(app.today())  # type: ignore[attr-defined]
        place = self.place

        def job(_ticket: work.Ticket) -> Read:
            with store.read() as con:
                return read_typed(con, text, now, place)

        work.start(self.screen, job, name="line", group="line", then=self._show)

    def _show(self, read: Read | None) -> None:
        self._read = read
        said, clash = self.query_one("#plan-said", Words), self.query_one("#plan-clash", Words)
        self.set_class(read is not None, "-typed")
        if read is None:
            said.say("")
            clash.say("")
            return
        said.say(*said_parts(read))
        serious = [*read.clashes, *read.line.findings]
        serious.sort(key=lambda one: list(_SIGNS).index(one.severity))
        clash.say(*finding_parts(serious, 2) or [(_("fits"), "$good"), ("  ⏎ ", "bold"),
                                                 (_("writes it down"), "$ink-soft")])  # fmt: skip


def moment_of(today: date) -> datetime:
    """Now as the clock on the wall shows it; on another day than the clock's its morning."""
    from kontor.base.dates import berlin_time, now_utc

    now = berlin_time(now_utc()).replace(tzinfo=None, second=0, microsecond=0)
    return now if now.date() == today else datetime.combine(today, datetime.min.time())
