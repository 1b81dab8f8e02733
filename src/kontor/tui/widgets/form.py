"""A form made from fields: label, editor, and a line that says what was understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, TextArea

from kontor.base.dates import format_day
from kontor.base.i18n import _
from kontor.base.text import fold
from kontor.tui import work
from kontor.tui.action import FIELD
from kontor.tui.keys import bindings
from kontor.tui.text import Part, joined, line
from kontor.tui.widgets.area import KArea
from kontor.tui.widgets.fields import Field, Raw, Understood, raw_of, understand
from kontor.tui.widgets.plain import KInput, Words, clean_line

_SLOW = frozenset({"iban", "bic", "vat_id", "tax_number", "phone"})  # look into large lists
_PAUSE = 0.25


class LineEditor(KInput):
    """One line; Enter goes on, Up and Down turn a date by a day."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((FIELD,))

    def __init__(self, field: Field, raw: Raw) -> None:
        super().__init__(clean_line(raw[1] if isinstance(raw, list) else raw))
        self.field = field
        # a day that stands there is replaced by what is typed, as in every calendar
        self.select_on_focus = field.kind == "date"
        self.chosen: list[str] | None = raw if isinstance(raw, list) else None

    @property
    def raw(self) -> Raw:
        """What stands here; for a picker the chosen key and name."""
        if self.chosen and self.value == clean_line(self.chosen[1]):
            return list(self.chosen)
        return self.value

    @raw.setter
    def raw(self, raw: Raw) -> None:
        self.chosen = list(raw) if isinstance(raw, list) else None
        self.put(clean_line(raw[1] if isinstance(raw, list) else raw))
        if self.chosen:
            self.cursor_position = 0  # the number stands in front

    def settle(self) -> None:
        """A picker takes what was typed if it names one thing only."""
        typed = fold(self.value)
        if not self.open_question or self.field.search is None or not typed:
            return
        hits = self.field.search(self.value)
        exact = [hit for hit in hits if typed in {fold(hit.label), fold(hit.label.split(" ")[0])}]
        found = exact if len(exact) == 1 else hits
        if len(found) == 1:
            self.raw = [found[0].target, found[0].label]

    @property
    def open_question(self) -> bool:
        """Whether a picker holds words that name nothing yet."""
        typed = self.raw if self.field.kind == "picker" else ""
        return isinstance(typed, str) and bool(typed.strip())

    def action_act(self, name: str) -> None:
        """F4: the list of choices; Ctrl+N: a new one at once."""
        if name == "field.new" and self.field.kind == "picker" and self.field.creates:
            self.post_message(Form.NewWanted(self))
        elif name == "field.pick" and self.field.search is not None:
            self.post_message(Form.PickWanted(self))

    def on_key(self, event: events.Key) -> None:
        """Dates turn, pickers open."""
        if event.key not in {"up", "down"}:
            return
        if self.field.kind == "date":
            event.stop()
            self.post_message(Form.DayWanted(self, 1 if event.key == "up" else -1))
        elif self.field.kind == "picker" and event.key == "down":
            event.stop()
            self.action_act("field.pick")


class AreaEditor(KArea):
    """Several lines."""

    def __init__(self, field: Field, raw: Raw) -> None:
        super().__init__(str(raw))
        self.field = field

    @property
    def raw(self) -> Raw:
        """What stands here."""
        return self.text

    @raw.setter
    def raw(self, raw: Raw) -> None:
        self.text = str(raw)


class ChoiceEditor(Widget, can_focus=True):
    """One of a few: arrows or Space turn, a letter jumps, F4 shows all."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = bindings((FIELD,))

    def __init__(self, field: Field, raw: Raw) -> None:
        super().__init__()
        self.field = field
        self._raw = str(raw)

    @property
    def raw(self) -> Raw:
        """The chosen value."""
        return self._raw

    @raw.setter
    def raw(self, raw: Raw) -> None:
        if raw != self._raw:
            self._raw = str(raw)
            self.refresh()
            self.post_message(Form.Edited(self))

    def render(self) -> Content:
        """`‹ Schlussrechnung ›`, or a box for yes and no."""
        if self.field.kind == "flag":
            on = self._raw == "1"
            return joined(("[x] " if on else "[ ] ", "bold $signal"), _("yes") if on else _("no"))
        labels = {choice.value: choice.label for choice in self.field.choices}
        label = _(labels[self._raw]) if self._raw in labels else "–"
        return joined(("‹ ", "$signal"), line(label), (" ›", "$signal"))

    def on_key(self, event: events.Key) -> None:
        """Turn the choice."""
        steps = {"right": 1, "left": -1, "space": 1, "plus": 1, "minus": -1}
        if event.key == "enter":
            event.stop()
            self.post_message(Form.Onward(self))
        elif event.key in steps:
            event.stop()
            self._turn(steps[event.key])
        elif event.character and event.character.isalnum():
            event.stop()
            self._jump(event.character)

    def on_click(self) -> None:
        """A click turns."""
        self._turn(1)

    def _values(self) -> list[str]:
        if self.field.kind == "flag":
            return ["", "1"]
        return [choice.value for choice in self.field.choices]

    def _turn(self, step: int) -> None:
        values = self._values()
        place = values.index(self._raw) + step if self._raw in values else 0
        if values:
            self.raw = values[place % len(values)]

    def _jump(self, letter: str) -> None:
        for choice in self.field.choices:
            if fold(_(choice.label)).startswith(fold(letter)):
                self.raw = choice.value
                return

    def action_act(self, name: str) -> None:
        """F4: all choices."""
        if self.field.kind == "choice" and name == "field.pick":
            self.post_message(Form.PickWanted(self))


Editor = LineEditor | AreaEditor | ChoiceEditor


class FieldRow(Container):
    """Label, editor, and the line for what was understood."""

    def __init__(self, field: Field, raw: Raw) -> None:
        super().__init__(classes="field-row")
        self.field = field
        self.editor = _editor(field, raw)
        self._hint = Words(classes="field-hint")
        self._label = Words(*self._title(field.sign), classes="field-label")
        self.left = False
        self.foreign_fault = ""

    def compose(self) -> ComposeResult:
        """The three parts."""
        yield self._label
        yield self.editor
        yield self._hint

    def _title(self, sign: tuple[str, str]) -> tuple[Part, ...]:
        star: Part = (" *", "$warn") if self.field.required else ""
        text, style = sign
        return (_(self.field.label), "$ink-soft"), star, (f" {text}" if text else "", style)

    def unsign(self) -> None:
        """The mark behind the label held for what stood here before."""
        if self.field.sign[0]:
            self._label.say(*self._title(("", "")))

    def tell(self, found: Understood) -> None:
        """Show what was understood; faults only after the field was left."""
        fault = self.foreign_fault or (found.fault if self.left else "")
        self.set_class(bool(fault), "-fault")
        if fault:
            remedy = "" if self.foreign_fault else found.remedy
            self._hint.say(("! " + fault, "$bad"), (f" {remedy}" if remedy else "", "$ink-soft"))
        elif found.doubt:
            self._hint.say(("? " + found.doubt, "$warn"))
        elif found.bad:
            self._hint.say(("✗ " + found.bad, "bold $bad"))
        elif found.shown and found.shown != self.editor.raw:
            self._hint.say(("= " + found.shown, "$good"))
        else:
            self._hint.say((_(self.field.help) if self.field.help else "", "$ink-faint"))


def _editor(field: Field, raw: Raw) -> Editor:
    if field.kind == "multiline":
        return AreaEditor(field, raw)
    if field.kind in {"choice", "flag"}:
        return ChoiceEditor(field, raw)
    return LineEditor(field, raw)


class Form(VerticalScroll, can_focus=False):
    """Fields below one another.

    Messages: `Changed` after each edit, `Finished` when Enter leaves the last field, `PickWanted`
    when a list of choices is asked for.
    """

    @dataclass
    class Edited(Message):
        """An editor holds something else now."""

        editor: Editor

    @dataclass
    class Onward(Message):
        """Enter in an editor."""

        editor: Editor

    @dataclass
    class PickWanted(Message):
        """F4 in an editor."""

        editor: Editor

    @dataclass
    class NewWanted(Message):
        """Ctrl+N in an editor."""

        editor: LineEditor

    @dataclass
    class DayWanted(Message):
        """Up or Down in a date."""

        editor: LineEditor
        step: int

    @dataclass
    class Changed(Message):
        """Something in the form has changed."""

        form: Form

    @dataclass
    class Finished(Message):
        """Enter in the last field."""

        form: Form

    def __init__(
        self, fields: Sequence[Field], values: Mapping[str, Any], today: Callable[[], date]
    ) -> None:
        super().__init__(id="form")
        self.today = today
        self.start = {
            field.name: raw_of(field, values.get(field.name, field.default)) for field in fields
        }
        self.rows = {field.name: FieldRow(field, self.start[field.name]) for field in fields}
        self._pauses: dict[str, Timer] = {}

    def compose(self) -> ComposeResult:
        """All rows."""
        yield from self.rows.values()

    def on_mount(self) -> None:
        """First hints; big lists are loaded in a thread before they are needed."""
        for row in self.rows.values():
            if row.field.kind not in _SLOW:
                row.tell(self._understand(row))
            elif row.editor.raw:
                self._later(row)

    # values

    @property
    def raws(self) -> dict[str, Raw]:
        """What stands in the editors."""
        return {name: row.editor.raw for name, row in self.rows.items()}

    @property
    def dirty(self) -> bool:
        """Whether something differs from the start."""
        return self.raws != self.start

    def put_raws(self, raws: Mapping[str, Raw]) -> None:
        """Put raw values into the editors, such as those of a draft."""
        for name, raw in raws.items():
            whole = isinstance(raw, list) and len(raw) == 2 and all(isinstance(x, str) for x in raw)
            if name in self.rows and (whole or isinstance(raw, str)):
                self.rows[name].editor.raw = raw

    def values(self) -> tuple[dict[str, Any], dict[str, Understood]]:
        """All values, and what is wrong with which field."""
        values: dict[str, Any] = {}
        faults: dict[str, Understood] = {}
        for name, row in self.rows.items():
            found = self._understand(row)
            values[name] = found.value
            if found.fault or row.foreign_fault:
                faults[name] = found
        return values, faults

    def settle(self) -> None:
        """Pickers take what was typed where it is clear."""
        for row in self.rows.values():
            if isinstance(row.editor, LineEditor):
                row.editor.settle()

    def show_all_faults(self) -> None:
        """As if every field had been left."""
        for row in self.rows.values():
            row.left = True
            row.tell(self._understand(row))

    def blame(self, name: str, text: str) -> None:
        """A fault that the use case found; it goes with the next edit of the field."""
        row = self.rows[name]
        row.foreign_fault = text
        row.tell(self._understand(row))

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field."""
        self.rows[name].editor.focus()

    def next_fault(self) -> str | None:
        """Go to the next faulty field after the one with the focus; its name."""
        _values, faults = self.values()
        if not faults:
            return None
        names = list(self.rows)
        now = next(
            (place for place, name in enumerate(names) if self.rows[name].editor.has_focus), -1
        )
        after = [name for name in names[now + 1 :] + names[: now + 1] if name in faults]
        self.rows[after[0]].left = True
        self.rows[after[0]].tell(faults[after[0]])
        self.focus_field(after[0])
        return after[0]

    def _understand(self, row: FieldRow) -> Understood:
        return understand(row.field, row.editor.raw, self.today())

    # events of the editors

    def _row_of(self, editor: Widget) -> FieldRow | None:
        parent = editor.parent
        return parent if isinstance(parent, FieldRow) else None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Typing in a line."""
        event.stop()
        self._edited(event.input)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Typing in an area."""
        event.stop()
        self._edited(event.text_area)

    def on_form_edited(self, event: Form.Edited) -> None:
        """A choice was turned."""
        event.stop()
        self._edited(event.editor)

    def _edited(self, editor: Widget) -> None:
        row = self._row_of(editor)
        if row is None:
            return
        row.foreign_fault = ""
        if row.editor.raw != self.start[row.field.name]:
            row.unsign()
        self._tell(row)
        self.post_message(self.Changed(self))

    def _tell(self, row: FieldRow) -> None:
        if row.field.kind in _SLOW and row.editor.raw:
            timer = self._pauses.pop(row.field.name, None)
            if timer:
                timer.stop()
            self._pauses[row.field.name] = self.set_timer(_PAUSE, lambda: self._later(row))
        else:
            row.tell(self._understand(row))

    def _later(self, row: FieldRow) -> None:
        raw, today = row.editor.raw, self.today()

        def tell(found: Understood) -> None:
            if row.editor.raw == raw:
                row.tell(found)

        work.start(
            self, lambda _ticket: understand(row.field, raw, today), name="field", then=tell,
            group=f"field-{row.field.name}",
        )  # fmt: skip

    def on_done(self, message: work.Done) -> None:
        """What a slow field understood."""
        message.stop()
        if message.then:
            message.then(message.value)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Faults show when the field is left."""
        row = self._row_of(event.widget)
        if row is not None and isinstance(row.editor, LineEditor):
            row.editor.settle()
        if row is not None and (row.editor.raw or row.left):
            row.left = True
            self._tell(row)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next field; words that name nothing yet open the list of choices."""
        event.stop()
        editor = event.input
        if isinstance(editor, LineEditor):
            editor.settle()
            if editor.open_question:
                self.post_message(self.PickWanted(editor))
                return
        self._onward(editor)

    def on_form_onward(self, event: Form.Onward) -> None:
        """Enter in a choice."""
        event.stop()
        self._onward(event.editor)

    def _onward(self, editor: Widget) -> None:
        rows = list(self.rows.values())
        place = next((at for at, row in enumerate(rows) if row.editor is editor), -1)
        if place + 1 < len(rows):
            rows[place + 1].editor.focus()
        else:
            self.post_message(self.Finished(self))

    def on_form_day_wanted(self, event: Form.DayWanted) -> None:
        """A day later or earlier; today in an empty field."""
        event.stop()
        found = understand(event.editor.field, event.editor.raw, self.today())
        if isinstance(found.value, date):
            event.editor.put(format_day(found.value + timedelta(days=event.step)))
        elif not event.editor.value:
            event.editor.put(format_day(self.today()))
