"""Invoices of invented firms, as the rooms above will build them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kontor.documents.einvoice import codes
from kontor.documents.einvoice.arithmetic import complete
from kontor.documents.einvoice.number import percent, price, quantity
from kontor.documents.einvoice.record import (
    Account,
    Address,
    Adjustment,
    Attachment,
    Card,
    Category,
    Contact,
    Delivery,
    DirectDebit,
    Identifier,
    Invoice,
    Item,
    Line,
    Note,
    Party,
    Payment,
    Period,
    Price,
    Reference,
    Skonto,
    Totals,
)

SELLER = Party(
    name="Malerbetrieb Lindner GmbH",
    trading_name="Maler Lindner",
    ids=(Identifier("L-4711"),),
    legal_id=Identifier("HRB 4711"),
    vat_id="DE123456788",
    tax_number="337/5812/0815",
    legal_info="Geschäftsführer: Karl Lindner, Amtsgericht Münster HRB 4711",
    endpoint=Identifier("rechnung@maler-lindner.example", "EM"),
    address=Address("Handwerkerweg 12", "Hof links", "", "Münster", "48143", "", "DE"),
    contact=Contact("Karl Lindner", "+49 251 4711-0", "rechnung@maler-lindner.example"),
)
BUYER = Party(
    name="Familie Krüger",
    ids=(Identifier("K-10023"),),
    endpoint=Identifier("krueger@example.org", "EM"),
    address=Address("Lindenallee 7", city="Münster", postcode="48147", country="DE"),
)
COMPANY = replace(
    BUYER,
    name="Bauunternehmen Hagedorn GmbH & Co. KG",
    vat_id="DE136695976",
    legal_id=Identifier("HRA 815"),
    contact=Contact("Anna Hagedorn", "0251 815", "bau@hagedorn.example"),
)
TRANSFER = Payment(
    "58",
    remittance="RE-2026-0042",
    accounts=(Account("DE02120300000000202051", "Malerbetrieb Lindner GmbH", "BYLADEM1001"),),
)


def line(
    number: int, name: str, amount: int, unit: str, cents: int, rate: int = 1900,
    category: str = Category.STANDARD,
) -> Line:  # fmt: skip
    """A line with quantity in 1/1000 and price in cents."""
    return Line(
        str(number), Item(name), quantity(amount), unit, Price(price(cents * 100)),
        category=category, rate=rate,
    )  # fmt: skip


STANDARD = complete(
    Invoice(
        number="RE-2026-0042",
        issued=date(2026, 11, 22),
        seller=SELLER,
        buyer=BUYER,
        lines=(
            replace(
                line(1, "Wände streichen", 84_500, "MTK", 1140),
                item=Item(
                    "Wände streichen", "zweimal, weiß", "W-1", "", None,
                    (Identifier("45442110", "STI"),), "DE", (("Farbton", "RAL 9010"),),
                ),
                note="Wohnzimmer und Flur",
                period=Period(date(2026, 11, 2), date(2026, 11, 6)),
                adjustments=(
                    Adjustment(9633, False, "Rabatt", "95", percent(1000), 96330),
                    Adjustment(1000, True, "Gerüst", "ABL"),
                ),
                order_line="1",
                account="Konto 7",
            ),
            replace(
                line(2, "Innenfarbe 12,5 l", 4_000, "H87", 8990),
                price=Price(price(899_000), price(999_000), price(100_000), quantity(1000), "H87"),
                item=Item("Innenfarbe 12,5 l", standard_id=Identifier("4012345678901", "0160")),
            ),
            line(3, "Hauswasseranschluss", 1_000, "LS", 185_000, 700),
            line(4, "Gutschrift Rest", -1_000, "H87", 8990),
        ),
        adjustments=(
            Adjustment(3700, False, "Treuerabatt", "95", percent(200), 185_000, "S", 700),
            Adjustment(3500, True, "Entsorgung", "AEO", None, None, "S", 1900),
        ),
        totals=Totals(prepaid=10_000, rounding=1),
        buyer_reference="04011000-12345-03",
        due=date(2026, 12, 6),
        skonto=(Skonto(8, 200), Skonto(14, 100, 50_000)),
        terms="Zahlbar ohne Abzug bis 06.12.2026.",
        payment=TRANSFER,
        delivery=Delivery(
            date(2026, 11, 6), "Familie Krüger",
            address=Address("Am Bach 1", city="Münster", postcode="48149", country="DE"),
        ),
        period=Period(date(2026, 11, 2), date(2026, 11, 6)),
        notes=(Note("Lohnanteil 500,00 EUR (§ 35a EStG)", "AAI"), Note("Danke.")),
        preceding=(Reference("AR-2026-0005", date(2026, 9, 1)),),
        attachments=(
            Attachment("A1", "Aufmaß", file_name="aufmass.csv", mime="text/csv", content=b"a;b\n"),
            Attachment("A2", "Fotos", "https://example.org/fotos"),
        ),
        order="B-77",
        sales_order="AB-2026-0017",
        despatch_advice="LS-1",
        receiving_advice="WE-1",
        contract="V-1",
        project="P-1",
        tender="LOS-3",
        object_id=Identifier("Z-99", "AAA"),
        account="4711",
    )
)  # fmt: skip
REVERSE = complete(
    Invoice(
        number="RE-2026-0043",
        issued=date(2026, 11, 22),
        seller=SELLER,
        buyer=COMPANY,
        lines=(line(1, "Trockenbau", 210_000, "MTK", 4200, 0, Category.REVERSE),),
        buyer_reference="K-2",
        due=date(2026, 12, 6),
        payment=TRANSFER,
        delivery=Delivery(date(2026, 11, 18)),
    ),
    codes.exemptions("reverse_charge"),
)
SMALL = complete(
    replace(
        REVERSE,
        number="RE-2026-0044",
        seller=replace(SELLER, vat_id="", legal_id=None, trading_name=""),
        buyer=BUYER,
        lines=(line(1, "Fenster einstellen", 3_500, "HUR", 5200, 0, Category.EXEMPT),),
    ),
    codes.exemptions("small"),
)
ZERO = complete(
    replace(
        REVERSE, buyer=BUYER, lines=(line(1, "PV-Anlage", 1_000, "SET", 990_000, 0, "Z"),)
    )
)  # fmt: skip
INTRA = complete(
    replace(
        REVERSE,
        buyer=replace(COMPANY, vat_id="ATU13585627", address=replace(BUYER.address, country="AT")),
        lines=(line(1, "Fensterbänke", 12_000, "H87", 8000, 0, Category.INTRA),),
        delivery=Delivery(
            date(2026, 11, 18),
            address=Address("Ring 1", city="Wien", postcode="1010", country="AT"),
        ),
    ),
    codes.exemptions("intra"),
)
DEBIT = replace(
    REVERSE,
    payment=Payment("59", debit=DirectDebit("M-1", "DE98ZZZ09999999999", "DE75512108001245126199")),
)
CARD = replace(REVERSE, payment=Payment("48", card=Card("1234", "Anna Hagedorn")))
CREDIT = replace(
    STANDARD, number="GS-2026-0001", kind="381", due=None, totals=replace(STANDARD.totals)
)
CORRECTION = complete(
    replace(
        ZERO,
        number="RK-2026-0001",
        kind="384",
        lines=(line(1, "Innenfarbe", -4_000, "H87", 8990),),
        preceding=(Reference("RE-2026-0042", date(2026, 11, 22)),),
        due=None,
    )
)
REPRESENTED = replace(
    REVERSE,
    representative=Party(name="Steuerbüro Vogt", vat_id="DE136695976", address=SELLER.address),
    payee=Party(
        name="Factoring Sommer GmbH", ids=(Identifier("F-1"),), legal_id=Identifier("HRB 9")
    ),
)

ALL = {
    "standard": STANDARD, "reverse": REVERSE, "small": SMALL, "zero": ZERO, "intra": INTRA,
    "debit": DEBIT, "card": CARD, "credit": CREDIT, "correction": CORRECTION,
    "represented": REPRESENTED,
}  # fmt: skip
