"""What is typed into ELSTER: the figures of a return in form order. Kontor itself sends nothing."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from kontor.base.dates import Period
from kontor.base.i18n import N_
from kontor.ledger.queries.vat import VatReturn, special_prepayment, vat_return
from kontor.ledger.rules.forms import kennzahlen
from kontor.ledger.rules.vat import PAYABLE

HOW = N_("Kontor sends nothing to the tax office: type these figures into ELSTER, in this order.")
CORRECTED = "10"


class CopyField(NamedTuple):
    """One field of the form: `text` is what is typed, as the form wants it."""

    kz: str
    label: str
    text: str
    cents: int | None
    law: str


def copy_list(con: sqlite3.Connection, period: Period) -> list[CopyField]:
    """The fields of the VAT return of a period, ready to be typed."""
    return fields(vat_return(con, period))


def fields(done: VatReturn) -> list[CopyField]:
    """The fields of a return in form order: bases in whole euros, taxes with cents, 83 last."""
    out = []
    form = kennzahlen()
    for kz, cents in done.kennzahlen.items():
        one = form[kz]
        text = str(cents // 100) if one.kind == "base" else typed(cents)
        out.append(CopyField(kz, one.label, text, cents, one.law))
    last = form[PAYABLE]
    out.append(CopyField(PAYABLE, last.label, typed(done.payable), done.payable, last.law))
    if done.state == "changed":
        first = form[CORRECTED]
        out.insert(0, CopyField(CORRECTED, first.label, "1", None, first.law))
    return out


def special_fields(con: sqlite3.Connection, year: int) -> list[CopyField]:
    """The one field of the form for the special prepayment (USt 1 H)."""
    one, cents = kennzahlen()["38"], special_prepayment(con, year).amount
    return [CopyField("38", one.label, str(cents // 100), cents, one.law)]


def typed(cents: int) -> str:
    """Euro and cents as the German form wants them: 1234,56."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100},{abs(cents) % 100:02d}"
