"""Who and where in a line: `+Jo`, `Kolonne 1`, the customer, `@Büro`, `Fensterweg 3`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from kontor.base.errors import Severity
from kontor.base.i18n import N_
from kontor.base.tables import typed_rows
from kontor.base.text import fold, fold_forms, quoted
from kontor.calendar.kinds.entry import Named, Piece
from kontor.calendar.rules.entry.scan import TAKEN, Scan

_LONGEST = 5  # words of a name
_NAMED_LIMIT = 4  # names said when one is not known
_SHORTEST = 60  # minutes of work on site that begins late
_LEAST = 3  # letters of a name that stands alone
_SALUTATIONS = frozenset({
    "familie", "fam", "fam.", "frau", "herr", "herrn", "eheleute", "firma", "fa", "fa.", "mr",
    "mr.", "mrs", "mrs.", "ms", "ms.", "family",
})  # fmt: skip
_LEGAL = frozenset({
    "gmbh", "ag", "kg", "ohg", "gbr", "ug", "e.k.", "ek", "co", "&", "und", "and", "mbh", "ltd",
    "inc.", "inc", "the", "der", "die", "das",
})  # fmt: skip


@lru_cache(maxsize=4096)
def _forms(text: str) -> frozenset[str]:
    """The spellings of a name; each key pressed asks for all of them again."""
    return frozenset(fold_forms(text))


class _Words(NamedTuple):
    sort: str
    code: str
    words: tuple[str, ...]
    minutes: int
    latest: int


@cache
def _table() -> tuple[_Words, ...]:
    return typed_rows("appointment-words", _Words, words=_split, minutes=_number, latest=_number)


def _number(text: str) -> int:
    return int(text or 0)


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def usual_minutes(kind: str, start: int) -> int:
    """How long an appointment of a kind lasts when nobody says it: work on site until the evening.

    Args:
        kind: of the appointment.
        start: minute of the day at which it begins.
    """
    row = next(row for row in _table() if row.sort == "kind" and row.code == kind)
    return max(min(row.minutes, row.latest - start), _SHORTEST) if row.latest else row.minutes


# -- people, teams, vehicles ----------------------------------------------------------------------


class Crew(NamedTuple):
    """Who of the firm takes part."""

    people: tuple[int, ...]
    teams: tuple[int, ...]
    vehicles: tuple[int, ...]


_PLUS = re.compile(r"(?<!\S)\+\s?(?=\S)")
_WITH = re.compile(r"(?<!\w)(?:mit|with)\s")
_JOIN = re.compile(r"\s?(?:,|und|and|&)\s")
_PIECES = (Piece.PERSON, Piece.TEAM, Piece.VEHICLE)


def take_crew(scan: Scan) -> Crew:
    """Those marked with `+`, those after `mit`, and crews, vehicles and people by their names."""
    found: dict[Piece, list[int]] = {piece: [] for piece in _PIECES}
    while match := scan.search(_PLUS):
        _take_marked(scan, match, found)
    if match := scan.search(_WITH):
        _take_with(scan, match, found)
    for start, end in list(scan.runs(_LONGEST)):
        word = _trimmed(scan, start, end)
        if TAKEN not in scan.flat[start:end] and (known := _exact(scan, scan.text[slice(*word)])):
            if known[0] is Piece.PERSON and _is_contact(scan, scan.text[slice(*word)]):
                scan.say("person-or-customer", N_("“{name}” is a customer here."), Severity.NOTE,
                         remedy=N_("For the colleague write +{name}."),
                         name=quoted(scan.text[slice(*word)]))  # fmt: skip
                continue
            _note(scan, known, word, found)
    return Crew(*(tuple(dict.fromkeys(found[piece])) for piece in _PIECES))


def _note(
    scan: Scan, known: tuple[Piece, Named], span: tuple[int, int], found: dict[Piece, list[int]]
) -> None:
    found[known[0]].append(known[1].id)
    scan.take(known[0], *span)


def _take_marked(scan: Scan, match: re.Match[str], found: dict[Piece, list[int]]) -> None:
    start = match.end()
    ends = list(_ends(scan, start))
    for end in reversed(ends):
        if known := _exact(scan, scan.text[start:end]):
            _note(scan, known, (match.start(), end), found)
            return
    word = scan.text[start : ends[0]] if ends else ""
    several = _beginning(scan, word)
    if len(several) == 1:
        _note(scan, several[0], (match.start(), ends[0]), found)
        return
    if several:
        scan.say("name-ambiguous", N_("“{name}” may be: {names}."), Severity.WARNING,
                 remedy=N_("Write one letter more."), name=quoted(word),
                 names=_names(one.name for _piece, one in several))  # fmt: skip
    else:
        scan.say("name-unknown", N_("Nobody here is called “{name}”."), Severity.WARNING,
                 remedy=N_("Known are: {names}."), name=quoted(word),
                 names=_names(one.name for _piece, one in _everybody(scan)))  # fmt: skip
    scan.take(Piece.PERSON, match.start(), ends[0] if ends else match.end())


def _take_with(scan: Scan, match: re.Match[str], found: dict[Piece, list[int]]) -> None:
    """`mit Jo und Kim`; others than people of the firm stay for the customer."""
    begin, start = match.start(), match.end()
    while True:
        for end in reversed(list(_ends(scan, start))):
            if known := _exact(scan, scan.text[start:end]):
                break
        else:
            return
        _note(scan, known, (begin, end), found)
        follows = _JOIN.match(scan.flat, end)
        if not follows:
            return
        begin, start = follows.span()


def _ends(scan: Scan, start: int) -> Iterator[int]:
    """Where a name that begins here may end: after one word, two, and so on."""
    for place, match in enumerate(re.finditer(rf"[^\s{TAKEN}]+", scan.flat[start:])):
        if place >= _LONGEST or TAKEN in scan.flat[start : start + match.end()]:
            return
        if place and scan.flat[start + match.start()] in "+@":
            return
        cut = len(match[0]) - len(match[0].rstrip(",;:"))
        yield start + match.end() - cut
        if cut:
            return


def _everybody(scan: Scan) -> list[tuple[Piece, Named]]:
    known = scan.known
    lists = zip(_PIECES, (known.people, known.teams, known.vehicles), strict=True)
    return [(piece, one) for piece, several in lists for one in several]


def _exact(scan: Scan, text: str) -> tuple[Piece, Named] | None:
    forms = _forms(text)
    matching = [
        (piece, one)
        for piece, one in _everybody(scan)
        if any(forms & _forms(name) for name in _callings(piece, one))
    ]
    return matching[0] if len(matching) == 1 else None


def _callings(piece: Piece, one: Named) -> tuple[str, ...]:
    """What somebody is called: name and short name, of people first and last name as well."""
    return (one.name, *one.also, *(one.name.split() if piece is Piece.PERSON else ()))


def _beginning(scan: Scan, text: str) -> list[tuple[Piece, Named]]:
    begin = fold(text)
    return [
        (piece, one)
        for piece, one in _everybody(scan)
        if begin and any(fold(name).startswith(begin) for name in _callings(piece, one))
    ]


def _names(names: Iterable[str]) -> str:
    several = list(names)
    more = " …" if len(several) > _NAMED_LIMIT else ""
    return ", ".join(several[:_NAMED_LIMIT]) + more


# -- customer -------------------------------------------------------------------------------------


def take_contact(scan: Scan) -> Named | None:
    """The customer whose name stands in the line; of several equal ones none."""
    for start, end in scan.runs(_LONGEST):
        span = _trimmed(scan, start, end)
        several = _contacts(scan.known.contacts, scan.text[slice(*span)])
        if not several:
            continue
        if len(several) > 1:
            scan.say("contact-ambiguous", N_("“{name}” may be: {names}."), Severity.WARNING,
                     remedy=N_("Write more of the name, or choose in the form."),
                     name=quoted(scan.text[slice(*span)]),
                     names=_names(one.name for one in several))  # fmt: skip
            return None
        scan.take(Piece.CONTACT, *span)
        return several[0]
    return None


def _is_contact(scan: Scan, text: str) -> bool:
    return bool(_contacts(scan.known.contacts, text))


def _contacts(contacts: Sequence[Named], text: str) -> list[Named]:
    """Those that are meant by the words: by the first word of a name alone, or by two words."""
    words = [word for word in fold(text).replace(",", " ").split() if word not in _SALUTATIONS]
    bare = [word for word in words if word not in _LEGAL]
    if not bare or (len(bare) == 1 and len(bare[0]) < _LEAST):
        return []
    forms = [{form.rstrip(".") for form in _forms(word)} for word in bare]
    found = [one for one in contacts if _is_meant(one, forms)]
    exact = [one for one in found if fold(one.name) == fold(text)]
    return exact or found


def _is_meant(one: Named, forms: Sequence[set[str]]) -> bool:
    for name in (one.name, *one.also):
        keys = [_forms(word) for word in _name_words(name)]
        if len(forms) == 1:
            if keys and forms[0] & keys[0]:
                return True
        elif all(any(form & key for key in keys) for form in forms):
            return True
    return False


def _name_words(name: str) -> list[str]:
    """The words of a name without form of address and legal form."""
    words = [word.strip(",") for word in fold(name).split()]
    return [word for word in words if word not in _SALUTATIONS | _LEGAL] or words


def _trimmed(scan: Scan, start: int, end: int) -> tuple[int, int]:
    """A stretch without the stops around it."""
    text = scan.flat[start:end]
    return (
        start + len(text) - len(text.lstrip(",;:(")),
        end - (len(text) - len(text.rstrip(",;:)"))),
    )


# -- place and reference ---------------------------------------------------------------------------

_AT = re.compile(
    rf"(?<!\S)@\s?(?:[\"„“](?P<quoted>[^\"“”{TAKEN}]+)[\"“”]|(?P<word>[^\s,;{TAKEN}]+))"
)
_HOUSE = r"\d{1,3}\s?[a-z]?(?:\s?[-/]\s?\d{1,3}[a-z]?)?(?!\w)(?![.:]\d|\s?uhr)"
_NUMBER_AFTER = re.compile(rf"\s{_HOUSE}")
_ENDS = (
    r"str\.?|strasse|strase|weg|platz|allee|gasse|ring|damm|ufer|markt|graben|steig|pfad|chaussee|"
    "winkel|kamp"
)
_STREET = re.compile(
    rf"(?<!\w)(?:[^\W\d_]{{3,}}(?:{_ENDS})|(?:[^\W\d_]{{2,}}\.?\s){{1,2}}(?:strasse|strase|str\.|weg|platz|"
    rf"allee|gasse|ring|damm|ufer|markt))\s{_HOUSE}"
    r"|(?<![\w.:])\d{1,3}[a-z]?\s(?:[^\W\d_]{2,}\s){1,2}(?:street|st\.|road|rd\.|lane|avenue|ave\.|drive|close)(?!\w)"
)
_TOWN = re.compile(r",?\s\d{5}\s[^\W\d_][\w-]+")
_DOCUMENT = re.compile(r"(?<!\w)[a-z]{1,4}-\d{2,4}-\d{1,6}(?!\w)")


def take_place(scan: Scan) -> str:
    """`@Büro`, `@"Alter Markt 3"`, or a street with its number."""
    match = scan.search(_AT)
    if match:
        group = "quoted" if match["quoted"] else "word"
        start, end = match.span(group)
        stop = match.end()
        if group == "word" and (number := _NUMBER_AFTER.match(scan.flat, end)):
            end = stop = number.end()
        place = scan.text[start:end]
        scan.take(Piece.PLACE, match.start(), stop)
        return place.strip()
    match = scan.search(_STREET)
    if match is None:
        return ""
    end = match.end()
    if town := _TOWN.match(scan.flat, end):
        end = town.end()
    return scan.take(Piece.PLACE, match.start(), end)


def take_reference(scan: Scan) -> str:
    """A document number that is known: `AU-2026-0031`."""
    numbers = {number.lower(): reference for number, reference in scan.known.numbers.items()}
    match = scan.search(_DOCUMENT, lambda found: found[0] in numbers)
    if match is None:
        return ""
    scan.take(Piece.REFERENCE, *match.span())
    return numbers[match[0]]


# -- kind ----------------------------------------------------------------------------------------


class Sort(NamedTuple):
    """A word that tells the kind, and where it stands; it stays in the title."""

    code: str
    start: int
    end: int


def find_word(scan: Scan, sort: str) -> Sort | None:
    """The first word of the line that names a kind (`kind`) or an absence (`absence`)."""
    for start, end in scan.words():
        span = _trimmed(scan, start, end)
        if code := _code_of(fold(scan.text[slice(*span)]), sort):
            return Sort(code, *span)
    return None


@lru_cache(maxsize=4096)
def _code_of(word: str, sort: str) -> str:
    for row in _table():
        if row.sort == sort and any(_fits(pattern, word) for pattern in row.words):
            return row.code
    return ""


def _fits(pattern: str, word: str) -> bool:
    bare = pattern.strip("*")
    if pattern.startswith("*") and pattern.endswith("*"):
        return bare in word
    if pattern.startswith("*"):
        return word.endswith(bare)
    return word.startswith(bare) if pattern.endswith("*") else word == bare
