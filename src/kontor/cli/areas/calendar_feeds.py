"""Commands for calendars of other programs: handed on, taken in."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import Exit, InputError
from kontor.base.i18n import N_, _, language
from kontor.calendar.kinds.appointments import AppointmentKind, CrewKind
from kontor.calendar.words import KINDS
from kontor.cli.commands import Command, arg, opt
from kontor.cli.models import read_bytes
from kontor.cli.output import Column, Table, records

if TYPE_CHECKING:
    from kontor.cli.call import Call

_RESULTS = {
    "new": N_("new"), "changed": N_("changed"), "cancelled": N_("called off"),
    "known": N_("known"), "own": N_("own"), "bad": N_("not readable"),
}  # fmt: skip
_ROWS = (
    Column("place", N_("Place"), "code"),
    Column("starts", N_("Begin")),
    Column("title", N_("Title")),
    Column("result", N_("Result"), "code", _RESULTS),
    Column("appointment", N_("Appointment"), "int"),
    Column("findings", N_("Remarks")),
)
_AHEAD = timedelta(days=366)


def export(call: Call, *, output: Path | None, since: date | None, until: date | None,
           **wanted: Any) -> None:  # fmt: skip
    """Write a calendar for other programs."""
    from kontor.base.dates import now_utc
    from kontor.calendar.queries.feeds import whose
    from kontor.calendar.queries.handing import calendar_file

    asked = [(kind, wanted[kind]) for kind in CrewKind if wanted.get(kind)]
    if len(asked) > 1:
        raise InputError(N_("Name one person, team or vehicle."), field="employee")
    first = since or call.today
    with call.read() as con:
        member = whose(con, *asked[0]) if asked else None
        content = calendar_file(
            con, member, first, until or first + _AHEAD, now_utc(), private=wanted["private"],
            special=not wanted["plain"], language=language(),
        )  # fmt: skip
    path = output or Path(f"{member.name if member else _('Appointments')}.ics")
    path.write_bytes(content)
    call.say(_("Written: {path}").format(path=path))


def import_(call: Call, *, files: list[Path], dry_run: bool, kind: str, origin: str) -> int | None:
    """Take a calendar over."""
    from kontor.calendar.formats.ics_read import read_calendars
    from kontor.calendar.service.importing import import_calendar, plan_calendar

    found = [one for path in files for one in read_calendars(read_bytes(path), path.name)]
    step = None
    if dry_run:
        with call.read() as con:
            plan = plan_calendar(con, found)
    else:
        name = origin or files[0].name
        with call.store() as store:
            changed = call.run(store, import_calendar, found, name, AppointmentKind(kind))
        plan, step = changed.value, changed.step
    rows = [
        (row.place, row.starts.strftime("%Y-%m-%d %H:%M") if row.starts else "", row.title,
         row.result.value, row.appointment, "; ".join(one.text for one in row.findings))
        for row in plan.rows
    ]  # fmt: skip
    table = Table(_ROWS, rows, empty=N_("The file holds no appointments."))
    call.show(table, data={"step": step, "counts": plan.counts, "rows": records(table)})
    if call.format == "table":
        call.say(
            _("{new} new, {changed} changed, {cancelled} cancelled, {known} known").format(
                **plan.counts
            )
        )
    return Exit.FINDINGS if plan.counts["bad"] else None


COMMANDS: tuple[Command, ...] = (
    Command("export", export, N_("a calendar as a file (.ics) for other programs"), (
        opt("output", N_("the file"), "path"),
        opt("employee", N_("appointments of this person"), default=""),
        opt("team", N_("appointments of this team"), default=""),
        opt("vehicle", N_("appointments of this vehicle"), default=""),
        opt("since", N_("first day; default today"), "day"),
        opt("until", N_("last day; default a year"), "day"),
        opt("private", N_("private appointments as well"), "flag"),
        opt("plain", N_("without holidays and birthdays"), "flag"),
    ), output=False),
    Command("import", import_, N_("take appointments over out of calendar files; never twice"), (
        arg("files", N_("calendar files (.ics)"), "path", many=True, required=True),
        opt("dry_run", N_("only show what each entry would do"), "flag"),
        opt("kind", N_("what new appointments are for"), choices=tuple(KINDS), default="other"),
        opt("origin", N_("name of the calendar; default that of the file"), default=""),
    ), writes=True),
)  # fmt: skip
