"""A maintenance contract with everything that belongs to it, as blocks of a sheet."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money, format_quantity
from kontor.tickets.contract_kinds import (
    Billed,
    ContractDevice,
    ContractState,
    IndexKind,
    Price,
    Visit,
    VisitState,
)
from kontor.tickets.contract_words import (
    BASES,
    RHYTHMS,
    VISITS,
    index_text,
    interval_text,
    term_text,
)
from kontor.tickets.contract_words import STATES as WORDS
from kontor.tickets.queries import contracts as queries
from kontor.tickets.queries.contracts import Adjustment, Known
from kontor.tickets.rules.contracts import check_terms
from kontor.tui.sheet import Block, Facts, Grid, Head, Note, link
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, PLAIN, WARN, Column, Kind, State

STATES: dict[str, State] = {
    ContractState.COMING: State("◔", WORDS[ContractState.COMING], PLAIN),
    ContractState.RUNNING: State("●", WORDS[ContractState.RUNNING], GOOD),
    ContractState.NOTICE: State("◌", WORDS[ContractState.NOTICE], WARN),
    ContractState.ENDED: State("–", WORDS[ContractState.ENDED], MUTED),
}
LATE, DUE, PLANNED, AHEAD, OVER = "late", "due", "planned", "ahead", "over"
BILL = "bill"  # no visit, only a year to bill
NEXT: dict[str, State] = {
    LATE: State("!", N_("overdue"), BAD),
    DUE: State("●", N_("due"), WARN),
    PLANNED: State("→", N_("planned"), GOOD),
    AHEAD: State("○", N_("not yet"), MUTED),
    OVER: State("–", N_("ended"), MUTED),
    BILL: State("€", N_("bill only"), PLAIN),
}
_VISITS: dict[str, State] = {
    VisitState.PLANNED: State("→", VISITS[VisitState.PLANNED], WARN),
    VisitState.DONE: State("✓", VISITS[VisitState.DONE], GOOD),
    VisitState.SKIPPED: State("–", VISITS[VisitState.SKIPPED], MUTED),
}
_VISIT_COLUMNS = (
    Column(N_("Due until"), Kind.DATE),
    Column(N_("Done"), Kind.DATE, priority=2),
    Column(N_("Appointment"), Kind.TEXT, 16, priority=3),
    Column(N_("Case"), Kind.NUMBER, 13),
    Column(N_("State"), Kind.STATE, 12, states=_VISITS),
)
_PRICE_COLUMNS = (
    Column(N_("From"), Kind.DATE),
    Column(N_("Net"), Kind.MONEY, 11),
    Column(N_("Of it material"), Kind.MONEY, 11, priority=3),
    Column(N_("Reason"), Kind.TEXT, 24, grow=1),
)
_BILL_COLUMNS = (
    Column(N_("From"), Kind.DATE),
    Column(N_("Until"), Kind.DATE),
    Column(N_("Invoice"), Kind.TEXT, 18, grow=1),
)


_LINES = (
    Column(N_("Number"), Kind.NUMBER, 8),
    Column(N_("What"), Kind.TEXT, 30, grow=1),
    Column(N_("State"), Kind.STATE, 12, states=NEXT),
)


class ContractFile(NamedTuple):
    """A contract with what belongs to it."""

    known: Known
    today: date
    devices: list[ContractDevice]
    visits: list[Visit]
    prices: list[Price]
    bills: list[Billed]
    next_price: Adjustment | None


def read_contract(con: sqlite3.Connection, key: int, today: date) -> ContractFile:
    """Everything about a contract."""
    one = queries.contract(con, key)
    return ContractFile(
        queries.known(con, one, today), today, queries.devices(con, key),
        queries.visits(con, key), queries.prices(con, key), queries.bills(con, key),
        queries.adjustment(con, one),
    )  # fmt: skip


def next_state(one: Known, today: date) -> str:
    """How the next visit stands."""
    if one.planned is not None:
        return PLANNED
    if one.turn is None or one.state is ContractState.ENDED:
        return OVER
    if one.turn.last < today:
        return LATE
    return DUE if one.turn.first <= today else AHEAD


def moment_text(wall: str) -> str:
    """A wall time of the calendar in short."""
    if not wall:
        return ""
    at = datetime.fromisoformat(wall)
    return f"{format_day(at.date(), weekday=True, year=False)} {at:%H:%M}"


def next_text(one: Known) -> str:
    """When the next visit is, or until when it is due."""
    if one.planned is not None:
        cancelled = one.planned.appointment_state == "cancelled"
        return moment_text("" if cancelled else one.planned.starts) or _("agree on a time")
    if one.turn is None:
        return ""
    return _("until {day}").format(day=format_day(one.turn.last))


def contract_blocks(file: ContractFile, *, full: bool) -> list[Block]:
    """The sheet; a preview leaves out what was before."""
    one = file.known.contract
    blocks: list[Block] = [
        Head(one.number, one.subject, STATES[file.known.state]),
        Facts(
            (N_("Customer"), link(one.contact_name, f"contacts:{one.contact}")),
            (N_("Site"), link(one.site_name, f"contacts:site/{one.site}")),
            (N_("Where"), one.place), (N_("How often"), interval_text(one)),
            (N_("Last visit"), one.last), (N_("Next visit"), _next(file)),
            (N_("Length"), _("{count} min").format(count=one.minutes)),
            (N_("Skill"), one.skill),
        ),
        Facts(*_price(file), title=N_("Price")),
        Facts(*_term(file), title=N_("Term")),
    ]  # fmt: skip
    there = [
        (device.kind, link(" · ".join(filter(None, (device.name, device.place, device.serial))),
                           f"contacts:device/{device.id}"))
        for device in file.devices if device.removed is None
    ]  # fmt: skip
    if there:
        blocks.append(Facts(*there, title=N_("Devices")))
    if one.scope:
        blocks.append(Note(N_("What is done"), one.scope))
    blocks += _findings(file)
    return blocks + (_more(file) if full else [])


def contract_lines(found: Sequence[Known], today: date) -> list[Block]:
    """Contracts in the file of a device or a customer, a line each."""
    rows = [
        (one.contract.number, " · ".join((one.contract.subject, next_text(one))).strip(" ·"),
         next_state(one, today))
        for one in found
    ]  # fmt: skip
    refs = [one.contract.ref for one in found]
    return [Grid(_LINES, rows, N_("Maintenance contract"), refs=refs)] if rows else []


def _next(file: ContractFile) -> str:
    state = NEXT[next_state(file.known, file.today)]
    return f"{state.sign} {_(state.word)} {next_text(file.known)}".strip()


def _price(file: ContractFile) -> list[tuple[str, object]]:
    one, price = file.known.contract, file.known.price
    net = f"{format_money(price.price)} €, {_(BASES[one.basis])}"
    material = f"{format_money(price.material)} €" if price.material else None
    year = file.known.year
    open_ = _("from {day}").format(day=format_day(year.first)) if year else None
    return [
        (N_("Net"), net), (N_("Of it material"), material), (N_("Billed"), _(RHYTHMS[one.rhythm])),
        (N_("Year to bill"), open_), (N_("Price follows"), index_text(one) or None),
        (N_("Adjusted next"), _adjusted(file)),
    ]  # fmt: skip


def _adjusted(file: ContractFile) -> str | None:
    one, found = file.known.contract, file.next_price
    if one.next_adjust is None:
        return None
    day = format_day(one.next_adjust)
    if found is None:
        return f"{day} · {_('no newer value of the index is known')}"
    said = f"{day} · {format_money(found.before.price)} → {format_money(found.after.price)} €"
    if one.index_kind is IndexKind.SERIES and found.base and found.newest:
        values = (format_quantity(value.value, 3) for value in (found.base, found.newest))
        said += f" ({' → '.join(values)})"
    return said


def _term(file: ContractFile) -> list[tuple[str, object]]:
    one = file.known.contract
    end = file.known.end
    return [
        (N_("From"), one.starts), (N_("Agreed"), term_text(one)),
        (N_("Term ends"), end if one.ends is None else None),
        (N_("Notice until"), file.known.notice), (N_("Notice of"), one.cancelled),
        (N_("Last day"), one.ends), (N_("Reason"), one.reason),
    ]  # fmt: skip


def _findings(file: ContractFile) -> list[Block]:
    one = file.known.contract
    found = check_terms(one.duration, one.index_kind, consumer=one.consumer)
    said = "\n".join(f"{finding.text} {finding.advice} ({finding.law})" for finding in found)
    return [Note(N_("What the law says"), said)] if said else []


def _more(file: ContractFile) -> list[Block]:
    blocks: list[Block] = []
    if file.visits:
        rows = [
            (visit.due, visit.done, moment_text(visit.starts), visit.ticket_number,
             str(visit.state))
            for visit in file.visits
        ]  # fmt: skip
        refs = [f"tickets:{visit.ticket}" if visit.ticket else "" for visit in file.visits]
        blocks.append(Grid(_VISIT_COLUMNS, rows, N_("Visits"), refs=refs))
    prices = [(price.valid_from, price.price, price.material, price.reason)
              for price in file.prices]  # fmt: skip
    blocks.append(Grid(_PRICE_COLUMNS, prices, N_("Prices")))
    if file.bills:
        bills = [(bill.starts, bill.ends, bill.number or _("draft")) for bill in file.bills]
        refs = [f"sales:{bill.invoice}" for bill in file.bills]
        blocks.append(Grid(_BILL_COLUMNS, bills, N_("Billed in advance"), refs=refs))
    if file.known.contract.note:
        blocks.append(Note(N_("Note"), file.known.contract.note))
    return blocks
