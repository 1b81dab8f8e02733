"""Filing (Abgabe): a return is noted as it was filed; what changes later is a correction."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from kontor.base.dates import Period, parse_period
from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.base.numbers import plain_money, read_plain_money
from kontor.company.queries import firm_or_none
from kontor.ledger.model.inputs import FiledReturn
from kontor.ledger.model.tables import FilingRow
from kontor.ledger.queries import seals
from kontor.ledger.queries import vat as queries
from kontor.ledger.queries.euer import euer
from kontor.ledger.rules.vat import PAYABLE
from kontor.ledger.service.closing import close_month
from kontor.store.unit import Unit, use_case

Figures = tuple[dict[str, int], int]


@use_case(N_("Return filed"))
def file_return(
    unit: Unit, kind: str, period: str, filed: date, ticket: str | None = None
) -> FilingRow:
    """Note that a return was filed with the figures as they are now.

    Args:
        unit: the step.
        kind: vat, special_prepayment, vat_year, recapitulative or euer.
        period: `2026-03`, `2026-Q1` or `2026`.
        filed: day of filing.
        ticket: transfer ticket of ELSTER.

    Raises:
        Refused: it was filed before and nothing has changed since, or the period is not over.
    """
    chosen = _period(kind, period, filed)
    if chosen.last >= filed and kind != "special_prepayment":
        raise Refused(
            N_("{period} is not over yet."),
            hint=N_("File it after its last day."), field="period", period=chosen.label,
        )  # fmt: skip
    figures, payable = _COMPUTED[kind](unit, chosen)
    last = queries.last_filed(unit.con, kind, chosen.label)
    if last and last.payable == payable and (not last.figures or last.figures == figures):
        raise Refused(
            N_("The return for {period} is filed, and nothing has changed since."),
            field="period", period=chosen.label,
        )  # fmt: skip
    return _put(unit, kind, chosen.label, filed, (figures, payable), ticket=ticket)


@use_case(N_("Return filed and months closed"))
def file_and_close(unit: Unit, period: Period, filed: date, ticket: str | None = None) -> FilingRow:
    """File the VAT return of a period and close its months; a correction closes nothing anew."""
    row = file_return(unit, "vat", period.label, filed, ticket)
    month = f"{period.last:%Y-%m}"
    if not unit.con.execute("SELECT 1 FROM period WHERE month = ?", (month,)).fetchone():
        close_month(unit, month, filed, filing=row.key)
    return row


@use_case(N_("Filed return noted"))
def note_filed(unit: Unit, event: FiledReturn) -> FilingRow:
    """Note a return with figures given: filed before the start, or with another program."""
    chosen = _period(event.what, event.period, event.day)
    figures = {kz: read_plain_money(text) for kz, text in event.figures.items()}
    firm = firm_or_none(unit.con)
    takeover = firm is not None and chosen.first < firm.started
    return _put(
        unit, event.what, chosen.label, event.day, (figures, event.payable),
        ticket=event.ticket or None, takeover=takeover,
    )  # fmt: skip


def _period(kind: str, text: str, day: date) -> Period:
    chosen = parse_period(text, day)
    if kind not in _COMPUTED:
        raise InputError(N_("“{kind}” is not a kind of return."), field="kind", kind=kind)
    yearly = kind in {"special_prepayment", "vat_year", "euer"}
    if yearly != (chosen.kind == "year") and not (kind == "vat" and chosen.kind == "year"):
        hint = N_("Give a year.") if yearly else N_("Give a month or a quarter.")
        raise InputError(
            N_("“{period}” does not fit this return."), hint=hint, field="period", period=text
        )
    return chosen


def _put(
    unit: Unit,
    kind: str,
    period: str,
    filed: date,
    figures: Figures,
    *,
    ticket: str | None = None,
    takeover: bool = False,
) -> FilingRow:
    (last,) = unit.con.execute(
        "SELECT ifnull(max(pos), 0) FROM filing WHERE kind = ? AND period = ?", (kind, period)
    ).fetchone()
    number, value = seals.head(unit.con)
    texts = {kz: plain_money(cents) for kz, cents in figures[0].items()}
    return unit.put(
        FilingRow(
            kind=kind,
            period=period,
            pos=last + 1,
            filed=filed,
            figures=json.dumps(texts),
            payable=figures[1],
            ticket=ticket,
            head=f"{number}:{value}" if number else None,
            takeover=takeover,
        )
    )


def _vat(unit: Unit, period: Period) -> Figures:
    done = queries.vat_return(unit.con, period)
    return done.kennzahlen | {PAYABLE: done.payable}, done.payable


def _special(unit: Unit, period: Period) -> Figures:
    amount = queries.special_prepayment(unit.con, period.first.year).amount
    return {"38": amount}, amount


def _year(unit: Unit, period: Period) -> Figures:
    done = queries.vat_year(unit.con, period.first.year)
    return done.figures.kennzahlen, done.remaining


def _recapitulative(unit: Unit, period: Period) -> Figures:
    found = queries.recapitulative(unit.con, period)
    return {f"{one.vat_id or one.name} {one.kind}": one.euros * 100 for one in found}, 0


def _euer(unit: Unit, period: Period) -> Figures:
    done = euer(unit.con, period.first.year)
    return done.lines | {"profit": done.profit}, 0


_COMPUTED: dict[str, Callable[[Unit, Period], Figures]] = {
    "vat": _vat,
    "special_prepayment": _special,
    "vat_year": _year,
    "recapitulative": _recapitulative,
    "euer": _euer,
}
