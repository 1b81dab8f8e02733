"""The chart of accounts (Kontenrahmen): seeded from data, changed by the user."""

from __future__ import annotations

from datetime import date
from typing import Any

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.base.numbers import format_money
from kontor.ledger.kinds import Account
from kontor.ledger.model.chart import AccountChange, NewAccount, NewPersonalAccount
from kontor.ledger.model.tables import AccountFormRow, AccountRow, TaxCodeRow
from kontor.ledger.queries.lookup import account_named, find_account
from kontor.ledger.rules.charts import chart_rows, tax_code_rows
from kontor.ledger.service.books import Books
from kontor.ledger.service.partners import create_account as create_personal
from kontor.ledger.service.partners import next_number
from kontor.store.unit import Unit, use_case

FORMS = (2025, 2026)
CHARTS = ("skr03", "skr04")
_TELLS = "sonderafa"  # has a number of its own in each chart
_CODE_COLUMNS = (
    "kz_base",
    "kz_tax",
    "kz_input",
    "output_account",
    "input_account",
    "not_due_account",
    "result_account",
    "discount_account",
    "advance_account",
    "loss_account",
    "euer_tax_line",
    "euer_base_line",
    "bu",
    "evidence",
)


@use_case(N_("Chart of accounts set up"))
def seed_chart(unit: Unit, chart: str, today: date) -> int:
    """Fill an empty book with the accounts, form lines and tax codes of a chart.

    Args:
        unit: unit of work.
        chart: `skr03` or `skr04`.
        today: day of the set-up.

    Returns:
        The number of accounts.
    """
    if unit.con.execute("SELECT 1 FROM account LIMIT 1").fetchone():
        raise Refused(N_("The chart of accounts is already set up."))
    if chart not in CHARTS:
        raise InputError(N_("Unknown chart of accounts: {chart}."), field="chart", chart=chart)
    rows = chart_rows(chart)
    keys = [_put_account(unit, row) for row in rows]
    for key, row in zip(keys, rows, strict=True):
        _put_lines(unit, key, row)
    unit.add_all(_code_row(row) for row in tax_code_rows() if _known(row, today))
    unit.flush()
    return len(rows)


def bring_account(unit: Unit, concept: str) -> None:
    """Add an account of the chart that a book begun earlier does not have yet."""
    if find_account(unit.con, concept):
        return
    known = dict(unit.con.execute("SELECT concept, number FROM account").fetchall())
    for chart in CHARTS:
        rows = {row["concept"]: row for row in chart_rows(chart)}
        if rows[_TELLS]["number"] == known.get(_TELLS):
            _put_lines(unit, _put_account(unit, rows[concept]), rows[concept])
            unit.flush()


def _put_account(unit: Unit, row: dict[str, str]) -> int:
    return unit.insert(
        AccountRow,
        number=row["number"],
        name=row["name_de"],
        kind=row["kind"],
        function=row["function"],
        cash_role=row["cash_role"],
        tax_code=row["tax_code"] or None,
        concept=row["concept"],
        bwa=row["bwa"] or None,
        hgb=row["hgb"] or None,
    )


def _put_lines(unit: Unit, key: int, row: dict[str, str]) -> None:
    for form in FORMS:
        if row[f"euer_{form}"]:
            unit.insert(AccountFormRow, account=key, form=form, line=row[f"euer_{form}"])


@use_case(N_("Account created"))
def create_account(unit: Unit, data: NewAccount) -> int:
    """Make an own account (individuelles Konto) like an existing one."""
    if find_account(unit.con, data.number):
        raise Refused(N_("Account {number} exists already."), field="number", number=data.number)
    like = account_named(unit.con, data.like)
    if like.personal:
        raise Refused(
            N_("Accounts of customers and suppliers come with the contact."), field="like"
        )
    source = unit.get_one(AccountRow, like.id)
    row = unit.put(
        AccountRow(
            number=data.number,
            name=data.name,
            kind=source.kind,
            function=source.function,
            cash_role=source.cash_role,
            tax_code=data.tax_code or source.tax_code,
            bwa=source.bwa,
            hgb=source.hgb,
            own=True,
        )
    )
    lines = dict(_forms(unit, like)) | data.lines
    unit.add_all(
        AccountFormRow(account=row.key, form=form, line=line) for form, line in lines.items()
    )
    return row.key


@use_case(N_("Account of a customer or supplier created"))
def create_personal_account(unit: Unit, data: NewPersonalAccount) -> int:
    """Make a personal account (Personenkonto) with a given or the next free number."""
    number = data.number or next_number(unit.con, data.side)
    if find_account(unit.con, number):
        raise Refused(N_("Account {number} exists already."), field="number", number=number)
    return create_personal(Books(unit), number, data.name, data.side, data.partner).id


@use_case(N_("Account changed"))
def change_account(unit: Unit, account: str, data: AccountChange) -> int:
    """Change name, tax code, positions and form lines of an account."""
    found = account_named(unit.con, account)
    row = unit.get_one(AccountRow, found.id)
    unit.refresh(row)
    changes = data.model_dump(exclude_unset=True, exclude={"lines"})
    if "tax_code" in changes and found.automatic and changes["tax_code"] != found.code:
        raise Refused(
            N_("The tax code of account {number} is fixed by the chart."),
            field="tax_code",
            number=found.number,
        )
    for name, value in changes.items():
        setattr(row, name, value)
    unit.put(row)
    for form, line in data.lines.items():
        _put_form(unit, found, form, line)
    return found.id


@use_case(N_("Account closed"))
def close_account(unit: Unit, account: str, day: date) -> None:
    """Close an account without balance; it stays in all reports."""
    found = account_named(unit.con, account)
    (balance,) = unit.con.execute(
        "SELECT ifnull(sum(cents),0) FROM line WHERE account=?", (found.id,)
    ).fetchone()
    if balance:
        raise Refused(
            N_("Account {number} still has a balance of {balance}."),
            hint=N_("Post it to another account first."),
            number=found.number,
            balance=format_money(balance),
        )
    _set_closed(unit, found, day)


@use_case(N_("Account opened again"))
def reopen_account(unit: Unit, account: str) -> None:
    """Open a closed account again."""
    _set_closed(unit, account_named(unit.con, account), None)


def _set_closed(unit: Unit, account: Account, day: date | None) -> None:
    row = unit.get_one(AccountRow, account.id)
    unit.refresh(row)
    row.closed = day
    unit.put(row)


def _forms(unit: Unit, account: Account) -> list[tuple[int, str]]:
    rows = unit.con.execute("SELECT form,line FROM account_form WHERE account=?", (account.id,))
    return [(int(form), str(line)) for form, line in rows.fetchall()]


def _put_form(unit: Unit, account: Account, form: int, line: str) -> None:
    row = unit.con.execute(
        "SELECT id FROM account_form WHERE account=? AND form=?", (account.id, form)
    ).fetchone()
    if row is None:
        if line:
            unit.put(AccountFormRow(account=account.id, form=form, line=line))
        return
    stored = unit.get_one(AccountFormRow, row[0])
    unit.refresh(stored)
    if not line:
        unit.delete(stored)
        unit.flush()
        return
    stored.line = line
    unit.put(stored)


def _known(row: dict[str, str], today: date) -> bool:
    """Rows of the future are taken too: a rate that is law already must be there on its day."""
    return date.fromisoformat(row["valid_from"]) <= date(today.year + 10, 12, 31)


def _code_row(row: dict[str, str]) -> TaxCodeRow:
    texts: dict[str, Any] = {name: row[name] or None for name in _CODE_COLUMNS}
    return TaxCodeRow(
        code=row["code"],
        valid_from=date.fromisoformat(row["valid_from"]),
        name=row["name_de"],
        side=row["side"],
        rate=int(row["rate"]),
        due_ist=row["due_ist"],
        source="; ".join(part for part in (row["law"], row["source"]) if part),
        **texts,
    )
