"""Data protection of leads: what was said goes when its time is over; the figures stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kontor.acquisition.doors import blank_leads
from kontor.acquisition.kinds import OPEN
from kontor.acquisition.service.moving import lead_row
from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.store.unit import Unit, use_case


@use_case(N_("Data of leads deleted"), final=N_("erased is erased"))
def forget_leads(unit: Unit, leads: Sequence[int], due: bool, today: date) -> list[int]:
    """Take name, telephone and words out of decided leads, in their history as well.

    Args:
        unit: the step.
        leads: which ones.
        due: also all whose day of deletion is over.
        today: the day it is seen from.

    Raises:
        Refused: a lead is still open; its contact has its own erasure.
    """
    chosen = dict.fromkeys(leads)
    if due:
        rows = unit.con.execute(
            "SELECT id FROM lead WHERE delete_on<=? ORDER BY id", (today.isoformat(),)
        ).fetchall()
        chosen |= dict.fromkeys(row[0] for row in rows)
    if not chosen:
        raise InputError(N_("No lead is named, and of none the time is over."), field="leads")
    for key in chosen:
        if lead_row(unit, key).stage in OPEN:
            raise Refused(N_("Lead {number} is still open."), number=key)
    unit.flush()
    blank_leads(unit, chosen)
    unit.expire_all()
    return list(chosen)
