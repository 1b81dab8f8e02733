"""Sources (Herkunft): named, ended, with their costs from a day on."""

from __future__ import annotations

import re
from datetime import date

from sqlmodel import col, select

from kontor.acquisition.model import SourceCostRow, SourceInput, SourceRow
from kontor.acquisition.queries.settings import source_costs, source_or_none
from kontor.acquisition.rules.costs import cost_on
from kontor.base.i18n import N_
from kontor.base.text import fold
from kontor.store.unit import Unit, use_case

_COSTS = ("fixed_per_month", "per_lead", "pct_of_order", "per_campaign")


@use_case(N_("Source set"))
def set_source(unit: Unit, data: SourceInput, today: date) -> str:
    """Add or change a source and what it costs; a cost that is not given stays. Returns its key."""
    known = source_or_none(unit.con, data.source)
    key = known.key if known else _key(data.source)
    row = unit.exec(select(SourceRow).where(SourceRow.source == key)).first()
    if known is None or "ended" in data.model_fields_set:
        if row is None:
            row = SourceRow(source=key, name=None if known else data.source)
        if "ended" in data.model_fields_set:
            row.ended = data.ended
        unit.put(row)
    given = {field: getattr(data, field) for field in _COSTS if getattr(data, field) is not None}
    if given or data.valid_from:
        _cost(unit, key, data, given, data.valid_from or today)
    return key


def _cost(unit: Unit, key: str, data: SourceInput, given: dict[str, int], start: date) -> None:
    before = cost_on(source_costs(unit.con, key), start)
    row = unit.exec(
        select(SourceCostRow).where(
            SourceCostRow.source == key, col(SourceCostRow.valid_from) == start
        )
    ).first()
    if row is None:
        row = SourceCostRow(source=key, valid_from=start)
        for field in _COSTS:
            setattr(row, field, getattr(before, field) if before else 0)
    for field, value in given.items():
        setattr(row, field, value)
    row.note = data.note or row.note
    unit.put(row)


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:40] or "source"
