"""A sample invoice, to look at the letterhead with; nothing of it is kept."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from functools import cache

from kontor.base.money import half_up
from kontor.base.tables import data_rows
from kontor.documents.kinds import DocumentKind
from kontor.documents.layout import figures
from kontor.documents.layout.page import Info, Page, Row, RowKind, Total, Weight
from kontor.documents.layout.words import words
from kontor.documents.letterhead import Look, giro, look, sender
from kontor.documents.queries import document_text
from kontor.documents.texts import fill

_VAT = 1900  # of the sample; a real invoice takes its rate from its tax codes
_DAYS = 14
_ROWS = (
    ("row_1", 184_250, "unit_area", 98_500), ("row_2", 6_000, "unit_piece", 895_000),
    ("row_3", 1_000, "unit_lump", 450_000),
)  # fmt: skip


@cache
def _words(language: str) -> dict[str, str]:
    column = "en" if language == "en" else "de"
    return {row["key"]: row[column] for row in data_rows("document-sample")}


def sample_page(
    con: sqlite3.Connection, day: date, language: str, chosen: Look | None = None
) -> Page:
    """The sample with the firm's own letterhead and texts; `chosen` is a look on trial."""
    word = _words(language)
    chosen = chosen or look(con)
    rows = [
        Row(
            RowKind.NORMAL, f"1.{at}", word[name], (word["row_1_detail"],) if at == 1 else (),
            figures.quantity(milli, language), word[unit], figures.price(price, language),
            half_up(milli * price, 100_000),
        )
        for at, (name, milli, unit, price) in enumerate(_ROWS, 1)
    ]  # fmt: skip
    net = sum(row.total or 0 for row in rows)
    vat = half_up(net * _VAT, 10_000)
    intro, pay = (
        document_text(con, DocumentKind.INVOICE, language, part) for part in ("intro", "payment")
    )
    return Page(
        language, day, word["title"], sender(con, day, language, chosen),
        tuple(word[f"recipient_{at}"] for at in (1, 2, 3)), number=word["number"],
        info=(
            Info(word["number_label"], word["number"], True),
            Info(word["day_label"], figures.day(day, language)),
            Info(word["customer_label"], "10001"),
        ),
        subject=word["subject"], salutation=f"{words(language)['dear_all']},",
        intro=(sampled(intro, day, language),),
        rows=(Row(RowKind.TITLE, "1", word["title_row"]), *rows),
        totals=(
            Total(word["net"], net), Total(word["vat"], vat),
            Total(word["gross"], net + vat, Weight.STRONG),
        ),
        closing=(sampled(pay, day, language, net + vat),),
        greeting=words(language)["regards"], signer=sender(con, day, language, chosen).name,
        giro=giro(con, net + vat, word["number"]), style=chosen.style, draft=True,
    )  # fmt: skip


def sampled(text: str, day: date, language: str, cents: int = 100_000) -> str:
    """A text with something in place of every placeholder, to be looked at."""
    return fill(text, sample_values(day, language, cents), language)


def sample_values(day: date, language: str, cents: int = 100_000) -> dict[str, str]:
    """Something for every placeholder: amounts and days where they belong, else three dots."""
    money = figures.amount(cents, language)
    known = {
        "date": figures.day(day, language), "deadline": figures.day(later(day), language),
        "release": figures.day(later(day), language), "days": str(_DAYS),
        "rate": figures.rate(200, language), "level": "1",
        "discount": figures.amount(half_up(cents * 2, 100), language),
        "payable": figures.amount(cents - half_up(cents * 2, 100), language),
    }  # fmt: skip
    amounts = dict.fromkeys(("amount", "net", "vat", "gross", "retention"), money)
    every = {row["key"]: "…" for row in data_rows("document-placeholders")}
    return every | amounts | known


def later(day: date) -> date:
    """A day by which somebody answers or pays."""
    return day + timedelta(days=_DAYS)
