"""Proposals that need no open item: the user's rules, earlier bookings, known payees."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from kontor.banking.kinds import (
    BankLine,
    BookedLine,
    Grade,
    MatchKind,
    Proposal,
    Reason,
    UserRule,
    reason,
)
from kontor.banking.rules.text import fold, name_key
from kontor.base.i18n import N_

_RULE, _RULE_AUTO, _PAYEE, _TRANSFER, _OWN = 75, 95, 60, 60, 100
_IBAN_BASE, _NAME_BASE, _WORD_BASE = 42, 40, 38
_MAX_BONUS = 20
_SHARE = 60  # percent of earlier bookings that must agree
_WORDS_NEEDED, _WORD_LENGTH = 3, 5

Target = tuple[str, str, str]


class Experience(NamedTuple):
    """How earlier lines were booked: counts of (account, code, partner) by sign and feature."""

    by_iban: Mapping[tuple[int, str], Counter[Target]]
    by_name: Mapping[tuple[int, str], Counter[Target]]
    by_word: Mapping[tuple[int, str], Counter[Target]]


class Payee(NamedTuple):
    """A known kind of payee: words that the name, purpose or text must hold, or its GVC."""

    kind: MatchKind
    name: tuple[str, ...] = ()
    purpose: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    gvc: tuple[str, ...] = ()


Payees = tuple[Payee, ...]


@cache
def payees() -> Payees:
    """The kinds of payee that come with the program."""
    import tomllib

    raw = (resources.files("kontor") / "data" / "bank_payees.toml").read_text("utf-8")
    return tuple(
        Payee(
            MatchKind(row["kind"]),
            *(tuple(map(str, row.get(key, ()))) for key in ("name", "purpose", "text", "gvc")),
        )
        for row in tomllib.loads(raw)["payee"]
    )


def experience(history: Iterable[BookedLine]) -> Experience:
    """Count how earlier lines were booked."""
    by_iban: dict[tuple[int, str], Counter[Target]] = defaultdict(Counter)
    by_name: dict[tuple[int, str], Counter[Target]] = defaultdict(Counter)
    by_word: dict[tuple[int, str], Counter[Target]] = defaultdict(Counter)
    for line in history:
        sign = 1 if line.cents > 0 else -1
        target = (line.account, line.code, line.partner_ref)
        if line.iban:
            by_iban[sign, line.iban][target] += 1
        if key := name_key(line.name):
            by_name[sign, key][target] += 1
        for word in _words(line.purpose):
            by_word[sign, word][target] += 1
    return Experience(by_iban, by_name, by_word)


def _words(text: str) -> frozenset[str]:
    words: list[str] = re.findall(r"[a-z]+", fold(text))
    return frozenset(word for word in words if len(word) >= _WORD_LENGTH)


def from_experience(line: BankLine, known: Experience) -> list[Proposal]:
    """At most one proposal "like 31 of 31 bookings …"."""
    sign = 1 if line.cents > 0 else -1
    tries: list[tuple[int, Counter[Target] | None, str, str]] = [
        (_IBAN_BASE, known.by_iban.get((sign, line.iban)) if line.iban else None,
         N_("like {count} of {total} bookings with this account"), line.iban),
        (_NAME_BASE, known.by_name.get((sign, name_key(line.name))),
         N_("like {count} of {total} bookings with {what}"), line.name),
    ]  # fmt: skip
    words = sorted(_words(line.purpose))
    for word in words:
        counts = known.by_word.get((sign, word))
        if counts and counts.total() >= _WORDS_NEEDED:
            message = N_("like {count} of {total} bookings with the word {what}")
            tries.append((_WORD_BASE, counts, message, word))
    for base, counts, message, what in tries:
        found = _voted(base, counts, message, what)
        if found:
            return [found]
    return []


def _voted(base: int, counts: Counter[Target] | None, message: str, what: str) -> Proposal | None:
    if not counts:
        return None
    target, count = counts.most_common(1)[0]
    total = counts.total()
    if count * 100 < _SHARE * total:
        return None
    why = reason(message, {"count": count, "total": total, "what": what})
    bonus = min(count, _MAX_BONUS) * count // total
    return Proposal(base + bonus, Grade.PROPOSAL, MatchKind.HISTORY, (), target[2], target[0],
                    target[1], 0, (why,))  # fmt: skip


def from_rules(line: BankLine, rules: Sequence[UserRule]) -> list[Proposal]:
    """The first rule of the user that fits."""
    for rule in rules:
        if not fits(rule, line):
            continue
        grade = Grade.AUTO if rule.auto else Grade.PROPOSAL
        why = reason(N_("your rule {label}"), {"label": rule.label or rule.ref})
        score = _RULE_AUTO if rule.auto else _RULE
        return [Proposal(score, grade, MatchKind.RULE, (), rule.partner_ref, rule.account,
                         rule.code, 0, (why,))]  # fmt: skip
    return []


def fits(rule: UserRule, line: BankLine) -> bool:
    """Whether a rule fits a line; a rule without any condition fits nothing."""
    conditions: list[bool] = []
    if rule.name:
        conditions.append(like(rule.name, f"{line.name} {line.ultimate_name}"))
    if rule.iban:
        conditions.append(rule.iban.replace(" ", "").upper() == line.iban)
    if rule.purpose:
        conditions.append(like(rule.purpose, f"{line.purpose} {line.text}"))
    if not conditions:
        return False
    if rule.sign:
        conditions.append(rule.sign * line.cents > 0)
    if rule.min_cents is not None:
        conditions.append(abs(line.cents) >= rule.min_cents)
    if rule.max_cents is not None:
        conditions.append(abs(line.cents) <= rule.max_cents)
    return all(conditions)


def like(pattern: str, text: str) -> bool:
    """Whether a text holds a pattern; `*` stands for anything, case and umlauts do not count."""
    where = 0
    folded = fold(text)
    for part in fold(pattern).split("*"):
        found = folded.find(part.strip(), where)
        if found < 0:
            return False
        where = found + len(part.strip())
    return True


def from_payees(line: BankLine, own_ibans: frozenset[str], known: Payees) -> list[Proposal]:
    """Transfers between own accounts, tax office, social insurance and the bank's own fees."""
    if line.iban and line.iban in own_ibans:
        why = reason(N_("transfer between own accounts"))
        return [Proposal(_OWN, Grade.AUTO, MatchKind.TRANSFER, reasons=(why,))]
    for payee in known:
        if _is_payee(line, payee):
            score = _TRANSFER if payee.kind is MatchKind.TRANSFER else _PAYEE
            return [Proposal(score, Grade.PROPOSAL, payee.kind, reasons=(_why(payee.kind),))]
    return []


def _why(kind: MatchKind) -> Reason:
    return reason({
        MatchKind.TAX: N_("the payee is a tax office"),
        MatchKind.SOCIAL: N_("the payee is a social insurance"),
        MatchKind.FEE: N_("the bank's own charge"),
        MatchKind.TRANSFER: N_("transfer between own accounts"),
    }[kind])  # fmt: skip


def _is_payee(line: BankLine, payee: Payee) -> bool:
    if payee.gvc and line.gvc in payee.gvc:
        return True
    if payee.kind is MatchKind.FEE:
        return line.domain.endswith("/FEES")
    if payee.text:
        return _holds(line.text, payee.text)
    if not payee.name or not _holds(f"{line.name} {line.ultimate_name}", payee.name):
        return False
    return not payee.purpose or _holds(f"{line.purpose} {line.text}", payee.purpose)


def _holds(text: str, words: tuple[str, ...]) -> bool:
    folded = " " + re.sub(r"[^a-z0-9.-]+", " ", fold(text)) + " "
    return any(
        f" {word} " in folded if len(word) < _WORD_LENGTH else word in folded for word in words
    )
