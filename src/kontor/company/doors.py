"""What the own firm answers to the store and the desk."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from datetime import date

from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import N_
from kontor.base.ids import iban
from kontor.company import queries
from kontor.company.law import setting_kinds
from kontor.company.numbering import check_pattern
from kontor.company.rules import check_value, plausibility
from kontor.store.doors import Door, SearchRow, values_of


def _search(
    con: sqlite3.Connection, table: str, rows: Collection[int] | None
) -> Iterable[SearchRow]:
    return [one for one in _FOUND[table](con) if rows is None or one.row in rows]


def _people(con: sqlite3.Connection) -> Iterable[SearchRow]:
    for person in queries.employees(con):
        text = " ".join((person.short, person.phone, person.mail, person.skills))
        yield SearchRow(person.ref, "company", person.name, text, person.id)


def _vehicles(con: sqlite3.Connection) -> Iterable[SearchRow]:
    for car in queries.vehicles(con):
        yield SearchRow(car.ref, "company", car.name, car.plate, car.id)


def _teams(con: sqlite3.Connection) -> Iterable[SearchRow]:
    for team in queries.teams(con):
        yield SearchRow(team.ref, "company", team.name, "", team.id)


def _accounts(con: sqlite3.Connection) -> Iterable[SearchRow]:
    for one in queries.money_accounts(con, closed=True):
        words = (one.account, one.iban, iban.format(one.iban or ""), one.bank, one.holder)
        text = " ".join(word for word in words if word)
        yield SearchRow(f"money_account:{one.id}", "company", one.name, text, one.id)


_FOUND = {"employee": _people, "vehicle": _vehicles, "team": _teams, "money_account": _accounts}


def _check(con: sqlite3.Connection) -> Iterable[Finding]:
    firm = queries.firm_or_none(con)
    if firm is None:
        return
    days = {firm.started} | {one.valid_from for one in queries.settings_history(con)}
    seen: set[tuple[str, str]] = set()
    for day in sorted(days):
        values = queries.settings_on(con, day)
        for finding in plausibility(firm, queries.regime_of(values), values, day):
            if finding.severity is Severity.ERROR and (finding.code, finding.field) not in seen:
                seen.add((finding.code, finding.field))
                yield finding
    yield from _check_rows(con, firm.started)


def _check_rows(con: sqlite3.Connection, started: date) -> Iterable[Finding]:
    for one in queries.settings_history(con):
        if one.key not in setting_kinds():
            yield Finding(
                "company.setting_unknown",
                f"setting:{one.key}",
                N_("The setting “{key}” is not known to this version."),
                severity=Severity.WARNING,
                values=values_of(key=one.key),
            )
            continue
        try:
            check_value(one.key, one.value)
        except InputError as error:
            yield Finding(
                "company.setting", f"setting:{one.key}", error.message, error.hint,
                values=tuple(error.values.items()), field=one.key,
            )  # fmt: skip
    for there in queries.number_ranges(con):
        try:
            check_pattern(there.pattern)
        except InputError as error:
            yield Finding(
                "company.pattern", f"number_range:{there.series}", error.message, error.hint,
                values=tuple(error.values.items()), field="pattern",
            )  # fmt: skip
    if started.year < 1990:
        yield Finding("company.started", "company:1", N_("The first day of the books is too old."))


DOOR = Door(
    area="company",
    search_tables=frozenset(_FOUND),
    search_rows=_search,
    check=_check,
    audit_tables=("firm", "setting", "money_account", "number_range", "employee", "employee_hours",
                  "vehicle", "team", "team_member"),
)  # fmt: skip
