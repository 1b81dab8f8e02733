"""The limit check on the way of a quote or order: refused, or passed over with a kept reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.receivables.model import LimitPassRow
from kontor.receivables.queries import passing, risk
from kontor.receivables.rules.risk import Gate, Stage

if TYPE_CHECKING:
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
