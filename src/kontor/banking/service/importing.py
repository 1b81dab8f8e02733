"""Import of statements (Auszüge einlesen): nothing twice, nothing lost, the raw file kept."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import NamedTuple

from kontor.banking.formats import read
from kontor.banking.kinds import Balance, BankLine, ReadResult, Statement
from kontor.banking.model import StatementImport, StatementRow
from kontor.banking.queries.matching import known_lines
from kontor.banking.rules import chain_findings, is_account, pair_file
from kontor.base.errors import Finding, InputError, Refused
from kontor.base.i18n import N_
from kontor.company.kinds import MoneyAccount, MoneyKind
from kontor.company.queries import money_accounts
from kontor.store.blobs import put_blob
from kontor.store.unit import Unit, use_case


class ImportResult(NamedTuple):
    """What an import did; `known_import` is the earlier one when the file was known."""

    file_name: str
    format: str
    new: int
    known: int
    pending: int
    refused: int
    doubtful: int
    findings: tuple[Finding, ...]
    known_import: str | None = None


@use_case(N_("Statement imported"))
def import_statement(
    unit: Unit, content: bytes, name: str, *, at: datetime, account: int | None = None
) -> ImportResult:
    """Read a statement file and store what is new of it.

    Args:
        unit: the unit of work.
        content: the bytes of the file (camt, MT940/942, CSV, ZIP).
        name: its name, for messages.
        at: the moment of the import.
        account: id of the money account, for files that do not name one.

    Raises:
        KontorError: the file cannot be read, or belongs to no account of the firm.
    """
    key = hashlib.sha256(content).hexdigest()
    earlier = unit.con.execute("SELECT at FROM statement_import WHERE sha256=?", (key,)).fetchone()
    if earlier:
        return ImportResult(name, "", 0, 0, 0, 0, 0, (), earlier[0])
    result = read(content, name)
    put_blob(unit, content)
    record = unit.put(StatementImport(file_name=name, sha256=key, format=result.format, at=at))
    return _Import(unit, record, result, account).run()


class _Import:
    """One import while it runs."""

    def __init__(
        self, unit: Unit, record: StatementImport, result: ReadResult, account: int | None
    ) -> None:
        self.unit, self.record, self.result, self.chosen = unit, record, result, account
        self.accounts = money_accounts(unit.con)
        self.findings = list(result.findings)
        self.new = self.known = self.doubtful = 0

    def run(self) -> ImportResult:
        """Store the statements account by account, then what could not be read."""
        groups: dict[int, list[Statement]] = {}
        for statement in self.result.statements:
            groups.setdefault(self._account(statement).id, []).append(statement)
        for account, statements in groups.items():
            if self.record.money_account is None:
                self.record.money_account = account
            self._store(account, statements)
        for row in self.result.quarantine:
            self.unit.con.execute(
                "INSERT INTO quarantine(import,place,content,reason) VALUES(?,?,?,?)",
                (self.record.key, str(row.place), row.text, row.sentence),
            )
        return ImportResult(
            self.record.file_name, self.result.format, self.new, self.known,
            len(self.result.pending), len(self.result.quarantine), self.doubtful,
            tuple(self.findings),
        )  # fmt: skip

    def _store(self, account: int, statements: list[Statement]) -> None:
        self.findings += chain_findings(self._closing_before(account, statements[0]), statements)
        rows = [self.unit.put(_row(self.record.key, account, one)).key for one in statements]
        self._lines(account, rows, statements)
        con = self.unit.con
        con.execute("DELETE FROM bulk_pending_line WHERE money_account=?", (account,))
        con.executemany(
            "INSERT INTO bulk_pending_line(money_account,day,cents,name,purpose) VALUES(?,?,?,?,?)",
            [
                (account, _iso(line.booking_day), line.cents, line.name, line.purpose)
                for statement in statements
                for line in statement.pending
            ],
        )

    def _closing_before(self, account: int, statement: Statement) -> Balance | None:
        """The stored closing balance with which the new statement must begin."""
        opening = statement.opening
        day = (opening and opening.day) or statement.first_day
        row = self.unit.con.execute(
            """SELECT closing, closing_day FROM statement WHERE money_account=?
             AND closing IS NOT NULL AND closing_day<=? ORDER BY closing_day DESC, id DESC""",
            (account, _iso(day) or "9999"),
        ).fetchone()
        return row and Balance("CLBD", date.fromisoformat(row[1]), row[0])

    def _account(self, statement: Statement) -> MoneyAccount:
        if self.chosen is not None:
            account = next((a for a in self.accounts if a.id == self.chosen), None)
            named = statement.iban or statement.account
            if account and account.iban and named and not is_account(statement, account.iban):
                raise Refused(
                    N_("The statement is of account {iban}, not of {name}."),
                    hint=N_("Choose the account that the statement belongs to."),
                    iban=named, name=account.name,
                )  # fmt: skip
        else:
            account = self._named(statement)
        if account is None:
            raise Refused(
                N_("No account of the firm has the number {iban}."),
                hint=N_("Enter the account under Betrieb first, or choose it for this file."),
                iban=statement.iban or statement.account or "?",
            )
        if statement.currency and statement.currency != account.currency:
            raise Refused(
                N_("The statement is in {currency}; the account {name} is kept in {own}."),
                currency=statement.currency, name=account.name, own=account.currency,
            )  # fmt: skip
        return account

    def _named(self, statement: Statement) -> MoneyAccount | None:
        """The account that the file names; a file that names none is of the only fitting one."""
        for account in self.accounts:
            if account.iban and is_account(statement, account.iban):
                return account
        if statement.iban or statement.account:
            return None
        paypal = "paypal" in statement.format.lower()
        kind = MoneyKind.PAYPAL if paypal else MoneyKind.BANK
        fitting = [account for account in self.accounts if account.kind is kind]
        if len(fitting) > 1:
            raise InputError(
                N_("The file does not say which account it is of."),
                hint=N_("Choose the account for this file."), field="account",
            )  # fmt: skip
        return fitting[0] if fitting else None

    def _lines(self, account: int, rows: list[int], statements: list[Statement]) -> None:
        starts = [row for row, one in zip(rows, statements, strict=True) for _ in one.lines]
        if not starts:
            return
        days = [line.booking_day for one in statements for line in one.lines]
        stored = known_lines(self.unit.con, account, min(days), max(days))
        lines, pairing = pair_file(stored, statements)
        self.known += len(pairing.known)
        self.doubtful += len(pairing.questions)
        doubt = {place: ref for place, ref in pairing.questions if ref > 0}
        con = self.unit.con
        for ref, bank_id in pairing.adopted:
            con.execute("UPDATE bank_line SET bank_id=? WHERE id=?", (bank_id, ref))
        for place in pairing.new:
            line = lines[place]
            made = con.execute(
                _INSERT, (starts[place], account, place, *_values(line), doubt.get(place))
            )
            self.new += 1
            con.executemany(
                "INSERT INTO bank_detail(bank_line,pos,cents,name,iban,purpose,end_to_end)"
                " VALUES(?,?,?,?,?,?,?)",
                [
                    (made.lastrowid, pos, part.cents, part.name, part.iban or None, part.purpose,
                     part.end_to_end or None)
                    for pos, part in enumerate(line.details, 1)
                ],
            )  # fmt: skip


_INSERT = """INSERT INTO bank_line(statement,money_account,pos,day,value_day,cents,name,iban,bic,
 ultimate,purpose,end_to_end,mandate,creditor,reference,bank_id,gvc,kind_text,reversal,return_code,
 charges,original_cents,doubtful) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"""


def _values(line: BankLine) -> tuple[object, ...]:
    return (
        _iso(line.booking_day), _iso(line.value_day), line.cents, line.name, line.iban or None,
        line.bic or None, line.ultimate_name or None, line.purpose, line.end_to_end or None,
        line.mandate or None, line.creditor_id or None, line.reference or None,
        line.bank_id or None, line.gvc or None, line.text or None, int(line.reversal),
        line.return_reason or None, line.charges or None, line.original_cents or None,
    )  # fmt: skip


def _row(record: int, account: int, statement: Statement) -> StatementRow:
    opening, closing = statement.opening, statement.closing
    return StatementRow(
        import_=record, money_account=account, number=statement.number or None,
        page=statement.page or None, first_day=statement.first_day, last_day=statement.last_day,
        opening=opening.cents if opening else None, opening_day=opening.day if opening else None,
        closing=closing.cents if closing else None, closing_day=closing.day if closing else None,
    )  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
