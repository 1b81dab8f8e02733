"""The customer over all areas: disclosure, erasure, reviews, reactivation, days, doubles."""

from __future__ import annotations

import json
import os
import random
import shutil
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kontor.acquisition.queries import figures as kpis
from kontor.base.errors import InputError, NotFound, Refused, Severity
from kontor.bootstrap import create_store, open_store
from kontor.contacts import queries, service
from kontor.contacts.consent_kinds import Purpose, Way
from kontor.contacts.consents import ConsentInput
from kontor.contacts.double_run import find_pairs
from kontor.contacts.file import (
    FactInput,
    PrivacyRequestInput,
    ReferralInput,
    RelationInput,
    ReviewInput,
    SpecialDayInput,
)
from kontor.contacts.formats.days import write_days
from kontor.contacts.kinds import ContactKind
from kontor.contacts.matching import name_key
from kontor.contacts.model import ContactChange, ContactInput, ContactTable
from kontor.contacts.queries import consent as log
from kontor.contacts.queries import file as known
from kontor.contacts.rules.file import cycle_of, next_time
from kontor.contacts.service import consent as consents
from kontor.contacts.service import file as cases
from kontor.contacts.words import relation_word
from kontor.desk.customer.asking import note_review
from kontor.desk.customer.disclosure import write_disclosure
from kontor.desk.customer.erasing import erase_contact, preview_erasure
from kontor.desk.customer.file import events, read_known
from kontor.desk.customer.privacy import corrections, held
from kontor.desk.customer.reactivation import sleepers
from kontor.desk.customer.reviews import open_reviews
from kontor.desk.demo.write import write_demo
from kontor.desk.today import due_items
from kontor.store.check import check
from kontor.store.store import Store
from kontor.store.unit import Unit, use_case

UNTIL = date(2025, 3, 31)
DAY = date(2025, 4, 1)
MADE = datetime(2025, 4, 1, 9, tzinfo=UTC)
_BILLED = """
SELECT contact FROM sales_document WHERE kind='invoice' AND issued IS NOT NULL
 GROUP BY contact ORDER BY count(*) DESC, contact LIMIT 1
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("customer") / "demo.kontor"
    store = create_store(path)
    write_demo(store, profile="maler", until=UNTIL, seed=3)
    store.close()
    return path


@pytest.fixture
def store(demo, tmp_path):
    with open_store(Path(shutil.copy(demo, tmp_path / "f.kontor"))) as opened:
        yield opened


def person(store: Store, name: str = "Jana Krüger", **values: object) -> int:
    first, _, last = name.rpartition(" ")
    data = {"kind": "person", "first_name": first, "last_name": last, **values}
    return store.run(service.create_contact, ContactInput.model_validate(data)).value


def billed(store: Store) -> int:
    with store.read() as con:
        return con.execute(_BILLED).fetchone()[0]


def test_the_disclosure_holds_every_area_and_answers_the_request(store, tmp_path):
    who = billed(store)
    store.run(service.change_contact, who, ContactChange(note="<b>ruft</b> gern an"))
    store.run(consents.give, who, ConsentInput(channels=["mail"], day=DAY))
    store.run(cases.add_fact, who, FactInput(text="hat einen Hund"))
    asked = store.run(cases.receive_request, who, PrivacyRequestInput(day=DAY)).value
    with store.read() as con:
        urgent = [
            one for one in due_items(con, store.doors, DAY)
            if one.kind == "privacy" and one.ref == f"contacts:{who}"
        ]  # fmt: skip
    assert [(one.day, one.urgency) for one in urgent] == [(date(2025, 5, 1), 1)]
    done = write_disclosure(store, who, tmp_path / "auskunft", MADE)
    assert (done.path.name, done.answered) == ("auskunft.zip", 1)
    assert done.papers > 0
    with zipfile.ZipFile(done.path) as archive:
        names = archive.namelist()
        page = archive.read("Auskunft.html").decode()
        document = json.loads(archive.read("Auskunft.json"))
    assert {"contacts", "sales", "ledger", "documents"} <= document["areas"].keys()
    assert sum(name.startswith("Unterlagen/") for name in names) == done.papers
    assert "&lt;b&gt;ruft&lt;/b&gt;" in page and "<b>ruft" not in page
    assert "hat einen Hund" in page and "Art. 77" in page
    assert "Ich bin einverstanden" in json.dumps(document, ensure_ascii=False)
    with store.read() as con:
        assert {one.id: one.done for one in known.requests(con, who)}[asked] == DAY
        assert f"contacts:{who}" not in {
            one.ref for one in due_items(con, store.doors, DAY) if one.kind == "privacy"
        }
    with pytest.raises(InputError):
        write_disclosure(store, who, tmp_path / "auskunft.zip", MADE)


def test_corrections_tell_old_and_new(store):
    who = person(store)
    store.run(service.change_contact, who, ContactChange(last_name="Krüger-Weber"))
    with store.read() as con:
        found = {(one.field, one.before, one.after) for one in corrections(con, who)}
    assert ("last_name", "Krüger", "Krüger-Weber") in found


def test_an_erasure_is_previewed_and_does_the_same(store):
    who = billed(store)
    store.run(cases.add_fact, who, FactInput(text="hat einen Hund"))
    with store.read() as con:
        steps = con.execute("SELECT count(*) FROM step").fetchone()
    plan = preview_erasure(store, who, DAY)
    with store.read() as con:
        assert con.execute("SELECT count(*) FROM step").fetchone() == steps
        assert known.facts(con, who)
    assert plan.blocked and all(one.law for one in plan.kept)
    assert "hat einen Hund" in {one.content for one in plan.gone}
    kept = store.run(erase_contact, tuple(store.doors), who, DAY).value
    assert kept == plan.kept
    with store.read() as con:
        assert known.facts(con, who) == []
        one = queries.contact(con, who)
        assert one.archived == DAY and one.note is None and one.channels == ()
        assert not log.verdict(con, who, Way.LETTER, Purpose.ADVERTISING, DAY).allowed
    assert [one for one in check(store) if one.severity is Severity.ERROR] == []
    with pytest.raises(Refused):
        store.undo()


def test_a_person_without_papers_goes_whole(store):
    who, other = person(store, note="x"), person(store, "Ole Ahrens")
    store.run(cases.relate, who, RelationInput(other=f"contacts:{other}", kind="tenant"))
    assert preview_erasure(store, who, DAY).kept == ()
    assert store.run(erase_contact, tuple(store.doors), who, DAY).value == ()
    with store.read() as con:
        with pytest.raises(NotFound):
            queries.contact(con, who)
        assert known.relations(con, other) == []
        assert held(con, store.doors, other) != []
        changes = con.execute(
            "SELECT count(*) FROM change WHERE tbl='contact' AND row=? AND after LIKE '%Krüger%'",
            (who,),
        ).fetchone()
    assert changes == (0,)


@use_case("Accepted")
def accepted(unit: Unit, contact: int, day: date, defect: bool = False) -> int:
    """An order, its acceptance and its paid invoice, as short as they can be."""
    con = unit.con

    def document(kind: str, order: int | None, state: str) -> int:
        return con.execute(
            "INSERT INTO sales_document(kind,number,state,day,contact,sales_order,subject)"
            " VALUES(?,?,?,?,?,?,'Fassade')",
            (kind, f"{kind}-{contact}", state, day.isoformat(), contact, order),
        ).lastrowid

    order = document("order", None, "closed")
    key = document("acceptance", order, "signed")
    bill = document("invoice", order, "issued")
    con.execute(
        "UPDATE sales_document SET issued='2025-03-01T08:00:00.000000Z' WHERE id=?", (bill,)
    )
    con.execute(
        "INSERT INTO acceptance(document,how,accepted) VALUES(?,'formal',?)", (key, day.isoformat())
    )
    if defect:
        con.execute("INSERT INTO defect(document,pos,text) VALUES(?,1,'Kratzer')", (key,))
    return key


def test_a_review_is_asked_for_after_a_week_once_and_only_with_a_ground(store):
    who, other = person(store), person(store, "Ole Ahrens")
    key = store.run(accepted, who, DAY).value
    store.run(accepted, other, DAY, True)

    def waiting(day: date) -> list[str]:
        with store.read() as con:
            return [one.ref for one in open_reviews(con, day) if one.contact in (who, other)]

    assert waiting(DAY + timedelta(days=6)) == []
    later = DAY + timedelta(days=7)
    assert waiting(later) == [f"sales:{key}"]
    with store.read() as con:
        kinds = {one.kind for one in due_items(con, store.doors, later)}
    assert "review" in kinds
    asked = ReviewInput(ref=f"sales:{key}", day=later)
    with pytest.raises(Refused, match="brauchen eine Einwilligung"):
        store.run(note_review, asked)
    store.run(consents.give, who, ConsentInput(channels=["mail"], purpose="review", day=DAY))
    store.run(note_review, asked)
    with store.read() as con:
        assert [use.ref for use in log.uses(con, who)] == [f"sales:{key}"]
    assert waiting(later) == []
    with pytest.raises(Refused):
        store.run(note_review, asked)
    written = later + timedelta(days=12)
    store.run(note_review, asked.model_copy(update={"result": "written", "day": written}))
    with store.read() as con:
        assert [(one.result, one.day) for one in known.reviews(con, who)] == [("written", written)]
        assert kpis._money(con, written, written, written).reviews == 1
        assert kpis._money(con, DAY, later, written).reviews == 0


def test_customers_come_back_after_the_cycle_of_their_work(store):
    assert cycle_of("Fassade streichen", "Maler", DAY).years == 10
    assert cycle_of("Zimmer", "Maler und Lackierer", DAY).years == 6
    assert cycle_of("Zimmer", "", DAY).trade == "other"
    with store.read() as con:
        assert sleepers(con, DAY) == []
        found = sleepers(con, date(2035, 12, 31))
    assert found and [one.due for one in found] == sorted(one.due for one in found)
    assert all(one.due == one.last.replace(year=one.last.year + one.cycle.years) for one in found
               if (one.last.month, one.last.day) != (2, 29))  # fmt: skip
    assert len({one.contact for one in found}) == len(found)


def test_days_come_back_and_go_into_a_calendar(store):
    assert next_time(date(1980, 2, 29), date(2025, 2, 1), yearly=True) == date(2025, 2, 28)
    assert next_time(date(1980, 2, 29), date(2028, 2, 29), yearly=True) == date(2028, 2, 29)
    assert next_time(date(1980, 3, 1), date(2025, 3, 2), yearly=True) == date(2026, 3, 1)
    who = person(store, "Jana Krüger; die Ältere")
    store.run(cases.add_day, who, SpecialDayInput(day=date(1980, 4, 10)))
    with store.read() as con:
        (one,) = known.days(con, DAY, who)
        due = [item for item in due_items(con, store.doors, DAY) if item.kind == "day"]
    assert [item.day for item in due] == [date(2025, 4, 10)]
    text = write_days([one], MADE)
    assert "DTSTART;VALUE=DATE:19800410\r\n" in text and "RRULE:FREQ=YEARLY\r\n" in text
    assert "SUMMARY:Geburtstag: Jana Krüger\\; die Ältere\r\n" in text
    assert text.endswith("END:VCALENDAR\r\n")


def test_referrals_are_thanked_and_relations_are_seen_from_both_sides(store):
    who, other = person(store), person(store, "Ole Ahrens")
    key = store.run(
        cases.refer, who, ReferralInput(referrer=f"contacts:{other}", day=DAY, reward="50.00")
    ).value
    with store.read() as con:
        due = due_items(con, store.doors, DAY)
        owed = [item for item in due if item.kind == "thanks" and item.amount]
    assert [(item.ref, item.amount) for item in owed] == [(f"contacts:{other}", 5000)]
    with pytest.raises(Refused):
        store.run(cases.refer, who, ReferralInput(referrer=f"contacts:{other}", day=DAY))
    store.run(cases.thank, key, DAY)
    store.run(cases.relate, who, RelationInput(other=f"contacts:{other}", kind="tenant"))
    with store.read() as con:
        (mine,), (theirs,) = known.relations(con, who), known.relations(con, other)
        told = {one.kind for one in events(con, store.doors, who)}
        assert read_known(con, who, DAY).referrals[0].thanked == DAY
    words = [relation_word(one.kind, turned=one.turned) for one in (mine, theirs)]
    assert words == ["Tenant of", "Landlord of"]
    assert (mine.name, theirs.name) == ("Ole Ahrens", "Jana Krüger")
    assert "referral" in told


def test_the_timeline_is_filtered_by_area_day_and_word(store):
    who = billed(store)
    with store.read() as con:
        everything = events(con, store.doors, who)
        books = events(con, store.doors, who, areas=["ledger"])
        late = events(con, store.doors, who, first=date(2025, 3, 15))
        word = events(con, store.doors, who, text=str(dict(everything[0].values).popitem()[1])[:6])
    assert len({one.area for one in everything}) >= 3
    assert books and {one.area for one in books} == {"ledger"}
    assert all(one.day >= date(2025, 3, 15) for one in late) and len(late) < len(everything)
    assert everything[0] in word
    assert [one.day for one in everything] == sorted((one.day for one in everything), reverse=True)


def test_doubles_are_found_over_all_contacts_and_told_apart_for_good(store):
    place = [{"street": "Hauptstraße", "house_number": "3", "postcode": "50667", "city": "Köln"}]
    other = [{"street": "Haupt-Str.", "house_number": "3", "postcode": "50667", "city": "Köln"}]
    one = person(store, "Jörg Meyerhoff", addresses=place)
    two = person(store, "Joerg Maierhoff", addresses=other)
    mail = [{"kind": "mail", "value": "post@example.de"}]
    three = person(store, "Anna Zander", channels=mail)
    four = person(store, "A. Z.", channels=mail)
    with store.read() as con:
        found = {(pair.first, pair.second): pair for pair in find_pairs(con)}
    assert found[one, two].reasons == ("name_place",) and not found[one, two].sure
    assert found[three, four].reasons == ("channel",) and found[three, four].sure
    store.run(cases.tell_apart, four, three)
    store.run(service.merge_contacts, two, one)
    with store.read() as con:
        left = {(pair.first, pair.second) for pair in find_pairs(con)}
    assert not {(one, two), (three, four)} & left


def test_a_double_is_found_among_thousands(store):
    size = 10_000 if os.environ.get("KONTOR_HEAVY") else 1_000

    dice = random.Random(7)
    lasts = ["".join(dice.choices("abdefghiklmnorstu", k=8)) for _ in range(200)]

    @use_case("Many")
    def many(unit: Unit) -> None:
        for _ in range(size):
            last = dice.choice(lasts)
            first = "".join(dice.choices("abdefghiklmnorstu", k=9))
            unit.insert(
                ContactTable, kind=ContactKind.PERSON, name=f"{first} {last}", sort_name=last,
                name_key=name_key("", last),
            )  # fmt: skip

    one, two = person(store, "Wilhelmine Katzenstein"), person(store, "Wilhelmine Kazenstein")
    with store.read() as con:
        before = {(pair.first, pair.second) for pair in find_pairs(con)}
    store.run(many)
    with store.read() as con:
        after = {(pair.first, pair.second) for pair in find_pairs(con)}
    assert (one, two) in before and before <= after
    assert len(after) < size
