"""Writing a demo firm into a file, month by month, through the same use cases that people use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from kontor.banking.service.importing import import_statement
from kontor.base.dates import add_months, end_of_month, month_of, month_period
from kontor.base.i18n import N_
from kontor.base.numbers import plain_money
from kontor.company.queries import money_accounts
from kontor.desk.demo.calendar import Calendar
from kontor.desk.demo.calls import Calls
from kontor.desk.demo.cases import Cases
from kontor.desk.demo.chain import Chain
from kontor.desk.demo.checks import Checks
from kontor.desk.demo.deadlines import Deadlines
from kontor.desk.demo.incoming import Incoming
from kontor.desk.demo.invitations import Invitations
from kontor.desk.demo.it import OwnIt
from kontor.desk.demo.meetings import Meetings
from kontor.desk.demo.moves import BankText, Move, noon, workday
from kontor.desk.demo.owing import Owing
from kontor.desk.demo.parts import Casting, Parts
from kontor.desk.demo.paying import Paying
from kontor.desk.demo.people import demo_iban
from kontor.desk.demo.plan import Plan, make_plan
from kontor.desk.demo.polls import Polls
from kontor.desk.demo.setup import OWN_ACCOUNT, create_people, firm_input, opening_lines
from kontor.desk.demo.statement import mt940
from kontor.desk.demo.tales import Tales
from kontor.desk.demo.upkeep import Upkeep
from kontor.desk.demo.winning import Winning
from kontor.desk.start import create_books
from kontor.ledger.model.inputs import Bill, FiledReturn, Invoice, OpeningBalances, TaxPayment
from kontor.ledger.service.closing import close_month
from kontor.ledger.service.events import post_event
from kontor.ledger.service.filing import file_and_close, file_return
from kontor.store.store import Store
from kontor.store.unit import Unit

UNBOOKED = 9  # days before the end whose bank lines wait to be booked by hand
SINGLE = 4  # last entries that are steps of their own, so that each can be taken back

Progress = Callable[[int, int, str], bool]


class DemoResult(NamedTuple):
    """What was written."""

    firm: str
    moves: int
    waiting: int


def quiet(_done: int, _all: int, _what: str) -> bool:
    """Progress that shows nothing and never stops."""
    return True


def write_demo(
    store: Store, *, profile: str, until: date, seed: int, progress: Progress = quiet
) -> DemoResult:
    """Fill an empty file with a demo firm.

    Args:
        store: the open, empty file.
        profile: maler, fensterbau or solo.
        until: last day of the demo.
        seed: the same seed gives the same firm.
        progress: told (done, all, what) after each month; `False` stops the writing.
    """
    plan = make_plan(profile, until, seed)
    casting = Casting(plan, until)
    parts = casting.parts()
    plan = plan._replace(moves=casting.moves)
    months = {month: list(group) for month, group in groupby(plan.moves, _month)}
    months.setdefault(month_of(until), [])
    writer = _Writer(store, plan, until, Stories(plan, parts, until, seed))
    writer.begin()
    for index, (month, moves) in enumerate(months.items(), 1):
        writer.month(month, moves)
        if not progress(index, len(months), month):
            break
    return DemoResult(plan.profile["firm"], len(plan.moves), writer.waiting)


class Stories:
    """The parts of a demo firm that go through more than the ledger."""

    def __init__(self, plan: Plan, parts: Parts, until: date, seed: int) -> None:
        self.chain = Chain(plan, parts, until, seed)
        self.tales = Tales(self.chain)
        self.winning = Winning(plan, until, seed)
        self.calendar = Calendar(plan, until, seed)
        self.meetings = Meetings(plan, until)
        self.deadlines = Deadlines(plan, until, seed)
        self.calls = Calls(plan, until, seed)
        self.cases = Cases(plan, until, seed)
        self.upkeep = Upkeep(plan, until, seed)
        self.checks = Checks(plan, until)
        self.own_it = OwnIt(plan, until)
        self.polls = Polls(plan, until)
        self.invitations = Invitations(plan, until)
        self.incoming = Incoming(plan, until)
        self.paying = Paying(plan, parts, until)
        self.owing = Owing(parts, until)


def _month(move: Move) -> str:
    return month_of(move.day)


class _Writer:
    """One demo file while it is written."""

    def __init__(self, store: Store, plan: Plan, until: date, stories: Stories) -> None:
        self.store, self.plan, self.until, self.stories = store, plan, until, stories
        self.balance = plan.profile["bank_opening"]
        self.statements = self.waiting = 0
        self.bank, self.sent = 0, False

    def begin(self) -> None:
        """Firm, contacts, opening balances and assets."""
        start = date(self.plan.first, 1, 1)
        create_books(self.store, firm_input(self.plan, start), start)
        with self.store.step(N_("Contacts taken over"), "demo.contacts") as unit:
            create_people(unit, self.plan.people)
            self.stories.chain.begin(unit)
            self.stories.calendar.begin(unit)
            self.stories.paying.begin(unit)
        with self.store.step(N_("Opening balances taken over"), "demo.opening") as unit:
            lines = opening_lines(self.plan)
            post_event(unit, OpeningBalances(day=start, lines=lines, text="Eröffnungswerte"))
            for asset in self.plan.assets:
                post_event(unit, asset)
            self.bank = money_accounts(unit.con)[0].id

    def month(self, month: str, moves: Sequence[Move]) -> None:
        """Post a month in one step, the last few entries each in their own."""
        last = month == month_of(self.until)
        single = [move for move in moves if self._alone(move)][-SINGLE:] if last else []
        with self.store.step(N_("A month of the demo firm"), "demo.month") as unit:
            texts = self._taxes(unit, month)
            for move in moves:
                if move not in single:
                    texts += self._post(unit, move)
            if last:
                texts += self.stories.chain.finish(unit)
                if self.plan.profile["employees"]:
                    self.stories.tales.tell(unit)
                self.stories.winning.tell(unit)
                self.stories.calendar.tell(unit)
                self.stories.meetings.tell(unit)
                self.stories.deadlines.tell(unit)
                self.stories.calls.tell(unit)
                self.stories.cases.tell(unit)
                self.stories.upkeep.tell(unit)
                self.stories.checks.tell(unit, self.stories.upkeep.visits)
                self.stories.own_it.tell(unit)
                self.stories.polls.tell(unit)
                self.stories.invitations.tell(unit)
            self._statement(unit, sorted(texts, key=lambda text: text[0]), month)
        self.stories.owing.month(self.store, month)
        if last:
            self.stories.paying.finish(self.store)
        for move in single:
            with self.store.step(N_("Entry of the demo firm"), "demo.entry") as unit:
                self._post(unit, move)

    def _alone(self, move: Move) -> bool:
        """Whether a move may be a step of its own: in the last days, and only in the ledger."""
        event = move.event
        elsewhere = self.stories.chain.takes(event) or self.stories.incoming.takes(event)
        return event is not None and not (move.bank or elsewhere) and self._waits(move)

    def _post(self, unit: Unit, move: Move) -> list[tuple[date, BankText, int]]:
        """Post the event of a move; what runs over the bank shows on the statement."""
        if self._waits(move) and not self.sent:
            self.sent = True
            ahead = [one for one in self.plan.moves if self._waits(one)]
            self.stories.paying.send(unit, self.until - timedelta(days=UNBOOKED), ahead)
        move = self.stories.paying.shown(move)
        if move.bank and self._waits(move):
            self.waiting += 1
            return [(move.day, move.bank, 0)]
        entry, event = 0, move.event
        if isinstance(event, Invoice) and self.stories.chain.takes(event):
            self.stories.chain.invoice(unit, event)
        elif isinstance(event, Bill) and self.stories.incoming.takes(event):
            self.stories.incoming.bill(unit, event)
        elif event:
            posted = post_event(unit, event)
            entry = posted.entries[0] if posted.entries else 0
        return [(move.day, move.bank, entry)] if move.bank else []

    def _waits(self, move: Move) -> bool:
        """Whether a move lies in the last days, whose bank lines wait to be booked."""
        return move.day > self.until - timedelta(days=UNBOOKED)

    def _taxes(self, unit: Unit, month: str) -> list[tuple[date, BankText, int]]:
        """What falls due at the tax office in this month; the month behind it closes."""
        first = date.fromisoformat(f"{month}-01")
        texts = self._yearly(unit, first) if first.replace(day=15) <= self.until else []
        behind = add_months(first, -2)
        if behind.year < self.plan.first or first.replace(day=8) > self.until:
            return texts
        if self.plan.profile["filing"] == "none":
            close_month(unit, month_of(behind), first.replace(day=8))
            return texts
        period = month_period(behind.year, behind.month)
        filed = file_and_close(unit, period, first.replace(day=8), f"DEMO-{period.label}")
        return texts + self._pay(unit, first.replace(day=10), -filed.payable, period.label)

    def _yearly(self, unit: Unit, first: date) -> list[tuple[date, BankText, int]]:
        """The special prepayment in February, the returns of the year before in June."""
        profile, year = self.plan.profile, first.year
        if first.month == 2 and profile["special"]:
            due = first.replace(day=10)
            if year == self.plan.first:
                amount = profile["special"]
                figures = {"38": plain_money(amount)}
                post_event(unit, FiledReturn(
                    day=due, what="special_prepayment", period=str(year), figures=figures,
                    payable=amount,
                ))  # fmt: skip
            else:
                amount = file_return(unit, "special_prepayment", str(year), due).payable
            return self._pay(unit, due, -amount, str(year), "special")
        if first.month == 6 and year > self.plan.first:
            filed, before = first.replace(day=15), str(year - 1)
            if profile["profit"] == "euer":
                file_return(unit, "euer", before, filed, f"DEMO-EUER-{before}")
            if profile["filing"] != "none":
                file_return(unit, "vat_year", before, filed, f"DEMO-UST-{before}")
        return []

    def _pay(
        self, unit: Unit, due: date, cents: int, period: str, what: str = "advance"
    ) -> list[tuple[date, BankText, int]]:
        day = workday(due)
        if day > self.until or not cents:
            return []
        event = TaxPayment.model_validate(
            {"day": day, "amount": cents, "period": period, "what": what, "due": due,
             "text": f"Umsatzsteuer {period}", "document": f"UST-{period}"}
        )  # fmt: skip
        posted = post_event(unit, event)
        text = BankText("Finanzamt Musterstadt", demo_iban(99), f"Umsatzsteuer {period}", cents)
        return [(day, text, posted.entries[0])]

    def _statement(self, unit: Unit, texts: list[tuple[date, BankText, int]], month: str) -> None:
        """Import the month's statement as any other, then tie its lines to their entries."""
        if not texts:
            return
        self.statements += 1
        opening = (texts[0][0], self.balance)
        content = mt940(
            self.statements, OWN_ACCOUNT, opening, [(day, text) for day, text, _ in texts]
        )
        self.balance += sum(text.cents for _, text, _ in texts)
        at = noon(min(end_of_month(texts[0][0]), self.until))
        import_statement(unit, content.encode(), f"Auszug-{month}.sta", at=at, account=self.bank)
        lines = unit.con.execute(
            "SELECT id FROM bank_line WHERE statement=(SELECT max(id) FROM statement) ORDER BY pos"
        ).fetchall()
        unit.con.executemany(
            "INSERT INTO bank_booking(bank_line,entry,how) VALUES(?,?,'proposal')",
            [(line, entry) for (line,), (_, _, entry) in zip(lines, texts, strict=True) if entry],
        )
