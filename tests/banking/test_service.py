"""From the bank's file to the books: import, proposals, booking, taking back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kontor.banking.doors import check
from kontor.banking.kinds import Grade
from kontor.banking.model import BookedOn, BookInput, RuleInput
from kontor.banking.queries import lines
from kontor.banking.queries.proposals import matching, proposals
from kontor.banking.service.booking import book_line, book_lines, proposed_input, set_aside, take_up
from kontor.banking.service.importing import import_statement
from kontor.banking.service.rules import add_rule, delete_rule
from kontor.base.errors import InputError, Refused
from kontor.company.model import FirmInput, MoneyAccountInput
from kontor.company.service import add_money_account, create_firm
from kontor.contacts.kinds import ContactKind, Role
from kontor.contacts.model import ContactInput, RoleInput
from kontor.contacts.service import create_contact
from kontor.ledger.model.inputs import Amount, Discount, Invoice
from kontor.ledger.service.chart import seed_chart
from kontor.ledger.service.events import post_event
from kontor.store.store import Store
from tests.banking.samples import needs_samples, sample

AT = datetime(2026, 3, 20, 12, tzinfo=UTC)
TODAY = date(2026, 3, 20)
IBAN, PAYER = "DE02120300000000202051", "DE89370400440532013000"


def _mt940(*rows: tuple[int, str, str, str], opening: int = 100_000, number: int = 1) -> bytes:
    """One statement of 16 March 2026; rows are (cents, name, purpose, iban)."""

    def amount(cents: int) -> str:
        return f"{abs(cents) // 100},{abs(cents) % 100:02d}"

    closing = opening + sum(row[0] for row in rows)
    out = [
        ":20:X",
        ":25:12030000/0000202051",
        f":28C:{number}/1",
        f":60F:C260315EUR{amount(opening)}",
    ]
    for place, (cents, name, purpose, iban) in enumerate(rows):
        side = "C" if cents > 0 else "D"
        out.append(f":61:2603160316{side}{amount(cents)}NTRFNONREF//B{number}{place}")
        out.append(
            f":86:166?00UMSATZ?20SVWZ+{purpose[:22]}?21{purpose[22:49]}?31{iban}?32{name[:27]}"
        )
    out.append(f":62F:{'C' if closing >= 0 else 'D'}260316EUR{amount(closing)}")
    return ("\r\n".join(out) + "\r\n-").encode()


@pytest.fixture
def firm(store: Store) -> Iterator[Store]:
    """A painter with a bank account, one customer, one invoice over 1,190.00 with 2 % discount."""
    with store.step("set up") as unit:
        create_firm(unit, FirmInput.model_validate({
            "name": "Malerbetrieb Lindner", "chart": "skr03", "started": "2026-01-01",
        }))  # fmt: skip
        seed_chart(unit, "skr03", date(2026, 1, 1))
        add_money_account(unit, MoneyAccountInput.model_validate(
            {"name": "Hausbank", "kind": "bank", "account": "1200", "iban": IBAN}))  # fmt: skip
        add_money_account(unit, MoneyAccountInput.model_validate(
            {"name": "Kasse", "kind": "cash", "account": "1000"}))  # fmt: skip
        role = RoleInput(role=Role.CUSTOMER, number="10001")
        create_contact(unit, ContactInput(kind=ContactKind.FIRM, name="Bäckerei Ohm", roles=[role]))
        post_event(unit, Invoice(
            day=date(2026, 3, 2), partner="10001", document="RE-2026-0007",
            lines=[Amount(account="8400", net=100_000)], due=date(2026, 3, 16),
            discounts=[Discount(until=date(2026, 3, 16), rate=200)],
        ))  # fmt: skip
    yield store


def _import(store: Store, content: bytes, name: str = "auszug.sta", **more: object) -> object:
    return store.run(import_statement, content, name, at=AT, **more).value


def _first(store: Store) -> int:
    with store.read() as con:
        return lines.unbooked(con)[0].id


def _balance(store: Store, account: str) -> int:
    with store.read() as con:
        (cents,) = con.execute(
            "SELECT ifnull(sum(l.cents),0) FROM line l JOIN account a ON a.id=l.account"
            " WHERE a.number=?", (account,),
        ).fetchone()  # fmt: skip
    return int(cents)


@needs_samples
def test_the_german_sample_comes_in_whole_and_only_once(firm: Store) -> None:
    result = _import(firm, sample("synthetic-camt053-001.08-german.xml"), "a.xml")
    assert (result.new, result.known, result.pending, result.refused) == (6, 0, 0, 0)
    again = _import(firm, sample("synthetic-camt053-001.08-german.xml"), "a.xml")
    assert again.known_import == AT.isoformat(timespec="microseconds").replace("+00:00", "Z")
    assert again.new == 0
    packed = _import(firm, sample("synthetic-camt052-001.08-german.zip"), "a.zip")
    assert (packed.new, packed.pending) == (0, 1)
    with firm.read() as con:
        assert len(lines.unbooked(con)) == 6
        assert lines.statements(con)[-1].closing == 308_350
        batch = con.execute("SELECT count(*) FROM bank_detail").fetchone()[0]
    assert batch == 3


def test_a_statement_of_a_stranger_is_refused_and_nothing_is_stored(firm: Store) -> None:
    foreign = _mt940((100, "X", "Y", PAYER)).replace(b"12030000/0000202051", b"50010517/1234567890")
    with pytest.raises(Refused, match="1234567890"):
        _import(firm, foreign)
    with firm.read() as con:
        assert con.execute("SELECT count(*) FROM statement_import").fetchone()[0] == 0
        assert con.execute("SELECT count(*) FROM blob").fetchone()[0] == 0


def test_a_gap_between_statements_is_told(firm: Store) -> None:
    _import(firm, _mt940((5_000, "A", "eins", PAYER)))
    later = _mt940((100, "B", "zwei", PAYER), opening=1, number=2).replace(
        b"2603160316", b"2603170317"
    )
    later = later.replace(b":60F:C260315", b":60F:C260316").replace(
        b":62F:C260316", b":62F:C260317"
    )
    result = _import(firm, later)
    assert "bank.chain" in {one.code for one in result.findings}


def test_an_invoice_number_is_a_sure_proposal_and_one_step_books_it(firm: Store) -> None:
    _import(firm, _mt940((119_000, "BAECKEREI OHM", "RE-2026-0007 danke", PAYER)))
    line = _first(firm)
    with firm.read() as con:
        best = proposals(con, line, matching(con, TODAY))[0]
    assert best.grade is Grade.AUTO
    assert best.reasons
    done = firm.run(book_line, proposed_input(line, best))
    assert _balance(firm, "10001") == 0
    assert _balance(firm, "1200") == 119_000
    with firm.read() as con:
        assert lines.line(con, line).state == "booked"
        learned = con.execute("SELECT iban, learned FROM contact_bank").fetchall()
    assert learned == [(PAYER, 1)]
    firm.undo(done.step)
    assert _balance(firm, "10001") == 119_000
    with firm.read() as con:
        assert lines.line(con, line).state == "open"


def test_discount_in_time_is_taken_with_the_payment(firm: Store) -> None:
    _import(firm, _mt940((116_620, "Ohm", "RE-2026-0007 abzgl Skonto", PAYER)))
    line = _first(firm)
    with firm.read() as con:
        best = proposals(con, line, matching(con, TODAY))[0]
    assert best.splits[0].discount == 2_380
    firm.run(book_line, proposed_input(line, best))
    assert _balance(firm, "10001") == 0
    assert _balance(firm, "8736") == 2_000


def test_a_line_is_split_over_item_fee_and_cash(firm: Store) -> None:
    _import(firm, _mt940((-35_000, "Geldautomat", "Barabhebung und Gebuehr", "")))
    parts = [BookedOn(transfer="1000", amount=30_000), BookedOn(account="4970")]
    firm.run(book_line, BookInput(line=_first(firm), parts=parts))
    assert (_balance(firm, "1000"), _balance(firm, "4970")) == (30_000, 5_000)
    assert _balance(firm, "1200") == -35_000


def test_overpayment_becomes_a_credit_of_the_partner(firm: Store) -> None:
    _import(firm, _mt940((120_000, "Ohm", "RE-2026-0007", PAYER)))
    parts = [BookedOn(item="RE-2026-0007", amount=119_000)]
    firm.run(book_line, BookInput(line=_first(firm), parts=parts))
    assert _balance(firm, "10001") == -1_000


@pytest.mark.parametrize(
    "parts",
    [
        [BookedOn(account="4970", amount=1), BookedOn(account="4930", amount=1)],
        [BookedOn(account="4970"), BookedOn(account="4930")],
        [BookedOn(amount=1_000)],
        [BookedOn(transfer="no such account")],
        [BookedOn(item="RE-9999")],
    ],
)  # fmt: skip
def test_wrong_parts_are_refused_and_nothing_is_lost(firm: Store, parts: list[BookedOn]) -> None:
    _import(firm, _mt940((1_000, "A", "x", "")))
    line = _first(firm)
    with pytest.raises((InputError, Refused, LookupError, Exception)) as refused:
        firm.run(book_line, BookInput(line=line, parts=parts))
    assert str(refused.value)
    with firm.read() as con:
        assert lines.line(con, line).state == "open"
        assert con.execute("SELECT count(*) FROM bank_booking").fetchone()[0] == 0


def test_a_booked_line_is_not_booked_twice(firm: Store) -> None:
    _import(firm, _mt940((-1_290, "Bank", "Kontofuehrung", "")))
    line = _first(firm)
    data = BookInput(line=line, parts=[BookedOn(account="4970")])
    firm.run(book_line, data)
    with pytest.raises(Refused):
        firm.run(book_line, data)
    assert _balance(firm, "4970") == 1_290


def test_a_list_of_lines_is_one_step_and_whole_or_nothing(firm: Store) -> None:
    _import(firm, _mt940((-100, "A", "x", ""), (-200, "B", "y", "")))
    with firm.read() as con:
        first, second = (row.id for row in lines.unbooked(con))
    good = BookInput(line=first, parts=[BookedOn(account="4970")])
    bad = BookInput(line=second, parts=[BookedOn(account="999999")])
    with pytest.raises(Exception, match="999999"):
        firm.run(book_lines, [good, bad])
    assert _balance(firm, "4970") == 0
    done = firm.run(book_lines, [good, bad.model_copy(update={"parts": good.parts})])
    assert _balance(firm, "4970") == 300
    firm.undo(done.step)
    assert _balance(firm, "4970") == 0


def test_set_aside_needs_a_reason_and_can_be_taken_up_again(firm: Store) -> None:
    _import(firm, _mt940((-100, "A", "x", "")))
    line = _first(firm)
    with pytest.raises(InputError):
        firm.run(set_aside, line, "  ")
    firm.run(set_aside, line, "private Karte")
    with firm.read() as con:
        assert lines.unbooked(con) == []
    firm.run(take_up, line)
    assert _first(firm) == line


def test_rules_and_experience_propose_with_a_reason(firm: Store) -> None:
    _import(firm, _mt940((-7_900, "Musterkom", "Telefon Maerz", "DE89370400440532013000")))
    rule = firm.run(add_rule, RuleInput(name="Telefon", pattern_name="musterkom", account="4920",
                                        code="VST19", sign=-1)).value  # fmt: skip
    line = _first(firm)
    with firm.read() as con:
        best = proposals(con, line, matching(con, TODAY))[0]
    assert (best.account, best.code) == ("4920", "VST19")
    assert best.reasons[0].text
    firm.run(book_line, proposed_input(line, best))
    assert (_balance(firm, "4920"), _balance(firm, "1576")) == (6_639, 1_261)
    firm.run(delete_rule, rule)
    _import(
        firm,
        _mt940(
            (-7_900, "Musterkom", "Telefon April", "DE89370400440532013000"),
            opening=92_100,
            number=2,
        ),
    )
    with firm.read() as con:
        again = proposals(con, _first(firm), matching(con, TODAY))[0]
    assert again.account == "4920"


def test_a_rule_without_a_mark_is_refused(firm: Store) -> None:
    with pytest.raises(InputError):
        firm.run(add_rule, RuleInput(name="alles", account="4920"))


def test_check_finds_a_balance_that_is_not_the_banks(firm: Store) -> None:
    _import(firm, _mt940((-100, "A", "x", ""), opening=0))
    line = _first(firm)
    firm.run(book_line, BookInput(line=line, parts=[BookedOn(account="4970")]))
    with firm.read() as con:
        assert list(check(con)) == []
    with firm.step("behind the bank's back") as unit:
        from kontor.ledger.model.inputs import Purchase

        post_event(unit, Purchase(day=date(2026, 3, 16), lines=[Amount(account="4970", gross=1)]))
    with firm.read() as con:
        assert [one.code for one in check(con)] == ["I11"]


def test_a_broken_file_leaves_the_file_as_it_was(firm: Store, tmp_path: Path) -> None:
    with firm.read() as con:
        before = con.execute("SELECT max(id) FROM step").fetchone()
    for content in (b"", b"\x00\x01", b"<x>", b"Hallo"):
        with pytest.raises(Exception) as refused:
            _import(firm, content, "kaputt.sta")
        assert str(refused.value)
    with firm.read() as con:
        assert con.execute("SELECT max(id) FROM step").fetchone() == before


def test_well_known_payees_have_an_account_and_cash_is_a_transfer(firm: Store) -> None:
    _import(firm, _mt940(
        (-210_000, "Finanzamt Musterstadt", "ESt Vorauszahlung Q1", ""),
        (-50_000, "Finanzamt Musterstadt", "Umsatzsteuer 02.2026", ""),
        (-1_890, "AOK Muster", "SV-Beitraege", ""),
    ))  # fmt: skip
    with firm.read() as con:
        known = matching(con, TODAY)
        accounts = [proposals(con, row.id, known)[0].account for row in lines.unbooked(con)]
    assert accounts == ["1810", "1780", "1742"]
    _import(firm, _mt940((-10_000, "Automat", "Bargeld", ""), opening=-161_890, number=2))
    with firm.read() as con:
        last = lines.unbooked(con)[-1].id
    firm.run(book_line, BookInput(line=last, parts=[BookedOn(account="kasse")]))
    with firm.read() as con:
        kinds = con.execute("SELECT kind FROM entry ORDER BY id DESC LIMIT 1").fetchone()
    assert kinds == ("transfer",)
    assert _balance(firm, "1000") == 10_000
