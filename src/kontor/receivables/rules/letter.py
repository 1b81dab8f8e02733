"""A reminder on paper: what is known of it becomes a page in the customer's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from kontor.base.tables import data_rows
from kontor.documents.kinds import kind_word
from kontor.documents.layout import figures
from kontor.documents.layout.page import (
    Align,
    Column,
    Giro,
    Info,
    Line,
    Page,
    Place,
    Sender,
    Style,
    Table,
    Total,
    Weight,
)
from kontor.receivables.kinds import Channel, ClaimKind
from kontor.receivables.rules.interest import Step

_KINDS = {"request": "request", "charge": "charge"}


class LetterItem(NamedTuple):
    """An item as it stands in the letter."""

    item: int
    document: str
    kind: str
    day: date
    due: date
    level: int
    cents: int


class LetterClaim(NamedTuple):
    """A claim that is asked for, with the steps of the interest."""

    kind: ClaimKind
    document: str
    cents: int
    steps: tuple[Step, ...] = ()


class Content(NamedTuple):
    """All that a reminder says."""

    letter: int
    number: str
    day: date
    language: str
    kind: str
    deadline: date
    channel: Channel
    sender: Sender
    recipient: tuple[str, ...]
    customer: str
    salutation: str
    intro: str
    closing: str
    greeting: str
    signer: str
    items: tuple[LetterItem, ...]
    credit: int
    claims: tuple[LetterClaim, ...]
    claims_until: date
    giro: Giro | None
    style: Style

    @property
    def total(self) -> int:
        """What is to be paid."""
        return total(self.items, self.claims, self.credit)


def total(items: tuple[LetterItem, ...], claims: tuple[LetterClaim, ...], credit: int) -> int:
    """Items and claims less the credit."""
    return sum(one.cents for one in items) + sum(one.cents for one in claims) - credit


@cache
def _table(language: str) -> dict[str, str]:
    column = "en" if language == "en" else "de"
    return {row["key"]: row[column] for row in data_rows("reminder-words")}


def word(language: str, key: str, **values: str) -> str:
    """A fixed text of reminders in the language of the letter."""
    text = _table(language)[key]
    return text.format(**values) if values else text


def page(one: Content, *, draft: bool = False) -> Page:
    """The reminder as a page; `draft` prints that word across it."""
    lang = one.language
    tables = [_items(one)]
    if any(claim.steps for claim in one.claims):
        tables.append(_calculation(one))
    return Page(
        language=lang,
        day=one.day,
        title=kind_word(one.kind, lang),
        number=one.number,
        sender=one.sender,
        recipient=one.recipient,
        info=tuple(_info(one)),
        salutation=one.salutation,
        intro=_paragraphs(one.intro),
        totals=tuple(_totals(one)),
        tables=tuple(tables),
        closing=_paragraphs(one.closing),
        greeting=one.greeting,
        signer=one.signer,
        giro=one.giro,
        draft=draft,
        style=one.style,
    )


def mail(one: Content) -> str:
    """The reminder as text of a mail: the same words and figures."""
    lang = one.language
    lines = [one.salutation, "", *_paragraphs(one.intro), ""]
    for item in one.items:
        lines.append(
            f"{_name(one, item)}, {word(lang, 'dated')} {figures.day(item.day, lang)},"
            f" {word(lang, 'due').lower()} {figures.day(item.due, lang)}:"
            f" {figures.amount(item.cents, lang)}"
        )
    lines += [f"{row.label}: {figures.amount(row.cents, lang)}" for row in _totals(one)]
    lines += ["", *_paragraphs(one.closing), "", word(lang, "mail_attached"), ""]
    return "\n".join([*lines, one.greeting, one.signer])


def _info(one: Content) -> Iterator[Info]:
    lang = one.language
    if one.number:
        yield Info(word(lang, "number"), one.number, True)
    yield Info(word(lang, "day"), figures.day(one.day, lang))
    if one.customer:
        yield Info(word(lang, "customer"), one.customer)
    yield Info(word(lang, "deadline"), figures.day(one.deadline, lang), True)


def _items(one: Content) -> Table:
    lang = one.language
    columns = (
        Column(word(lang, "invoice"), share=3),
        Column(word(lang, "date")),
        Column(word(lang, "due")),
        Column(word(lang, "level"), Align.RIGHT),
        Column(word(lang, "open"), Align.RIGHT),
    )
    lines = tuple(
        Line(
            (
                _name(one, item), figures.day(item.day, lang), figures.day(item.due, lang),
                str(item.level), figures.amount(item.cents, lang),
            )
        )
        for item in one.items
    )  # fmt: skip
    return Table(columns, lines)


def _name(one: Content, item: LetterItem) -> str:
    kind = _KINDS.get(item.kind, "")
    return f"{word(one.language, kind)} {item.document}" if kind else item.document


def _totals(one: Content) -> Iterator[Total]:
    lang = one.language
    items = sum(item.cents for item in one.items)
    if one.claims or one.credit:
        yield Total(word(lang, "sum"), items)
    if one.credit:
        yield Total(word(lang, "credit"), -one.credit)
    for kind in ClaimKind:
        cents = sum(claim.cents for claim in one.claims if claim.kind is kind)
        if cents:
            day = figures.day(one.claims_until, lang)
            yield Total(
                word(lang, kind, day=day) if kind is ClaimKind.INTEREST else word(lang, kind),
                cents,
            )
    yield Total(word(lang, "total"), one.total, Weight.STRONG)


def _calculation(one: Content) -> Table:
    lang = one.language
    heads = ("invoice", "period", "days", "amount", "rate", "interest_column")
    columns = tuple(
        Column(word(lang, head), Align.LEFT if at < 2 else Align.RIGHT, 2 if at == 0 else 0)
        for at, head in enumerate(heads)
    )
    lines = tuple(
        Line(
            (
                claim.document, figures.period(step.first, step.last, lang), str(step.days),
                figures.amount(step.cents, lang), figures.rate(step.rate, lang),
                figures.amount(step.interest, lang),
            )
        )
        for claim in one.claims
        for step in claim.steps
    )  # fmt: skip
    added = next(step.points for claim in one.claims for step in claim.steps)
    note = word(lang, "rate_note", points=figures.quantity(added, lang, places=2))
    return Table(columns, lines, word(lang, "calculation"), Place.END, note)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("\n") if part.strip())
