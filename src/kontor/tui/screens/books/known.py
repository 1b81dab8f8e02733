"""What fast line and forms know of the books: accounts, tax codes, habits; read once per change."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from kontor.base.text import fold, matches
from kontor.company.kinds import VatMethod
from kontor.company.queries import money_accounts, regime_on
from kontor.ledger.kinds import Side, TaxCode
from kontor.ledger.queries.accounts import chart
from kontor.ledger.queries.lookup import find_code

_PURSES = frozenset({"kasse", "nebenkasse", "bank", "bank1", "bank2", "kreditkarte", "geldtransit"})
_REMEMBERED = 4000  # newest entries whose texts are remembered
_HABITS = """
SELECT e.text, e.kind,
       (SELECT a.number FROM line l JOIN account a ON a.id = l.account
         WHERE l.entry = e.id AND l.cents > 0 ORDER BY l.cents DESC LIMIT 1),
       (SELECT a.number FROM line l JOIN account a ON a.id = l.account
         WHERE l.entry = e.id AND l.cents < 0 ORDER BY l.cents LIMIT 1),
       (SELECT max(l.code) FROM line l WHERE l.entry = e.id AND l.part = 'base')
  FROM entry e WHERE e.kind IN ('purchase', 'sale', 'transfer', 'private', 'entry', 'bill')
   AND e.text <> '' AND e.reverses IS NULL ORDER BY e.id DESC LIMIT ?
"""


_USES = """
SELECT a.number, count(*) FROM line l JOIN account a ON a.id = l.account
 WHERE l.id > (SELECT max(id) FROM line) - 10000 GROUP BY a.id
"""
_NUMBERED = """
SELECT r.number, c.name FROM contact_role r JOIN contact c ON c.id = r.contact
 WHERE r.number IS NOT NULL AND c.archived IS NULL AND c.merged_into IS NULL
"""


class KnownAccount(NamedTuple):
    """An account as the line for fast entry sees it."""

    number: str
    name: str
    kind: str
    role: str
    code: str
    automatic: bool
    personal: bool
    purse: bool
    private: bool
    closed: bool

    @property
    def label(self) -> str:
        """Number and name."""
        return f"{self.number} {self.name}"


class Habit(NamedTuple):
    """How an entry with a text was posted: accounts of the larger sums, tax code."""

    text: str
    folded: str
    kind: str
    debit: str
    credit: str
    code: str


class Proposal(NamedTuple):
    """What was posted before with such a text: `alike` of `total`."""

    text: str
    debit: str
    credit: str
    code: str
    alike: int
    total: int


@dataclass
class Known:
    """Accounts, codes, habits and the regime of a day."""

    accounts: dict[str, KnownAccount] = field(default_factory=dict)
    codes: dict[str, list[TaxCode]] = field(default_factory=dict)
    habits: list[Habit] = field(default_factory=list)
    uses: Counter[str] = field(default_factory=Counter)
    small: bool = False

    def find(self, typed: str, limit: int = 40) -> list[KnownAccount]:
        """Accounts for what was typed: number, beginning of the number, words of the name."""
        text = typed.strip()
        head = text.split(" ", 1)[0]
        if not text:
            return []
        if head in self.accounts and (head == text or fold(self.accounts[head].name).startswith(
            fold(text[len(head) :].strip())
        )):  # fmt: skip
            return [self.accounts[head]]
        if text.isdigit():
            found = [one for one in self.accounts.values() if one.number.startswith(text)]
        else:
            found = [one for one in self.accounts.values() if matches(text, one.label)]
        word = fold(text)
        found.sort(
            key=lambda one: (
                one.closed, -self.uses[one.number], not fold(one.name).startswith(word),
                one.personal, len(one.number), one.number,
            )
        )  # fmt: skip
        return found[:limit]

    def code(self, name: str, day: date) -> TaxCode | None:
        """The tax code as it holds on a day."""
        versions = self.codes.get(name, [])
        valid = [one for one in versions if one.valid_from <= day]
        found = valid or versions[:1]
        return found[-1] if found else None

    def find_code(self, typed: str) -> str | None:
        """A tax code by its name or a short form: `v19`, `u7`, `-` for none."""
        text = fold(typed.strip())
        if not text:
            return None
        for name in self.codes:
            if fold(name) == text:
                return name
        digits = "".join(char for char in text if char.isdigit())
        letters = text.removesuffix(digits)
        for name in self.codes:
            low = fold(name)
            if low.startswith(letters) and (low.endswith(digits) if digits else True):
                return name
        return None

    def usual_code(self, number: str) -> str:
        """The tax code with which an account was mostly posted."""
        codes = Counter(
            one.code for one in self.habits if number in {one.debit, one.credit} and one.code
        )
        return codes.most_common(1)[0][0] if codes else ""

    def propose(self, typed: str) -> Proposal | None:
        """How entries with this word in their text were posted most often."""
        word = fold(typed.strip())
        if len(word) < 3:
            return None
        hits = [one for one in self.habits if word in one.folded]
        if not hits:
            return None
        (key, count), *_more = Counter(
            (one.debit, one.credit, one.code) for one in hits
        ).most_common(1)
        text = next(one.text for one in hits if (one.debit, one.credit, one.code) == key)
        return Proposal(text, *key, count, len(hits))


def load(con: sqlite3.Connection, day: date, *, habits: bool = True) -> Known:
    """Read everything; with habits it belongs into a thread, without it is quick."""
    purses = {one.account for one in money_accounts(con)}
    known = Known(small=regime_on(con, day).vat is VatMethod.SMALL)
    for one in chart(con):
        known.accounts[one.number] = KnownAccount(
            one.number,
            one.name,
            one.kind,
            one.cash_role,
            one.tax_code or "",
            one.function.endswith(("AM", "AV")),
            one.parent is not None and one.cash_role == "item",
            one.number in purses or one.concept in _PURSES,
            one.kind == "equity" and one.cash_role == "money",
            one.closed is not None or one.function == "R",
        )
    _partners(con, known)
    for name, valid_from in con.execute(
        "SELECT code, valid_from FROM tax_code ORDER BY side, code, valid_from"
    ).fetchall():
        found = find_code(con, name, date.fromisoformat(valid_from))
        if found:
            known.codes.setdefault(name, []).append(found)
    if habits:
        remember(known, con.execute(_HABITS, (_REMEMBERED,)).fetchall())
    else:
        known.uses.update(dict(con.execute(_USES).fetchall()))
    return known


def _partners(con: sqlite3.Connection, known: Known) -> None:
    """Customers and suppliers whose personal account comes with their first entry."""
    for number, name in con.execute(_NUMBERED).fetchall():
        if number not in known.accounts:
            kind = "asset" if number < "70000" else "liability"
            known.accounts[number] = KnownAccount(
                number, name, kind, "item", "", False, True, False, False, False
            )


def remember(known: Known, rows: Iterable[Sequence[str | None]]) -> None:
    """Take up how entries were posted, newest first."""
    for text, kind, debit, credit, code in rows:
        habit = Habit(str(text), fold(str(text)), str(kind), debit or "", credit or "", code or "")
        known.habits.append(habit)
        known.uses.update((habit.debit, habit.credit))


def signed_tax(code: TaxCode | None) -> bool:
    """Whether the tax of a code is part of the price (reverse charge comes on top of it)."""
    return code is not None and code.rate > 0 and code.side is not Side.REVERSE
