"""How the demo firm wins its customers: leads of a year, sources, campaigns, consents."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from kontor.acquisition.kinds import CampaignChannel, CampaignKind, FollowHow, LeadChannel, Stage
from kontor.acquisition.model import (
    AnsweredInput,
    CampaignInput,
    ConvertInput,
    FollowInput,
    LeadChange,
    LeadInput,
    LostInput,
    MemberInput,
    SourceInput,
    VisitInput,
    WonInput,
)
from kontor.acquisition.queries.papers import preview
from kontor.acquisition.service import campaigns, follow, leads, moving, sources
from kontor.base.dates import add_months, next_working_day
from kontor.contacts.consent_kinds import Way
from kontor.contacts.consents import ConsentInput, ObjectionInput
from kontor.contacts.file import ReferralInput
from kontor.contacts.queries import by_number
from kontor.contacts.service import consent, file
from kontor.desk.demo.people import Person
from kontor.desk.demo.plan import Plan
from kontor.store.unit import Unit

_OLD = 60
_MONTHS = (85, 100, 120, 110, 95, 80, 70, 65, 90, 80, 60, 45)  # leads of each, 100 the mean
_YEAR = 96  # leads of a firm with staff that are told; a real one has more
_SOURCES = (
    ("referral", 31, LeadChannel.PHONE), ("customer", 27, LeadChannel.PHONE),
    ("website", 17, LeadChannel.WEB), ("portal_check24", 9, LeadChannel.PORTAL),
    ("manager", 8, LeadChannel.MAIL), ("architect", 4, LeadChannel.MAIL),
    ("site_sign", 4, LeadChannel.PHONE),
)  # fmt: skip
_LOST = (("price", 38), ("no_answer", 24), ("capacity", 14), ("no_need", 12), ("faster", 8),
         ("own_work", 4))  # fmt: skip
_TRADES = (("Fassade", 480_000), ("Innenanstrich", 210_000), ("Tapezieren", 150_000),
           ("Lackieren", 110_000), ("Wärmedämmung", 1_450_000), ("Schimmel", 90_000))  # fmt: skip
_NAMES = (
    "Ahrenholt", "Bergmoser", "Claasfeld", "Dornbusch", "Eisengarn", "Flachsbart", "Grünspan",
    "Himbert", "Immergut", "Jochbein", "Kieselack", "Lindwurm", "Moosbach", "Nieselheim",
    "Osterhas", "Pfefferkorn", "Quittenbaum", "Rosskamp", "Silberling", "Taubenhaus",
    "Ulmenstein", "Veilchenfeld", "Wacholder", "Zwetschgen",
)  # fmt: skip
_RIVALS = ("Farbwerk Süd", "Malermeister Blauton", "Pinsel & Söhne")
_PLACES = (("50667", "Musterstadt", 6), ("50933", "Musterstadt", 9), ("51063", "Musterfeld", 14),
           ("53111", "Musterburg", 31))  # fmt: skip
_OBJECTED = (30, 12, -6)  # days before the letter of spring; the last one answers it
_LETTER = (
    "der Winter ist vorbei, und an der Fassade sieht man, was er hinterlassen hat. Für {Objekt}"
    " schauen wir gern kostenlos nach Rissen, Algen und abplatzender Farbe.\n\n"
    "Wer bis Ende April bestellt, bekommt seinen Wunschtermin und das Gerüst zum halben Preis.\n\n"
    "Ein Anruf genügt."
)
_WINTER = (
    "im Winter haben unsere Leute Zeit für Ihre Innenräume: Wände, Decken, Türen, ohne lange"
    " Wartezeit und auf Wunsch mit Ausräumen.\n\n"
    "Bis Ende Februar gilt unser Winterpreis. Für {Objekt} machen wir gern ein Angebot."
)


def asked_for(unit: Unit, number: str, subject: str, net: int, day: date) -> int | None:
    """The lead that stands before a quote of the demo firm, and its enquiry."""
    who = by_number(unit.con, number)
    if who is None:
        return None
    at = datetime.combine(day - timedelta(days=4 + net % 5), time(8, net // 100 % 60), UTC)
    source, _share, channel = _SOURCES[net // 50 % len(_SOURCES)]
    data = LeadInput(
        contact=who.ref, channel=channel, source=source, trade=subject[:60], subject=subject,
        value=net * 9 // 10, received=at, answered=at + timedelta(hours=1 + net % 9),
    )  # fmt: skip
    lead = leads.capture(unit, data, at).lead
    return leads.convert(unit, lead, ConvertInput(to="inquiry", site=False), day).inquiry


def spring_before(until: date) -> date:
    """The day of the last letter of spring that is two months old at least."""
    day = date(until.year, 3, 10)
    return day if (until - day).days >= _OLD else date(until.year - 1, 3, 10)


class Winning:
    """Leads, campaigns and consents of the last twelve months."""

    def __init__(self, plan: Plan, until: date, seed: int) -> None:
        self.until = until
        self.draw = random.Random(f"winning/{plan.name}/{seed}")
        self.size = _YEAR if plan.profile["employees"] else _YEAR // 6
        self.spring = spring_before(until)
        self.people = [one for group in plan.people.customers.values() for one in group]

    def tell(self, unit: Unit) -> None:
        """All of it, oldest first."""
        self._sources(unit)
        self._consents(unit)
        days = self._days()
        for place, day in enumerate(days):
            self._lead(unit, place, day, waits=place >= len(days) - 2)
        self._campaign(unit)
        self._referrals(unit)

    def _sources(self, unit: Unit) -> None:
        start = add_months(self.until, -12).replace(day=1)
        for source, month, lead, share in (("portal_check24", 0, 2900, 0), ("website", 3900, 0, 0),
                                           ("portal_myhammer", 4900, 0, 200)):  # fmt: skip
            terms = SourceInput(
                source=source, fixed_per_month=month, per_lead=lead, pct_of_order=share,
                valid_from=start,
            )  # fmt: skip
            sources.set_source(unit, terms, start)

    def _consents(self, unit: Unit) -> None:
        """Some allow mails in writing, some objected to letters."""
        for at in range(3, min(len(self.people), 60), 5):
            who = by_number(unit.con, self.people[at].number)
            if who is not None:
                day = self.until - timedelta(days=20 + 9 * at)
                consent.give(unit, who.id, ConsentInput(
                    channels=[Way.MAIL], purpose="advertising", day=day, how="form",
                ))  # fmt: skip
        for at, back in zip((4, 17, 29), _OBJECTED, strict=True):
            who = by_number(unit.con, self.people[at % len(self.people)].number)
            if who is not None:
                day = self.spring - timedelta(days=back)
                consent.object_to(unit, who.id, ObjectionInput(
                    day=day, how="oral" if back > 0 else "mail",
                    note="" if back > 0 else "auf den Brief vom Frühjahr",
                ))  # fmt: skip

    def _days(self) -> list[date]:
        """Days of arrival over a year, more of them in spring; several in the last two weeks."""
        every = [self.until - timedelta(days=back) for back in range(1, 366)]
        work = [day for day in every if day.weekday() < 5]
        weights = [_MONTHS[day.month - 1] for day in work]
        days = self.draw.choices(work, weights, k=self.size)
        return sorted([*days, *(day for day in every[:13] if day.weekday() < 5)])

    def _lead(self, unit: Unit, place: int, day: date, *, waits: bool) -> None:
        draw = self.draw
        ((source, _share, channel),) = draw.choices(_SOURCES, [one[1] for one in _SOURCES])
        trade, mean = draw.choice(_TRADES)
        code, city, way = draw.choice(_PLACES)
        value = mean * draw.randint(50, 190) // 100
        person = draw.choice(self.people) if source in {"customer", "manager"} else None
        name = f"{draw.choice(('Frau', 'Herr', 'Familie'))} {_NAMES[place % len(_NAMES)]}"
        at = datetime.combine(day, time(draw.randint(7, 15), draw.randint(0, 59)), UTC)
        who: dict[str, str] = self._known(unit, person) if person else {
            "name": name, "postcode": code, "city": city, "house_number": str(place + 1),
            "street": f"{_NAMES[(place * 7) % len(_NAMES)]}weg", "phone": f"0221 55{place:05}",
        }  # fmt: skip
        plain = LeadInput(
            name="-", channel=channel, source=source, trade=trade, subject=trade, value=value,
            received=at, kilometres=way, data_source="Anfrage",
        )  # fmt: skip
        data = plain.model_copy(update={"name": "", **who})
        lead = leads.capture(unit, data, at).lead
        if not waits:  # the newest ones nobody answered yet
            self._course(unit, lead, at, value)

    def _known(self, unit: Unit, person: Person) -> dict[str, str]:
        who = by_number(unit.con, person.number)
        return {"contact": who.ref} if who else {"name": person.name}

    def _course(self, unit: Unit, lead: int, at: datetime, value: int) -> None:
        """What became of it: the older ones are decided, the newer ones under way."""
        draw, day = self.draw, at.date()
        age = (self.until - day).days
        said = at + timedelta(hours=draw.choice((1, 2, 5, 20, 28)))
        leads.answer_lead(unit, lead, AnsweredInput(at=said), said)
        if age < 40:
            self._open(unit, lead, age)
            return
        end = day + timedelta(days=draw.randint(9, 35))
        if draw.randint(1, 100) <= 46:
            reason = draw.choice(("trust", "quick", "quality", "regular", "price_good"))
            moving.win_lead(unit, lead, WonInput(reason=reason, day=end, value=value), end)
            return
        ((reason, _share),) = draw.choices(_LOST, [one[1] for one in _LOST])
        rival = reason in {"price", "faster"}
        lost = LostInput(
            reason=reason, day=end, lost_to=draw.choice(_RIVALS) if rival else "",
            lost_price=value * draw.randint(82, 99) // 100 if rival else None,
        )  # fmt: skip
        moving.lose_lead(unit, lead, lost, end)

    def _open(self, unit: Unit, lead: int, age: int) -> None:
        draw = self.draw
        if age < 6:
            return
        if age < 15:
            when = next_working_day(self.until + timedelta(days=draw.randint(0, 9)), "NW")
            visit = VisitInput(at=f"{when.isoformat()} {draw.choice(('08:30', '14:00', '16:30'))}")
            now = datetime.combine(self.until - timedelta(days=age - 3), time(9), UTC)
            leads.plan_visit(unit, lead, visit, now)
            return
        day = self.until - timedelta(days=age - 9)
        moving.move_lead(
            unit, lead, draw.choice((Stage.QUOTING, Stage.NEGOTIATION, Stage.VISIT)), day
        )
        if age > 30:
            moving.rest_lead(unit, lead, self.until + timedelta(days=30), day)
        elif age > 24:
            again = self.until + timedelta(days=4)
            back = FollowInput(how=FollowHow.SNOOZE, note="Muster zeigen", until=again, day=day)
            follow.follow_up(unit, str(lead), back, day)

    def _campaign(self, unit: Unit) -> None:
        """A letter of spring to customers that went out, a flyer; winter's is still planned."""
        start = self.spring
        sent = CampaignInput(
            name="Frühjahrsaktion Fassade", code=f"FASSADE{start:%y}", starts=start,
            channel=CampaignChannel.LETTER, kind=CampaignKind.SPRING_PAINT, cost=8600,
            budget=15_000,
            subject="Ihre Fassade nach dem Winter", text=_LETTER,
        )  # fmt: skip
        key = campaigns.new_campaign(unit, sent, start)
        chosen = [one.number for one in self.people[:60]]
        campaigns.add_members(unit, key, chosen)
        shown = preview(unit.con, key, start)
        if shown.going:
            got = campaigns.send_campaign(unit, key, shown.mark, start)
            for contact in got[3:32:4]:
                self._answer(unit, key, contact, start)
            for contact, state in zip(got[1:4], ("declined", "undeliverable"), strict=False):
                said = {"contact": f"contacts:{contact}", "state": state}
                data = MemberInput.model_validate(said)
                campaigns.set_member(unit, key, data, start + timedelta(days=8))
            self._late_answers(unit, key, set(got))
        flyer = CampaignInput(
            name="Handzettel Neubaugebiet", channel=CampaignChannel.FLYER, cost=24_000,
            starts=self.until - timedelta(days=40), area="Musterfeld",
        )  # fmt: skip
        campaigns.launch_campaign(unit, campaigns.new_campaign(unit, flyer, start))
        waiting = CampaignInput(
            name="Winterpreise", channel=CampaignChannel.LETTER, kind=CampaignKind.WINTER_OFFER,
            starts=self.until, subject="Frische Räume zum Winterpreis", text=_WINTER,
        )  # fmt: skip
        key = campaigns.new_campaign(unit, waiting, self.until)
        campaigns.add_members(unit, key, chosen[:25])

    def _late_answers(self, unit: Unit, campaign: int, got: set[int]) -> None:
        """Those who kept the letter for months and ordered then; the oldest have paid."""
        rows = unit.con.execute(
            "SELECT id, contact FROM lead WHERE stage='won' AND inquiry IS NOT NULL"
            " AND received>? ORDER BY contact NOT IN (SELECT contact FROM sales_document"
            " WHERE kind='invoice' AND issued IS NOT NULL), received, id",
            (self.spring.isoformat(),),
        ).fetchall()
        for lead in [key for key, contact in rows if contact in got][:3]:
            leads.change_lead(unit, lead, LeadChange(campaign=str(campaign), source="letter"))

    def _referrals(self, unit: Unit) -> None:
        """Who recommended us; the newest one waits for thanks."""
        for at, by, back in ((7, 2, 90), (12, 9, 14)):
            who, referrer = (by_number(unit.con, self.people[place % len(self.people)].number)
                             for place in (at, by))  # fmt: skip
            if who is None or referrer is None or who.id == referrer.id:
                continue
            day = self.until - timedelta(days=back)
            key = file.refer(unit, who.id, ReferralInput(referrer=referrer.ref, day=day))
            if back > 60:
                file.thank(unit, key, day + timedelta(days=5))

    def _answer(self, unit: Unit, campaign: int, contact: int, start: date) -> None:
        day = start + timedelta(days=self.draw.randint(4, 12))
        at = datetime.combine(day, time(9, 15), UTC)
        ref = f"contacts:{contact}"
        data = LeadInput(
            contact=ref, campaign=str(campaign), subject="Fassade ansehen", received=at,
            value=self.draw.randint(30, 140) * 10_000, trade="Fassade",
        )  # fmt: skip
        lead = leads.capture(unit, data, at).lead
        self._course(unit, lead, at, data.value or 0)
