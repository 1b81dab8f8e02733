"""Forms of the firm's own IT: an item, a task of its plan, that it was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kontor.base.dates import format_day
from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.base.text import fold
from kontor.company import queries as company
from kontor.tickets.it_kinds import ItItem, ItKind, Outcome, Plan, PlanKind
from kontor.tickets.it_words import KINDS, OUTCOMES, PLANS
from kontor.tickets.rules.it import plan_due
from kontor.tui.protocols import Hit
from kontor.tui.screens.acquisition.forms import choices
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field

if TYPE_CHECKING:
    from pydantic import BaseModel

_MOST_DAYS, _MOST_MONTHS = 3660, 240


class ItForm(InputForm):
    """A new item, or what is known of one."""

    NAME, HANDBOOK = "tickets.itform", "tickets#own-it"

    def __init__(self, one: ItItem | None = None) -> None:
        super().__init__()
        self.one = one

    def crumb(self) -> str:
        """New, or which."""
        return self.one.name if self.one else _("New IT item")

    def draft_key(self) -> str:
        """Form and item."""
        return f"tickets.it:{self.one.id if self.one else 'new'}"

    def _people(self, typed: str) -> list[Hit]:
        word = fold(typed)
        with self.kontor.store.read() as con:
            there = company.employees(con, self.kontor.today())
        return [Hit(one.name, one.name, one.short) for one in there if word in fold(one.name)]

    def fields(self) -> Sequence[Field]:
        """What it is, who uses it, what ends, what is backed up."""
        return (
            Field("name", N_("Name"), required=True, help=N_("as everybody calls it")),
            Field("kind", N_("Kind"), "choice", choices=choices(KINDS), default=ItKind.PC.value),
            Field("user", N_("Used by"), search=self._people, help=N_("F4 shows who works here")),
            Field("place", N_("Place")),
            Field("model", N_("Model"), help=N_("maker and model")),
            Field("serial", N_("Serial number")),
            Field("bought", N_("Bought"), "date", past=True),
            Field("price", N_("Price"), "money", help=N_("net")),
            Field("receipt", N_("Receipt"), help=N_("of the purchase, such as receipts:4")),
            Field("warranty_ends", N_("Warranty until"), "date"),
            Field("contract", N_("Contract"), help=N_("with whom, contract number")),
            Field("ends", N_("Ends"), "date", help=N_("of the licence or contract")),
            Field("notice_days", N_("Days of notice"), read=_up_to(_MOST_DAYS, least=0),
                  help=N_("before the end; empty: none needed")),
            Field("backup_what", N_("Backed up"), help=N_("which data")),
            Field("backup_to", N_("Backed up to"), help=N_("where the copy lies")),
            Field("note", N_("Note"), "multiline", limit=20_000,
                  help=N_("where the password lies, never the password")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What is known."""
        one = self.one
        if one is None:
            return {}
        values = {field.name: getattr(one, field.name) for field in self.fields()}
        days = "" if one.notice_days is None else str(one.notice_days)
        return {**values, "kind": one.kind.value, "notice_days": days}

    def save(self, values: dict[str, Any]) -> None:
        """Write it down; of a known one only what was changed."""
        from kontor.tickets.it_model import ItChange, ItInput
        from kontor.tickets.service.it import add_item, change_item

        if self.one is None:
            self.send(add_item, model=ItInput, values=values)
            return
        before = {**self.start(), "notice_days": self.one.notice_days}
        changed = {
            name: None if value == "" else value for name, value in values.items()
            if ("" if value is None else value) != ("" if before[name] is None else before[name])
        }  # fmt: skip
        try:
            made(ItChange, changed)  # what is emptied is checked by the use case
        except KontorError as error:
            self.refused(error)
            return
        self.kontor.run_case(
            change_item, self.one.id, ItChange.model_validate(changed),
            then=self.saved, otherwise=self.refused,
        )  # fmt: skip


class TaskForm(InputForm):
    """A form whose use case takes a key, the checked values and today."""

    def send_today(
        self, case: Callable[..., Any], key: int, model: type[BaseModel], values: dict[str, Any]
    ) -> None:
        """Check the values with the model and run the use case; faults go to their fields."""
        try:
            data = made(model, values)
        except KontorError as error:
            self.refused(error)
            return
        self.kontor.run_case(
            case, key, data, self.kontor.today(), then=self.saved, otherwise=self.refused
        )


class PlanForm(TaskForm):
    """Something to be done with an item every so many months."""

    NAME, HANDBOOK = "tickets.itplan", "tickets#own-it"

    def __init__(self, one: ItItem) -> None:
        super().__init__()
        self.one = one

    def crumb(self) -> str:
        """For which item."""
        return _("Task for {name}").format(name=self.one.name)

    def draft_key(self) -> str:
        """Form and item."""
        return f"tickets.itplan:{self.one.id}"

    def fields(self) -> Sequence[Field]:
        """What, how often, from when."""
        return (
            Field("kind", N_("Kind"), "choice", choices=choices(PLANS),
                  default=PlanKind.CHECK.value),
            Field("text", N_("Task"), help=N_("empty: as the kind says")),
            Field("months", N_("Every"), required=True, read=_up_to(_MOST_MONTHS),
                  show=lambda value: _("{count} months").format(count=value), help=N_("months")),
            Field("first", N_("First on"), "date", help=N_("empty: in so many months")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """A backup test where something is backed up, twice a year."""
        kind = PlanKind.BACKUP if self.one.backup_to else PlanKind.CHECK
        return {"kind": kind.value, "months": "6"}

    def save(self, values: dict[str, Any]) -> None:
        """Plan it."""
        from kontor.tickets.it_model import PlanInput
        from kontor.tickets.service.it import plan_task

        self.send_today(plan_task, self.one.id, PlanInput, values)


class DoneForm(TaskForm):
    """A task was done: when, by whom, how it went."""

    NAME, HANDBOOK = "tickets.itdone", "tickets#own-it"

    def __init__(self, one: ItItem, plans: Sequence[Plan]) -> None:
        super().__init__()
        self.one, self.plans = one, plans

    def crumb(self) -> str:
        """Of which item."""
        return _("Done: {name}").format(name=self.one.name)

    def draft_key(self) -> str:
        """Form and item."""
        return f"tickets.itdone:{self.one.id}"

    def fields(self) -> Sequence[Field]:
        """Which task, how it went."""
        tasks = tuple(Choice(str(task.id), task.text) for task in self.plans)
        return (
            Field("plan", N_("Task"), "choice", choices=tasks),
            Field("outcome", N_("Outcome"), "choice", choices=choices(OUTCOMES)),
            Field("day", N_("Day"), "date", past=True, required=True),
            Field("who", N_("Who"), limit=60),
            Field("note", N_("Remark"), "multiline", limit=20_000,
                  help=N_("needed where it did not work")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What is due first, today, went well."""
        return {"plan": str(self.plans[0].id), "outcome": Outcome.OK.value,
                "day": self.kontor.today()}  # fmt: skip

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """When it is due again."""
        task = next((one for one in self.plans if str(one.id) == values.get("plan")), None)
        day = values.get("day")
        if task is None or day is None:
            return ()
        if values.get("outcome") == Outcome.FAILED:
            return ((_("It stays due until it works."), "$warn"),)
        then = task._replace(last=max(day, task.last or day), outcome=Outcome.OK)
        again = _("Due again {day}").format(day=format_day(plan_due(then)))
        return ((again, "$ink-soft"),)

    def save(self, values: dict[str, Any]) -> None:
        """Write it down."""
        from kontor.tickets.it_model import DoneInput
        from kontor.tickets.service.it import do_task

        key = int(values.pop("plan"))
        self.send_today(do_task, key, DoneInput, values)


def _up_to(most: int, least: int = 1) -> Any:
    """Reads a whole number of days or months."""

    def read(typed: str) -> int:
        text = typed.strip()
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise InputError(N_("Write a number from {least} to {most}."), least=least, most=most)
        return int(text)

    return read
