"""What hangs on an entry elsewhere: the asset register and the lines of the bank."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kontor import bootstrap
from kontor.banking.model import BookedOn, BookInput
from kontor.banking.queries import lines
from kontor.banking.service.booking import book_line, unbook_line
from kontor.base.errors import InputError, Refused
from kontor.company.model import SettingRow
from kontor.ledger.kinds import EntriesGone
from kontor.ledger.model.chart import NewPersonalAccount
from kontor.ledger.model.inputs import (
    Amount,
    Depreciation,
    Invoice,
    NewAsset,
    Purchase,
    Reverse,
)
from kontor.ledger.queries import assets
from kontor.ledger.queries.invariants import check
from kontor.ledger.service.assets import depreciate, dispose, new_asset
from kontor.ledger.service.changing import change_entry, correct_entry, discard_entry
from kontor.ledger.service.chart import create_personal_account
from kontor.ledger.service.events import post_event
from kontor.ledger.service.sealing import seal_entries
from kontor.store.check import check as check_file
from kontor.store.store import Store
from tests.ledger.golden_events import day
from tests.ledger.kit import CUSTOMER, Case, book

TODAY = date(2026, 4, 7)

# asset register


def machine(case: Case) -> None:
    """A machine of 6,000.00 over five years, in use since January 2025."""
    new_asset(case.unit, NewAsset(
        day=date(2025, 1, 2), number="A-1", name="Spritzgerät", account="maschinen",
        cost=600_000, months=60, method="linear", book_value=480_000,
        book_value_day=date(2025, 12, 31),
    ))  # fmt: skip


def register(case: Case) -> tuple[int, int, date | None]:
    """Book value in the register and on the account, day of disposal."""
    one = assets.asset(case.con, "A-1")
    moved = case.one(
        "SELECT ifnull(sum(cents),0) FROM line l JOIN account a ON a.id=l.account"
        " WHERE a.concept='maschinen'"
    )
    return one.book_value, int(str(moved)), one.facts.disposed


def year_end(case: Case) -> int:
    """The depreciation of 2026."""
    return depreciate(case.unit, Depreciation(day=date(2026, 12, 31), asset="A-1"))


def test_discarded_depreciation_leaves_the_register_as_before() -> None:
    with book("soll") as case:
        machine(case)
        entry = year_end(case)
        assert register(case) == (360_000, -120_000, None)
        assert assets.proposals(case.con, 2026) == []
        discard_entry(case.unit, entry)
        assert register(case) == (480_000, 0, None)
        assert case.rows("SELECT * FROM depreciation") == []
        assert [one.amount for one in assets.proposals(case.con, 2026)] == [120_000]
        year_end(case)
        assert register(case) == (360_000, -120_000, None)


def test_reversed_depreciation_counts_again_only_without_its_reversal() -> None:
    with book("soll") as case:
        machine(case)
        entry = year_end(case)
        seal_entries(case.unit, [entry])
        with pytest.raises(Refused, match="festgeschrieben"):
            discard_entry(case.unit, entry)
        back = case.post(Reverse(day=TODAY, entry=f"entry:{entry}", reason="zu früh"))
        assert register(case) == (480_000, 0, None)
        assert [one.amount for one in assets.proposals(case.con, 2026)] == [120_000]
        again = year_end(case)
        discard_entry(case.unit, again)
        discard_entry(case.unit, back.entries[0])
        assert register(case) == (360_000, -120_000, None)
        assert assets.proposals(case.con, 2026) == []
        assert list(check(case.con)) == []


def test_depreciation_is_not_changed_into_something_else() -> None:
    with book("soll") as case:
        machine(case)
        entry = year_end(case)
        other = Purchase(day=TODAY, lines=[Amount(account="telefon", net=100)])
        with pytest.raises(Refused) as error:
            change_entry(case.unit, entry, other)
        assert error.value.hint == "Discard it and post it anew there."


@pytest.mark.parametrize("how", ["discard", "reverse"])
def test_an_asset_whose_disposal_is_taken_back_is_there_again(how: str) -> None:
    with book("soll") as case:
        machine(case)
        entries = dispose(case.unit, "A-1", date(2026, 6, 30))
        assert len(entries) == 2
        assert register(case)[1:] == (-480_000, date(2026, 6, 30))
        for entry in reversed(entries):
            if how == "discard":
                discard_entry(case.unit, entry)
            else:
                case.post(Reverse(day=TODAY, entry=f"entry:{entry}", reason="doch behalten"))
        assert register(case) == (480_000, 0, None)
        assert [one.amount for one in assets.proposals(case.con, 2026)] == [120_000]


# bank lines


@pytest.fixture
def firm(books_file: Path) -> Iterator[Store]:
    """A firm under Ist with one statement line and one invoice; the file is whole at the end."""
    with bootstrap.open_store(books_file) as store:
        with store.step("set up") as unit:
            con = unit.con
            create_personal_account(
                unit, NewPersonalAccount(number=CUSTOMER, name="Familie Krüger", side="customer")
            )
            con.execute("DELETE FROM setting WHERE name='vat_method'")
            unit.put(SettingRow(name="vat_method", valid_from=date(2000, 1, 1), value="ist"))
            con.execute(
                "INSERT INTO statement_import(money_account,file_name,sha256,format,at)"
                " VALUES(1,'a.sta','x','mt940','2026-03-20')"
            )
            con.execute("INSERT INTO statement(import,money_account) VALUES(1,1)")
            con.execute(
                "INSERT INTO bank_line(statement,money_account,pos,day,cents,name,purpose)"
                " VALUES(1,1,1,'2026-03-20',119000,'Krüger','RE-1'),"
                "(1,1,2,'2026-03-21',-35000,'Baumarkt','Material')"
            )
            post_event(unit, Invoice(
                day=day("03-02"), partner=CUSTOMER, document="RE-1",
                lines=[Amount(account="erl19", net=100_000)],
            ))  # fmt: skip
        yield store
        assert [one for one in check_file(store) if one.severity == "error"] == []


def pay(store: Store) -> list[int]:
    """The first line settles the invoice; payment and the tax that became due."""
    data = BookInput(line=1, parts=[BookedOn(item="RE-1")])
    entries: list[int] = store.run(book_line, data).value
    return entries


def spend(store: Store) -> list[int]:
    """The second line in two parts: material, and cash."""
    parts = [BookedOn(account="wareneingang19", amount=11_900), BookedOn(account="porto")]
    entries: list[int] = store.run(book_line, BookInput(line=2, parts=parts)).value
    return entries


def state(store: Store, line: int) -> tuple[str, list[int]]:
    """State of a bank line and the entries it is booked as."""
    with store.read() as con:
        rows = con.execute(
            "SELECT entry FROM bank_booking WHERE bank_line=? ORDER BY entry", (line,)
        ).fetchall()
        return lines.line(con, line).state, [row[0] for row in rows]


def test_discarding_a_booking_puts_its_bank_line_back(firm: Store) -> None:
    before = state(firm, 1)
    entries = pay(firm)
    assert (before, state(firm, 1)) == (("open", []), ("booked", entries))
    assert len(entries) == 2  # the payment, and the tax that became due with it
    firm.run(discard_entry, entries[0])
    assert state(firm, 1) == ("open", [])
    firm.undo()
    assert state(firm, 1) == ("booked", entries)
    firm.undo()
    assert state(firm, 1) == ("open", [])
    assert len(pay(firm)) == 2


def test_reversing_a_sealed_booking_puts_its_bank_line_back(firm: Store) -> None:
    entries = pay(firm)
    firm.run(seal_entries, entries)
    with firm.step("reverse") as unit:
        post_event(unit, Reverse(day=TODAY, entry=f"entry:{entries[0]}", reason="anderer Kunde"))
    assert state(firm, 1) == ("open", [])
    again = pay(firm)
    assert state(firm, 1) == ("booked", again)


def test_a_corrected_booking_keeps_its_bank_line(firm: Store) -> None:
    entries = spend(firm)
    right = Purchase(
        day=day("03-21"), money="1200", lines=[Amount(account="telefon", gross=35_000)]
    )
    changed = firm.run(change_entry, entries[0], right).value.entries
    assert state(firm, 2) == ("booked", list(changed))
    firm.run(seal_entries, changed)
    posted = firm.run(correct_entry, changed[0], right, "falsches Konto", TODAY).value
    assert state(firm, 2) == ("booked", [posted.entries[0]])


def test_taking_a_booking_back_in_bank_takes_all_its_parts(firm: Store) -> None:
    with pytest.raises(Refused):
        firm.run(unbook_line, 1, TODAY)
    entries = pay(firm)
    firm.run(unbook_line, 1, TODAY)
    assert state(firm, 1) == ("open", [])
    with firm.read() as con:
        assert con.execute("SELECT count(*) FROM entry WHERE id IN (?,?)", entries).fetchone() == (
            0,
        )
    entries = pay(firm)
    firm.run(seal_entries, entries)
    with pytest.raises(InputError):
        firm.run(unbook_line, 1, TODAY)
    assert state(firm, 1) == ("booked", entries)
    firm.run(unbook_line, 1, TODAY, "anderer Kunde")
    assert state(firm, 1) == ("open", [])
    with firm.read() as con:
        assert con.execute("SELECT count(*) FROM entry WHERE reverses IS NOT NULL").fetchone() == (
            1,
        )


def test_one_of_several_parts_is_not_taken_out_alone(firm: Store) -> None:
    parts = [BookedOn(account="wareneingang19", amount=11_900), BookedOn(transfer="1000")]
    with firm.step("cash box") as unit:
        unit.con.execute(
            "INSERT INTO money_account(name,kind,account) VALUES('Kasse','cash','1000')"
        )
    entries: list[int] = firm.run(book_line, BookInput(line=2, parts=parts)).value
    assert len(entries) == 2
    with pytest.raises(Refused) as error:
        firm.run(discard_entry, entries[0])
    assert error.value.hint == "Take the booking of the whole line back in Bank."
    assert state(firm, 2) == ("booked", entries)
    firm.run(unbook_line, 2, TODAY)
    assert state(firm, 2) == ("open", [])


def test_listeners_hear_what_is_gone_and_what_came_instead() -> None:
    with book("ist") as case:
        heard: list[EntriesGone] = []
        case.unit._listeners[EntriesGone] = [lambda _unit, event: heard.append(event)]
        try:
            buy = Purchase(day=TODAY, lines=[Amount(account="telefon", net=100)])
            (one,) = case.post(buy).entries
            change_entry(case.unit, one, buy)
            seal_entries(case.unit, [one])
            new, _back = correct_entry(case.unit, one, buy, "Text", TODAY).entries
            discard_entry(case.unit, new)
        finally:
            del case.unit._listeners[EntriesGone]
        gone = [(event.entries, event.instead) for event in heard]
        assert gone == [((one,), (one,)), ((one,), (new,)), ((new,), ())]
