"""What the run over maintenance contracts would make, looked at before; `w` makes exactly this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.dates import format_day, now_utc
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money
from kontor.tickets.queries.contract_run import Asked, Planned, Preview, Way, preview
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.dialogs import Confirm
from kontor.tui.screens.firm.backups import store_of
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.tickets.contract_forms import HowForm
from kontor.tui.screens.tickets.contract_sheet import moment_text
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.text import Rows
from kontor.tui.widgets.columns import GOOD, PLAIN, WARN, Column, Kind, State

WAYS: dict[str, State] = {
    Way.MAIL: State("@", N_("mail"), GOOD),
    Way.LETTER: State("→", N_("letter"), GOOD),
    Way.NONE: State("!", N_("by telephone"), WARN),
    "bill": State("€", N_("bill only"), PLAIN),
}


class RunScreen(ListScreen):
    """One line for each contract: when, who goes, how it is announced, what is billed."""

    NAME, TITLE, HANDBOOK = "tickets.contractrun", N_("Preview of the run"), "contracts#the-run"
    HINTS = ("step.next", "contract.how", "view.toggle", "screen.back")
    COLUMNS = (
        Column(N_("Postcode"), Kind.TEXT, 8, priority=2, least=8),
        Column(N_("Customer"), Kind.NAME, 20, grow=2, least=14),
        Column(N_("Town"), Kind.TEXT, 14, priority=5, grow=1, least=8),
        Column(N_("Proposed"), Kind.TEXT, 16, priority=0, least=15),
        Column(N_("Who goes"), Kind.TEXT, 12, priority=1, least=9),
        Column(N_("Net"), Kind.MONEY, 10, priority=4, gives_way=True),
        Column(N_("Announced"), Kind.STATE, 15, states=WAYS, least=14),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "0": N_("Postcode"), "1": N_("Customer"), "4": N_("Who goes"),
    }  # fmt: skip
    EMPTY = N_("Free times are looked for …")
    EMPTY_HINTS = ("screen.back",)

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self.asked = asked
        self.shown: Preview | None = None

    def on_mount(self) -> None:
        """Look for free times."""
        self._look()

    def _look(self) -> None:
        read, asked = self.kontor.store.read, self.asked

        def job(_ticket: work.Ticket) -> Preview:
            with read() as con:
                return preview(con, asked)

        work.start(self, job, name="contracts.run", then=self._found)

    def _found(self, shown: Preview) -> None:
        self.shown = shown
        self.requery()

    def source(self) -> Source:
        """What would be made."""
        rows = self.shown.rows if self.shown else ()
        return MemorySource([
            Row(one.known.contract.id, (place,), self._cells(one), state_of(one), one.net)
            for place, one in enumerate(rows)
        ])  # fmt: skip

    def _cells(self, one: Planned) -> tuple[object, ...]:
        contract = one.known.contract
        when = moment_text(one.starts.isoformat()) if one.starts else ""
        if not when and one.visit:
            when = _("nobody is free")
        return (contract.postcode, contract.contact_name, contract.city, when, ", ".join(one.who),
                one.net or None, state_of(one))  # fmt: skip

    @property
    def one(self) -> Planned | None:
        """The row under the cursor."""
        there = self.shown.rows if self.shown and self.row else ()
        return next(
            (one for one in there if self.row and one.known.contract.id == self.row.id), None
        )

    def preview(self, row: Row) -> Sequence[Block]:
        """All that the run makes of this contract."""
        one = self.one
        if one is None:
            return ()
        contract, turn, year = one.known.contract, one.known.turn, one.year
        blocks: list[Block] = [
            Head(contract.number, contract.contact_name, WAYS[state_of(one)]),
            Facts(
                (N_("What"), contract.subject), (N_("Where"), contract.place),
                (N_("Due until"), turn.last if turn and one.visit else None),
                (N_("Appointment"), moment_text(one.starts.isoformat()) if one.starts else None),
                (N_("Who goes"), ", ".join(one.who)), (N_("Goes to"), one.address),
                (N_("Case"), _("a case of its own, planned") if one.starts else
                 _("a case that waits for a time") if one.visit else None),
                (N_("Draft of a bill"), _("year from {day}, {amount} €").format(
                    day=format_day(year.first), amount=format_money(one.net)) if year else None),
            ),
        ]  # fmt: skip
        if one.visit and one.starts is None:
            text = _("Until then nobody who knows how is free. Agree on a time by telephone.")
            blocks.append(Note(N_("No free time"), text))
        return blocks

    def do_record_open(self) -> None:
        """All of it stands beside the list."""

    def why_not(self, name: str) -> str:
        """Nothing to make; or still looking."""
        if name == "record.open":
            return _("All of it stands beside the list.")
        if name in {"step.next", "contract.how"} and (self.shown is None or not self.shown.rows):
            return _(self.EMPTY)
        return super().why_not(name)

    def do_contract_how(self) -> None:
        """Plan in another way."""

        def take(asked: Asked) -> None:
            self.asked = asked
            self._look()

        self.app.push_screen(HowForm(self.asked, take))

    def do_step_next(self) -> None:
        """Ask once more; then it is made, exactly as it is shown."""
        shown = self.shown
        if shown is None:
            return
        visits = sum(1 for one in shown.rows if one.visit)
        told = sum(1 for one in shown.rows if one.way is not Way.NONE)
        bills = sum(1 for one in shown.rows if one.year is not None)
        parts = (
            (ngettext("{count} visit with case", "{count} visits with cases", visits), visits),
            (ngettext("{count} announcement", "{count} announcements", told), told),
            (ngettext("{count} draft of a bill", "{count} drafts of bills", bills), bills),
        )
        undo = _("One step: {key} takes all of it back.")
        text: Rows = [
            *([(word.format(count=count), "bold")] for word, count in parts if count),
            "", undo.format(key=self.kontor.key_of("step.undo")),
        ]  # fmt: skip

        def take(choice: str | None) -> None:
            if choice == "yes":
                self._make(shown)

        self.app.push_screen(Confirm(_("Plan the maintenance?"), text, verb=_("Plan it")), take)

    def _make(self, shown: Preview) -> None:
        store, asked = store_of(self), self.asked

        def job() -> list[int]:
            from kontor.tickets.service.announcing import announcements
            from kontor.tickets.service.contract_run import run_contracts

            with store.read() as con:
                made = announcements(con, shown, asked.day)
            found: list[int] = store.run(run_contracts, shown.mark, asked, made, now_utc()).value
            return found

        def done(cases: list[int]) -> None:
            app = self.kontor
            if self.is_attached and app.screen is self:
                app.pop_screen()
            said = ngettext("{count} visit planned", "{count} visits planned", len(cases))
            parts = [said.format(count=len(cases))]
            if any(one.way is not Way.NONE for one in shown.rows):
                key = app.key_of("contract.announce")
                parts.append(_("{key} hands out the announcements").format(key=key))
            parts.append(_("{key} takes it back").format(key=app.key_of("step.undo")))
            app.toast(" · ".join(parts), seconds=12)

        self.kontor.write(job, then=done)


def state_of(one: Planned) -> str:
    """How the visit is announced, or that there is only a bill."""
    return str(one.way) if one.visit else "bill"
