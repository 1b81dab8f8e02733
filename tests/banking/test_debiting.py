"""Direct debits: mandate, announcement, file, money on the account, debit that comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from kontor.banking.formats.pain import DEBIT, schema_errors
from kontor.banking.kinds import RunState
from kontor.banking.model import DebitInput, MandateInput
from kontor.banking.queries import runs
from kontor.banking.queries.notices import notices
from kontor.banking.service.debiting import add_mandate, announce, end_mandate, propose_debits
from kontor.banking.service.importing import import_statement
from kontor.banking.service.paying import export_run, release_run
from kontor.banking.service.settling import book_run
from kontor.base.errors import InputError, Refused
from kontor.company.model import SettingInput
from kontor.company.service import change_setting
from kontor.receivables.model import BlockInput
from kontor.receivables.service.keeping import block, unblock
from kontor.store.store import Store
from tests.banking import test_incoming as incoming
from tests.banking.statements import camt

firm = incoming.firm
TODAY = date(2026, 4, 6 + 1)
AT = datetime(2026, 4, 7, 8, tzinfo=UTC)
PAYER = "DE89370400440532013000"


@pytest.fixture
def ready(firm: Store) -> Iterator[Store]:
    """Creditor id, a mandate, an invoice over 1,190.00."""
    firm.run(change_setting, SettingInput(
        key="creditor_id", value="DE98ZZZ09999999999", valid_from=date(2026, 1, 1)))  # fmt: skip
    firm.run(add_mandate, MandateInput(
        contact="10001", number="M-2025-1", signed=date(2025, 6, 1), iban=PAYER))  # fmt: skip
    incoming.invoice(firm)
    yield firm


def propose(store: Store, **more: object) -> int:
    data = DebitInput.model_validate({"items": ["RE-2026-0007"]} | more)
    return int(store.run(propose_debits, data, TODAY).value)


def test_an_invoice_is_collected_from_announcement_to_booking(ready: Store) -> None:
    run = propose(ready)
    with ready.read() as con:
        (one,) = runs.payments(con, run)
        ((document, _name, text),) = notices(con, run, TODAY)
    # 14 days of notice from 7 April: the 21st
    assert (one.cents, one.day, one.sequence) == (119_000, date(2026, 4, 21), "FRST")
    assert document == "RE-2026-0007"
    for said in ("1.190,00", "M-2025-1", "DE98ZZZ09999999999", "21.04.2026", "DE89 … 3000"):
        assert said in text, text
    with pytest.raises(Refused):
        ready.run(release_run, run, TODAY)
    ready.run(announce, run, TODAY)
    ready.run(release_run, run, TODAY)
    content = ready.run(export_run, run, TODAY, AT).value.content
    assert schema_errors(content, DEBIT) == []
    ready.run(import_statement, camt(incoming.OWN, (119_000, "RE-2026-0007", one.day)), "a.xml",
              at=AT)  # fmt: skip
    ready.run(book_run, run)
    with ready.read() as con:
        assert runs.run(con, run).state is RunState.BOOKED
        (mandate,) = runs.mandates(con)
    assert mandate.last_used == date(2026, 4, 21)
    incoming.invoice(ready, "RE-2026-0008")
    second = propose(ready, items=["RE-2026-0008"])
    with ready.read() as con:
        assert [each.sequence for each in runs.payments(con, second)] == ["RCUR"]


def test_without_creditor_id_or_mandate_nothing_is_collected(firm: Store) -> None:
    incoming.invoice(firm)
    with pytest.raises(Refused):
        propose(firm)
    firm.run(change_setting, SettingInput(
        key="creditor_id", value="DE98ZZZ09999999999", valid_from=date(2026, 1, 1)))  # fmt: skip
    with pytest.raises(Refused):
        propose(firm)


def test_lapsed_ended_and_other_scheme_are_not_used(ready: Store) -> None:
    with pytest.raises(Refused):
        propose(ready, scheme="B2B")
    ready.run(end_mandate, 1, date(2026, 4, 1), "Kunde widerrief")
    with pytest.raises(Refused):
        propose(ready)
    ready.run(add_mandate, MandateInput(
        contact="10001", number="ALT", signed=date(2020, 1, 1), iban=PAYER,
        last_used=date(2023, 4, 21),
    ))  # fmt: skip
    with pytest.raises(Refused):
        propose(ready)


@pytest.mark.parametrize("wrong", [
    {"number": "M-2025-1"}, {"number": "Ü-1"}, {"iban": "DE89370400440532013001"}, {"iban": ""},
])  # fmt: skip
def test_a_wrong_mandate_is_refused(ready: Store, wrong: dict[str, str]) -> None:
    values = {"contact": "10001", "number": "M-2", "signed": "2026-01-01", "iban": PAYER}
    with pytest.raises(InputError):
        ready.run(add_mandate, MandateInput.model_validate(values | wrong))


def test_a_wrong_creditor_id_is_refused(firm: Store) -> None:
    with pytest.raises(InputError):
        firm.run(change_setting, SettingInput(
                key="creditor_id", value="DE99ZZZ09999999999", valid_from=date(2026, 1, 1),
        ))  # fmt: skip


def dispute(store: Store, document: str, **more: object) -> int:
    data = {"item": document, "kind": "dispute", "reason": "Farbton falsch", **more}
    return int(store.run(block, BlockInput.model_validate(data), TODAY).value)


def test_a_disputed_invoice_is_not_collected(ready: Store) -> None:
    noted = dispute(ready, "RE-2026-0007", amount=10_000)
    with pytest.raises(Refused) as named:  # it says why, instead of leaving it out silently
        propose(ready)
    assert named.value.values["reason"] == "Farbton falsch"
    incoming.invoice(ready, "RE-2026-0008")
    run = propose(ready, items=[], until=date(2026, 12, 31))
    with ready.read() as con:
        assert [one.document for one in runs.payments(con, run)] == ["RE-2026-0008"]
    ready.run(unblock, noted, "Nachlass gegeben", TODAY)
    again = propose(ready)
    with ready.read() as con:
        assert [one.document for one in runs.payments(con, again)] == ["RE-2026-0007"]


def test_a_dispute_noted_later_stops_release_and_file(ready: Store) -> None:
    run = propose(ready)
    ready.run(announce, run, TODAY)
    noted = dispute(ready, "RE-2026-0007")
    with pytest.raises(Refused, match="Farbton falsch"):
        ready.run(release_run, run, TODAY)
    ready.run(unblock, noted, "erledigt", TODAY)
    ready.run(release_run, run, TODAY)
    dispute(ready, "RE-2026-0007")
    with pytest.raises(Refused, match="Farbton falsch"):
        ready.run(export_run, run, TODAY, AT)
    with ready.read() as con:
        assert runs.run(con, run).state is RunState.RELEASED


def test_a_block_of_reminders_does_not_stop_a_debit(ready: Store) -> None:
    dispute(ready, "RE-2026-0007", kind="block")
    assert propose(ready)
