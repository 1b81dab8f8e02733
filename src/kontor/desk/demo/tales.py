"""Stories of orders: enquiries, a part accepted, a withdrawal, defects, construction for a firm."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kontor.desk.demo.chain import Chain
from kontor.desk.demo.people import Person
from kontor.sales.kinds import InvoiceKind, PositionKind, TaxCase, WorkKind
from kontor.sales.model.billing import BillInput
from kontor.sales.model.inputs import (
    AcceptanceInput,
    AcceptanceRequest,
    AcceptQuote,
    DefectInput,
    DocumentInput,
    PositionInput,
    ProgressInput,
    TermsInput,
)
from kontor.sales.service import acceptance, billing, inquiries, orders, quotes
from kontor.store.unit import Unit


class Tales:
    """What happened around the last orders; every customer is one of the plan."""

    def __init__(self, chain: Chain) -> None:
        self.chain, self.until = chain, chain.until
        self.people = chain.plan.people.customers

    def tell(self, unit: Unit) -> None:
        """All of them."""
        self._inquiries(unit)
        self._partly(unit)
        self._withdrawn(unit)
        self._accepted(unit)
        self._refused(unit)
        if self.people.get("contractor"):
            self._builder(unit)

    def _ago(self, days: int) -> date:
        return self.until - timedelta(days=days)

    def _private(self, at: int) -> Person:
        group = self.people["private"]
        return group[at % len(group)]

    def _inquiries(self, unit: Unit) -> None:
        """Two that wait for a quote, one that rests, one that came to nothing."""
        rows = (
            (7, "Kinderzimmer streichen, bitte noch vor Weihnachten", 1),
            (19, "Gartenzaun lasieren, etwa 40 m", 3),
            (31, "Fassade: erst nach der Dämmung im Frühjahr", 12),
            (43, "Treppengeländer, Angebot war schon anderswo bestellt", 20),
        )
        made = []
        for at, subject, days in rows:
            data = DocumentInput(
                contact=self._private(at).number, subject=subject, day=self._ago(days)
            )
            made.append(inquiries.new_inquiry(unit, data, self._ago(days)))
        inquiries.rest_inquiry(unit, made[2], self.until + timedelta(days=12))
        inquiries.lose_inquiry(unit, made[3], "Zu spät: Auftrag ist vergeben", self._ago(15))

    def _partly(self, unit: Unit) -> None:
        """The customer takes the better paint and leaves the ceiling for later."""
        day = self._ago(16)
        rows = (
            PositionInput(short="Wände streichen, Dispersion", quantity=84_000, unit="m²",
                          price=74_800, labour_share=63_400, choice=1),
            PositionInput(kind=PositionKind.ALTERNATIVE, short="Wände streichen, Silikatfarbe",
                          quantity=84_000, unit="m²", price=98_500, labour_share=78_000, choice=1),
            PositionInput(short="Decken streichen", quantity=36_000, unit="m²", price=81_200,
                          labour_share=70_000),
            PositionInput(kind=PositionKind.OPTIONAL, short="Heizkörper lackieren",
                          quantity=3_000, unit="St", price=447_600, labour_share=390_000),
        )  # fmt: skip
        quote = self._quote(unit, self._private(3), "Wohnzimmer und Flur", day, rows)
        answer = AcceptQuote(
            day=self._ago(9), how="Mail: Silikat ja, Decken erst im nächsten Jahr",
            positions=["1", "2"], choices=["2"],
        )  # fmt: skip
        order = quotes.accept_quote(unit, quote, answer)
        orders.confirm_order(unit, order, self._ago(8), override="bekannter Kunde")

    def _withdrawn(self, unit: Unit) -> None:
        """A contract made in the customer's flat, withdrawn within fourteen days (§ 355 BGB)."""
        day = self._ago(11)
        terms = TermsInput(place="customer", consumer=True, instructed=day)
        rows = (
            PositionInput(short="Küche streichen", quantity=42_000, unit="m²", price=74_800,
                          labour_share=63_400),
        )  # fmt: skip
        quote = self._quote(unit, self._private(11), "Küche", day, rows, terms=terms)
        order = quotes.accept_quote(unit, quote, AcceptQuote(day=day, how="beim Kunden"))
        orders.confirm_order(unit, order, day, override="bekannter Kunde")
        orders.withdraw_order(unit, order, self._ago(4), "Brief: Widerruf, Küche wird ersetzt")

    def _accepted(self, unit: Unit) -> None:
        """Accepted with a defect that is to be removed; the order can be billed."""
        order = self._done(unit, self._private(15), ("Wohnung renovieren", 486_000))
        acceptance.accept_work(unit, order, AcceptanceInput(
            day=self._ago(3), participants="Herr Lindner, Kundin",
            defects=[DefectInput(text="Farbläufer an der Küchentür", place="Küche",
                                 deadline=self.until + timedelta(days=5))],
        ))  # fmt: skip

    def _refused(self, unit: Unit) -> None:
        """The customer does not accept."""
        order = self._done(unit, self._private(23), ("Türen und Zargen lackieren", 212_000))
        asked = AcceptanceRequest(day=self._ago(5), told=True)
        key = acceptance.request_acceptance(unit, order, asked)
        why = "Zwei Türblätter haben Einschlüsse im Lack"
        acceptance.refuse_acceptance(unit, key, why, self._ago(2))

    def _builder(self, unit: Unit) -> None:
        """Construction work for a construction firm (§ 13b UStG), and a small repair with VAT."""
        firm = self.people["contractor"][0]
        reverse = {
            "tax_case": TaxCase.REVERSE, "tax_reason": "Bescheinigung USt 1 TG liegt vor",
        }  # fmt: skip
        order = self.chain.order(
            unit, firm.number, ("Fassade streichen, Bauteil C", 1_840_000), self._ago(38), reverse
        )
        orders.begin_order(unit, order, self._ago(20), "Bauzeitenplan")
        part = [ProgressInput(position="1", percent=6000)]
        orders.set_progress(unit, order, part, self.until)
        repair = self._done(
            unit, firm, ("Türen und Zargen lackieren, Reparatur", 48_000),
            {"tax_case": TaxCase.STANDARD, "work": WorkKind.CONSTRUCTION,
             "tax_reason": "Reparatur bis 500 € netto (USt-AE 13b.2)"},
        )  # fmt: skip
        day = self._ago(1)
        billing.bill_order(
            unit, BillInput(order=f"sales:{repair}", kind=InvoiceKind.SINGLE, day=day)
        )

    def _done(
        self, unit: Unit, person: Person, work: tuple[str, int], head: dict[str, Any] | None = None
    ) -> int:
        """An order whose work is done."""
        order = self.chain.order(unit, person.number, work, self._ago(45), head or {})
        orders.begin_order(unit, order, self._ago(20), "vor Ort vereinbart")
        orders.perform_all(unit, order, self._ago(6))
        orders.finish_order(unit, order, self._ago(6))
        return order

    def _quote(
        self, unit: Unit, person: Person, subject: str, day: date,
        rows: tuple[PositionInput, ...], *, terms: TermsInput | None = None,
    ) -> int:  # fmt: skip
        """A quote that is out."""
        data = DocumentInput(
            contact=person.number, subject=subject, day=day, positions=list(rows),
            terms=terms or TermsInput(place="shop"),
        )  # fmt: skip
        quote = quotes.new_quote(unit, data, day)
        quotes.send_quote(unit, quote, day, "Mail")
        return quote
