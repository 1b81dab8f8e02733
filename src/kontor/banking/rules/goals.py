"""Accounts for well-known payees (Finanzamt, Krankenkasse, Bank): by words of the purpose."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kontor.banking.kinds import BankLine, Grade, MatchKind, Proposal
from kontor.banking.rules.text import fold

_DATA = Path(__file__).resolve().parents[2] / "data" / "bank_goals.toml"


class Goal(NamedTuple):
    """One row of the data: kind of payee, words of the purpose, concept of the account."""

    kind: MatchKind
    words: tuple[str, ...]
    concept: str


@cache
def goals() -> tuple[Goal, ...]:
    """All goals in their order."""
    with _DATA.open("rb") as file:
        rows = tomllib.load(file)["goal"]
    return tuple(
        Goal(MatchKind(row["kind"]), tuple(row.get("words", ())), row["concept"]) for row in rows
    )


def aim(line: BankLine, proposals: list[Proposal], accounts: Mapping[str, str]) -> list[Proposal]:
    """Give proposals without item and account the account of their goal; drop the aimless.

    Args:
        line: the bank line.
        proposals: as scored.
        accounts: concept to account number of the firm's chart.
    """
    text = " " + re.sub(r"[^a-z0-9.-]+", " ", fold(f"{line.purpose} {line.name} {line.text}")) + " "
    aimed = []
    for one in proposals:
        if one.splits or one.account:
            aimed.append(one)
            continue
        goal = next((each for each in goals() if each.kind is one.kind and _fits(each, text)), None)
        number = accounts.get(goal.concept) if goal else None
        if number:
            grade = Grade.PROPOSAL if one.grade is Grade.AUTO else one.grade
            sure = one.kind is MatchKind.TRANSFER
            aimed.append(one._replace(account=number, grade=one.grade if sure else grade))
    return aimed


def _fits(goal: Goal, text: str) -> bool:
    return not goal.words or any(f" {word} " in text for word in goal.words)
