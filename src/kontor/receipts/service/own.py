"""Own receipts (Eigenbelege): written where the other side wrote none, or it is lost."""

from __future__ import annotations

from datetime import datetime

from kontor.base.dates import berlin_today
from kontor.base.errors import InputError
from kontor.base.i18n import N_, language
from kontor.company import queries as company
from kontor.company.numbering import highest
from kontor.documents.layout.render import render_pdf
from kontor.documents.layout.text import as_text
from kontor.documents.letterhead import sender, style
from kontor.ledger.kinds import Posted
from kontor.ledger.model import inputs as events
from kontor.ledger.queries import lookup
from kontor.ledger.service.events import post_event
from kontor.receipts.kinds import Form, How, Kind, Source
from kontor.receipts.model import OwnInput, ReceiptEntry, ReceiptTable
from kontor.receipts.rules.doubles import supplier_key
from kontor.receipts.rules.keeping import term
from kontor.receipts.rules.own import OwnFacts, own_page
from kontor.store.blobs import put_blob
from kontor.store.unit import Unit, use_case

SERIES = "own_receipt"
_NO_TAX = "VST0"
_WIDTH = 80


@use_case(N_("Own receipt written"))
def own_receipt(unit: Unit, data: OwnInput, at: datetime) -> int:
    """Write an own receipt with the next number; book it, or link it to an entry, in the same step.

    It is set as PDF/A, with a line to sign on, and kept like every other receipt.

    Args:
        unit: the step.
        data: who, what, how much and why there is no other receipt.
        at: the instant of writing.

    Raises:
        InputError: no amount, or both a booking and an entry to link.
        Refused: a text does not fit on the paper.
    """
    if data.gross <= 0:
        raise InputError(N_("An own receipt needs the amount that was paid."), field="gross")
    if data.account and data.entry:
        raise InputError(N_("Book it or link it to an entry, not both."), field="entry")
    con = unit.con
    used = con.execute("SELECT number FROM receipt WHERE form='own'").fetchall()
    pattern = company.number_range(con, SERIES, data.day).pattern
    top = highest(pattern, data.day, (row[0] for row in used))
    number = company.next_number(con, SERIES, data.day, top)
    arrival = max(berlin_today(at), data.day)
    kept = term(Kind.OWN_RECEIPT, data.day, arrival)
    code = data.language or ("en" if language() == "en" else "de")
    facts = OwnFacts(number, data.day, data.supplier, data.what, data.gross, data.reason)
    page = own_page(facts, sender(con, arrival, code), style(con), arrival, code)
    content = render_pdf(page)
    receipt = unit.put(
        ReceiptTable(
            form=Form.OWN, kind=Kind.OWN_RECEIPT, file_name=f"{number}.pdf".replace("/", "-"),
            mime="application/pdf", sha256=put_blob(unit, content), size=len(content),
            source=Source.OWN, arrived=at, arrival=arrival, number=number, day=data.day,
            service_day=data.day, gross=data.gross, payable=data.gross, supplier=data.supplier,
            supplier_key=supplier_key(data.supplier), text=data.what,
            content=as_text(page, _WIDTH), keep_until=kept.until, law=kept.law,
        )
    ).key  # fmt: skip
    entry = _entry(unit, receipt, number, data)
    if entry is not None:
        unit.put(ReceiptEntry(receipt=receipt, entry=entry, how=How.OWN))
    return receipt


def _entry(unit: Unit, receipt: int, number: str, data: OwnInput) -> int | None:
    if data.entry:
        return lookup.entry_named(unit.con, data.entry)
    if not data.account:
        return None
    code = data.code or _code(unit, data.account)
    event = events.Purchase(
        day=data.day,
        money=data.money,
        document=number[:36],
        service=data.day,
        text=f"{data.supplier}: {data.what}"[:300],
        source=f"receipts:{receipt}",
        lines=[events.Amount(account=data.account, gross=data.gross, code=code)],
    )
    posted: Posted = post_event(unit, event)
    return posted.entry


def _code(unit: Unit, name: str) -> str | None:
    """Without an invoice there is no input tax (§ 15 (1) Nr. 1 UStG), unless the account says."""
    account = lookup.find_account(unit.con, name)
    return None if account and account.automatic else _NO_TAX
