"""A small firm with debtors of all kinds, for the tests and pictures of reminders and risk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from kontor.banking.model import MandateInput
from kontor.banking.service.debiting import add_mandate, end_mandate
from kontor.company.model import SettingInput
from kontor.company.service import change_setting
from kontor.contacts.service.terms import set_standing
from kontor.contacts.terms import StandingInput
from kontor.receivables.model import (
    BlockInput,
    CreditInfoInput,
    LimitationInput,
    PaymentPlanInput,
    SecurityInput,
)
from kontor.receivables.service import keeping, risk
from kontor.store.inputs import JSON
from kontor.store.store import Store
from tests.receivables.kit import firm, owes, pays
from tests.receivables.test_run import sent

TODAY = date(2026, 9, 14)
IBAN = "DE89370400440532013000"


def given(model: Any, **values: Any) -> Any:
    """An input as a document."""
    return model.model_validate(values, context=JSON)


def mandate(store: Store, contact: int, number: str, signed: str, **more: Any) -> int:
    """A mandate of a contact."""
    data = given(MandateInput, contact=f"contacts:{contact}", number=number, signed=signed,
                 iban=IBAN, **more)  # fmt: skip
    return int(store.run(add_mandate, data).value)


@contextmanager
def debtors(path: Path) -> Iterator[Store]:
    """Krüger (1) pays in rates, Nordstern (2) pays late and stands above his limit."""
    with firm(path) as store:
        owes(store, 1, "RE-2026-0011", 119_000, due=date(2026, 6, 20))
        old = {"day": date(2023, 11, 2), "due": date(2023, 11, 16)}
        owes(store, 1, "RE-2023-0044", 83_300, **old)
        for number in (1, 2, 3):
            name = f"RE-2026-002{number}"
            owes(store, 2, name, 297_500, day=date(2026, 5, 4), due=date(2026, 5, 18))
            pays(store, name, 297_500, date(2026, 6, 11))
        owes(store, 2, "RE-2026-0031", 714_000, due=date(2026, 6, 30))
        owes(store, 2, "RE-2026-0032", 476_000, day=date(2026, 9, 1), due=date(2026, 9, 30))
        sent(store, date(2026, 7, 20))
        rates = [{"due": "2026-08-15", "amount": "400.00"},
                 {"due": "2026-09-01", "amount": "400.00"},
                 {"due": "2026-10-01", "amount": "390.00"}]  # fmt: skip
        plan = given(PaymentPlanInput, items=["RE-2026-0011"], day="2026-07-31", rates=rates,
                     note="telefonisch vereinbart")  # fmt: skip
        store.run(keeping.agree_plan, plan, TODAY)
        pays(store, "RE-2026-0011", 50_000, date(2026, 8, 14))
        note = given(LimitationInput, item="RE-2026-0031", kind="negotiation", day="2026-08-01",
                     reference="Gespräch mit Herrn Nord")  # fmt: skip
        store.run(keeping.note_limitation, note)
        store.run(set_standing, 2, StandingInput(credit_limit=1_000_000), TODAY)
        store.run(risk.rate_customers, TODAY)
        store.run(risk.add_credit_info, given(
            CreditInfoInput, customer="contacts:2", value=320, source="Auskunftei Muster",
            reason="Auftrag auf Rechnung"), TODAY)  # fmt: skip
        store.run(risk.add_security, given(
            SecurityInput, customer="contacts:2", kind="guarantee", amount="2000.00",
            reference="Volksbank 4711"), TODAY)  # fmt: skip
        store.run(keeping.block, given(
            BlockInput, item="RE-2026-0031", kind="dispute", reason="Kratzer in Tür 3",
            amount="300.00"), TODAY)  # fmt: skip
        creditor = {"key": "creditor_id", "value": "DE98ZZZ09999999999"}
        store.run(change_setting, given(SettingInput, **creditor, valid_from="2026-01-01"))
        used = mandate(store, 2, "M-2026-001", "2026-03-02", last_used="2026-08-03")
        lapsed = mandate(store, 1, "M-2022-007", "2022-05-01")
        ended = mandate(store, 1, "M-2025-003", "2025-05-01")
        assert used < lapsed < ended
        store.run(end_mandate, ended, date(2026, 2, 1), "Kontowechsel")
        yield store
