"""Papers of the demo firm: quote, order and invoice behind the last bills, and what is out now."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from kontor.base.dates import add_months
from kontor.contacts.kinds import CertificateKind, CustomerKind
from kontor.contacts.queries import by_number
from kontor.contacts.service.terms import add_certificate, set_invoicing
from kontor.contacts.terms import CertificateInput, InvoicingInput
from kontor.desk.demo.moves import BankText, noon, workday
from kontor.desk.demo.parts import Parts
from kontor.desk.demo.people import Person
from kontor.desk.demo.plan import Plan
from kontor.desk.demo.winning import asked_for
from kontor.ledger.model.inputs import Invoice, Payment, Settles
from kontor.ledger.queries.lookup import item_named
from kontor.ledger.service.events import post_event
from kontor.sales.kinds import InvoiceKind, PositionKind, TaxCase
from kontor.sales.model.billing import BillInput
from kontor.sales.model.inputs import (
    AcceptQuote,
    AdditionInput,
    DocumentInput,
    MeasureInput,
    MeasurementInput,
    PositionInput,
    ProgressInput,
    TermsInput,
)
from kontor.sales.model.tables import SalesDocument
from kontor.sales.service import additions, billing, measuring, orders, quotes
from kontor.sales.service.issuing import issue_here
from kontor.store.unit import Unit

WINDOW = 14  # days before the end whose invoices have all their papers; setting them takes longest
_DECLINED = 8  # with those that were won enough for a history
_DATA = Path(__file__).resolve().parents[2] / "data" / "demo" / "services.toml"
_KINDS = {
    "private": CustomerKind.PRIVATE,
    "manager": CustomerKind.LANDLORD,
    "trade": CustomerKind.BUSINESS,
    "contractor": CustomerKind.BUILDER,
    "public": CustomerKind.PUBLIC,
}
_FORMATS = {"public": "xrechnung_ubl", "contractor": "zugferd", "trade": "zugferd"}
_CASES = {"RC_BAU_OUT": TaxCase.REVERSE, "KU19": TaxCase.SMALL}
Texts = list[tuple[date, BankText, int]]


@cache
def _services() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text("utf-8"))


class Chain:
    """Makes the papers; draws from a source of its own, so that the plan stays as it is."""

    def __init__(self, plan: Plan, parts: Parts, until: date, seed: int) -> None:
        self.plan, self.parts, self.until = plan, parts, until
        self.draw = random.Random(f"chain/{plan.name}/{seed}")
        self.people = {one.number: one for one in plan.people.everyone()}
        self.small = plan.profile["vat"] == "small"

    def takes(self, event: object) -> bool:
        """Whether an invoice of the plan gets its quote and order, and is issued on paper."""
        if not isinstance(event, Invoice):
            return False
        new = event.day > self.until - timedelta(days=WINDOW)
        plain = not event.advances and not event.due_parts
        told = event.document in {self.parts.retained, *self.parts.answered}
        return (new and plain) or told

    def begin(self, unit: Unit) -> None:
        """What the customers want of invoices, and the firm's certificates."""
        for person in self.plan.people.everyone():
            kind = _KINDS.get(person.segment)
            found = by_number(unit.con, person.number)
            if kind is None or found is None or kind is CustomerKind.PRIVATE:
                continue
            leitweg = f"05315-{person.number}-" if person.segment == "public" else ""
            wish = {
                "format": _FORMATS.get(person.segment, "pdf"),
                "customer_kind": kind,
                "leitweg_id": leitweg + _check_digits(leitweg) if leitweg else None,
            }
            set_invoicing(unit, found.id, InvoicingInput.model_validate(wish))
        self._certificates(unit)

    def _certificates(self, unit: Unit) -> None:
        """Own ones: an old exemption, the present one, an insurance that ends soon.

        One subcontractor's exemption ends soon, the other's ended some days ago.
        """
        ended, begun = date(self.plan.first, 8, 31), date(self.plan.first, 9, 15)
        rows: list[tuple[CertificateKind, str | None, date, date]] = [
            (CertificateKind.EXEMPTION_48B, None, years(begun, -3), ended),
            (CertificateKind.EXEMPTION_48B, None, begun, years(begun, 3)),
            (CertificateKind.INSURANCE, None, years(begun, -1), self.until + timedelta(days=39)),
        ]
        ends = (self.until + timedelta(days=17), self.until - timedelta(days=3))
        for person, end in zip(self.plan.people.suppliers.get("sub", ()), ends, strict=False):
            rows.append((CertificateKind.EXEMPTION_48B, person.number, years(end, -3), end))
        for at, (kind, contact, first, last) in enumerate(rows, 1):
            add_certificate(unit, CertificateInput(
                contact=contact, kind=kind, number=f"DEMO-{kind[-3:].upper()}-{at}",
                valid_from=first, valid_to=last,
            ))  # fmt: skip

    def invoice(self, unit: Unit, event: Invoice) -> tuple[int, ...]:
        """The invoice of the plan with quote, order and work before it. Returns its entries."""
        line = event.lines[0]
        code = "KU19" if self.small else line.code or "UST19"
        first = event.day - timedelta(days=50)
        due = event.due or event.day
        rate = event.discounts[0].rate if event.discounts else 0
        within = (event.discounts[0].until - event.day).days if event.discounts else 0
        head: dict[str, Any] = {
            "terms_days": max(0, (due - event.day).days),
            "discount_rate": rate,
            "discount_days": within,
            "tax_case": _CASES.get(code, TaxCase.STANDARD),
            "tax_reason": "Bescheinigung USt 1 TG liegt vor" if code == "RC_BAU_OUT" else None,
        }
        if event.due_parts:
            head |= {"retention_rate": 500, "retention_release": event.due_parts[-1].due}
        order = self.order(unit, event.partner, (event.text, line.net or 0), first, head)
        orders.begin_order(unit, order, event.day - timedelta(days=9), "vor Ort vereinbart")
        orders.perform_all(unit, order, event.day)
        orders.finish_order(unit, order, event.day)
        draft = billing.bill_order(
            unit, BillInput(order=f"sales:{order}", kind=InvoiceKind.SINGLE, day=event.day)
        )
        row = unit.get_one(SalesDocument, draft)
        row.number, row.due = event.document, due
        unit.flush()
        return issue_here(unit, draft, event.day, noon(event.day)).entries

    def finish(self, unit: Unit) -> Texts:
        """Quotes that are out, orders in work, and the order with instalments."""
        texts = [] if self.small else self._story(unit)
        if not self.small:
            self._declined(unit)
        days = sorted(self.draw.randint(1, 34) for _ in range(6 if self.small else 14))
        for at, back in enumerate(reversed(days)):
            self._quote_out(unit, at, self.until - timedelta(days=back))
        return texts

    def _quote_out(self, unit: Unit, at: int, day: date) -> None:
        person = self._customer(at)
        net = max(24_000, int(self.draw.lognormvariate(12.6, 0.9)) // 50 * 50)
        subject = self._subject(at)
        data = self._document(person.number, subject, net, {})
        asked = asked_for(unit, person.number, subject, net, day)
        quote = quotes.new_quote(unit, data.model_copy(update={"day": day}), day, asked)
        if at >= 12:
            return  # the last ones are still being written
        quotes.send_quote(unit, quote, day, "Mail")
        answer = min(day + timedelta(days=6), self.until)
        if at % 5 == 1:
            reason = _services()["lost"][at % 4]
            quotes.reject_quote(unit, quote, reason, answer)
        elif at % 4 == 2:
            self._take(unit, quote, answer, at)

    def _declined(self, unit: Unit) -> None:
        """Quotes of the last months that others were chosen for: what a history is made of."""
        draw = random.Random(f"declined/{self.plan.name}/{self.until}")
        private = self.plan.people.customers["private"]
        for at in range(_DECLINED):
            day = self.until - timedelta(days=80 + 25 * (_DECLINED - at))
            if day.year < self.plan.first:
                continue
            work = (self._subject(3 * at + 1), draw.randint(16, 130) * 5_000)
            person = private[(at * 7 + 5) % len(private)]
            data = self._document(person.number, *work, {}).model_copy(update={"day": day})
            asked = asked_for(unit, person.number, *work, day)
            quote = quotes.new_quote(unit, data, day, asked)
            quotes.send_quote(unit, quote, day, "Mail")
            reason = _services()["lost"][at % 4]
            quotes.reject_quote(unit, quote, reason, day + timedelta(days=draw.randint(6, 24)))

    def _take(self, unit: Unit, quote: int, day: date, at: int) -> None:
        order = quotes.accept_quote(unit, quote, AcceptQuote(day=day, how="Telefon"))
        orders.confirm_order(unit, order, day)
        start = min(day + timedelta(days=4), self.until)
        if at % 8 == 2:
            orders.begin_order(unit, order, start, "Beginn ausdrücklich gewünscht")
            part = [ProgressInput(position="1", percent=4000)]
            orders.set_progress(unit, order, part, self.until)

    def _story(self, unit: Unit) -> Texts:
        """An order with an addition, two instalments and retention; its final bill is to come."""
        person = self.plan.people.customers["manager"][0]
        month = self.until.replace(day=1)
        first = max(month, self.until - timedelta(days=18))
        second = max(first, self.until - timedelta(days=6))
        head = {
            "retention_rate": 500,
            "retention_release": first.replace(year=first.year + 5, day=1),
        }
        begun = month - timedelta(days=40)
        subject = "Treppenhaus und Fassade, Haus 4"
        order = self.order(unit, person.number, (subject, 2_400_000), begun, head)
        orders.begin_order(unit, order, month - timedelta(days=20), "Verwaltung drängt")
        more = AdditionInput(
            subject="Nachtrag: Geländer lackieren", day=month,
            positions=[PositionInput(short="Geländer lackieren", quantity=1000, unit="psch",
                                     price=8_500_000)],
        )  # fmt: skip
        addition = additions.new_addition(unit, order, more, month)
        additions.approve_addition(unit, addition, month, "Mail")
        other = AdditionInput(
            subject="Nachtrag: Mehrverbrauch Grundierung", day=first,
            reason="Der Altputz saugt stärker, als im Leistungsverzeichnis steht",
            positions=[PositionInput(short="Grundierung, zweiter Auftrag", quantity=140_000,
                                     unit="m²", price=31_000)],
        )  # fmt: skip
        disputed = additions.new_addition(unit, order, other, first)
        additions.send_addition(unit, disputed, first, "Mail")
        additions.dispute_addition(unit, disputed, "Hausverwaltung verlangt Nachweis", second)
        self._measure(unit, order, month)
        texts: Texts = []
        steps = ((first, 4000), (second, 7500))
        for day, percent in steps if second > first else steps[:1]:  # early in a month: only one
            orders.set_progress(unit, order, [ProgressInput(position="1", percent=percent)], day)
            bill = BillInput(order=f"sales:{order}", kind=InvoiceKind.INSTALMENT, day=day)
            issued = issue_here(unit, billing.bill_order(unit, bill), day, noon(day))
            texts += self._receipt(unit, person, issued.number, day, percent == 4000)
        return texts

    def _receipt(self, unit: Unit, person: Person, number: str, day: date, booked: bool) -> Texts:
        """The customer pays: the first instalment is booked, the second waits at the bank."""
        cents = item_named(unit.con, number).open
        paid = min(workday(day + timedelta(days=4)), self.until)
        text = BankText(person.name, person.iban, f"{number} Abschlag", cents)
        if not booked:
            return [(paid, text, 0)]
        settles = [Settles(item=number)]
        posted = post_event(unit, Payment(day=paid, amount=cents, settles=settles, text=number))
        return [(paid, text, posted.entries[0])]

    def _measure(self, unit: Unit, order: int, day: date) -> None:
        lines = [
            MeasureInput(position="1", room="Treppenhaus", formula="2*(4,20+3,60)*2,55"),
            MeasureInput(position="1", room="Treppenhaus", formula="1,01*2,13", deduct=True),
            MeasureInput(position="1", room="Flur", formula="12,40*2,55"),
        ]
        sheet = MeasurementInput(day=day, subject="1. Aufmaß", preset="painter", lines=lines)
        measuring.new_measurement(unit, order, sheet)

    def order(
        self, unit: Unit, partner: str, work: tuple[str, int], day: date, head: dict[str, Any]
    ) -> int:
        """A confirmed order over a subject and its net, from its quote on."""
        data = self._document(partner, *work, head).model_copy(update={"day": day})
        quote = quotes.new_quote(unit, data, day, asked_for(unit, partner, *work, day))
        quotes.send_quote(unit, quote, day, "Mail")
        agreed = day + timedelta(days=self.draw.randint(5, 12))
        order = quotes.accept_quote(unit, quote, AcceptQuote(day=agreed, how="Telefon"))
        orders.confirm_order(unit, order, agreed, override="langjähriger Kunde")
        return order

    def _document(
        self, partner: str, subject: str, net: int, head: dict[str, Any]
    ) -> DocumentInput:
        case = TaxCase.SMALL if self.small else TaxCase.STANDARD
        return DocumentInput(
            contact=partner,
            subject=subject,
            positions=list(self._positions(subject, net)),
            terms=TermsInput(place="shop"),
            **{"tax_case": case, **head},
        )

    def _positions(self, subject: str, net: int) -> Iterator[PositionInput]:
        """Positions of the service that come to the net amount exactly."""
        service = next(
            (one for one in _services()["service"] if subject.startswith(tuple(one["words"]))),
            _services()["service"][0],
        )
        price = service["price"] // 100
        count = net * 9 // 10 // price
        labour = service["price"] - service["material"] * 6 // 5
        if count:
            yield PositionInput(
                short=service["short"], quantity=count * 1000, unit=service["unit"],
                price=price * 100, labour_share=labour,
            )  # fmt: skip
        rest = net - count * price
        if rest:
            yield PositionInput(
                kind=PositionKind.LUMP, short=_services()["lump"], quantity=1000, unit="psch",
                price=rest * 100, labour_share=rest * 50,
            )  # fmt: skip

    def _customer(self, at: int) -> Person:
        groups = [group for name, group in self.plan.people.customers.items() if name != "public"]
        return self.draw.choice(groups[at % len(groups)] if at % 2 else groups[0])

    def _subject(self, at: int) -> str:
        from kontor.desk.demo.sales import WORK

        return WORK[at % len(WORK)]


def years(day: date, count: int) -> date:
    """The same day some years later or earlier."""
    return add_months(day, 12 * count)


def _check_digits(leitweg: str) -> str:
    """Check digits of a Leitweg-ID (ISO 7064, modulo 97-10)."""
    digits = "".join(str(int(sign, 36)) for sign in leitweg if sign.isalnum())
    return f"{98 - int(digits + '00') % 97:02d}"
