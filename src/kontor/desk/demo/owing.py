"""Customers who owe: reminders, instalments, a disputed bill, an old claim, a credit limit."""

from __future__ import annotations

from datetime import date, timedelta

from kontor.base.dates import month_of
from kontor.base.i18n import N_
from kontor.desk.demo.moves import noon
from kontor.desk.demo.parts import Parts
from kontor.ledger.queries.items import CUSTOMER, open_items
from kontor.ledger.queries.lookup import item_named
from kontor.receivables.kinds import BlockKind, Decision
from kontor.receivables.model import BlockInput, LimitInput, PaymentPlanInput, RateInput
from kontor.receivables.queries import runs as queries
from kontor.receivables.service import issuing, keeping, risk, runs
from kontor.store.store import Store
from kontor.store.unit import Unit

LABEL = N_("A story of the demo firm")
_STEP = 50_000  # limits are whole sums


class Owing:
    """The stories of those who do not pay, told month by month."""

    def __init__(self, parts: Parts, until: date) -> None:
        self.parts, self.until = parts, until

    def month(self, store: Store, month: str) -> None:
        """What happens at the end of a month with those who owe."""
        parts = self.parts
        if month == month_of(parts.first):
            with store.step(LABEL, "demo.stories") as unit:
                self._first(unit)
            self._remind(store, parts.first)
        elif month == month_of(parts.second):
            self._remind(store, parts.second)
        elif month == month_of(self.until):
            with store.step(LABEL, "demo.stories") as unit:
                self._limit(unit)
        if parts.disputed:
            self._dispute(store, month)

    def _first(self, unit: Unit) -> None:
        """The agreement on rates; the old claim is with a lawyer."""
        parts = self.parts
        if parts.instalments:
            rates = parts.rates(item_named(unit.con, parts.instalments).open)
            keeping.agree_plan(unit, PaymentPlanInput(
                items=[parts.instalments], day=parts.first, acknowledged=parts.first,
                rates=[RateInput(due=one.due, amount=one.cents) for one in rates],
                note="Kundin hat angerufen: Heizung kaputt, kann nicht alles auf einmal zahlen",
            ), parts.first)  # fmt: skip
        why = "Rechtsanwältin prüft einen Mahnbescheid"
        data = BlockInput(item=parts.expiring, reason=why, starts=parts.first)
        keeping.block(unit, data, parts.first)

    def _dispute(self, store: Store, month: str) -> None:
        with store.read() as con:
            found = con.execute(
                "SELECT due FROM due_part p JOIN item i ON i.id=p.item WHERE i.document=?",
                (self.parts.disputed,),
            ).fetchone()
        if not found:
            return
        day = date.fromisoformat(found[0]) - timedelta(days=1)
        if month_of(day) == month:
            store.run(keeping.block, BlockInput(
                item=self.parts.disputed, kind=BlockKind.DISPUTE, starts=day,
                reason="Farbton im Flur weicht ab, Gutachter ist bestellt",
            ), day)  # fmt: skip

    def _remind(self, store: Store, day: date) -> None:
        """A run that reminds the late payers of the story; the others get some more days."""
        run = store.run(runs.propose_run, day).value.run
        with store.read() as con:
            letters = queries.letters(con, run_id=run)
        late = set(self.parts.late)
        mine = [one.id for one in letters if late & {line.document for line in one.lines}]
        others = [one.id for one in letters if one.id not in mine]
        if not mine:
            store.run(runs.discard_run, run)
            return
        if others:
            store.run(runs.choose, others, False, "zahlt erfahrungsgemäß in den nächsten Tagen")
        store.run(runs.review, run, all_claims=Decision.KEEP)
        issuing.issue_run(store, run, day, noon(day))

    def _limit(self, unit: Unit) -> None:
        """The customer who owes most gets a limit below that."""
        owed: dict[str, int] = {}
        for one in open_items(unit.con, self.until, side=CUSTOMER):
            if one.partner and one.kind != "credit":
                owed[one.partner] = owed.get(one.partner, 0) + one.open
        if not owed:
            return
        partner = max(owed, key=lambda ref: (owed[ref], ref))
        limit = max(_STEP, owed[partner] * 3 // 4 // _STEP * _STEP)
        reason = "Gespräch mit der Bank: nicht mehr auf Rechnung"
        risk.set_limit(unit, LimitInput(customer=partner, limit=limit, reason=reason), self.until)
        for ref in {partner, *self._late(unit)}:
            risk.rate_customers(unit, self.until, int(ref.partition(":")[2]))

    def _late(self, unit: Unit) -> list[str]:
        found = (item_named(unit.con, number).id for number in self.parts.late)
        return [
            unit.con.execute("SELECT partner FROM item WHERE id=?", (key,)).fetchone()[0]
            for key in found
        ]
