"""Maintenance contracts: agreed, changed, adjusted, ended by notice; values of index series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from kontor.base.dates import add_months
from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_, _
from kontor.base.money import half_up
from kontor.base.text import fold
from kontor.company import queries as company
from kontor.company.numbering import highest, number_frame
from kontor.contacts import queries as contacts
from kontor.contacts.queries import devices
from kontor.store.unit import Unit, use_case
from kontor.tickets.contract_kinds import Basis, IndexKind, Renewal, Rhythm
from kontor.tickets.contract_model import (
    ContractChange,
    ContractDeviceRow,
    ContractFields,
    ContractInput,
    ContractRow,
    IndexInput,
    IndexRow,
    NewPrice,
    NoticeInput,
    PriceRow,
)
from kontor.tickets.queries import contracts as queries
from kontor.tickets.rules import contracts as rules

SERIES = "contract"
_DAY = timedelta(days=1)
_USUAL: dict[str, Any] = {
    "every": 12, "minutes": 60, "basis": Basis.FLAT, "rhythm": Rhythm.VISIT, "term": 12,
    "renewal": Renewal.OPEN, "notice": 1,
}  # fmt: skip
_KEPT = (
    "every", "minutes", "basis", "rhythm", "term", "renewal", "notice", "adjust_every",
)  # fmt: skip
_TEXTS = ("scope", "skill", "note")
_EMPTIES = ("from_month", "to_month", "serviced", "billed")


def contract_row(unit: Unit, contract: int) -> ContractRow:
    """The row of a contract; `NotFound` without it."""
    row = unit.get(ContractRow, contract)
    if row is None:
        raise NotFound(N_("There is no maintenance contract {number}."), number=contract)
    return row


@use_case(N_("Maintenance contract agreed"))
def add_contract(unit: Unit, data: ContractInput, today: date) -> int:
    """Write down a contract with the next number. Without a site that of its devices is taken.

    Raises:
        InputError: customer, site or device that nobody knows or that do not fit; terms that
            contradict each other.
    """
    contact = contacts.resolve(unit.con, data.contact).id
    row = ContractRow(
        number=_number(unit, today), contact=contact, subject=data.subject, starts=data.starts,
        **_USUAL,
    )  # fmt: skip
    _take(unit, row, data)
    _check(unit, row)
    unit.put(row)
    _devices(unit, row, data.devices or ())
    unit.insert(
        PriceRow, contract=row.key, valid_from=row.starts, price=data.price,
        material=data.material, reason=_("as agreed"),
    )  # fmt: skip
    return row.key


@use_case(N_("Maintenance contract changed"))
def change_contract(unit: Unit, contract: int, data: ContractChange) -> None:
    """Change what is agreed; what is not given stays, null empties.

    Raises:
        Refused: the contract has ended by notice.
    """
    row = contract_row(unit, contract)
    if data.subject:
        row.subject = data.subject
    if data.starts is not None:
        _restart(unit, row, data.starts)
    _take(unit, row, data)
    _check(unit, row)
    unit.put(row)
    if data.devices is not None:
        _devices(unit, row, data.devices)


def _restart(unit: Unit, row: ContractRow, starts: date) -> None:
    """Another first day takes the first price along."""
    key = unit.con.execute(
        "SELECT id FROM contract_price WHERE contract=? ORDER BY valid_from LIMIT 1", (row.key,)
    ).fetchone()
    if key:
        price = unit.get_one(PriceRow, key[0])
        price.valid_from = starts
        unit.put(price)
    row.starts = starts


def _number(unit: Unit, day: date) -> str:
    pattern = company.number_range(unit.con, SERIES, day).pattern
    before, _after = number_frame(pattern, day)
    used = unit.con.execute(
        "SELECT number FROM maintenance_contract WHERE number>=?1 AND number<?1||char(1114111)",
        (before,),
    ).fetchall()
    return company.next_number(
        unit.con, SERIES, day, highest(pattern, day, (row[0] for row in used))
    )


def _take(unit: Unit, row: ContractRow, data: ContractFields) -> None:
    given = data.model_fields_set
    for field in _KEPT:
        if getattr(data, field) is not None:
            setattr(row, field, getattr(data, field))
    for field in given & set(_TEXTS):
        setattr(row, field, getattr(data, field) or "")
    for field in given & set(_EMPTIES):
        setattr(row, field, getattr(data, field))
    if "site" in given:
        row.site = contacts.site_of(unit.con, row.contact, data.site) if data.site else None
    row.renewal_months = _renewal(row, data)
    _take_index(row, data)


def _renewal(row: ContractRow, data: ContractFields) -> int:
    if row.renewal is not Renewal.MONTHS:
        return 0
    months = data.renewal_months or row.renewal_months
    if not months:
        raise InputError(N_("By how many months does it renew itself?"), field="renewal_months")
    return months


def _take_index(row: ContractRow, data: ContractFields) -> None:
    kind = row.index_kind if data.index_kind is None else data.index_kind
    row.index_kind = kind
    rate = row.index_rate if data.index_rate is None else data.index_rate
    series = row.index_series if data.index_series is None else data.index_series
    row.index_rate = rate if kind is IndexKind.PERCENT else 0
    row.index_series = series.lower() if kind is IndexKind.SERIES else ""
    if kind is IndexKind.NONE:
        row.next_adjust = None
        return
    if kind is IndexKind.PERCENT and not rate:
        raise InputError(N_("By how many percent?"), field="index_rate")
    if kind is IndexKind.SERIES and not series:
        raise InputError(N_("Which series does the price follow?"), field="index_series")
    row.next_adjust = data.next_adjust or row.next_adjust or add_months(
        row.starts, row.adjust_every
    )  # fmt: skip


def _check(unit: Unit, row: ContractRow) -> None:
    if (row.from_month is None) != (row.to_month is None):
        raise InputError(N_("Give the first and the last month, or none."), field="to_month")
    if row.renewal is Renewal.ENDS and not row.term:
        raise InputError(N_("What ends with its term needs one."), field="term")
    if row.next_adjust is not None and row.next_adjust <= row.starts:
        raise InputError(N_("The price is adjusted after the first day."), field="next_adjust")
    if row.index_kind is IndexKind.SERIES:
        known = {one.series for one in queries.index_values(unit.con)}
        if row.index_series not in known:
            raise InputError(
                N_("The series “{series}” has no value yet."), series=row.index_series,
                hint=N_("Known are: {names}."), names=", ".join(sorted(known)),
                field="index_series",
            )  # fmt: skip


def _devices(unit: Unit, row: ContractRow, wanted: Sequence[int]) -> None:
    mine = contacts.aliases(unit.con, row.contact)
    for key in dict.fromkeys(wanted):
        found = devices.device(unit.con, key)
        if found.contact not in mine:
            raise InputError(N_("This device belongs to somebody else."), field="devices")
        if row.site is None and found.site is not None:
            row.site = found.site
            unit.put(row)
    there = unit.con.execute(
        "SELECT id, device FROM contract_device WHERE contract=?", (row.key,)
    ).fetchall()
    for key, device in there:
        if device not in wanted:
            unit.delete(unit.get_one(ContractDeviceRow, key))
    known = {device for _key, device in there}
    for device in dict.fromkeys(wanted):
        if device not in known:
            unit.insert(ContractDeviceRow, contract=row.key, device=device)
    unit.flush()


# -- price ---------------------------------------------------------------------------------------


@use_case(N_("Price of a contract adjusted"))
def adjust_price(unit: Unit, contract: int, data: NewPrice, today: date) -> int:
    """Write another price down, or the one that the clause gives; the next day of it moves on.

    Raises:
        Refused: nothing was agreed, the value of the series is not known yet, or a price is there.
    """
    row = contract_row(unit, contract)
    if data.price is None:
        return _as_agreed(unit, row, data)
    first = data.valid_from or max(today, row.starts)
    before = rules.price_on(queries.prices(unit.con, row.key), first)
    material = data.material
    if material is None:
        known = before is not None and before.price > 0
        material = half_up(data.price * before.material, before.price) if known and before else 0
    if material > data.price:
        raise InputError(N_("The material is a part of the price."), field="material")
    _write(unit, row, (first, data.price, material), data.reason)
    return data.price


def _as_agreed(unit: Unit, row: ContractRow, data: NewPrice) -> int:
    unit.flush()
    one = queries.contract(unit.con, row.key)
    if one.next_adjust is None:
        raise Refused(
            N_("Contract {number} says nothing about its price going up."), number=row.number,
            hint=N_("Give the new price."),
        )  # fmt: skip
    found = queries.adjustment(unit.con, one)
    if found is None:
        raise Refused(
            N_("The series “{series}” has no newer value yet."), series=row.index_series,
            hint=N_("Enter the value first, as it was published."),
        )  # fmt: skip
    first = data.valid_from or found.valid_from
    _write(unit, row, (first, found.after.price, found.after.material),
           data.reason or _("as agreed"))  # fmt: skip
    row.next_adjust = add_months(max(found.valid_from, first), row.adjust_every)
    unit.put(row)
    return found.after.price


def _write(unit: Unit, row: ContractRow, price: tuple[date, int, int], reason: str) -> None:
    first, net, material = price
    if first < row.starts:
        raise InputError(N_("The contract begins on {day}."), day=row.starts, field="valid_from")
    there = unit.con.execute(
        "SELECT 1 FROM contract_price WHERE contract=? AND valid_from=?",
        (row.key, first.isoformat()),
    ).fetchone()
    if there:
        raise Refused(
            N_("A price from {day} on is written down already."), day=first, field="valid_from",
            hint=N_("Take that step back first, or choose another day."),
        )  # fmt: skip
    unit.insert(
        PriceRow, contract=row.key, valid_from=first, price=net, material=material, reason=reason
    )


@use_case(N_("Value of an index entered"))
def set_index(unit: Unit, data: IndexInput) -> int:
    """Enter a value of a series; one of the same day is replaced."""
    series = fold(data.series)
    there = unit.con.execute(
        "SELECT id FROM price_index WHERE series=? AND valid_from=?",
        (series, data.valid_from.isoformat()),
    ).fetchone()
    if there:
        row = unit.get_one(IndexRow, there[0])
        row.value, row.source = data.value, data.source
        return unit.put(row).key
    return unit.insert(
        IndexRow, series=series, valid_from=data.valid_from, value=data.value, source=data.source
    )


# -- notice --------------------------------------------------------------------------------------


@use_case(N_("Contract ended by notice"))
def cancel_contract(unit: Unit, contract: int, data: NoticeInput, today: date) -> date:
    """Note a notice; returns the last day as the terms say, or the one that was agreed on.

    Raises:
        Refused: notice was given already.
        InputError: the last day lies before the first.
    """
    row = contract_row(unit, contract)
    if row.cancelled is not None:
        raise Refused(
            N_("Notice of {number} was given already; it ends on {day}."), number=row.number,
            day=row.ends,
        )  # fmt: skip
    unit.flush()
    arrived = data.arrived or today
    duration = queries.contract(unit.con, row.key).duration
    ends = data.ends or rules.end_after_notice(duration, arrived)
    if ends < row.starts - _DAY:
        raise InputError(N_("The last day lies before the first."), field="ends")
    row.cancelled, row.ends, row.reason = arrived, ends, data.reason
    unit.put(row)
    return ends


@use_case(N_("Notice taken back"))
def resume_contract(unit: Unit, contract: int) -> None:
    """Let a contract go on: the notice was taken back.

    Raises:
        Refused: no notice was given.
    """
    row = contract_row(unit, contract)
    if row.cancelled is None:
        raise Refused(N_("No notice of {number} was given."), number=row.number)
    row.cancelled, row.ends, row.reason = None, None, ""
    unit.put(row)
