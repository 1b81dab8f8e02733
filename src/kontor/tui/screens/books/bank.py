"""Bank: lines that wait to be booked, each with its proposals; most need one key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from kontor.banking.kinds import Grade, Proposal
from kontor.banking.queries import lines as bank_lines
from kontor.banking.queries.lines import LineRow
from kontor.banking.queries.proposals import bank_line, matching, proposals
from kontor.base.dates import format_day, now_utc
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.base.oserrors import reason_of
from kontor.base.text import fit
from kontor.company.queries import money_accounts
from kontor.ledger.queries.accounts import chart
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText, Paper, Window
from kontor.tui.screens.files import choose_file
from kontor.tui.screens.firm.backups import save_first
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, Column, Kind, State

ENDINGS = (".xml", ".zip", ".sta", ".mt940", ".940", ".942", ".csv", ".txt", ".camt")
STATES = {
    "sure": State("●", N_("sure"), GOOD),
    "maybe": State("○", N_("proposal"), WARN),
    "none": State("?", N_("by hand"), MUTED),
    "doubtful": State("!", N_("double?"), BAD),
    "wait": State("…", N_("looking"), MUTED),
}


class BankScreen(ListScreen):
    """Unbooked bank lines with proposals (offene Bankumsätze)."""

    CANCEL = N_("Set aside")
    NAME, TITLE, LETTER, HANDBOOK = "books.bank", N_("Bank"), "b", "bank"
    HINTS = ("step.next", "bank.choose", "record.edit", "record.new", "bank.sure")
    COLUMNS = (
        Column(N_("Date"), Kind.DATE, priority=1),
        Column(N_("Name"), Kind.NAME, width=20, grow=1),
        Column(N_("Purpose"), width=22, priority=3, grow=2),
        Column(N_("Amount"), Kind.MONEY),
        Column(N_("Proposal"), width=22, priority=2, grow=2),
        Column(N_("State"), Kind.STATE, width=11, states=STATES),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Date"), "1": N_("Name"), "3": N_("Amount")}
    SAVED = ((N_("Sure proposals"), N_("sure")), (N_("Without proposal"), N_("by hand")))
    EMPTY_HINTS = ("record.new",)

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[int, LineRow] = {}
        self._proposals: dict[int, list[Proposal]] | None = None
        self._names: dict[str, str] = {}

    @property
    def EMPTY(self) -> str:  # type: ignore[override]  # noqa: N802
        """Nothing left to do, or nothing imported yet."""
        with self.kontor.store.read() as con:
            some = con.execute("SELECT 1 FROM bank_line LIMIT 1").fetchone()
        if some:
            return _("Every bank line is booked.")
        key = self.kontor.key_of("record.new")
        return _("No statement yet. {key} imports the file of your bank.").format(key=key)

    # rows

    def source(self) -> Source:
        """Waiting lines, oldest first; proposals come from a thread."""
        with self.kontor.store.read() as con:
            waiting = bank_lines.unbooked(con)
        self._lines = {line.id: line for line in waiting}
        self._look()
        return MemorySource([self._row(line) for line in waiting], {"name": 1, "text": 2})

    def _look(self) -> None:
        wanted, store, today = list(self._lines), self.kontor.store, self.kontor.today()

        def job(ticket: work.Ticket) -> tuple[dict[int, list[Proposal]], dict[str, str]]:
            found = {}
            with store.read() as con:
                known = matching(con, today)
                items = [entry.item for entry in known.entries]
                names = {one.ref: f"{one.number} {one.partner_name}" for one in items}
                names |= {one.number: one.name for one in chart(con)}
                for line in wanted:
                    if ticket.cancelled:
                        break
                    found[line] = proposals(con, line, known)
            return found, names

        work.start(self, job, name="proposals", then=self._take, group="proposals")

    def _take(self, answer: tuple[dict[int, list[Proposal]], dict[str, str]]) -> None:
        self._proposals, self._names = answer
        rows = [self._row(line) for line in self._lines.values()]
        self.refill(MemorySource(rows, {"name": 1, "text": 2}))

    def _row(self, line: LineRow) -> Row:
        best = self.best(line.id)
        state = "wait" if self._proposals is None else "none"
        if best:
            state = "sure" if best.grade is Grade.AUTO else "maybe"
        if line.state == "doubtful":
            state = "doubtful"
        text = self.text(best) if best else ""
        name = line.name or line.kind_text or ""
        cells = (line.day.isoformat(), name, line.purpose, line.cents, text, state)
        return Row(line.id, (line.id,), cells, state, line.cents)

    def best(self, line: int) -> Proposal | None:
        """The first proposal that is more than a guess by amount."""
        found = (self._proposals or {}).get(line, [])
        return next((one for one in found if one.grade is not Grade.NONE), None)

    def text(self, one: Proposal) -> str:
        """A proposal in a few words: number and name, discount, account."""
        if not one.splits:
            name = self._names.get(one.account, "")
            return " · ".join(filter(None, (f"{one.account} {name}".strip(), one.code))) or _(
                "Transfer"
            )
        words = ", ".join(self._names.get(split.item_ref, split.item_ref) for split in one.splits)
        off = sum(split.discount for split in one.splits)
        if off:
            words += " · " + _("discount {amount}").format(amount=format_money(off))
        return words

    def preview(self, row: Row) -> Sequence[Block]:
        """The line, and what speaks for each proposal."""
        line = self._lines.get(row.id)
        if line is None:
            return ()
        return [*line_blocks(line), *self._parts(row.id), *self._reasons(row.id)]

    def _parts(self, line: int) -> list[Block]:
        """The payments that the bank put together in one line (Sammler)."""
        with self.kontor.store.read() as con:
            parts = bank_line(con, line).details
        if not parts:
            return []
        facts = [(one.name, f"{format_money(one.cents)}  {one.purpose}") for one in parts]
        return [Facts(*facts, title=N_("Together in one line"))]

    def _reasons(self, line: int) -> list[Block]:
        blocks: list[Block] = []
        for number, one in enumerate((self._proposals or {}).get(line, [])[:4], 1):
            why = "; ".join(reason.text for reason in one.reasons)
            blocks.append(Note(f"{number}  {self.text(one)}", why))
        if not blocks and self._proposals is not None:
            text = _("Nothing fits. {key} books it by hand.")
            key = self.kontor.key_of("record.edit")
            blocks.append(Note("", text.format(key=key)))
        return blocks

    def detail(self, row: Row) -> BaseScreen | None:
        """The form in which a line is booked by hand or split."""
        from kontor.tui.screens.books.bank_form import BookForm

        line = self._lines.get(row.id)
        return BookForm(line, self.best(line.id), self._names) if line else None

    # keys

    def why_not(self, name: str) -> str:
        """Booking with one key needs a proposal."""
        if name == "step.next" and self.row is not None and self.best(self.row.id) is None:
            key = self.kontor.key_of("record.edit")
            return _("There is no proposal for this line; {key} books it by hand.").format(key=key)
        return super().why_not(name)

    def do_step_next(self) -> None:
        """Book the line as its first proposal says."""
        if self.row and (best := self.best(self.row.id)):
            self._book(self.row.id, best)

    def do_record_edit(self) -> None:
        """Book by hand, split."""
        self.do_record_open()

    def do_bank_choose(self) -> None:
        """All proposals with their reasons."""
        row = self.row
        found = (self._proposals or {}).get(row.id, []) if row else []
        entries = [
            Entry(str(place), self.text(one), "; ".join(why.text for why in one.reasons))
            for place, one in enumerate(found)
        ]

        def take(value: str | None) -> None:
            if value and row:
                self._book(row.id, found[int(value)])

        self.app.push_screen(Chooser(_("Book as"), entries), take)

    def do_bank_sure(self) -> None:
        """The list of sure proposals, accepted together."""
        marked = self.table.marks
        sure = [
            (line, best)
            for line in self._lines.values()
            if (best := self.best(line.id)) and (not marked or line.id in marked)
            and (best.grade is Grade.AUTO or line.id in marked)
        ]  # fmt: skip
        if not sure:
            self.kontor.toast(_("No proposal is sure enough to be accepted in a list."))
            return
        text: list[Any] = [
            f"{format_day(line.day, year=False)} {format_money(line.cents):>11}  "
            + fit(self.text(best), 40)
            for line, best in sure[:12]
        ]
        if len(sure) > len(text):
            text.append(_("and {count} more").format(count=len(sure) - len(text)))
        title = _("Book {count} lines?").format(count=len(sure))
        ask = Window(title, text, (("yes", _("Book all"), "l"), ("no", _("No"), "n")), first="yes")

        def take(value: str | None) -> None:
            if value == "yes":
                self._book_all([(line.id, best) for line, best in sure])

        self.app.push_screen(ask, take)

    def _book(self, line: int, proposal: Proposal) -> None:
        from kontor.banking.service.booking import book_line, proposed_input

        try:
            data = proposed_input(line, proposal)
        except ValueError as error:
            raise InputError(str(error)) from error
        self.kontor.run_case(book_line, data)

    def _book_all(self, pairs: list[tuple[int, Proposal]]) -> None:
        from kontor.banking.service.booking import book_lines, proposed_input

        self.kontor.run_case(book_lines, [proposed_input(*pair, how="list") for pair in pairs])

    def do_record_cancel(self) -> None:
        """Take the line off the list, with a reason."""
        row = self.row
        if row is None:
            return

        def take(reason: str | None) -> None:
            from kontor.banking.service.booking import set_aside

            if reason:
                self.kontor.run_case(set_aside, row.id, reason)

        hint = _("Why does this line need no booking?")
        self.app.push_screen(AskText(_("Set aside"), hint=hint, read=_reason), take)

    def do_bank_rule(self) -> None:
        """A rule from this line."""
        from kontor.tui.screens.books.bank_form import RuleForm

        line = self._lines.get(self.row.id) if self.row else None
        if line:
            self.app.push_screen(RuleForm(line))

    # import

    def do_record_new(self) -> None:
        """Import a statement file."""
        chooser = choose_file(_("Import a bank statement"), ENDINGS, self.kontor.folder)
        self.app.push_screen(chooser, self._chosen)

    def _chosen(self, path: str | None) -> None:
        if not path:
            return
        with self.kontor.store.read() as con:
            accounts = [one for one in money_accounts(con) if one.kind != "cash"]
        self._import(path, None if len(accounts) != 1 else accounts[0].id)

    def _import(self, path: str, account: int | None) -> None:
        from kontor.banking.service.importing import import_statement

        file = Path(path)
        try:
            content = file.read_bytes()
        except OSError as error:
            raise InputError(
                N_("{name} cannot be read: {why}"), name=file.name, why=reason_of(error)
            ) from error

        def refused(error: BaseException) -> None:
            if isinstance(error, InputError) and error.field == "account":
                self._ask_account(path)
            else:
                self.app.post_message(work.Failed("import", error))

        def saved(trouble: Any) -> None:
            if trouble:
                self.kontor.toast(trouble, tone="warning")
            self.kontor.run_case(
                import_statement, content, file.name, at=now_utc(), account=account,
                then=self._imported, otherwise=refused,
            )  # fmt: skip

        save_first(self, saved)

    def _ask_account(self, path: str) -> None:
        with self.kontor.store.read() as con:
            accounts = money_accounts(con)
        entries = [Entry(str(one.id), one.name, one.iban or "") for one in accounts]

        def take(value: str | None) -> None:
            if value:
                self._import(path, int(value))

        self.app.push_screen(Chooser(_("Which account is the statement of?"), entries), take)

    def _imported(self, result: Any) -> None:
        """Say what came in; findings are shown, not hidden."""
        if result.known_import:
            self.kontor.toast(
                _("This file was imported on {day}.").format(day=result.known_import[:10])
            )
            return
        facts = Facts(
            (N_("New lines"), str(result.new)),
            (N_("Known already"), str(result.known)),
            (N_("Pending, not booked"), str(result.pending)),
            (N_("Not readable"), str(result.refused)),
            (N_("Possibly double"), str(result.doubtful)),
        )
        notes = [Note(one.text, one.advice) for one in result.findings]
        self.app.push_screen(Paper(result.file_name, [facts, *notes]))

    def do_bank_news(self) -> None:
        """Statements, pending lines, unreadable rows."""
        self.app.push_screen(Paper(_("Imported statements"), report_blocks(self.kontor.store)))


def line_blocks(line: LineRow) -> list[Block]:
    """A bank line as a sheet."""
    return [
        Head(format_money(line.cents, sign=True) + " €", line.name),
        Facts(
            (N_("Date"), format_day(line.day)),
            (N_("Account"), line.account_name),
            (N_("IBAN"), line.iban),
            (N_("Kind"), line.kind_text),
            (N_("Returned"), line.return_code),
            (N_("Booked as"), line.booked_as),
        ),
        Note(N_("Purpose"), line.purpose),
    ]


def report_blocks(store: Any) -> list[Block]:
    """What the imports left: statements with balances, pending lines, unreadable rows."""
    with store.read() as con:
        statements, pending = bank_lines.statements(con)[:24], bank_lines.pending(con)
        unread = bank_lines.quarantined(con)[:50]
    money = Column(N_("Amount"), Kind.MONEY)
    blocks: list[Block] = [Grid(
        (Column(N_("Until"), Kind.DATE, keep=True), Column(N_("Number"), width=8),
         Column(N_("Lines"), Kind.COUNT), Column(N_("Booked"), Kind.COUNT),
         Column(N_("Closing"), Kind.MONEY)),
        [(one.last_day.isoformat() if one.last_day else "", one.number or "", one.lines, one.booked,
          one.closing) for one in statements],
        N_("Statements"),
    )]  # fmt: skip
    if pending:
        rows = [(one.day.isoformat(), one.name or one.purpose, one.cents) for one in pending]
        columns = (Column(N_("Date"), Kind.DATE, keep=True), Column(N_("Name"), Kind.NAME), money)
        blocks.append(Grid(columns, rows, N_("Pending, not booked")))
    blocks += [
        Note(f"{one.file_name} · {one.place}", f"{one.reason}\n{one.content}") for one in unread
    ]
    return blocks


def _reason(typed: str) -> None:
    if not typed.strip():
        raise InputError(N_("Say why the line needs no booking."))
