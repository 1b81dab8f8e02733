"""Tables of the books for the tax audit: entries, accounts, items, assets, tax codes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from kontor.ledger.queries import assets, deductions
from kontor.ledger.queries.datev import partner
from kontor.ledger.queries.items import open_items
from kontor.store.connection import stream
from kontor.store.gdpdu import Field, Table
from kontor.store.gdpdu_tables import local

_ENTRIES = """
SELECT e.id, l.pos, s.number, e.document, e.document_day, e.booked, e.service_day, e.arrival_day,
       e.created, s.at, l.period, a.number, a.name, l.cents, e.general_reversal, l.code,
       (SELECT t.rate FROM tax_code t WHERE t.code = l.code AND t.valid_from <= e.document_day
         ORDER BY t.valid_from DESC LIMIT 1), l.part, l.base, coalesce(nullif(l.text, ''), e.text),
       p.number, i.document, e.kind, e.reverses, e.reason, l.project, l.cost_centre, e.source,
       s.hash
  FROM entry e JOIN line l ON l.entry = e.id JOIN account a ON a.id = l.account
  LEFT JOIN seal s ON s.entry = e.id LEFT JOIN item i ON i.id = l.item
  LEFT JOIN account p ON p.id = i.account
 WHERE e.booked BETWEEN ? AND ? ORDER BY e.booked, e.id, l.pos
"""
_ENTRY_FIELDS = (
    Field("Buchung", "int", "Nummer des Buchungssatzes", key=True),
    Field("Zeile", "int", "Zeile innerhalb der Buchung", key=True),
    Field("Journalnummer", "int", "fortlaufend und lückenlos; leer: noch nicht festgeschrieben"),
    Field("Belegnummer"), Field("Belegdatum", "day"), Field("Buchungsdatum", "day"),
    Field("Leistungsdatum", "day"), Field("Eingangsdatum", "day"), Field("Erfassungsdatum", "day"),
    Field("Erfassungszeit", note="hh:mm:ss, deutsche Zeit"), Field("Festschreibedatum", "day"),
    Field("Festschreibezeit", note="hh:mm:ss, deutsche Zeit"),
    Field("Steuerperiode", note="JJJJ-MM"), Field("Konto"), Field("Kontenbezeichnung"),
    Field("Gegenkonto", note="leer bei Splittbuchung"), Field("Soll", "cents"),
    Field("Haben", "cents"), Field("Betrag", "cents", "Soll positiv, Haben negativ"),
    Field("Waehrung"), Field("Steuerschluessel"), Field("Steuersatz", "rate"),
    Field("Steuerart", note="base Bemessungsgrundlage, output Umsatzsteuer, input Vorsteuer"),
    Field("Bemessungsgrundlage", "cents", "nur wo sie vom Betrag abweicht"),
    Field("Buchungstext"), Field("Debitor_Kreditor"), Field("Offener_Posten"), Field("Art"),
    Field("Generalumkehr", note="0/1"), Field("Storno_von", "int", "Buchung"),
    Field("Storno_Grund"), Field("Projekt"), Field("Kostenstelle"), Field("Herkunft"),
    Field("Pruefsumme", note="SHA-256 der Festschreibung, verkettet"),
)  # fmt: skip
_ACCOUNTS = """
SELECT a.number, a.name, a.kind, p.number, a.function, a.tax_code,
       ifnull(sum(iif(l.day < ?1, l.cents, 0)), 0),
       ifnull(sum(iif(l.day >= ?1 AND (l.cents > 0) <> e.general_reversal, l.cents, 0)), 0),
       ifnull(sum(iif(l.day >= ?1 AND (l.cents > 0) = e.general_reversal, -l.cents, 0)), 0),
       ifnull(sum(l.cents), 0)
  FROM account a LEFT JOIN account p ON p.id = a.parent
  LEFT JOIN line l ON l.account = a.id AND l.day <= ?2 LEFT JOIN entry e ON e.id = l.entry
 GROUP BY a.id ORDER BY length(a.number), a.number
"""
_ACCOUNT_FIELDS = (
    Field("Konto", key=True), Field("Bezeichnung"), Field("Art"), Field("Sammelkonto"),
    Field("Funktion", note="DATEV-Funktion"), Field("Steuerschluessel"),
    Field("Anfangsbestand", "cents"), Field("Soll", "cents", "Verkehr im Zeitraum"),
    Field("Haben", "cents", "Verkehr im Zeitraum"), Field("Saldo", "cents", "Soll positiv"),
)  # fmt: skip
_PARTNER_FIELDS = (
    Field("Konto", key=True), Field("Art", note="Debitor oder Kreditor"), Field("Name"),
    Field("Strasse"), Field("PLZ"), Field("Ort"), Field("Land"), Field("USt_IdNr"),
    Field("Steuernummer"),
)  # fmt: skip
_ITEM_FIELDS = (
    Field("Posten", "int", key=True), Field("Konto"), Field("Name"), Field("Art"),
    Field("Belegnummer"), Field("Belegdatum", "day"), Field("Faelligkeit", "day"),
    Field("Betrag", "cents", "ursprünglicher Betrag; Forderung positiv, Schuld negativ"),
    Field("Gemindert", "cents", "Skonto, Gutschrift, Ausbuchung"), Field("Bezahlt", "cents"),
    Field("Offen", "cents", "am letzten Tag des Zeitraums"),
)  # fmt: skip
_SETTLEMENTS = """
SELECT s.id, s.item, i.document, s.entry, s.day, i.side * s.money, i.side * s.reduction
  FROM settlement s JOIN item i ON i.id = s.item WHERE s.day BETWEEN ? AND ? ORDER BY s.id
"""
_SETTLEMENT_FIELDS = (
    Field("Ausgleich", "int", key=True), Field("Posten", "int"), Field("Belegnummer"),
    Field("Buchung", "int"), Field("Datum", "day"), Field("Geld", "cents"),
    Field("Minderung", "cents"),
)  # fmt: skip
_ASSET_FIELDS = (
    Field("Anlage", key=True), Field("Jahr", "int", key=True), Field("Bezeichnung"),
    Field("Konto"), Field("Anschaffung", "day"), Field("Nutzungsdauer_Monate", "int"),
    Field("Methode"), Field("Kosten", "cents", "nach Minderung"),
    Field("Minderung", "cents", "§ 7g Abs. 2 EStG"), Field("Buchwert_Anfang", "cents"),
    Field("Zugang", "cents"), Field("Abschreibung", "cents"),
    Field("Sonderabschreibung", "cents", "§ 7g Abs. 5 EStG"), Field("Abgang", "cents"),
    Field("Buchwert_Ende", "cents"), Field("Abgangsdatum", "day"),
)  # fmt: skip
_DEDUCTION_FIELDS = (
    Field("Nummer", "int", "laufende Nummer der Vorgänge", key=True),
    Field("Abzugsjahr", "int", "Jahr des Abzugs"), Field("Art"),
    Field("Wirkungsjahr", "int", "Jahr, dessen Gewinn sich ändert"), Field("Datum", "day"),
    Field("Betrag", "cents"), Field("Anlage"), Field("Rueckgaengig_am", "day", "§ 7g Abs. 4 EStG"),
    Field("Bemerkung"),
)  # fmt: skip
_MOVE_NAMES = {"claimed": "Abzug", "added": "Hinzurechnung", "reversed": "Rückgängigmachung"}
_CODES = """
SELECT t.code, t.valid_from, t.name, t.side, t.rate, t.kz_base, t.kz_tax, t.kz_input, o.number,
       i.number, n.number, t.bu, t.source
  FROM tax_code t LEFT JOIN account o ON o.concept = t.output_account
  LEFT JOIN account i ON i.concept = t.input_account
  LEFT JOIN account n ON n.concept = t.not_due_account ORDER BY t.code, t.valid_from
"""
_CODE_FIELDS = (
    Field("Steuerschluessel", key=True), Field("Gueltig_ab", "day", key=True),
    Field("Bezeichnung"), Field("Seite"), Field("Steuersatz", "rate"),
    Field("Kz_Bemessungsgrundlage"), Field("Kz_Steuer"), Field("Kz_Vorsteuer"),
    Field("Konto_Umsatzsteuer"), Field("Konto_Vorsteuer"), Field("Konto_nicht_faellig"),
    Field("BU_Schluessel"), Field("Quelle"),
)  # fmt: skip
_PARTNERS = """
SELECT a.number, a.name, a.partner, p.kind FROM account a JOIN account p ON p.id = a.parent
 WHERE a.cash_role = 'item' ORDER BY a.number
"""


def tables(con: sqlite3.Connection, first: date, last: date) -> list[Table]:
    """The tables of the books for a period, entries first."""
    span = (first.isoformat(), last.isoformat())
    return [
        Table("buchungen.csv", "Buchungen", "Journal: alle Zeilen aller Buchungen",
              _ENTRY_FIELDS, _entries(con, span)),
        Table("konten.csv", "Konten", "Kontenplan mit Anfangsbestand, Verkehr und Saldo",
              _ACCOUNT_FIELDS, _accounts(con, span)),
        Table("geschaeftspartner.csv", "Geschäftspartner", "Debitoren und Kreditoren",
              _PARTNER_FIELDS, _partners(con)),
        Table("offene_posten.csv", "Offene Posten", "offen am letzten Tag des Zeitraums",
              _ITEM_FIELDS, _items(con, last)),
        Table("ausgleich.csv", "Ausgleich", "Zahlungen und Minderungen der Posten im Zeitraum",
              _SETTLEMENT_FIELDS, stream(con, _SETTLEMENTS, span)),
        Table("anlagen.csv", "Anlagen", "Anlageverzeichnis je Jahr",
              _ASSET_FIELDS, _assets(con, first.year, last.year)),
        Table("investitionsabzug.csv", "Investitionsabzugsbeträge",
              "§ 7g Abs. 1 bis 4 EStG, außerhalb der Bücher", _DEDUCTION_FIELDS,
              _deductions(con)),
        Table("steuerschluessel.csv", "Steuerschlüssel", "mit Gültigkeit, Kennzahlen und Konten",
              _CODE_FIELDS, stream(con, _CODES, ())),
    ]  # fmt: skip


def _entries(con: sqlite3.Connection, span: tuple[str, str]) -> Iterator[tuple[Any, ...]]:
    for _, group in groupby(stream(con, _ENTRIES, span), key=lambda row: row[0]):
        rows = list(group)
        for row in rows:
            others = {one[11] for one in rows if one[1] != row[1]}
            yield _entry_line(row, others.pop() if len(rows) == 2 else "")


def _entry_line(row: tuple[Any, ...], contra: str) -> tuple[Any, ...]:
    cents, reversal = row[13], row[14]
    on_debit = (cents > 0) != bool(reversal)
    sealed = local(row[9]) if row[9] else (None, "")
    return (
        *row[:8], *local(row[8]), *sealed, row[10], row[11], row[12], contra,
        cents if on_debit else 0, 0 if on_debit else -cents, cents, "EUR", row[15], row[16],
        row[17], row[18], row[19], row[20], row[21], row[22], str(reversal), *row[23:],
    )  # fmt: skip


def _accounts(con: sqlite3.Connection, span: tuple[str, str]) -> Iterator[tuple[Any, ...]]:
    return stream(con, _ACCOUNTS, span)


def _partners(con: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    for number, name, ref, kind in con.execute(_PARTNERS).fetchall():
        one = partner(con, number, name, ref)
        side = "Debitor" if kind == "asset" else "Kreditor"
        yield (
            number, side, one.name, one.street, one.postcode, one.city, one.country, one.vat_id,
            one.tax_number,
        )  # fmt: skip


def _items(con: sqlite3.Connection, last: date) -> Iterator[tuple[Any, ...]]:
    for one in open_items(con, last):
        yield (
            one.id, one.account, one.name, one.kind, one.document, one.day, one.due,
            one.side * one.total, one.side * one.reduced, one.side * one.paid, one.signed,
        )  # fmt: skip


def _assets(con: sqlite3.Connection, first: int, last: int) -> Iterator[tuple[Any, ...]]:
    for year in range(first, last + 1):
        for row in assets.of_year(con, year):
            one = row.asset
            yield (
                one.number, year, one.name, one.account, one.facts.bought, one.facts.months,
                one.facts.method, row.cost, one.facts.reduced, row.start,
                row.additions, row.depreciation, row.special, row.disposals, row.end,
                one.facts.disposed,
            )  # fmt: skip


def _deductions(con: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    for number, one in enumerate(deductions.moves(con), 1):
        yield (
            number, one.claimed, _MOVE_NAMES[one.kind], one.year, one.day, one.cents, one.asset,
            one.undone, one.reason,
        )  # fmt: skip
