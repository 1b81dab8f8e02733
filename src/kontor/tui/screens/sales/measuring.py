"""A measurement sheet (Aufmaß): rooms, formulas, variables, and what a trade measures over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_quantity
from kontor.base.text import fold
from kontor.sales.queries import documents, terms
from kontor.sales.rules.formula import evaluate
from kontor.sales.rules.measuring import AREA, LENGTH, decide, presets
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.sales.line_values import Line
from kontor.tui.screens.sales.table_form import Raws, TableForm
from kontor.tui.text import Rows
from kontor.tui.widgets.columns import Column, Kind


class MeasureScreen(TableForm):
    """Lines of a sheet of an order."""

    NAME, TITLE, HANDBOOK = "sales.measure", N_("Measurement"), "measurements"
    HINTS: ClassVar[tuple[str, ...]] = (
        "form.save", "record.new", "measure.rule", "measure.position", "record.cancel",
    )  # fmt: skip
    PARTS: ClassVar[tuple[str, ...]] = ("position", "room", "text", "times", "formula", "less")
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column(N_("Position"), Kind.NUMBER, 9, least=7),
        Column(N_("Room"), Kind.TEXT, 12, least=8, keep=True),
        Column(N_("Text"), Kind.NAME, 12, grow=1, least=8),
        Column("×", Kind.QUANTITY, 4, least=3, keep=True),
        Column(N_("Formula line"), Kind.TEXT, 22, grow=2, least=14, keep=True),
        Column(N_("Less"), Kind.TEXT, 5, least=5, keep=True),
        Column(N_("Counts"), Kind.QUANTITY, 11, least=9, keep=True),
    )
    FIRST = "room"
    EMPTY = N_("No lines yet. W=4,2 names a length; a in the column Less is an opening.")

    def __init__(self, order: int, sheet: int | None = None) -> None:
        super().__init__()
        self.order, self.sheet = order, sheet
        self.preset = "none"
        self._there: list[documents.Position] = []
        self._called = ""

    def crumb(self) -> str:
        """Of which order, by which rule."""
        rule = presets()[self.preset].name
        return _("Measurement: {name} · {rule}").format(name=self._called, rule=rule)

    def draft_key(self) -> str:
        """One per sheet, or per order for a new one."""
        return f"sales.measure:{self.order}:{self.sheet or 'new'}"

    def start_rows(self) -> list[Raws]:
        """The lines of the sheet."""
        with self.kontor.store.read() as con:
            self._called = documents.head(con, self.order).name
            self._there = [one for one in documents.positions(con, self.order) if one.number]
            lines = terms.measures(con, self.sheet) if self.sheet else []
        self.preset = next((one.rule for one in lines if one.rule), "none")
        narrow = presets()[self.preset].width
        return [
            {
                "position": one.number, "room": one.room, "text": one.text,
                "times": str(one.times) if one.times != 1 else "", "formula": one.formula,
                "less": "" if one.sign > 0 else "b" if 0 < one.value <= narrow < 1000
                and not one.counted else "a",
            }
            for one in lines
        ]  # fmt: skip

    def new_raws(self) -> Raws:
        """The position and room of the line above."""
        at = self.table.cursor
        if not self.raws:
            counting = [one for one in self._there if one.price]
            return {"position": counting[0].number} if len(counting) == 1 else {}
        above = self.raws[min(at, len(self.raws) - 1)]
        return {"position": above.get("position", ""), "room": above.get("room", "")}

    def read(self, raws: Raws, above: Sequence[Line]) -> Line:
        """The formula with the variables above it; whether the rule lets it count."""
        values: dict[str, Any] = {
            "room": raws.get("room", ""), "text": raws.get("text", ""),
            "formula": raws.get("formula", "").strip(),
        }  # fmt: skip
        known = {
            line.values["name"].casefold(): line.values["value"]
            for line in above
            if line.values.get("name")
        }
        part = "formula"
        try:
            found = evaluate(values["formula"], known)
            values["name"], values["value"] = found.name, found.value
            part = "times"
            values["times"] = _times(raws.get("times", ""))
            part = "less"
            values |= _less(raws.get("less", ""))
            part = "position"
            values["position"] = self._position(raws.get("position", ""), bool(found.name))
        except KontorError as error:
            return Line(values, {}, f"{error} {error.advice}".strip(), part)
        return self._counted(values)

    def _counted(self, values: dict[str, Any]) -> Line:
        taken = values["deduct"] or values["narrow"]
        rule = None if self.preset == "none" else presets()[self.preset]
        found = decide(
            rule, values["value"], -1 if taken else 1, LENGTH if values["narrow"] else AREA
        )
        said = {"value": f"= {format_quantity(values['value'])}"}
        if values["name"]:
            said["name"] = _("{name} is named for the lines below").format(name=values["name"])
            return Line(values, said)
        if not found.counted:
            said["rule"] = _("measured over, not deducted")
            return Line(values, said, total=0)
        return Line(values, said, total=values["value"] * values["times"] * (-1 if taken else 1))

    def _position(self, typed: str, variable: bool) -> str | None:
        text = typed.strip()
        if not text:
            if variable:
                return None
            raise InputError(N_("Which position is measured?"), hint=N_("F4 shows them."))
        if not any(one.number == text for one in self._there):
            raise InputError(
                N_("The order has no position {number}."), number=text, hint=N_("F4 shows them.")
            )
        return text

    def worked(self, line: Line) -> tuple[object, ...]:
        """What the line adds."""
        return (line.total,)

    def below(self, lines: Sequence[Line]) -> Rows:
        """Sum of each position, and the rule."""
        sums: dict[str, int] = {}
        for line in lines:
            number = line.values.get("position")
            if number and not line.fault:
                sums[number] = sums.get(number, 0) + (line.total or 0)
        units = {one.number: one.unit for one in self._there}
        texts = [f"{number}: {format_quantity(cents)} {units.get(number, '')}".strip()
                 for number, cents in sums.items()]  # fmt: skip
        rule = presets()[self.preset]
        said = _("Openings and interruptions are deducted in full.")
        if rule.opening:
            said = _("{rule}: openings up to {area} m² are not deducted.").format(
                rule=rule.name, area=format_quantity(rule.opening)
            )
        return [(" · ".join(texts), "bold"), (said, "$ink-faint")]

    def do_measure_rule(self) -> None:
        """Choose the over-measuring rule of the trade."""
        entries = [
            Entry(key, one.name, " · ".join(part for part in (one.law, one.source) if part))
            for key, one in presets().items()
        ]

        def take(key: str | None) -> None:
            from kontor.tui.screens.base import give_title

            if key:
                self.preset = key
                give_title(self.query_one("#lines-pane"), top=self.crumb())
                self.show_rows()

        self.app.push_screen(Chooser(_("Over-measuring rule"), entries), take)

    def do_measure_position(self) -> None:
        """Choose the position that the line measures."""
        entries = [
            Entry(one.number, f"{one.number} {one.short}",
                  f"{format_quantity(one.quantity)} {one.unit}")
            for one in self._there if one.price
        ]  # fmt: skip

        def take(number: str | None) -> None:
            if not number:
                return
            if self._at is not None:
                self.edit.fields["position"].put(number)
                self.edit.go("room")
            elif self.raws:
                self._remember()
                self.raws[self.table.cursor]["position"] = number
                self._changed()

        self.app.push_screen(Chooser(_("Position of the order"), entries), take)

    def save(self, lines: Sequence[Line]) -> None:
        """Write the sheet."""
        from kontor.sales.model.inputs import MeasureInput, MeasurementInput
        from kontor.sales.service.measuring import change_measurement, new_measurement

        if not lines:
            self._saving = False
            self.kontor.toast(_("The sheet is empty."), tone="warning")
            return
        given = [
            MeasureInput.model_validate({
                name: line.values[name]
                for name in ("formula", "position", "room", "text", "times", "deduct", "narrow")
            })
            for line in lines
        ]  # fmt: skip
        data = MeasurementInput(day=self.kontor.today(), preset=self.preset, lines=given)
        case, key = (new_measurement, self.order) if self.sheet is None else (
            change_measurement, self.sheet)  # fmt: skip
        self.kontor.run_case(case, key, data, then=self._done, otherwise=self.refused)

    def _done(self, result: Any) -> None:
        self.saved()
        if self.sheet is None and result is not None:
            from kontor.tui.screens.sales.document import DocumentScreen

            self.kontor.push_screen(DocumentScreen(int(result)))


def _times(typed: str) -> int:
    text = typed.strip().rstrip("×x")
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 10_000):
        raise InputError(N_("How many pieces of this size? A whole number is expected."))
    return int(text)


def _less(typed: str) -> dict[str, bool]:
    """Empty adds; `a` deducts an opening, `b` a narrow interruption by its width."""
    text = fold(typed.strip())
    if text and text[0] not in "ab-ow":
        raise InputError(N_("Empty adds, a deducts an opening, b a narrow strip (its width)."))
    return {"deduct": text[:1] in {"a", "-", "o"}, "narrow": text[:1] in {"b", "w"}}
