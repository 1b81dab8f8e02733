"""What is asked about the own firm: plain SQL, frozen answers."""

from __future__ import annotations

import sqlite3
from datetime import date

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.company.kinds import (
    Chart,
    DatedValue,
    Filing,
    Firm,
    MoneyAccount,
    MoneyKind,
    NumberRange,
    ProfitMethod,
    Regime,
    VatMethod,
)
from kontor.company.law import default_ranges, setting_kinds
from kontor.company.numbering import number_text

_FIRM = (
    "SELECT id,name,owner,trade,street,house_number,postcode,city,country,phone,mail,web,chart,"
    "started,demo FROM firm ORDER BY id LIMIT 1"
)
_MONEY = (
    "SELECT id,name,kind,account,iban,bic,bank,holder,currency,closed FROM money_account"
    " WHERE (:all OR closed IS NULL) ORDER BY closed IS NOT NULL, id"
)


def firm(con: sqlite3.Connection) -> Firm:
    """The own firm.

    Raises:
        NotFound: the file holds no firm yet.
    """
    found = firm_or_none(con)
    if found is None:
        raise NotFound(
            N_("No firm is set up in this file yet."), hint=N_("Set it up with “kontor new”.")
        )
    return found


def firm_or_none(con: sqlite3.Connection) -> Firm | None:
    """The own firm, or None in a file that is not set up."""
    row = con.execute(_FIRM).fetchone()
    if row is None:
        return None
    found = Firm._make(row)
    return found._replace(chart=Chart(found.chart), started=date.fromisoformat(row[13]))


def setting(con: sqlite3.Connection, key: str, day: date) -> str:
    """The value on a day: the newest not after it, else the first known, else the default."""
    row = con.execute(
        "SELECT value FROM setting WHERE name=? ORDER BY valid_from>?,"
        " iif(valid_from>?,valid_from,''), valid_from DESC LIMIT 1",
        (key, day.isoformat(), day.isoformat()),
    ).fetchone()
    return str(row[0]) if row else setting_kinds()[key].default


def settings_on(con: sqlite3.Connection, day: date) -> dict[str, str]:
    """All settings on a day, defaults included, in the order of the form."""
    values = {key: kind.default for key, kind in setting_kinds().items()}
    rows = con.execute(
        "SELECT name,value,valid_from FROM setting ORDER BY valid_from DESC"
    ).fetchall()
    done: set[str] = set()
    for key, value, valid_from in rows:
        if key in values and key not in done:
            values[key] = value
            if valid_from <= day.isoformat():
                done.add(key)
    return values


def settings_history(con: sqlite3.Connection, key: str | None = None) -> list[DatedValue]:
    """Every dated value, newest first; of one setting or of all."""
    rows = con.execute(
        "SELECT name,valid_from,value,reason FROM setting WHERE ?1 IS NULL OR name=?1"
        " ORDER BY valid_from DESC,name",
        (key,),
    ).fetchall()
    return [DatedValue(k, date.fromisoformat(day), value, why) for k, day, value, why in rows]


def regime_on(con: sqlite3.Connection, day: date) -> Regime:
    """What decides about tax on this day."""
    return regime_of(settings_on(con, day))


def regime_of(values: dict[str, str]) -> Regime:
    """The regime that these settings give."""
    return Regime(
        VatMethod(values["vat_method"]),
        ProfitMethod(values["profit_method"]),
        Filing(values["vat_filing"]),
        values["vat_extension"] == "1",
        values["land"],
        values["legal_form"],
    )


def regimes(con: sqlite3.Connection, first: date, last: date) -> list[tuple[date, Regime]]:
    """The regime on `first` and every day up to `last` on which it changes."""
    keys = ("vat_method", "profit_method", "vat_filing", "vat_extension", "land", "legal_form")
    dated = settings_history(con)
    days = {one.valid_from for one in dated if one.key in keys and first < one.valid_from <= last}
    found = [(first, regime_on(con, first))]
    for day in sorted(days):
        if (regime := regime_on(con, day)) != found[-1][1]:
            found.append((day, regime))
    return found


def money_accounts(con: sqlite3.Connection, *, closed: bool = False) -> list[MoneyAccount]:
    """Bank, cash, card and PayPal accounts, first the oldest; closed ones on demand."""
    return [_money(row) for row in con.execute(_MONEY, {"all": closed}).fetchall()]


def money_account(con: sqlite3.Connection, account: int) -> MoneyAccount:
    """One money account by id; `NotFound` without it."""
    for one in money_accounts(con, closed=True):
        if one.id == account:
            return one
    raise NotFound(N_("There is no money account {number}."), number=account)


def money_account_by_iban(con: sqlite3.Connection, iban: str) -> MoneyAccount | None:
    """The own account with this IBAN (compact form), also a closed one."""
    for one in money_accounts(con, closed=True):
        if one.iban == iban:
            return one
    return None


def _money(row: tuple[object, ...]) -> MoneyAccount:
    values = MoneyAccount._make(row)
    closed = date.fromisoformat(str(values.closed)) if values.closed else None
    return values._replace(kind=MoneyKind(values.kind), closed=closed)


def number_ranges(con: sqlite3.Connection, day: date | None = None) -> list[NumberRange]:
    """All ranges with their history, or only those in force on a day."""
    rows = con.execute(
        "SELECT series,pattern,first,valid_from FROM number_range ORDER BY series,valid_from"
    ).fetchall()
    found = [NumberRange(s, p, first, date.fromisoformat(v)) for s, p, first, v in rows]
    if day is None:
        return found
    newest = {one.series: one for one in found if one.valid_from <= day}
    return list(newest.values())


def number_range(con: sqlite3.Connection, series: str, day: date) -> NumberRange:
    """The range of a series on a day, before its start the first one; `NotFound` without any."""
    found = [one for one in number_ranges(con) if one.series == series]
    if not found:  # a file from before this series was known
        found = [
            NumberRange(name, pattern, first, day)
            for name, pattern, first in default_ranges()
            if name == series
        ]
    if not found:
        raise NotFound(
            N_("There is no number range “{series}”."),
            hint=N_("Add it under Betrieb, number ranges."),
            series=series,
        )
    return ([one for one in found if one.valid_from <= day] or found[:1])[-1]


def next_number(con: sqlite3.Connection, series: str, day: date, used: int) -> str:
    """The number to give next; `used` is the highest counter of the period, 0 without any."""
    there = number_range(con, series, day)
    return number_text(there.pattern, day, max(used + 1, there.first))
