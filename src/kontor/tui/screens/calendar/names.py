"""Signs and short texts of the calendar as the screen shows them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _
from kontor.calendar.invitation_words import INVITE_STATES
from kontor.calendar.kinds.appointments import (
    AbsenceState,
    AppointmentKind,
    AppointmentState,
    TaskState,
)
from kontor.calendar.kinds.invitations import InviteState
from kontor.calendar.kinds.polls import PollState, Proposal, Vote
from kontor.calendar.poll_words import STATES as POLL_STATES
from kontor.calendar.poll_words import VOTES
from kontor.calendar.queries.appointments import Entry
from kontor.calendar.queries.staff import Absence
from kontor.calendar.rules.said import days_text
from kontor.calendar.words import ABSENCE_STATES, ABSENCES, HALVES, KINDS, STATES, TASK_STATES
from kontor.desk.deadlines import Duty, Standing
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, PLAIN, WARN, State

ANSWERED: dict[str, State] = {
    InviteState.OPEN: State("✎", INVITE_STATES[InviteState.OPEN], WARN),
    InviteState.SENT: State("→", INVITE_STATES[InviteState.SENT], PLAIN),
    InviteState.ACCEPTED: State("✓", INVITE_STATES[InviteState.ACCEPTED], GOOD),
    InviteState.TENTATIVE: State("◐", INVITE_STATES[InviteState.TENTATIVE], WARN),
    InviteState.DECLINED: State("✗", INVITE_STATES[InviteState.DECLINED], BAD),
    InviteState.DELEGATED: State("↪", INVITE_STATES[InviteState.DELEGATED], PLAIN),
    InviteState.WITHDRAWN: State("⊘", INVITE_STATES[InviteState.WITHDRAWN], MUTED),
}
SIGNS: dict[str, State] = {
    AppointmentState.HELD: State("?", STATES["held"], WARN),
    AppointmentState.PLANNED: State("○", STATES["planned"], PLAIN),
    AppointmentState.CONFIRMED: State("●", STATES["confirmed"], PLAIN),
    AppointmentState.UNDER_WAY: State("▶", STATES["under_way"], WARN),
    AppointmentState.DONE: State("✓", STATES["done"], GOOD),
    AppointmentState.CANCELLED: State("✗", STATES["cancelled"], MUTED),
}
KIND_NAMES: dict[str, str] = {kind: KINDS[kind] for kind in AppointmentKind}
AWAY: dict[str, State] = {
    AbsenceState.REQUESTED: State("?", ABSENCE_STATES["requested"], WARN),
    AbsenceState.APPROVED: State("✓", ABSENCE_STATES["approved"], GOOD),
    AbsenceState.DECLINED: State("✗", ABSENCE_STATES["declined"], BAD),
    AbsenceState.WITHDRAWN: State("–", ABSENCE_STATES["withdrawn"], MUTED),
}
TASKS: dict[str, State] = {
    "late": State("!", N_("late"), BAD),
    TaskState.OPEN: State("○", TASK_STATES["open"], PLAIN),
    TaskState.DONE: State("✓", TASK_STATES["done"], GOOD),
    TaskState.DROPPED: State("✗", TASK_STATES["dropped"], MUTED),
}
POLLED: dict[str, State] = {
    PollState.OPEN: State("?", POLL_STATES[PollState.OPEN], PLAIN),
    PollState.CLOSED: State("●", POLL_STATES[PollState.CLOSED], WARN),
    PollState.FINAL: State("✓", POLL_STATES[PollState.FINAL], GOOD),
    PollState.ABANDONED: State("✗", POLL_STATES[PollState.ABANDONED], MUTED),
}
VOTED: dict[str, State] = {
    Vote.YES: State("✓", VOTES[Vote.YES], GOOD),
    Vote.MAYBE: State("◐", VOTES[Vote.MAYBE], WARN),
    Vote.NO: State("✗", VOTES[Vote.NO], BAD),
}
NEXT = {
    AppointmentState.HELD: AppointmentState.CONFIRMED,
    AppointmentState.PLANNED: AppointmentState.CONFIRMED,
    AppointmentState.CONFIRMED: AppointmentState.UNDER_WAY,
    AppointmentState.UNDER_WAY: AppointmentState.DONE,
    AppointmentState.CANCELLED: AppointmentState.PLANNED,
}
DUTY = "◆"  # sign of a deadline; how it stands is said by its style and below the plan
_DUTY_STYLES = {Standing.LATE: "$bad", Standing.TOLD: "$warn"}
_DIMMED = frozenset({AppointmentState.DONE, AppointmentState.CANCELLED})


def sign_of(one: Entry) -> str:
    """The sign of the state; of a series that is only planned the one for repeating."""
    return SIGNS[one.state].sign


def style_of(one: Entry) -> str:
    """How an appointment is drawn; the sign says the same without colour."""
    if one.state in _DIMMED:
        return "$ink-soft"
    if one.state in {AppointmentState.HELD, AppointmentState.UNDER_WAY}:
        return "$warn"
    return ""


def duty_text(one: Duty, title: str) -> str:
    """A deadline in a cell; one that is over has a sign more."""
    late = "!" if one.standing is Standing.LATE else ""
    return f"{DUTY}{late} {title}"


def duty_style(one: Duty) -> str:
    """How a deadline is drawn."""
    return _DUTY_STYLES.get(one.standing, "$ink-soft")


def clock(moment: datetime) -> str:
    """A time of day as people read it."""
    return f"{moment.hour}:{moment.minute:02d}"


def times_text(one: Entry, starts: datetime | None = None, ends: datetime | None = None) -> str:
    """From when to when, on which day or days."""
    starts, ends = starts or one.starts, ends or one.ends
    last = (ends - timedelta(minutes=1)).date()
    if one.all_day:
        return days_text(starts.date(), last)
    if starts.date() == last:
        return f"{format_day(last, weekday=True)} {clock(starts)}–{clock(ends)}"
    return (
        f"{format_day(starts.date(), weekday=True)} {clock(starts)} – "
        f"{format_day(ends.date(), weekday=True)} {clock(ends)}"
    )


def proposal_text(one: Proposal, *, year: bool = True) -> str:
    """A proposed time: `Di 24.03.2026 8:30–9:30`."""
    begin = f"{format_day(one.starts.date(), weekday=True, year=year)} {clock(one.starts)}"
    if one.starts.date() == one.ends.date():
        return f"{begin}–{clock(one.ends)}"
    return f"{begin} – {format_day(one.ends.date(), weekday=True, year=year)} {clock(one.ends)}"


_BY_NAME = frozenset(
    {AppointmentKind.VISIT, AppointmentKind.ACCEPTANCE, AppointmentKind.MAINTENANCE}
)


def short_text(one: Entry, day: date) -> str:
    """An appointment in a cell of a day: when it begins there and who or what it is."""
    name = cell_name(one)
    if one.all_day:
        return name
    if one.first_day < day:
        return f"…{clock(one.ends)} {name}" if one.last_day == day else f"… {name}"
    return f"{clock(one.starts)} {name}"


def cell_name(one: Entry) -> str:
    """What an appointment is called in a cell: visits by the customer, work by what it is."""
    if one.kind in _BY_NAME and one.contact_name:
        return f"{last_name(one.contact_name)} {one.title}"
    return one.title


def more_text(one: Entry) -> str:
    """The second line in a cell: what the first does not say."""
    if one.kind in _BY_NAME and one.contact_name:
        return " · ".join(filter(None, (one.title, one.place)))
    crew = ", ".join(member.name for member in one.crew)
    return " · ".join(filter(None, (crew, last_name(one.contact_name))))


def last_name(name: str) -> str:
    """What a customer is called in a cell: the last word, of firms without their legal form."""
    words = [word for word in name.split() if word not in {"GmbH", "AG", "KG", "&", "Co.", "mbH"}]
    return words[-1] if words else name


def away_text(one: Absence) -> str:
    """An absence in a cell."""
    half = f" ({_(HALVES[one.half])})" if one.half else ""
    asked = " ?" if one.state is AbsenceState.REQUESTED else ""
    return f"{_(ABSENCES[one.kind])}{half}{asked}"


def week_text(day: date) -> str:
    """The calendar week of a day."""
    return _("week {number}").format(number=day.isocalendar().week)
