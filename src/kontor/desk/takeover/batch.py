"""A batch of entries of DATEV (EXTF, category 21) as balances, open items or entries.

A row says one account, its contra account and the gross amount; the tax follows from the automatic
account or from the BU key. Rows of opening values stand against 9000, 9008 and 9009.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from kontor.base.dates import end_of_month
from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import N_
from kontor.base.money import tax_in_gross, tax_on_net
from kontor.base.numbers import parse_money
from kontor.base.text import clean_text, quoted
from kontor.contacts.formats.extf import ACCOUNT_NAMES, ENTRIES, Extf, read_extf
from kontor.desk.takeover.inputs import ItemPart, OpeningLine, TakeOver, TakeOverItem
from kontor.ledger.model.inputs import EntryLine
from kontor.ledger.rules.charts import chart_rows, tax_code_rows
from kontor.store.doors import values_of

_LIFTED = "40"  # BU key that switches the automatic of an account off
_PERSONAL = 5  # digits of a customer or supplier account


class BatchRow(NamedTuple):
    """One row of the batch: debit `account` by `cents` (credit when negative) against `contra`."""

    line: int
    account: str
    contra: str
    cents: int
    key: str
    day: date
    document: str
    text: str
    due: date | None
    service: date | None


class Tax(NamedTuple):
    """A tax code as a batch needs it: rate and the numbers of its tax accounts."""

    code: str
    side: str
    rate: int
    output: str
    input: str


class Batch(NamedTuple):
    """What was read of a batch; `findings` name rows that could not be read."""

    chart: str
    label: str
    first: date | None
    last: date | None
    rows: tuple[BatchRow, ...]
    names: Mapping[str, str]
    findings: tuple[Finding, ...]


def read_batch(data: bytes, chart: str = "skr03") -> Batch:
    """Read a DATEV file of category 21 (entries) or 20 (names of accounts).

    Args:
        data: the file.
        chart: the chart of accounts, if the header does not name it.

    Raises:
        InputError: no such DATEV file, or its header is damaged.
    """
    file = read_extf(data)
    if file.category == ACCOUNT_NAMES:
        names = {
            _account(row[0], file.account_length): clean_text(row[1][:200])
            for _, row in file.rows
            if len(row) > 1 and row[0].strip().isdigit()
        }
        return Batch(file.chart or chart, file.label, None, None, (), names, ())
    if file.category != ENTRIES:
        raise InputError(
            N_("This DATEV file holds “{label}”, no entries."),
            hint=N_("Its header must name category 21."),
            label=file.label or str(file.category),
        )
    rows: list[BatchRow] = []
    findings: list[Finding] = []
    for line, cells in file.rows:
        try:
            rows.append(_row(file, line, cells))
        except (InputError, ValueError) as error:
            findings.append(_unread(line, error))
    return Batch(
        file.chart or chart, file.label, file.first, file.last, tuple(rows), {}, tuple(findings)
    )


def _unread(line: int, error: Exception) -> Finding:
    if isinstance(error, InputError):
        values = tuple(error.values.items())
        return Finding("takeover.line", str(line), error.message, error.hint, values=values)
    return Finding("takeover.line", str(line), N_("This row is damaged."))


def _row(file: Extf, line: int, cells: tuple[str, ...]) -> BatchRow:
    cell = [*(text.strip() for text in cells), *[""] * 125]
    cents = parse_money(cell[0])
    mark = cell[1].upper()
    if mark not in {"S", "H"} or cents < 0:
        raise InputError(N_("Amount or side of the row is wrong."))
    sign = 1 if mark == "S" else -1
    if cell[117] == "1":
        sign = -sign
    return BatchRow(
        line,
        _account(cell[6], file.account_length),
        _account(cell[7], file.account_length),
        sign * cents,
        cell[8].lstrip("0"),
        _document_day(file, cell[9]),
        clean_text(cell[10][:200])[:36],
        clean_text(cell[13][:500]),
        _full_day(cell[116]) or _short_day(cell[11]),
        _full_day(cell[114]),
    )


def _account(text: str, length: int) -> str:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise InputError(N_("“{text}” is no account number."), text=quoted(text))
    if len(digits) > length:  # customers and suppliers have one digit more
        return digits.rstrip("0").ljust(_PERSONAL, "0") if length > 4 else digits
    full = digits.zfill(length)
    return full[:4] if length > 4 and set(full[4:]) <= {"0"} else full


def _document_day(file: Extf, text: str) -> date:
    digits = text.zfill(4)
    day, month = int(digits[:2]), int(digits[2:])
    start = file.year_start or file.first
    if start is None:
        raise InputError(N_("The header names no fiscal year."))
    year = start.year if month >= start.month else start.year + 1
    return date(year, month, day)


def _full_day(text: str) -> date | None:
    if len(text) != 8 or not text.isdigit():
        return None
    return date(int(text[4:]), int(text[2:4]), int(text[:2]))


def _short_day(text: str) -> date | None:
    """A due date TTMMJJ in the second document field; other texts there are no date."""
    if len(text) != 6 or not (text.isascii() and text.isdigit()):
        return None
    day, month, year = int(text[:2]), int(text[2:4]), 2000 + int(text[4:])
    if not (1 <= month <= 12 and 1 <= day <= end_of_month(date(year, month, 1)).day):
        return None
    return date(year, month, day)


# -- tax of a row --------------------------------------------------------------------------------


class _Chart(NamedTuple):
    automatic: Mapping[str, Tax]
    keys: Mapping[str, Tax]
    money: frozenset[str]


@cache
def _chart(name: str) -> _Chart:
    rows = chart_rows(name)
    numbers = {row["concept"]: row["number"] for row in rows if row["concept"]}
    codes: dict[str, Tax] = {}
    keys: dict[str, Tax] = {}
    for row in tax_code_rows():
        tax = Tax(
            row["code"],
            row["side"],
            int(row["rate"] or 0),
            numbers.get(row["output_account"], ""),
            numbers.get(row["input_account"], ""),
        )
        codes[tax.code] = tax
        if row["bu"]:
            keys.setdefault(row["bu"], tax)
    automatic = {
        row["number"]: codes[row["tax_code"]]
        for row in rows
        if row["tax_code"] in codes and row["function"].split("/")[-1] in {"AM", "AV"}
    }
    money = frozenset(
        row["number"]
        for row in rows
        if row["cash_role"] == "money"
        and row["kind"] in {"asset", "liability", "equity"}
        and row["concept"] in _MONEY
    )
    return _Chart(automatic, keys, money)


_MONEY = frozenset((
    "bank", "bank1", "bank2", "kasse", "nebenkasse", "geldtransit", "kreditkarte",
    "privatentnahme", "privateinlage",
))  # fmt: skip


def _tax_of(batch: Batch, row: BatchRow) -> tuple[Tax | None, str]:
    """The tax of a row, and the account that it belongs to."""
    chart = _chart(batch.chart)
    if row.key.startswith(_LIFTED) and len(row.key) == len(_LIFTED):
        return None, ""
    if row.key in chart.keys:
        base = row.contra if len(row.account) == _PERSONAL or row.account in chart.money else ""
        return chart.keys[row.key], base or row.account
    for number in (row.contra, row.account):
        if number in chart.automatic:
            return chart.automatic[number], number
    return None, ""


def lines_of(batch: Batch, row: BatchRow) -> list[EntryLine]:
    """The lines of a row: account, contra account, and the tax taken out of the gross amount."""
    tax, base = _tax_of(batch, row)
    lines = []
    for number, cents in ((row.account, row.cents), (row.contra, -row.cents)):
        if tax is None or number != base:
            lines.append(EntryLine(account=number, amount=cents))
            continue
        if tax.side == "reverse":
            pair = tax_on_net(cents, tax.rate)
            lines.append(EntryLine(account=number, amount=cents, code=tax.code, part="base"))
            lines.append(EntryLine(account=tax.output, amount=-pair, code=tax.code, part="output"))
            if tax.input:
                lines.append(EntryLine(account=tax.input, amount=pair, code=tax.code, part="input"))
            continue
        amount = tax_in_gross(cents, tax.rate)
        lines.append(EntryLine(account=number, amount=cents - amount, code=tax.code, part="base"))
        if amount:
            part = "output" if tax.side == "output" else "input"
            account = tax.output if tax.side == "output" else tax.input
            lines.append(
                EntryLine.model_validate(
                    {"account": account, "amount": amount, "code": tax.code, "part": part}
                )
            )
    return lines


# -- what a batch can be taken over as -----------------------------------------------------------


def running(batch: Batch) -> tuple[Batch, Batch]:
    """The opening values of a batch, and the rows of the running year."""
    opening = [row for row in batch.rows if _carried(row)]
    rest = [row for row in batch.rows if not _carried(row)]
    return batch._replace(rows=tuple(opening)), batch._replace(rows=tuple(rest))


def _carried(row: BatchRow) -> bool:
    """Whether a row stands against a carry-forward account (9000, 9008, 9009)."""
    return any(len(one) < _PERSONAL and one[0] == "9" for one in (row.account, row.contra))


def is_personal(number: str) -> bool:
    """Whether a number belongs to a customer or supplier."""
    return len(number) == _PERSONAL


def is_money(batch: Batch, number: str) -> bool:
    """Whether an account holds money: bank, cash, card, transit, private."""
    return number in _chart(batch.chart).money


def tax_of(batch: Batch, row: BatchRow) -> Tax | None:
    """The tax code of a row; None for one without tax."""
    return _tax_of(batch, row)[0]


def balances(batch: Batch) -> list[OpeningLine]:
    """The balance of every account after all rows; personal accounts as their control account."""
    sums: dict[str, int] = {}
    for row in batch.rows:
        for line in lines_of(batch, row):
            number = _control(line.account)
            if not number.startswith("9"):
                sums[number] = sums.get(number, 0) + line.amount
    return [OpeningLine(account=key, amount=cents) for key, cents in sorted(sums.items()) if cents]


def _control(number: str) -> str:
    if len(number) != _PERSONAL:
        return number
    return "forderungen" if number < "70000" else "verbindlichkeiten"


def items(batch: Batch, rate: int | None = None) -> tuple[list[TakeOverItem], list[Finding]]:
    """What is open per personal account and document after all rows.

    Args:
        batch: the batch.
        rate: tax rate to assume for opening values, which come without tax; each is a finding.
    """
    open_: dict[tuple[str, str], list[tuple[BatchRow, int]]] = {}
    for row in batch.rows:
        for number, cents in ((row.account, row.cents), (row.contra, -row.cents)):
            if len(number) == _PERSONAL:
                open_.setdefault((number, row.document), []).append((row, cents))
    found: list[TakeOverItem] = []
    findings: list[Finding] = []
    for (number, document), rows in open_.items():
        if not sum(cents for _, cents in rows):
            continue
        if not document:
            findings.append(
                Finding(
                    "takeover.items",
                    str(rows[0][0].line),
                    N_("What is open on {number} has no document number."),
                    N_("Enter it by hand."),
                    Severity.ERROR,
                    values_of(number=number),
                )
            )
            continue
        found.append(_item(batch, (number, document), rows, rate, findings))
    return found, findings


def _item(
    batch: Batch,
    key: tuple[str, str],
    rows: list[tuple[BatchRow, int]],
    rate: int | None,
    findings: list[Finding],
) -> TakeOverItem:
    number, document = key
    side = 1 if number < "70000" else -1
    parts: list[ItemPart] = []
    paid = 0
    for row, cents in rows:
        contra = row.contra if row.account == number else row.account
        if contra in _chart(batch.chart).money or len(contra) == _PERSONAL:
            paid -= side * cents
        elif contra.startswith("9"):
            parts.append(_assumed(row, side * cents, rate, findings))
        else:
            parts += _parts(batch, row, side)
    first = rows[0][0]
    return TakeOverItem(
        side="customer" if side == 1 else "supplier",
        partner=number,
        document=document,
        day=first.day,
        service=first.service,
        due=first.due,
        parts=parts or [ItemPart(net=0)],
        paid=paid,
        text=first.text,
    )


def _parts(batch: Batch, row: BatchRow, side: int) -> Iterable[ItemPart]:
    """Base and tax that the row put on or took from an item."""
    lines = [line for line in lines_of(batch, row) if len(line.account) != _PERSONAL]
    bases = [line for line in lines if line.part not in {"output", "input"}]
    reverse = any(line.part == "output" for line in lines) and any(
        line.part == "input" for line in lines
    )
    tax = 0 if reverse else sum(one.amount for one in lines if one.part in {"output", "input"})
    for base in bases:
        yield ItemPart(
            net=-side * base.amount, tax=-side * tax, code=base.code, account=base.account
        )


def _assumed(row: BatchRow, gross: int, rate: int | None, findings: list[Finding]) -> ItemPart:
    tax = tax_in_gross(gross, rate) if rate else 0
    findings.append(
        Finding(
            "takeover.items",
            str(row.line),
            N_("The file does not say the tax of {document}."),
            N_("Check the rate that was assumed, or enter net and tax."),
            Severity.WARNING,
            values_of(document=row.document),
        )
    )
    return ItemPart(net=gross - tax, tax=tax)


def takeover_of(batch: Batch, rate: int | None = None) -> tuple[TakeOver, list[Finding]]:
    """Balances and open items of a batch together."""
    found, findings = items(batch, rate)
    return TakeOver(balances=balances(batch), items=found), [*batch.findings, *findings]
