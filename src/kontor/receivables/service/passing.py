"""What stands against steps of other areas: the limit of a customer, a dispute about an invoice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.receivables.model import LimitPassRow
from kontor.receivables.queries import claims, passing, risk
from kontor.receivables.rules.risk import Gate, Stage

if TYPE_CHECKING:
    from datetime import date

    from kontor.sales.kinds import LimitAsked
    from kontor.store.unit import Unit


def hold_limit(unit: Unit, asked: LimitAsked, who: str) -> None:
    """Let a quote, an order or the start of work through, or refuse it.

    Args:
        unit: the step that it happens in.
        asked: what is about to happen.
        who: login name of the person at the computer.

    Raises:
        Refused: limit, block or class stand against it and no reason was given, or the firm's
            setting takes none.
    """
    stage = Stage(asked.stage)
    found = risk.gate(unit.con, asked.contact, stage, asked.day, asked.gross)
    if stage is Stage.START:
        found = passing.check_start(unit.con, asked.document, found)
    if found.gate in {Gate.FREE, Gate.HINT}:
        return
    reason = (asked.reason or "").strip()
    if found.gate is Gate.BLOCKED:
        raise Refused(
            N_("{reasons}"), reasons=" ".join(passing.said(found)),
            hint=N_("Raise the limit or lift the block first: the firm takes no reason here."),
        )  # fmt: skip
    if not reason:
        raise Refused(
            N_("{reasons}"), reasons=" ".join(passing.said(found)),
            hint=N_("Give a reason to go on all the same."),
        )  # fmt: skip
    unit.put(LimitPassRow(
        contact=asked.contact, document=asked.document, stage=stage.value, day=asked.day,
        exposure=found.exposure, credit_limit=found.limit,
        findings=json.dumps(found.reasons, ensure_ascii=False), reason=reason, who=who,
    ))  # fmt: skip


def hold_collection(unit: Unit, item: int, document: str, day: date) -> None:
    """Hold an invoice back from a direct debit while the customer disputes it, if only in part.

    Raises:
        Refused: a dispute holds on the day.
    """
    for one in claims.disputes(unit.con, item, day):
        raise Refused(
            N_("{document} is not collected: the customer disputes it ({reason})."),
            hint=N_("Leave it out or drop the run; lift the dispute once it is settled."),
            document=document, reason=one.reason, field="items",
        )  # fmt: skip
