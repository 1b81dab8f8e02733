"""Meetings from draft to approved minutes, and what is refused on the way."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from kontor.base.errors import InputError, NotFound, Refused
from kontor.calendar.kinds.meetings import (
    Acceptance,
    Base,
    ItemState,
    Majority,
    MeetingKind,
    Paper,
    QuorumBase,
    Sent,
    Tie,
)
from kontor.calendar.model.meeting_inputs import (
    AcceptInput,
    AddendumInput,
    ElectionInput,
    MajorityInput,
    MeetingChange,
    MeetingInput,
    MeetingTaskInput,
    MeetingTermsInput,
    ObjectionInput,
    ProxyInput,
    ResolutionChange,
    SendingInput,
)
from kontor.calendar.queries import meeting_terms, meetings, minutes
from kontor.calendar.queries import meeting_votes as votes
from kontor.calendar.queries.meeting_papers import minutes_page
from kontor.calendar.service import meeting_run, meeting_votes
from kontor.calendar.service import meetings as planning
from kontor.calendar.service import minutes as ending
from kontor.store.search import search
from kontor.store.store import Store
from tests.calendar.meeting_room import TODAY, Room, at

NOW = datetime(2026, 4, 23, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def room(books: Store) -> Room:
    """A firm with five people and its meetings."""
    return Room(books)


def approve(room: Room, key: int, pdf: bytes = b"%PDF-1.7 minutes") -> None:
    page = room.ask(minutes_page, key, NOW.date())
    room.run(ending.approve_minutes, key, page, pdf, NOW)


def said(room: Room, key: int) -> list[str]:
    return [line.text for line in room.ask(minutes.lines, key)]


# -- convening -----------------------------------------------------------------------------------


def test_latest_sending_of_the_invitation(room: Room) -> None:
    """Meeting on Wednesday, 22 April 2026: arrives on Tuesday 14, posted on Friday 10."""
    key = room.owners(sent=None)
    one = room.ask(meetings.meeting, key)
    assert room.ask(meetings.latest_day, one) == date(2026, 4, 10)
    assert room.state(key) == "draft"
    room.run(planning.note_sending, key, SendingInput(how=Sent.REGISTERED), date(2026, 4, 10))
    assert room.state(key) == "invited"
    assert room.ask(meetings.notice_findings, key) == []


def test_too_late_is_refused_healed_by_all_or_opened_with_a_reason(room: Room) -> None:
    """§ 51 (3) GmbHG."""
    key = room.owners(sent=date(2026, 4, 13))
    with pytest.raises(Refused, match=r"13\.04\.2026, spätestens 10\.04\.2026"):
        room.open(key, "all")
    with pytest.raises(Refused):
        room.open(key, "Amsel", "Bussard", waived=True)
    assert room.state(key) == "invited"
    room.open(key, "all", waived=True)
    assert "geheilt" in said(room, key)[1]
    other = room.owners(sent=date(2026, 4, 13))
    room.open(other, "Amsel", "Bussard", despite="Kündigung der Halle eilt")
    assert "Kündigung der Halle eilt" in said(room, other)[1]


def test_wrong_form_is_a_fault(room: Room) -> None:
    key = room.owners(sent=None)
    room.run(planning.note_sending, key, SendingInput(how=Sent.MAIL), date(2026, 4, 1))
    texts = [one.text for one in room.ask(meetings.notice_findings, key)]
    assert len(texts) == 3 and all("Form" in text for text in texts)
    terms = MeetingTermsInput(
        kind=MeetingKind.SHAREHOLDERS, form="text", notice=14, unit="days", post_days=0,
        source="§ 8 Gesellschaftsvertrag", valid_from=date(2026, 1, 1),
    )  # fmt: skip
    room.run(planning.set_terms, terms, TODAY)
    assert room.ask(meetings.notice_findings, key) == []
    found = room.ask(meeting_terms.terms_on, MeetingKind.SHAREHOLDERS, date(2026, 4, 22))
    assert (found.own, found.notice.days, found.source) == (True, 14, "§ 8 Gesellschaftsvertrag")
    before = room.ask(meeting_terms.terms_on, MeetingKind.SHAREHOLDERS, date(2025, 12, 31))
    assert (before.own, before.notice.days) == (False, 7)


def test_all_staff_are_invited_with_one_word(room: Room) -> None:
    data = MeetingInput(kind=MeetingKind.TEAM, starts=at("07:00"), members=["all", "Elektro Funk"])
    key = room.run(planning.new_meeting, data)
    names = [one.name for one in room.ask(meetings.persons, key)]
    assert len(names) == 6 and "Elektro Funk" in names and "Ole Brandt" in names
    assert room.ask(meetings.meeting, key).title == "Teambesprechung"
    assert room.ask(meetings.person, key, "ole").name == "Ole Brandt"
    with pytest.raises(NotFound, match="Xaver"):
        room.ask(meetings.person, key, "Xaver")
    with pytest.raises(Refused, match="indner"):
        room.ask(meetings.person, key, "indner")


# -- quorum, votes -------------------------------------------------------------------------------


def test_quorum_is_lost_when_somebody_leaves_and_voting_is_blocked(room: Room) -> None:
    """Articles that ask for three quarters of the capital: 18,750 of 25,000."""
    quorum = MeetingTermsInput(
        kind=MeetingKind.SHAREHOLDERS, quorum_base=QuorumBase.VOTES, quorum_num=3, quorum_den=4,
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    room.run(planning.set_terms, quorum, TODAY)
    key = room.owners()
    now = room.open(key, "Amsel", "Bussard")
    assert (now.ok, now.have, now.needed) == (True, 22_500, 18_750)
    motion = room.move(key, "Der Jahresabschluss wird festgestellt.", motion="accounts")
    room.leave(key, "Bussard", "10:20")
    with pytest.raises(Refused, match="15000 von 25000"):
        room.vote(motion, names={"Amsel": "yes"})
    assert "Nichts kann beschlossen werden" in said(room, key)[-1]
    room.arrive(key, "Clara", "10:25")
    with pytest.raises(Refused):
        room.vote(motion, names={"Amsel": "yes"})
    room.arrive(key, "Bussard", "10:28")
    assert room.vote(motion, names={"Amsel": "yes", "Bussard": "no"}).adopted
    # the quorum is asked for at the moment of the vote, not for now
    second = room.move(key, "Das Ergebnis wird vorgetragen.")
    with pytest.raises(Refused):
        room.vote(second, "10:22", names={"Amsel": "yes"})


def test_a_proxy_votes_for_the_absent_one_unless_he_comes(room: Room) -> None:
    key = room.owners()
    proxy = ProxyInput(person="Bussard", holder="Dohle")
    room.run(planning.give_proxy, key, proxy, TODAY, ("vollmacht.pdf", b"signed"))
    room.open(key, "Amsel", "Dohle")
    assert room.ask(meetings.hall, key).presence.complete
    assert room.ask(meetings.persons, key)[1].proof == "vollmacht.pdf"
    motion = room.move(key, "Feststellung")
    found = room.vote(motion, names={"Amsel": "yes", "Dohle": "no"})
    assert (found.votes.yes, found.votes.no, found.adopted) == (15_000, 10_000, True)
    by_name = dict(room.ask(votes.votes_by_name, motion))
    assert by_name == {"Anna Amsel": "yes", "Bernd Bussard": "no", "Clara Dohle": "no"}
    split = room.move(key, "Gewinnvortrag")
    found = room.vote(split, names={"Amsel": "no", "Dohle": "no", "Bussard": "yes"})
    assert (found.votes.yes, found.votes.no) == (7_500, 17_500)
    room.arrive(key, "Bussard", "10:40")
    third = room.move(key, "Ausschüttung")
    found = room.vote(third, "10:45", names={"Amsel": "yes", "Dohle": "no"})
    assert found.votes == (15_000, 2_500, 0, 0)


def test_who_is_discharged_does_not_vote(room: Room) -> None:
    """§ 47 (4) GmbHG: neither for himself nor with the proxy of another."""
    key = room.owners()
    room.run(planning.give_proxy, key, ProxyInput(person="Bussard", holder="Amsel"), TODAY)
    room.open(key, "Amsel", "Dohle")
    motion = room.move(key, "Entlastung von Anna Amsel", 3, motion="discharge", banned=["Amsel"])
    with pytest.raises(InputError, match="Amsel"):
        room.vote(motion, names={"Amsel": "yes"})
    found = room.vote(motion, names={"Dohle": "yes"})
    assert (found.adopted, found.of, found.needed) == (True, 2_500, 1_251)
    with pytest.raises(Refused):
        room.vote(motion, names={"Dohle": "no"})


def test_counts_are_checked_and_secret_votes_have_no_names(room: Room) -> None:
    key = room.run(
        planning.new_meeting,
        MeetingInput(kind=MeetingKind.TEAM, starts=at("07:00"), members=["all"], agenda=["!Auto"]),
    )
    room.open(key, "all", time="07:00")
    motion = room.move(key, "Neuer Sprinter", 1, way="secret")
    with pytest.raises(InputError, match="6"):
        room.vote(motion, yes=4, no=2)
    with pytest.raises(InputError):
        room.vote(motion, names={"Ole": "yes"})
    with pytest.raises(InputError):
        room.vote(motion)
    assert not room.vote(motion, yes=2, no=2, abstain=1).adopted
    book = room.ask(votes.resolutions)
    assert [(one.number, one.adopted, one.state) for one in book] == [
        ("BB-2026-001", False, "done")
    ]


def test_a_late_item_is_decided_only_when_all_are_there(room: Room) -> None:
    """§ 51 (4) GmbHG: three days before, by post: Wednesday, 15 April, at the latest."""
    key = room.owners()
    room.item(key, "Darlehen", date(2026, 4, 15), kind="decision")
    room.item(key, "Firmenwagen", date(2026, 4, 16), kind="decision")
    room.open(key, "Amsel", "Bussard")
    assert room.vote(room.move(key, "Darlehen", 4), names={"Amsel": "yes"}).adopted
    late = room.move(key, "Wagen", 5)
    with pytest.raises(Refused, match="zu spät angekündigt"):
        room.vote(late, names={"Amsel": "yes"})
    room.arrive(key, "Dohle", "10:40")
    assert room.vote(late, "10:41", names={"Amsel": "yes"}).adopted


def test_a_guild_takes_a_late_item_with_three_quarters_but_never_the_statutes(room: Room) -> None:
    """§ 62 (1) HwO."""
    guild = MeetingInput(
        kind=MeetingKind.GUILD, starts=at("18:00"), members=["A", "B", "C", "D"], agenda=["!Haus"]
    )
    key = room.run(planning.new_meeting, guild)
    room.run(planning.note_sending, key, SendingInput(how=Sent.MAIL), date(2026, 4, 1))
    room.item(key, "Beitrag", date(2026, 4, 20), kind="decision")
    room.open(key, "all", time="18:00")
    fee = room.move(key, "Beitrag 120 Euro", 2)
    with pytest.raises(Refused) as late:
        room.vote(fee, "18:30", yes=4)
    assert "drei Viertel" in late.value.advice
    assert not room.vote(room.move(key, "Aufnehmen", 2, motion="late_item"), "18:31", yes=2, no=1
                         ).adopted  # fmt: skip
    assert room.vote(room.move(key, "Aufnehmen", 2, motion="late_item"), "18:32", yes=3, no=1
                     ).adopted  # fmt: skip
    assert room.vote(fee, "18:33", yes=3, abstain=1).adopted
    with pytest.raises(Refused):
        room.vote(room.move(key, "Satzung", 2, motion="statutes"), "18:34", yes=4)


def test_own_majorities_stand_above_the_law(room: Room) -> None:
    own = MajorityInput(
        kind=MeetingKind.SHAREHOLDERS, motion="ordinary", majority=Majority.TWO_THIRDS,
        valid_from=date(2026, 1, 1), source="§ 9",
    )  # fmt: skip
    room.run(planning.set_majority, own, TODAY)
    key = room.owners()
    room.open(key, "all")
    found = room.vote(room.move(key, "Wagen"), names={"Amsel": "yes", "Bussard": "no",
                                                      "Dohle": "no"})  # fmt: skip
    assert (found.adopted, found.needed) == (False, 16_667)
    with pytest.raises(NotFound, match="Art von Antrag"):
        room.move(key, "Wagen", motion="nothing of the kind")


def test_election_with_lot_and_acceptance(room: Room) -> None:
    data = MeetingInput(
        kind=MeetingKind.ASSOCIATION, starts=at("19:00"), members=list("ABCDE"), agenda=["Wahlen"]
    )
    key = room.run(planning.new_meeting, data)
    room.run(planning.note_sending, key, SendingInput(how=Sent.MAIL), date(2026, 4, 1))
    room.open(key, "all", time="19:00")
    ballot = ElectionInput(
        item=1, post="Kassenwart", votes={"A": 2, "B": 2, "C": 1}, tie=Tie.LOT, at=at("19:10")
    )
    first, outcome = room.run(meeting_votes.hold_election, key, ballot, at("19:10"))
    assert outcome.drawn == ("A", "B")
    assert room.ask(votes.resolutions) == []
    drawn = ballot.model_copy(update={"lots": ["B"], "before": first})
    key2, outcome = room.run(meeting_votes.hold_election, key, drawn, at("19:12"))
    assert outcome.elected == ("B",)
    accept = AcceptInput(name="B", acceptance=Acceptance.ACCEPTED)
    room.run(meeting_votes.accept_election, key2, accept, at("19:13"))
    assert said(room, key)[-1] == "B: nimmt die Wahl an."
    [one] = room.ask(votes.resolutions)
    assert (one.number, one.wording) == ("MB-2026-001", "Kassenwart: B")
    with pytest.raises(NotFound):
        room.run(meeting_votes.accept_election, key2, AcceptInput(name="A"), at("19:13"))
    with pytest.raises(InputError, match="6"):
        many = ElectionInput(item=1, post="Vorsitz", votes={"A": 6}, at=at("19:20"))
        room.run(meeting_votes.hold_election, key, many, at("19:20"))


# -- minutes -------------------------------------------------------------------------------------


def test_the_whole_meeting_until_a_resolution_is_found_a_year_later(room: Room) -> None:
    key = room.owners()
    room.open(key, "all", chair="Amsel", keeper="Dohle")
    room.run(meeting_run.begin_item, key, 1, at("10:02"))
    room.run(meeting_run.write_line, key, "Frau Amsel begrüßt alle.", None, at("10:03"))
    room.run(meeting_run.begin_item, key, 2, at("10:10"))
    room.vote(room.move(key, "Der Jahresabschluss 2025 wird festgestellt."), "10:15",
              names={"Amsel": "yes", "Bussard": "yes", "Dohle": "yes"})  # fmt: skip
    task = MeetingTaskInput(title="Beim Handelsregister einreichen", owner="Petra",
                            due=date(2026, 5, 31))  # fmt: skip
    room.run(meeting_run.add_task, key, task, at("10:20"))
    room.run(meeting_run.close_meeting, key, at("11:00"))
    there = room.ask(meetings.items, key)
    assert [(one.state, one.lasted) for one in there] == [
        (ItemState.DONE, 8), (ItemState.DONE, 50), (ItemState.POSTPONED, None)
    ]  # fmt: skip
    lines = said(room, key)
    assert lines[0] == "Anna Amsel eröffnet die Versammlung. Protokoll: Clara Dohle."
    assert "GB-2026-001: Der Jahresabschluss 2025 wird festgestellt." in lines[3]
    assert "Angenommen." in lines[3]
    assert lines[4] == ("Aufgabe: Beim Handelsregister einreichen – Petra Lindner, bis 31.05.2026")
    [todo] = room.ask(minutes.tasks, key)
    assert (todo.owner, todo.due) == ("Petra Lindner", date(2026, 5, 31))
    approve(room, key)
    assert room.state(key) == "approved"
    one = room.ask(votes.resolution, "gb-2026-001")
    assert (one.day, one.adopted, one.meeting) == (date(2026, 4, 22), True, key)
    found = room.ask(search, "Jahresabschluss festgestellt")
    assert f"calendar:resolution/{one.id}" in [row.ref for row in found]
    room.run(meeting_votes.change_resolution, one.id, ResolutionChange(done=True), TODAY)
    assert room.ask(votes.resolution, "GB-2026-001").done == TODAY
    # the next meeting takes over what was left open, and the people with their shares
    after = MeetingInput(kind=MeetingKind.SHAREHOLDERS, starts=at("2026-07-01T10:00"), follows=key)
    new = room.run(planning.new_meeting, after)
    assert [(i.title, i.source) for i in room.ask(meetings.items, new)] == [
        ("Entlastung", there[2].id)
    ]
    assert [p.votes for p in room.ask(meetings.persons, new)] == [15_000, 7_500, 2_500]


def test_approved_minutes_are_frozen_for_rules_and_for_every_client(room: Room) -> None:
    key = room.owners()
    room.open(key, "all")
    room.vote(room.move(key, "Feststellung"), names={"Amsel": "yes"})
    room.run(meeting_run.write_line, key, "Wort", 2, at("10:40"))
    room.run(meeting_run.close_meeting, key, at("11:00"))
    stale = room.ask(minutes_page, key, NOW.date())
    room.run(meeting_run.write_line, key, "Nachgetragen", 2, at("11:05"))
    with pytest.raises(Refused, match="geändert"):
        room.run(ending.approve_minutes, key, stale, b"%PDF", NOW)
    with pytest.raises(Refused, match="noch nicht genehmigt"):
        room.run(ending.add_addendum, key, AddendumInput(text="Zu früh"), TODAY)
    approve(room, key)
    for case in (
        lambda: room.run(meeting_run.write_line, key, "mehr", None, at("11:10")),
        lambda: room.item(key, "Noch etwas"),
        lambda: room.run(planning.change_meeting, key, MeetingChange(title="Anders")),
    ):
        with pytest.raises(Refused, match="genehmigt"):
            case()
    changes = (
        "UPDATE meeting SET online='x' WHERE id=1", "UPDATE motion SET yes=1",
        "UPDATE appointment SET title='x'", "UPDATE appointment SET starts='2026-04-21T10:00'",
        "DELETE FROM minutes_line", "UPDATE resolution SET wording='x'",
        "UPDATE meeting_person SET votes=1", "DELETE FROM meeting_stay", "DELETE FROM resolution",
        "INSERT INTO agenda_item(meeting,pos,title) VALUES(1,9,'x')",
        "UPDATE motion_vote SET choice='no'", "UPDATE meeting_sending SET day='2026-01-01'",
    )  # fmt: skip
    for sql in changes:
        with pytest.raises((sqlite3.Error, Refused)):
            room.run(_do, sql)
    room.run(ending.add_addendum, key, AddendumInput(text="Zahl berichtigt", author="Amsel"), TODAY)
    assert [one.text for one in room.ask(minutes.addenda, key)] == ["Zahl berichtigt"]


def _do(unit: object, sql: str) -> None:
    unit.con.execute(sql)  # type: ignore[attr-defined]


_do.label, _do.final = "trial", None  # type: ignore[attr-defined]


def test_numbers_of_the_book_have_no_gaps(room: Room) -> None:
    key = room.owners()
    room.open(key, "all")
    for text in ("eins", "zwei", "drei"):
        room.vote(room.move(key, text), names={"Amsel": "yes"})
    assert [one.number for one in room.ask(votes.resolutions)] == [
        "GB-2026-003", "GB-2026-002", "GB-2026-001"
    ]  # fmt: skip
    room.store.undo()
    room.vote(room.move(key, "vier"), names={"Amsel": "yes"})
    assert room.ask(votes.resolution, "GB-2026-003").wording == "vier"
    with pytest.raises((sqlite3.Error, Refused)):
        room.run(_do, "DELETE FROM resolution WHERE number='GB-2026-001'")


def test_objections_to_site_minutes_until_a_day(room: Room) -> None:
    data = MeetingInput(
        kind=MeetingKind.SITE, starts=at("09:00"), members=["Bauherr Ulme", "Ole"], agenda=["Lage"]
    )
    key = room.run(planning.new_meeting, data)
    room.open(key, "all", time="09:00")
    room.run(meeting_run.close_meeting, key, at("10:00"))
    page = room.ask(minutes_page, key, NOW.date())
    assert "14 Tagen" in page.closing[0]
    approve(room, key)
    one = room.ask(meetings.meeting, key)
    assert one.objections == date(2026, 5, 7)
    sent = SendingInput(how=Sent.MAIL, paper=Paper.MINUTES, day=NOW.date())
    assert len(room.run(planning.note_sending, key, sent, TODAY)) == 2
    assert room.run(planning.note_sending, key, sent, TODAY) == []
    for day in ("2026-05-07", "2026-05-08"):
        text = ObjectionInput(who="Ulme", text="Frist ist falsch", day=date.fromisoformat(day))
        room.run(ending.note_objection, key, text, TODAY)
    found = room.ask(minutes.objections, key)
    assert [row.late for row in found] == [False, True]
    room.run(ending.settle_objection, found[0].id, "berichtigt", TODAY)
    assert room.ask(minutes.objections, key)[0].settled == TODAY


def test_times_and_states_that_cannot_be(room: Room) -> None:
    key = room.owners()
    with pytest.raises(Refused, match="noch nicht eröffnet"):
        room.vote(room.move(key, "Zu früh"), names={"Amsel": "yes"})
    with pytest.raises(InputError, match="wer da ist"):
        room.open(key)
    room.open(key, "Amsel")
    with pytest.raises(Refused, match="schon"):
        room.open(key, "Amsel")
    with pytest.raises(InputError):
        room.arrive(key, "Dohle", "09:59")
    with pytest.raises(Refused):
        room.arrive(key, "Amsel", "10:10")
    with pytest.raises(Refused):
        room.leave(key, "Dohle", "10:10")
    with pytest.raises(Refused, match="Zu früh"):
        room.run(meeting_run.close_meeting, key, at("11:00"))
    with pytest.raises(NotFound, match="9"):
        room.move(key, "Wo?", 9)
    with pytest.raises(ValidationError):
        MeetingInput(kind=MeetingKind.TEAM, starts=at("10:00"), ends=at("09:00"))


def test_agenda_moves_and_attachments(room: Room) -> None:
    key = room.owners(sent=None)
    room.run(planning.move_item, key, 3, 1)
    assert [one.title for one in room.ask(meetings.items, key)] == [
        "Entlastung", "Begrüßung", "Jahresabschluss 2025"
    ]  # fmt: skip
    room.run(planning.attach, key, 3, "abschluss.pdf", b"numbers")
    assert room.ask(meetings.item_files, key)[0].name == "abschluss.pdf"
    room.run(planning.drop_item, key, 2)
    assert [one.number for one in room.ask(meetings.items, key)] == [1, 2]
    room.run(planning.drop_meeting, key)
    with pytest.raises(NotFound):
        room.ask(meetings.meeting, key)


def test_a_majority_over_all_counts_those_away(room: Room) -> None:
    key = room.owners()
    room.open(key, "Amsel")
    motion = room.move(key, "Mehr Pflichten", motion="duties")
    found = room.vote(motion, names={"Amsel": "yes"})
    assert (found.adopted, found.of, found.need.base) == (False, 25_000, Base.ALL)
