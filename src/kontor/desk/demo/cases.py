"""The cases of the demo firm: what stands at customers, a year of cases, and their stories."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from kontor.base.dates import add_months, next_working_day
from kontor.contacts.devices import DeviceInput
from kontor.contacts.queries import by_number
from kontor.contacts.service.devices import add_device
from kontor.desk.demo.calls import about, words
from kontor.desk.demo.moves import noon
from kontor.desk.demo.plan import Plan
from kontor.sales.model.inputs import AcceptanceInput, WarrantyInput
from kontor.sales.service.acceptance import accept_work
from kontor.sales.service.issuing import issue_here
from kontor.store.unit import Unit
from kontor.tickets.kinds import (
    Cause,
    Direction,
    LineKind,
    LineState,
    NoteKind,
    Result,
    TicketKind,
    TicketState,
    WaitsFor,
)
from kontor.tickets.model import (
    AnswerInput,
    ClaimInput,
    CostInput,
    LineInput,
    MoveInput,
    NoteInput,
    PayerInput,
    RatingInput,
    TicketInput,
)
from kontor.tickets.service import answers, cases, joining, judging, lines, talking

_LAND = "NW"
_LATEST = 8  # cases of each kind that are still open
_WORKED = frozenset({TicketKind.COMPLAINT, TicketKind.DEFECT, TicketKind.EMERGENCY})
_OWN = frozenset({TicketKind.IT, TicketKind.SUPPLIER})
_DEVICES = (
    ("Fenster", "Kunststofffenster zweiflügelig", "Rahmenwerk Muster", "RW 82"),
    ("Haustür", "Haustür mit Seitenteil", "Türenwerk Beispiel", "T 500"),
    ("Rollladen", "Rollladen mit Motor", "Antriebe Probe", "R 40"),
    ("Fenster", "Dachfenster", "Dachlicht Muster", "DL 7"),
    ("Anlage", "Zaun aus Lärche, lasiert", "", ""),
)
_ORDERS = """
SELECT id, contact, subject, coalesce(service_to, day) FROM sales_document
 WHERE kind='order' AND state='billed' ORDER BY id
"""
_ANSWERS = (
    ("Eingang bestätigen", "", "Ihre Meldung „{Betreff}“ ist bei uns unter"
     " {Nr} notiert. Wir melden uns mit einem Termin."),
    ("Termin vorschlagen", "defect", "wir möchten uns „{Betreff}“ ansehen."
     " Passt Ihnen ein Vormittag in der nächsten Woche?"),
    ("Kosten ankündigen", "defect", "wir sehen uns „{Betreff}“ gern an."
     " Ist es kein Mangel unserer Arbeit, berechnen wir Anfahrt und Zeit."),
)  # fmt: skip


class _Job(NamedTuple):
    order: int
    contact: str
    subject: str
    day: date


class Cases:
    """Devices, warranties and cases of the last twelve months."""

    def __init__(self, plan: Plan, until: date, seed: int) -> None:
        self.until = until
        self.draw = random.Random(f"cases/{plan.name}/{seed}")
        self.small = not plan.profile["employees"]
        self.people = plan.people
        self.customers = [one.number for group in plan.people.customers.values() for one in group]
        owner = str(plan.profile["owner"]).rsplit(maxsplit=1)[-1]
        self.owners = (owner,) if self.small else (owner, "Martina", "Jochen")
        self.jobs: list[_Job] = []

    def tell(self, unit: Unit) -> None:
        """What stands where, the warranties that run, a year of cases, the ones with a story."""
        for name, kind, text in _ANSWERS:
            answers.keep_answer(unit, AnswerInput.model_validate(
                {"name": name, "kind": kind, "text": text}
            ))  # fmt: skip
        self._warranties(unit)
        self._devices(unit)
        for kind, day, late in self._days():
            self._case(unit, kind, day, late=late)
        if not self.small and len(self.jobs) > 4:
            self._stories(unit)

    def _contact(self, unit: Unit, number: str) -> str:
        found = by_number(unit.con, number)
        return found.ref if found else number

    def _warranties(self, unit: Unit) -> None:
        """Work of the last orders was accepted: under the law, VOB/B, with a subcontractor."""
        subs = self.people.suppliers.get("sub", [])
        rows = unit.con.execute(_ORDERS).fetchall()
        for place, (key, contact, subject, day) in enumerate(rows):
            done = min(date.fromisoformat(day) + timedelta(days=9), self.until)
            rule = "vob_building" if place % 4 == 1 else "bgb_building"
            one = WarrantyInput(rule=rule)
            if place % 4 == 2 and subs:
                one = WarrantyInput(
                    rule=rule, subcontractor=subs[0].number, sub_ends=add_months(done, 24)
                )
            more = [WarrantyInput(part="Beschläge", rule="bgb_other")] if place == 0 else []
            accept_work(unit, key, AcceptanceInput(
                day=done, how="implied", warranties=[one, *more],
            ))  # fmt: skip
            self.jobs.append(_Job(key, f"contacts:{contact}", subject, done))

    def _devices(self, unit: Unit) -> None:
        """What stands at customers; some of it was installed by a known order."""
        for place in range(12 if self.small else 60):
            kind, name, maker, model = _DEVICES[place % len(_DEVICES)]
            installed = self.until - timedelta(days=self.draw.randint(60, 2400))
            data: dict[str, Any] = {
                "contact": self._contact(unit, self.customers[place * 3 % len(self.customers)]),
                "kind": kind, "name": name, "maker": maker, "model": model,
                "serial": f"DEMO-{place + 1:04}" if maker else "",
                "place": words()["parts"][place % len(words()["parts"])], "installed": installed,
                "warranty_ends": add_months(installed, 24) if maker else None,
            }  # fmt: skip
            if place < len(self.jobs):
                job = self.jobs[place]
                data |= {"contact": job.contact, "installed_by": f"sales:{job.order}",
                         "installed": job.day, "warranty_ends": None}  # fmt: skip
            add_device(unit, DeviceInput(**data))

    # -- a year of cases -------------------------------------------------------------------------

    def _days(self) -> list[tuple[TicketKind, date, bool]]:
        """Kind and day of each case, oldest first; the last ones are still open."""
        found: list[tuple[date, TicketKind]] = []
        for kind, about_it in words()["cases"].items():
            count = max(1, about_it["count"] // 6) if self.small else about_it["count"]
            for _place in range(count):
                day = self.until - timedelta(days=self.draw.randint(1, 360))
                found.append((next_working_day(day, _LAND), TicketKind(kind)))
        found.sort()
        rows = [(kind, min(day, self.until), False) for day, kind in found]
        return [*rows[:-_LATEST], *((kind, day, True) for kind, day, _late in rows[-_LATEST:])]

    def _case(self, unit: Unit, kind: TicketKind, day: date, *, late: bool) -> None:
        draw = self.draw
        at = datetime.combine(day, time(draw.randint(6, 14), draw.randint(0, 59)), UTC)
        told = words()["cases"][kind]
        data: dict[str, Any] = {
            "kind": kind, "subject": about(draw, told["subjects"]), "received": at,
            "owner": draw.choice(self.owners),
        }  # fmt: skip
        if kind not in _OWN:
            data["contact"] = self._contact(unit, draw.choice(self.customers))
        elif kind is TicketKind.SUPPLIER:
            data["contact"] = self._contact(unit, self.people.suppliers["paint"][0].number)
        key = cases.open_ticket(unit, TicketInput(**data), at)
        if late and draw.random() < 0.4:
            return
        self._taken_up(unit, key, at)
        if late:
            self._under_way(unit, key, at)
        else:
            self._ended(unit, key, kind, at)

    def _taken_up(self, unit: Unit, key: int, at: datetime) -> None:
        draw = self.draw
        said = at + timedelta(minutes=draw.choice((10, 35, 60, 150, 300, 1500)))
        text = draw.choice(("Angerufen, Termin wird gesucht.", "Kunde weiß Bescheid.",
                            "Rückfrage gestellt, Bilder kommen."))  # fmt: skip
        talking.add_note(unit, key, NoteInput(
            kind=NoteKind.CALL, direction=Direction.OUT, text=text, author=self.owners[-1],
        ), said)  # fmt: skip
        self._move(unit, key, said, TicketState.ACCEPTED)

    def _under_way(self, unit: Unit, key: int, at: datetime) -> None:
        way = self.draw.choice((TicketState.PLANNED, TicketState.WORKING, TicketState.WAITING))
        more: dict[str, Any] = {}
        if way is TicketState.WAITING:
            more = {"waits_for": self.draw.choice(list(WaitsFor)),
                    "until": self.until + timedelta(days=self.draw.randint(2, 12))}  # fmt: skip
        self._move(unit, key, at + timedelta(hours=30), way, **more)

    def _ended(self, unit: Unit, key: int, kind: TicketKind, at: datetime) -> None:
        draw = self.draw
        done = at + timedelta(hours=draw.choice((4, 20, 46, 96, 190)))
        if kind in _WORKED:
            self._worked(unit, key, done)
        solution = words()["cases"][kind]["solution"]
        self._move(unit, key, done, TicketState.SOLVED, solution=solution)
        if draw.random() < 0.07:
            done += timedelta(hours=50)
            self._move(unit, key, done, TicketState.WORKING, reason="Kunde: noch nicht in Ordnung")
            done += timedelta(hours=24)
            self._move(unit, key, done, TicketState.SOLVED, solution=solution)
        if kind in _WORKED and draw.random() < 0.6:
            talking.rate_ticket(unit, key, RatingInput(points=draw.choice((3, 4, 4, 5, 5, 5))))
        self._move(unit, key, done + timedelta(hours=3), TicketState.CLOSED)

    def _worked(self, unit: Unit, key: int, at: datetime) -> None:
        """Time, way and material; what was our fault is ours, the rest is goodwill."""
        draw = self.draw
        bears = draw.choice((LineState.WARRANTY, LineState.WARRANTY, LineState.GOODWILL))
        cause = Cause.WORK if bears is LineState.WARRANTY else draw.choice(
            (Cause.WEAR, Cause.MATERIAL, Cause.UNKNOWN)
        )  # fmt: skip
        result = Result.FREE if bears is LineState.WARRANTY else Result.UNCLEAR
        judging.decide_payer(unit, key, PayerInput(
            payer=result, reason="Vor Ort angesehen", cause=cause
        ))  # fmt: skip
        made = self._lines(unit, key, at.date(), draw.randint(1, 5) * 500)
        lines.bear_lines(unit, made, bears)

    def _lines(self, unit: Unit, key: int, day: date, hours: int) -> Sequence[int]:
        day = min(day, self.until)
        rows = (
            (LineKind.TIME, "Nacharbeit Geselle", hours, 585_000, 328_000),
            (LineKind.TRAVEL, "An- und Abfahrt", 18_000, 9_000, 5_200),
            (LineKind.MATERIAL, "Farbe, Spachtel, Klebeband", 1_000, 186_000, 121_000),
        )
        return [
            lines.add_line(unit, key, LineInput(
                day=day, kind=kind, text=text, quantity=quantity, price=price, cost=cost,
                worker=self.owners[-1] if kind is LineKind.TIME else "",
            ), day)
            for kind, text, quantity, price, cost in rows
        ]  # fmt: skip

    def _move(self, unit: Unit, key: int, at: datetime, state: TicketState, **more: Any) -> None:
        """Another state, at the latest on the last day."""
        latest = datetime.combine(self.until, time(14), UTC)
        cases.move_ticket(unit, key, MoveInput(state=state, **more), min(at, latest))

    # -- stories ---------------------------------------------------------------------------------

    def _stories(self, unit: Unit) -> None:
        """A warranty that holds, one that is refused, a claim, a dispute, an accident, a pair."""
        self._sticking(unit, self.jobs[0])
        self._refused(unit, self.jobs[1])
        self._claimed(unit, self.jobs[2])
        self._disputed(unit, self.jobs[-1])
        self._billed(unit, self.jobs[3])
        self._accident(unit)
        self._pair(unit, self.jobs[4])

    def _open(self, unit: Unit, days: int, hour: int, **data: Any) -> tuple[int, datetime]:
        at = datetime.combine(self.until - timedelta(days=days), time(hour, 20), UTC)
        values = {"received": at, "owner": self.owners[-1], **data}
        key = cases.open_ticket(unit, TicketInput(**values), at)
        self._move(unit, key, at + timedelta(minutes=25), TicketState.ACCEPTED)
        return key, at

    def _of_job(self, unit: Unit, job: _Job, days: int, subject: str, **more: Any) -> tuple[
        int, datetime
    ]:  # fmt: skip
        number = unit.con.execute(
            "SELECT number FROM sales_document WHERE id=?", (job.order,)
        ).fetchone()[0]
        return self._open(
            unit, days, 7, kind=TicketKind.DEFECT, subject=subject, contact=job.contact,
            order=number, **more,
        )  # fmt: skip

    def _sticking(self, unit: Unit, job: _Job) -> None:
        """Two things of one order: the window is under the law's five years, the handle two."""
        key, at = self._of_job(
            unit, job, 4, "Fenster klemmt nach dem Lackieren, Griff locker", text="Ruft aus dem"
            " Büro an, ist vormittags zu Hause.",
        )  # fmt: skip
        judging.agree_costs(unit, key, CostInput(
            told=at.date(), agreed=at.date(), how="am Telefon", estimate=12_000
        ))  # fmt: skip
        self._move(unit, key, at + timedelta(hours=5), TicketState.PLANNED)

    def _refused(self, unit: Unit, job: _Job) -> None:
        """Looked at: a vapour barrier was drilled through, nothing of ours."""
        key, at = self._of_job(unit, job, 25, "Feuchter Fleck neben dem Fenster")
        judging.decide_payer(unit, key, PayerInput(
            payer=Result.CHARGEABLE, reason="Dübel eines Regals hat die Leitung getroffen",
            cause=Cause.OTHERS,
        ))  # fmt: skip
        self._move(
            unit, key, at + timedelta(hours=30), TicketState.CLOSED,
            reason="Kein Mangel unserer Arbeit; Kunde lässt es anderswo richten",
        )  # fmt: skip

    def _claimed(self, unit: Unit, job: _Job) -> None:
        """The subcontractor did it; his end comes before ours."""
        key, at = self._of_job(unit, job, 9, "Fuge der Trockenbauwand reißt")
        sub = self.people.suppliers["sub"][0]
        judging.claim_back(unit, key, ClaimInput(
            partner=sub.number, until=add_months(job.day, 24), claimed=at.date()
        ))  # fmt: skip
        self._move(
            unit, key, at + timedelta(hours=26), TicketState.WAITING,
            waits_for=WaitsFor.SUBCONTRACTOR, until=self.until + timedelta(days=6),
        )  # fmt: skip

    def _disputed(self, unit: Unit, job: _Job) -> None:
        """A bill is complained about: its reminders rest for the amount."""
        found = unit.con.execute(
            "SELECT d.number FROM sales_document d WHERE d.kind='invoice' AND d.issued IS NOT NULL"
            " AND d.contact=? ORDER BY d.id DESC", (int(job.contact.rpartition(":")[2]),),
        ).fetchone()  # fmt: skip
        if found is None:
            return
        key, _at = self._open(
            unit, 3, 9, kind=TicketKind.COMPLAINT, contact=job.contact, invoice=found[0],
            subject="Kratzer im Parkett, Rechnung wird gekürzt", promised=self.until,
        )  # fmt: skip
        judging.dispute_bill(unit, key, self.until, amount=15_000)

    def _billed(self, unit: Unit, job: _Job) -> None:
        """A fault that the customer caused: one invoice is out, the next one a draft."""
        for days, issue in ((12, True), (5, False)):
            key, at = self._open(
                unit, days, 8, kind=TicketKind.FAULT, contact=job.contact,
                subject="Tür nachstellen und ausbessern",
            )  # fmt: skip
            judging.decide_payer(unit, key, PayerInput(
                payer=Result.CHARGEABLE, reason="Beim Umzug beschädigt", cause=Cause.MISUSE
            ))  # fmt: skip
            self._lines(unit, key, at.date(), 1_500)
            self._move(unit, key, at + timedelta(hours=26), TicketState.SOLVED,
                       solution="Nachgestellt und ausgebessert")  # fmt: skip
            day = self.until - timedelta(days=days - 2)
            draft = lines.bill_tickets(unit, [key], day)
            if issue:
                issue_here(unit, draft, day, noon(day))

    def _accident(self, unit: Unit) -> None:
        key, at = self._open(
            unit, 40, 10, kind=TicketKind.ACCIDENT, subject="Von der Leiter abgerutscht, Knöchel",
            text="Zwei Tage krank, Durchgangsarzt, Meldung an die Berufsgenossenschaft.",
        )  # fmt: skip
        self._move(unit, key, at + timedelta(hours=4), TicketState.SOLVED,
                   solution="Unfallanzeige abgeschickt, Leiter ausgetauscht")  # fmt: skip
        self._move(unit, key, at + timedelta(hours=5), TicketState.CLOSED)

    def _pair(self, unit: Unit, job: _Job) -> None:
        """Two people of one house report the same thing."""
        first, _at = self._open(
            unit, 2, 6, kind=TicketKind.COMPLAINT, contact=job.contact,
            subject="Treppenhaus riecht nach Lack",
        )  # fmt: skip
        second, _at = self._open(
            unit, 2, 8, kind=TicketKind.COMPLAINT, contact=job.contact,
            subject="Geruch im Treppenhaus",
        )  # fmt: skip
        joining.merge_tickets(unit, second, first)
