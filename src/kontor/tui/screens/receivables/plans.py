"""Instalment plans (Ratenpläne): who pays how, what is missing, agree on one, end it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _, ngettext
from kontor.receivables.queries import debtors
from kontor.receivables.queries.plans import PaymentPlan, payment_plan, payment_plans
from kontor.receivables.rules.instalments import PlanState
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.books.sheets import history_blocks
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import AskText, Paper
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.receivables.names import PLAN_STATES, euro, reason
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, Column, Kind, State

RATE_STATES = {
    "paid": State("✓", N_("paid"), GOOD),
    "part": State("◐", N_("in part"), WARN),
    "late": State("!", N_("missing"), BAD),
    "open": State("○", N_("open"), MUTED),
}
_RATES = (
    Column(N_("Due"), Kind.DATE),
    Column(N_("Instalment"), Kind.MONEY, 11),
    Column(N_("Paid"), Kind.MONEY, 11),
    Column(N_("State"), Kind.STATE, 13, states=RATE_STATES),
)


class Known(NamedTuple):
    """A plan with the name of its debtor."""

    plan: PaymentPlan
    name: str


def rate_rows(one: PaymentPlan, today: date) -> list[tuple[object, ...]]:
    """Each rate with what money covered of it: the oldest first."""
    left = one.watch.paid
    rows: list[tuple[object, ...]] = []
    for rate in one.rates:
        paid = max(min(left, rate.cents), 0)
        left -= paid
        state = "paid" if paid == rate.cents else "part" if paid else "open"
        if state != "paid" and rate.due < today:
            state = "late"
        rows.append((rate.due.isoformat(), rate.cents, paid or None, state))
    return rows


def plan_blocks(one: Known, today: date) -> list[Block]:
    """A plan at a glance."""
    plan, watch = one.plan, one.plan.watch
    total = sum(rate.cents for rate in plan.rates)
    blocks: list[Block] = [
        Head(_("Plan {number}").format(number=plan.id), one.name, PLAN_STATES[plan.state]),
        Facts(
            (N_("Agreed on"), plan.day), (N_("Sum"), euro(total)),
            (N_("Paid since"), euro(watch.paid)),
            (N_("Missing"), euro(watch.missing) if watch.missing else None),
            (N_("Missing since"), watch.since),
            (N_("May be late"), _("{days} days").format(days=plan.grace)),
            (N_("Acknowledged"), plan.acknowledged), (N_("Ended"), plan.ended),
            (N_("Reason"), plan.ended_reason), (N_("Note"), plan.note),
        ),
        Grid(_RATES, rate_rows(plan, today), N_("Rates")),
        Note(N_("Invoices"), ", ".join(document for _item, document in plan.items)),
    ]  # fmt: skip
    if plan.state is PlanState.BROKEN:
        text = _("A rate is missing: the documents are reminded again with the next run.")
        if plan.accelerates:
            text += " " + _("By the agreement all of it is due now.")
        blocks.insert(2, Note("", text))
    return blocks


if TYPE_CHECKING:
    _Base = BaseScreen
else:
    _Base = object


class PlanSteps(_Base):
    """Mixin: what can be done with a plan."""

    CANCEL = N_("End plan")

    def chosen_plan(self) -> Known | None:
        """The plan that is meant."""
        return None

    def why_not(self, name: str) -> str:
        """What a plan in its state does not allow."""
        one = self.chosen_plan()
        if name == "record.cancel" and one and one.plan.ended:
            return _("The plan is ended already.")
        return super().why_not(name)

    def do_record_new(self) -> None:
        """Agree on a plan."""
        from kontor.tui.screens.receivables.plan_form import AgreeForm

        self.app.push_screen(AgreeForm())

    def do_record_cancel(self) -> None:
        """End the plan, with the reason."""
        one = self.chosen_plan()
        if one is None:
            return

        def take(typed: str | None) -> None:
            from kontor.receivables.service.keeping import end_plan

            if typed:
                self.kontor.run_case(end_plan, one.plan.id, typed, self.kontor.today())

        hint = _("Why does the plan end? Its documents are reminded again.")
        self.app.push_screen(AskText(_("End the plan"), hint=hint, read=reason), take)

    def do_record_explain(self) -> None:
        """What happened to the plan."""
        one = self.chosen_plan()
        if one is None:
            return
        with self.kontor.store.read() as con:
            blocks = history_blocks(con, (("payment_plan", one.plan.id),))
        title = _("History of {record}").format(
            record=_("Plan {number}").format(number=one.plan.id)
        )
        self.app.push_screen(Paper(title, blocks))


class PlansScreen(PlanSteps, ListScreen):
    """All instalment plans, newest first."""

    NAME, TITLE, LETTER = "sales.instalments", N_("Instalments"), "t"
    HANDBOOK = "reminders#instalment-plans"
    HINTS = ("record.new", "record.open", "record.cancel", "filter.saved", "record.explain")
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 22, grow=2, least=14),
        Column(N_("Invoices"), Kind.TEXT, 16, priority=5, grow=1),
        Column(N_("Next rate"), Kind.DATE, 12, priority=3),
        Column(N_("Amount"), Kind.MONEY, 11, least=9),
        Column(N_("Missing"), Kind.MONEY, 11, least=9),
        Column(N_("State"), Kind.STATE, 14, states=PLAN_STATES, least=11),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Name"), "2": N_("Next rate"), "4": N_("Missing")}
    SAVED = (
        (N_("Broken"), N_("broken")), (N_("Kept"), N_("kept")), (N_("Paid"), N_("paid")),
    )  # fmt: skip
    EMPTY = N_("No instalment plan yet. Who cannot pay at once agrees on rates here.")

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[int, Known] = {}

    def source(self) -> Source:
        """All plans with how they are kept today."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            self._found = {
                one.id: Known(one, debtors.who(con, one.partner).name)
                for one in payment_plans(con, today)
            }
        return MemorySource([
            Row(key, (-key,), (
                one.name, ", ".join(document for _item, document in one.plan.items),
                one.plan.watch.next.due.isoformat() if one.plan.watch.next else None,
                one.plan.watch.next.cents if one.plan.watch.next else None,
                one.plan.watch.missing or None, one.plan.state.value,
            ), one.plan.state.value, one.plan.watch.missing)
            for key, one in self._found.items()
        ], {"name": 0})  # fmt: skip

    def list_title(self) -> str:
        """How many run, what is missing."""
        running = [
            one.plan for one in self._found.values()
            if one.plan.state in {PlanState.KEPT, PlanState.BROKEN}
        ]  # fmt: skip
        missing = sum(one.watch.missing for one in running)
        text = ngettext("{count} running", "{count} run", len(running)).format(count=len(running))
        if missing:
            text += " · " + _("{amount} missing").format(amount=euro(missing))
        return text

    def preview(self, row: Row) -> Sequence[Block]:
        """The plan."""
        one = self._found.get(row.id)
        return plan_blocks(one, self.kontor.today()) if one else ()

    def detail(self, row: Row) -> BaseScreen | None:
        """The plan."""
        return PlanScreen(row.id)

    def chosen_plan(self) -> Known | None:
        """The plan under the cursor."""
        return self._found.get(self.row.id) if self.row else None


class PlanScreen(PlanSteps, DetailScreen):
    """One plan with its rates."""

    NAME, TITLE, HANDBOOK = "sales.instalment", N_("Instalment plan"), "reminders#instalment-plans"
    HINTS = ("record.cancel", "record.explain", "record.new", "record.next")
    data: Known | None

    def load(self) -> Known | None:
        """The plan as it stands today."""
        try:
            with self.kontor.store.read() as con:
                plan = payment_plan(con, self.record, self.kontor.today())
                return Known(plan, debtors.who(con, plan.partner).name)
        except NotFound:
            return None

    def crumb(self) -> str:
        """Whose."""
        return self.data.name if self.data else _("Instalment plan")

    def blocks(self) -> Sequence[Block]:
        """The plan."""
        return plan_blocks(self.data, self.kontor.today()) if self.data else ()

    def chosen_plan(self) -> Known | None:
        """This one."""
        return self.data
