"""Own levels of reminding for a kind of customer, and a base rate that is not known yet."""

from __future__ import annotations

from typing import Any

from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money, parse_money
from kontor.contacts.kinds import CustomerKind
from kontor.receivables.kinds import Channel, Level
from kontor.receivables.queries import settings
from kontor.tui.screens.input_form import InputForm
from kontor.tui.screens.receivables.forms import DatedForm
from kontor.tui.screens.receivables.names import count
from kontor.tui.screens.sales.terms_forms import CUSTOMER_KINDS
from kontor.tui.widgets.fields import Choice, Field

_INTEREST, _LUMP = "Z", "P"


class LevelsForm(DatedForm):
    """The own plan of a kind of customer: a line per level."""

    NAME, TITLE, HANDBOOK = "sales.levels", N_("Levels of reminding"), "reminders#plan-of-reminding"
    FIELDS = (
        Field("valid_from", N_("From"), "date", required=True),
        Field("levels", N_("Levels"), "multiline", required=True,
              help=N_("a line per level: days, deadline, costs; Z interest, P lump sum")),
        Field("least", N_("Not below"), "money"),
        Field("tolerance", N_("Tolerance, days"), read=count),
        Field("default_from", N_("Default begins"), "choice", choices=(
            Choice("reminder", N_("with the first reminder")),
            Choice("due", N_("after the agreed due day")),
        )),
        Field("channel", N_("Sent as"), "choice", choices=(
            Choice("letter", N_("letter")), Choice("mail", N_("mail")),
        )),
    )  # fmt: skip

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.customer_kind = CustomerKind(kind)

    def crumb(self) -> str:
        """For whom."""
        return _(CUSTOMER_KINDS[self.customer_kind])

    def draft_key(self) -> str:
        """One per kind of customer."""
        return f"sales.levels:{self.customer_kind.value}"

    def start(self) -> dict[str, Any]:
        """What holds today."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            plan = settings.plans(con, today)[self.customer_kind]
        return {
            "valid_from": today, "levels": "\n".join(_written(one) for one in plan.levels),
            "least": plan.least, "tolerance": plan.tolerance,
            "default_from": "due" if plan.default_from == "due" else "reminder",
            "channel": Channel(plan.channel).value,
        }  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Set the plan; the texts go by the place of the level."""
        from kontor.receivables.model import PlanInput
        from kontor.receivables.service.keeping import set_reminder_plan

        lines = [line for line in (values.get("levels") or "").splitlines() if line.strip()]
        try:
            levels = [_read(line, at, len(lines)) for at, line in enumerate(lines)]
        except KontorError as error:
            self.refused(error)
            return
        document = {**values, "customer_kind": self.customer_kind, "levels": levels}
        self.send_dated(set_reminder_plan, PlanInput, document)


class BaseRateForm(InputForm):
    """A base rate as the Bundesbank published it."""

    NAME, TITLE, HANDBOOK = "sales.base_rate", N_("Base rate"), "reminders#interest-and-costs"
    DRAFT = "sales.base_rate:new"
    FIELDS = (
        Field("valid_from", N_("From"), "date", required=True,
              help=N_("1 January or 1 July")),
        Field("rate", N_("Base rate"), "rate", required=True, help=N_("such as 1,52")),
        Field("source", N_("Source"), required=True, default="Bundesbank"),
    )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """From the Bundesbank."""
        return {"source": "Bundesbank"}

    def save(self, values: dict[str, Any]) -> None:
        """Enter it."""
        from kontor.receivables.model import BaseRateInput
        from kontor.receivables.service.keeping import set_base_rate

        self.send(set_base_rate, model=BaseRateInput, values=values)


def _written(one: Level) -> str:
    marks = (_INTEREST if one.interest else "") + (_LUMP if one.lump else "")
    return f"{one.days} {one.term_days} {format_money(one.fee)} {marks}".strip()


def _read(line: str, at: int, number: int) -> dict[str, Any]:
    parts = line.replace(";", " ").split()
    if len(parts) < 2:
        raise InputError(N_("“{text}” needs days and deadline."), text=line, field="levels")
    marks = "".join(parts[3:]).upper()
    text = "payment_reminder" if at == 0 else "last_reminder" if at == number - 1 else "reminder"
    return {
        "days": count(parts[0]), "term_days": count(parts[1]),
        "fee": parse_money(parts[2]) if len(parts) > 2 else 0, "interest": _INTEREST in marks,
        "lump": _LUMP in marks, "text": text,
    }  # fmt: skip
