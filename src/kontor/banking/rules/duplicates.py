"""Duplicate control (Doppelbuchungen): the same booking out of several files, true twins kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from kontor.banking.kinds import BankLine, KnownLine, Pairing, Statement
from kontor.banking.rules.text import compare_key

SAME = 85
DOUBTFUL = 60
_CUT = 20  # a text this long that another one begins with is the same text, cut off
_EXACT = 100


class _Row(NamedTuple):
    ref: int
    key: str
    name: str
    bank_id: str


Ratio = Callable[[str, str], float]


def pair(stored: Sequence[KnownLine], new: Sequence[BankLine]) -> Pairing:
    """Pair new lines with stored lines of the same account, one to one.

    Equal bank ids are the same booking, different ids of one kind never; otherwise the texts
    decide. What remains is new; a resemblance with a stored line that has no partner is a question.
    """
    from rapidfuzz import fuzz

    old: dict[tuple[date, int], list[_Row]] = defaultdict(list)
    for line in stored:
        row = _Row(line.ref, compare_key(line.purpose), compare_key(line.name), line.bank_id)
        old[line.booking_day, line.cents].append(row)
    fresh: dict[tuple[date, int], list[_Row]] = defaultdict(list)
    for index, entry in enumerate(new):
        key, name = compare_key(entry.purpose), compare_key(entry.name)
        fresh[entry.booking_day, entry.cents].append(_Row(index, key, name, entry.bank_id))
    known: list[tuple[int, int]] = []
    left: list[int] = []
    questions: list[tuple[int, int]] = []
    adopted: list[tuple[int, str]] = []
    for group, rows in fresh.items():
        pairs, rest, asks = _group(old.get(group, []), rows, fuzz.ratio)
        known.extend((row.ref, partner.ref) for row, partner in pairs)
        adopted.extend(
            (partner.ref, row.bank_id)
            for row, partner in pairs
            if row.bank_id and not partner.bank_id
        )
        left.extend(row.ref for row in rest)
        questions.extend(asks)
    return Pairing(tuple(sorted(known)), tuple(sorted(left)), tuple(sorted(questions)),
                   tuple(sorted(adopted)))  # fmt: skip


def _group(
    old: Sequence[_Row], rows: Sequence[_Row], ratio: Ratio
) -> tuple[list[tuple[_Row, _Row]], list[_Row], list[tuple[int, int]]]:
    if not old:
        return [], list(rows), []
    pairs: list[tuple[_Row, _Row]] = []
    open_old, open_new = list(old), list(rows)
    _take(open_old, open_new, pairs, lambda row: row.bank_id)
    _take(open_old, open_new, pairs, lambda row: f"{row.key}|{row.name}", texts=True)
    scored = [
        (-likeness(row, partner, ratio), row.ref, partner.ref, row, partner)
        for row in open_new
        for partner in open_old
        if not _differ(row.bank_id, partner.bank_id)
    ]
    scored.sort(key=lambda entry: entry[:3])
    used_new: set[int] = set()
    used_old: set[int] = set()
    asks: list[tuple[int, int]] = []
    for negative, new_index, old_index, row, partner in scored:
        if new_index in used_new or old_index in used_old or -negative < DOUBTFUL:
            continue
        used_new.add(new_index)
        used_old.add(old_index)
        if -negative >= SAME:
            pairs.append((row, partner))
        else:
            asks.append((new_index, old_index))
    paired = {row.ref for row, _partner in pairs}
    return pairs, [row for row in rows if row.ref not in paired], asks


def _take(
    old: list[_Row],
    new: list[_Row],
    pairs: list[tuple[_Row, _Row]],
    key: Callable[[_Row], str],
    *,
    texts: bool = False,
) -> None:
    """Pair rows with an equal key one to one and remove them from both lists."""
    waiting: dict[str, list[_Row]] = defaultdict(list)
    for partner in old:
        waiting[key(partner)].append(partner)
    taken: set[int] = set()
    for row in list(new):
        if not key(row):
            continue
        for partner in waiting.get(key(row), ()):
            if partner.ref in taken or (texts and _differ(row.bank_id, partner.bank_id)):
                continue
            taken.add(partner.ref)
            pairs.append((row, partner))
            new.remove(row)
            break
    old[:] = [partner for partner in old if partner.ref not in taken]


def _differ(one: str, other: str) -> bool:
    """Whether two bank ids prove that two bookings differ; kinds of id are not comparable."""
    if not one or not other:
        return False
    return one.startswith("mt:") == other.startswith("mt:") and one != other


def likeness(row: _Row, partner: _Row, ratio: Ratio) -> int:
    """How much two texts resemble each other, 0 to 100."""
    one, other = (row.key, partner.key) if row.key and partner.key else (row.name, partner.name)
    if one == other:
        return _EXACT
    if not one or not other:
        return DOUBTFUL
    short, long = sorted((one, other), key=len)
    if len(short) >= _CUT and long.startswith(short):
        return _EXACT
    joined = ratio(one, other)
    names = ratio(row.name, partner.name) if row.name and partner.name else 0
    contained = short in long and names >= SAME and len(short) >= 4
    return SAME if contained else int(joined)


class Run(NamedTuple):
    """Statements of one file that follow each other; twins inside a run are real."""

    statements: tuple[int, ...]


def runs(statements: Sequence[Statement]) -> tuple[Run, ...]:
    """Group the statements of a file: where a closing balance is the next opening balance.

    Files inside a ZIP archive may tell the same day twice; such statements do not follow each
    other and are paired with each other like lines that are stored.
    """
    groups: list[list[int]] = []
    for index, statement in enumerate(statements):
        last = statements[groups[-1][-1]] if groups else None
        if last is not None and _follows(last, statement):
            groups[-1].append(index)
        else:
            groups.append([index])
    return tuple(Run(tuple(group)) for group in groups)


def _follows(last: Statement, statement: Statement) -> bool:
    if last.closing is None or statement.opening is None:
        return False
    if (last.iban, last.blz, last.account) != (statement.iban, statement.blz, statement.account):
        return False
    again = (last.number, last.page, last.lines) == (
        statement.number, statement.page, statement.lines,
    )  # fmt: skip
    return last.closing.cents == statement.opening.cents and not again


def pair_file(
    stored: Sequence[KnownLine], statements: Iterable[Statement]
) -> tuple[tuple[BankLine, ...], Pairing]:
    """Pair a whole file with what is stored: the lines in file order and their pairing.

    Lines that repeat an earlier run of the same file are `known` with a negative reference:
    -1 - position of the line they repeat.
    """
    every = tuple(statements)
    lines = tuple(line for statement in every for line in statement.lines)
    starts: list[int] = []
    position = 0
    for statement in every:
        starts.append(position)
        position += len(statement.lines)
    seen = list(stored)
    known: list[tuple[int, int]] = []
    new: list[int] = []
    questions: list[tuple[int, int]] = []
    adopted: list[tuple[int, str]] = []
    for run in runs(every):
        places = [starts[number] + i for number in run.statements
                  for i in range(len(every[number].lines))]  # fmt: skip
        result = pair(seen, [lines[place] for place in places])
        known.extend((places[index], ref) for index, ref in result.known)
        fresh = [places[index] for index in result.new]
        new.extend(fresh)
        questions.extend((places[index], ref) for index, ref in result.questions)
        adopted.extend(result.adopted)
        seen.extend(_stored(lines[place], -1 - place) for place in fresh)
    return lines, Pairing(tuple(sorted(known)), tuple(sorted(new)), tuple(sorted(questions)),
                          tuple(sorted(row for row in adopted if row[0] >= 0)))  # fmt: skip


def _stored(line: BankLine, ref: int) -> KnownLine:
    return KnownLine(ref, line.booking_day, line.cents, line.purpose, line.name, line.bank_id)
