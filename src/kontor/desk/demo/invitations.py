"""Invitations of the demo firm in every state: asked by us with answers, and asked by others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from kontor.base.dates import is_working_day
from kontor.calendar.formats.event import Answer, Attendee, Event, Method
from kontor.calendar.formats.ics import written
from kontor.calendar.formats.imip import Invite, Received, mail, read_file
from kontor.calendar.kinds.appointments import AppointmentKind
from kontor.calendar.kinds.invitations import InviteChannel, Invited, InviteRole
from kontor.calendar.model.appointments import AppointmentInput
from kontor.calendar.model.invitations import AnswerInput, InviteInput
from kontor.calendar.model.requests import RequestAnswer
from kontor.calendar.queries.answers import answer_made
from kontor.calendar.queries.invitations import people
from kontor.calendar.queries.outgoing import preview
from kontor.calendar.queries.requests import requests
from kontor.calendar.service.appointments import add_appointment
from kontor.calendar.service.invitation_files import make_files
from kontor.calendar.service.invitations import invite, mark_gone, note_answer, prepare
from kontor.calendar.service.replies import take_replies
from kontor.calendar.service.requests import answer_gone, answer_invitation, take_requests
from kontor.company import queries as company
from kontor.desk.demo.moves import noon
from kontor.desk.demo.plan import Plan
from kontor.store.unit import Unit

_LAND = "NW"
_DAY = timedelta(days=1)
_LATER = timedelta(hours=5)
_SENT = 6  # working days ago: who is silent since then is to be asked again
_CUSTOMERS = """
SELECT d.contact FROM sales_document d WHERE d.kind IN ('order','invoice') AND d.contact IS NOT NULL
 GROUP BY d.contact ORDER BY max(d.id) DESC LIMIT 2
"""
_ANY = "SELECT contact FROM contact_role WHERE role='customer' ORDER BY contact DESC LIMIT 2"
_ENGINEER, _SCAFFOLD, _CARE, _TILES = (
    ("Statikbüro Balkenwaage", "post@balkenwaage.example"),
    ("Gerüstbau Sprossnagel", "post@sprossnagel.example"),
    ("Hausverwaltung Schlüsselbund", "objekte@schluesselbund.example"),
    ("Fliesen Fugenrein", "buero@fugenrein.example"),
)


class _Asking(NamedTuple):
    """Somebody who asks the firm: what, in how many working days, at what time, what we said."""

    who: tuple[str, str]
    title: str
    place: str
    days: int
    hour: int
    said: RequestAnswer | None


_OTHERS = (
    _Asking(_CARE, "Begehung Treppenhaus", "Ahornallee 12", 7, 10, None),
    _Asking(_ENGINEER, "Ortstermin Balkone", "Ahornallee 14", 9, 14, RequestAnswer()),
    _Asking(_TILES, "Abstimmung Bäder", "Werkhof 3", 4, 8, RequestAnswer(
        answer="declined", comment="An dem Tag sind wir auf einer anderen Baustelle.")),
)  # fmt: skip


class Invitations:
    """Two appointments that others are asked to, and what others ask the firm to."""

    def __init__(self, plan: Plan, until: date) -> None:
        self.owner = str(plan.profile["owner"]).rsplit(maxsplit=1)[-1]
        self.until = until

    def tell(self, unit: Unit) -> None:
        """Ask, hear the answers, be asked."""
        rows = unit.con.execute(_CUSTOMERS).fetchall() or unit.con.execute(_ANY).fetchall()
        customers = [f"contacts:{row[0]}" for row in rows]
        self._answered(unit, customers)
        self._waiting(unit, customers)
        self._asked(unit)

    def _day(self, ahead: int) -> date:
        """A working day so many working days ahead, or behind."""
        day, step = self.until, _DAY if ahead > 0 else -_DAY
        left = abs(ahead)
        while left:
            day += step
            left -= is_working_day(day, _LAND)
        return day

    def _appointment(self, unit: Unit, title: str, ahead: int, hour: int) -> int:
        starts = datetime.combine(self._day(ahead), time(hour))
        return add_appointment(unit, AppointmentInput(
            title=title, kind=AppointmentKind.VISIT, starts=starts, minutes=60,
            uid=f"demo-{ahead}-{hour}@kontor.invalid", place="Baustelle", crew=[self.owner],
        ))  # fmt: skip

    def _answered(self, unit: Unit, customers: Sequence[str]) -> None:
        """One that went out: yes, perhaps, no, another time, by word, by letter, and silence."""
        key = self._appointment(unit, "Ortstermin Gerüst und Fassade", 6, 9)
        mails = [InviteInput(person=f"{name} <{mail}>") for name, mail in (
            _ENGINEER, _SCAFFOLD, _CARE, _TILES)]  # fmt: skip
        guest = InviteInput(person=self.owner, channel=InviteChannel.HAND)
        paper = [
            InviteInput(person=one, channel=InviteChannel.LETTER) for one in customers[:1]
        ]  # fmt: skip
        known = [InviteInput(person=one, role=InviteRole.OPTIONAL) for one in customers[1:2]]
        invite(unit, key, [*mails, guest, *paper, *known])
        sent = noon(self._day(-_SENT))
        shown = preview(unit.con, key)
        made = make_files(unit.con, shown, sent)
        places = {
            message: one.name
            for message, one in zip(prepare(unit, key, shown.mark, made, sent), made, strict=True)
            if one.content
        }
        mark_gone(unit, places, sent.date())
        there = {one.mail or one.name: one for one in people(unit.con, key)}
        event = shown.entries[0]._replace(sequence=shown.version.number)
        later = event._replace(starts=event.starts + _LATER, ends=event.ends + _LATER)
        take_replies(unit, [
            *_reply(event, there[_ENGINEER[1]], Answer.ACCEPTED, sent + _DAY),
            *_reply(event, there[_SCAFFOLD[1]], Answer.TENTATIVE, sent + _DAY,
                    comment="Hängt vom Gerüst am Rathaus ab."),
            *_reply(later, there[_TILES[1]], Answer.TENTATIVE, sent + _DAY,
                    comment="Vormittags sind wir auf einer Abnahme.", method=Method.COUNTER),
        ], noon(self.until))  # fmt: skip
        for one in there.values():
            if one.channel is not InviteChannel.MAIL:
                said = AnswerInput(
                    answer="accepted" if one.employee else "declined",
                    comment="" if one.employee else "Am Telefon: zur Kur.",
                )
                note_answer(unit, one.id, said, sent + 2 * _DAY)

    def _waiting(self, unit: Unit, customers: Sequence[str]) -> None:
        """One that nobody has yet: it waits for a look at the preview."""
        key = self._appointment(unit, "Muster ansehen", 8, 15)
        invite(unit, key, [InviteInput(person=one) for one in customers[:1]])

    def _asked(self, unit: Unit) -> None:
        """What others ask to: open, accepted, declined."""
        came = noon(self._day(-1))
        received = [one for asking in _OTHERS for one in self._from(unit, asking, came)]
        take_requests(unit, received, came)
        said = {asking.title: asking.said for asking in _OTHERS}
        for one in requests(unit.con, self.until):
            answer = said.get(one.title)
            if answer is not None:
                made = answer_made(unit.con, one, answer, came)
                answer_invitation(unit, one.id, answer, made, came)
                answer_gone(unit, {one.id: made.name})

    def _from(self, unit: Unit, one: _Asking, came: datetime) -> list[Received]:
        firm, (name, sender) = company.firm(unit.con), one.who
        starts = datetime.combine(self._day(one.days), time(one.hour))
        event = Event(
            f"demo-{one.days}@{sender.partition('@')[2]}", one.title, starts,
            starts + timedelta(hours=1), stamp=came - timedelta(hours=3), place=one.place,
            organizer=Attendee(sender, name), attendees=(Attendee(firm.mail or "", firm.name),),
        )  # fmt: skip
        content = written([event], Method.REQUEST)
        text = f"Guten Tag,\n\nwir laden ein: {one.title}, {one.place}.\n\n{name}\n"
        file = mail(Invite(
            sender, name, firm.mail or "", firm.name, f"Einladung: {one.title}", text, content,
            Method.REQUEST, f"demo-{one.days}@{sender.partition('@')[2]}", came,
        ))  # fmt: skip
        return read_file(file, f"{one.title}.eml")


def _reply(
    event: Event, one: Invited, answer: Answer, at: datetime, *, comment: str = "",
    method: Method = Method.REPLY,
) -> list[Received]:  # fmt: skip
    """What somebody's calendar sends back."""
    who = Attendee(one.mail, one.name, answer=answer, wanted=False)
    said = event._replace(stamp=at.astimezone(UTC), attendees=(who,), comment=comment)
    return read_file(written([said], method), f"{one.name}.ics")
