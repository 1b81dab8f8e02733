"""The line for fast entry: seven fields in keyboard order, and what was understood of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.message import Message
from textual.widgets import Input

from kontor.base.dates import format_day, parse_day
from kontor.base.errors import KontorError
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money, parse_money
from kontor.base.text import fit
from kontor.tui.action import FIELD
from kontor.tui.keys import bindings
from kontor.tui.screens.books.known import Known
from kontor.tui.screens.books.reading import FIELDS, Reading, read
from kontor.tui.text import Part
from kontor.tui.widgets.plain import KInput, Words

LABELS = {
    "amount": N_("Amount"), "account": N_("Account"), "contra": N_("Contra acct."),
    "code": N_("TC"), "document": N_("Document"), "day": N_("Date"), "text": N_("Text"),
}  # fmt: skip
_CONTROL = "="


class FastInput(KInput):
    """One field of the line; Enter and Tab take the proposal, F4 lists what there is."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((FIELD,))

    def __init__(self, name: str) -> None:
        super().__init__(id=f"fast-{name}")
        self.part = name
        self.select_on_focus = True  # what is proposed or kept gives way to typing

    def action_act(self, _name: str) -> None:
        """F4."""
        self.post_message(FastLine.PickWanted(self))

    def on_key(self, event: events.Key) -> None:
        """Enter goes on; Down lists."""
        if event.key in {"enter", "tab"}:
            line = next(one for one in self.ancestors if isinstance(one, FastLine))
            if line.take_proposal(self) or event.key == "enter":
                event.stop()
                event.prevent_default()
                if event.key == "enter":
                    line.onward(self)
        elif event.key == "down" and self.part in {"account", "contra", "code"}:
            event.stop()
            self.action_act("field.pick")


class FastLine(Container):
    """Amount, account, contra account, code, document, date, text; and two lines of answers."""

    @dataclass
    class PickWanted(Message):
        """F4 in a field."""

        editor: FastInput

    def __init__(self) -> None:
        super().__init__(id="fast-line")
        self.known = Known()
        self.today = date.max
        self.reading = Reading()
        self.stack: list[int] = []
        self.control: int | None = None

    def compose(self) -> ComposeResult:
        """Names, fields, answers."""
        with Container(id="fast-grid"):
            for name in FIELDS:
                yield Words((_(LABELS[name]), "$ink-soft"), classes="fast-label")
            for name in FIELDS:
                yield FastInput(name)
        with Horizontal(id="fast-answers"):
            yield Words(id="fast-said")
            yield Words(id="fast-batch")

    # values

    def input(self, name: str) -> FastInput:
        """One of the fields."""
        return self.query_one(f"#fast-{name}", FastInput)

    @property
    def raws(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: self.input(name).value for name in FIELDS}

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is more than the kept fields."""
        raws = self.raws
        return bool(raws["amount"] or raws["account"] or raws["text"])

    @property
    def has_cursor(self) -> bool:
        """Whether the cursor stands in one of the fields."""
        return any(self.input(name).has_focus for name in FIELDS)

    def learn(self, known: Known, today: date) -> None:
        """New knowledge of accounts and habits."""
        self.known, self.today = known, today
        self.understand()

    def understand(self) -> None:
        """Read the fields and say what they mean."""
        self.reading = read(self.raws, self.known, self.today)
        self._say()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Understand while typing."""
        event.stop()
        self.understand()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter was dealt with as a key."""
        event.stop()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Answers show where the cursor stands."""
        self._say()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """A field that is left shows what was understood."""
        if isinstance(event.widget, FastInput):
            self._complete(event.widget)
        self._say()

    def _complete(self, editor: FastInput) -> None:
        one, typed = self.reading, editor.value.strip()
        if not typed:
            return
        if editor.part == "amount" and typed.startswith(_CONTROL):
            self._set_control(typed)
            return
        try:
            if editor.part == "amount":
                editor.put(format_money(parse_money(typed)))
            elif editor.part == "day":
                editor.put(format_day(parse_day(typed, self.today, past=True)))
        except KontorError:
            return
        account = one.account if editor.part == "account" else one.contra
        if editor.part in {"account", "contra"} and account:
            editor.put(account.label)
            editor.cursor_position = 0
            self._usual_code(account.number)
        elif editor.part == "code" and (found := self.known.find_code(typed)):
            editor.put(found)
            editor.cursor_position = 0

    def _usual_code(self, number: str) -> None:
        """An account without a code of its own: what it was mostly posted with, open to see."""
        one = self.known.accounts[number]
        if one.role == "result" and not one.code and not self.input("code").value:
            found = self.known.usual_code(number)
            if found:
                self.input("code").put(found)
                self.input("code").cursor_position = 0

    def _set_control(self, typed: str) -> None:
        try:
            self.control = parse_money(typed.removeprefix(_CONTROL)) if len(typed) > 1 else None
        except KontorError:
            return
        self.stack.clear()
        self.input("amount").put("")
        self._say()

    # proposal and going on

    def take_proposal(self, editor: FastInput) -> bool:
        """Fill what is empty as it was posted before; false when there is nothing to take."""
        found, mine = self.reading.proposal, self.reading.account
        if found is None or editor.part not in {"account", "text"} or not editor.value.strip():
            return False
        debit = self.known.accounts.get(found.debit)
        credit = self.known.accounts.get(found.credit)
        if debit is None or credit is None or (mine and mine not in {debit, credit}):
            return False
        first, second = (credit, debit) if debit.purse and not credit.purse else (debit, credit)
        for name, account in (("account", first), ("contra", second)):
            self.input(name).put(account.label)
            self.input(name).cursor_position = 0
        if found.code and not first.code and not second.code:
            self.input("code").put(found.code)
        if not self.input("text").value.strip():
            self.input("text").put(found.text)
        self.understand()
        return True

    def onward(self, editor: FastInput) -> None:
        """The next field that is still empty; in the last one the cursor stays."""
        place = FIELDS.index(editor.part)
        for name in FIELDS[place + 1 :]:
            if not self.input(name).value or name == FIELDS[place + 1]:
                self.input(name).focus()
                return

    def posted(self, cents: int) -> None:
        """An entry was posted: keep contra account and date, the cursor goes to the amount."""
        self.stack.append(cents)
        for name in ("amount", "account", "code", "document", "text"):
            self.input(name).put("")
        self.input("amount").focus()
        self.understand()

    # answers

    def _say(self) -> None:
        if not self.is_mounted:
            return
        one = self.reading
        parts: list[Part] = []
        if not self.has_cursor and not self.dirty:
            parts = [
                ("b", "bold $signal"),
                (_(" posts here · Tab from field to field"), "$ink-faint"),
            ]
        elif one.proposal:
            parts = self._proposal_words()
        elif one.fault:
            parts = [("… " if not self.dirty else "? ", "$warn"), (one.fault, "$ink-soft")]
            if one.said:
                parts.append((" · " + " · ".join(part for part in one.said if part), "$ink-faint"))
        else:
            words = " · ".join(part for part in one.said if part)
            parts = [
                ("= ", "bold $good"),
                (words, "$good"),
                ("  ", ""),
                (_("Ctrl+S posts"), "$ink-faint"),
            ]
        self.query_one("#fast-said", Words).say(*parts)
        self.query_one("#fast-batch", Words).say(*self._batch_words())

    def _proposal_words(self) -> list[Part]:
        found = self.reading.proposal
        if found is None:
            return []
        names = [
            fit(self.known.accounts[number].label, 26)
            for number in (found.debit, found.credit)
            if number in self.known.accounts
        ]
        count = _("as {count} of {total} with “{text}”").format(
            count=found.alike, total=found.total, text=fit(found.text, 18)
        )
        accounts = _(" to ").join(names) + (f" · {found.code}" if found.code else "")
        return [("⏎ ", "bold $signal"), (count + ": ", "$ink-soft"), (accounts, "$signal")]

    def _batch_words(self) -> list[Part]:
        total = sum(self.stack)
        if self.control is not None:
            rest = self.control - total
            text = _("Batch {total} of {control}").format(
                total=format_money(total), control=format_money(self.control)
            )
            tone = "$good" if not rest else "$warn"
            return [
                (text + " · ", "$ink-soft"),
                (_("rest {rest}").format(rest=format_money(rest)), tone),
            ]
        if not self.stack:
            return []
        text = _("Batch of {count}: {total}").format(
            count=len(self.stack), total=format_money(total)
        )
        return [(text, "$ink-soft")]
