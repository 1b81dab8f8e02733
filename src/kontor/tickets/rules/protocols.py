"""Checklists and protocols: what an answer means, what is missing, when it is due again.

People write a checklist as lines, one item each, the kind behind a bar, a star where it is needed:

    Beschläge geölt | Haken *
    Spaltmaß oben | Zahl mm 4–8 *
    Dichtung | Auswahl gut, spröde!, fehlt!
    Empfehlung | Text
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from kontor.base.dates import add_months
from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.numbers import format_quantity
from kontor.base.text import fold, quoted
from kontor.tickets.protocol_kinds import Answered, Item, ItemType, Tick, Verdict
from kontor.tickets.protocol_words import TYPES

BAD = "!"  # behind a choice that is a defect
_MOST = 100  # items of a checklist
_WORDS = {
    **{fold(word): one for one, words in TYPES.items() for word in words},
    **{one.value: one for one in ItemType},
}
_TICKED = {Tick.YES: ("yes", "ja", "ok", "1"), Tick.NO: ("no", "nein", "0"),
           Tick.SKIP: ("skip", "entfällt")}  # fmt: skip
_MEASURE = re.compile(r"(-)?(\d{1,9})(?:[.,](\d{1,3}))?")
_RANGE = re.compile(r"(?:(?P<unit>.*?)\s+)?(?P<low>[\d.,]*)\s*[–-]\s*(?P<high>[\d.,]*)$")


def verdict(item: Item, value: str, number: int | None) -> Verdict:
    """What an answer means."""
    if item.type is ItemType.NUMBER:
        return Verdict.OPEN if number is None else _measured(item, number)
    if not value:
        return Verdict.OPEN
    if item.type is ItemType.TICK:
        return {Tick.YES: Verdict.FINE, Tick.NO: Verdict.DEFECT}.get(Tick(value), Verdict.NOTED)
    if item.type is ItemType.CHOICE:
        return Verdict.DEFECT if f"{value}{BAD}" in item.choices else Verdict.FINE
    return Verdict.NOTED


def _measured(item: Item, number: int) -> Verdict:
    if item.low is None and item.high is None:
        return Verdict.NOTED
    low = item.low is not None and number < item.low
    high = item.high is not None and number > item.high
    return Verdict.DEFECT if low or high else Verdict.FINE


def said(item: Answered) -> Verdict:
    """What the answer of a protocol means."""
    return verdict(item.item, item.value, item.number)


def defects(items: Iterable[Answered]) -> list[Answered]:
    """What is not in order."""
    return [one for one in items if said(one) is Verdict.DEFECT]


def missing(items: Iterable[Answered]) -> list[Answered]:
    """What is needed and has no answer."""
    return [one for one in items if one.item.required and said(one) is Verdict.OPEN]


def plain_choices(item: Item) -> list[str]:
    """What can be chosen, without the marks."""
    return [one.removesuffix(BAD) for one in item.choices]


def read_answer(item: Item, text: str) -> tuple[str, int | None]:
    """A typed answer as it is kept: value, and of a number the number in 1/1,000.

    Raises:
        InputError: it is not an answer to this item.
    """
    typed = text.strip()
    if item.type is ItemType.NUMBER:
        return "", read_measure(typed) if typed else None
    if not typed or item.type in {ItemType.TEXT, ItemType.PHOTO}:
        return typed, None
    if item.type is ItemType.TICK:
        known = {fold(word): one.value for one, words in _TICKED.items() for word in words}
        hint = N_("Write yes, no or skip.")
    else:
        known = {fold(one): one for one in plain_choices(item)}
        hint = N_("One of the answers of the checklist is expected.")
    value = known.get(fold(typed))
    if value is None:
        raise InputError(
            N_("{place} {text}: “{typed}” is no answer to this."), place=item.place,
            text=item.text, typed=quoted(typed), hint=hint, field=f"item{item.place}",
        )  # fmt: skip
    return value, None


def read_measure(text: str) -> int:
    """A measured number in 1/1,000; comma and point both stand before the decimals.

    Raises:
        InputError: no number with up to three decimals.
    """
    found = _MEASURE.fullmatch(text.strip())
    if found is None:
        raise InputError(
            N_("“{text}” is not a measured value."), text=quoted(text),
            hint=N_("Write it like 4.5, with up to three decimals."),
        )  # fmt: skip
    value = int(found[2]) * 1000 + int((found[3] or "").ljust(3, "0"))
    return -value if found[1] else value


def next_due(day: date, months: int | None) -> date | None:
    """When it is due again."""
    return None if months is None else add_months(day, months)


def limits(item: Item) -> str:
    """The allowed range with its unit: `2–4 mm`, `≤ 0,3 Ω`; empty without limits."""
    low = None if item.low is None else format_quantity(item.low)
    high = None if item.high is None else format_quantity(item.high)
    if low is None and high is None:
        return ""
    text = f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
    return f"{text} {item.unit}".strip()


# -- as people write them --------------------------------------------------------------------------


def items_text(items: Sequence[Item], language: str) -> str:
    """The lines of a checklist."""
    return "\n".join(_line(one, language) for one in items)


def _line(item: Item, language: str) -> str:
    words = [TYPES[item.type][0 if language == "de" else 1]]
    if item.type is ItemType.NUMBER:
        low, high = ("" if one is None else format_quantity(one) for one in (item.low, item.high))
        words += [item.unit, f"{low}–{high}" if low or high else ""]
    if item.type is ItemType.CHOICE:
        words.append(", ".join(item.choices))
    words.append("*" if item.required else "")
    return f"{item.text} | {' '.join(filter(None, words))}"


def read_items(text: str) -> tuple[Item, ...]:
    """A checklist from its lines; empty ones do not count.

    Raises:
        InputError: the first line that cannot be understood, with its number.
    """
    found: list[Item] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            found.append(_item(line, number, len(found) + 1))
    if not found:
        raise InputError(N_("A checklist needs at least one item."), field="items")
    if len(found) > _MOST:
        raise InputError(N_("A checklist has at most {count} items."), count=_MOST, field="items")
    return tuple(found)


def _item(line: str, number: int, place: int) -> Item:
    text, _bar, rest = (part.strip() for part in line.partition("|"))
    required = rest.endswith("*")
    word, _space, more = rest.removesuffix("*").strip().partition(" ")
    kind = ItemType.TICK if not word else _WORDS.get(fold(word))
    if not text or kind is None:
        raise InputError(
            N_("Line {line}: “{text}” is not understood."), line=number, text=quoted(line.strip()),
            hint=N_("Write: what | tick, number unit from–to, choice a, b!, text or photo."),
            field="items",
        )  # fmt: skip
    item = Item(place, text, kind, required=required)
    if kind is ItemType.CHOICE:
        return item._replace(choices=_choices(more, number))
    return _with_range(item, more.strip(), number) if kind is ItemType.NUMBER else item


def _choices(text: str, number: int) -> tuple[str, ...]:
    found = tuple(part for part in (one.strip() for one in text.split(",")) if part.rstrip(BAD))
    if len({one.removesuffix(BAD) for one in found}) < max(2, len(found)):
        raise InputError(
            N_("Line {line}: a choice needs at least two different answers."), line=number,
            hint=N_("Separate them with commas; ! behind one makes it a defect."), field="items",
        )  # fmt: skip
    return found


def _with_range(item: Item, text: str, number: int) -> Item:
    found = _RANGE.match(text)
    if found is None:
        return item._replace(unit=text)
    low, high = (read_measure(found[side]) if found[side] else None for side in ("low", "high"))
    if low is not None and high is not None and low > high:
        raise InputError(
            N_("Line {line}: the range begins after its end."), line=number, field="items"
        )
    return item._replace(unit=(found["unit"] or "").strip(), low=low, high=high)
