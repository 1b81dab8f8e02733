"""Measurement sheets (Aufmaß): formulas, over-measuring, and what they say about performance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.sales.kinds import DocumentKind, State
from kontor.sales.model.inputs import MeasureInput, MeasurementInput
from kontor.sales.model.tables import Measure, SalesDocument
from kontor.sales.queries import documents as queries
from kontor.sales.queries.terms import measured
from kontor.sales.rules.formula import FormulaError, Measured, evaluate
from kontor.sales.rules.measuring import AREA, LENGTH, Preset, decide, presets
from kontor.sales.service import positions
from kontor.sales.service.documents import freeze, open_row, row_of, set_state
from kontor.sales.service.orders import order_row
from kontor.sales.service.positions import Done
from kontor.store.unit import Unit, use_case

_SHEET = DocumentKind.MEASUREMENT


@use_case(N_("Measurement added"))
def new_measurement(unit: Unit, order: int, data: MeasurementInput) -> int:
    """Add a measurement sheet to an order; formulas are worked out, texts and results kept.

    Raises:
        FormulaError: which line, what is wrong and where.
    """
    there = order_row(unit, order)
    row = unit.put(
        SalesDocument(
            kind=_SHEET, state=State.DRAFT, day=data.day, contact=there.contact, site=there.site,
            sales_order=order, origin=order, subject=data.subject, language=there.language,
            tax_case=there.tax_case, their_reference=data.measured_by,
        )
    )  # fmt: skip
    _write(unit, row, data.preset, data.lines)
    return row.key


@use_case(N_("Measurement changed"))
def change_measurement(unit: Unit, sheet: int, data: MeasurementInput) -> None:
    """Change a sheet that is not signed; its lines replace those there were."""
    row = open_row(unit, sheet, _SHEET)
    if row.state is State.CHECKED:
        _reopen(unit, row)
    row.day, row.subject, row.their_reference = data.day, data.subject, data.measured_by
    unit.con.execute("DELETE FROM measure WHERE document=?", (sheet,))
    _write(unit, row, data.preset, data.lines)


@use_case(N_("Measurement checked"))
def check_measurement(unit: Unit, sheet: int) -> None:
    """A sheet is checked: from now on its quantities count as performed."""
    row = open_row(unit, sheet, _SHEET)
    set_state(unit, row, State.CHECKED)
    _book(unit, row)


@use_case(N_("Measurement opened again"))
def reopen_measurement(unit: Unit, sheet: int) -> None:
    """Take a checked sheet back: its quantities count no longer."""
    _reopen(unit, open_row(unit, sheet, _SHEET))


@use_case(N_("Measurement signed by the customer"))
def sign_measurement(unit: Unit, sheet: int, day: date, who: str = "") -> str:
    """The customer signed the sheet: it is numbered and frozen. Returns the number."""
    row = row_of(unit, sheet, _SHEET)
    booked = row.state is State.CHECKED
    set_state(unit, row, State.SIGNED)
    row.decided, row.decided_how = day, who or None
    if not booked:
        _book(unit, row)
    return freeze(unit, row) if row.issued is None else row.number or ""


def _write(unit: Unit, row: SalesDocument, preset: str, lines: Sequence[MeasureInput]) -> None:
    rule = _preset(preset)
    known: dict[str, int] = {}
    for pos, line in enumerate(lines, 1):
        found = _value(line, pos, known)
        if found.name:
            known[found.name.casefold()] = found.value
        position = _position(unit, row, line, pos, bool(found.name))
        sign = -1 if line.deduct or line.narrow else 1
        counted = decide(rule, found.value, sign, LENGTH if line.narrow else AREA)
        unit.insert(
            Measure, document=row.key, pos=pos, position=position, room=line.room,
            text=line.text or found.comment, formula=line.formula, value=found.value,
            times=line.times, sign=sign, rule=counted.rule,
            counted=counted.counted and not found.name,
        )  # fmt: skip


def _value(line: MeasureInput, pos: int, known: dict[str, int]) -> Measured:
    try:
        return evaluate(line.formula, known)
    except FormulaError as error:
        raise FormulaError(
            N_("Line {line}: {error}"), field=f"lines.{pos - 1}.formula", line=pos,
            error=str(error),
        ) from error  # fmt: skip


def _position(
    unit: Unit, row: SalesDocument, line: MeasureInput, pos: int, variable: bool
) -> int | None:
    if line.position and row.sales_order is not None:
        return queries.find_position(unit.con, row.sales_order, line.position).id
    if not variable:
        raise InputError(
            N_("Line {line} names no position and no variable."), line=pos,
            field=f"lines.{pos - 1}.position",
        )  # fmt: skip
    return None


def _preset(key: str) -> Preset | None:
    if key not in presets():
        raise InputError(
            N_("There is no over-measuring rule “{rule}”."), rule=key, field="preset",
            hint=N_("Possible: {choices}."), choices=", ".join(presets()),
        )  # fmt: skip
    return None if key == "none" else presets()[key]


def _book(unit: Unit, row: SalesDocument) -> None:
    """Quantities of a sheet become performance: all checked sheets of a position together."""
    for position in measured(unit.con, row.key):
        total = sum(_sheets(unit, position).values())
        positions.put_progress(unit, Done(position, row.day, total, "measured", row.key))


def _sheets(unit: Unit, position: int) -> dict[int, int]:
    rows = unit.con.execute(
        "SELECT DISTINCT d.id FROM measure m JOIN sales_document d ON d.id=m.document"
        " WHERE m.position=? AND d.kind='measurement' AND d.state IN ('checked','signed')",
        (position,),
    ).fetchall()
    return {key: measured(unit.con, key).get(position, 0) for (key,) in rows}


def _reopen(unit: Unit, row: SalesDocument) -> None:
    """Later sheets keep what they had added; the quantities of this one are taken off them."""
    own = measured(unit.con, row.key)
    set_state(unit, row, State.DRAFT)
    con = unit.con
    con.execute("DELETE FROM progress WHERE document=? AND how='measured'", (row.key,))
    for position, quantity in own.items():
        con.execute(
            "UPDATE progress SET quantity=quantity-? WHERE position=? AND how='measured'"
            " AND (day>? OR day=? AND document>?)",
            (quantity, position, row.day.isoformat(), row.day.isoformat(), row.key),
        )
