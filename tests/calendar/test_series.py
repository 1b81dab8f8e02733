"""Series: only this, this and following, all - by hand and against a simple model."""

from __future__ import annotations

import os
import random
from datetime import date, datetime, timedelta
from typing import NamedTuple

import pytest

from kontor.base.errors import InputError, NotFound, Refused
from kontor.calendar.kinds.appointments import AppointmentState, Scope
from kontor.calendar.model.appointments import AppointmentChange, MoveInput
from kontor.calendar.queries import appointments as queries
from kontor.calendar.service import appointments as service
from tests.calendar.crew import MONDAY, Crew, wall

RULE = "FREQ=WEEKLY;BYDAY=MO"


def meeting(crew: Crew, **data: str) -> int:
    fields: dict[str, object] = {"rule": RULE, "crew": ["Jo"], "kind": "meeting", **data}
    return crew.add("Besprechung", "2026-03-16 07:30", **fields)


def test_a_series_begins_where_its_rule_says(crew: Crew) -> None:
    crew.add("Besprechung", "2026-03-18 07:30", rule="FREQ=WEEKLY;BYDAY=MO;UNTIL=20260406")
    assert crew.times(days=60) == [
        "Mon 23.03. 07:30 Besprechung", "Mon 30.03. 07:30 Besprechung",
        "Mon 06.04. 07:30 Besprechung",
    ]  # fmt: skip


def test_only_this_one(crew: Crew) -> None:
    key = meeting(crew)
    on = wall("2026-03-23T07:30")
    row = crew.do(
        service.move_appointment, key, MoveInput(starts=wall("2026-03-24T09:00")), None, on
    )
    crew.do(
        service.change_appointment, key, AppointmentChange(title="Besprechung Krüger"),
        Scope.THIS, on,
    )  # fmt: skip
    found = crew.ask(queries.entry, key, on)
    assert (found.id, found.series, found.occurrence, found.sequence) == (row, key, on, 1)
    assert found.uid == crew.ask(queries.entry, key).uid and found.rule == RULE
    assert [one.name for one in found.crew] == ["Jo"]
    assert crew.times(days=21) == [
        "Mon 16.03. 07:30 Besprechung", "Tue 24.03. 09:00 Besprechung Krüger",
        "Mon 30.03. 07:30 Besprechung",
    ]  # fmt: skip
    with pytest.raises(Refused, match="keine eigene Regel"):
        crew.do(service.change_appointment, row, AppointmentChange(rule="FREQ=DAILY"))


def test_this_and_following_takes_later_exceptions_along(crew: Crew) -> None:
    key = meeting(crew)
    early, cut, late, gap = (
        wall(f"{day}T07:30") for day in ("2026-03-23", "2026-03-30", "2026-04-13", "2026-04-20")
    )
    crew.do(service.set_state, key, AppointmentState.DONE, early)
    crew.do(service.cancel_appointment, key, "Messe", None, late)
    crew.do(service.skip_occurrence, key, gap)
    new = crew.do(
        service.move_appointment, key, MoveInput(starts=wall("2026-03-31T08:00")),
        Scope.FOLLOWING, cut,
    )  # fmt: skip
    assert new != key
    old, rest = crew.ask(queries.entry, key), crew.ask(queries.entry, new)
    assert old.rule == "FREQ=WEEKLY;UNTIL=20260330T072900;BYDAY=MO" and old.sequence == 2
    assert rest.rule == "FREQ=WEEKLY;BYDAY=TU" and rest.uid != old.uid
    gaps, changed = crew.ask(queries.series_rows, new)
    assert gaps == [wall("2026-04-21T08:00")]
    assert [(one.occurrence, one.state) for one in changed] == [
        (wall("2026-04-14T08:00"), AppointmentState.CANCELLED)
    ]
    assert [one.occurrence for one in crew.ask(queries.series_rows, key)[1]] == [early]
    assert crew.times(days=50) == [
        "Mon 16.03. 07:30 Besprechung", "Mon 23.03. 07:30 Besprechung",
        "Tue 31.03. 08:00 Besprechung", "Tue 07.04. 08:00 Besprechung",
        "Tue 28.04. 08:00 Besprechung",
    ]  # fmt: skip


def test_following_from_the_first_one_is_all(crew: Crew) -> None:
    key = meeting(crew)
    same = crew.do(
        service.change_appointment, key, AppointmentChange(crew=["Rosa"]), Scope.FOLLOWING,
        wall("2026-03-16T07:30"),
    )  # fmt: skip
    assert same == key
    assert {one.crew[0].name for one in crew.week(days=30)} == {"Rosa"}


def test_a_number_of_times_is_shared_between_both_parts(crew: Crew) -> None:
    key = meeting(crew, rule=f"{RULE};COUNT=5")
    crew.do(service.skip_occurrence, key, wall("2026-03-23T07:30"))
    crew.do(
        service.change_appointment, key, AppointmentChange(title="Runde"), Scope.FOLLOWING,
        wall("2026-03-30T07:30"),
    )  # fmt: skip
    assert crew.times(days=90) == [
        "Mon 16.03. 07:30 Besprechung", "Mon 30.03. 07:30 Runde", "Mon 06.04. 07:30 Runde",
        "Mon 13.04. 07:30 Runde",
    ]  # fmt: skip


def test_all_changes_what_does_not_differ(crew: Crew) -> None:
    key = meeting(crew)
    on = wall("2026-03-23T07:30")
    crew.do(service.change_appointment, key, AppointmentChange(place="Baustelle"), None, on)
    crew.do(service.change_appointment, key, AppointmentChange(title="Runde", place="Büro"))
    assert [(one.title, one.place) for one in crew.week(days=14)] == [
        ("Runde", "Büro"), ("Runde", "Baustelle"),
    ]  # fmt: skip
    crew.do(service.move_appointment, key, MoveInput(minutes=30))
    assert {one.ends - one.starts for one in crew.week(days=14)} == {timedelta(minutes=30)}


def test_a_new_rule_keeps_what_was_done(crew: Crew) -> None:
    key = meeting(crew)
    crew.do(service.set_state, key, AppointmentState.DONE, wall("2026-03-23T07:30"))
    crew.do(service.cancel_appointment, key, "Messe", None, wall("2026-03-30T07:30"))
    crew.do(service.change_appointment, key, AppointmentChange(rule="FREQ=MONTHLY;BYDAY=3MO"))
    assert crew.times(days=40, cancelled=True) == [
        "Mon 16.03. 07:30 Besprechung", "Mon 23.03. 07:30 Besprechung",
        "Mon 20.04. 07:30 Besprechung",
    ]  # fmt: skip
    crew.do(service.change_appointment, key, AppointmentChange(rule=""))
    assert len(crew.week(days=40)) == 2


def test_cancelling_a_series_keeps_what_was_done(crew: Crew) -> None:
    key = meeting(crew)
    crew.do(service.set_state, key, AppointmentState.DONE, wall("2026-03-16T07:30"))
    crew.do(service.move_appointment, key, MoveInput(minutes=15), None, wall("2026-03-23T07:30"))
    crew.do(service.cancel_appointment, key, "Firma zu", Scope.ALL)
    assert crew.times(days=30) == ["Mon 16.03. 07:30 Besprechung"]
    crew.do(service.set_state, key, AppointmentState.PLANNED)
    assert len(crew.times(days=30)) == 4
    new = crew.do(
        service.cancel_appointment, key, "Winter", Scope.FOLLOWING, wall("2026-04-06T07:30")
    )
    assert new != key
    assert crew.times(days=60)[-1] == "Mon 30.03. 07:30 Besprechung"


def test_what_a_series_does_not_have_is_refused(crew: Crew) -> None:
    key = meeting(crew)
    with pytest.raises(NotFound, match="findet am 2026-03-24 nicht statt"):
        crew.do(service.set_state, key, AppointmentState.DONE, wall("2026-03-24T07:30"))
    with pytest.raises(InputError, match="ist eine Serie"):
        crew.do(service.cancel_appointment, key, "x", Scope.THIS)
    with pytest.raises(Refused, match="ist eine Serie"):
        crew.do(service.set_state, key, AppointmentState.DONE)
    crew.do(service.skip_occurrence, key, wall("2026-03-23T07:30"))
    with pytest.raises(NotFound, match="nicht statt"):
        crew.do(service.set_state, key, AppointmentState.DONE, wall("2026-03-23T07:30"))
    single = crew.add("Einmal", "2026-03-17 09:00")
    with pytest.raises(Refused, match="keine Serie"):
        crew.do(service.skip_occurrence, single, wall("2026-03-17T09:00"))


def test_a_time_that_the_clocks_leave_out_moves_behind_the_hour(crew: Crew) -> None:
    crew.add("Sicherung", "2026-03-28 02:30", rule="FREQ=DAILY;COUNT=3", minutes=15)
    assert crew.times(days=20) == [
        "Sat 28.03. 02:30 Sicherung", "Sun 29.03. 03:30 Sicherung", "Mon 30.03. 02:30 Sicherung",
    ]  # fmt: skip


class Seen(NamedTuple):
    """An occurrence in the model: what its rule gave, where it is, what it is called."""

    given: datetime
    starts: datetime
    title: str
    live: bool = True


def test_random_changes_agree_with_a_simple_model(crew: Crew) -> None:
    """A list of all occurrences, changed one by one, says what the series must show."""
    rounds = 12 if os.environ.get("KONTOR_HEAVY") else 4
    for seed in range(rounds):
        draw = random.Random(seed)
        begin = datetime(2026, 2, 2, 7, 30) + timedelta(days=draw.randrange(7))
        freq = draw.choice(["FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=DAILY;INTERVAL=9"])
        name = f"Runde {seed}"
        key = crew.add(name, begin.isoformat(" ", "minutes"), rule=f"{freq};COUNT=24")
        step = 7 if freq == "FREQ=WEEKLY" else 14 if "WEEKLY" in freq else 9
        model = [
            Seen(begin + timedelta(days=step * n), begin + timedelta(days=step * n), name)
            for n in range(24)
        ]
        owner = dict.fromkeys(range(24), key)
        for number in range(7):
            place = draw.randrange(24)
            scope = draw.choice(list(Scope))
            if not model[place].live:
                continue
            _change(crew, model, owner, (place, scope, f"{name}.{number}"), draw)
            shown = sorted((one.starts, one.title) for one in model if one.live)
            found = [
                (one.starts, one.title)
                for one in crew.week(date(2025, 12, 1), 700)
                if one.title.startswith(name)
            ]
            assert found == shown, (seed, number, place, scope)


def _change(
    crew: Crew, model: list[Seen], owner: dict[int, int], what: tuple[int, Scope, str],
    draw: random.Random,
) -> None:  # fmt: skip
    place, scope, title = what
    series, given = owner[place], model[place].given
    mine = [n for n in range(len(model)) if owner[n] == series]
    touched = {
        Scope.THIS: [place], Scope.ALL: mine, Scope.FOLLOWING: [n for n in mine if n >= place],
    }[scope]  # fmt: skip
    kind = draw.choice(["move", "title", "cancel"]) if scope is Scope.THIS else "move"
    if kind == "cancel":
        crew.do(service.cancel_appointment, series, "Regen", scope, given)
        model[place] = model[place]._replace(live=False)
        return
    if kind == "title":
        crew.do(service.change_appointment, series, AppointmentChange(title=title), scope, given)
        model[place] = model[place]._replace(title=title)
        return
    by = timedelta(days=draw.randint(-2, 2), minutes=draw.choice([-45, 0, 30, 90]))
    if scope is Scope.THIS:
        target = model[place].starts + by
        crew.do(service.move_appointment, series, MoveInput(starts=target), scope, given)
        model[place] = model[place]._replace(starts=target)
        return
    new = crew.do(service.move_appointment, series, MoveInput(starts=given + by), scope, given)
    for n in touched:
        one = model[n]
        moves = one.live and one.starts == one.given
        starts = one.starts + by if moves else one.starts
        model[n] = one._replace(given=one.given + by, starts=starts)
        owner[n] = new


def test_the_firm_on_a_monday(crew: Crew) -> None:
    key = meeting(crew)
    assert crew.ask(queries.next_occurrence, key, MONDAY + timedelta(days=1)).occurrence == wall(
        "2026-03-23T07:30"
    )
