"""A template (Vorlage): an event with a name, and with a rhythm a standing entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kontor.base.errors import Finding, InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.ledger.queries.standing import Template
from kontor.tui.screens.books.event_form import EventForm
from kontor.tui.widgets.fields import Field

KINDS = ("purchase", "sale", "bill", "invoice", "transfer", "private", "payroll", "entry",
         "charge", "request", "depreciation")  # fmt: skip
_LONGEST = 60


def months_of(typed: str) -> int:
    """Months between two entries."""
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _LONGEST):
        raise InputError(N_("Type 1 for every month, 3 for every quarter, 12 for every year."))
    return int(text)


class TemplateForm(EventForm):
    """Name and rhythm above the fields of the event."""

    NAME, HANDBOOK, SAVE = "books.template", "books#standing-entries-and-templates", N_("Save")
    HINTS = ("form.save", "screen.back", "event.line", "event.all")

    def __init__(
        self, kind: str, values: dict[str, Any] | None = None, template: Template | None = None
    ) -> None:
        super().__init__(kind, values)
        self.template = template

    def crumb(self) -> str:
        """Name of the template, or of the event."""
        if self.template:
            return _("Template {name}").format(name=self.template.name)
        return _("New template: {event}").format(event=_(self.spec.label))

    def draft_key(self) -> str:
        """One draft per kind, or per template."""
        return f"books.template:{self.template.id if self.template else self.spec.kind}"

    def fields(self) -> Sequence[Field]:
        """Name, rhythm, event; the day of the event comes from the rhythm."""
        name = Field("template", N_("Name"), required=True, limit=60,
                     help=N_("such as rent, leasing, telephone"))  # fmt: skip
        own = [
            Field("every", N_("Every months"), read=months_of,
                  help=N_("1 monthly, 3 quarterly; empty: only by hand")),
            Field("starts", N_("First day"), "date", help=N_("of a standing entry")),
            Field("ends", N_("Last day"), "date", help=N_("empty: goes on")),
        ]  # fmt: skip
        event = [one for one in super().fields() if one.name not in {"day", "booked"}]
        return [*([] if self.template else [name]), *own, *event]

    def start(self) -> dict[str, Any]:
        """Name and rhythm of the template; nothing proposed where they are known."""
        values = super().start()
        if self.template is None:
            values.pop("due", None)
            return values
        values |= {
            "every": self.template.every_months, "starts": self.template.starts,
            "ends": self.template.ends,
        }  # fmt: skip
        return values if "due" in self._given else {**values, "due": None}

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """A rhythm needs its first day."""
        out = list(super().check(values))
        if values.get("every") and not values.get("starts"):
            out.append(Finding("F5", "", N_("From which day on?"), field="starts"))
        if values.get("starts") and not values.get("every"):
            out.append(Finding("F5", "", N_("Every how many months?"), field="every"))
        return out

    def save(self, values: dict[str, Any]) -> None:
        """Check the event, then save the template."""
        from kontor.ledger.service.templates import save_template
        from kontor.tui.screens.books.events import checked, event_of

        day: date = values.get("starts") or self._given.get("day") or self.kontor.today()
        try:
            from kontor.ledger.model.templates import NewTemplate

            _case, event = event_of(self.spec.kind, self.collected({**values, "day": day}))
            data = checked(NewTemplate, {
                "name": self.template.name if self.template else values["template"],
                "event": event, "every_months": values.get("every"),
                "starts": values.get("starts"), "ends": values.get("ends"),
            })  # fmt: skip
        except KontorError as error:
            self.refused(error)
            return
        self.kontor.run_case(save_template, data, then=self.saved, otherwise=self.refused)

    def refused(self, error: BaseException) -> None:
        """Faults of the template land at its own fields."""
        if isinstance(error, KontorError):
            error.field = {"name": "template", "every_months": "every"}.get(
                error.field, error.field
            )
        super().refused(error)
