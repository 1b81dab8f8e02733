"""A file with many leads of invented people, every second of them with a contact."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kontor.acquisition.kinds import DECIDED, Stage
from kontor.acquisition.model import LeadRow
from kontor.acquisition.rules import naming
from kontor.acquisition.rules.naming import Said
from kontor.bootstrap import create_store
from kontor.company.model import FirmInput
from kontor.company.service import create_firm
from kontor.contacts.matching import name_key
from kontor.contacts.model import ContactTable

TODAY = date(2026, 6, 1)
_SYLLABLES = ("ber", "mol", "lin", "tau", "kra", "sim", "wol", "ge", "den", "fel")


def said(number: int) -> Said:
    """An invented person."""
    word = "".join(_SYLLABLES[number // 10**place % 10] for place in range(4)).title()
    return Said(f"Eva {word}", "", f"0221 8{number:06}", f"a{number}@kunde.example", "Gasse",
                str(number % 99), f"{50000 + number % 2000}", "Ort")  # fmt: skip


def crowd(path: Path, many: int, *, contacts: bool = False) -> None:
    """Write the file; with contacts every second lead belongs to one."""
    stages = list(Stage)
    with create_store(path) as store:
        store.run(create_firm, FirmInput(name="X", started=date(2026, 1, 1)))
        with store.step("Lead written down", "test") as unit:
            for number in range(many):
                one, stage = said(number), stages[number % len(stages)]
                draft = naming.draft(one)
                contact = None
                if contacts and number % 2:
                    contact = unit.insert(
                        ContactTable, kind="person", name=one.name, sort_name=one.name.casefold(),
                        name_key=name_key(one.name),
                    )  # fmt: skip
                unit.insert(
                    LeadRow, received=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number),
                    channel="phone", source="other", entered=date(2026, 3, 1), stage=stage,
                    decided=date(2026, 4, 1) if stage in DECIDED else None, value=100_000 + number,
                    phone_normal=draft.phone, name_key=draft.name_key, place_key=draft.place_key,
                    contact=contact, **one._asdict(),
                )  # fmt: skip
