"""Reminders (Mahnen): the run with its letters, what was left out, one key to issue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.documents.layout.text import as_text
from kontor.receivables.kinds import Decision, RunState
from kontor.receivables.queries import runs
from kontor.receivables.queries.runs import Letter, OmittedRow, Run
from kontor.receivables.rules.letter import page
from kontor.receivables.words import CLAIMS, DECISIONS, REASONS, RUN_STATES
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import AskText, Confirm
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.receivables.run_steps import RunSteps
from kontor.tui.sheet import Block, Drawing, Facts, Grid, Head
from kontor.tui.sources import MemorySource
from kontor.tui.text import Rows
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, Column, Kind, State

STATES = {
    "decide": State("?", N_("to decide"), WARN),
    "ready": State("○", N_("proposal"), WARN),
    "reviewed": State("●", N_("reviewed"), GOOD),
    "off": State("–", N_("put off"), MUTED),
    "issued": State("✓", N_("issued"), GOOD),
    "left": State("!", N_("left out"), BAD),
}
_WIDTH = 72  # fits into 80 columns
_LINES = (
    Column(N_("Document"), Kind.NUMBER, 13),
    Column(N_("Due"), Kind.DATE),
    Column(N_("Level"), Kind.COUNT, 5),
    Column(N_("Overdue"), Kind.MONEY, 11),
)
_CLAIMS = (
    Column(N_("Kind"), Kind.TEXT, 12, grow=1),
    Column(N_("Decision"), Kind.TEXT, 11),
    Column(N_("Amount"), Kind.MONEY, 10),
)


def state_of(one: Letter) -> str:
    """State of a letter in its run."""
    if one.issued:
        return "issued"
    if not one.chosen:
        return "off"
    if one.state is RunState.REVIEWED:
        return "reviewed"
    return "decide" if one.undecided else "ready"


def letter_blocks(one: Letter) -> list[Block]:
    """A letter at a glance."""
    blocks: list[Block] = [
        Head(one.number or "", one.name, STATES[state_of(one)]),
        Facts(
            (N_("Level"), one.level), (N_("Deadline"), one.deadline),
            (N_("Their credit"), f"{format_money(one.credit)} €" if one.credit else None),
            (N_("Reason"), one.why or None),
            (N_("To pay"), f"{format_money(one.principal + one.asked - one.credit)} €"),
        ),
        Grid(_LINES, [(line.document, line.due, line.level, line.cents) for line in one.lines]),
    ]  # fmt: skip
    if one.claims:
        rows = [(_(CLAIMS[c.kind]), _(DECISIONS[c.decision]), c.cents) for c in one.claims]
        blocks.append(Grid(_CLAIMS, rows, N_("Interest and costs")))
    return blocks


class RemindersScreen(RunSteps, ListScreen):
    """The letters of the run that is open, else of the last one."""

    NAME, TITLE, LETTER, HANDBOOK = "sales.reminders", N_("Reminders"), "m", "reminders"
    HINTS = ("step.next", "record.new", "reminders.claims", "reminders.off", "reminders.left")
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 22, grow=3, least=16),
        Column(N_("Level"), Kind.COUNT, 5, priority=2),
        Column(N_("Documents"), Kind.TEXT, 16, priority=4, grow=1),
        Column(N_("Deadline"), Kind.DATE, priority=5),
        Column(N_("Overdue"), Kind.MONEY, 11),
        Column(N_("Costs"), Kind.MONEY, 9, priority=3),
        Column(N_("State"), Kind.STATE, states=STATES),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "0": N_("Name"), "1": N_("Level"), "4": N_("Amount"),
    }  # fmt: skip
    EMPTY = N_("No run is open. A new one collects everybody who is late.")
    EMPTY_HINTS = ("record.new",)

    def __init__(self) -> None:
        super().__init__()
        self.left = False
        self._run: Run | None = None
        self._letters: dict[int, Letter] = {}
        self._omitted: dict[int, OmittedRow] = {}

    def source(self) -> Source:
        """Letters of the run, or what it left out."""
        with self.kontor.store.read() as con:
            there = runs.open_run(con) or next(iter(runs.runs(con, limit=1)), None)
            self._run = there
            found = runs.letters(con, run_id=there.id) if there else []
            omitted = runs.omitted(con, there.id) if there else []
        self._letters = {one.id: one for one in found}
        self._omitted = dict(enumerate(omitted, 1))
        if self.left:
            rows = [Row(key, (key,), _left_cells(one), "left", one.cents)
                    for key, one in self._omitted.items()]  # fmt: skip
            return MemorySource(rows, {"name": 0})
        rows = []
        for one in found:
            state = state_of(one)
            documents = ", ".join(line.document for line in one.lines)
            cells = (one.name, one.level, documents, one.deadline.isoformat(), one.principal,
                     one.asked or None, state)  # fmt: skip
            rows.append(Row(one.id, (one.id,), cells, state, one.principal))
        return MemorySource(rows, {"name": 0})

    def list_title(self) -> str:
        """The run and its state."""
        if self._run is None:
            return _("Reminders")
        title = _("Run of {day}: {state}").format(
            day=f"{self._run.day:%d.%m.%Y}", state=_(RUN_STATES[self._run.state])
        )
        return f"{title} · {_('left out')}" if self.left else title

    @property
    def letter(self) -> Letter | None:
        """The letter under the cursor."""
        return self._letters.get(self.row.id) if self.row and not self.left else None

    def preview(self, row: Row) -> Sequence[Block]:
        """The letter at a glance, or why an item was left out."""
        if self.left:
            one = self._omitted.get(row.id)
            if one is None:
                return ()
            why = (N_("Left out because"), _(REASONS[one.reason]))
            facts = Facts(why, (N_("Details"), one.detail or None))
            return (Head(one.document, one.name, STATES["left"]), facts)
        there = self._letters.get(row.id)
        return letter_blocks(there) if there else ()

    def detail(self, row: Row) -> BaseScreen | None:
        """The letter as it is printed."""
        return None if self.left else ReminderScreen(row.id)

    def why_not(self, name: str) -> str:
        """What a run in its state does not allow."""
        run = self._run
        if name == "step.next" and (run is None or run.state is RunState.ISSUED):
            return _("No run is open.")
        if name in {"reminders.claims", "reminders.off"}:
            if run is None or run.state is not RunState.PROPOSAL:
                return _("The run is no proposal any more.")
            if self.letter is None:
                return _("No letter is chosen.")
        if name == "record.cancel" and (run is None or run.state is RunState.ISSUED):
            return _("No run is open.")
        if name == "reminders.files" and (run is None or run.state is not RunState.ISSUED):
            return _("No letter was issued: review and issue the run first.")
        if name == "reminders.claims" and self.letter and not self.letter.claims:
            return _("This letter asks for no interest or costs.")
        return super().why_not(name)

    @property
    def run_now(self) -> Run | None:
        """The run that is shown."""
        return self._run

    def do_reminders_left(self) -> None:
        """Letters or what was left out."""
        self.left = not self.left
        self.requery()

    def do_record_new(self) -> None:
        """Propose."""
        from kontor.receivables.service.runs import propose_run

        self.left = False
        self.kontor.run_case(propose_run, self.kontor.today(), then=self._proposed)

    def _proposed(self, done: object) -> None:
        missing = getattr(done, "missing", ())
        if missing:
            self.kontor.toast(
                _("The base rate from {day} on is missing: enter it").format(
                    day=missing[0].isoformat()
                )
            )

    def do_reminders_off(self) -> None:
        """Put off, or back in."""
        from kontor.receivables.service.runs import choose

        keys = [key for key in self.chosen_ids() if key in self._letters]
        if not keys:
            return
        if not all(self._letters[key].chosen for key in keys):
            self.kontor.run_case(choose, keys, True)
            return

        def take(reason: str | None) -> None:
            if reason:
                self.kontor.run_case(choose, keys, False, reason)

        self.app.push_screen(AskText(_("Put off"), hint=_("Why?")), take)

    def do_reminders_claims(self) -> None:
        """Ask for interest and costs, or waive them."""
        from kontor.receivables.model import DecideInput
        from kontor.receivables.service.runs import decide

        one = self.letter
        if one is None:
            return
        kinds = sorted({claim.kind for claim in one.claims})
        today = self.kontor.today()

        def waive(reason: str | None) -> None:
            if reason:
                data = DecideInput(waive=kinds, reason=reason)
                self.kontor.run_case(decide, one.id, data, today)

        def take(value: str | None) -> None:
            if value == "keep":
                self.kontor.run_case(decide, one.id, DecideInput(keep=kinds), today)
            elif value == "waive":
                self.app.push_screen(AskText(_("Waive"), hint=_("Why?")), waive)

        title = _("{amount} € interest and costs").format(amount=format_money(one.asked))
        self.app.push_screen(Chooser(title, _decisions()), take)

    def do_reminders_block(self) -> None:
        """Block the customer."""
        from kontor.receivables.model import BlockInput
        from kontor.receivables.service.keeping import block

        partner = self.letter.partner if self.letter else ""
        if not partner.startswith("contacts:"):
            return
        today = self.kontor.today()

        def take(reason: str | None) -> None:
            if reason:
                data = BlockInput(customer=partner, reason=reason)
                self.kontor.run_case(block, data, today)

        self.app.push_screen(AskText(_("Block"), hint=_("Why?")), take)

    def do_step_next(self) -> None:
        """Review the proposal, then issue it."""
        run = self._run
        if run is None:
            return
        if run.state is RunState.REVIEWED:
            self._confirm(run)
            return
        chosen = [one for one in self._letters.values() if one.chosen]
        if not any(one.undecided for one in chosen):
            self._review(run, None, "")
            return

        def waive(reason: str | None) -> None:
            if reason:
                self._review(run, Decision.WAIVE, reason)

        def take(value: str | None) -> None:
            if value == "keep":
                self._review(run, Decision.KEEP, "")
            elif value == "waive":
                self.app.push_screen(AskText(_("Waive"), hint=_("Why?")), waive)

        self.app.push_screen(Chooser(_("Interest and costs"), _decisions()), take)

    def _review(self, run: Run, decision: Decision | None, reason: str) -> None:
        from kontor.receivables.service.runs import review

        self.kontor.run_case(
            review, run.id, all_claims=decision, reason=reason, today=self.kontor.today(),
            then=lambda _value: self._confirm(run),
        )  # fmt: skip

    def _confirm(self, run: Run) -> None:
        from kontor.base.dates import now_utc
        from kontor.receivables.service.issuing import issue_run

        chosen = [one for one in self._letters.values() if one.chosen]
        cents = sum(one.principal for one in chosen)
        text: Rows = [
            [(_("{count} letters").format(count=len(chosen)), "bold")],
            [(_("{amount} € overdue").format(amount=format_money(cents)), "")],
            "",
            [(_("They get numbers, go into the archive and stay as they are."), "$ink-soft")],
        ]

        def take(answer: str | None) -> None:
            if answer == "yes":
                self.kontor.write(
                    issue_run, self.kontor.store, run.id, self.kontor.today(), now_utc(),
                    then=self._issued,
                )  # fmt: skip

        self.app.push_screen(Confirm(_("Issue the reminders?"), list(text), verb=_("Issue")), take)

    def _issued(self, done: object) -> None:
        numbers = getattr(done, "numbers", ())
        self.kontor.toast(_("{count} reminders issued").format(count=len(numbers)))


def _left_cells(one: OmittedRow) -> tuple[object, ...]:
    reason = f"{one.document}: {_(REASONS[one.reason])}"
    return (one.name, None, reason, "", one.cents, None, "left")


def _decisions() -> list[Entry]:
    return [
        Entry("keep", _("Ask for them"), _("they become an item of their own")),
        Entry("waive", _("Waive"), _("with a reason")),
    ]


class ReminderScreen(DetailScreen):
    """A reminder as it is printed."""

    NAME, TITLE, HANDBOOK = "sales.reminder", N_("Reminder"), "reminders"
    HINTS = ("record.next",)

    def load(self) -> tuple[Letter, str] | None:
        """The letter and its text."""
        try:
            with self.kontor.store.read() as con:
                one = runs.reminder(con, self.record)
                number = one.number or runs.next_number(con, self.kontor.today())
                day = one.day if one.issued else max(one.day, self.kontor.today())
                content = runs.content(con, one, day, number, proposed=not one.issued)
        except NotFound:
            return None
        return one, as_text(page(content, draft=not one.issued), _WIDTH)

    def crumb(self) -> str:
        """Its number, or the name."""
        one = self.data[0] if self.data else None
        return (one.number or one.name) if one else _("Reminder")

    def blocks(self) -> Sequence[Block]:
        """The printed page as text."""
        if not self.data:
            return ()
        one, text = self.data
        return (Head(one.number or "", one.name, STATES[state_of(one)]), Drawing(text.split("\n")))
