"""What can be done with a person, team or vehicle, from the list and its sheet alike."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kontor.base.i18n import N_, _
from kontor.calendar.kinds.appointments import CrewKind
from kontor.calendar.words import CREW_KINDS
from kontor.company import queries as company
from kontor.company.kinds import Employee, Team, Vehicle
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.calendar.forms import AbsenceForm
from kontor.tui.screens.calendar.staff_forms import (
    EndForm,
    JoinForm,
    PartForm,
    PersonForm,
    TeamForm,
    VehicleForm,
)
from kontor.tui.screens.chooser import Chooser, Entry

if TYPE_CHECKING:
    _Base = BaseScreen
else:
    _Base = object
_DETAILS = {
    CrewKind.EMPLOYEE: N_("somebody who works here, also owner and office"),
    CrewKind.TEAM: N_("people who work together"),
    CrewKind.VEHICLE: N_("car, van or trailer"),
}
_NEW = {CrewKind.EMPLOYEE: PersonForm, CrewKind.TEAM: TeamForm, CrewKind.VEHICLE: VehicleForm}


class StaffSteps(_Base):
    """A mixin of screens; `the_one` is what the keys mean."""

    def the_one(self) -> Employee | Team | Vehicle | None:
        """The one under the cursor, or the one shown."""
        raise NotImplementedError

    def why_not_one(self, name: str) -> str:
        """What does not fit the kind."""
        one = self.the_one()
        if not name.startswith("staff."):
            return ""
        if one is None:
            return _("Nobody is chosen.")
        if name == "staff.away":
            return self._why_not_away(one)
        if name in {"staff.join", "staff.part"}:
            return self._why_not_moved(one, out=name == "staff.part")
        return ""

    def _why_not_away(self, one: Employee | Team | Vehicle) -> str:
        if not isinstance(one, Employee):
            return _("Only people are absent.")
        if not one.works_on(self.kontor.today()):
            return _("{name} is not in the firm today.").format(name=one.short)
        return ""

    def _why_not_moved(self, one: Employee | Team | Vehicle, *, out: bool) -> str:
        if isinstance(one, Vehicle):
            return _("A vehicle is in no team.")
        if one.ended is not None and one.ended < self.kontor.today():
            return _("It is over already.")
        if self._partners(one, out=out):
            return ""
        if isinstance(one, Team):
            return _("Nobody is in this team.") if out else _("There is nobody more.")
        return (
            _("{name} is in no team.").format(name=one.short) if out
            else _("There is no other team: n makes one.")
        )  # fmt: skip

    def _partners(self, one: Employee | Team, *, out: bool) -> list[tuple[int, str]]:
        """Whom a team may take in or let go, or which teams a person may join or leave."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            teams = company.teams(con, today)
            people = [who for who in company.employees(con) if not who.ended or who.ended >= today]
        if isinstance(one, Team):
            found = [(who.id, who.short, in_team(one, who, today)) for who in people]
        else:
            found = [(team.id, team.name, in_team(team, one, today)) for team in teams]
        return [(key, name) for key, name, there in found if there == out]

    def do_record_new(self) -> None:
        """A person, a team or a vehicle."""

        def take(kind: str | None) -> None:
            if kind:
                self.app.push_screen(_NEW[CrewKind(kind)]())

        entries = [Entry(kind, _(CREW_KINDS[kind]), _(said)) for kind, said in _DETAILS.items()]
        self.app.push_screen(Chooser(_("New in the firm"), entries), take)

    def do_record_edit(self) -> None:
        """All fields."""
        one = self.the_one()
        if isinstance(one, Employee):
            self.app.push_screen(PersonForm(one))
        elif isinstance(one, Team):
            self.app.push_screen(TeamForm(one))
        elif one is not None:
            self.app.push_screen(VehicleForm(one))

    def do_staff_end(self) -> None:
        """The last day."""
        one = self.the_one()
        if one is not None:
            self.app.push_screen(EndForm(one))

    def do_staff_join(self) -> None:
        """Into a team."""
        one = self.the_one()
        if isinstance(one, (Employee, Team)):
            self.app.push_screen(JoinForm(one, self._partners(one, out=False)))

    def do_staff_part(self) -> None:
        """Out of a team."""
        one = self.the_one()
        if isinstance(one, (Employee, Team)):
            self.app.push_screen(PartForm(one, self._partners(one, out=True)))

    def do_staff_away(self) -> None:
        """Will not be there."""
        one = self.the_one()
        if isinstance(one, Employee):
            self.app.push_screen(AbsenceForm(who=one.short))


def in_team(team: Team, person: Employee, today: date) -> bool:
    """Whether somebody is in a team today or later."""
    return any(
        one.employee == person.id and (one.until is None or one.until >= today)
        for one in team.members
    )
