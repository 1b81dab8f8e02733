"""What the terms that are typed lead to: the next visits, the price and its next rise."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from rich.cells import cell_len
from textual.content import Content

from kontor.base.dates import add_months, format_day
from kontor.base.i18n import _, ngettext
from kontor.base.numbers import format_money
from kontor.tickets.contract_kinds import Basis, Cycle, Duration, IndexKind, Renewal, Turn
from kontor.tickets.contract_words import BASES, RHYTHMS
from kontor.tickets.queries.contracts import index_values
from kontor.tickets.rules import contracts as rules
from kontor.tui.text import stacked
from kontor.tui.widgets.columns import padded

_SHOWN = 3  # visits


def outlook(
    con: sqlite3.Connection,
    values: Mapping[str, Any],
    price: int | None,
    devices: int,
    last: date | None = None,
) -> Content | None:
    """Two lines below the form; nothing before the first day is known.

    Args:
        con: for the values of series.
        values: of the form, as far as they are understood.
        price: net cents of a visit, a year or a device.
        devices: how many are looked after.
        last: the last visit that is noted here.
    """
    starts = values.get("starts")
    if starts is None:
        return None
    done = max(filter(None, (values.get("serviced"), last)), default=starts)
    visits = [_turn(one) for one in _turns(values, starts, done)] or [_("none before the end")]
    wide = max(cell_len(_("Visits")), cell_len(_("Price"))) + 2
    return stacked(
        [(padded(_("Visits"), wide), "$ink-soft"), " · ".join(visits)],
        [(padded(_("Price"), wide), "$ink-soft"), _money(values, price, devices),
         (_rise(con, values, price, devices), "$ink-soft")],
    )  # fmt: skip


def _turns(values: Mapping[str, Any], starts: date, last: date) -> list[Turn]:
    months = [int(values.get(name) or 0) or None for name in ("from_month", "to_month")]
    if None in months:
        months = [None, None]
    cycle = Cycle(values.get("every") or 12, *months)
    renewal = Renewal(values.get("renewal") or Renewal.OPEN)
    end = rules.last_day(Duration(starts, values.get("term") or 0, renewal, 0, 0))
    return list(rules.next_turns(cycle, last, end, _SHOWN))


def _turn(one: Turn) -> str:
    """A window by its days; without one only the last day."""
    if one.first.day == 1 and one.last > one.first:
        return f"{format_day(one.first, year=False)}–{format_day(one.last)}"
    return _("until {day}").format(day=format_day(one.last))


def _money(values: Mapping[str, Any], price: int | None, devices: int) -> str:
    basis = Basis(values.get("basis") or Basis.FLAT)
    if basis is Basis.EFFORT:
        return _(BASES[basis])
    if price is None:
        return "–"
    return f"{_sum(basis, price, devices)} {_(RHYTHMS[values.get('rhythm') or 'visit'])}"


def _sum(basis: Basis, price: int, devices: int) -> str:
    """The price, of all devices where it is one for each of them."""
    said = f"{format_money(price)} €"
    if basis is not Basis.DEVICE:
        return said
    count = ngettext("{count} device", "{count} devices", devices).format(count=devices)
    return f"{count} × {said} = {format_money(devices * price)} €"


def _rise(
    con: sqlite3.Connection, values: Mapping[str, Any], price: int | None, devices: int
) -> str:
    kind = IndexKind(values.get("index_kind") or IndexKind.NONE)
    if kind is IndexKind.NONE or not price:
        return ""
    starts: date = values["starts"]
    day = values.get("next_adjust") or add_months(starts, 12)
    after = None
    if kind is IndexKind.PERCENT and values.get("index_rate"):
        after = rules.by_percent(price, values["index_rate"])
    elif kind is IndexKind.SERIES and values.get("index_series"):
        every, series = index_values(con), values["index_series"]
        base, now = (rules.index_on(every, series, at) for at in (starts, day))
        if base and now and now.valid_from > base.valid_from:
            after = rules.by_series(price, base.value, now.value)
    basis = Basis(values.get("basis") or Basis.FLAT)
    amount = _sum(basis, after, devices) if after else _("once the value is known")
    return " · " + _("from {day}: {amount}").format(day=format_day(day), amount=amount)
