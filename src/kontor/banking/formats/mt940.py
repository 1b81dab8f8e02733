"""MT940 statements and MT942 intraday reports, read with tolerance for the dialects of banks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kontor.banking.formats import values
from kontor.banking.formats.errors import FileRefused
from kontor.banking.formats.mt940_line import Booking, read_booking
from kontor.banking.kinds import Balance, BankLine, Quarantine, ReadResult, Statement
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_

_TAG = re.compile(r":(\d{2}[A-Z]?):", re.ASCII)
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})(\d[\d.]*,?\d*)", re.ASCII)
_ACCOUNT = re.compile(r"(\d{8})/0*(\d{1,23})[A-Z]{0,3}", re.ASCII)
_IBAN = re.compile(r"([A-Z]{2}\d{2}[A-Z0-9]{11,30}?)(?:[A-Z]{3})?")
_START = frozenset({"20", "25", "28", "28C", "60F", "60M", "34F", "13D"})
_IGNORED = frozenset({"-", "-}", ""})


class _Field(NamedTuple):
    tag: str
    line: int
    rows: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.rows)


class _Draft:
    """A statement while its fields are read."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.account = self.number = self.page = self.currency = ""
        self.opening: Balance | None = None
        self.closing: Balance | None = None
        self.intraday = False
        self.bookings: list[Booking] = []
        self.tags: set[str] = set()

    @property
    def empty(self) -> bool:
        """Whether nothing but a reference was read."""
        return not (self.account or self.opening or self.closing or self.bookings)


class _Reader:
    """Turns fields into statements."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.draft: _Draft | None = None
        self.statements: list[Statement] = []
        self.quarantine: list[Quarantine] = []
        self.findings: list[Finding] = []
        self.waiting: _Field | None = None

    def take(self, field: _Field) -> None:
        """Take the next field."""
        if self.waiting and field.tag != "86":
            self.booking("")
        draft = self.draft
        if draft is None or self._begins(field.tag, draft):
            self.flush()
            draft = self.draft = _Draft(field.line)
        draft.tags.add(field.tag)
        if field.tag == "61":
            self.waiting = field
        elif field.tag == "86":
            if self.waiting:
                self.booking(field.text)
        else:
            self._head(field, draft)

    def _begins(self, tag: str, draft: _Draft) -> bool:
        if tag == "20":
            return True
        over = {"62F", "62M", "90D", "90C", "61"} & draft.tags
        return bool(over) and tag in _START

    def _head(self, field: _Field, draft: _Draft) -> None:
        if field.tag == "25":
            draft.account = values.iban(field.text)
        elif field.tag in {"28C", "28"}:
            number, _slash, page = values.clean(field.text).partition("/")
            draft.number, draft.page = number.lstrip("0")[:20], page.lstrip("0")[:20]
        elif field.tag in {"60F", "60M"}:
            draft.opening = self._balance(field, draft)
        elif field.tag in {"62F", "62M"}:
            draft.closing = self._balance(field, draft)
        elif field.tag in {"34F", "13D", "90D", "90C"}:
            draft.intraday = True
            if field.tag == "34F":
                draft.currency = draft.currency or values.clean(field.text)[:3]

    def _balance(self, field: _Field, draft: _Draft) -> Balance | None:
        match = _BALANCE.match(field.text.strip())
        try:
            if match is None:
                raise values.BadValue(field.text)
            day = values.short_day(match[2])
            cents = values.cents(match[4])
        except values.TooPrecise as error:
            raise _too_precise(field.line, str(error)) from error
        except values.BadValue:
            self.quarantine.append(
                Quarantine(field.line, values.clean(field.text)[:200], N_("Unreadable balance."))
            )
            return None
        if draft.currency and match[3] != draft.currency:
            raise FileRefused(
                N_("Line {line}: a balance in {found} in a statement in {currency}."),
                hint=N_("A bank account is read in one currency only."),
                line=field.line,
                found=match[3],
                currency=draft.currency,
            )
        draft.currency = match[3]
        if day.moved:
            self._moved(field.line)
        return Balance(field.tag, day.day, cents if match[1] == "C" else -cents)

    def _moved(self, line: int) -> None:
        self.findings.append(
            Finding(
                "bank.day-moved",
                f"line {line}",
                N_("Line {line}: this day does not exist; the last day of the month is used."),
                severity=Severity.WARNING,
                values=(("line", line),),
            )
        )

    def booking(self, info: str) -> None:
        """Read the booking that waits for its information field."""
        field, self.waiting = self.waiting, None
        if field is None or self.draft is None:
            return
        try:
            booking = read_booking(field.rows, info, field.line)
        except values.TooPrecise as error:
            raise _too_precise(field.line, str(error)) from error
        except values.BadValue:
            self.quarantine.append(
                Quarantine(
                    field.line,
                    values.clean(f"{field.text} {info}")[:200],
                    N_("Line {line}: this booking cannot be read."),
                    (("line", field.line),),
                )
            )
            return
        if booking.moved:
            self._moved(field.line)
        self.draft.bookings.append(booking)

    def flush(self) -> None:
        """Finish the statement that is being read."""
        if self.waiting:
            self.booking("")
        draft, self.draft = self.draft, None
        if draft is None or draft.empty:
            return
        currency = draft.currency or "EUR"
        lines = [booking.line._replace(currency=currency) for booking in draft.bookings]
        early = [draft.intraday or booking.expected for booking in draft.bookings]
        if draft.intraday and lines:
            self.findings.append(
                Finding(
                    "bank.intraday",
                    f"line {draft.line}",
                    N_("An intraday report (MT942) shows pending bookings; nothing is booked."),
                    severity=Severity.NOTE,
                )
            )
        self.statements.append(self._finished(draft, currency, lines, early))

    def _finished(
        self, draft: _Draft, currency: str, lines: list[BankLine], early: list[bool]
    ) -> Statement:
        iban, blz, account = split_account(draft.account)
        return Statement(
            format="MT942" if draft.intraday else "MT940",
            iban=iban,
            blz=blz,
            account=account,
            currency=currency,
            number=draft.number,
            page=draft.page,
            opening=draft.opening,
            closing=draft.closing,
            first_day=draft.opening.day if draft.opening else None,
            last_day=draft.closing.day if draft.closing else None,
            lines=tuple(line for line, late in zip(lines, early, strict=True) if not late),
            pending=tuple(line for line, late in zip(lines, early, strict=True) if late),
            place=draft.line,
            file=self.file,
        )


def read(text: str, encoding: str = "", file: str = "") -> ReadResult:
    """Read the statements of one MT940 or MT942 file.

    Raises:
        FileRefused: when no statement is found, currencies mix, or an amount has a third decimal.
    """
    reader = _Reader(file)
    for field in _fields(text, reader.quarantine):
        reader.take(field)
    reader.flush()
    if not reader.statements:
        raise FileRefused(
            N_("The file holds no bank statement (no fields :25:, :60F: or :61: found).")
        )
    label = "MT942" if all(one.format == "MT942" for one in reader.statements) else "MT940"
    return ReadResult(
        tuple(reader.statements),
        tuple(reader.quarantine),
        tuple(reader.findings),
        label,
        encoding,
    )


def split_account(text: str) -> tuple[str, str, str]:
    """IBAN, or BLZ and account number, from field :25:."""
    match = _ACCOUNT.fullmatch(text)
    if match:
        return "", match[1], match[2]
    plain = text.partition("/")[2] if text.count("/") == 1 and "/DE" in text else text
    found = _IBAN.fullmatch(plain.partition("/")[0])
    if found:
        german = found[0][:22] if found[0].startswith("DE") else found[1]
        return german, "", ""
    return "", "", text[:40]


def _too_precise(line: int, text: str) -> FileRefused:
    return FileRefused(
        N_("Line {line}: the amount {text} has more than two decimals."),
        line=line,
        text=values.clean(text),
    )


def _fields(text: str, quarantine: list[Quarantine]) -> Iterator[_Field]:
    tag, start = "", 0
    rows: list[str] = []
    for number, row in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        plain = _without_envelope(row)
        match = _TAG.match(plain)
        if match:
            if tag:
                yield _Field(tag, start, tuple(rows))
            tag, start, rows = match[1], number, [plain[match.end() :]]
        elif plain.strip() in _IGNORED:
            if tag and plain.strip():
                yield _Field(tag, start, tuple(rows))
                tag, rows = "", []
        elif tag:
            rows.append(plain)
        else:
            quarantine.append(
                Quarantine(
                    number,
                    values.clean(plain)[:200],
                    N_("Line {line} belongs to no field of a statement."),
                    (("line", number),),
                )
            )
    if tag:
        yield _Field(tag, start, tuple(rows))


def _without_envelope(row: str) -> str:
    if not row.startswith("{") and "-}" not in row:
        return row
    plain = re.sub(r"\{[1235]:[^{}]*\}|\{[1235]:[^{}]*$|^\{4:", "", row)
    return re.sub(r"-\}.*$", "-", plain)
