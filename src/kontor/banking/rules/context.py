"""What matching knows before it looks at a line: open items by partner, amount, name and IBAN."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kontor.banking.kinds import BookedLine, OpenItem, UserRule
from kontor.banking.rules.amounts import SHORT_CENTS
from kontor.banking.rules.experience import Experience, Payees, experience, payees
from kontor.banking.rules.references import Number, take_apart
from kontor.banking.rules.text import Plain, name_words

_NEAR_CENTS = 500
_NEAR_SHARE = 35  # per mille


class Entry(NamedTuple):
    """An open item with its number taken apart."""

    item: OpenItem
    number: Number
    name: str = ""


class Context(NamedTuple):
    """Everything that `score` needs, prepared once for many lines."""

    entries: tuple[Entry, ...]
    by_partner: Mapping[str, tuple[Entry, ...]]
    amounts: tuple[tuple[int, int], ...]
    by_digits: Mapping[str, tuple[int, ...]]
    by_token: Mapping[str, tuple[int, ...]]
    lengths: tuple[int, ...]
    partners_of_iban: Mapping[str, frozenset[str]]
    partners_of_word: Mapping[str, frozenset[str]]
    names: Mapping[str, frozenset[str]]
    own_ibans: frozenset[str]
    rules: tuple[UserRule, ...]
    experience: Experience
    payees: Payees
    today: date
    tolerance: int = SHORT_CENTS

    def named(self, text: Plain) -> Iterable[Entry]:
        """Items whose number may stand in a purpose, found by its digits."""
        digits = text.digits
        found: set[int] = set()
        for length in self.lengths:
            for start in range(len(digits) - length + 1):
                found.update(self.by_digits.get(digits[start : start + length], ()))
        for token in text.tokens:
            found.update(self.by_token.get(token, ()))
        return (self.entries[index] for index in sorted(found))

    def near(self, cents: int) -> Iterable[Entry]:
        """Items whose open amount is near an amount."""
        slack = max(_NEAR_CENTS, cents * _NEAR_SHARE // 1000)
        low = bisect_left(self.amounts, (cents - slack, -1))
        high = bisect_right(self.amounts, (cents + slack, len(self.entries)))
        return (self.entries[index] for _cents, index in self.amounts[low:high])


def _index(rows: Iterable[tuple[int, tuple[str, ...]]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for index, keys in rows:
        for key in keys:
            if key:
                found[key].append(index)
    return {key: tuple(indexes) for key, indexes in found.items()}


def context(
    open_items: Sequence[OpenItem],
    *,
    today: date,
    known_ibans: Mapping[str, str] | None = None,
    learned: Mapping[str, Collection[str]] | None = None,
    rules: Sequence[UserRule] = (),
    history: Sequence[BookedLine] = (),
    own_ibans: Collection[str] = (),
    tolerance: int = SHORT_CENTS,
) -> Context:
    """Prepare matching.

    Args:
        open_items: open items of both directions, and settled ones (0 cents) of the last months.
        today: the day of the run.
        known_ibans: IBAN → partner, from the contacts.
        learned: IBAN → partners, from confirmed matches.
        rules: the user's rules, the most important first.
        history: bank lines that were booked before.
        own_ibans: our own accounts, for transfers between them.
        tolerance: up to how many cents a difference may be taken as none.
    """
    entries = tuple(Entry(item, take_apart(item.number), item.number) for item in open_items)
    more = [Entry(item, take_apart(name), name) for item in open_items for name in item.also]
    by_partner: dict[str, list[Entry]] = defaultdict(list)
    ibans: dict[str, set[str]] = defaultdict(set)
    words: dict[str, set[str]] = defaultdict(set)
    names: dict[str, frozenset[str]] = {}
    for entry in entries:
        item = entry.item
        by_partner[item.partner_ref].append(entry)
        for iban in item.ibans:
            ibans[iban].add(item.partner_ref)
        names[item.partner_ref] = name_words(item.partner_name)
        for word in names[item.partner_ref]:
            words[word].add(item.partner_ref)
    for iban, partner in (known_ibans or {}).items():
        ibans[iban].add(partner)
    for iban, partners in (learned or {}).items():
        ibans[iban].update(partners)
    own, entries = entries, (*entries, *more)
    digits = _index((i, (e.number.digits, e.number.turned)) for i, e in enumerate(entries))
    return Context(
        entries,
        {partner: tuple(rows) for partner, rows in by_partner.items()},
        tuple(sorted((entry.item.open_cents, i) for i, entry in enumerate(own))),
        digits,
        _index((i, (e.number.serial, e.number.short)) for i, e in enumerate(entries)),
        tuple(sorted({len(key) for key in digits})),
        {iban: frozenset(partners) for iban, partners in ibans.items()},
        {word: frozenset(partners) for word, partners in words.items()},
        names,
        frozenset(own_ibans),
        tuple(rules),
        experience(history),
        payees(),
        today,
        tolerance,
    )
