"""Reading an answer to proposed times out of what people write, and writing one.

Understood are lines such as `1 ja, 2 nein, 3 notfalls`, `1+3`, `alle außer 2`, `nein`, `passt
alles`, `ja: 1 und 3`, `2 geht nicht, sonst alles`, in German and English, umlauts in any spelling,
in place of a number a day that only one proposal has (`Dienstag passt`, `am 1.12. nicht`). What was
quoted from the mail before counts only when nothing else was said. Nothing is guessed: what
contradicts itself is told and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain

from kontor.base.i18n import LANGUAGES
from kontor.base.text import fold
from kontor.calendar.kinds.polls import Answer, Proposal, Vote
from kontor.calendar.rules.answer_pieces import Mark, Piece, pieces
from kontor.calendar.rules.poll_text import words

LONGEST = 20_000  # characters of an answer that are read
_MOST_LINES = 400
_QUOTE = re.compile(r"^(?:\s*(?:[>|»]|&gt;))+\s?")
_BEFORE = re.compile(
    r"^\s*(?:am .{4,80} schrieb\b.*|on .{4,120} wrote\s*:.*|-{2,}\s*(?:urspr|original|weitergel"
    r"|forwarded|begin forw).*|von:\s.+|from:\s.+|_{10,}\s*|.{2,80} schrieb am .{4,60}:\s*)$"
)
_CLOSE = re.compile(
    r"^\s*(?:mit (?:freundlichen|besten|herzlichen|lieben|handwerklichen) gru|(?:viele|beste|liebe"
    r"|schone|herzliche|freundliche) gru|gru(?:ss|sse)?\b|mfg\b|lg\b|vg\b|--\s*$|(?:kind|best|warm"
    r"|many) regards|regards\b|cheers\b|sincerely|yours\b|best wishes|von meinem .* gesendet"
    r"|sent from my)"
)
_BLANK = re.compile(r"\d{1,2}\s*:?\s*_{2,}[,;]?")
_OURS = re.compile(
    r"^\s*\*?\s*(\d{1,2})[.):]?\s+(?:Mo|Di|Mi|Do|Fr|Sa|So|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\.?,? "
    r"[\w .]{5,18}, \d{2}:\d{2} ?[–-] ?\d{2}:\d{2}(?: Uhr)?(?P<rest>.*)$"
)


def write_answer(votes: Mapping[int, Vote], language: str = "de") -> str:
    """The answer as one line, such as `1 ja, 2 nein, 3 notfalls`."""
    word = words(language)
    return ", ".join(f"{number} {word[votes[number]]}" for number in sorted(votes))


def read_answer(text: str, proposals: Sequence[Proposal]) -> Answer:
    """What a text says about the proposals; no votes at all when nothing was understood."""
    own, quoted = _parts(text[:LONGEST])
    found = _read(own, proposals)
    if found.votes or found.contradictory or found.unknown or not quoted:
        return found
    return _read(quoted, proposals)


def _parts(text: str) -> tuple[str, str]:
    """What the person wrote, and what was quoted from before; without our own words."""
    own: list[str] = []
    quoted: list[str] = []
    below = closed = False
    for line in text.replace("\r", "\n").split("\n")[:_MOST_LINES]:
        plain = fold(line).strip()
        if _BEFORE.match(plain):
            below = True
            continue
        marked = bool(_QUOTE.match(line))
        kept = _without_ours(_QUOTE.sub("", line) if marked else line)
        if marked or below:
            quoted.append(kept)
            continue
        closed = closed or (bool(_CLOSE.match(plain)) and any(one.strip() for one in own))
        if not closed:
            own.append(kept)
    return "\n".join(own), "\n".join(quoted)


def _without_ours(line: str) -> str:
    """A line without what our mail says itself: only what was written behind it stays."""
    if match := _OURS.match(line):
        rest = match["rest"].strip()
        return f"{match[1]} {rest}" if rest else ""
    plain = fold(line)
    if any(one in plain for one in _own_sentences()):
        return ""
    return _BLANK.sub("", line)


@cache
def _own_sentences() -> tuple[str, ...]:
    """What the mails of polls say themselves, in both languages: no answers."""
    return tuple(
        fold(words(language)[key].partition("{")[0]) for language in LANGUAGES
        for key in ("ask", "which", "until", "how", "attached")
    )  # fmt: skip


# -- pieces --------------------------------------------------------------------------------------


def _read(text: str, proposals: Sequence[Proposal]) -> Answer:
    known = {one.number for one in proposals}
    clauses = _clauses(pieces(text, proposals))
    found = [_said(clause, known) for clause in clauses]
    if not any(found):
        found = [_plain(clause, known) for clause in clauses]
    votes: dict[int, set[Vote]] = {}
    for numbers, vote in chain.from_iterable(found):
        for number in numbers or ():
            votes.setdefault(number, set()).add(vote)
    rest = known - votes.keys()
    for numbers, vote in chain.from_iterable(found):
        for number in rest if numbers is None else ():
            votes.setdefault(number, set()).add(vote)
    clear = {number: next(iter(said)) for number, said in votes.items() if len(said) == 1}
    return Answer(
        {number: clear[number] for number in sorted(known & clear.keys())},
        tuple(sorted(votes.keys() - known)),
        tuple(sorted(number for number, said in votes.items() if len(said) > 1)),
    )


# -- clauses -------------------------------------------------------------------------------------

Clause = list[Piece]
_ENDS = frozenset({Mark.COMMA, Mark.STOP})
_VERDICTS = frozenset({Mark.YES, Mark.MAYBE, Mark.NO, Mark.NOT})


def _clauses(found: Iterable[Piece]) -> list[Clause]:
    """Pieces between full stops, at commas cut where a new statement begins."""
    out: list[Clause] = []
    parts: list[Clause] = [[]]
    for piece in (*found, Piece(Mark.STOP)):
        if piece.mark not in _ENDS:
            parts[-1].append(piece)
            continue
        parts.append([])
        if piece.mark is Mark.STOP:
            out += _joined([part for part in parts if part])
            parts = [[]]
    return out


def _joined(parts: Iterable[Clause]) -> list[Clause]:
    """Parts between commas as statements: `1, 2 ja, 3 nein` is `1 2 ja` and `3 nein`."""
    out: list[Clause] = []
    for part in parts:
        if out and _belongs(out[-1], part):
            out[-1] = [*out[-1], *part]
        else:
            out.append(part)
    return out


def _belongs(before: Clause, part: Clause) -> bool:
    """Whether a part goes on with what was said before the comma."""
    if _has(part, Mark.EXCEPT):
        return True
    named, judged = _named(before), _has(before, *_VERDICTS)
    if named and not judged:
        # `1, 2 ja`: the word is still to come
        return not _has(before, Mark.ONLY) and not _more_words(before)
    if judged and not named:
        return not (_named(part) and _has(part, *_VERDICTS))  # `ja: 1, 3`
    leads = next((piece.mark for piece in before if piece.mark is not Mark.OTHER), Mark.OTHER)
    return leads in _VERDICTS and _named(part) and not _has(part, *_VERDICTS)


def _has(clause: Clause, *marks: Mark) -> bool:
    return any(piece.mark in marks for piece in clause)


def _named(clause: Clause) -> bool:
    return _has(clause, Mark.NUMBER, Mark.ALL, Mark.REST)


def _none(pieces: Iterable[Piece]) -> bool:
    return any(piece.mark is Mark.ALL and piece.numbers for piece in pieces)


def _more_words(clause: Clause) -> int:
    """How much else is said."""
    return sum(sum(piece.numbers) for piece in clause if piece.mark is Mark.OTHER)


Said = tuple[set[int] | None, Vote]  # None: all that nothing else is said about


def _said(clause: Clause, known: set[int]) -> list[Said]:
    if _has(clause, Mark.EXCEPT):
        return _except(clause, known)
    if _has(clause, Mark.ONLY) and _has(clause, Mark.NUMBER):
        return _only(clause, known)
    if not _named(clause):
        return []
    if not _has(clause, *_VERDICTS) and not _none(clause):
        return _bare(clause, known)
    return _pairs(clause, known)


def _verdict(pieces: Iterable[Piece]) -> Vote | None:
    marks = {piece.mark for piece in pieces}
    if Mark.MAYBE in marks and Mark.NOT not in marks:
        return Vote.MAYBE
    if Mark.NO in marks or Mark.NOT in marks:
        return Vote.NO
    return Vote.YES if Mark.YES in marks else None


_OPPOSITE = {Vote.YES: Vote.NO, Vote.MAYBE: Vote.NO, Vote.NO: Vote.YES}


def _of(pieces: Iterable[Piece]) -> set[int]:
    return {number for piece in pieces if piece.mark is Mark.NUMBER for number in piece.numbers}


def _except(clause: Clause, known: set[int]) -> list[Said]:
    """`alle außer 2`, `außer 2 passt alles`: one thing for those named behind, another for all."""
    place = next(at for at, piece in enumerate(clause) if piece.mark is Mark.EXCEPT)
    end = place + 1
    while end < len(clause) and clause[end].mark in {Mark.NUMBER, Mark.OTHER}:
        end += 1
    out = _of(clause[place:end])
    others = [*clause[:place], *clause[end:]]
    if not out or (_more_words(others) and not _has(others, Mark.ALL, *_VERDICTS)):
        return []
    vote = Vote.NO if _none(others) else _verdict(others) or Vote.YES
    return [((_of(others) or known) - out, vote), (out, _OPPOSITE[vote])]


def _only(clause: Clause, known: set[int]) -> list[Said]:
    vote = _verdict(clause)
    if vote is None and _more_words(clause):
        return []
    vote, these = vote or Vote.YES, _of(clause)
    return [(these, vote), (known - these, _OPPOSITE[vote])]


def _plain(clause: Clause, known: set[int]) -> list[Said]:
    """`nein`, `das passt`: counts for all, unless the sentence says more than that."""
    vote = _verdict(clause)
    verdicts = sum(1 for piece in clause if piece.mark in _VERDICTS)
    if vote is None or _named(clause) or _more_words(clause) > verdicts:
        return []
    return [(set(known), vote)]


def _bare(clause: Clause, known: set[int]) -> list[Said]:
    """`1+3`: those suit, the others do not; with other words around, a number says nothing."""
    if _more_words(clause):
        return []
    if _has(clause, Mark.REST):
        return [(None, Vote.YES)] if _has(clause, Mark.ALL) else []
    if _has(clause, Mark.ALL):
        return [(set(known), Vote.YES)]
    these = _of(clause)
    return [(these, Vote.YES), *([(None, Vote.NO)] if these <= known else [])]


def _pairs(clause: Clause, known: set[int]) -> list[Said]:
    """Numbers and what is said about them: the word behind, or before where it begins with one."""
    runs = _runs(clause)
    things = [run for run in runs if run[0].mark not in _VERDICTS]
    if len(things) == 1:
        judged = [piece for piece in clause if piece.mark in _VERDICTS]
        return _one(things[0], _verdict(judged), known)
    forward = runs[0][0].mark not in _VERDICTS
    out: list[Said] = []
    vote: Vote | None = None
    waiting: list[Clause] = []
    for run in runs:
        if run[0].mark in _VERDICTS:
            vote = _verdict(run)
            out += [said for thing in waiting for said in _one(thing, vote, known)]
            waiting = []
        elif forward:
            waiting.append(run)
        else:
            out += _one(run, vote, known)
    return [*out, *((None, Vote.NO) for thing in waiting if _none(thing))]


def _one(thing: Clause, vote: Vote | None, known: set[int]) -> list[Said]:
    rest = _has(thing, Mark.REST)
    if _none(thing):
        return [(None if rest or _of(thing) else set(known), Vote.NO)]
    if vote is None:
        return []
    if rest:
        return [(None, vote), (_of(thing), vote)]
    return [(set(known) if _has(thing, Mark.ALL) else _of(thing), vote)]


def _runs(clause: Clause) -> list[Clause]:
    """Neighbours of one sort together; words without meaning here fall away."""
    out: list[Clause] = []
    for piece in clause:
        if piece.mark in {Mark.OTHER, Mark.RANGE, Mark.ONLY}:
            continue
        if out and (out[-1][0].mark in _VERDICTS) is (piece.mark in _VERDICTS):
            out[-1].append(piece)
        else:
            out.append([piece])
    return out
