"""A small pretended firm for the tests of the shell: areas, a store, drafts."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from kontor.base.errors import KontorError, Refused
from kontor.base.numbers import format_money
from kontor.tui.app import KontorApp
from kontor.tui.protocols import Hit, Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import Confirm, TypeWord
from kontor.tui.screens.form import FormScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.report import ReportScreen
from kontor.tui.sheet import Block, Drawing, Facts, Grid, Head, Note
from kontor.tui.sources import Listing, MemorySource, Sort, SqlSource
from kontor.tui.spec import AreaSpec
from kontor.tui.widgets.charts import sparkline
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, Column, Kind, State
from kontor.tui.widgets.fields import Choice, Field
from kontor.tui.widgets.report import Figures, Line
from kontor.tui.wiring import Wiring
from tests.conftest import NAMES

STATES = {
    "open": State("●", "offen", WARN),
    "late": State("!", "überfällig", BAD),
    "paid": State("✓", "bezahlt", GOOD),
    "draft": State("○", "Entwurf", MUTED),
}
CUSTOMERS = (
    "Krüger, Familie", "Hausverwaltung Nord", "Bäckerei Ohm", "Weiß, Fassaden",
    "Stadt, Schule am Wall", "Möller & Söhne GmbH", "Praxis Dr. Ahlers", "Kita Regenbogen",
    "Lücke, Ingrid", "Autohaus Petersen",
)  # fmt: skip
WORKS = (
    "Fenster EG, 4 Stück", "Treppenhaus streichen", "Fassade Südseite", "Türen lackieren",
    "Tapete Wohnzimmer", "Wartung Fenster", "Anstrich Ladenlokal",
)  # fmt: skip
TODAY = date(2026, 11, 22)


@dataclass
class Changed:
    """What a step changed."""

    step: int | None
    label: str
    value: Any = None
    final: str | None = None


class DemoStore:
    """A store over one SQLite file, with steps that are snapshots of one table."""

    def __init__(self, path: Path, read_only: bool = False) -> None:
        self.path, self.read_only, self.warmed = path, read_only, 0
        self._listeners: list[Callable[[Changed], object]] = []
        self._undo: list[tuple[str, list[Any]]] = []
        self._redo: list[tuple[str, list[Any]]] = []
        self._lock = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        con = sqlite3.connect(self.path)
        try:
            yield con
        finally:
            con.close()

    def run(self, case: Any, *args: Any, **values: Any) -> Changed:
        with self._lock, self.read() as con:
            self._undo.append((case.label, con.execute("SELECT * FROM invoice").fetchall()))
            self._redo.clear()
            value = case(con, *args, **values)
            con.commit()
        return self._tell(Changed(len(self._undo), case.label, value))

    def undo(self) -> Changed:
        return self._swap(self._undo, self._redo, "Es gibt nichts zurückzunehmen.")

    def redo(self) -> Changed:
        return self._swap(self._redo, self._undo, "Es gibt nichts zu wiederholen.")

    def _swap(self, one: list[Any], other: list[Any], nothing: str) -> Changed:
        if not one:
            raise Refused(nothing)
        label, rows = one.pop()
        with self._lock, self.read() as con:
            other.append((label, con.execute("SELECT * FROM invoice").fetchall()))
            con.execute("DELETE FROM invoice")
            con.executemany("INSERT INTO invoice VALUES (?,?,?,?,?,?,?)", rows)
            con.commit()
        return self._tell(Changed(1, label))

    def _tell(self, change: Changed) -> Changed:
        for listener in self._listeners:
            listener(change)
        return change

    def subscribe(self, listener: Callable[[Changed], object]) -> None:
        self._listeners.append(listener)

    def warm(self) -> None:
        self.warmed += 1


class DemoDrafts:
    """Drafts in a file of their own, as durable as the real ones."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._open() as con:
            con.execute("CREATE TABLE IF NOT EXISTS draft(key TEXT PRIMARY KEY, content TEXT)")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        con = sqlite3.connect(self.path)
        try:
            yield con
            con.commit()
        finally:
            con.close()

    def save(self, key: str, content: dict[str, Any]) -> None:
        import json

        with self._open() as con:
            con.execute("INSERT OR REPLACE INTO draft VALUES (?, ?)", (key, json.dumps(content)))

    def load(self, key: str) -> dict[str, Any] | None:
        import json

        with self._open() as con:
            row = con.execute("SELECT content FROM draft WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def drop(self, key: str) -> None:
        with self._open() as con:
            con.execute("DELETE FROM draft WHERE key = ?", (key,))

    def keys(self, prefix: str) -> list[str]:
        with self._open() as con:
            rows = con.execute("SELECT key FROM draft ORDER BY rowid DESC").fetchall()
        return [key for (key,) in rows if key.startswith(prefix)]

    def ending(self, case: Callable[..., Any], key: str) -> Callable[..., Any]:
        return case  # the store of the demo has no steps that a draft could end in


def make_file(path: Path, rows: int = 60, names: Sequence[str] = CUSTOMERS) -> Path:
    """A file with invoices; the names go round."""
    con = sqlite3.connect(path)
    con.execute(
        "CREATE TABLE invoice(id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT, day TEXT,"
        " who TEXT, text TEXT, cents INTEGER, state TEXT)"
    )
    codes = tuple(STATES)

    def made() -> Iterator[tuple[Any, ...]]:
        for place in range(rows):
            day = date(2026, 1 + place * 11 // max(1, rows), 1 + place % 28)
            yield (
                place + 1, f"RE-2026-{place + 1:04}", day.isoformat(), names[place % len(names)],
                WORKS[place % len(WORKS)], 10_000 + place * 7_919 % 900_000, codes[place % 4],
            )  # fmt: skip

    con.executemany("INSERT INTO invoice VALUES (?,?,?,?,?,?,?)", made())
    con.execute("CREATE INDEX invoice_day ON invoice(day, id)")
    con.execute("CREATE INDEX invoice_who ON invoice(who, id)")
    con.commit()
    con.close()
    return path


def add_invoice(con: sqlite3.Connection, values: dict[str, Any]) -> int:
    """Write an invoice."""
    if values["amount"] == 66_600:
        raise KontorError(
            "Dieser Betrag ist gesperrt.", field="amount", hint="Anderen Betrag nehmen."
        )
    cursor = con.execute(
        "INSERT INTO invoice(number, day, who, text, cents, state) VALUES (?,?,?,?,?,'draft')",
        (f"RE-2026-{con.execute('SELECT count(*)+1 FROM invoice').fetchone()[0]:04}",
         values["day"].isoformat(), values["who"], values["text"], values["amount"]),
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def drop_invoice(con: sqlite3.Connection, number: int) -> None:
    """Discard a draft."""
    con.execute("DELETE FROM invoice WHERE id = ?", (number,))


add_invoice.label = "Rechnung angelegt"  # type: ignore[attr-defined]
drop_invoice.label = "Entwurf verworfen"  # type: ignore[attr-defined]

LISTING = Listing(
    columns="number, day, who, text, cents, state",
    tables="invoice",
    sorts={
        "day": Sort("Datum", ("day", "id"), descending=True),
        "who": Sort("Name", ("who", "id")),
    },
    state="state", amount="cents", day="day", search="fold(number || ' ' || who || ' ' || text)",
    fields={"who": "fold(who)"},
)  # fmt: skip
COLUMNS = (
    Column("Nummer", Kind.NUMBER, 13),
    Column("Datum", Kind.DATE, priority=3),
    Column("Kunde", Kind.NAME, grow=1),
    Column("Arbeit", Kind.TEXT, grow=1, priority=6),
    Column("Betrag", Kind.MONEY),
    Column("Stand", Kind.STATE, states=STATES),
)


def sheet_of(row: Row) -> list[Block]:
    """The sheet of an invoice."""
    number, day, who, text, cents, state = row.cells
    return [
        Head(str(number), str(who), STATES.get(str(state))),
        Facts(("Datum", date.fromisoformat(str(day))), ("Arbeit", text),
              ("Betrag", format_money(int(str(cents))) + " €")),
        Grid(
            (Column("Pos", Kind.COUNT, 3), Column("Text", grow=1), Column("Betrag", Kind.MONEY)),
            [(1, text, cents), (2, "Anfahrt", 4_500)], "Positionen",
            ("", "Summe", int(str(cents)) + 4_500),
        ),
        Drawing([sparkline([3, 5, 8, 2, 9, 4, 6], 20)], "Zahlungen"),
        Note("Notiz", "Schlüssel liegt beim Nachbarn. Vor neun Uhr bitte klingeln."),
    ]  # fmt: skip


class Invoices(ListScreen):
    """Invoices of the pretended firm."""

    NAME, TITLE, LETTER, HANDBOOK = "demo.invoices", "Rechnungen", "r", "glossary"
    COLUMNS, SORTS = COLUMNS, {"day": "Datum", "who": "Name"}
    FIELDS: ClassVar[dict[str, str]] = {"kunde": "who"}
    SAVED = (("Überfällige", "überfällig"),)
    EMPTY = "Noch keine Rechnung."
    HINTS = ("record.new", "step.next", "actions.menu", "filter.open", "record.open")

    def source(self) -> Source:
        return SqlSource(self.kontor.store.read, LISTING)

    def preview(self, row: Row) -> Sequence[Block]:
        return sheet_of(row)

    def detail(self, row: Row) -> BaseScreen:
        return Invoice(row.id)

    def do_record_new(self) -> None:
        self.app.push_screen(InvoiceForm())

    def do_record_cancel(self) -> None:
        row = self.row
        if row is None:
            return
        if row.state == "draft":
            self.kontor.run_case(drop_invoice, row.id)
            return
        ask = Confirm(
            "Rechnung stornieren?", [f"{row.cells[0]} · {row.cells[2]}", "Das bleibt sichtbar."]
        )
        self.app.push_screen(
            ask, lambda yes: self.kontor.run_case(drop_invoice, row.id) if yes else None
        )

    def do_step_next(self) -> None:
        self.app.push_screen(
            TypeWord("Monat schließen", ["Danach wird nichts mehr geändert."], "Oktober")
        )

    def why_not(self, name: str) -> str:
        row = self.row
        if name == "step.next" and row is not None and row.state == "draft":
            return "Erst ausstellen, dann mahnen."
        return super().why_not(name)


class Invoice(DetailScreen):
    """One invoice."""

    HANDBOOK = "glossary"

    def load(self) -> Row | None:
        rows = SqlSource(self.kontor.store.read, LISTING).rows([self.record])
        return rows[0] if rows else None

    def crumb(self) -> str:
        return str(self.data.cells[0]) if self.data else "?"

    def blocks(self) -> Sequence[Block]:
        return sheet_of(self.data) if self.data else ()

    def do_record_explain(self) -> None:
        self.explain(
            "Verlauf", [Facts(("22.11.2026 08:15", "angelegt"), ("22.11.2026 08:20", "geändert"))]
        )


def find_customer(typed: str) -> Sequence[Hit]:
    """Customers by name."""
    from kontor.base.text import matches

    return [
        Hit(str(n), name, "Kunde")
        for n, name in enumerate(CUSTOMERS)
        if not typed or matches(typed, name)
    ]


class InvoiceForm(FormScreen):
    """A new invoice."""

    TITLE = "Neue Rechnung"
    DRAFT = "demo.invoice:new"
    FIELDS = (
        Field("customer", "Kunde", "picker", required=True, search=find_customer, creates=True),
        Field("who", "Empfänger", required=True, help="Steht auf der Rechnung"),
        Field("text", "Arbeit", "multiline"),
        Field("amount", "Betrag", "money", required=True, help="netto in Euro, auch 3*17,50+19%"),
        Field("quantity", "Menge", "quantity"),
        Field("rate", "Steuersatz", "rate", default=1900),
        Field("day", "Datum", "date", required=True),
        Field("period", "Leistung", "period"),
        Field("iban", "IBAN", "iban"),
        Field("vat_id", "USt-IdNr.", "vat_id"),
        Field("tax_number", "Steuernummer", "tax_number"),
        Field("phone", "Telefon", "phone"),
        Field("email", "E-Mail", "email"),
        Field("kind", "Art", "choice", choices=(
            Choice("final", "Schlussrechnung"), Choice("part", "Abschlag"),
            Choice("advance", "Anzahlung"),
        )),
        Field("notify", "Mahnen", "flag", default=True),
    )  # fmt: skip

    def start(self) -> dict[str, Any]:
        return {"day": self.kontor.today()}

    def save(self, values: dict[str, Any]) -> None:
        self.kontor.run_case(add_invoice, values, then=self.saved, otherwise=self.refused)

    def create_for(self, field: str, typed: str) -> None:
        self.put(field, ("99", typed or "Neuer Kunde"))


class Accounts(ListScreen):
    """A short list from memory."""

    NAME, TITLE, LETTER = "demo.accounts", "Konten", "k"
    COLUMNS = (
        Column("Konto", Kind.NUMBER, 6),
        Column("Name", Kind.NAME, grow=1),
        Column("Saldo", Kind.MONEY),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": "Konto", "1": "Name"}
    EMPTY = "Keine Konten."

    def source(self) -> Source:
        return MemorySource(
            [Row(n, (n,), (str(1000 + n), name, n * 123_456 - 500_000), "", n * 123_456 - 500_000)
             for n, name in enumerate(("Kasse", "Bank", "Forderungen", "Erlöse 19 %", "Löhne"))]
        )  # fmt: skip


class Result(ReportScreen):
    """A report with a tree of lines."""

    NAME, TITLE, LETTER = "demo.result", "Ergebnis", "e"

    def report(self) -> Figures:
        return Figures(
            columns=("2026", "2025"),
            lines=(
                Line("in", "Einnahmen", (12_345_600, 11_000_000), kind="head", children=(
                    Line("19", "Erlöse 19 %", (12_000_000, 10_500_000), note="Zeile 15"),
                    Line("7", "Erlöse 7 %", (345_600, 500_000), note="Zeile 16"),
                )),
                Line("out", "Ausgaben", (-4_567_800, -4_000_000), kind="head", children=(
                    Line("mat", "Material", (-3_000_000, -2_500_000)),
                    Line("car", "Fahrzeug", (-1_567_800, -1_500_000)),
                )),
                Line("sum", "Überschuss", (7_777_800, 7_000_000), kind="sum"),
            ),
            header=(("Grundlage", "alles bis 22.11.2026"), ("Stand", "3 unverbuchte Belege")),
        )  # fmt: skip

    def picture(self) -> Sequence[Any]:
        from kontor.tui.widgets.charts import bars

        return bars([("Material", 3_000_000), ("Fahrzeug", 1_567_800)], self.picture_width)

    def drill(self, line: Line) -> None:
        self.kontor.toast(f"Konto {line.id}")

    def explanation(self, line: Line) -> Sequence[Block]:
        return [
            Head(line.label),
            Facts(("Regel", "Summe der Konten 8400"), ("Gesetz", "§ 4 Abs. 3 EStG")),
        ]


def areas() -> tuple[AreaSpec, ...]:
    """Three areas with four views."""
    return (
        AreaSpec("orders", "1", "Aufträge", (Invoices,), {"invoice": Invoice}),
        AreaSpec("books", "2", "Bücher", (Accounts, Result)),
    )


def make_app(
    folder: Path, rows: int = 60, names: Sequence[str] = CUSTOMERS, **more: Any
) -> KontorApp:
    """The app over a fresh pretended firm in a folder."""
    path = folder / "demo.db"
    if not path.exists():
        make_file(path, rows, names)
    store = DemoStore(path, more.pop("read_only", False))

    def search(typed: str) -> Sequence[Hit]:
        return [Hit(f"invoice:{n + 1}", f"RE-2026-{n + 1:04}", name, "Rechnungen")
                for n, name in enumerate(names) if typed.lower() in name.lower()]  # fmt: skip

    wiring = Wiring(
        store=store, areas=areas(), drafts=DemoDrafts(folder / "drafts.db"), today=lambda: TODAY,
        firm=lambda: "Malerbetrieb Lindner", search=search, reports=folder / "reports",
        folder=folder,
        number=lambda typed: f"invoice:{typed}" if typed.isdigit() else None,
        saved=lambda: "4711", **more,
    )  # fmt: skip
    return KontorApp(wiring)


TORTURE = (
    *NAMES,
    "Bad [/Flur] 3",
    "a [/] b",
    "[link=file:///etc/passwd]x[/link]",
    "a\x1b[2J\x1b[Hb",
)
