"""Bank tables (CSV): find the head row by its content, then read row by row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from kontor.banking.formats import values
from kontor.banking.formats.csv_profiles import Profile, normal, place_columns, recognise
from kontor.banking.formats.csv_rows import RowReader
from kontor.banking.formats.errors import FileRefused, Sheet, UnknownColumns
from kontor.banking.kinds import Balance, BankLine, Quarantine, ReadResult, Statement
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_

HEAD_LINES = 40
MAX_ROWS = 200_000
_SEPARATORS = (";", ",", "\t")
_SAMPLE = 5
_WIDTH = 400
_IBAN = re.compile(r"\b([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?)\b")
_DAMAGED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)


class _Found(NamedTuple):
    profile: Profile
    separator: str
    header_line: int  # from 1; 0 when the table has none
    header: tuple[str, ...]


class Preamble(NamedTuple):
    """What stands above the head row: own account and balances."""

    account: str = ""
    opening: int | None = None
    closing: int | None = None


def read(
    text: str, encoding: str = "", *, profile: Profile | None = None, file: str = ""
) -> ReadResult:
    """Read one table; `profile` is the mapper's answer for columns that no layout knows.

    Raises:
        UnknownColumns: when no layout fits.
        FileRefused: for mixed currencies, a third decimal, too many rows, or no booking at all.
    """
    found = _given(text, profile) if profile else _search(text)
    table = _Table(found, file)
    rows = _rows(text, found.separator, found.header_line)
    for number, cells in rows:
        table.take(number, cells)
    return table.result(_preamble(text, found), encoding)


def _lines(text: str, count: int) -> list[str]:
    return [line[:20_000] for line in io.StringIO(text[:400_000]).readlines()[:count]]


def _cells(line: str, separator: str) -> tuple[str, ...]:
    try:
        row = next(csv.reader([line.rstrip("\r\n")], delimiter=separator), [])
    except csv.Error:
        return ()
    return tuple(cell.strip() for cell in row)


def _search(text: str) -> _Found:
    lines = _lines(text, HEAD_LINES)
    for number, line in enumerate(lines, start=1):
        for separator in _SEPARATORS:
            cells = _cells(line, separator)
            profile = recognise(cells) if len(cells) > 2 else None
            if profile:
                return _Found(profile, separator, number, cells)
    raise UnknownColumns(
        N_("The columns of this table are not known."),
        _sheet(lines),
        hint=N_("The first line must name day, amount, name and purpose; CAMT is surest."),
    )


def _sheet(lines: Sequence[str]) -> Sheet:
    counts = {
        separator: max((len(_cells(line, separator)) for line in lines), default=0)
        for separator in _SEPARATORS
    }
    separator = max(_SEPARATORS, key=lambda one: counts[one])
    width = counts[separator]
    rows = [(number, _cells(line, separator)) for number, line in enumerate(lines, start=1)]
    full = [(number, cells) for number, cells in rows if width > 1 and len(cells) >= width - 1]
    if not full:
        raise FileRefused(
            N_("The file is no bank statement: neither camt, MT940 nor a table."),
            hint=N_("Please choose the file that the bank offers for download."),
        )
    start, header = full[0]
    shown = tuple(tuple(values.clean(cell)[:80] for cell in cells) for _n, cells in full)
    return Sheet(separator, start, tuple(values.clean(cell)[:80] for cell in header),
                 shown[1 : 1 + _SAMPLE])  # fmt: skip


def _given(text: str, profile: Profile) -> _Found:
    numbers = all(isinstance(column, int) for column in profile.columns.values())
    lines = _lines(text, HEAD_LINES)
    for number, line in enumerate(lines, start=1):
        separators = (profile.separator,) if profile.separator else _SEPARATORS
        for separator in separators:
            cells = _cells(line, separator)
            if profile.header_line >= 0 and number != max(profile.header_line, 1):
                continue
            places = place_columns(profile, cells)
            if max(places.values(), default=0) >= len(cells):
                continue
            if "booking_day" in places and {"amount", "debit", "credit"} & places.keys():
                no_header = profile.header_line == 0 or (numbers and profile.header_line < 0)
                return _Found(profile, separator, 0 if no_header else number, cells)
    raise FileRefused(
        N_("The columns of the profile {profile} are not in this file."),
        hint=N_("Please choose another profile or assign the columns again."),
        profile=profile.bank or profile.key,
    )


def _rows(text: str, separator: str, header_line: int) -> Iterator[tuple[int, list[str]]]:
    stream = io.StringIO(text, newline="")
    for _line in range(header_line):
        stream.readline()
    reader = csv.reader(stream, delimiter=separator)
    count = 0
    while True:
        start = header_line + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileRefused(
                N_("Line {line}: the table cannot be read here ({problem})."),
                line=start,
                problem=values.clean(str(error)),
            ) from error
        count += 1
        if count > MAX_ROWS:
            raise FileRefused(
                N_("The table has more than {count} rows."),
                hint=N_("Please fetch it from the bank in shorter periods."),
                count=MAX_ROWS,
            )
        if any(cell.strip() for cell in cells):
            yield start, cells


def _preamble(text: str, found: _Found) -> Preamble:
    if found.header_line <= 1:
        return Preamble()
    result = Preamble()
    for line in _lines(text, found.header_line - 1):
        match = _IBAN.search(line.upper())
        if match and not result.account:
            result = result._replace(account=match[1].replace(" ", ""))
        cells = _cells(line, found.separator)
        for name, words in (("closing", found.profile.closing), ("opening", found.profile.opening)):
            if cells and _begins(cells[0], words):
                found_cents = _first_amount(cells[1:], found.profile.decimal)
                result = (
                    result._replace(closing=found_cents)
                    if name == "closing"
                    else result._replace(opening=found_cents)
                )
    return result


def _begins(cell: str, words: Sequence[str]) -> bool:
    return any(normal(cell).startswith(normal(word)) for word in words)


def _first_amount(cells: Sequence[str], decimal: str) -> int | None:
    for cell in cells:
        try:
            return values.cents(cell, decimal)
        except values.BadValue:
            continue
    return None


class _Table:
    """Collects rows into one statement per own account."""

    def __init__(self, found: _Found, file: str) -> None:
        self.found, self.file = found, file
        self.reader = RowReader(found.profile, place_columns(found.profile, found.header))
        self.booked: dict[str, list[BankLine]] = {}
        self.pending: dict[str, list[BankLine]] = {}
        self.balances: dict[str, list[tuple[int, int]]] = {}
        self.quarantine: list[Quarantine] = []
        self.footer: dict[str, int | None] = {}
        self.skipped = 0
        self.damaged = False

    def take(self, number: int, cells: Sequence[str]) -> None:
        """Read one row."""
        if self._footer(cells):
            return
        try:
            row = self.reader.read(number, cells)
        except values.TooPrecise as error:
            raise FileRefused(
                N_("Line {line}: the amount {text} has more than two decimals."),
                line=number,
                text=values.clean(str(error)),
            ) from error
        except values.BadValue as error:
            shown = values.clean(self.found.separator.join(cells))[:_WIDTH]
            facts = (("line", number), ("text", values.clean(str(error))[:80]))
            reason = N_("Line {line}: “{text}” is not a day or not an amount.")
            self.quarantine.append(Quarantine(number, shown, reason, facts))
            return
        if row is None:
            self.skipped += 1
            return
        target = self.pending if row.pending else self.booked
        lines = target.setdefault(row.account, [])
        for line in row.lines:
            lines.append(self._repaired(line))
        if row.balance is not None and not row.pending:
            pair = (sum(line.cents for line in row.lines), row.balance)
            self.balances.setdefault(row.account, []).append(pair)

    def _footer(self, cells: Sequence[str]) -> bool:
        profile = self.found.profile
        for name, words in (("closing", profile.closing), ("opening", profile.opening)):
            if cells and words and _begins(cells[0], words):
                self.footer[name] = _first_amount(cells[1:], profile.decimal)
                return True
        return False

    def _repaired(self, line: BankLine) -> BankLine:
        end_to_end, reference, mandate = (
            "" if _DAMAGED.fullmatch(text) else text
            for text in (line.end_to_end, line.reference, line.mandate)
        )
        repaired = line._replace(end_to_end=end_to_end, reference=reference, mandate=mandate)
        self.damaged |= repaired != line
        return repaired

    def result(self, preamble: Preamble, encoding: str) -> ReadResult:
        """The statements of the table."""
        accounts = list(dict.fromkeys((*self.booked, *self.pending)))
        if not accounts:
            raise FileRefused(
                N_("The table of {bank} holds no booking."),
                hint=N_("Rows that could not be read: {count}."),
                bank=self.found.profile.bank,
                count=len(self.quarantine),
            )
        statements = tuple(
            self._statement(account, preamble, only=len(accounts) == 1) for account in accounts
        )
        return ReadResult(
            statements,
            tuple(self.quarantine),
            tuple(self._findings()),
            f"CSV {self.found.profile.bank}".strip(),
            encoding,
        )

    def _findings(self) -> Iterator[Finding]:
        if self.damaged:
            yield Finding(
                "bank.damaged-reference",
                self.file,
                N_("A spreadsheet has destroyed references in this file; they were left out."),
                N_("Please load the file from the bank without opening it first."),
                Severity.WARNING,
            )
        if self.skipped:
            yield Finding(
                "bank.rows-skipped",
                self.file,
                N_("{count} rows do not count (declined or cancelled)."),
                severity=Severity.NOTE,
                values=(("count", self.skipped),),
            )

    def _statement(self, account: str, preamble: Preamble, *, only: bool) -> Statement:
        booked = self.booked.get(account, [])
        pending = self.pending.get(account, [])
        currency = _one_currency((*booked, *pending))
        own = account or preamble.account
        days = sorted(line.booking_day for line in booked)
        opening, closing = running(self.balances.get(account, []))
        if only:
            closing = self.footer.get("closing", preamble.closing if closing is None else closing)
            opening = self.footer.get("opening", preamble.opening if opening is None else opening)
        is_iban = bool(re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", own))
        last = days[-1] if days else None
        return Statement(
            format=f"CSV {self.found.profile.bank}".strip(),
            iban=own if is_iban else "",
            account="" if is_iban else own,
            currency=currency,
            opening=None if opening is None else Balance("CSV", days[0] if days else None, opening),
            closing=None if closing is None else Balance("CSV", last, closing),
            first_day=days[0] if days else None,
            last_day=last,
            lines=tuple(booked),
            pending=tuple(pending),
            place=self.found.header_line,
            file=self.file,
        )


def running(pairs: Sequence[tuple[int, int]]) -> tuple[int | None, int | None]:
    """Opening and closing balance from (amount, balance after it) pairs, oldest or newest first.

    Nothing when the column does not add up in either direction.
    """
    if not pairs:
        return None, None
    for rows in (list(pairs), list(reversed(pairs))):
        if all(before[1] + after[0] == after[1] for before, after in pairwise(rows)):
            return rows[0][1] - rows[0][0], rows[-1][1]
    return None, None


def _one_currency(lines: Sequence[BankLine]) -> str:
    currency = lines[0].currency
    for line in lines:
        if line.currency != currency:
            raise FileRefused(
                N_("Line {line}: {found} in an account kept in {currency}."),
                hint=N_("A bank account is read in one currency only."),
                line=line.place,
                found=line.currency,
                currency=currency,
            )
    return currency


def mapped(columns: Mapping[str, int], sheet: Sheet, *, decimal: str, date: str) -> Profile:
    """A profile from the mapper's answer: field → column number from 0."""
    return Profile(
        key="mapped",
        bank="",
        columns=dict(columns),
        decimal=decimal,
        date=date,
        separator=sheet.separator,
        header_line=sheet.header_line,
    )
