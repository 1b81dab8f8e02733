"""Statements as a bank writes them: camt.053.001.08 with references."""

from __future__ import annotations

from datetime import date


def camt(own: str, *rows: tuple[int, str, date], opening: int = 0, serial: int = 1) -> bytes:
    """One statement; rows are (cents, EndToEndId, day)."""
    closing = opening + sum(cents for cents, _reference, _day in rows)
    first, last = rows[0][2], rows[-1][2]
    entries = "".join(_entry(place, *row) for place, row in enumerate(rows, serial * 100))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>S{serial}</MsgId><CreDtTm>{last}T20:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S{serial}</Id><ElctrncSeqNb>{serial}</ElctrncSeqNb><CreDtTm>{last}T20:00:00</CreDtTm>
<Acct><Id><IBAN>{own}</IBAN></Id><Ccy>EUR</Ccy></Acct>
{_balance("OPBD", opening, first)}{_balance("CLBD", closing, last)}{entries}
</Stmt></BkToCstmrStmt></Document>""".encode()


def _amount(cents: int) -> str:
    return f"{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _side(cents: int) -> str:
    return "CRDT" if cents >= 0 else "DBIT"


def _balance(code: str, cents: int, day: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{_amount(cents)}</Amt><CdtDbtInd>{_side(cents)}</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _entry(place: int, cents: int, reference: str, day: date) -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{_amount(cents)}</Amt><CdtDbtInd>{_side(cents)}</CdtDbtInd>'
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
        f"<AcctSvcrRef>B{place}</AcctSvcrRef><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>{reference}</EndToEndId></Refs>"
        f'<Amt Ccy="EUR">{_amount(cents)}</Amt><CdtDbtInd>{_side(cents)}</CdtDbtInd>'
        f"<RmtInf><Ustrd>Zahlung</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
