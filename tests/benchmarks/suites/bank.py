"""Bank statements: reading a camt file, storing its lines, finding proposals, over parsing by lxml.

Half of the lines pay open invoices, the others are purchases.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from lxml import etree

from kontor.banking.formats import read
from kontor.banking.queries.lines import unbooked
from kontor.banking.queries.proposals import matching, proposals_for
from kontor.banking.service.importing import import_statement
from kontor.bootstrap import create_store, open_store
from kontor.company.model import FirmInput, MoneyAccountInput
from kontor.company.service import add_money_account, create_firm
from kontor.contacts.kinds import ContactKind, Role
from kontor.contacts.model import ContactInput, RoleInput
from kontor.contacts.service import create_contact
from kontor.ledger.model.inputs import Amount, Invoice
from kontor.ledger.service.chart import seed_chart
from kontor.ledger.service.events import post_event
from tests.benchmarks.pair import in_turn
from tests.benchmarks.result import Measure, Setting, Skipped

LINES, QUICK_LINES = 1000, 200
IBAN, PAYER = "DE02120300000000202051", "DE89370400440532013000"
DAY, TODAY = date(2026, 3, 2), date(2026, 3, 20)
_CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>B</MsgId><CreDtTm>2026-03-16T06:00:00</CreDtTm></GrpHdr><Stmt><Id>S</Id>
<ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-03-16T06:00:00</CreDtTm>
<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-16</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{closing}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-16</Dt></Dt></Bal>
{entries}</Stmt></BkToCstmrStmt></Document>"""
_ENTRY = """<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>
<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-16</Dt></BookgDt><ValDt><Dt>2026-03-16</Dt></ValDt>
<AcctSvcrRef>R{number}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>
<SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls>
<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties>
<{role}><Pty><Nm>{name}</Nm></Pty></{role}>
<{role}Acct><Id><IBAN>{payer}</IBAN></Id></{role}Acct></RltdPties>
<RmtInf><Ustrd>{purpose}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""


def measures(setting: Setting) -> Iterator[Measure | Skipped]:
    """Reading, storing, matching."""
    lines = QUICK_LINES if setting.quick else LINES
    content = _statement(lines)
    empty, full = setting.folder / "bank.kontor", setting.folder / "bank-full.kontor"
    _make(empty, lines // 2)
    shutil.copy(empty, full)
    _import(full, content, lines)
    with open_store(full, write=False) as store, store.read() as con:
        ids = [line.id for line in unbooked(con)]
        found = proposals_for(con, ids, matching(con, TODAY))
        if sum(bool(found[one]) for one in ids) < lines // 2:
            raise AssertionError("the lines that pay an invoice find no proposal")
        turn = in_turn(
            {
                "floor": lambda: _parsed(content),
                "read": lambda: read(content, "a.xml"),
                "match": lambda: proposals_for(con, ids, matching(con, TODAY)),
            },
            setting.rounds,
        )
    yield turn.measure(f"bank.read.{lines}", "read", "floor", "every text by lxml")
    yield turn.measure(f"bank.match.{lines}", "match", "floor", "every text by lxml")
    turn = in_turn(
        {
            "floor": lambda: _parsed(content),
            "import": lambda: _import_into_copy(empty, content, lines),
        },
        setting.rounds,
    )
    yield turn.measure(f"bank.import.{lines}", "import", "floor", "every text by lxml")


def _statement(lines: int) -> bytes:
    entries, closing = [], 0
    for number in range(lines):
        pays = number % 2 == 0
        cents = _gross(number // 2) if pays else 1000 + 7 * number
        closing += cents if pays else -cents
        entries.append(_ENTRY.format(
            amount=f"{cents // 100}.{cents % 100:02d}", side="CRDT" if pays else "DBIT",
            number=number, role="Dbtr" if pays else "Cdtr", payer=PAYER,
            name=f"Kundschaft {number // 2}" if pays else f"Baustoffe {number % 9}",
            purpose=f"Rechnung RE-2026-{number // 2:04d}" if pays else f"Lieferung {number}",
        ))  # fmt: skip
    sum_ = f"{closing // 100}.{closing % 100:02d}"
    return _CAMT.format(iban=IBAN, closing=sum_, entries="".join(entries)).encode()


def _gross(invoice: int) -> int:
    net = _net(invoice)
    return net + (net * 19 + 50) // 100


def _net(invoice: int) -> int:
    return 50_000 + 100 * invoice


def _make(path: Path, invoices: int) -> None:
    for old in path.parent.glob(f"{path.stem}*"):
        old.unlink()
    with create_store(path) as store:
        store.run(create_firm, FirmInput(name="Messbetrieb", started=date(2026, 1, 1)))
        store.run(seed_chart, "skr03", date(2026, 1, 1))
        account = {"name": "Hausbank", "kind": "bank", "account": "1200", "iban": IBAN}
        store.run(add_money_account, MoneyAccountInput.model_validate(account))
        role = RoleInput(role=Role.CUSTOMER, number="10001")
        customer = ContactInput(kind=ContactKind.FIRM, name="Kundschaft", roles=[role])
        store.run(create_contact, customer)
        with store.step("Invoices", "benchmark.invoices") as unit:
            for number in range(invoices):
                post_event(unit, Invoice(
                    day=DAY, partner="10001", due=date(2026, 4, 1),
                    document=f"RE-2026-{number:04d}",
                    lines=[Amount(account="8400", net=_net(number))],
                ))  # fmt: skip


def _import(path: Path, content: bytes, lines: int) -> None:
    with open_store(path) as store:
        at = datetime(2026, 3, 20, 12, tzinfo=UTC)
        done = store.run(import_statement, content, "a.xml", at=at).value
    if done.new != lines:
        raise AssertionError(f"{done.new} of {lines} lines came in")


def _import_into_copy(empty: Path, content: bytes, lines: int) -> None:
    copy = empty.with_name("bank-copy.kontor")
    for old in copy.parent.glob(f"{copy.stem}*"):
        old.unlink()
    for ending in ("", ".seal"):
        shutil.copy(f"{empty}{ending}", f"{copy}{ending}")
    _import(copy, content, lines)


def _parsed(content: bytes) -> list[str]:
    return [node.text or "" for node in etree.fromstring(content).iter()]
