"""Bills of the suppliers as they come in: e-invoices, PDFs and a photo, read as any other."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import cycle
from typing import Any, ClassVar, NamedTuple

from kontor.base.dates import format_day
from kontor.base.numbers import format_money
from kontor.desk.demo.moves import noon
from kontor.desk.demo.people import DATA, Person, demo_vat_id
from kontor.desk.demo.plan import Plan
from kontor.documents.einvoice.arithmetic import complete
from kontor.documents.einvoice.number import Number
from kontor.documents.einvoice.profiles import Profile
from kontor.documents.einvoice.record import (
    Account,
    Address,
    Category,
    Contact,
    Delivery,
    Identifier,
    Invoice,
    Item,
    Line,
    Party,
    Payment,
    Price,
    Skonto,
)
from kontor.documents.einvoice.write import to_xml
from kontor.documents.layout.page import Info, Page, Row, Sender, Total, Weight
from kontor.documents.layout.render import render_pdf, render_png
from kontor.ledger.model.inputs import Bill
from kontor.receipts.kinds import Source
from kontor.receipts.model import BookInput, BookLine
from kontor.receipts.reading import read_file
from kontor.receipts.service.booking import book
from kontor.receipts.service.importing import File, take_in
from kontor.store.unit import Unit

WINDOW = 30  # days before the end whose bills came in as files
WAITING = 7  # days before the end whose bills are not booked yet; none of them is paid by then
_UNITS = {"C62": "Stk", "MTR": "m", "MTK": "m²", "HUR": "Std"}
_EMAIL = "EM"


class Good(NamedTuple):
    """What a supplier sells; the price in cents net."""

    text: str
    unit: str
    price: int


@cache
def _goods() -> dict[str, tuple[Good, ...]]:
    with (DATA / "goods.toml").open("rb") as file:
        table: dict[str, Any] = tomllib.load(file)
    return {trade: tuple(Good(*one) for one in rows["goods"]) for trade, rows in table.items()}


class Incoming:
    """Takes the bills of the last weeks in as files, and books all but the newest.

    Attributes:
        specials: what is no XML, once each, since pages take long to set and to read.
    """

    specials: ClassVar[tuple[str, ...]] = ("_pdf", "_photo")

    def __init__(self, plan: Plan, until: date) -> None:
        self.until, self.small = until, plan.profile["vat"] == "small"
        self.profile = plan.profile
        self.trades = {
            one.number: (trade, one)
            for trade, group in plan.people.suppliers.items()
            for one in group
        }
        self._turns = cycle((self._ubl, self._cii))
        self._special = iter(getattr(self, name) for name in self.specials)

    def takes(self, event: object) -> bool:
        """Whether a bill of the plan comes in as a file."""
        return isinstance(event, Bill) and event.day > self.until - timedelta(days=WINDOW)

    def bill(self, unit: Unit, event: Bill) -> None:
        """Take a bill in, and book it unless it came in these days."""
        fresh = event.day > self.until - timedelta(days=WAITING)
        usual = next(self._turns)
        make = next(self._special, usual) if fresh else usual
        file = make(self._record(event))
        taken = take_in(unit, file, read_file(file.content), noon(event.day))
        if fresh or taken.receipt is None:
            return
        lines = [BookLine(account=one.account, net=one.net, code=one.code) for one in event.lines]
        book(unit, BookInput(
            receipt=taken.receipt, event="bill", partner=event.partner, document=event.document,
            day=event.day, service=event.service, due=event.due, discounts=event.discounts,
            lines=lines, text=event.text, confirm=True,
        ))  # fmt: skip

    # the bill as its supplier writes it ---------------------------------------------------------

    def _record(self, event: Bill) -> Invoice:
        trade, seller = self.trades[event.partner]
        amount = event.lines[0]
        reverse = (amount.code or "").startswith("RC")
        category = Category.REVERSE if reverse else Category.STANDARD
        terms = [Skonto((one.until - event.day).days, one.rate) for one in event.discounts]
        record = Invoice(
            number=event.document, issued=event.day, due=event.due,
            seller=self._party(seller), buyer=self._buyer(), buyer_reference="Werkhof",
            skonto=tuple(terms), delivery=Delivery(event.service or event.day),
            payment=Payment(
                means="58", remittance=event.document,
                accounts=(Account(seller.iban, seller.name),),
            ),
            lines=tuple(_lines(trade, amount.net or 0, category)),
        )  # fmt: skip
        return complete(record)

    def _party(self, person: Person) -> Party:
        return Party(
            person.name, vat_id=demo_vat_id(int(person.number)),
            endpoint=Identifier(person.mail, _EMAIL),
            address=Address(f"{person.street} {person.house}", city=person.city,
                            postcode=person.postcode, country="DE"),
            contact=Contact("Rechnungswesen", person.phone, person.mail),
        )  # fmt: skip

    def _buyer(self) -> Party:
        return Party(
            self.profile["firm"], vat_id="" if self.small else "DE136695976",
            endpoint=Identifier("buero@muster.example", _EMAIL),
            address=Address("Werkhof 7", city="Musterstadt", postcode="12345", country="DE"),
        )  # fmt: skip

    # the file -----------------------------------------------------------------------------------

    def _ubl(self, one: Invoice) -> File:
        content = to_xml(one, Profile.XRECHNUNG_UBL)
        return File(f"xrechnung-{one.number}.xml", content, Source.IMPORT)

    def _cii(self, one: Invoice) -> File:
        content = to_xml(one, Profile.XRECHNUNG_CII)
        return File(f"rechnung-{one.number}.xml", content, Source.IMPORT)

    def _pdf(self, one: Invoice) -> File:
        return File(f"Rechnung {one.number}.pdf", render_pdf(_page(one)), Source.INBOX)

    def _photo(self, one: Invoice) -> File:
        content = render_png(_page(one), 60)[0]
        return File(f"IMG_{one.issued:%Y%m%d}_081512.png", content, Source.INBOX)


def _lines(trade: str, net: int, category: Category) -> Iterator[Line]:
    """Goods of the supplier, and the rest as one sum, so that the lines come to the net."""
    goods = _goods().get(trade, _goods()["other"])
    rest, at = net, 0
    for good in goods:
        count = rest * 2 // 3 // good.price if good is not goods[-1] else rest // good.price
        if count:
            at += 1
            yield _line(at, good, count, category)
            rest -= count * good.price
    if rest:
        yield _line(at + 1, Good("Fracht, Kleinteile, Rundung", "C62", rest), 1, category)


def _line(at: int, good: Good, count: int, category: Category) -> Line:
    rate = 0 if category is Category.REVERSE else 1900
    return Line(
        str(at), Item(good.text), Number(count), good.unit, Price(Number(good.price, 2)),
        category=category, rate=rate,
    )  # fmt: skip


def _page(one: Invoice) -> Page:
    """The bill on paper."""
    seller, buyer, sums = one.seller, one.buyer, one.totals
    day = one.issued or date.min
    where, goal = seller.address or Address(), buyer.address or Address()
    iban = one.payment.accounts[0].iban if one.payment else ""
    due = f"Zahlbar bis {format_day(one.due)} auf {iban}." if one.due else ""
    skonto = [f"Bei Zahlung in {term.days} Tagen {term.percent // 100} % Skonto."
              for term in one.skonto]  # fmt: skip
    return Page(
        "de", day, "Rechnung",
        Sender(seller.name, return_line=f"{seller.name}, {where.line1}, {where.postcode} "
               f"{where.city}", contact=(where.line1, f"{where.postcode} {where.city}"),
               footer=((f"USt-IdNr. {seller.vat_id}",), (f"IBAN {iban}",))),
        recipient=(buyer.name, goal.line1, f"{goal.postcode} {goal.city}"), number=one.number,
        info=(Info("Rechnungsnummer", one.number), Info("Rechnungsdatum", format_day(day)),
              Info("Lieferdatum", format_day(day))),
        rows=tuple(
            Row(number=line.id, text=line.item.name, quantity=str(line.quantity),
                unit=_UNITS[line.unit], total=line.net,
                price=format_money(line.price.net.value * 10 ** (2 - line.price.net.places))
                if line.price else "")
            for line in one.lines
        ),
        totals=(Total("Nettobetrag", sums.net), Total("USt 19 %", sums.tax),
                Total("Rechnungsbetrag", sums.gross, Weight.SUM)),
        closing=tuple(filter(None, (due, *skonto))),
    )  # fmt: skip
