"""The frame of day, week, crew and month: line for entry, plan, the chosen one below, moving."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from kontor.base.dates import format_day, parse_day
from kontor.base.errors import Finding, KontorError
from kontor.base.i18n import _, ngettext
from kontor.base.numbers import format_money
from kontor.calendar.kinds.appointments import AppointmentState, CrewKind
from kontor.calendar.queries import busy
from kontor.calendar.queries.appointments import Entry
from kontor.calendar.queries.capacity import Week, capacity, loads
from kontor.calendar.rules.said import rule_text
from kontor.tui import work
from kontor.tui.action import LIST
from kontor.tui.screens.base import BaseScreen, give_title
from kontor.tui.screens.calendar import plans
from kontor.tui.screens.calendar.entry_line import EntryLine, Place, clashes_said, finding_parts
from kontor.tui.screens.calendar.filters import Wanted, read_filter
from kontor.tui.screens.calendar.loads import WEEKS, capacity_blocks, load_title
from kontor.tui.screens.calendar.names import KIND_NAMES, SIGNS, times_text
from kontor.tui.screens.calendar.plan_view import Plan, PlanView, Told
from kontor.tui.screens.calendar.plans import Ghost, Shown
from kontor.tui.screens.calendar.saving import save_line
from kontor.tui.screens.calendar.steps import AppointmentSteps
from kontor.tui.screens.dialogs import AskText, Paper
from kontor.tui.screens.today.duty import STATES, done_duty, open_duty
from kontor.tui.text import Part
from kontor.tui.widgets.plain import Words

_QUARTER = timedelta(minutes=15)
_DAY = timedelta(days=1)


class PlanScreen(AppointmentSteps, BaseScreen):
    """A window of the calendar; subclasses say which days and how they are drawn."""

    KINDS: ClassVar[tuple[str, ...]] = (LIST,)
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.new", "step.next", "plan.move", "plan.today", "actions.menu",
    )  # fmt: skip
    HANDBOOK = "calendar"
    AUTO_FOCUS = "#plan"
    DAYS: ClassVar[int] = 7  # how far `+` goes on
    BY_ROW: ClassVar[bool] = False  # up and down give an appointment to somebody else
    DUTIES: ClassVar[bool] = True  # the deadlines of all areas stand on their days
    LOADS: ClassVar[bool] = False  # says how much of everybody's week is planned

    def __init__(self) -> None:
        super().__init__()
        self.day: date = date.min
        self.typed = ""
        self.ghost: Ghost | None = None
        self._shown = Shown(date.min, date.min)
        self._wanted: tuple[str, str] | None = None
        self._against: Sequence[Finding] = ()

    # what a view gives

    def window(self) -> tuple[date, date]:
        """First day, and the day after the last."""
        start = self.day - timedelta(days=self.day.weekday())
        return start, start + timedelta(days=7)

    def make_plan(self, shown: Shown) -> Plan:
        """The plan of what was read."""
        raise NotImplementedError

    def later(self, step: int) -> date:
        """The day of the next or last window."""
        return self.day + timedelta(days=self.DAYS * step)

    # frame

    def body(self) -> ComposeResult:
        """Line, plan, the chosen one."""
        yield EntryLine()
        with Vertical(id="plan-pane", classes="pane"):
            yield PlanView()
        yield Words(id="plan-card")

    def on_mount(self) -> None:
        """Read it once the frame is there."""
        if self.day == date.min:
            self.day = self.kontor.today()
        self.call_after_refresh(self.requery)

    @property
    def plan(self) -> PlanView:
        """The grid."""
        return self.query_one("#plan", PlanView)

    @property
    def line(self) -> EntryLine:
        """The line for entry."""
        return self.query_one(EntryLine)

    def requery(self) -> None:
        """Read the window in a thread."""
        store, typed, today = self.kontor.store, self.typed, self.kontor.today()
        start, end = self.window()
        doors, weekly = getattr(store, "doors", ()) if self.DUTIES else (), self.LOADS

        def job(_ticket: work.Ticket) -> Shown:
            with store.read() as con:
                wanted = read_filter(con, typed)
                shown = plans.read(con, start, end, wanted.entries)
                shown = shown._replace(loads=loads(con, start) if weekly else {})
                return plans.with_duties(con, shown, doors, today, wanted)

        work.start(self, job, name="plan", group="plan", then=self._take)

    def _take(self, shown: Shown) -> None:
        self._shown = shown
        self._draw(self._wanted)
        self._wanted = None

    def _draw(self, wanted: tuple[str, str] | None = None) -> None:
        plan = self.make_plan(plans.with_ghost(self._shown, self.ghost))
        self.plan.show(plan, wanted, self.day)
        top = self.heading()
        give_title(self.query_one("#plan-pane"), top=f"{top} · {self.typed}" if self.typed else top)
        self._tell()
        self.repaint_frame()

    def heading(self) -> str:
        """What the pane is called."""
        return self.crumb()

    @property
    def load_text(self) -> str:
        """How much of the week of everybody is planned."""
        return load_title(self._shown.loads.get(""))

    def on_plan_view_moved(self, event: PlanView.Moved) -> None:
        """Another item: its facts below, its keys in the footer."""
        event.stop()
        if self.plan.plan.heads:
            self.day = self.plan.day
        self._tell()
        self.repaint_frame()

    def on_plan_view_beyond(self, event: PlanView.Beyond) -> None:
        """The next window, cursor on its near edge."""
        event.stop()
        self.go_to(self.later(event.step) if self.DAYS == 1 else self.day + event.step * _DAY)

    def go_to(self, day: date) -> None:
        """Show the window of a day, with the cursor on it."""
        start, end = self.window()
        self.day = day
        if start <= day < end:
            self.plan.show(self.plan.plan, ("", ""), day)
        else:
            self.requery()

    # the chosen one

    def the_entry(self) -> Entry | None:
        """The one under the cursor."""
        return self.plan.entry

    def _tell(self) -> None:
        words = self.query_one("#plan-card", Words)
        if self.ghost is not None:
            words.say(*self._ghost_parts(self.ghost))
            return
        if self.plan.told is not None:
            words.say(*duty_parts(self.plan.told))
            return
        one = self.the_entry()
        if one is None:
            words.say(*self._empty_parts())
            return
        sign = SIGNS[one.state]
        who = ", ".join(member.name for member in one.crew)
        place = one.site_name or one.place
        facts = " · ".join(filter(None, (one.contact_name, place, who)))
        parts: list[Part] = [(one.title, "bold"), ("   " + facts if facts else "", "$ink-soft")]
        about = " · ".join(filter(None, (
            times_text(one), _(KIND_NAMES[one.kind]), f"{sign.sign} {_(sign.word)}",
            one.reason, rule_text(one.rule) if one.rule else "",
        )))  # fmt: skip
        words.say(*parts, "\n", (about, "$ink-soft"))

    def _empty_parts(self) -> list[Part]:
        if not self._shown.entries and not self._shown.away:
            text = _("Nothing is planned here. n and one line: Thu 14-16 Huber measurements.")
            return [(text, "$ink-soft")]
        day = format_day(self.day, weekday=True)
        item = self.plan.item
        said = item.text.removeprefix("– ") if item and item.entry is None else _("free")
        return [(day, "bold"), (f"   {said}", "$ink-soft")]

    def status(self) -> Sequence[tuple[str, str]]:
        """How much is there, and what is moved."""
        if self.ghost is not None:
            return [(_("Moving: arrows, + and - for the length, ⏎ here, Esc back"), "bold $warn")]
        entries = self._shown.entries
        count = len(entries)
        said = ngettext("{count} appointment", "{count} appointments", count).format(count=count)
        open_ones = sum(1 for one in entries if one.state is AppointmentState.PLANNED)
        pieces = [(said, "")]
        if open_ones:
            pieces.append((f" · {open_ones} {_('to be confirmed')}", "$ink-soft"))
        return pieces

    def why_not(self, name: str) -> str:
        """What the state forbids, and what a deadline cannot; nothing before the plan is there."""
        if not self.query("#plan"):
            return super().why_not(name)
        return super().why_not(name) or self.why_not_shown(name, self.plan.told is not None)

    # entry

    def do_record_new(self) -> None:
        """Type a line; the chosen day, time and row are proposed."""
        self.line.begin(self._place())

    def _place(self) -> Place:
        """What a line means that names no day and nobody: where the cursor stands."""
        day = self.plan.day if self.plan.plan.heads else None
        return Place(day if day != self.kontor.today() else None, self.plan.ref)

    def on_entry_line_wanted(self, event: EntryLine.Wanted) -> None:
        """Write it down."""
        event.stop()
        save_line(self, event.text, self.line.place, self._saved, self._refused)

    def _saved(self, day: date, key: int) -> None:
        self.line.clear()
        self.plan.focus()
        self._wanted = (str(key), "")
        self.day = day
        self.requery()

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, KontorError):
            text = " ".join(filter(None, (str(error), error.advice)))
            self.query_one("#plan-clash", Words).say(("! ", "$bad"), (text, "$bad"))
            return
        raise error

    def on_entry_line_left(self, event: EntryLine.Left) -> None:
        """Back to the plan."""
        event.stop()
        self.plan.focus()

    # going about

    def do_plan_today(self) -> None:
        """Today."""
        self.go_to(self.kontor.today())

    def do_plan_later(self) -> None:
        """The next window; while moving, a quarter of an hour longer."""
        if self.ghost:
            self._stretch(1)
        else:
            self.go_to(self.later(1))

    def do_plan_earlier(self) -> None:
        """The last window; while moving, a quarter of an hour shorter."""
        if self.ghost:
            self._stretch(-1)
        else:
            self.go_to(self.later(-1))

    def do_plan_jump(self) -> None:
        """A day by its date."""
        today = self.kontor.today()

        def take(typed: str | None) -> None:
            if typed:
                self.go_to(parse_day(typed, today))

        hint = _("such as 24.12., fri, +14 or kw50")
        self.app.push_screen(
            AskText(_("Go to day"), hint=hint, read=lambda typed: parse_day(typed, today)), take
        )

    def do_filter_open(self) -> None:
        """Narrow the plan."""
        store = self.kontor.store

        def read(typed: str) -> Wanted:
            with store.read() as con:
                return read_filter(con, typed)

        def take(typed: str | None) -> None:
            if typed is not None:
                self.typed = typed.strip()
                self.requery()

        hint = _("words, who:Jo kind:visit for:sales:12 without:deadlines cancelled; empty all")
        self.app.push_screen(AskText(_("Filter"), hint=hint, typed=self.typed, read=read), take)

    def do_plan_find(self) -> None:
        """A free time."""
        from kontor.tui.screens.calendar.finder import FinderForm

        def take(text: str) -> None:
            self.line.begin(Place(), text)

        self.app.push_screen(FinderForm(take, first=max(self.day, self.kontor.today())))

    def do_view_toggle(self) -> None:
        """How much of the hours of the coming weeks is planned, as a table."""
        store, day, title = self.kontor.store, self.day, _("Capacity of the coming weeks")

        def job(_ticket: work.Ticket) -> Sequence[Week]:
            with store.read() as con:
                return capacity(con, day, WEEKS)

        def tell(found: Sequence[Week]) -> None:
            self.app.push_screen(Paper(title, capacity_blocks(found)))

        work.start(self, job, name="capacity", group="capacity", then=tell)

    async def do_actions_menu(self) -> None:
        """Everything that is possible now."""
        await self.kontor.choose_action(self)

    def do_step_next(self) -> None:
        """Planned, confirmed, under way, done; a deadline: done."""
        if self.plan.told is not None:
            done_duty(self, self.plan.told.duty)
        else:
            super().do_step_next()

    # moving

    def do_plan_move(self) -> None:
        """Take the appointment up: arrows move it."""
        one = self.the_entry()
        if one is not None:
            self.ghost = Ghost(one, one.starts, one.ends, origin=self.plan.ref)
            self.plan.grabbed = True
            self._look()

    def do_record_open(self) -> None:
        """Everything about it; what a deadline is about; while moving: leave it here."""
        if self.ghost is None:
            if self.plan.told is not None:
                open_duty(self, self.plan.told.duty)
            else:
                super().do_record_open()
            return
        ghost = self._let_go()
        if (ghost.starts, ghost.ends) != (ghost.entry.starts, ghost.entry.ends) or ghost.ref:
            crew = self._crew_names(ghost) if ghost.ref else None
            self._wanted = ghost.key
            self.move_to(ghost.entry, ghost.starts, ghost.ends, crew)
        self._draw(ghost.key)

    def step_back(self) -> bool:
        """Esc ends the moving, then the filter."""
        if self.ghost is not None:
            key = self._let_go().key
            self._draw(key)
            return True
        if self.typed:
            self.typed = ""
            self.requery()
            return True
        return False

    def _let_go(self) -> Ghost:
        ghost, self.ghost = self.ghost, None
        self.plan.grabbed = False
        self._against = ()
        assert ghost is not None
        return ghost

    def on_plan_view_shifted(self, event: PlanView.Shifted) -> None:
        """An arrow while moving."""
        event.stop()
        ghost = self.ghost
        if ghost is None:
            return
        if event.down and self.BY_ROW:
            self._to_row(ghost, event.down)
            return
        by = event.across * _DAY
        if event.down and not ghost.entry.all_day:
            by += event.down * _QUARTER
        elif event.down:
            by += event.down * _DAY
        self.ghost = ghost._replace(starts=ghost.starts + by, ends=ghost.ends + by)
        self._look()

    def _to_row(self, ghost: Ghost, step: int) -> None:
        refs = [one.ref for one in self._shown.lines if one.ref]
        at = ghost.ref or ghost.origin
        place = refs.index(at) + step if at in refs else 0
        ref = refs[max(0, min(len(refs) - 1, place))]
        self.ghost = ghost._replace(ref="" if ref == ghost.origin else ref)
        self._look(ref)

    def _stretch(self, step: int) -> None:
        ghost = self.ghost
        if ghost is not None:
            ends = ghost.ends + step * (_DAY if ghost.entry.all_day else _QUARTER)
            if ends > ghost.starts:
                self.ghost = ghost._replace(ends=ends)
                self._look()

    def _look(self, ref: str = "") -> None:
        """Draw the appointment where it would stand, and ask what it clashes with."""
        ghost = self.ghost
        if ghost is None:
            return
        start, end = self.window()
        self.day = ghost.starts.date()
        if not start <= self.day < end:
            self.requery()
        else:
            self._draw(ghost.key)
            if ref:
                rows = [row.ref for row in self.plan.plan.rows]
                self.plan.row = rows.index(ref) if ref in rows else self.plan.row
        store = self.kontor.store

        def job(_ticket: work.Ticket) -> Sequence[Finding]:
            with store.read() as con:
                return against(con, ghost)

        work.start(self, job, name="clash", group="clash", then=self._take_against)

    def _take_against(self, found: Sequence[Finding]) -> None:
        if self.ghost is not None:
            self._against = found
            self._tell()

    def _ghost_parts(self, ghost: Ghost) -> list[Part]:
        when = times_text(ghost.entry, ghost.starts, ghost.ends)
        name = next((one.name for one in self._shown.lines if one.ref == ghost.ref), "")
        parts: list[Part] = [(ghost.entry.title, "bold"), (f"   → {when}", "bold $signal")]
        if name:
            parts.append((f"   → {name}", "bold $signal"))
        fits: list[Part] = [(_("fits"), "$good")]
        return [*parts, "\n", *(finding_parts(self._against, 2) or fits)]

    def _crew_names(self, ghost: Ghost) -> list[str]:
        kept = [one.name for one in ghost.entry.crew if one.ref != ghost.origin]
        given = next(one.name for one in self._shown.lines if one.ref == ghost.ref)
        return [*kept, given]


def duty_parts(told: Told) -> list[Part]:
    """A deadline in two lines: what and how it stands, whose it is and by which law."""
    one = told.duty
    sign = STATES[one.standing]
    who = one.mark.owner_name if one.mark else ""
    about = (
        f"{_('Deadline')} {format_day(one.day, weekday=True)}", f"{sign.sign} {_(sign.word)}",
        who, f"{format_money(one.due.amount)} €" if one.due.amount else "", one.due.law,
    )  # fmt: skip
    return [(told.title, "bold"), "\n", (" · ".join(filter(None, about)), "$ink-soft")]


def against(con: Any, ghost: Ghost) -> Sequence[Finding]:
    """What an appointment would clash with where it is held."""
    plan = busy.plan_of(ghost.entry)._replace(starts=ghost.starts, ends=ghost.ends)
    if ghost.ref:
        refs = [one.ref for one in ghost.entry.crew if one.ref != ghost.origin]
        refs.append(ghost.ref)

        def ids(kind: CrewKind) -> tuple[int, ...]:
            begin = f"company:{kind}/"
            return tuple(int(ref.removeprefix(begin)) for ref in refs if ref.startswith(begin))

        plan = plan._replace(
            employees=ids(CrewKind.EMPLOYEE), vehicles=ids(CrewKind.VEHICLE),
            teams=ids(CrewKind.TEAM),
        )  # fmt: skip
    return clashes_said(con, plan)
