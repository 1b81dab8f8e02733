"""Leads: from the first call to an order, with the quote's fate in between."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kontor.acquisition.doors import DOOR
from kontor.acquisition.kinds import FollowHow, Stage
from kontor.acquisition.model import (
    AnsweredInput,
    ChanceInput,
    ConvertInput,
    FollowInput,
    LeadChange,
    LeadInput,
    LostInput,
    RhythmInput,
    SourceInput,
    VisitInput,
    WonInput,
)
from kontor.acquisition.queries import follow as follow_queries
from kontor.acquisition.queries import leads as queries
from kontor.acquisition.queries import settings
from kontor.acquisition.service import follow, leads, moving, sources
from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import _
from kontor.contacts import queries as contacts
from kontor.sales.model.inputs import AcceptQuote, DocumentChange
from kontor.sales.service import documents, inquiries, quotes
from kontor.store.inputs import JSON
from tests.sales.office import DAY, POSITIONS, Office

NOW = datetime(2026, 3, 16, 8, 30, tzinfo=UTC)  # Monday, half past nine
WEISS: dict[str, Any] = {
    "name": "Frau Petra Weiß", "phone": "0221 4710815", "mail": "Petra.Weiss@example.org",
    "street": "Amselweg 7", "postcode": "50667", "city": "Köln", "trade": "Fassade",
    "subject": "Fassade streichen", "text": "Giebelseite, Gerüst nötig", "value": "4000.00",
    "wish": "2026-05-04",
}  # fmt: skip


def capture(office: Office, now: datetime = NOW, **data: Any) -> leads.Captured:
    found: leads.Captured = office.do(
        leads.capture, LeadInput.model_validate({**WEISS, **data}, context=JSON), now
    )
    return found


def lead(office: Office, key: int, today: date = DAY) -> queries.Lead:
    found: queries.Lead = office.ask(queries.lead, key, today)
    return found


def fill(office: Office, quote: int) -> None:
    data = DocumentChange.model_validate({"positions": POSITIONS}, context=JSON)
    office.do(documents.change_document, quote, data)


def test_the_fewest_words_are_enough(office: Office) -> None:
    key = office.do(leads.capture, LeadInput(phone="0171 1234567"), NOW).lead
    found = lead(office, key)
    assert (found.title, found.stage, found.chance) == ("0171 1234567", Stage.NEW, 1000)
    assert (found.source, found.received) == ("other", NOW)
    with pytest.raises(ValueError, match="wer es war"):
        LeadInput()


def test_a_known_caller_is_linked_at_once(office: Office) -> None:
    who = office.customer("Bäckerei Ohm", "firm",
                          channels=[{"kind": "phone", "value": "0221 123456"}])  # fmt: skip
    got = office.do(leads.capture, LeadInput(phone="+49 221 123456", subject="Backstube"), NOW)
    assert got.contact == who
    found = lead(office, got.lead)
    assert (found.title, found.source) == ("Bäckerei Ohm", "customer")
    # the same number with quite another name is somebody else
    other = office.do(leads.capture, LeadInput(phone="0221 123456", name="Jürgen Tal"), NOW)
    assert other.contact is None
    assert [one.id for one in other.doubles.contacts] == [who]


def test_doubles_among_leads(office: Office) -> None:
    first = capture(office).lead
    again = capture(office, name="Weiss, Petra", phone="0221-4710815", mail="")
    assert [(one.lead, one.sure, one.reason) for one in again.doubles.leads] == [
        (first, True, "phone")
    ]
    third = capture(office, name="Petra Weiss", phone="", mail="", street="Amselweg", city="")
    assert first in [one.lead for one in third.doubles.leads if not one.sure]
    office.do(leads.mark_double, again.lead, first, DAY)
    gone = lead(office, again.lead)
    assert (gone.stage, gone.duplicate_of) == (Stage.LOST, first)
    with pytest.raises(Refused):
        office.do(leads.mark_double, first, again.lead, DAY)


def test_answer_and_visit_move_the_lead(office: Office) -> None:
    key = capture(office).lead
    office.do(leads.answer_lead, key, AnsweredInput(note="Rückruf am Abend"), NOW)
    found = lead(office, key)
    assert (found.stage, found.answered) == (Stage.CONTACT, NOW)
    assert found.text.endswith("Rückruf am Abend")
    office.do(leads.plan_visit, key, VisitInput(at="2026-03-20 08:30"), NOW)
    found = lead(office, key)
    assert (found.stage, found.visit, found.next_day) == (
        Stage.VISIT, "2026-03-20 08:30", date(2026, 3, 20),
    )  # fmt: skip
    assert [(one.old, one.new) for one in office.ask(queries.moves, key)] == [
        (Stage.NEW, Stage.CONTACT), (Stage.CONTACT, Stage.VISIT),
    ]  # fmt: skip
    with pytest.raises(InputError):
        office.do(leads.answer_lead, key, AnsweredInput(at=NOW - timedelta(days=1)), NOW)


def test_conversion_types_nothing_again(office: Office) -> None:
    key = capture(office).lead
    made = office.do(leads.convert, key, ConvertInput(), DAY)
    person = office.ask(contacts.contact, made.contact)
    assert (person.name, person.salutation, person.first_name, person.last_name) == (
        "Petra Weiß", "Frau", "Petra", "Weiß",
    )  # fmt: skip
    assert [one.normal for one in person.channels] == ["+492214710815", "petra.weiss@example.org"]
    assert (person.address.street, person.address.house_number) == ("Amselweg", "7")
    assert person.source == "other"
    (site,) = person.sites
    assert (site.name, site.id) == ("Amselweg 7", made.site)
    head = office.document(made.quote).head
    assert (head.contact, head.site, head.subject) == (made.contact, made.site, "Fassade streichen")
    found = lead(office, key)
    assert (found.stage, found.inquiry) == (Stage.QUOTING, made.inquiry)
    assert office.ask(queries.lead_of, made.quote) == key
    with pytest.raises(Refused):
        office.do(leads.convert, key, ConvertInput(), DAY)


def test_a_similar_contact_is_asked_for(office: Office) -> None:
    there = office.customer("Petra Weiß", addresses=[
        {"street": "Amselweg", "house_number": "7", "postcode": "50667", "city": "Köln"}
    ])  # fmt: skip
    key = capture(office, phone="", mail="").lead
    with pytest.raises(Refused, match="Petra Weiß"):
        office.do(leads.convert, key, ConvertInput(to="contact"), DAY)
    made = office.do(
        leads.convert, key, ConvertInput(to="contact", contact=f"contacts:{there}"), DAY
    )
    assert made.contact == there and made.inquiry is None


def test_the_quotes_fate_moves_the_lead(office: Office) -> None:
    key = capture(office).lead
    made = office.do(leads.convert, key, ConvertInput(), DAY)
    fill(office, made.quote)
    office.do(quotes.send_quote, made.quote, date(2026, 3, 18))
    found = lead(office, key)
    assert (found.stage, found.entered) == (Stage.QUOTED, date(2026, 3, 18))
    assert (found.worth, found.quote_net, found.value) == (370_440, 370_440, 400_000)
    assert found.weighted == 185_220
    assert found.answered == datetime(2026, 3, 18, 11, tzinfo=UTC)
    with pytest.raises(Refused):
        office.do(moving.win_lead, key, WonInput(), DAY)  # the quote knows the answer
    order = office.do(
        quotes.accept_quote, made.quote, AcceptQuote(day=date(2026, 3, 25), how="Telefon")
    )
    found = lead(office, key)
    assert (found.stage, found.decided) == (Stage.WON, date(2026, 3, 25))
    assert office.ask(queries.lead_of, order) == key
    assert list(office.ask(DOOR.check)) == []


def test_a_new_version_and_a_refusal(office: Office) -> None:
    key = capture(office).lead
    made = office.do(leads.convert, key, ConvertInput(), DAY)
    fill(office, made.quote)
    office.do(quotes.send_quote, made.quote, DAY)
    office.do(moving.move_lead, key, Stage.NEGOTIATION, DAY)
    second = office.do(quotes.new_version, made.quote, DAY)
    office.do(quotes.reject_quote, made.quote, "zu teuer", DAY)
    assert lead(office, key).stage is Stage.NEGOTIATION  # the new version is still to come
    office.do(quotes.send_quote, second, date(2026, 3, 20))
    assert lead(office, key).stage is Stage.NEGOTIATION
    office.do(quotes.reject_quote, second, "Preis", date(2026, 3, 27))
    found = lead(office, key)
    assert (found.stage, found.reason, found.reason_note) == (Stage.LOST, "price", "")
    assert found.delete_on == date(2027, 3, 27)
    # taken up again and accepted after all: won
    office.do(quotes.accept_quote, second, AcceptQuote(day=date(2026, 4, 2)))
    found = lead(office, key)
    assert (found.stage, found.reason, found.delete_on) == (Stage.WON, "", None)


def test_lost_by_hand_refuses_the_quote(office: Office) -> None:
    key = capture(office).lead
    made = office.do(leads.convert, key, ConvertInput(), DAY)
    fill(office, made.quote)
    office.do(quotes.send_quote, made.quote, DAY)
    data = LostInput(reason="Preis", lost_to="Farbwerk Süd", lost_price=330_000, note="Skonto")
    office.do(moving.lose_lead, key, data, date(2026, 3, 30))
    assert office.state(made.quote) == "rejected" and office.state(made.inquiry) == "lost"
    found = lead(office, key)
    assert (found.reason, found.lost_to, found.lost_price) == ("price", "Farbwerk Süd", 330_000)
    assert office.ask(follow_queries.follow_ups, date(2026, 4, 30)) == []
    office.do(moving.move_lead, key, Stage.CONTACT, date(2026, 4, 1))
    found = lead(office, key)
    assert (found.stage, found.reason, found.decided, found.delete_on) == (
        Stage.CONTACT, "", None, None,
    )  # fmt: skip
    assert office.state(made.inquiry) == "new"


def test_one_step_takes_it_all_back(office: Office) -> None:
    key = capture(office).lead
    before = office.sql("SELECT * FROM lead")
    office.do(leads.convert, key, ConvertInput(), DAY)
    office.store.undo()
    assert office.sql("SELECT * FROM lead") == before
    assert office.sql("SELECT count(*) FROM sales_document") == [(0,)]


def test_what_sales_does_with_the_enquiry(office: Office) -> None:
    key = capture(office).lead
    made = office.do(leads.convert, key, ConvertInput(to="inquiry"), DAY)
    assert lead(office, key).stage is Stage.CONTACT and made.quote is None
    office.do(inquiries.rest_inquiry, made.inquiry, date(2026, 9, 1))
    found = lead(office, key)
    assert (found.stage, found.until) == (Stage.DORMANT, date(2026, 9, 1))
    office.do(inquiries.wake_inquiry, made.inquiry)
    assert lead(office, key).stage is Stage.CONTACT
    office.do(inquiries.lose_inquiry, made.inquiry, "Eigenleistung", DAY)
    assert (lead(office, key).stage, lead(office, key).reason) == (Stage.LOST, "own_work")


def test_rest_and_reasons(office: Office) -> None:
    key = capture(office).lead
    with pytest.raises(InputError):
        office.do(moving.rest_lead, key, DAY, DAY)
    office.do(moving.rest_lead, key, date(2026, 9, 1), DAY)
    (one,) = office.ask(follow_queries.follow_ups, date(2026, 8, 1))
    assert (one.day, one.overdue) == (date(2026, 9, 1), False)
    with pytest.raises(InputError):
        office.do(moving.lose_lead, key, LostInput(reason="Wetter"), DAY)
    with pytest.raises(InputError):  # a reason for winning is none for losing
        office.do(moving.lose_lead, key, LostInput(reason="quality"), DAY)
    with pytest.raises(InputError):
        office.do(moving.move_lead, key, Stage.LOST, DAY)
    office.do(moving.win_lead, key, WonInput(reason="Stammkunde", value=90_000), DAY)
    assert (lead(office, key).stage, lead(office, key).worth) == (Stage.WON, 90_000)


def test_change_and_own_chance(office: Office) -> None:
    key = capture(office).lead
    data = LeadChange.model_validate(
        {"chance": "80", "owner": "Lindner", "street": "Amselweg 9", "source": "Empfehlung"},
        context=JSON,
    )
    office.do(leads.change_lead, key, data)
    found = lead(office, key)
    assert (found.chance, found.owner, found.house_number, found.source) == (
        8000, "Lindner", "9", "referral",
    )  # fmt: skip
    assert found.text == WEISS["text"]  # what was not given stays
    office.do(leads.change_lead, key, LeadChange(chance=None))
    office.do(follow.set_chance, ChanceInput(stage=Stage.NEW, chance=1500), date(2026, 3, 1))
    assert lead(office, key).chance == 1500
    with pytest.raises(InputError):
        office.do(leads.change_lead, key, LeadChange(source="Mond"))
    with pytest.raises(NotFound):
        office.do(leads.change_lead, 99, LeadChange(owner="x"))


def test_a_source_of_the_firm(office: Office) -> None:
    key = office.do(
        sources.set_source, SourceInput(source="Stadtfest Köln", per_campaign=25_000), DAY
    )
    assert key == "stadtfest_koln"
    office.do(sources.set_source, SourceInput(source="portal_check24", per_lead=2900), DAY)
    later = SourceInput(source="Check24", per_lead=3500, valid_from=date(2026, 6, 1))
    office.do(sources.set_source, later, DAY)
    found = office.ask(settings.source_costs, "portal_check24")
    terms = [(one.valid_from, one.per_lead) for one in found]
    assert terms == [(DAY, 2900), (date(2026, 6, 1), 3500)]
    office.do(sources.set_source, SourceInput(source="flyer", ended=DAY), DAY)
    offered = [one.key for one in office.ask(settings.sources, DAY)]
    assert "stadtfest_koln" in offered and "flyer" not in offered
    got = capture(office, source="Stadtfest Köln")
    assert lead(office, got.lead).source == "stadtfest_koln"


# -- following up --------------------------------------------------------------------------------


def test_a_lead_without_contact_is_called(office: Office) -> None:
    key = capture(office).lead

    def step(today: date) -> tuple[int, date, str]:
        (one,) = office.ask(follow_queries.follow_ups, today)
        return one.step, one.day, one.text

    assert step(DAY) == (1, DAY, "Zurückrufen")
    office.do(follow.follow_up, f"acquisition:{key}", FollowInput(how=FollowHow.CALL), DAY)
    assert step(DAY) == (2, date(2026, 3, 17), "Noch einmal anrufen")
    assert step(date(2026, 3, 20))[0] == 3  # let it rest?
    office.do(leads.answer_lead, key, AnsweredInput(), NOW)
    # five working days later somebody should ask for the next step
    assert step(DAY)[:2] == (0, date(2026, 3, 23))
    snooze = FollowInput(how=FollowHow.SNOOZE, until=date(2026, 4, 7), note="Muster schicken")
    office.do(follow.follow_up, str(key), snooze, DAY)
    assert step(DAY) == (0, date(2026, 4, 7), "Muster schicken")
    with pytest.raises(ValueError, match="Zurückstellen"):
        FollowInput(how=FollowHow.SNOOZE)


def test_a_quotes_answer_stops_its_rhythm(office: Office) -> None:
    key = capture(office).lead
    made = office.do(leads.convert, key, ConvertInput(), DAY)
    fill(office, made.quote)
    office.do(quotes.send_quote, made.quote, DAY)
    (one,) = office.ask(follow_queries.follow_ups, date(2026, 3, 18))
    assert (one.ref, one.lead, one.day, one.overdue) == (
        f"sales:{made.quote}", key, date(2026, 3, 18), True,
    )  # fmt: skip
    assert (one.worth, one.chance, one.weighted) == (370_440, 5000, 185_220)
    office.do(follow.follow_up, str(key), FollowInput(how=FollowHow.CALL), date(2026, 3, 18))
    (one,) = office.ask(follow_queries.follow_ups, date(2026, 3, 18))
    assert (one.step, one.day) == (2, date(2026, 3, 23))
    office.do(quotes.accept_quote, made.quote, AcceptQuote(day=date(2026, 3, 19)))
    assert office.ask(follow_queries.follow_ups, date(2026, 12, 1)) == []
    with pytest.raises(Refused):
        office.do(follow.follow_up, f"sales:{made.quote}", FollowInput(how=FollowHow.CALL), DAY)


def test_due_items_go_by_value_and_chance(office: Office) -> None:
    from kontor.desk.today import due_items

    small = capture(office, name="A Klein", phone="1", mail="", value="500.00").lead
    large = capture(office, name="B Groß", phone="2", mail="", value="9000.00").lead
    quote = office.sent()  # 3,704.40 € at half
    found = [one for one in office.ask(due_items, [DOOR], date(2026, 3, 18)) if one.weight]
    assert [one.ref for one in found] == [
        f"sales:{quote}", f"acquisition:{large}", f"acquisition:{small}",
    ]  # fmt: skip
    assert [one.weight for one in found] == [185_220, 90_000, 5000]


def test_an_own_rhythm(office: Office) -> None:
    data = RhythmInput.model_validate(
        {"rhythm": "quote", "steps": [{"amount": 4, "text": "Nachfragen", "how": "mail"}]},
        context=JSON,
    )
    office.do(follow.set_rhythm, data, DAY)
    office.sent()
    (one,) = office.ask(follow_queries.follow_ups, DAY)
    assert (one.day, one.text, one.how) == (date(2026, 3, 20), "Nachfragen", "mail")
    office.do(follow.drop_rhythm, "quote", DAY)
    (one,) = office.ask(follow_queries.follow_ups, DAY)
    assert one.text == "Ist das Angebot angekommen?"


# -- lists ---------------------------------------------------------------------------------------


def test_board_and_list(office: Office) -> None:
    first = capture(office, name="Anna Amsel", phone="1", mail="", value="1000.00").lead
    second = capture(office, name="Bodo Berg", phone="2", mail="", postcode="20457",
                     trade="Innen", value="2000.00").lead  # fmt: skip
    office.do(leads.answer_lead, second, AnsweredInput(), NOW)
    columns = {one.stage: one for one in office.ask(queries.board, DAY)}
    assert (columns[Stage.NEW].pieces, columns[Stage.NEW].net, columns[Stage.NEW].weighted) == (
        1, 100_000, 10_000,
    )  # fmt: skip
    assert (columns[Stage.CONTACT].pieces, columns[Stage.CONTACT].weighted) == (1, 40_000)
    assert list(columns) == list(queries.OPEN)

    def ids(**wanted: Any) -> list[int]:
        found = office.ask(queries.leads, DAY, queries.LeadFilter(**wanted))
        return [one.id for one in found]

    assert ids() == [second, first]
    assert ids(postcode="20") == [second] and ids(trade="Fassade") == [first]
    assert ids(text="ams anna") == [first] and ids(stage=Stage.CONTACT) == [second]
    page = office.ask(queries.leads, DAY, size=1)
    assert [one.id for one in page] == [second]
    key = (queries.stored(page[0].received), page[0].id)
    assert [one.id for one in office.ask(queries.leads, DAY, before=key)] == [first]
    assert office.ask(queries.count, queries.LeadFilter(open=True)) == 2
    assert office.ask(queries.resolve, "bodo", DAY).id == second
    with pytest.raises(NotFound):
        office.ask(queries.resolve, "Niemand", DAY)


def test_timeline_search_and_personal_data(office: Office) -> None:
    key = capture(office).lead
    made = office.do(leads.convert, key, ConvertInput(to="contact"), DAY)
    office.do(moving.lose_lead, key, LostInput(reason="price"), date(2026, 3, 20))
    ref = f"contacts:{made.contact}"
    told = [
        _(one.title).format(**dict(one.values)) for one in office.ask(_list, DOOR.timeline, ref)
    ]
    assert told == ["Anfrage verloren: Preis", "Anfrage über Sonstige: Fassade streichen"]
    (held,) = office.ask(_list, DOOR.personal, ref)
    assert held.until == date(2027, 3, 20) and "Giebelseite" in held.content
    assert [row.ref for row in office.ask(DOOR.search_rows, "lead", None)] == [f"acquisition:{key}"]
    found = office.ask(_list, DOOR.due, date(2027, 3, 21))
    assert [one.kind for one in found] == ["privacy"]


def _list(con: Any, question: Any, *args: Any) -> list[Any]:
    return list(question(con, *args))
