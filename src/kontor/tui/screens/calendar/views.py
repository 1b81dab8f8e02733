"""Day, week, crew and month."""

from __future__ import annotations

from datetime import date, timedelta

from kontor.base.dates import add_months, format_day, month_name
from kontor.base.i18n import N_, _
from kontor.calendar.kinds.appointments import CrewKind
from kontor.tui.screens.calendar import plans
from kontor.tui.screens.calendar.names import week_text
from kontor.tui.screens.calendar.plan_screen import PlanScreen
from kontor.tui.screens.calendar.plan_view import Plan
from kontor.tui.screens.calendar.plans import Shown

_HIGH = 34  # lines of a screen on which a day is drawn by half hours


class WeekScreen(PlanScreen):
    """The week: each day with everything that is on it."""

    NAME, TITLE, LETTER, HANDBOOK = "calendar.week", N_("Week"), "w", "calendar#week"
    LOADS = True

    def make_plan(self, shown: Shown) -> Plan:
        """A column for each day."""
        return plans.week_plan(shown, self.kontor.today(), self.ghost)

    def heading(self) -> str:
        """Which week, and how full it is."""
        return " · ".join(filter(None, (_span_text(*self.window()), self.load_text)))


class CrewScreen(PlanScreen):
    """The week of the crew: a row for each crew, person and vehicle."""

    NAME, TITLE, LETTER, HANDBOOK = "calendar.crew", N_("Crew"), "k", "calendar#crew"
    BY_ROW, DUTIES, LOADS = True, False, True

    def make_plan(self, shown: Shown) -> Plan:
        """A row for each."""
        return plans.crew_plan(shown, self.kontor.today(), self.ghost)

    def heading(self) -> str:
        """Which week, and how full it is."""
        return " · ".join(filter(None, (_span_text(*self.window()), self.load_text)))

    def why_not(self, name: str) -> str:
        """The row of what nobody has belongs to nobody."""
        said = super().why_not(name)
        if said or name != "staff.open" or not self.query("#plan"):
            return said
        return "" if self.plan.ref else _("Nobody is chosen.")

    def do_staff_open(self) -> None:
        """Whose row it is."""
        from kontor.tui.screens.calendar.staff_sheet import OneScreen

        kind, _sign, key = self.plan.ref.removeprefix("company:").partition("/")
        if key:
            self.app.push_screen(OneScreen(CrewKind(kind), int(key)))


class DayScreen(PlanScreen):
    """One day by the hour, a column for each who has something to do."""

    NAME, TITLE, LETTER, HANDBOOK = "calendar.day", N_("Day"), "t", "calendar#day"
    DAYS = 1

    def window(self) -> tuple[date, date]:
        """The day."""
        return self.day, self.day + timedelta(days=1)

    def make_plan(self, shown: Shown) -> Plan:
        """Rows of half or whole hours."""
        step = 30 if self.app.size.height >= _HIGH else 60
        return plans.day_plan(shown, step, self.ghost)

    def heading(self) -> str:
        """Which day."""
        return f"{format_day(self.day, weekday=True)} · {week_text(self.day)}"


class MonthScreen(PlanScreen):
    """The month: weeks with the first lines of each day."""

    NAME, TITLE, LETTER, HANDBOOK = "calendar.month", N_("Month"), "m", "calendar#month"

    def window(self) -> tuple[date, date]:
        """The weeks of the month."""
        return plans.month_window(self.day)

    def make_plan(self, shown: Shown) -> Plan:
        """A row for each week."""
        month = shown.start + timedelta(days=7)
        return plans.month_plan(shown, month, self.kontor.today(), self.ghost)

    def later(self, step: int) -> date:
        """A month on or back."""
        return add_months(self.day, step)

    def heading(self) -> str:
        """Which month."""
        start, _end = self.window()
        middle = start + timedelta(days=7)
        return f"{month_name(middle.month)} {middle.year}"


def _span_text(start: date, end: date) -> str:
    last = end - timedelta(days=1)
    return f"{week_text(start)} · {format_day(start, year=False)} – {format_day(last)}"
