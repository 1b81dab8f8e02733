"""States, signs and short texts of winning customers as the screen shows them."""

from __future__ import annotations

from datetime import date, datetime

from kontor.acquisition.kinds import Stage, StepHow
from kontor.acquisition.queries.follow import Follow
from kontor.acquisition.queries.leads import Lead
from kontor.acquisition.words import STAGES, STEPS
from kontor.base.dates import berlin_time, format_day
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, PLAIN, WARN, State

STATES: dict[str, State] = {
    Stage.NEW: State("●", STAGES[Stage.NEW], WARN),
    Stage.CONTACT: State("◔", STAGES[Stage.CONTACT], PLAIN),
    Stage.VISIT: State("◑", STAGES[Stage.VISIT], PLAIN),
    Stage.QUOTING: State("✎", STAGES[Stage.QUOTING], PLAIN),
    Stage.QUOTED: State("→", STAGES[Stage.QUOTED], PLAIN),
    Stage.NEGOTIATION: State("◕", STAGES[Stage.NEGOTIATION], PLAIN),
    Stage.WON: State("✓", STAGES[Stage.WON], GOOD),
    Stage.LOST: State("✗", STAGES[Stage.LOST], MUTED),
    Stage.DORMANT: State("◌", STAGES[Stage.DORMANT], MUTED),
}
SHORT: dict[str, str] = {  # heads of the columns of the board
    **STAGES, Stage.QUOTING: N_("in work"), Stage.NEGOTIATION: N_("negotiating"),
}  # fmt: skip
FOLLOWS: dict[str, State] = {
    StepHow.CALL: State("☎", STEPS[StepHow.CALL], PLAIN),
    StepHow.LETTER: State("✉", STEPS[StepHow.LETTER], PLAIN),
    StepHow.MAIL: State("@", STEPS[StepHow.MAIL], PLAIN),
    StepHow.CLOSE: State("✗", STEPS[StepHow.CLOSE], WARN),
}
DUE, LATE, COMING = "due", "late", "coming"
WHEN: dict[str, State] = {
    LATE: State("!", "late", BAD),
    DUE: State("●", "today", WARN),
    COMING: State("○", "later", MUTED),
}


def age_text(one: Lead, today: date) -> str:
    """How long a lead stands where it stands."""
    days = (today - one.entered).days
    if days <= 0:
        return _("today")
    return ngettext("{count} day", "{count} days", days).format(count=days)


def step_text(step: Follow | None, today: date) -> tuple[str, str]:
    """The next step of a lead with its day, and its style; late ones carry a sign."""
    if step is None:
        return "–", "$ink-faint"
    day = step.day
    said = step.text or _(STEPS[step.how])
    if day < today:
        return f"! {short_day(day, today)} {said}", "$bad"
    if day == today:
        return f"● {_('today')} {said}", "$warn"
    return f"○ {short_day(day, today)} {said}", "$ink-soft"


def short_day(day: date, today: date) -> str:
    """A day without its year where the year is clear."""
    return f"{day:%d.%m.}" if abs((day - today).days) < 300 else format_day(day)


def euros(cents: int | None) -> str:
    """Whole euros: a board has no room for cents, and a guess has none."""
    if not cents:
        return "–"
    return format_money((cents + 50) // 100 * 100)[:-3]  # without the mark and both noughts


def moment_text(at: datetime | None) -> str:
    """Day and time of the office's clock."""
    if at is None:
        return ""
    here = berlin_time(at)
    return f"{format_day(here.date())} {here:%H:%M}"
