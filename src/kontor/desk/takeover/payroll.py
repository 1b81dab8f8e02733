"""The payroll office's file (Lohnbüro) as one payroll event: CSV or DATEV batch."""

from __future__ import annotations

from datetime import date

from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_
from kontor.base.numbers import format_money, parse_money
from kontor.base.text import clean_text, quoted
from kontor.contacts.formats.extf import is_extf
from kontor.contacts.formats.table import read_table, unguarded
from kontor.desk.takeover.batch import lines_of, read_batch
from kontor.desk.takeover.tables import guess
from kontor.ledger.model.inputs import Payroll, PayrollLine

Line = tuple[str, int, str]


def read_payroll(data: bytes, day: date, chart: str = "skr03") -> Payroll:
    """Read the booking list of a month.

    A CSV has the columns account and either debit and credit, or amount with its side, or account,
    contra account and amount; headings as in the list of balances. The lines must balance.

    Args:
        data: the file.
        day: day of the entry, usually the last of the month.
        chart: the chart of accounts, if a DATEV file does not name it.

    Raises:
        InputError: a line cannot be read, or debit and credit differ; nothing is booked.
    """
    lines, document = _from_datev(data, chart) if is_extf(data) else (_from_csv(data), "")
    if not lines:
        raise InputError(N_("The file has no lines with an account and an amount."))
    rest = sum(cents for _, cents, _ in lines)
    if rest:
        raise InputError(
            N_("Debit and credit of the payroll differ by {rest}."),
            hint=N_("Ask the payroll office for the complete booking list."),
            rest=format_money(rest),
        )
    return Payroll(
        day=day,
        document=document or f"LOHN-{day:%Y-%m}",
        lines=[PayrollLine(account=a, amount=c, text=t) for a, c, t in lines],
    )


def _from_datev(data: bytes, chart: str) -> tuple[list[Line], str]:
    batch = read_batch(data, chart)
    if batch.findings:
        first = batch.findings[0]
        raise InputError(
            N_("Line {line} cannot be read: {text}"), line=first.where, text=first.text
        )
    lines = [
        (line.account, line.amount, row.text) for row in batch.rows for line in lines_of(batch, row)
    ]
    documents = {row.document for row in batch.rows}
    return lines, documents.pop() if len(documents) == 1 else ""


def _from_csv(data: bytes) -> list[Line]:
    table = read_table(data)
    mapping = list(guess("balances", table.header))
    contra = next(
        (at for at, name in enumerate(table.header) if name.strip().lower() in _CONTRA), None
    )
    if contra is not None:
        mapping[contra] = "contra"
    if "account" not in mapping:
        raise InputError(
            N_("The columns of this list are not understood."),
            hint=N_("Name them like this: {columns}."),
            columns="Konto, Soll, Haben, Text",
        )
    found: list[Line] = []
    for line, cells in table.rows:
        values = {
            field: clean_text(unguarded(cell.strip())[:500])
            for field, cell in zip(mapping, cells, strict=False)
            if field
        }
        try:
            found += _lines(values)
        except KontorError as error:
            raise InputError(
                N_("Line {line} cannot be read: {text}"), line=line, text=str(error)
            ) from error
    return found


_CONTRA = frozenset({"gegenkonto", "gegenkto", "habenkonto", "contra account"})


def _lines(values: dict[str, str]) -> list[Line]:
    number = values.get("account", "").replace(" ", "")
    if not number:
        return []
    if not (number.isascii() and number.isdigit()):
        if any(values.get(key) for key in ("debit", "credit", "amount")):
            raise InputError(N_("“{text}” is no account number."), text=quoted(number))
        return []

    def money(key: str) -> int:
        text = values.get(key, "").replace("€", "").strip()
        return parse_money(text) if text else 0

    cents = money("debit") - money("credit") + money("amount")
    if values.get("mark", "").upper()[:1] in {"H", "C"}:
        cents = -abs(cents)
    text = values.get("text", "")
    lines = [(number, cents, text)] if cents else []
    if cents and values.get("contra"):
        lines.append((values["contra"].replace(" ", ""), -cents, text))
    return lines
