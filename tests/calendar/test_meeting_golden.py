"""Golden cases of notice, quorum and majorities with their law, from convening to the result.

Expected numbers are counted by hand. Days are of 2026 in North Rhine-Westphalia unless said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from kontor.base.errors import InputError, Refused
from kontor.calendar.kinds.meetings import Base, Choice, MeetingKind, QuorumBase, Sent
from kontor.calendar.model.meeting_inputs import (
    MajorityInput,
    MeetingInput,
    MeetingTermsInput,
    ProxyInput,
    SendingInput,
)
from kontor.calendar.queries import meetings
from kontor.calendar.service import meetings as planning
from kontor.company.model import SettingInput
from kontor.company.service import change_setting
from kontor.store.store import Store
from tests.calendar.meeting_room import OWNERS, TODAY, Room, at

LONG_AGO = date(2026, 1, 1)


@pytest.fixture
def room(books: Store) -> Iterator[Room]:
    """A firm with five people and its meetings."""
    yield Room(books)


def members(room: Room, count: int, kind: MeetingKind = MeetingKind.ASSOCIATION) -> int:
    """A meeting of so many members with one vote each, convened long before."""
    names = [f"Mitglied {number}" for number in range(1, count + 1)]
    data = MeetingInput(kind=kind, starts=at("18:00"), members=names, agenda=["!Antrag"])
    key = int(room.run(planning.new_meeting, data))
    room.run(planning.note_sending, key, SendingInput(how=Sent.MAIL, day=date(2026, 3, 20)), TODAY)
    return key


# -- notice ----------------------------------------------------------------------------------------

NOTICE = (
    # meeting, land, last posting: a week between arrival and meeting, the post takes two working
    # days, a week does not end on a day off (§ 51 (1) GmbHG; §§ 187, 188, 193 BGB)
    ("2026-04-22", "NW", "2026-04-10"),  # there on Tue 14: posted on Fri 10
    ("2026-04-15", "NW", "2026-04-01"),  # there on Tue 7, after Easter: posted on Wed 1
    ("2026-01-15", "NW", "2026-01-05"),  # there on Wed 7: posted on Mon 5
    ("2026-01-15", "BY", "2026-01-02"),  # Tue 6 is a day off in Bavaria: posted on Fri 2
    ("2026-06-15", "NW", "2026-06-02"),  # there on Fri 5, Thu 4 is a day off: posted on Tue 2
)


@pytest.mark.parametrize(("meeting", "land", "latest"), NOTICE)
def test_notice_of_a_gmbh_with_two_postal_working_days(
    room: Room, meeting: str, land: str, latest: str
) -> None:
    room.run(change_setting, SettingInput(key="land", value=land, valid_from=LONG_AGO))
    starts = datetime.fromisoformat(f"{meeting}T10:00")
    data = MeetingInput(kind=MeetingKind.SHAREHOLDERS, starts=starts, members=OWNERS)
    key = room.run(planning.new_meeting, data)
    last = date.fromisoformat(latest)
    assert room.ask(meetings.latest_day, room.ask(meetings.meeting, key)) == last
    for day, faults in ((last, 0), (date.fromordinal(last.toordinal() + 1), 3)):
        other = room.run(planning.new_meeting, data)
        sent = SendingInput(how=Sent.REGISTERED, day=day)
        room.run(planning.note_sending, other, sent, TODAY)
        assert len(room.ask(meetings.notice_findings, other)) == faults


# -- quorum ----------------------------------------------------------------------------------------


def test_quorum_is_lost_while_somebody_is_away_and_back_when_he_returns(room: Room) -> None:
    """Articles: more than half of the capital must be there (§ 45 (2) GmbHG leaves it to them)."""
    own = MeetingTermsInput(
        kind=MeetingKind.SHAREHOLDERS, quorum_base=QuorumBase.VOTES, quorum_num=1, quorum_den=2,
        quorum_more=True, valid_from=LONG_AGO, source="§ 7",
    )  # fmt: skip
    room.run(planning.set_terms, own, TODAY)
    key = room.owners()
    now = room.open(key, "Bussard", "Dohle", "Amsel")
    assert (now.ok, now.have, now.needed, now.whole) == (True, 25_000, 12_501, 25_000)
    room.leave(key, "Amsel", "10:10")
    assert not room.ask(meetings.hall, key).standing.ok
    motion = room.move(key, "Gewinnvortrag")
    with pytest.raises(Refused) as blocked:
        room.vote(motion, "10:20", names={"Bussard": "yes", "Dohle": "yes"})
    assert blocked.value.advice  # it says what to do
    room.arrive(key, "Amsel", "10:25")
    decided = room.vote(motion, "10:30", names={"Amsel": "no", "Bussard": "yes", "Dohle": "yes"})
    assert (decided.adopted, decided.votes.yes, decided.needed) == (False, 10_000, 12_501)


def test_a_proxy_keeps_the_quorum_and_falls_with_its_holder(room: Room) -> None:
    """§ 47 (3) GmbHG: a proxy in text form; who is represented counts as there."""
    own = MeetingTermsInput(
        kind=MeetingKind.SHAREHOLDERS, quorum_base=QuorumBase.VOTES, quorum_num=3, quorum_den=4,
        valid_from=LONG_AGO,
    )  # fmt: skip
    room.run(planning.set_terms, own, TODAY)
    key = room.owners()
    room.run(planning.give_proxy, key, ProxyInput(person="Amsel", holder="Dohle"), TODAY)
    now = room.open(key, "Bussard", "Dohle")
    assert (now.ok, now.have) == (True, 25_000)
    decided = room.vote(room.move(key, "Darlehen"), names={"Bussard": "no", "Dohle": "yes"})
    assert (decided.adopted, decided.votes) == (True, (17_500, 7_500, 0, 0))
    room.leave(key, "Dohle", "10:40")
    standing = room.ask(meetings.hall, key).standing
    assert (standing.ok, standing.have, standing.needed) == (False, 7_500, 18_750)
    with pytest.raises(Refused):
        room.vote(room.move(key, "Halle"), "10:45", names={"Bussard": "yes"})


def test_nobody_is_represented_in_an_association_unless_its_statutes_say_so(room: Room) -> None:
    """§ 38 S. 2 BGB: membership rights are not left to another."""
    key = members(room, 3)
    with pytest.raises(Refused):
        room.run(planning.give_proxy, key, ProxyInput(person="Mitglied 1", holder="Mitglied 2"),
                 TODAY)  # fmt: skip
    own = MeetingTermsInput(kind=MeetingKind.ASSOCIATION, proxies=True, valid_from=LONG_AGO)
    room.run(planning.set_terms, own, TODAY)
    room.run(planning.give_proxy, key, ProxyInput(person="Mitglied 1", holder="Mitglied 2"), TODAY)
    room.open(key, "Mitglied 2", "Mitglied 3", time="18:00")
    decided = room.vote(room.move(key, "Ja", 1), "18:10", yes=2, no=1)
    assert decided.adopted


# -- majorities ------------------------------------------------------------------------------------


def test_a_tie_rejects_a_motion(room: Room) -> None:
    """§ 32 (1) S. 3 BGB: more yes than no; abstentions are not votes cast."""
    key = members(room, 6)
    room.open(key, "all", time="18:00")
    tied = room.vote(room.move(key, "Beitrag", 1), "18:10", yes=2, no=2, abstain=2)
    assert (tied.adopted, tied.tie, tied.needed, tied.of) == (False, True, 3, 4)
    won = room.vote(room.move(key, "Beitrag", 1), "18:11", yes=2, no=1, abstain=3)
    assert (won.adopted, won.needed, won.of) == (True, 2, 3)


def test_in_a_tie_the_chair_decides_only_where_the_articles_say_so(room: Room) -> None:
    """A casting vote needs a rule of the articles (§ 45 (2) GmbHG, § 40 BGB)."""
    own = MeetingTermsInput(kind=MeetingKind.ASSOCIATION, chair_casts=True, valid_from=LONG_AGO)
    room.run(planning.set_terms, own, TODAY)
    key = members(room, 4)
    room.open(key, "all", time="18:00")
    yes = room.vote(room.move(key, "Haus", 1), "18:10", yes=2, no=2, chair=Choice.YES)
    no = room.vote(room.move(key, "Haus", 1), "18:11", yes=2, no=2, chair=Choice.NO)
    assert (yes.adopted, yes.cast, no.adopted, no.cast) == (True, True, False, True)


ABSTAIN = (
    # base, needed, of, adopted: ten members, eight there, four yes, two no, two abstain
    (Base.CAST, 4, 6, True),  # more than half of six
    (Base.PRESENT, 5, 8, False),  # more than half of eight: who abstains counts as no
    (Base.ALL, 6, 10, False),  # more than half of ten: who is away counts as no too
)


@pytest.mark.parametrize(("base", "needed", "of", "adopted"), ABSTAIN)
def test_abstentions_under_each_base(
    room: Room, base: Base, needed: int, of: int, adopted: bool
) -> None:
    """§ 32 (1) S. 3 BGB counts votes cast; § 62 (2) HwO those present; statutes may ask for all."""
    own = MajorityInput(
        kind=MeetingKind.ASSOCIATION, motion="ordinary", majority="simple", base=base,
        valid_from=LONG_AGO,
    )  # fmt: skip
    room.run(planning.set_majority, own, TODAY)
    key = members(room, 10)
    there = [f"Mitglied {number}" for number in range(1, 9)]
    room.open(key, *there, time="18:00")
    found = room.vote(room.move(key, "Fest", 1), "18:10", yes=4, no=2, abstain=2)
    assert (found.needed, found.of, found.adopted) == (needed, of, adopted)
    with pytest.raises(InputError):  # nine votes of eight people
        room.vote(room.move(key, "Fest", 1), "18:12", yes=7, no=2)


def test_three_quarters_of_the_votes_cast_change_the_articles(room: Room) -> None:
    """§ 53 (2) S. 1 GmbHG: 18,750 of 25,000; abstentions leave fewer votes cast."""
    key = room.owners()
    room.open(key, "all")
    names = {"Amsel": "yes", "Bussard": "no", "Dohle": "yes"}
    short = room.vote(room.move(key, "Sitz", motion="articles"), names=names)
    assert (short.adopted, short.needed, short.votes.yes) == (False, 18_750, 17_500)
    names = {"Amsel": "yes", "Bussard": "abstain", "Dohle": "yes"}
    enough = room.vote(room.move(key, "Sitz", motion="articles"), "10:40", names=names)
    assert (enough.adopted, enough.needed, enough.of) == (True, 13_125, 17_500)


def test_a_guild_is_dissolved_with_three_quarters_of_all_members(room: Room) -> None:
    """§ 62 (2) S. 3 and 4 HwO: first of all members, in a second meeting of those present."""
    key = members(room, 8, MeetingKind.GUILD)
    room.open(key, *[f"Mitglied {number}" for number in range(1, 7)], time="18:00")
    first = room.vote(room.move(key, "Auflösung", 1, motion="dissolution"), "18:10", yes=5, no=1)
    assert (first.adopted, first.needed, first.of) == (False, 6, 8)
    again = room.vote(
        room.move(key, "Auflösung", 1, motion="dissolution_again"), "18:20", yes=5, no=1
    )
    assert (again.adopted, again.needed, again.of) == (True, 5, 6)
