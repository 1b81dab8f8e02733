"""A typed line is written down: as an appointment, or as an absence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import _
from kontor.calendar.kinds.entry import Known, Line, Named
from kontor.calendar.words import KINDS
from kontor.tui.screens.calendar.entry_line import Place, moment_of, read_typed

if TYPE_CHECKING:
    from kontor.tui.screens.base import BaseScreen


class Unfit(InputError):
    """What was typed cannot be written down; says what a finding says."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message, hint=finding.remedy)
        self.values = dict(finding.values)


Saved = Callable[[date, int], object]
Refused = Callable[[BaseException], object]


def save_line(screen: BaseScreen, text: str, place: Place, saved: Saved, refused: Refused) -> None:
    """Read the line again and run its use case; what is wrong goes to `refused`."""
    app = screen.kontor
    with app.store.read() as con:
        read = read_typed(con, text, moment_of(app.today()), place)
    line = read.line
    faults = [one for one in line.findings if one.severity is Severity.ERROR]
    if faults or line.first is None:
        refused(Unfit(faults[0]))
        return
    first = line.first
    if line.absence and (line.people or line.absence == "closed"):
        _save_absences(app, line, read.known, lambda: saved(first, 0), refused)
        return
    from kontor.calendar.service.appointments import add_appointment

    app.run_case(
        add_appointment, appointment(line),
        then=lambda key: saved(first, key), otherwise=refused,
    )  # fmt: skip


def appointment(line: Line) -> Any:
    """The input of the use case from what was understood."""
    from kontor.calendar.model.appointments import AppointmentInput

    starts, ends = line.starts, line.ends
    assert starts is not None and ends is not None
    values: dict[str, Any] = {
        "kind": line.kind, "title": line.title or _(KINDS[line.kind]), "starts": starts,
        "ends": ends - timedelta(days=1) if line.all_day else ends, "all_day": line.all_day,
        "rule": line.rule, "place": line.place, "reference": line.reference,
        "crew": crew_names(line),
    }  # fmt: skip
    if line.contact is not None:
        values["contact"] = f"contacts:{line.contact}"
    return AppointmentInput.model_validate(values)


def crew_names(line: Line) -> list[str]:
    """Everybody who takes part, as references."""
    found = [f"company:employee/{key}" for key in line.people]
    found += [f"company:team/{key}" for key in line.teams]
    return found + [f"company:vehicle/{key}" for key in line.vehicles]


def _save_absences(
    app: Any, line: Line, known: Known, saved: Callable[[], object], refused: Refused
) -> None:
    from kontor.calendar.model.appointments import AbsenceInput
    from kontor.calendar.service.staff import add_absence

    people: list[str | None] = [None] if line.absence == "closed" else list(_short(line, known))
    for place, name in enumerate(people, start=1):
        values = {
            "employee": name, "kind": line.absence, "starts": line.first, "ends": line.last,
            "half": line.half if line.first == line.last else "",
        }  # fmt: skip
        done = (lambda _key: saved()) if place == len(people) else None
        app.run_case(add_absence, AbsenceInput.model_validate(values), then=done, otherwise=refused)


def _short(line: Line, known: Known) -> list[str]:
    by_id: dict[int, Named] = {one.id: one for one in known.people}
    return [by_id[key].also[0] for key in line.people]
