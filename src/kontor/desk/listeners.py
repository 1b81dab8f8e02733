"""What the books say to changes in other areas; `bootstrap` registers it, so it loads little."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kontor.base.dates import end_of_month
from kontor.company.rules import refuse_contradiction

if TYPE_CHECKING:
    from kontor.company.kinds import SettingChanged
    from kontor.contacts.kinds import ContactRenamed
    from kontor.store.unit import Unit


def guard_setting(unit: Unit, event: SettingChanged) -> None:
    """Listener of `SettingChanged`: closed months and filed returns are not contradicted."""
    closed, filed = unit.con.execute(
        "SELECT (SELECT max(month) FROM period),"
        " (SELECT max(period) FROM filing WHERE kind='vat' AND takeover=0)"
    ).fetchone()
    refuse_contradiction(
        event.key, event.valid_from, _last_day(closed or ""), _last_day(filed or "")
    )


def rename_accounts(unit: Unit, event: ContactRenamed) -> None:
    """Listener of `ContactRenamed`: the personal accounts carry the new name."""
    from kontor.ledger.model.chart import AccountChange
    from kontor.ledger.service.chart import change_account

    rows = unit.con.execute(
        "SELECT number FROM account WHERE partner=? AND parent IS NOT NULL",
        (f"contacts:{event.contact}",),
    ).fetchall()
    for (number,) in rows:
        change_account(unit, number, AccountChange(name=event.name))


def _last_day(period: str) -> date | None:
    """Last day of `2026-03`, `2026-Q1` or `2026`."""
    year, _, part = period.partition("-")
    if not (year.isascii() and year.isdigit()):
        return None
    month = int(part[1:]) * 3 if part.startswith("Q") else int(part or 12)
    return end_of_month(date(int(year), month, 1))
