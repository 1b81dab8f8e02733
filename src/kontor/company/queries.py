"""What is asked about the own firm: plain SQL, frozen answers."""

from __future__ import annotations

import sqlite3
from datetime import date

from kontor.base.errors import InputError, NotFound
from kontor.base.i18n import N_
from kontor.base.text import fold, quoted
from kontor.company.kinds import (
    Chart,
    DatedValue,
    Employee,
    Filing,
    Firm,
    Hours,
    Member,
    MoneyAccount,
    MoneyKind,
    NumberRange,
    ProfitMethod,
    Regime,
    StaffRole,
    Team,
    VatMethod,
    Vehicle,
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

_STAFF = (
    "SELECT id,name,short,role,phone,mail,started,ended,hours,break_from,break_minutes,vacation,"
    "born,skills,note FROM employee ORDER BY ended IS NOT NULL, started, id"
)
_HOURS = (
    "SELECT employee,valid_from,hours,break_from,break_minutes FROM employee_hours"
    " ORDER BY valid_from"
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


def own_name(con: sqlite3.Connection, today: date) -> str:
    """The short name of whoever works here (Ich bin); empty where nobody said so."""
    return setting(con, "me", today)


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


def employees(con: sqlite3.Connection, day: date | None = None) -> list[Employee]:
    """Everybody who works or worked in the firm, first the oldest; with a day only who did then."""
    later: dict[int, list[Hours]] = {}
    for employee, first, *rest in con.execute(_HOURS).fetchall():
        later.setdefault(employee, []).append(Hours(date.fromisoformat(first), *rest))
    found = [
        Employee._make((*row, tuple(later.get(row[0], ()))))._replace(
            role=StaffRole(row[3]), started=date.fromisoformat(row[6]), ended=_day(row[7]),
            born=_day(row[12]),
        )
        for row in con.execute(_STAFF).fetchall()
    ]  # fmt: skip
    return [one for one in found if day is None or one.works_on(day)]


def vehicles(con: sqlite3.Connection, day: date | None = None) -> list[Vehicle]:
    """All vehicles by name; with a day only those of the firm then."""
    rows = con.execute(
        "SELECT id,name,plate,started,ended,note FROM vehicle"
        " WHERE ?1 IS NULL OR (started<=?1 AND ifnull(ended,?1)>=?1) ORDER BY name",
        (day.isoformat() if day else None,),
    ).fetchall()
    return [
        Vehicle(key, name, plate, date.fromisoformat(started), _day(ended), note)
        for key, name, plate, started, ended, note in rows
    ]


def teams(con: sqlite3.Connection, day: date | None = None) -> list[Team]:
    """All teams by name, with everybody who is or was in them; with a day only those of then."""
    members: dict[int, list[Member]] = {}
    for key, team, employee, since, until in con.execute(
        "SELECT id,team,employee,since,until FROM team_member ORDER BY since,id"
    ).fetchall():
        one = Member(key, team, employee, date.fromisoformat(since), _day(until))
        members.setdefault(team, []).append(one)
    rows = con.execute(
        "SELECT id,name,ended FROM team WHERE ?1 IS NULL OR ifnull(ended,?1)>=?1 ORDER BY name",
        (day.isoformat() if day else None,),
    ).fetchall()
    return [Team(key, name, _day(ended), tuple(members.get(key, ()))) for key, name, ended in rows]


def find_employee(con: sqlite3.Connection, text: str) -> Employee:
    """Somebody by short name, name or reference; a begin is enough when only one has it.

    Raises:
        NotFound: nobody is called so.
        InputError: several are.
    """
    there = employees(con)
    return there[_named(text, [(one.ref, one.short, one.name) for one in there])]


def find_vehicle(con: sqlite3.Connection, text: str) -> Vehicle:
    """A vehicle by name, plate or reference; refusals as of `find_employee`."""
    there = vehicles(con)
    return there[_named(text, [(one.ref, one.name, one.plate) for one in there])]


def find_team(con: sqlite3.Connection, text: str) -> Team:
    """A team by name or reference; refusals as of `find_employee`."""
    there = teams(con)
    return there[_named(text, [(one.ref, one.name, "") for one in there])]


def find_crew(con: sqlite3.Connection, text: str, day: date) -> Employee | Vehicle | Team:
    """A person, a vehicle or a team by name, first of those of a day; refusals as `find_employee`.

    An exact name wins over a begin, and a short name over a name.
    """
    now: list[Employee | Vehicle | Team] = [
        *employees(con, day), *teams(con, day), *vehicles(con, day),
    ]  # fmt: skip
    try:
        return now[_named(text, [_names(one) for one in now])]
    except NotFound:
        every: list[Employee | Vehicle | Team] = [*employees(con), *teams(con), *vehicles(con)]
        return every[_named(text, [_names(one) for one in every])]


def _names(one: Employee | Vehicle | Team) -> tuple[str, str, str]:
    if isinstance(one, Employee):
        return one.ref, one.short, one.name
    return one.ref, one.name, one.plate if isinstance(one, Vehicle) else ""


def _named(text: str, names: list[tuple[str, str, str]]) -> int:
    """Place of what a text means among (reference, name, other name)."""
    wanted = " ".join(fold(text).split())
    folded = [tuple(fold(one) for one in row) for row in names]
    tries = (
        [place for place, row in enumerate(folded) if wanted == row[0]],
        [place for place, row in enumerate(folded) if wanted == row[1]],
        [place for place, row in enumerate(folded) if wanted == row[2]],
        [place for place, row in enumerate(folded) if _begins(row, wanted)],
    )
    found: list[int] = next((one for one in tries if one), []) if wanted else []
    shorts = ", ".join(names[place][1] for place in found or range(len(names)))
    if len(found) > 1:
        raise InputError(
            N_("“{name}” is more than one: {names}."), name=quoted(text), names=shorts,
            hint=N_("Write more of the name."), field="crew",
        )  # fmt: skip
    if not found:
        raise NotFound(
            N_("Nobody and nothing of the firm is called “{name}”."), name=quoted(text),
            hint=N_("Known: {names}.") if names else N_("Add it with “kontor staff add”."),
            names=shorts, field="crew",
        )  # fmt: skip
    return found[0]


def _begins(row: tuple[str, ...], wanted: str) -> bool:
    return any(word.startswith(wanted) for name in row[1:] for word in (name, *name.split()))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
