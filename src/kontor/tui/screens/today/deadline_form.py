"""The form of a deadline of the firm's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.calendar.queries import deadlines as queries
from kontor.calendar.rules.deadlines import OTHER, leads_text, parse_leads
from kontor.company import queries as company
from kontor.tui.screens.input_form import InputForm
from kontor.tui.widgets.fields import Choice, Field


def _months(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise InputError(N_("A whole number is expected."))
    return int(text)


def _leads(text: str) -> str:
    return leads_text(parse_leads(text)) if text.strip() else ""


class DeadlineForm(InputForm):
    """A new deadline, or one that is changed; what is left empty comes from its kind."""

    NAME, HANDBOOK = "today.deadline", "deadlines"
    HINTS: ClassVar[tuple[str, ...]] = ("form.save", "screen.back", "form.fault")

    def __init__(self, deadline: int | None = None) -> None:
        super().__init__()
        self.deadline = deadline

    def crumb(self) -> str:
        """New, or changed."""
        return _("New deadline") if self.deadline is None else _("Change the deadline")

    def draft_key(self) -> str:
        """Form and deadline."""
        return f"today.deadline:{self.deadline or 'new'}"

    def fields(self) -> Sequence[Field]:
        """Kind and day come first."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            kinds = [Choice(one.key, one.name) for one in queries.kinds(con).values()]
            staff = [Choice(one.short, one.short) for one in company.employees(con, today)]
            cars = [Choice(one.name, one.name) for one in company.vehicles(con, today)]
        nobody = Choice("", "–")
        return (
            Field("kind", N_("Kind"), "choice", choices=tuple(kinds), default=OTHER),
            Field("day", N_("Until"), "date", required=True),
            Field("title", N_("What"), limit=200, help=N_("empty: the name of the kind")),
            Field("employee", N_("Person"), "choice", choices=(nobody, *staff)),
            Field("vehicle", N_("Vehicle"), "choice", choices=(nobody, *cars)),
            Field("months", N_("Again after months"), read=_months,
                  help=N_("0: once; empty: as the kind says")),
            Field("leads", N_("Days before"), read=_leads, help=N_("such as 60, 14")),
            Field("reference", N_("Reference"), limit=100, help=N_("documents:4, sales:7")),
            Field("note", N_("Note"), "multiline", limit=20_000),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What is known."""
        if self.deadline is None:
            return {"kind": OTHER}
        with self.kontor.store.read() as con:
            one = queries.deadline(con, self.deadline)
        return {
            "kind": one.kind, "day": one.day, "title": one.title, "employee": one.employee_name,
            "vehicle": one.vehicle_name, "months": one.months, "leads": leads_text(one.leads),
            "reference": one.reference, "note": one.note,
        }  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Add or change it."""
        from kontor.calendar.model.deadlines import DeadlineChange, DeadlineInput
        from kontor.calendar.service.deadlines import add_deadline, change_deadline

        if self.deadline is None:
            self.send(add_deadline, model=DeadlineInput, values=values)
        else:
            self.send(change_deadline, self.deadline, model=DeadlineChange, values=values)
