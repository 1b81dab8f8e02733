"""Consent: the table of law, the log, the guards, what an erasure leaves; random histories."""

from __future__ import annotations

import os
import shutil
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.base.errors import InputError, NotFound, Refused
from kontor.contacts import queries, service
from kontor.contacts.consent_kinds import (
    Basis,
    Consent,
    Ground,
    How,
    Light,
    Objection,
    Party,
    Purpose,
    Way,
)
from kontor.contacts.consents import (
    ConsentInput,
    ConsentTextInput,
    EndInput,
    ObjectionInput,
    UseInput,
)
from kontor.contacts.doors import DOOR
from kontor.contacts.model import ContactInput
from kontor.contacts.queries import consent as log
from kontor.contacts.rules.consent import REASONS, Facts, covers, decide, keep_until
from kontor.contacts.service import consent as cases
from kontor.store.erasing import erase_person
from kontor.store.store import Store

DAY = date(2026, 3, 2)
ADS = Purpose.ADVERTISING


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("consent") / "template.kontor"
    Store.create(path).close()
    return path


@pytest.fixture
def store(template, tmp_path):
    with Store.open(shutil.copy(template, tmp_path / "f.kontor"), doors=(DOOR,)) as opened:
        yield opened


def person(store, name="Jana Krüger", roles=("customer",), kind="person"):
    first, _, last = name.rpartition(" ")
    names = {"first_name": first, "last_name": last} if kind == "person" else {"name": name}
    data = ContactInput.model_validate(
        {"kind": kind, "roles": [{"role": role} for role in roles], **names}
    )
    return store.run(service.create_contact, data).value


def verdict(store, who, way, purpose=ADS, day=DAY):
    with store.read() as con:
        return log.verdict(con, who, way, purpose, day)


def give(store, who, *ways, day=DAY, **values):
    data = ConsentInput(channels=list(ways), day=day, **values)
    return store.run(cases.give, who, data).value


@pytest.mark.parametrize(
    ("party", "relation", "way", "light", "ground"),
    [
        (Party.CONSUMER, True, Way.PHONE, Light.RED, Ground.NONE),
        (Party.BUSINESS, True, Way.PHONE, Light.YELLOW, Ground.RELATION),
        (Party.BUSINESS, False, Way.PHONE, Light.RED, Ground.NONE),
        (Party.CONSUMER, True, Way.MAIL, Light.RED, Ground.NONE),
        (Party.BUSINESS, True, Way.MAIL, Light.RED, Ground.NONE),
        (Party.BUSINESS, True, Way.SMS, Light.RED, Ground.NONE),
        (Party.BUSINESS, True, Way.FAX, Light.RED, Ground.NONE),
        (Party.CONSUMER, True, Way.LETTER, Light.GREEN, Ground.RELATION),
        (Party.CONSUMER, False, Way.LETTER, Light.YELLOW, Ground.INTEREST),
    ],
)
def test_without_consent_the_table_of_law_decides(party, relation, way, light, ground):
    found = decide(Facts(party, relation), way, ADS, DAY)
    assert (found.light, found.ground) == (light, ground)
    assert found.allowed is (light is not Light.RED)
    assert found.law


def test_calls_to_consumers_need_consent_and_it_counts_from_its_day(store):
    who = person(store)
    assert not verdict(store, who, Way.PHONE).allowed
    (key,) = give(store, who, Way.PHONE, recorded_by="Anna")
    found = verdict(store, who, Way.PHONE)
    assert (found.light, found.ground, found.consent) == (Light.GREEN, Ground.CONSENT, key)
    assert "7a" in found.law
    assert not verdict(store, who, Way.PHONE, day=DAY - timedelta(days=1)).allowed
    assert not verdict(store, who, Way.MAIL).allowed


def test_an_answer_is_no_advertising_even_after_an_objection(store):
    who = person(store)
    store.run(cases.object_to, who, ObjectionInput(day=DAY))
    for purpose in (Purpose.ENQUIRY, Purpose.ORDER):
        found = verdict(store, who, Way.PHONE, purpose)
        assert found.allowed and found.ground is Ground.ORDER
    use = UseInput(channel="phone", purpose="order", day=DAY)
    assert store.run(cases.record_use, who, use).value is None


def test_the_wording_is_kept_whole_and_later_texts_change_nothing(store):
    who = person(store)
    give(store, who, Way.PHONE, Way.MAIL)
    own = "Ja, {firm} darf mir per {channels} schreiben ({purpose}), Widerruf an {mail}."
    text = ConsentTextInput(valid_from=DAY + timedelta(days=1), text=own)
    store.run(cases.set_text, text)
    give(store, who, Way.MAIL, day=DAY + timedelta(days=2))
    with store.read() as con:
        newest, *old = log.consents(con, who)
    assert newest.wording == "Ja,  darf mir per E-Mail schreiben (Werbung), Widerruf an …."
    assert newest.version == "own de 2026-03-03"
    assert {one.channel for one in old} == {Way.PHONE, Way.MAIL}
    assert all(one.version.startswith("standard de") for one in old)
    assert all("per Telefon und E-Mail über eigene Leistungen" in one.wording for one in old)


def test_a_sale_allows_similar_offers_by_mail_until_it_is_objected_to(store):
    who = person(store)
    give(store, who, Way.MAIL, basis="sale", how="form")
    found = verdict(store, who, Way.MAIL)
    assert (found.light, found.ground, found.law) == (Light.YELLOW, Ground.SALE, "UWG § 7 (3)")
    assert found.duty
    store.run(cases.object_to, who, ObjectionInput(channel="mail", day=DAY))
    assert verdict(store, who, Way.MAIL).reason == REASONS["objected"]
    assert verdict(store, who, Way.LETTER).allowed
    with pytest.raises(InputError, match="Ein Auftrag erlaubt"):
        give(store, who, Way.PHONE, basis="sale")


def test_a_withdrawal_ends_it_and_no_weaker_ground_takes_its_place(store):
    who = person(store, "Hausverwaltung Nord", kind="firm")
    assert verdict(store, who, Way.PHONE).ground is Ground.RELATION
    (key,) = give(store, who, Way.PHONE)
    store.run(cases.withdraw, key, EndInput(day=DAY + timedelta(days=3), how="mail"))
    assert verdict(store, who, Way.PHONE, day=DAY + timedelta(days=2)).allowed
    found = verdict(store, who, Way.PHONE, day=DAY + timedelta(days=3))
    assert (found.allowed, found.reason) == (False, REASONS["withdrawn"])
    with pytest.raises(Refused):
        store.run(cases.withdraw, key, EndInput(day=DAY + timedelta(days=4)))
    give(store, who, Way.PHONE, day=DAY + timedelta(days=9))
    assert verdict(store, who, Way.PHONE, day=DAY + timedelta(days=9)).allowed


def test_an_objection_blocks_every_way_and_lifting_brings_back_what_was(store):
    who = person(store)
    give(store, who, Way.PHONE)
    key = store.run(cases.object_to, who, ObjectionInput(day=DAY, how="letter")).value
    assert not any(verdict(store, who, way).allowed for way in Way)
    store.run(cases.lift, key, EndInput(day=DAY + timedelta(days=1)))
    assert verdict(store, who, Way.PHONE, day=DAY + timedelta(days=1)).allowed
    assert not verdict(store, who, Way.PHONE).allowed


def test_uses_are_logged_refused_without_ground_and_keep_the_proof_longer(store):
    who = person(store)
    use = UseInput(channel="mail", day=DAY + timedelta(days=400), ref="acquisition:campaign/3")
    with pytest.raises(Refused, match="darf so nicht angesprochen werden"):
        store.run(cases.record_use, who, use)
    (key,) = give(store, who, Way.MAIL)
    store.run(cases.record_use, who, use)
    with store.read() as con:
        (entry,) = log.uses(con, who)
        (one,) = log.consents(con, who)
    assert (entry.consent, entry.ground, entry.ref) == (key, Ground.CONSENT, use.ref)
    assert (one.last_used, one.keep_until) == (use.day, date(2032, 4, 6))
    assert keep_until(DAY) == date(2031, 3, 2)


def test_an_end_day_and_years_without_use_end_a_consent():
    def consent(**values):
        base = {
            "id": 1, "contact": 1, "channel": Way.MAIL, "purpose": ADS, "basis": Basis.CONSENT,
            "given": DAY, "how": How.FORM, "wording": "x", "version": "", "recorded_by": "",
            "file": None, "note": "", "ends": None, "withdrawn": None, "withdrawn_how": None,
            "last_used": None, "keep_until": DAY,
        }  # fmt: skip
        return Consent(**{**base, **values})

    def at(day, one):
        return decide(Facts(Party.CONSUMER, relation=True, consents=[one]), Way.MAIL, ADS, day)

    ending = consent(ends=date(2026, 6, 30))
    assert at(date(2026, 6, 30), ending).allowed
    assert at(date(2026, 7, 1), ending).reason == REASONS["expired"]
    assert at(date(2030, 3, 2), consent()).allowed
    assert at(date(2030, 3, 3), consent()).reason == REASONS["unused"]
    assert at(date(2031, 3, 3), consent(last_used=date(2028, 1, 1))).allowed


def test_what_one_name_said_holds_for_the_contact_it_joined(store):
    who, other = person(store), person(store, "J. Krüger")
    give(store, other, Way.PHONE)
    store.run(cases.object_to, other, ObjectionInput(channel="mail", day=DAY))
    store.run(service.merge_contacts, other, who)
    for name in (who, other):
        assert verdict(store, name, Way.PHONE).allowed
        assert verdict(store, name, Way.MAIL).reason == REASONS["objected"]
    (key,) = give(store, other, Way.SMS)
    with store.read() as con:
        assert log.consent(con, key).contact == who


def test_the_guards_keep_the_evidence(store):
    who = person(store)
    (key,) = give(store, who, Way.MAIL, day=date(2099, 1, 1))
    store.run(cases.record_use, who, UseInput(channel="mail", day=date(2099, 1, 1)))

    def tamper(sql):
        def case(unit):
            unit.con.execute(sql)

        case.label, case.final = "x", None
        return case

    for sql in (
        f"UPDATE consent SET given='2020-01-01' WHERE id={key}",
        f"DELETE FROM consent WHERE id={key}",
        "UPDATE consent_use SET note='x'",
        "DELETE FROM consent_use",
    ):
        with pytest.raises(Refused):
            store.run(tamper(sql))
    with pytest.raises(NotFound):
        verdict(store, 99, Way.MAIL)


def test_a_wrong_entry_is_undone_and_the_proof_is_stored(store):
    who = person(store)
    data = ConsentInput(channels=["phone"], day=DAY)
    store.run(cases.give, who, data, b"signed")
    with store.read() as con:
        (one,) = log.consents(con, who)
        assert one.file
    store.undo()
    assert not verdict(store, who, Way.PHONE).allowed


def test_an_erasure_keeps_evidence_and_blocks_what_is_left(store):
    used, plain = person(store, roles=()), person(store, "Ole Ahrens", roles=())
    give(store, used, Way.MAIL)
    give(store, plain, Way.MAIL, day=date(2015, 1, 1))
    store.run(cases.object_to, plain, ObjectionInput(day=DAY))
    kept = {}
    for who in (used, plain):

        def case(unit, who=who):
            kept[who] = erase_person(unit, [DOOR], f"contacts:{who}", DAY)

        case.label, case.final = "x", None
        store.run(case)
    assert kept[plain] == []
    assert {one.law for one in kept[used]} >= {"UWG § 7a, DSGVO Art. 17 (3) e"}
    with store.read() as con, pytest.raises(NotFound):
        queries.contact(con, plain)
    assert verdict(store, used, Way.LETTER).reason == REASONS["erased"]


def test_the_timeline_tells_each_thing_once(store):
    who = person(store)
    (key,) = give(store, who, Way.MAIL)
    store.run(cases.record_use, who, UseInput(channel="mail", day=DAY))
    store.run(cases.withdraw, key, EndInput(day=DAY))
    with store.read() as con:
        told = [one.kind for one in DOOR.timeline(con, f"contacts:{who}")]
        held = [one.what for one in DOOR.personal(con, f"contacts:{who}")]
    assert sorted(told) == ["advertising", "consent", "consent"]
    assert {"Consent", "Advertising sent"} <= set(held)


# -- random histories ----------------------------------------------------------------------------

_WAYS = st.sampled_from([Way.PHONE, Way.MAIL, Way.LETTER])
_EVENT = st.one_of(
    st.tuples(st.just("give"), _WAYS, st.sampled_from(["consent", "sale"]), st.integers(0, 900)),
    st.tuples(st.just("withdraw"), st.integers(0, 5)),
    st.tuples(st.just("object"), st.one_of(st.none(), _WAYS)),
    st.tuples(st.just("lift"), st.integers(0, 5)),
    st.tuples(st.just("use"), _WAYS, st.sampled_from(["advertising", "review"])),
    st.tuples(st.just("wait"), st.integers(1, 1300)),
)


class Truth:
    """The same history told plainly, as a list of what is in force: the judge of the rules."""

    def __init__(self, *, consumer, relation):
        self.consumer, self.relation = consumer, relation
        self.given, self.objected = [], []

    def may(self, way, purpose, day):
        if any(who in (None, way) for who, lifted in self.objected if not lifted):
            return False
        mine = [one for one in self.given if one["way"] is way and covers(ADS, Purpose(purpose))]
        alive = [one for one in mine if not one["gone"] and day <= one["ends"]]
        if any(one["basis"] == "consent" and (day - one["used"]).days <= 1461 for one in alive):
            return True
        if any(one["gone"] for one in mine):
            return False
        if any(one["basis"] == "sale" for one in alive) and way is Way.MAIL:
            return True
        return way is Way.LETTER or (way is Way.PHONE and not self.consumer and self.relation)


@settings(max_examples=200 if os.environ.get("KONTOR_HEAVY") else 15, deadline=None)
@given(
    history=st.lists(_EVENT, max_size=14),
    firm=st.booleans(),
    relation=st.booleans(),
)
def test_no_random_history_lets_advertising_out_without_ground(
    template, tmp_path_factory, history, firm, relation
):
    path = shutil.copy(template, tmp_path_factory.mktemp("h") / "f.kontor")
    with Store.open(path, doors=(DOOR,)) as store:
        who = person(
            store, "Bau Weber" if firm else "Jana Krüger", ("customer",) if relation else (),
            kind="firm" if firm else "person",
        )  # fmt: skip
        truth, day, sent = Truth(consumer=not firm, relation=relation), DAY, 0
        for event in history:
            day, sent = _happen(store, who, truth, event, day, sent)
            for way in (Way.PHONE, Way.MAIL, Way.LETTER):
                for purpose in ("advertising", "review"):
                    found = verdict(store, who, way, Purpose(purpose), day)
                    assert found.allowed is truth.may(way, purpose, day), (event, way, purpose)
                    assert found.allowed is (found.ground is not Ground.NONE)
                    assert found.allowed is (found.light is not Light.RED)
        with store.read() as con:
            uses = log.uses(con, who)
        assert len(uses) == sent
        assert all(one.ground is not Ground.NONE and one.law for one in uses)


def _happen(store, who, truth, event, day, sent):
    kind = event[0]
    if kind == "wait":
        return day + timedelta(days=event[1]), sent
    if kind == "give":
        _, way, basis, length = event
        if basis == "sale" and way is not Way.MAIL:
            return day, sent
        ends = day + timedelta(days=length) if length < 600 else None
        (key,) = give(store, who, way, day=day, basis=basis, ends=ends)
        truth.given.append(
            {"id": key, "way": way, "basis": basis, "gone": False, "used": day, "given": day,
             "ends": ends or date.max}
        )  # fmt: skip
    elif kind == "withdraw":
        open_ = [one for one in truth.given if not one["gone"]]
        if open_:
            one = open_[event[1] % len(open_)]
            store.run(cases.withdraw, one["id"], EndInput(day=day))
            one["gone"] = True
    elif kind == "object":
        store.run(cases.object_to, who, ObjectionInput(channel=event[1], day=day))
        truth.objected.append((event[1], False))
    elif kind == "lift":
        with store.read() as con:
            open_ = [one for one in reversed(log.objections(con, who)) if not one.lifted]
        if open_:
            one = open_[event[1] % len(open_)]
            store.run(cases.lift, one.id, EndInput(day=day))
            truth.objected.remove((one.channel, False))
    elif kind == "use":
        sent += _send(store, who, truth, event, day)
    return day, sent


def _send(store, who, truth, event, day):
    _, way, purpose = event
    data = UseInput(channel=way, purpose=purpose, day=day)
    if not truth.may(way, purpose, day):
        with pytest.raises(Refused):
            store.run(cases.record_use, who, data)
        return 0
    key = store.run(cases.record_use, who, data).value
    with store.read() as con:
        used = next(one for one in log.uses(con, who) if one.id == key).consent
    for one in truth.given:
        if one["id"] == used:
            one["used"] = max(one["used"], day)
    return 1


def test_an_objection_record_is_a_plain_value():
    said = Objection(1, 1, None, DAY, How.ORAL, "", None, None)
    found = decide(Facts(Party.CONSUMER, relation=True, objections=[said]), Way.LETTER, ADS, DAY)
    assert (found.allowed, found.law) == (False, "DSGVO Art. 21 (3)")
