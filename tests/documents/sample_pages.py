"""Pages of every kind of document, short and long, German and English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kontor.documents.layout.figures import amount, money, price, quantity
from kontor.documents.layout.page import (
    Align,
    Check,
    Column,
    Giro,
    Info,
    Labels,
    Line,
    Note,
    Page,
    Place,
    Row,
    RowKind,
    Sender,
    Signature,
    Table,
    Total,
    Weight,
)

DAY = date(2026, 3, 16)
SENDER = Sender(
    "Malerbetrieb Lindner GmbH",
    "Malerarbeiten · Bodenbeläge · Fassaden",
    None,
    "Malerbetrieb Lindner GmbH · Handwerkerweg 12 · 48143 Münster",
    (
        "Handwerkerweg 12",
        "48143 Münster",
        "Tel. 0251 4711-0",
        "buero@maler-lindner.example",
        "www.maler-lindner.example",
    ),
    (
        ("Malerbetrieb Lindner GmbH", "Handwerkerweg 12", "48143 Münster"),
        ("Volksbank Münsterland", "IBAN DE02 1203 0000 0000 2020 51", "BIC BYLADEM1001"),
        (
            "Amtsgericht Münster, HRB 4711",
            "Geschäftsführerin: Petra Lindner",
            "Handwerkskammer Münster",
        ),
        ("USt-IdNr. DE123456789", "Steuernummer 337/5812/0815"),
    ),
)
RECIPIENT = ("Frau", "Dr. Erika Krüger", "Lindenallee 7", "48147 Münster")
LONG = (
    "Untergrund prüfen, lose und nicht tragfähige Altanstriche entfernen, Risse bis 2 mm öffnen, "
    "grundieren und mit Füllspachtel schließen, Flächen schleifen und entstauben.",
    "Zwischen- und Schlussbeschichtung mit Dispersionsfarbe, Nassabriebklasse 2, Deckvermögen "
    "Klasse 1, Farbton nach Angabe, inklusive Abdecken und Beschneiden aller Anschlüsse.",
)
WORDS = {
    "de": {
        "wall": "Wandflächen streichen",
        "ceiling": "Deckenflächen streichen",
        "title": "Treppenhaus",
        "title2": "Wohnung 2. OG",
        "sum": "Summe",
        "scaffold": "Rollgerüst stellen und vorhalten",
        "hours": "Stundenlohnarbeiten Geselle",
        "travel": "Anfahrt pauschal",
        "optional": "Tapete entfernen und entsorgen",
        "alternative": "Silikatfarbe statt Dispersion",
        "discount": "Nachlass 3 %",
        "surcharge": "Zuschlag Erschwernis Treppenaugen",
        "text": "Alle Flächen nach Aufmaß.",
        "net": "Summe netto",
        "vat": "zzgl. 19 % USt auf",
        "gross": "Gesamtbetrag",
        "m2": "m²",
        "h": "Std",
        "lump": "psch",
        "dear": "Sehr geehrte Frau Dr. Krüger,",
        "regards": "Mit freundlichen Grüßen",
        "intro": "wir danken für Ihren Auftrag und berechnen unsere Leistungen wie folgt:",
        "pay": "Bitte überweisen Sie den Betrag ohne Abzug bis zum 30.03.2026. Spätestens 30 Tage "
        "nach Fälligkeit und Zugang dieser Rechnung tritt Verzug ein.",
    },
    "en": {
        "wall": "Paint walls",
        "ceiling": "Paint ceilings",
        "title": "Staircase",
        "title2": "Flat, 2nd floor",
        "sum": "Sum",
        "scaffold": "Mobile scaffold",
        "hours": "Hourly work, journeyman",
        "travel": "Travel, lump sum",
        "optional": "Remove and dispose of wallpaper",
        "alternative": "Silicate paint instead",
        "discount": "Discount 3%",
        "surcharge": "Surcharge for the stairwell",
        "text": "All areas as measured on site.",
        "net": "Net total",
        "vat": "plus 19% VAT on",
        "gross": "Total amount",
        "m2": "m²",
        "h": "h",
        "lump": "lump",
        "dear": "Dear Dr Krüger,",
        "regards": "Yours sincerely",
        "intro": "thank you for your order. We invoice our work as follows:",
        "pay": "Please transfer the amount by 30 Mar 2026. You are in default 30 days after the "
        "due date and receipt of this invoice at the latest.",
    },
}


def item(
    language: str, number: str, text: str, milli: int, unit: str, ten: int, **more: object
) -> Row:
    """A position; the total is quantity times price, rounded half-up."""
    total = (milli * ten + 50_000) // 100_000
    return Row(
        number=number,
        text=text,
        quantity=quantity(milli, language),
        unit=unit,
        price=price(ten, language),
        total=total,
        **more,  # type: ignore[arg-type]
    )


def rows(language: str, count: int = 5, *, long: bool = False) -> tuple[Row, ...]:
    """Positions without titles."""
    w = WORDS[language]
    names = ("wall", "ceiling", "scaffold", "hours", "travel")
    units = ("m2", "m2", "lump", "h", "lump")
    found = []
    for at in range(count):
        name, unit = names[at % 5], units[at % 5]
        milli = 1000 if unit == "lump" else 12_500 + 1750 * at
        details = LONG[: 1 + at % 2] if long else ()
        found.append(
            item(
                language,
                str(at + 1),
                w[name],
                milli,
                w[unit],
                98_500 + 12_345 * at,
                details=details,
            )
        )
    return tuple(found)


def all_rows(language: str) -> tuple[Row, ...]:
    """Every kind of row, two levels of titles."""
    w = WORDS[language]
    return (
        Row(RowKind.TITLE, "01", w["title"]),
        Row(RowKind.TEXT, "", w["text"]),
        Row(RowKind.TITLE, "01.01", "EG – 1. OG", depth=1),
        item(language, "01.01.0010", w["wall"], 184_250, w["m2"], 98_500, details=LONG),
        item(language, "01.01.0020", w["ceiling"], 42_000, w["m2"], 112_500),
        item(
            language,
            "01.01.0030",
            w["alternative"],
            184_250,
            w["m2"],
            124_000,
            counts=False,
            kind=RowKind.ALTERNATIVE,
        ),
        Row(RowKind.SUBTOTAL, "", f"{w['sum']} 01.01", total=228_736, depth=1),
        Row(RowKind.TITLE, "01.02", "2. OG", depth=1),
        item(language, "01.02.0010", w["scaffold"], 1000, w["lump"], 2_400_000, kind=RowKind.LUMP),
        item(language, "01.02.0020", w["hours"], 12_500, w["h"], 548_000, kind=RowKind.HOUR),
        item(language, "01.02.0030", w["surcharge"], 1000, "%", 850_000, kind=RowKind.SURCHARGE),
        Row(RowKind.SUBTOTAL, "", f"{w['sum']} 01", total=545_736),
        Row(RowKind.TITLE, "02", w["title2"]),
        item(
            language,
            "02.0010",
            w["optional"],
            65_000,
            w["m2"],
            45_000,
            counts=False,
            kind=RowKind.OPTIONAL,
        ),
        item(language, "02.0020", w["wall"], 65_000, w["m2"], 98_500),
        Row(RowKind.DISCOUNT, "", w["discount"], total=-15_000),
    )


def totals(language: str, positions: tuple[Row, ...]) -> tuple[Total, ...]:
    """Net, VAT, gross of what counts."""
    w = WORDS[language]
    none = (RowKind.SUBTOTAL, RowKind.TITLE)
    net = sum(row.total or 0 for row in positions if row.counts and row.kind not in none)
    vat = (net * 19 + 50) // 100
    return (
        Total(w["net"], net),
        Total(f"{w['vat']} {amount(net, language)}", vat),
        Total(w["gross"], net + vat, Weight.STRONG),
    )


def info(language: str, number: str = "RE-2026-0048") -> tuple[Info, ...]:
    """The block beside the address."""
    if language == "de":
        return (
            Info("Rechnungsnummer", number, True),
            Info("Rechnungsdatum", "16.03.2026"),
            Info("Kundennummer", "10023"),
            Info("Auftrag", "AU-2026-0017"),
            Info("Leistungszeitraum", "02.03.2026 – 13.03.2026"),
            Info("Ansprechpartner", "Petra Lindner"),
        )
    return (
        Info("Invoice number", number, True),
        Info("Invoice date", "16 Mar 2026"),
        Info("Customer number", "10023"),
        Info("Period of service", "2 Mar 2026 – 13 Mar 2026"),
    )


def invoice(language: str = "de", count: int = 4, *, long: bool = False) -> Page:
    """A single invoice to a private customer."""
    w = WORDS[language]
    positions = rows(language, count, long=long)
    sums = totals(language, positions)
    notes = (
        (
            Note(
                "Im Rechnungsbetrag sind begünstigte Arbeits- und Fahrtkosten von 812,00 € "
                "zzgl. 154,28 € USt = 966,28 € enthalten. Bitte überweisen Sie; Barzahlung wird "
                "steuerlich nicht anerkannt.",
                "§ 35a EStG",
            ),
            Note(
                "Bitte bewahren Sie diese Rechnung als Privatperson zwei Jahre ab Ende des "
                "Ausstellungsjahres auf (§ 14b Abs. 1 UStG)."
            ),
        )
        if language == "de"
        else (Note("Please keep this invoice for two years (section 14b UStG)."),)
    )
    return Page(
        language,
        DAY,
        "Rechnung" if language == "de" else "Invoice",
        SENDER,
        RECIPIENT,
        number="RE-2026-0048",
        info=info(language),
        subject="Malerarbeiten Treppenhaus Lindenallee 7"
        if language == "de"
        else "Painting the staircase",
        salutation=w["dear"],
        intro=(w["intro"],),
        rows=positions,
        totals=sums,
        closing=(w["pay"],),
        notes=notes,
        greeting=w["regards"],
        signer="Petra Lindner",
        giro=Giro(
            "Malerbetrieb Lindner GmbH",
            "DE02120300000000202051",
            sums[-1].cents,
            "RE-2026-0048",
            "BYLADEM1001",
        ),
    )


def quote(language: str = "de") -> Page:
    """A quote with every kind of row, and lines to sign on."""
    german = language == "de"
    positions = all_rows(language)
    return Page(
        language,
        DAY,
        "Angebot" if german else "Quote",
        SENDER,
        RECIPIENT,
        number="AN-2026-0107",
        info=(
            Info("Angebotsdatum" if german else "Date", "16.03.2026"),
            Info("Gültig bis" if german else "Valid until", "15.04.2026", True),
        ),
        subject="Renovierung Treppenhaus und Wohnung",
        salutation=WORDS[language]["dear"],
        intro=(
            "vielen Dank für Ihre Anfrage und das Gespräch vor Ort. Auf Grundlage der Besichtigung "
            "vom 10.03.2026 bieten wir Ihnen folgende Leistungen an:",
        ),
        rows=positions,
        totals=totals(language, positions),
        closing=(
            "An dieses Angebot halten wir uns bis zum 15.04.2026 gebunden. Abgerechnet wird nach "
            "tatsächlich ausgeführter Menge (Aufmaß), sofern nicht eine Pauschale vereinbart ist.",
            "Zahlbar innerhalb von 14 Tagen ohne Abzug.",
        ),
        notes=(
            Note(
                "Diese Position wird nur nach Ihrer ausdrücklichen Freigabe ausgeführt; sie ist im "
                "Gesamtpreis nicht enthalten.",
                "Bei Bedarf",
            ),
        ),
        greeting=WORDS[language]["regards"],
        signer="Petra Lindner",
        signatures=(
            Signature("Ort, Datum" if german else "Place, date"),
            Signature("Auftrag erteilt" if german else "Order placed"),
        ),
        enclosures=("Widerrufsbelehrung mit Formular",),
        draft=german,
    )


def final_invoice(language: str = "de") -> Page:
    """A final invoice: earlier bills deducted, retention, what is left to pay."""
    base = invoice(language, 9, long=True)
    net = base.totals[0].cents
    return base._replace(
        title="Schlussrechnung" if language == "de" else "Final invoice",
        rows=(*base.rows[:-1], base.rows[-1]._replace(text="Nachtrag 1: " + base.rows[-1].text)),
        totals=(
            Total("Gesamtleistung netto", net),
            Total("19 % USt", (net * 19 + 50) // 100),
            Total("Gesamtleistung brutto", base.totals[-1].cents, Weight.SUM),
            Total("abzüglich 1. Abschlag RE-2026-0021 (brutto)", -119_000),
            Total("abzüglich 2. Abschlag RE-2026-0033 (brutto)", -95_200),
            Total("Einbehalt 5 % bis 16.03.2031", -14_758, Weight.MUTED),
            Total("Zu zahlen", base.totals[-1].cents - 119_000 - 95_200 - 14_758, Weight.STRONG),
        ),
        tables=(
            Table(
                (
                    Column("Rechnung"),
                    Column("vom"),
                    Column("Netto €", Align.RIGHT),
                    Column("USt €", Align.RIGHT),
                    Column("Brutto €", Align.RIGHT),
                    Column("bezahlt am", Align.RIGHT),
                ),
                (
                    Line(
                        (
                            "RE-2026-0021",
                            "12.01.2026",
                            "1.000,00",
                            "190,00",
                            "1.190,00",
                            "20.01.2026",
                        )
                    ),
                    Line(
                        ("RE-2026-0033", "09.02.2026", "800,00", "152,00", "952,00", "17.02.2026")
                    ),
                    Line(("Summe", "", "1.800,00", "342,00", "2.142,00", ""), Weight.SUM),
                ),
                "Bisher berechnet und bezahlt (§ 14 Abs. 5 UStG)",
                Place.END,
            ),
        ),
        giro=base.giro._replace(cents=base.totals[-1].cents - 228_958) if base.giro else None,
    )


def reminder(language: str = "de") -> Page:
    """A second reminder over three bills, with interest."""
    german = language == "de"
    heads = (
        ("Rechnung", "vom", "fällig", "Tage", "offen €", "Zinsen €")
        if german
        else ("Invoice", "dated", "due", "Days", "open €", "Interest €")
    )
    right = (False, False, False, True, True, True)
    columns = tuple(
        Column(head, Align.RIGHT if end else Align.LEFT, 0 if at else 1)
        for at, (head, end) in enumerate(zip(heads, right, strict=True))
    )
    return Page(
        language,
        DAY,
        "2. Mahnung" if german else "Second reminder",
        SENDER,
        (
            "Hausverwaltung Bergmann & Söhne",
            "Frau Sabine Bergmann-Hülsmann",
            "Postfach 12 34",
            "48007 Münster",
        ),
        remark="Einschreiben Einwurf" if german else "Registered mail",
        info=(Info("Datum" if german else "Date", "16.03.2026"), Info("Kundennummer", "10077")),
        subject="Offene Rechnungen" if german else "Open invoices",
        salutation="Sehr geehrte Frau Bergmann-Hülsmann," if german else "Dear Ms Bergmann,",
        intro=("trotz unserer Mahnung vom 23.02.2026 sind die folgenden Rechnungen noch offen:",),
        tables=(
            Table(
                columns,
                (
                    Line(("RE-2025-0311", "01.12.2025", "15.12.2025", "91", "2.380,00", "67,70")),
                    Line(("RE-2025-0320", "15.12.2025", "29.12.2025", "77", "1.190,00", "28,64")),
                    Line(("RE-2026-0007", "12.01.2026", "26.01.2026", "49", "952,00", "14,58")),
                    Line(("Summe", "", "", "", "4.522,00", "110,92"), Weight.SUM),
                ),
            ),
        ),
        totals=(
            Total("Offene Rechnungen", 452_200),
            Total("Verzugszinsen (§ 288 BGB)", 11_092),
            Total("Pauschale (§ 288 Abs. 5 BGB)", 4_000),
            Total("Bitte zahlen bis 30.03.2026", 467_292, Weight.STRONG),
        ),
        closing=(
            "Geht der Betrag bis zum 30.03.2026 nicht ein, beantragen wir ohne weitere Ankündigung "
            "einen gerichtlichen Mahnbescheid. Zahlungen sind bis zum 13.03.2026 berücksichtigt.",
        ),
        greeting=WORDS[language]["regards"],
        signer="Petra Lindner",
        giro=Giro(SENDER.name, "DE02120300000000202051", 467_292, "Mahnung 10077", "BYLADEM1001"),
    )


def confirmation(language: str = "de") -> Page:
    """An order confirmation with a plan of instalments."""
    german = language == "de"
    positions = rows(language, 6)
    return quote(language)._replace(
        title="Auftragsbestätigung" if german else "Order confirmation",
        number="AB-2026-0017",
        draft=False,
        rows=positions,
        totals=totals(language, positions),
        notes=(),
        enclosures=(),
        intro=("vielen Dank für Ihren Auftrag vom 12.03.2026, den wir wie folgt bestätigen:",),
        tables=(
            Table(
                (
                    Column("Abschlag"),
                    Column("wann", share=1),
                    Column("Betrag brutto €", Align.RIGHT),
                ),
                (
                    Line(("1.", "bei Beginn der Arbeiten", "500,00")),
                    Line(("2.", "nach dem Treppenhaus", "500,00")),
                    Line(("Schluss", "nach Abnahme", "Rest")),
                ),
                "Zahlungsplan",
                Place.END,
            ),
        ),
    )


def delivery(language: str = "de") -> Page:
    """A delivery note: quantities without prices."""
    german = language == "de"
    bare = tuple(row._replace(price="", total=None) for row in rows(language, 6))
    return Page(
        language,
        DAY,
        "Lieferschein" if german else "Delivery note",
        SENDER,
        RECIPIENT,
        number="LS-2026-0009",
        info=(Info("Datum" if german else "Date", "16.03.2026"),),
        subject="Material Lindenallee 7",
        rows=bare,
        closing=("Die Ware bleibt bis zur vollständigen Bezahlung unser Eigentum.",),
        signatures=(Signature("Ort, Datum"), Signature("Ware vollständig erhalten")),
    )


def site_report(language: str = "de") -> Page:
    """A time and site report with hours and material, to be signed."""
    hours = Table(
        (
            Column("Datum"),
            Column("Mitarbeiter", share=3),
            Column("Tätigkeit", share=5),
            Column("von – bis"),
            Column("Pause", Align.RIGHT),
            Column("Std", Align.RIGHT),
        ),
        (
            Line(("Montag, 09.03.2026",), Weight.GROUP),
            Line(
                (
                    "09.03.",
                    "Jonas Weber",
                    "Altanstrich entfernen, Wände spachteln",
                    "07:00 – 16:00",
                    "45 min",
                    "8,25",
                )
            ),
            Line(
                (
                    "09.03.",
                    "Mia Albrecht",
                    "Abkleben, Boden abdecken",
                    "07:00 – 12:00",
                    "15 min",
                    "4,75",
                )
            ),
            Line(("Dienstag, 10.03.2026",), Weight.GROUP),
            Line(
                (
                    "10.03.",
                    "Jonas Weber",
                    "Grundieren, Zwischenanstrich Treppenhaus EG bis 1. OG",
                    "07:00 – 16:00",
                    "45 min",
                    "8,25",
                )
            ),
            Line(("Summe", "", "", "", "", "21,25"), Weight.SUM),
        ),
        "Arbeitszeit",
    )
    material = Table(
        (Column("Material", share=1), Column("Menge", Align.RIGHT), Column("Einheit")),
        (
            Line(("Dispersionsfarbe weiß 12,5 l", "3", "Eimer")),
            Line(("Füllspachtel 25 kg", "1", "Sack")),
        ),
        "Material",
        blank=2,
    )
    return Page(
        language,
        DAY,
        "Regiebericht" if language == "de" else "Site report",
        SENDER,
        RECIPIENT,
        number="RB-2026-0031",
        info=(Info("Auftrag", "AU-2026-0017"), Info("Wetter", "bewölkt, 8 °C")),
        subject="Treppenhaus Lindenallee 7",
        tables=(hours, material),
        notes=(Note("Ohne Einspruch binnen 6 Werktagen gilt der Bericht als anerkannt."),),
        signatures=(
            Signature("Ort, Datum"),
            Signature("Auftraggeber"),
            Signature("Für den Betrieb", "Jonas Weber"),
        ),
    )


def measurement(language: str = "de", count: int = 12) -> Page:
    """A measurement sheet with formulas."""
    lines = [Line(("Wohnzimmer",), Weight.GROUP)]
    for at in range(count):
        if at and at % 6 == 0:
            lines.append(Line((f"Zimmer {at // 6 + 1}",), Weight.GROUP))
        lines.append(
            Line(
                (
                    f"01.{at + 1:02d}",
                    "Wand" if at % 3 else "abzgl. Fenster > 2,5 m²",
                    "2*(4,20+3,60)*2,55-1,01*2,13",
                    "37,629",
                    "m²",
                )
            )
        )
    lines.append(Line(("", "Summe", "", money(3_762_900 * count // 1000, "de"), "m²"), Weight.SUM))
    table = Table(
        (
            Column("Pos."),
            Column("Bauteil", share=2),
            Column("Ansatz", share=3),
            Column("Ergebnis", Align.RIGHT),
            Column("Einheit"),
        ),
        tuple(lines),
        note="Übermessen nach VOB/C DIN 18363: Öffnungen bis 2,5 m² werden nicht abgezogen.",
    )
    return Page(
        language,
        DAY,
        "Aufmaß" if language == "de" else "Measurement",
        SENDER,
        RECIPIENT,
        number="AM-2026-0005",
        info=(Info("Auftrag", "AU-2026-0017"), Info("Gemessen von", "Jonas Weber")),
        subject="Aufmaß Innenanstrich",
        tables=(table,),
        signatures=(Signature("Ort, Datum"), Signature("Auftraggeber"), Signature("Auftragnehmer")),
    )


def acceptance(language: str = "de") -> Page:
    """An acceptance protocol with defects and boxes to tick."""
    defects = Table(
        (
            Column("Nr."),
            Column("Mangel", share=4),
            Column("Ort", share=2),
            Column("Frist"),
            Column("erledigt"),
        ),
        (
            Line(("1", "Farbnase an der Türzarge", "EG links", "30.03.2026", "")),
            Line(("2", "Steckdosenabdeckung fehlt", "1. OG Flur", "23.03.2026", "")),
        ),
        "Mängel und Restarbeiten",
        blank=3,
    )
    return Page(
        language,
        DAY,
        "Abnahmeprotokoll" if language == "de" else "Acceptance protocol",
        SENDER,
        RECIPIENT,
        number="AP-2026-0004",
        info=(
            Info("Auftrag", "AU-2026-0017"),
            Info("Abnahme am", "16.03.2026", True),
            Info("Teilnehmer", "Dr. Erika Krüger, Petra Lindner"),
        ),
        subject="Malerarbeiten Treppenhaus Lindenallee 7",
        intro=("Die Arbeiten wurden am 13.03.2026 fertiggestellt und heute gemeinsam besichtigt.",),
        tables=(defects,),
        checks_title="Ergebnis der Abnahme",
        checks=(
            Check("Die Leistung wird ohne Vorbehalt abgenommen."),
            Check("Die Leistung wird unter Vorbehalt der oben genannten Mängel abgenommen.", True),
            Check("Die Abnahme wird verweigert."),
        ),
        notes=(
            Note("Mit der Abnahme beginnt die Verjährungsfrist, die Gefahr geht über (§ 640 BGB)."),
        ),
        signatures=(
            Signature("Ort, Datum"),
            Signature("Auftraggeber", "Dr. Erika Krüger"),
            Signature("Auftragnehmer", "Petra Lindner"),
        ),
    )


def cancellation(language: str = "de") -> Page:
    """A cancelling invoice with reversed quantities."""
    base = invoice(language)
    negative = tuple(
        row._replace(quantity=f"-{row.quantity}", total=-(row.total or 0)) for row in base.rows
    )
    return base._replace(
        title="Stornorechnung" if language == "de" else "Cancellation",
        number="RE-2026-0049",
        rows=negative,
        totals=tuple(one._replace(cents=-one.cents) for one in base.totals),
        giro=None,
        notes=(),
        intro=("hiermit stornieren wir unsere Rechnung RE-2026-0048 vom 16.03.2026 vollständig:",),
        closing=("Bereits gezahlte Beträge überweisen wir zurück.",),
    )


def letter(language: str = "de") -> Page:
    """A plain letter."""
    body = (
        (
            "anbei erhalten Sie die Unterlagen zu Ihrem Auftrag. " + LONG[0],
            LONG[1],
            "Für Rückfragen sind wir jederzeit unter 0251 4711-0 zu erreichen.",
        )
        if language == "de"
        else (
            "please find enclosed the documents for your order.",
            "If you have any questions, call us any time.",
        )
    )
    return Page(
        language,
        DAY,
        "",
        SENDER,
        RECIPIENT,
        info=(Info("Datum" if language == "de" else "Date", "16.03.2026"),),
        subject="Unterlagen zu Ihrem Auftrag" if language == "de" else "Documents for your order",
        salutation=WORDS[language]["dear"],
        intro=body,
        greeting=WORDS[language]["regards"],
        signer="Petra Lindner",
        enclosures=("Farbkarte", "Pflegehinweise"),
    )


def reverse_charge(language: str = "de") -> Page:
    """A partial invoice to a builder: the recipient owes the tax."""
    base = invoice(language, 3)
    net = base.totals[0].cents
    return base._replace(
        title="1. Abschlagsrechnung" if language == "de" else "1st progress invoice",
        recipient=(
            "Bauunternehmung Hölscher GmbH & Co. KG",
            "Buchhaltung",
            "Industriestraße 88",
            "48153 Münster",
        ),
        totals=(Total("Rechnungsbetrag (netto = brutto)", net, Weight.STRONG),),
        notes=(
            Note("Steuerschuldnerschaft des Leistungsempfängers (§ 13b UStG).", "Umsatzsteuer"),
            Note("Eine Kopie unserer Freistellungsbescheinigung liegt bei.", "§ 48b EStG"),
        ),
        enclosures=("Freistellungsbescheinigung",),
    )


def labels(language: str = "de", count: int = 25) -> Labels:
    """A sheet of address labels, four places used already."""
    one = ("Familie Krüger", "Lindenallee 7", "48147 Münster")
    return Labels((one,) * count, DAY, language, skip=4, title="Etiketten")


PAGES: dict[str, Callable[[str], Page]] = {
    "invoice": invoice,
    "quote": quote,
    "confirmation": confirmation,
    "delivery": delivery,
    "site_report": site_report,
    "measurement": measurement,
    "acceptance": acceptance,
    "final_invoice": final_invoice,
    "reverse_charge": reverse_charge,
    "cancellation": cancellation,
    "reminder": reminder,
    "letter": letter,
    "invoice_long": lambda language: invoice(language, 14, long=True),
    "measurement_long": lambda language: measurement(language, 60),
}
