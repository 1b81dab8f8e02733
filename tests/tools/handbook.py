"""Keeps what the handbook says from data equal to the data: `python -m tests.tools.handbook`.

The page of keys comes from the table of actions; between `<!-- table NAME -->` and
`<!-- /table -->` stand columns of the take-over lists and the values an adviser should confirm.
"""

from __future__ import annotations

import csv
import re
import sys
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

from kontor.base import i18n
from kontor.base.i18n import _
from kontor.base.numbers import format_money, format_quantity, format_rate
from kontor.tui import action
from kontor.tui.action import Action, shown_key
from kontor.tui.areas import areas
from kontor.tui.keys import ACTIONS
from tests.tools.screens import titles

PACKAGE = Path(i18n.__file__).parents[1]
DATA, HANDBOOK = PACKAGE / "data", PACKAGE / "handbook"
_PART = re.compile(r"(<!-- table ([\w-]+) -->\n).*?(<!-- /table -->)", re.DOTALL)
_DOUBTFUL = ("recalled", "inferred")
Row = dict[str, str]

_PLACES = {
    "de": {
        action.ALWAYS: "Überall", action.LIST: "In Listen", action.DETAIL: "Auf einem Datensatz",
        action.REPORT: "In Berichten", action.FORM: "In Formularen",
        action.FIELD: "In einem Feld", action.TABLE: "In Tabellen",
        "books.event": "Vorgang", "books.asset": "Anlage",
        "acquisition.lead": "Anfrage", "calendar.appointment": "Termin",
        "calendar.absence": "Abwesenheit", "calendar.one": "Person, Kolonne, Fahrzeug",
        "calendar.task": "Aufgabe",
        "calendar.invited": "Einladungen zu einem Termin",
        "tickets.call": "Anruf", "tickets.callnote": "Anrufnotiz", "tickets.case": "Vorgang",
        "tickets.protocol": "Protokoll", "tickets.protocolform": "Protokoll ausfüllen",
        "tickets.it": "Gerät, Lizenz oder Vertrag",
        "calendar.meeting": "Versammlung", "calendar.poll": "Terminabstimmung",
        "calendar.times": "Zeiten vorschlagen",
        "tickets.contract": "Wartungsvertrag", "tickets.contractrun": "Vorschau des Laufs",
        "tickets.device": "Gerät", "tickets.site": "Objekt", "tickets.mail": "E-Mail",
        "tickets.letter": "Brief", "tickets.text": "Text eines Vorgangs", "tickets.onetext": "Text",
        "books.receipt": "Beleg", "books.template": "Vorlage",
        "books.checklist": "Prüfliste", "contacts.contact": "Kontakt",
        "contacts.form": "Kontaktformular", "contacts.consent": "Einwilligung",
        "contacts.joining": "Kontakte nebeneinander",
        "firm.step": "Arbeitsschritt", "firm.document": "Schriftstück",
        "firm.letterhead": "Briefkopf", "contacts.letter": "Brief", "wizard.page": "Einrichtung",
        "wizard.money": "Einrichtung", "wizard.review": "Einrichtung",
    },
    "en": {
        action.ALWAYS: "Everywhere", action.LIST: "In lists", action.DETAIL: "On a record",
        action.REPORT: "In reports", action.FORM: "In forms", action.FIELD: "In a field",
        action.TABLE: "In tables",
        "acquisition.lead": "Lead", "calendar.appointment": "Appointment",
        "calendar.absence": "Absence", "calendar.one": "Person, team, vehicle",
        "calendar.task": "Task",
        "calendar.invited": "Invitations to an appointment",
        "tickets.call": "Call", "tickets.callnote": "Call note", "tickets.case": "Case",
        "tickets.protocol": "Protocol", "tickets.protocolform": "Filling in a protocol",
        "tickets.it": "Device, licence or contract",
        "calendar.meeting": "Meeting", "calendar.poll": "Date poll",
        "calendar.times": "Proposing times",
        "tickets.contract": "Maintenance contract", "tickets.contractrun": "Preview of the run",
        "tickets.device": "Device", "tickets.site": "Site", "tickets.mail": "E-mail",
        "tickets.letter": "Letter", "tickets.text": "Text of a case", "tickets.onetext": "Text",
        "books.event": "Event", "books.asset": "Asset", "books.receipt": "Receipt",
        "books.template": "Template",
        "books.checklist": "Checklist", "contacts.contact": "Contact",
        "contacts.form": "Contact form", "contacts.consent": "Consent",
        "contacts.joining": "Contacts side by side",
        "firm.step": "Step", "firm.document": "Document", "firm.letterhead": "Letterhead",
        "contacts.letter": "Letter", "wizard.page": "Setting up", "wizard.money": "Setting up",
        "wizard.review": "Setting up",
    },
}  # fmt: skip
_KEYS = {
    "de": (
        "# Alle Tasten",
        "Was auf einem Bildschirm wirklich geht, zeigt dort `?`. Die letzte Spalte ist der Name "
        "der Aktion für [eigene Tasten](screen.md).",
        ("Taste", "Aktion", "Wirkung", "Name"),
    ),
    "en": (
        "# All keys",
        "What really works on a screen is shown there by `?`. The last column is the name of the "
        "action for [own keys](screen.md).",
        ("Key", "Action", "What it does", "Name"),
    ),
}
_NOTES = {
    "": "", "own account, DATEV has none": "eigenes Konto, DATEV hat keines",
    "must run to zero": "muss auf null laufen", "reduces cost": "mindert die Kosten",
    "surplus in credit": "Überschuss im Haben",
    "only to show long retentions in the balance sheet; the claim stays with the customer":
        "nur für den Ausweis langer Einbehalte in der Bilanz; die Forderung bleibt beim Kunden",
}  # fmt: skip
_LIMITS = {
    "construction_withholding": (
        "Bauabzugsteuer, Freigrenze im Jahr",
        "construction withholding, free sum in a year",
    ),
    "small_previous": ("Kleinunternehmer, Vorjahr", "small trader, year before"),
    "small_current": ("Kleinunternehmer, laufendes Jahr", "small trader, this year"),
    "ist_previous": ("Ist-Versteuerung, Vorjahr", "VAT on cash basis, year before"),
    "month_tax": (
        "Voranmeldung monatlich, Steuer des Vorjahres",
        "monthly return, last year's tax",
    ),
    "free_tax": ("keine Voranmeldung, Steuer des Vorjahres", "no return, last year's tax"),
    "books_turnover": ("Buchführungspflicht, Umsatz", "duty to keep books, turnover"),
    "books_profit": ("Buchführungspflicht, Gewinn", "duty to keep books, profit"),
}
_DEADLINES = {
    "vat": ("Voranmeldung", "VAT return"),
    "special_prepayment": ("Sondervorauszahlung", "special prepayment"),
    "recapitulative": ("Zusammenfassende Meldung", "recapitulative statement"),
    "vat_year": ("Umsatzsteuererklärung", "annual VAT return"),
    "vat_year_adviser": (
        "Umsatzsteuererklärung mit Steuerberatung", "annual VAT return with adviser",
    ),
    "euer": ("EÜR", "income-surplus statement"),
    "wage_tax": ("Lohnsteuer", "wage tax"),
    "social_security": (
        "Sozialversicherung (Bankarbeitstag vom Monatsende)",
        "social security (banking day from the end of the month)",
    ),
    "euer_adviser": ("EÜR mit Steuerberatung", "income-surplus statement with adviser"),
}  # fmt: skip
_METHODS = {
    "linear": ("linear", "straight line"), "declining": ("degressiv", "declining"),
    "special": ("Sonderabschreibung", "special depreciation"),
    "deduction": ("Investitionsabzug", "investment deduction"),
}  # fmt: skip
_KEYED = {
    "factor": ("Vielfaches von linear", "times straight line"),
    "limit": ("Höchstsatz", "highest rate"),
    "rate": ("Satz in allen Jahren zusammen", "rate in all years together"),
    "years": ("Jahre ab dem Kauf", "years from the purchase"),
    "claims": ("Summe, die frei sein darf,", "sum that may wait"),
    "profit": ("Gewinn des Jahres bis", "profit of the year up to"),
    "kept": ("zu behalten nach dem Kaufjahr, Jahre", "to keep after the year of purchase, years"),
    "": ("", ""),
}

_RATES = {"deduction": ("Satz der Kosten", "rate of the cost")}

SALES_LAW = (
    "sales-limits.csv", "sales-periods.csv", "warranty-rules.csv", "overmeasuring.csv",
    "einvoice-vatex.csv", "value-adjustments.csv",
)  # fmt: skip
DUNNING_LAW = ("default-law.csv", "value-adjustments.csv")
_DUNNING = {
    "points_consumer": (
        "Verzugszins Verbraucher über Basiszins",
        "interest of consumers over base",
    ),
    "points_business": (
        "Verzugszins Unternehmer über Basiszins",
        "interest of businesses over base",
    ),
    "lump_business": ("Pauschale gegen Unternehmer", "lump sum of businesses"),
    "default_days": ("Verzug nach Fälligkeit und Rechnung", "default after due date and invoice"),
    "limitation_years": ("Verjährung ab Jahresende", "limitation from the end of the year"),
    "title_years": ("Verjährung von Titeln", "limitation of titles"),
    "insolvency": ("Wertberichtigung bei Insolvenz", "value adjustment, insolvency"),
    "court": ("Wertberichtigung bei Mahnbescheid", "value adjustment, court order"),
    "dispute": ("Wertberichtigung bei Einwand", "value adjustment, dispute"),
    "age": ("Wertberichtigung ab Tagen Verzug", "value adjustment from days overdue"),
}
_UNITS = {
    "days": ("Tage", "days"), "workdays": ("Werktage", "working days"),
    "working": ("Arbeitstage", "working days"), "months": ("Monate", "months"),
    "years": ("Jahre", "years"),
}  # fmt: skip
_RECALLED = {
    "reverse_repair": ("§ 13b: Reparaturen bis", "§ 13b: repairs up to"),
    "small_invoice": ("Kleinbetragsrechnung bis brutto", "small-amount invoice up to gross"),
    "retention_part": ("Einbehalt je Zahlung höchstens", "retention of each payment at most"),
    "insolvency": ("Wertberichtigung bei Insolvenz", "value adjustment, insolvency"),
    "court": ("Wertberichtigung im Mahnverfahren", "value adjustment, court order"),
    "dispute": ("Wertberichtigung bei Streit", "value adjustment, dispute"),
    "age": ("Wertberichtigung nach Tagen", "value adjustment after days"),
    "cost_overrun": ("Überschreitung des Kostenanschlags ab", "cost overrun to be notified from"),
    "issue_months": ("Rechnung ausstellen binnen", "invoice to be issued within"),
    "keep_private_years": ("Aufbewahrung bei Privatkunden", "private customers keep invoices for"),
    "keep_voucher": ("Aufbewahrung von Belegen", "vouchers are kept for"),
    "keep_letter": ("Aufbewahrung von Geschäftsbriefen", "letters of business are kept for"),
    "withdrawal": ("Widerruf von Verbrauchern", "withdrawal of consumers"),
    "withdrawal_untold": ("Widerruf ohne Belehrung, zusätzlich", "withdrawal without instruction"),
    "vob_completion": ("Abnahme nach Fertigmeldung", "acceptance after notice of completion"),
    "vob_use": ("Abnahme durch Benutzung", "acceptance by use"),
    "vob_request": ("Abnahme auf Verlangen", "acceptance on request"),
    "time_note_return": ("Rückgabe von Stundenzetteln", "return of time notes"),
    "delay_consumer": ("Verzug nach Fälligkeit und Zugang", "default after due date and receipt"),
}


def rows(name: str) -> list[Row]:
    """The rows of a data file."""
    lines = (DATA / name).read_text("utf-8").splitlines()
    lines = [line for line in lines if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter=";" if lines[0].count(";") > 2 else ","))


def doubtful(name: str) -> list[Row]:
    """The rows of a data file whose source says that they were not read in the original."""
    return [row for row in rows(name) if any(word in row.get("source", "") for word in _DOUBTFUL)]


def _table(heads: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    head = list(heads)
    shown = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in x] for x in lines)]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in shown)


def _columns(kind: str, german: bool) -> str:
    heads = ("Spalte", "auch verstanden") if german else ("Column", "also understood")
    return _table(heads, (
        (f"`{row['heading']}`", row["synonyms"].replace("|", ", "))
        for row in rows("takeover-columns.csv") if row["table"] == kind
    ))  # fmt: skip


def _accounts(german: bool) -> str:
    """Accounts with a number of Kontor's own choice, by what they are for."""
    four = {row["concept"]: row for row in rows("skr04.csv")}
    heads = ("SKR03", "SKR04", "Konto", "Bemerkung") if german else (
        "SKR03", "SKR04", "Account", "Note")  # fmt: skip
    return _table(heads, (
        (row["number"], four[row["concept"]]["number"], row["name_de"],
         _NOTES[row["note"]] if german else row["note"])
        for row in rows("skr03.csv") if "own account" in row["source"]
    ))  # fmt: skip


def _limits(german: bool) -> str:
    heads = ("Grenze", "ab", "Euro", "Gesetz") if german else ("Limit", "from", "euro", "Law")
    return _table(heads, (
        (_LIMITS[row["key"]][not german], row["valid_from"], format_money(int(row["cents"]))[:-3],
         row["law"])
        for row in doubtful("regime-limits.csv")
    ))  # fmt: skip


def _deadlines(german: bool) -> str:
    heads = ("Termin", "Tag", "Monat", "Gesetz") if german else ("Deadline", "Day", "Month", "Law")
    return _table(heads, (
        (_DEADLINES[row["kind"]][not german], row["day"],
         row["month"] or ("nach dem Zeitraum" if german else "after the period"), row["law"])
        for row in doubtful("tax-deadlines.csv")
    ))  # fmt: skip


def _contracts(german: bool) -> str:
    heads = ("Regel", "ab", "Wert", "Gesetz") if german else ("Rule", "from", "Value", "Law")
    terms = [
        (_CONTRACT_TERMS[row["key"]][not german], row["valid_from"],
         f"{row['amount']} {'Monate' if german else 'months'}", row["law"])
        for row in doubtful("contract-terms.csv")
    ]  # fmt: skip
    values = [
        (row["name_de" if german else "name_en"], row["valid_from"],
         format_quantity(int(row["value"])), row["source"])
        for row in doubtful("price-index.csv")
    ]  # fmt: skip
    return _table(heads, [*terms, *values])


def _lives(german: bool) -> str:
    heads = ("Anlagegut", "Monate", "Quelle") if german else ("Asset", "Months", "Source")
    return _table(heads, (
        (row["name_de" if german else "name_en"], row["months"], row["law"])
        for row in doubtful("useful-lives.csv")
    ))  # fmt: skip


def _depreciation(german: bool) -> str:
    heads = ("Art", "gekauft von", "bis", "Wert", "Gesetz") if german else (
        "Method", "bought from", "to", "Value", "Law")  # fmt: skip
    lines = []
    for row in doubtful("depreciation.csv"):
        value = row["value"]
        if row["key"] in {"limit", "rate"}:
            value = f"{int(value) // 100} %"
        elif row["key"] in {"claims", "profit"}:
            value = f"{format_money(int(value))[:-3]} €"
        said_of = _KEYED[row["key"]]
        if row["key"] == "rate":
            said_of = _RATES.get(row["method"], said_of)
        said = f"{said_of[not german]} {value}".strip()
        lines.append((_METHODS[row["method"]][not german], row["bought_from"], row["bought_to"],
                      said, row["law"]))  # fmt: skip
    for row in doubtful("withholding.csv"):
        name = "Bauabzugsteuer" if german else "construction withholding tax"
        lines.append((name, row["valid_from"], "", f"{int(row['rate']) // 100} %", row["law"]))
    return _table(heads, lines)


def _lines_2026(german: bool) -> str:
    heads = ("Zeile 2025", "Zeile 2026", "Kz", "Bezeichnung") if german else (
        "Line 2025", "Line 2026", "Kz", "Name")  # fmt: skip
    return _table(heads, (
        (row["line_2025"], row["line_2026"] or "?", row["kz"],
         row["label_de" if german else "label_en"])
        for row in rows("euer-lines.csv") if row["line_2026_basis"] != "seen"
    ))  # fmt: skip


def _bank(german: bool) -> str:
    codes = " ".join(row["code"] for row in doubtful("gvc.csv"))
    kinds = tomllib.loads((DATA / "bank_payees.toml").read_text("utf-8"))
    sources = sorted({
        one["source"] for group in kinds.values() if isinstance(group, list)
        for one in group if "recalled" in one.get("source", "")
    })  # fmt: skip
    names = {
        "names of tax offices as payees, recalled": "Finanzämter",
        "payees of taxes collected by other offices, recalled": "andere Steuerkassen",
        "municipal taxes, recalled": "Gemeindesteuern",
        "statutory health insurers, recalled": "Krankenkassen",
        "accident insurance and social funds of the trades, recalled":
            "Berufsgenossenschaften und Sozialkassen",
    }  # fmt: skip
    if german:
        payees = ", ".join(names[one] for one in sources)
        return (f"Geschäftsvorfallcodes der Banken: {codes}.\n\n"
                f"Namen von Zahlungsempfängern: {payees}.\n")  # fmt: skip
    payees = "; ".join(one.removesuffix(", recalled") for one in sources)
    return f"Transaction codes of the banks: {codes}.\n\nNames of payees: {payees}.\n"


def _keeping(german: bool) -> str:
    heads = ("Schriftstück", "Jahre", "Gesetz") if german else ("Document", "Years", "Law")
    return _table(heads, (
        (row["de" if german else "en"], row["years"], row["law"])
        for name in ("document-kinds.csv", "receipt-kinds.csv")
        for row in doubtful(name) if row["years"] != "0"
    ))  # fmt: skip


def _name_of(row: Row, german: bool) -> str:
    named = row.get("name_de" if german else "name_en") or row.get(
        "text_de" if german else "text_en"
    )
    return named or _RECALLED[row["key"]][not german]


def _worth(row: Row, german: bool) -> str:
    """The value of a row of dated law as people write it."""
    unit, value = row.get("unit", ""), row.get("value") or row.get("count") or ""
    if unit == "cents":
        return f"{format_money(int(value))} €"
    if unit == "rate":
        return format_rate(int(value))
    if row.get("rate"):
        days = row.get("days")
        after = f" ab {days} Tagen" if german else f" after {days} days"
        return format_rate(int(row["rate"])) + (after if days else "")
    if "opening" in row:
        return f"{format_quantity(int(row['opening']))} m²"
    if "months" in row:
        unit, value = "months", row["months"]
    return f"{value or row.get('code', '')} {_UNITS.get(unit, ('', ''))[not german]}".strip()


def _sales(german: bool) -> str:
    """Dated law of quotes, orders and invoices."""
    heads = ("Regel", "ab", "Wert", "Gesetz") if german else ("Rule", "from", "Value", "Law")
    before = i18n.language()
    i18n.use_language("de" if german else "en")
    try:
        return _table(heads, (
            (_name_of(row, german), row.get("valid_from", ""), _worth(row, german), row["law"])
            for name in SALES_LAW for row in doubtful(name)
        ))  # fmt: skip
    finally:
        i18n.use_language(before)


def _dunning(german: bool) -> str:
    heads = ("Regel", "ab", "Wert", "Gesetz") if german else ("Rule", "from", "Value", "Law")
    return _table(heads, (
        (
            _DUNNING[row["key"]][not german], row.get("valid_from", ""),
            _dunning_worth(row, german), row["law"],
        )
        for name in DUNNING_LAW for row in doubtful(name)
    ))  # fmt: skip


def _duties(german: bool) -> str:
    """Kinds of dated duties of the firm's own."""
    heads = ("Art", "Monate", "Tage vorher", "Gesetz") if german else (
        "Kind", "Months", "Days before", "Law")  # fmt: skip
    return _table(heads, (
        (row["de" if german else "en"], row["months"], row["leads"], row["law"])
        for row in doubtful("deadline-kinds.csv")
    ))  # fmt: skip


def _dunning_worth(row: dict[str, str], german: bool) -> str:
    if "rate" in row:
        days = f"{row['days']}: " if row["days"] else ""
        return f"{days}{int(row['rate']) // 100} %"
    key, value = row["key"], int(row["value"])
    if key.startswith("points"):
        return f"{value // 100} {'Prozentpunkte' if german else 'percentage points'}"
    unit = "days" if key.endswith("days") else "years"
    return f"{value} {_UNITS[unit][not german]}"


def _sepa(german: bool) -> str:
    heads = ("Frist", "ab", "Wert", "Regel") if german else ("Period", "from", "Value", "Rule")
    units = {"months": ("Monate", "months"), "weeks": ("Wochen", "weeks"),
             "bank_days": ("Banktage", "bank days")}  # fmt: skip
    return _table(heads, (
        (
            row["de" if german else "en"], row["valid_from"],
            f"{row['value']} {units[row['unit']][not german]}", row["law"],
        )
        for row in rows("sepa-periods.csv")
    ))  # fmt: skip


def _placeholders(german: bool) -> str:
    column = "de" if german else "en"
    return " · ".join(f"`{{{row[column]}}}`" for row in rows("document-placeholders.csv")) + "\n"


def _screens(german: bool) -> str:
    """Digit and letter of every screen."""
    heads = ("Bereich", "Buchstabe") if german else ("Area", "Letter")
    before = i18n.language()
    i18n.use_language("de" if german else "en")
    try:
        return _table(heads, (
            (f"`{spec.digit}` {_(spec.label)}",
             " · ".join(f"`{letter}` {_(view.TITLE)}" for letter, view in spec.letters().items()))
            for spec in areas()
        ))  # fmt: skip
    finally:
        i18n.use_language(before)


_CONTRACT_TERMS = {
    "consumer_term": ("Wartungsvertrag, Privatkunden: längste erste Laufzeit",
                      "Maintenance contract, consumers: longest first term"),
    "consumer_renewal": ("Wartungsvertrag, Privatkunden: längste Verlängerung",
                         "Maintenance contract, consumers: longest renewal"),
    "consumer_notice": ("Wartungsvertrag, Privatkunden: längste Frist",
                        "Maintenance contract, consumers: longest notice"),
    "index_term": ("Indexklausel: kürzeste Laufzeit", "Index clause: shortest term"),
}  # fmt: skip
TABLES: dict[str, Callable[[bool], str]] = {
    "balances": lambda german: _columns("balances", german),
    "items": lambda german: _columns("items", german),
    "assets": lambda german: _columns("assets", german),
    "returns": lambda german: _columns("returns", german),
    "accounts": _accounts, "limits": _limits, "deadlines": _deadlines, "lives": _lives,
    "depreciation": _depreciation, "lines-2026": _lines_2026, "bank": _bank, "keeping": _keeping,
    "placeholders": _placeholders, "sales-law": _sales,
    "dunning-law": _dunning, "deadline-kinds": _duties, "sepa": _sepa, "screens": _screens,
    "contracts": _contracts,
}  # fmt: skip


def updated(text: str, language: str) -> str:
    """A page with the present tables."""
    return _PART.sub(lambda part: part[1] + TABLES[part[2]](language == "de") + part[3], text)


def keys_page(language: str) -> str:
    """The page of all keys."""
    before = i18n.language()
    i18n.use_language(language)
    try:
        title, intro, heads = _KEYS[language]
        places = _PLACES[language] | {name: _(text) for name, text in titles().items()}
        parts = [title, intro]
        for place in dict.fromkeys(one.contexts for one in ACTIONS):
            name = ", ".join(dict.fromkeys(places[context] for context in place))
            shown = [one for one in ACTIONS if one.contexts == place]
            parts.append(f"## {name}\n\n{_table(heads, map(_key_row, shown))}".rstrip())
        return "\n\n".join(parts) + "\n"
    finally:
        i18n.use_language(before)


def _key_row(one: Action) -> tuple[str, ...]:
    keys = " ".join(f"`{shown_key(key)}`" for key in one.keys)
    return keys, _(one.label), _(one.help), f"`{one.id}`"


def pages() -> dict[Path, str]:
    """Every page that is made from data, with its present text."""
    made = {HANDBOOK / code / "keys.md": keys_page(code) for code in i18n.LANGUAGES}
    for code in i18n.LANGUAGES:
        for path in sorted((HANDBOOK / code).glob("*.md")):
            text = path.read_text("utf-8")
            if _PART.search(text):
                made[path] = updated(text, code)
    return made


if __name__ == "__main__":
    for page, content in pages().items():
        page.write_text(content, "utf-8")
        sys.stdout.write(f"{page.relative_to(PACKAGE)}\n")
