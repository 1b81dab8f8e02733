"""Which proposed time is the best, against counting by hand and by force."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.base.errors import Refused
from kontor.calendar.kinds.polls import Proposal, Vote, Voter
from kontor.calendar.rules.polls import check_choice, complete, rank, reasons, waiting_text

BEGIN = datetime.fromisoformat("2026-11-30T08:00")
SLOTS = [
    Proposal(number, BEGIN + timedelta(days=number), BEGIN + timedelta(days=number, hours=1))
    for number in range(1, 5)
]
YES, MAYBE, NO = Vote.YES, Vote.MAYBE, Vote.NO


def order(*voters: Voter) -> list[int]:
    """Numbers, the best first."""
    return [one.proposal.number for one in rank(SLOTS, voters)]


def test_required_people_come_first() -> None:
    boss = Voter("Lindner", True, {1: NO, 2: YES, 3: MAYBE})
    others = [Voter(f"Gast {place}", False, {1: YES, 3: YES, 4: YES}) for place in range(3)]
    found = rank(SLOTS, [boss, *others])
    assert [one.proposal.number for one in found] == [2, 3, 4, 1]
    assert [one.place for one in found] == [1, 2, 3, 4]
    assert reasons(found[0], 1) == ["passt allen, die gebraucht werden", "1 ja"]
    assert reasons(found[1], 1)[0] == "gebraucht, nur notfalls: Lindner"
    assert reasons(found[2], 1)[0] == "gebraucht, noch ohne Antwort: Lindner"
    assert reasons(found[3], 1) == ["gebraucht, kann nicht: Lindner", "3 ja", "1 nein"]


def test_if_need_be_counts_half_and_the_earlier_one_wins() -> None:
    assert order(
        Voter("A", False, {1: MAYBE, 2: YES, 3: YES, 4: NO}),
        Voter("B", False, {1: MAYBE, 2: NO, 3: NO, 4: NO}),
    ) == [2, 3, 1, 4]
    assert order(Voter("A", False, dict.fromkeys((1, 2, 3, 4), YES))) == [1, 2, 3, 4]


def test_a_time_nobody_can_is_refused() -> None:
    found = {one.proposal.number: one for one in rank(SLOTS, [Voter("A", False, {1: NO, 2: YES})])}
    assert reasons(found[1], 0) == ["niemand kann"]
    with pytest.raises(Refused, match="Bei Vorschlag 1 kann niemand"):
        check_choice(found[1], anyway=True)
    check_choice(found[2])
    check_choice(found[3])  # no answers yet: the owner decides


def test_a_refusal_of_somebody_needed_must_be_wanted() -> None:
    voters = [Voter("Huber", True, {1: NO}), Voter("B", False, {1: YES})]
    found = {one.proposal.number: one for one in rank(SLOTS, voters)}
    with pytest.raises(Refused, match="Huber"):
        check_choice(found[1])
    check_choice(found[1], anyway=True)


def test_who_is_silent_and_when_all_is_said() -> None:
    half, full = Voter("Huber", True, {1: YES}), Voter("Ohm", False, {1: NO})
    assert complete([half, full], SLOTS[:1])
    assert not complete([half, full], SLOTS)
    assert not complete([], SLOTS)
    assert waiting_text([half, Voter("Weiß", False), Voter("Nord", True)]) == (
        "noch keine Antworten von Weiß, Nord"
    )
    assert waiting_text([half]) == ""


BALLOTS = st.lists(
    st.tuples(st.booleans(), st.dictionaries(st.integers(1, 4), st.sampled_from(Vote))), max_size=6
)


@given(BALLOTS)
def test_against_comparing_every_pair(ballots: list[tuple[bool, dict[int, Vote]]]) -> None:
    voters = [Voter(str(place), *one) for place, one in enumerate(ballots)]

    def better(one: int, other: int) -> bool:
        """The rule, one question after the other."""
        said = {number: [who.votes.get(number) for who in voters] for number in (one, other)}
        needed = {
            number: [who.votes.get(number) for who in voters if who.required]
            for number in (one, other)
        }
        questions = (
            lambda at: not (NO in said[at] and YES not in said[at] and MAYBE not in said[at]),
            lambda at: NO not in needed[at],
            lambda at: None not in needed[at],
            lambda at: MAYBE not in needed[at],
            lambda at: 2 * said[at].count(YES) + said[at].count(MAYBE),
            lambda at: said[at].count(YES),
        )
        for ask in questions:
            if ask(one) != ask(other):
                return ask(one) > ask(other)
        return one < other

    found = order(*voters)
    assert sorted(found) == [1, 2, 3, 4]
    for place, one in enumerate(found):
        assert all(better(one, other) for other in found[place + 1 :])
