"""Notice, quorum, majorities, elections: cases by hand with their law, and against brute force."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.base.dates.working import is_working_day
from kontor.base.errors import InputError
from kontor.calendar.kinds.meetings import (
    Base,
    Body,
    By,
    Choice,
    Contest,
    Count,
    Form,
    Majority,
    Need,
    Notice,
    NoticeUnit,
    Quorum,
    QuorumBase,
    Seat,
    Sent,
    Stay,
    Tie,
    Topic,
)
from kontor.calendar.rules import elections, majority
from kontor.calendar.rules.elections import Ballot, elect
from kontor.calendar.rules.instructions import concerns, mark, next_due
from kontor.calendar.rules.majority import decide
from kontor.calendar.rules.meeting_notice import (
    earliest_meeting,
    in_form,
    latest_announcing,
    latest_sending,
)
from kontor.calendar.rules.quorum import body, counted, inside, standing, voters

GMBH = Notice(1, NoticeUnit.WEEKS, post_days=2, shift=True, agenda_days=3)


# -- notice (§ 51 GmbHG, §§ 187, 188, 193 BGB) ----------------------------------------------------


@pytest.mark.parametrize(
    ("meeting", "how", "land", "latest"),
    [
        # Wednesday: arrives on Tuesday of the week before, posted two working days earlier
        ("2026-05-20", Sent.REGISTERED, "NW", "2026-05-08"),
        # Monday: the week must not end on Saturday or Sunday (§ 193 BGB)
        ("2026-06-22", Sent.REGISTERED, "NW", "2026-06-10"),
        # Ascension Day, 14 May, is no day of delivery
        ("2026-05-22", Sent.REGISTERED, "NW", "2026-05-11"),
        # Corpus Christi, 4 June, is none in Nordrhein-Westfalen ...
        ("2026-06-12", Sent.REGISTERED, "NW", "2026-06-01"),
        # ... and a working day in Berlin
        ("2026-06-12", Sent.REGISTERED, "BE", "2026-06-02"),
        # articles that allow mail: it is there on the same day
        ("2026-05-20", Sent.MAIL, "NW", "2026-05-12"),
        # the turn of the year: 1 January is free, 31 December is not
        ("2026-01-09", Sent.REGISTERED, "NW", "2025-12-29"),
    ],
)
def test_latest_sending_of_a_gmbh(meeting: str, how: Sent, land: str, latest: str) -> None:
    found = latest_sending(date.fromisoformat(meeting), how, GMBH, land)
    assert found == date.fromisoformat(latest)


def test_posted_on_monday_held_on_thursday_of_the_next_week() -> None:
    """Arrives on Wednesday, the week runs from Thursday to Wednesday."""
    posted = date(2026, 6, 15)
    assert earliest_meeting(posted, Sent.REGISTERED, GMBH, "NW") == date(2026, 6, 25)


def test_items_are_announced_three_days_before() -> None:
    """§ 51 (4) GmbHG: arrives on Friday, 15 May, at the latest: Saturday has no delivery here."""
    found = latest_announcing(date(2026, 5, 20), Sent.REGISTERED, GMBH, "NW")
    assert found == date(2026, 5, 12)


def test_without_a_period_any_day_will_do() -> None:
    assert latest_sending(date(2026, 5, 20), Sent.MAIL, Notice(0), "NW") is None
    assert earliest_meeting(date(2026, 5, 20), Sent.MAIL, Notice(0), "NW") == date(2026, 5, 20)


def test_form() -> None:
    assert in_form(Sent.REGISTERED, Form.REGISTERED)
    assert not in_form(Sent.MAIL, Form.REGISTERED)
    assert not in_form(Sent.MAIL, Form.LETTER)
    assert in_form(Sent.MAIL, Form.TEXT)
    assert in_form(Sent.NOTICE, Form.ANY)


@given(
    day=st.dates(date(2024, 1, 1), date(2027, 12, 1)),
    days=st.integers(1, 20),
    post=st.integers(0, 4),
    how=st.sampled_from(list(Sent)),
    shift=st.booleans(),
    land=st.sampled_from(["NW", "BY", "BE", "SN"]),
)
def test_latest_sending_is_the_last_day_that_is_early_enough(
    day: date, days: int, post: int, how: Sent, shift: bool, land: str
) -> None:
    notice = Notice(days, NoticeUnit.DAYS, post, shift)
    posted = how in {Sent.REGISTERED, Sent.LETTER}
    fit = [
        sent
        for sent in (day - timedelta(days=n) for n in range(60))
        if earliest_meeting(sent, how, notice, land) <= day
        and (not posted or is_working_day(sent, land))
    ]
    assert latest_sending(day, how, notice, land) == max(fit)


# -- quorum ---------------------------------------------------------------------------------------

LINDNER, KRUEGER, BRANDT = 1, 2, 3
SHARES = (Seat(LINDNER, 15_000), Seat(KRUEGER, 7_500), Seat(BRANDT, 2_500))


def test_quorum_of_shares_falls_when_somebody_leaves() -> None:
    rule = Quorum(QuorumBase.VOTES, 3, 4)
    stays = (Stay(LINDNER, "10:00"), Stay(KRUEGER, "10:00", "10:40"))
    before = standing(rule, counted(SHARES, inside(stays, "10:39")))
    after = standing(rule, counted(SHARES, inside(stays, "10:40")))
    assert (before.ok, before.have, before.needed, before.missing) == (True, 22_500, 18_750, 0)
    assert (after.ok, after.have, after.missing) == (False, 15_000, 3_750)


def test_more_than_half_of_the_heads_is_not_half() -> None:
    seats = [Seat(one) for one in range(4)]
    half = counted(seats, {0, 1})
    assert standing(Quorum(QuorumBase.HEADS, 1, 2), half).ok
    assert not standing(Quorum(QuorumBase.HEADS, 1, 2, more=True), half).ok


def test_without_a_rule_one_member_is_enough() -> None:
    assert not standing(Quorum(), counted(SHARES, ())).ok
    assert standing(Quorum(), counted(SHARES, {BRANDT})).ok


def test_proxy_of_an_absent_person() -> None:
    """§ 47 (3) GmbHG: the holder votes while he is there himself, and the other is not."""
    seats = (SHARES[0], SHARES[1]._replace(holder=LINDNER), SHARES[2])
    assert counted(seats, {LINDNER}).votes == 22_500
    assert voters(seats, {LINDNER}) == {LINDNER: LINDNER, KRUEGER: LINDNER}
    assert counted(seats, {BRANDT}).votes == 2_500
    assert voters(seats, {LINDNER, KRUEGER})[KRUEGER] == KRUEGER


def test_everybody_there_or_represented_heals() -> None:
    """§ 51 (3) GmbHG asks for all shareholders."""
    seats = (SHARES[0], SHARES[1]._replace(holder=LINDNER), SHARES[2])
    assert counted(seats, {LINDNER, BRANDT}).complete
    assert not counted(seats, {LINDNER}).complete
    assert not counted((), ()).complete


def test_who_is_discharged_has_no_vote_neither_for_himself_nor_for_others() -> None:
    """§ 47 (4) GmbHG."""
    seats = (SHARES[0], SHARES[1]._replace(holder=LINDNER), SHARES[2])
    assert body(seats, {LINDNER, BRANDT}, By.VOTES, {LINDNER}) == Body(2_500, 10_000)
    other = (SHARES[0]._replace(holder=BRANDT), SHARES[1], SHARES[2])
    assert LINDNER not in voters(other, {BRANDT, KRUEGER}, {LINDNER})


@given(
    votes=st.lists(st.integers(1, 9), min_size=1, max_size=5),
    holders=st.lists(st.integers(0, 4), min_size=5, max_size=5),
    there=st.sets(st.integers(0, 4)),
    banned=st.sets(st.integers(0, 4)),
    share=st.sampled_from([(1, 2), (2, 3), (3, 4), (1, 1)]),
    more=st.booleans(),
)
def test_quorum_and_body_against_counting_one_by_one(
    votes: list[int], holders: list[int], there: set[int], banned: set[int],
    share: tuple[int, int], more: bool,
) -> None:  # fmt: skip
    seats = [Seat(at, n, holders[at] if holders[at] != at else None) for at, n in enumerate(votes)]
    acting = [at for at in range(len(votes)) if at in there or seats[at].holder in there]
    have, whole = sum(votes[at] for at in acting), sum(votes)
    found = standing(Quorum(QuorumBase.VOTES, *share, more), counted(seats, there))
    part = Fraction(have, whole)
    limit = Fraction(*share)
    assert found.ok == (part > limit if more else part >= limit)
    free = [
        at for at in acting if at not in banned and (at in there or seats[at].holder not in banned)
    ]
    assert body(seats, there, By.VOTES, banned).present == sum(votes[at] for at in free)
    assert body(seats, there, By.HEADS, banned) == Body(
        len(free), sum(at not in banned for at in range(len(votes)))
    )


# -- majorities -----------------------------------------------------------------------------------

TWENTY = Body(20, 30)


@pytest.mark.parametrize(
    ("count", "need", "adopted", "needed", "of"),
    [
        # § 32 (1) S. 3 BGB: abstentions and invalid votes do not count
        (Count(5, 4, 10, 1), Need(), True, 5, 9),
        (Count(4, 5, 10, 1), Need(), False, 5, 9),
        # § 62 (2) S. 1 HwO: more than half of those present, who abstains counts as no
        (Count(10, 4, 6), Need(base=Base.PRESENT), False, 11, 20),
        (Count(11, 9), Need(base=Base.PRESENT), True, 11, 20),
        # absolute: more than half of all votes
        (Count(15, 0, 5), Need(Majority.ABSOLUTE, Base.ALL), False, 16, 30),
        (Count(16, 4), Need(Majority.ABSOLUTE, Base.ALL), True, 16, 30),
        # § 53 (2) GmbHG, § 33 (1) S. 1 BGB: three quarters of the votes cast, exactly is enough
        (Count(12, 4, 4), Need(Majority.THREE_QUARTERS), True, 12, 16),
        (Count(11, 4, 5), Need(Majority.THREE_QUARTERS), False, 12, 15),
        # § 62 (2) S. 3 HwO: three quarters of all
        (Count(20, 0), Need(Majority.THREE_QUARTERS, Base.ALL), False, 23, 30),
        (Count(12, 6), Need(Majority.TWO_THIRDS), True, 12, 18),
        (Count(12, 7), Need(Majority.TWO_THIRDS), False, 13, 19),
        (Count(16, 4), Need(Majority.FOUR_FIFTHS), True, 16, 20),
        (Count(15, 4, 1), Need(Majority.FOUR_FIFTHS, Base.PRESENT), False, 16, 20),
        # unanimous under each base
        (Count(3, 0, 17), Need(Majority.UNANIMOUS), True, 3, 3),
        (Count(19, 0, 1), Need(Majority.UNANIMOUS, Base.PRESENT), False, 20, 20),
        # § 33 (1) S. 2 BGB: consent of all members, those away in writing
        (Count(20, 0), Need(Majority.UNANIMOUS, Base.ALL), False, 30, 30),
        # nobody voted
        (Count(0, 0, 20), Need(), False, 1, 0),
        (Count(0, 0, 20), Need(Majority.UNANIMOUS), False, 1, 0),
    ],
)
def test_majorities(count: Count, need: Need, adopted: bool, needed: int, of: int) -> None:
    found = decide(count, need, TWENTY)
    assert (found.adopted, found.needed, found.of) == (adopted, needed, of)


def test_a_tie_is_rejected_unless_the_chair_decides() -> None:
    tie = Count(5, 5, 2)
    assert decide(tie, Need(), TWENTY)[:1] + decide(tie, Need(), TWENTY)[3:5] == (
        False, True, False,
    )  # fmt: skip
    casting = Need(chair_casts=True)
    assert decide(tie, casting, TWENTY, Choice.YES).adopted
    assert not decide(tie, casting, TWENTY, Choice.NO).adopted
    assert not decide(tie, Need(), TWENTY, Choice.YES).adopted
    more = Need(Majority.TWO_THIRDS, chair_casts=True)
    assert not decide(tie, more, TWENTY, Choice.YES).adopted


def test_shares_count_one_vote_per_euro() -> None:
    """§ 47 (2) GmbHG: one shareholder with 60 % decides, three quarters he has not."""
    whole = Body(25_000, 25_000)
    assert decide(Count(15_000, 10_000), Need(), whole).adopted
    assert not decide(Count(15_000, 10_000), Need(Majority.THREE_QUARTERS), whole).adopted


def test_more_votes_than_people_are_refused() -> None:
    with pytest.raises(InputError, match="21"):
        decide(Count(21, 0), Need(), TWENTY)
    with pytest.raises(InputError):
        decide(Count(-1, 0), Need(), TWENTY)


def test_the_result_is_explained(english: None) -> None:
    said = majority.explain(decide(Count(10, 4, 6), Need(base=Base.PRESENT), TWENTY))
    assert said == (
        "Yes 10, no 4, abstained 6, invalid 0. Needed: more than half of the votes present (20),"
        " that is 11; who abstains counts as no. Rejected."
    )
    tie = majority.explain(decide(Count(2, 2), Need(), TWENTY))
    assert tie.endswith("Tie: rejected.")
    cast = majority.explain(decide(Count(2, 2), Need(chair_casts=True), TWENTY, Choice.YES))
    assert cast.endswith("Tie: the chair's vote decides. Adopted.")


@given(
    ballots=st.lists(st.sampled_from([*Choice, None]), max_size=12),
    away=st.integers(0, 6),
    kind=st.sampled_from(list(Majority)),
    base=st.sampled_from(list(Base)),
)
def test_majorities_against_ballots(
    ballots: list[Choice | None], away: int, kind: Majority, base: Base
) -> None:
    count = Count(*(ballots.count(one) for one in Choice))
    there = {
        Base.CAST: [one for one in ballots if one in {Choice.YES, Choice.NO}],
        Base.PRESENT: ballots,
        Base.ALL: [*ballots, *[None] * away],
    }[base]
    shares = {
        Majority.TWO_THIRDS: Fraction(2, 3), Majority.THREE_QUARTERS: Fraction(3, 4),
        Majority.FOUR_FIFTHS: Fraction(4, 5), Majority.UNANIMOUS: Fraction(1),
    }  # fmt: skip
    part = Fraction(there.count(Choice.YES), len(there)) if there else Fraction(0)
    wanted = part > Fraction(1, 2) if kind not in shares else bool(there) and part >= shares[kind]
    found = decide(count, Need(kind, base), Body(len(ballots), len(ballots) + away))
    assert found.adopted == wanted
    assert found.of == len(there)


# -- elections ------------------------------------------------------------------------------------


def test_most_votes_win_and_the_sentence_says_so(english: None) -> None:
    votes = {"Amsel": 4, "Brandt": 7, "Conrad": 2}
    found = elect(Ballot(votes))
    assert found.elected == ("Brandt",)
    assert elections.explain(found, votes) == "Elected: Brandt (7)."


def test_more_than_half_is_needed_or_the_best_two_stand_again(english: None) -> None:
    votes = {"Amsel": 4, "Brandt": 6, "Conrad": 3}
    found = elect(Ballot(votes, contest=Contest.ABSOLUTE))
    assert (found.elected, found.again, found.needed) == ((), ("Brandt", "Amsel"), 7)
    assert elections.explain(found, votes) == (
        "A second ballot is needed between Brandt, Amsel. Needed were 7 votes."
    )
    assert elect(Ballot({"Amsel": 7, "Brandt": 6}, contest=Contest.ABSOLUTE)).elected == ("Amsel",)


def test_same_votes_lot_or_second_ballot() -> None:
    votes = {"Amsel": 5, "Brandt": 5, "Conrad": 5, "Dorn": 9}
    lot = elect(Ballot(votes, 2, tie=Tie.LOT))
    assert (lot.elected, lot.drawn, lot.seats_left) == (("Dorn",), ("Amsel", "Brandt", "Conrad"), 1)
    done = elect(Ballot(votes, 2, tie=Tie.LOT), ["Conrad"])
    assert (done.elected, done.drawn, done.seats_left) == (("Dorn", "Conrad"), (), 0)
    again = elect(Ballot(votes, 2, tie=Tie.RUNOFF))
    assert (again.drawn, again.again) == ((), ("Amsel", "Brandt", "Conrad"))
    with pytest.raises(InputError, match="Amsel"):
        elect(Ballot(votes, 2, tie=Tie.LOT), ["Dorn"])
    with pytest.raises(InputError):
        elect(Ballot({"Amsel": 2}), ["Amsel"])


def test_several_seats_from_ballots_with_several_names() -> None:
    """Ten ballots with up to two names: more than half of the ballots is six."""
    found = elect(Ballot({"Amsel": 8, "Brandt": 6, "Conrad": 5}, 2, Contest.ABSOLUTE, cast=10))
    assert (found.elected, found.needed) == (("Amsel", "Brandt"), 6)
    with pytest.raises(InputError, match="11"):
        elect(Ballot({"Amsel": 11}, cast=10))
    assert elect(Ballot({"Amsel": 3}, 2)).seats_left == 1


def test_nobody_and_nothing_are_refused() -> None:
    for wrong in (Ballot({}), Ballot({"Amsel": 1}, 0), Ballot({"Amsel": -1, "Brandt": 3})):
        with pytest.raises(InputError):
            elect(wrong)


@given(
    votes=st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 4), min_size=1),
    seats=st.integers(1, 4),
)
def test_elected_is_who_is_in_every_order_of_the_votes(votes: dict[str, int], seats: int) -> None:
    """Whoever stands among the first seats however equals are ordered is elected, nobody else."""
    able = {name: n for name, n in votes.items() if n > 0}
    sure = {name for name, n in able.items() if sum(other >= n for other in able.values()) <= seats}
    found = elect(Ballot(votes, seats, tie=Tie.LOT))
    assert set(found.elected) == sure
    assert len(found.elected) + found.seats_left == seats
    level = set(found.drawn)
    assert all(votes[a] == votes[b] for a, b in product(level, level))
    assert not level or len(level) > found.seats_left


# -- instructions ---------------------------------------------------------------------------------

GENERAL = Topic("general", date(1996, 8, 21), 12, 6, ("all",), "", "", "", "")


@pytest.mark.parametrize(
    ("last", "born", "due"),
    [
        (None, None, "2025-03-03"),  # before the first work
        ("2026-01-15", None, "2027-01-15"),
        ("2026-01-15", "1980-05-05", "2027-01-15"),
        ("2026-01-15", "2009-04-01", "2026-07-15"),  # 16 years old: half a year (§ 29 JArbSchG)
        ("2026-01-15", "2008-07-15", "2027-01-15"),  # 18 on the very day
        ("2026-01-15", "2008-07-16", "2026-07-15"),  # 17 until the day after
        ("2024-02-29", None, "2025-02-28"),
    ],
)
def test_next_instruction(last: str | None, born: str | None, due: str) -> None:
    found = next_due(
        GENERAL, date.fromisoformat(last) if last else None, date(2025, 3, 3),
        date.fromisoformat(born) if born else None,
    )  # fmt: skip
    assert found == date.fromisoformat(due)


def test_marks_and_roles() -> None:
    today = date(2026, 3, 10)
    assert mark(date(2026, 3, 9), today) == "due"
    assert mark(date(2026, 4, 9), today) == "soon"
    assert mark(date(2026, 4, 10), today) == "good"
    painters = GENERAL._replace(roles=("journeyman", "apprentice"))
    assert concerns(GENERAL, "office") and concerns(painters, "apprentice")
    assert not concerns(painters, "office")
