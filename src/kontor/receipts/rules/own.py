"""The paper of an own receipt (Eigenbeleg): what a tax office wants to see on it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kontor.documents.layout.figures import amount
from kontor.documents.layout.figures import day as written_day
from kontor.documents.layout.page import (
    Column,
    Info,
    Line,
    Note,
    Page,
    Sender,
    Signature,
    Style,
    Table,
    Weight,
)
from kontor.documents.layout.words import words
from kontor.receipts.kinds import Kind, kind_word


class OwnFacts(NamedTuple):
    """What an own receipt says: who got how much for what, when, and why nobody wrote it down."""

    number: str
    day: date
    paid_to: str
    what: str
    cents: int
    reason: str


def own_page(facts: OwnFacts, sender: Sender, style: Style, written: date, language: str) -> Page:
    """The page of an own receipt with a line to sign on.

    Args:
        facts: what it says.
        sender: the firm's letterhead.
        style: the firm's look.
        written: the day of writing.
        language: of the paper, `de` or `en`.
    """
    word = words(language)
    rows = (
        (word["own_day"], written_day(facts.day, language)),
        (word["own_paid_to"], facts.paid_to),
        (word["own_what"], facts.what),
        (word["own_reason"], facts.reason),
    )
    lines = [Line(row) for row in rows]
    lines.append(Line((word["own_amount"], amount(facts.cents, language)), Weight.STRONG))
    info = (Info(word["date"], written_day(written, language)),)
    return Page(
        language, written, kind_word(Kind.OWN_RECEIPT, language),
        sender._replace(return_line=""),  # it goes into a folder, not into an envelope
        number=facts.number, info=info, subject=word["own_subject"],
        tables=(Table((Column(word["own_field"]), Column(word["own_said"], share=1)),
                      tuple(lines)),),
        notes=(Note(word["own_tax"]),),
        signatures=(Signature(word["own_sign"]),), style=style._replace(marks=False),
    )  # fmt: skip
