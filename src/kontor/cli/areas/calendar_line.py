"""What one line of words means on the command line: an appointment, or an absence."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.calendar.kinds.appointments import AbsenceKind

if TYPE_CHECKING:
    from kontor.calendar.kinds.entry import Line
    from kontor.cli.call import Call
    from kontor.store.store import Store


def of_line(call: Call, store: Store, text: str, more: Any) -> tuple[Any, Any]:
    """The input that a line means, as appointment or as absence; says what was understood."""
    from kontor.base.dates import now_utc
    from kontor.calendar.queries.busy import known
    from kontor.calendar.rules.oneline import read_line
    from kontor.calendar.rules.said import understood
    from kontor.calendar.rules.walltime import to_wall
    from kontor.desk.numbers import meant, references

    with store.read() as con:
        names = known(con, text, call.today, references(con, text))
        line = read_line(text, to_wall(now_utc(), "Europe/Berlin"), names)
        owner = meant(con, line.reference) if line.reference else None
    if owner is not None and line.contact is None:
        line = line._replace(contact=owner.contact)
    if call.format != "json":
        call.say(" · ".join(said for _piece, said in understood(line, names)))
        for finding in line.findings:
            call.say(finding.text)
    if not line.ready:
        said = next(iter(line.findings), None)
        raise InputError(
            N_("No appointment can be made of this line: {reason}"), field="line",
            reason=said.text if said else _("the day is missing"),
            hint=N_("Write a day and what it is about: Thu 14-16 Huber kitchen."),
        )  # fmt: skip
    if line.absence:
        return None, _absence(line)
    return _fields(line, more), None


def _absence(line: Line) -> Any:
    from kontor.calendar.model.appointments import AbsenceInput

    closed = line.absence == AbsenceKind.CLOSED
    if len(line.people) > 1:
        raise InputError(N_("Enter the absence of each person by itself."), field="line")
    if not closed and not line.people:
        raise InputError(N_("Say whose absence it is."), field="line")
    return AbsenceInput.model_validate({
        "employee": None if closed else f"company:employee/{line.people[0]}",
        "kind": line.absence, "starts": line.first, "ends": line.last, "half": line.half,
    })  # fmt: skip


def _fields(line: Line, more: Any) -> Any:
    from kontor.calendar.model.appointments import AppointmentInput

    crew = [
        *(f"company:employee/{key}" for key in line.people),
        *(f"company:team/{key}" for key in line.teams),
        *(f"company:vehicle/{key}" for key in line.vehicles),
    ]
    ends = line.ends
    if line.all_day and line.last is not None:
        ends = datetime.combine(line.last, datetime.min.time())
    fields: dict[str, Any] = {
        "title": line.title, "starts": line.starts, "ends": ends, "all_day": line.all_day,
        "kind": line.kind, "rule": line.rule, "place": line.place, "reference": line.reference,
        "contact": f"contacts:{line.contact}" if line.contact else None, "crew": crew,
    }  # fmt: skip
    if more is not None:
        fields |= more.model_dump(exclude_unset=True)
    return AppointmentInput.model_validate(fields)
