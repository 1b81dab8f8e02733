"""A reminder run from the proposal to the letters, over a small firm."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kontor.base.errors import KontorError, Refused
from kontor.receivables.kinds import Decision
from kontor.receivables.queries import runs
from kontor.receivables.service.issuing import IssuedRun, issue_run
from kontor.receivables.service.runs import propose_run, review
from kontor.store.store import Store
from tests.receivables.kit import AT, ask, firm, owes, pays

D1, D2, D3 = date(2026, 7, 20), date(2026, 8, 20), date(2026, 9, 10)


def sent(store: Store, day: date) -> IssuedRun:
    """Propose, ask for every claim, issue."""
    run = store.run(propose_run, day).value.run
    store.run(review, run, all_claims=Decision.KEEP)
    return issue_run(store, run, day, AT)


def told(store: Store, run: int) -> list[object]:
    """The letters in short."""
    with store.read() as con:
        return [
            (
                one.name, one.level,
                [(line.document, line.level, line.cents) for line in one.lines],
                [(claim.kind.value, claim.cents) for claim in one.claims],
            )
            for one in runs.letters(con, run_id=run)
        ]  # fmt: skip


def test_three_runs_over_a_small_firm(tmp_path: Path) -> None:
    """Levels, deadlines, interest and costs by hand: 6.52 % and 10.52 % over exact days."""
    with firm(tmp_path) as store:
        owes(store, 1, "RE-1", 119_000)
        owes(store, 2, "RE-2", 357_000, due=date(2026, 6, 30))
        owes(store, 2, "RE-3", 50_000, due=date(2026, 7, 20))
        first = sent(store, D1)
        assert told(store, first.run) == [
            ("Erika Krüger", 1, [("RE-1", 1, 119_000)], []),
            ("Hausbau Nordstern GmbH", 1, [("RE-2", 1, 357_000)], []),
        ]
        assert first.numbers == ("MA-2026-0001", "MA-2026-0002") and not first.entries
        second = sent(store, D2)
        # Krüger: letter of 20 July, there on 23 July; 24 July to 20 August = 28 days:
        # 1190.00 x 6.52 % x 28/365 = 5.95. Nordstern: 1 July to 20 August = 51 days:
        # 3570.00 x 10.52 % x 51/365 = 52.48.
        assert told(store, second.run) == [
            ("Erika Krüger", 2, [("RE-1", 2, 119_000)], [("interest", 595), ("fee", 250)]),
            (
                "Hausbau Nordstern GmbH", 2, [("RE-2", 2, 357_000), ("RE-3", 1, 50_000)],
                [("interest", 5_248), ("lump", 4_000)],
            ),
        ]  # fmt: skip
        third = sent(store, D3)
        # 21 August to 10 September = 21 days: 4.46 and 21.61; RE-3 from 21 July, 52 days: 7.49
        assert told(store, third.run) == [
            (
                "Erika Krüger", 3, [("RE-1", 3, 119_000), ("MA-2026-0003", 1, 845)],
                [("interest", 446), ("fee", 250)],
            ),
            (
                "Hausbau Nordstern GmbH", 3,
                [("RE-2", 3, 357_000), ("RE-3", 2, 50_000), ("MA-2026-0004", 1, 9_248)],
                [("interest", 2_161), ("interest", 749), ("lump", 4_000)],
            ),
        ]  # fmt: skip
        fourth = store.run(propose_run, date(2026, 10, 10)).value
        with store.read() as con:
            out = {one.document: one.reason.value for one in runs.omitted(con, fourth.run)}
        assert out["RE-1"] == out["RE-2"] == "last_level"
        assert ask(store, "SELECT count(*), count(DISTINCT item||':'||level) FROM reminded") == [
            (10, 10)
        ]


def test_claims_stand_in_the_books_as_items_of_their_own(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        owes(store, 2, "RE-2", 357_000, due=date(2026, 6, 30))
        sent(store, D1)
        sent(store, D2)
        rows = ask(
            store,
            "SELECT a.concept, l.cents FROM item i JOIN line l ON l.entry=i.opened_by"
            " JOIN account a ON a.id=l.account WHERE i.kind='charge' ORDER BY l.id",
        )
        assert rows == [(None, 9_248), ("zinsertrag", -5_248), ("sonst_ertrag_unregel", -4_000)]
        assert ask(
            store,
            "SELECT count(*) FROM seal s JOIN item i ON i.opened_by=s.entry WHERE i.kind='charge'",
        ) == [(1,)]


def test_what_was_paid_since_stops_the_run(tmp_path: Path) -> None:
    """A letter that is no longer right is not sent, and nothing is written."""
    with firm(tmp_path) as store:
        owes(store, 1, "RE-1", 119_000)
        run = store.run(propose_run, D1).value.run
        store.run(review, run)
        pays(store, "RE-1", 119_000, D1)
        with pytest.raises(Refused, match="RE-1"):
            issue_run(store, run, D1, AT)
        assert ask(store, "SELECT count(*) FROM reminded") == [(0,)]
        assert ask(store, "SELECT count(*) FROM document") == [(0,)]
        store.run(propose_run_again, D1)
        assert ask(store, "SELECT count(*) FROM reminder_letter") == [(0,)]


def propose_run_again(unit: object, day: date) -> None:
    """Reopen the run and propose again."""
    from kontor.receivables.service.runs import reopen

    reopen(unit, 1)  # type: ignore[arg-type]
    propose_run(unit, day)  # type: ignore[arg-type]


propose_run_again.label, propose_run_again.final = "again", None  # type: ignore[attr-defined]


def test_claims_need_a_decision(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        owes(store, 2, "RE-2", 357_000, due=date(2026, 6, 30))
        sent(store, D1)
        run = store.run(propose_run, D2).value.run
        with pytest.raises(Refused, match="Nordstern"):
            store.run(review, run)
        with pytest.raises(KontorError):
            store.run(review, run, all_claims=Decision.WAIVE)
        store.run(review, run, all_claims=Decision.WAIVE, reason="Stammkunde")
        issued = issue_run(store, run, D2, AT)
        assert not issued.entries
        assert ask(store, "SELECT DISTINCT decision, reason, charge FROM claim") == [
            ("waive", "Stammkunde", None)
        ]
        # what was waived is not proposed again: interest only from the day after
        run = store.run(propose_run, D3).value.run
        assert ask(store, "SELECT kind, first, last FROM claim WHERE decision='open'") == [
            ("interest", "2026-08-21", "2026-09-10")
        ]


def test_the_file_itself_refuses_a_second_time(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        owes(store, 1, "RE-1", 119_000)
        sent(store, D1)
        for sql in (
            "INSERT INTO reminded(item,level,day,deadline,letter) SELECT item,level,day,deadline,"
            "letter FROM reminded",
            "DELETE FROM reminded",
            "UPDATE reminder_letter SET number='MA-9'",
            "DELETE FROM reminder_line",
        ):
            with pytest.raises(Refused), store.step("attack") as unit:
                unit.con.execute(sql)
