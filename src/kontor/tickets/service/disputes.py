"""The end of a dispute about a bill: by hand, or with the case."""

from __future__ import annotations

from datetime import date

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.receivables.service.keeping import unblock
from kontor.store.unit import Unit
from kontor.tickets.model import TicketRow


def lift(unit: Unit, row: TicketRow, today: date, reason: str) -> None:
    """End the dispute of a case. One that somebody lifted meanwhile is simply let go."""
    if row.block is None:
        raise Refused(N_("This case disputes no bill."))
    lifted = unit.con.execute(
        "SELECT lifted FROM reminder_block WHERE id=?", (row.block,)
    ).fetchone()
    if lifted is not None and lifted[0] is None:
        unblock(unit, row.block, reason or row.number, today)
    row.block = None
    unit.put(row)
