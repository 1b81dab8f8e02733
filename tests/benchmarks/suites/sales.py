"""The lists of quotes and invoices with 10,000 documents: open, scroll, filter, over bare sqlite3.

The floor asks for the columns of a document alone; the lists show customer, sums, what is open in
the books and the state beside them.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.sales.kinds import DocumentKind, InvoiceKind, State
from kontor.sales.model.tables import SalesDocument, SumLine
from kontor.store.store import Store
from kontor.tui.filtering import parse
from kontor.tui.screens.sales.sources import DocumentSource, Places, invoices, quotes
from kontor.tui.widgets.pages import STEP
from tests.benchmarks.pair import in_turn
from tests.benchmarks.result import Measure, Setting, Skipped
from tests.tui.sales_firm import AT, TODAY, office

COUNT = 10_000
BLOCKS = 8
WORD = "fassade"
_PAGE = "SELECT id, day, number, subject FROM sales_document"
_NEWEST = _PAGE + " WHERE kind = ? ORDER BY day DESC, id DESC LIMIT ?"
_AFTER = _PAGE + " WHERE kind = ? AND (day, id) < (?, ?) ORDER BY day DESC, id DESC LIMIT ?"
_COUNT = "SELECT count(*) FROM sales_document WHERE kind = ?"
_LIKE = "SELECT id FROM sales_document WHERE kind = ? AND subject LIKE ? ORDER BY day DESC, id DESC"
_WORDS = ("Fassade streichen", "Treppenhaus", "Küche tapezieren", "Fenster lackieren")


def measures(setting: Setting) -> Iterator[Measure | Skipped]:
    """Each step of the two lists."""
    count = COUNT if max(setting.sizes) > COUNT else COUNT // 10
    places = {
        "quotes": Places(1, 5, False, (DocumentKind.INQUIRY, DocumentKind.QUOTE)),
        "invoices": Places(1, 5, True, (DocumentKind.INVOICE,), claims=True),
    }
    listings = {"quotes": quotes(TODAY), "invoices": invoices(TODAY)}
    with tempfile.TemporaryDirectory(dir=setting.folder) as home, office(Path(home)) as store:
        _fill(store, count)
        con = sqlite3.connect(f"file:{store.path}?mode=ro", uri=True)
        for name, kind in (("quotes", "quote"), ("invoices", "invoice")):
            source = DocumentSource(store.read, listings[name], places[name])
            turn = in_turn(_jobs(source, con, kind), setting.rounds)
            for what, compares in (
                ("open", "count and newest page of bare columns"),
                ("scroll", f"{BLOCKS} pages of bare columns"),
                ("filter", "LIKE on one column"),
            ):
                label = f"sales.{name}.{what}.{count}"
                yield turn.measure(label, what, f"{what}.floor", compares)
        con.close()


def _fill(store: Store, count: int) -> None:
    people = [
        store.run(create_contact, ContactInput.model_validate(
            {"kind": "firm", "name": f"Hausverwaltung {number}", "roles": [{"role": "customer"}]}
        )).value
        for number in range(20)
    ]  # fmt: skip
    with store.step("documents") as unit:
        for number in range(count):
            day = date(2016, 1, 4) + timedelta(days=number * 3650 // count)
            for kind in (DocumentKind.QUOTE, DocumentKind.INVOICE):
                bill = kind is DocumentKind.INVOICE
                key = unit.insert(
                    SalesDocument, kind=kind, day=day, number=f"{kind}-{number}",
                    invoice_kind=InvoiceKind.SINGLE if bill else None, due=day,
                    state=State.SENT, contact=people[number % 20], subject=_WORDS[number % 4],
                )  # fmt: skip
                unit.insert(SumLine, document=key, code="UST19", net=100_000, tax=19_000)
        unit.con.execute("UPDATE sales_document SET issued=?", (AT.isoformat(),))


def _jobs(
    source: DocumentSource, con: sqlite3.Connection, kind: str
) -> dict[str, Callable[[], object]]:
    wanted = parse(WORD, {}, (), TODAY)
    count = source.count()
    assert 0 < len(source.ids(wanted)) < count
    keys = [source.key_at(count * place // (BLOCKS + 1)) for place in range(1, BLOCKS + 1)]
    bare = [key for key in keys if key is not None]
    return {
        "open": lambda: (source.count(), source.block(None, STEP)),
        "open.floor": lambda: (
            con.execute(_COUNT, (kind,)).fetchall(), con.execute(_NEWEST, (kind, STEP)).fetchall()
        ),
        "scroll": lambda: [source.block(key, STEP) for key in bare],
        "scroll.floor": lambda: [
            con.execute(_AFTER, (kind, *key, STEP)).fetchall() for key in bare
        ],
        "filter": lambda: source.ids(wanted),
        "filter.floor": lambda: con.execute(_LIKE, (kind, f"%{WORD}%")).fetchall(),
    }  # fmt: skip
