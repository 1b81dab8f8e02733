"""The firm's own IT: devices, licences, contracts with what is due next, and the sheet of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar, NamedTuple

from kontor.base.dates import berlin_today, now_utc
from kontor.base.errors import KontorError, NotFound
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.tickets.it_kinds import ItItem, Logged, Outcome, Plan
from kontor.tickets.it_words import KINDS, OUTCOMES
from kontor.tickets.queries import it as queries
from kontor.tickets.queries.tickets import Ticket
from kontor.tickets.rules.it import check_free, notice_by, plan_due
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import AskText
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.related import RelatedSteps
from kontor.tui.screens.tickets import own_it_forms as forms
from kontor.tui.screens.tickets.names import STATES
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, Column, Kind, State

LATE, SOON, FINE, FREE, GONE = "late", "soon", "fine", "free", "gone"
STANDINGS: dict[str, State] = {
    LATE: State("!", N_("overdue"), BAD),
    SOON: State("●", N_("due soon"), WARN),
    FINE: State("✓", N_("in order"), GOOD),
    FREE: State("○", N_("no plan"), MUTED),
    GONE: State("–", N_("retired"), MUTED),
}
_SOON = 30  # days before something that the list shows it as near
_WENT: dict[str, State] = {
    Outcome.OK: State("✓", OUTCOMES[Outcome.OK], GOOD),
    Outcome.FAILED: State("✗", OUTCOMES[Outcome.FAILED], BAD),
}
_PLAN = (
    Column(N_("Task"), Kind.TEXT, 24, grow=1, priority=0, least=10),
    Column(N_("Months"), Kind.COUNT, 7, priority=4),
    Column(N_("Last done"), Kind.DATE, priority=3),
    Column(N_("Outcome"), Kind.STATE, priority=2, gives_way=True, states=_WENT),
    Column(N_("Next due"), Kind.DATE, priority=1),
)
_LOG = (
    Column(N_("Date"), Kind.DATE, priority=0),
    Column(N_("Task"), Kind.TEXT, 20, grow=1, priority=3, least=10),
    Column(N_("Outcome"), Kind.STATE, states=_WENT),
    Column(N_("Who"), Kind.TEXT, 10, priority=5, least=8),
    Column(N_("Remark"), Kind.TEXT, 24, grow=2, priority=4),
)
_CASES = (
    Column(N_("Number"), Kind.NUMBER, 13),
    Column(N_("Received"), Kind.DATE),
    Column(N_("About"), Kind.TEXT, 24, grow=1),
    Column(N_("State"), Kind.STATE, 14, states=STATES, least=13),
)


class ItFile(NamedTuple):
    """An item with everything that belongs to it."""

    one: ItItem
    plans: list[Plan]
    log: list[Logged]
    cases: list[Ticket]


def read_it(screen: BaseScreen, key: int | None) -> ItFile | None:
    """The item with this id, nothing without it."""
    if key is None:
        return None
    try:
        with screen.kontor.store.read() as con:
            one = queries.item(con, key)
            return ItFile(one, queries.plans(con, key), queries.log(con, key),
                          queries.cases(con, one))  # fmt: skip
    except NotFound:
        return None


def next_day(one: ItItem, plans: Sequence[Plan], today: date) -> tuple[date, str] | None:
    """What comes first: a task, a warranty's end that is ahead, a notice or an end; its words."""
    days = [(plan_due(task), task.text) for task in plans]
    if one.warranty_ends is not None and one.warranty_ends >= today:
        days.append((one.warranty_ends, _("warranty ends")))
    notice = notice_by(one)
    if one.ends is not None and notice is not None:
        ahead = bool(one.notice_days) and notice >= today
        days.append((notice, _("give notice")) if ahead else (one.ends, _("contract ends")))
    return min(days, default=None)


def standing(one: ItItem, day: date | None, today: date) -> str:
    """How an item stands, given the day of what comes first."""
    if one.retired is not None:
        return GONE
    if day is None:
        return FREE
    if day < today:
        return LATE
    return SOON if day <= today + timedelta(days=_SOON) else FINE


def it_blocks(file: ItFile, today: date) -> list[Block]:
    """The sheet of an item."""
    one = file.one
    first = next_day(one, file.plans, today) if one.retired is None else None
    blocks: list[Block] = [
        Head(_(KINDS[one.kind]), one.name, STANDINGS[standing(one, first[0] if first else None,
                                                              today)]),
        Facts(
            (N_("Used by"), one.user), (N_("Place"), one.place), (N_("Model"), one.model),
            (N_("Serial number"), one.serial), (N_("Bought"), one.bought),
            (N_("Price"), format_money(one.price) if one.price is not None else None),
            (N_("Receipt"), one.receipt), (N_("Warranty until"), one.warranty_ends),
        ),
        Facts(
            (N_("Contract"), one.contract), (N_("Ends"), one.ends),
            (N_("Notice until"), notice_by(one) if one.notice_days else None),
            (N_("Backed up"), one.backup_what), (N_("Backed up to"), one.backup_to),
            (N_("Retired"), one.retired), (N_("Where it went"), one.disposal),
        ),
    ]  # fmt: skip
    if one.note:
        blocks.append(Note(N_("Note"), one.note))
    if file.plans:
        rows = [
            (task.text, task.months, task.last, str(task.outcome) if task.outcome else None,
             plan_due(task))
            for task in sorted(file.plans, key=plan_due)
        ]  # fmt: skip
        blocks.append(Grid(_PLAN, rows, N_("Plan")))
    if file.log:
        done = [(it.day, it.text, str(it.outcome), it.who, it.note) for it in file.log]
        blocks.append(Grid(_LOG, done, N_("Done")))
    if file.cases:
        cases = [
            (case.number, berlin_today(case.received), case.subject, str(case.state))
            for case in file.cases
        ]
        blocks.append(Grid(_CASES, cases, N_("Cases"), refs=[case.ref for case in file.cases]))
    return blocks


class ItSteps(RelatedSteps, BaseScreen):
    """What can be done with an item; `it_file` says with which one."""

    CANCEL = N_("Retire")

    def related_ref(self) -> str:
        """The item."""
        file = self.it_file()
        return file.one.ref if file else ""

    def it_file(self) -> ItFile | None:
        """The item that the keys mean."""
        raise NotImplementedError

    def why_not(self, name: str) -> str:
        """What the state forbids."""
        needs = {"step.next", "record.edit", "record.cancel", "record.related"}
        if name not in needs and not name.startswith("it."):
            return super().why_not(name)
        file = self.it_file()
        if file is None:
            return _("No item is chosen.")
        gone = file.one.retired is not None
        if name == "it.restore":
            return "" if gone else _("It is in use.")
        if gone and name not in {"record.edit", "record.related"}:
            return _("It is retired.")
        if name in {"step.next", "it.unplan"} and not file.plans:
            said = _("Nothing is planned for it: {key} plans a task.")
            return said.format(key=self.kontor.key_of("it.plan"))
        return super().why_not(name)

    def do_record_new(self) -> None:
        """Note one."""
        self.kontor.push_screen(forms.ItForm())

    def do_record_edit(self) -> None:
        """Change it."""
        if (file := self.it_file()) is not None:
            self.kontor.push_screen(forms.ItForm(file.one))

    def do_step_next(self) -> None:
        """Write down that a task was done."""
        if (file := self.it_file()) is not None:
            self.kontor.push_screen(forms.DoneForm(file.one, sorted(file.plans, key=plan_due)))

    def do_it_plan(self) -> None:
        """Plan a task."""
        if (file := self.it_file()) is not None:
            self.kontor.push_screen(forms.PlanForm(file.one))

    def do_it_unplan(self) -> None:
        """End a task."""
        file, app = self.it_file(), self.kontor
        if file is None:
            return
        entries = [Entry(str(task.id), task.text) for task in file.plans]

        def take(chosen: str | None) -> None:
            from kontor.tickets.service.it import end_task

            if chosen is not None:
                app.run_case(end_task, int(chosen), app.today())

        app.push_screen(Chooser(_("Which task is not to be done any more?"), entries), take)

    def do_record_cancel(self) -> None:
        """It is no longer used."""
        file, app = self.it_file(), self.kontor
        if file is None:
            return
        one = file.one

        def take(typed: str | None) -> None:
            from kontor.tickets.service.it import retire_item

            if typed is not None:
                app.run_case(retire_item, one.id, app.today(), typed.strip())

        title = _("Retire {name}").format(name=one.name)
        hint = _("Where did it go, how were its data deleted?")
        app.push_screen(AskText(title, hint=hint, read=_free), take)

    def do_it_restore(self) -> None:
        """It is used again."""
        if (file := self.it_file()) is not None:
            from kontor.tickets.service.it import restore_item

            self.kontor.run_case(restore_item, file.one.id)

    def do_it_case(self) -> None:
        """Open a case about it."""
        file, app = self.it_file(), self.kontor
        if file is None:
            return
        one = file.one

        def take(typed: str | None) -> None:
            from kontor.tickets.service.it import open_it_case

            if typed is not None:
                app.run_case(open_it_case, one.id, typed.strip(), now_utc(),
                             then=lambda key: app.open_record(f"tickets:{key}"))  # fmt: skip

        app.push_screen(AskText(_("Case about {name}").format(name=one.name),
                                hint=_("What is wrong?"), read=_said), take)  # fmt: skip


def _free(typed: str) -> None:
    check_free([("disposal", typed)])


def _said(typed: str) -> None:
    if not typed.strip():
        raise KontorError(N_("This is needed."))
    check_free([("subject", typed)])


class OwnItScreen(ItSteps, ListScreen):
    """All items, what is due first in front."""

    NAME, TITLE, LETTER, HANDBOOK = "tickets.own_it", N_("Own IT"), "i", "tickets#own-it"
    HINTS = ("record.new", "step.next", "it.case", "it.plan", "filter.saved")
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 24, grow=2, least=18),
        Column(N_("Kind"), Kind.TEXT, 14, priority=4),
        Column(N_("Used by"), Kind.TEXT, 16, grow=1, priority=3, least=8),
        Column(N_("What is next"), Kind.TEXT, 20, grow=3, priority=2, least=14),
        Column(N_("Day"), Kind.DATE, priority=1),
        Column(N_("State"), Kind.STATE, states=STANDINGS),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "4": N_("Day"), "0": N_("Name"), "1": N_("Kind"), "2": N_("Used by"),
    }  # fmt: skip
    FIELDS: ClassVar[dict[str, str]] = {"wer": "user", "user": "user", "stand": "state"}
    SAVED = ((N_("overdue"), "stand:late"), (N_("due soon"), "stand:soon"),
             (N_("retired"), "stand:gone"))  # fmt: skip
    EMPTY = N_("No computer, licence or contract of the firm is noted yet.")
    EMPTY_HINTS = ("record.new",)

    def source(self) -> Source:
        """Those in use by what comes first, then those without a plan, then the retired."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            there = queries.items(con, retired=True)
            plans: dict[int, list[Plan]] = {}
            for task in queries.plans(con):
                plans.setdefault(task.item, []).append(task)
        rows = []
        for one in there:
            first = next_day(one, plans.get(one.id, []), today) if not one.retired else None
            state = standing(one, first[0] if first else None, today)
            cells = (one.name, _(KINDS[one.kind]), one.user, first[1] if first else "",
                     first[0].isoformat() if first else "", state)  # fmt: skip
            rows.append(Row(one.id, (one.id,), cells, state))
        rows.sort(key=lambda row: (row.state == GONE, str(row.cells[4]) or "9999"))
        return MemorySource(rows, {"user": 2, "state": 5})

    def preview(self, row: Row) -> Sequence[Block]:
        """The sheet."""
        file = read_it(self, row.id)
        return it_blocks(file, self.kontor.today()) if file else ()

    def detail(self, row: Row) -> BaseScreen:
        """The item."""
        return ItScreen(row.id)

    def it_file(self) -> ItFile | None:
        """The row under the cursor."""
        return read_it(self, self.row.id if self.row else None)


class ItScreen(ItSteps, DetailScreen):
    """One item."""

    NAME, HANDBOOK = "tickets.it", "tickets#own-it"
    HINTS = ("step.next", "record.edit", "it.case", "it.plan", "actions.menu")

    def crumb(self) -> str:
        """Its name."""
        return self.data.one.name if self.data else _("Own IT")

    def load(self) -> ItFile | None:
        """Read it."""
        return read_it(self, self.record)

    def blocks(self) -> Sequence[Block]:
        """The sheet."""
        return it_blocks(self.data, self.kontor.today())

    def it_file(self) -> ItFile | None:
        """This one."""
        return read_it(self, self.record)


class ItOfPlan(ItScreen):
    """An item found by one of its tasks."""

    NAME = ""

    def load(self) -> ItFile | None:
        """The item of the task."""
        if self.data is None:
            try:
                with self.kontor.store.read() as con:
                    self.record = queries.plan(con, self.record).item
            except NotFound:
                return None
        return super().load()
