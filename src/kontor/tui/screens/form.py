"""The form screen: fields as data, a draft that survives a kill, Ctrl+S saves.

class PartnerForm(FormScreen):
    TITLE, DRAFT = N_("New customer"), "contacts.partner:new"
    FIELDS = (Field("name", N_("Name"), required=True), Field("iban", "IBAN", "iban"))

    def start(self) -> dict[str, Any]:              # values at the start
    def check(self, values) -> Sequence[Finding]:   # faults over several fields
    def save(self, values) -> None:
        from kontor.contacts.service import create_partner     # late: models take time to load
        self.kontor.run_case(create_partner, NewPartner(**values),
                             then=self.saved, otherwise=self.refused)
    def after(self, result) -> None:                # after the screen has closed
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer

from kontor.base.errors import Finding, KontorError
from kontor.base.i18n import N_, _, ngettext
from kontor.tui import work
from kontor.tui.action import FORM, Action
from kontor.tui.protocols import DraftKeeper
from kontor.tui.screens.base import BaseScreen, give_title
from kontor.tui.screens.chooser import NEW, Chooser, Entry
from kontor.tui.screens.dialogs import Push
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Field, Raw
from kontor.tui.widgets.form import Form, LineEditor
from kontor.tui.widgets.plain import Words

_DRAFT_PAUSE = 0.4


class Drafter:
    """Writes drafts in a thread; an older one never overtakes a newer one or its removal."""

    def __init__(self, keeper: DraftKeeper, key: str) -> None:
        self._keeper, self._key = keeper, key
        self._lock, self._made, self._kept = threading.Lock(), 0, 0
        self._there: dict[str, Raw] | None = None

    def ticket(self) -> int:
        """Number of a version, taken on the event loop."""
        self._made += 1
        return self._made

    def keep(self, number: int, raws: dict[str, Raw]) -> None:
        """Write this version unless a newer one is written."""
        with self._lock:
            if number > self._kept:
                self._kept = number
                if raws != self._there:
                    self._keeper.save(self._key, {"raws": raws})
                    self._there = raws

    def drop(self) -> None:
        """Forget the draft."""
        number = self.ticket()
        with self._lock:
            self._kept = number
            self._keeper.drop(self._key)
            self._there = None

    def handing(self, raws: dict[str, Raw]) -> Callable[[], None]:
        """What keeps the newest words before they are saved; that they cannot stops nothing."""
        number = self.ticket()

        def keep() -> None:
            with suppress(KontorError):
                self.keep(number, raws)

        return keep

    def ending(self, case: Callable[..., Any]) -> Callable[..., Any]:
        """The use case that saves, and forgets the draft in the same step."""
        return self._keeper.ending(case, self._key)


class FormScreen(BaseScreen):
    """A form; see the module for an example."""

    KINDS: ClassVar[tuple[str, ...]] = (FORM,)
    HINTS: ClassVar[tuple[str, ...]] = ("form.save", "screen.back", "form.fault")
    FIELDS: ClassVar[Sequence[Field]] = ()
    DRAFT: ClassVar[str] = ""
    SAVE: ClassVar[str] = N_("Save")
    AUTO_FOCUS = "LineEditor, AreaEditor, ChoiceEditor"

    def __init__(self) -> None:
        super().__init__()
        self._form: Form | None = None
        self._timer: Timer | None = None
        self._drafter: Drafter | None = None
        self._saving = self._left = False
        self._faults = 0

    # what a form gives

    def fields(self) -> Sequence[Field]:
        """The fields; `FIELDS` unless they depend on something."""
        return self.FIELDS

    def start(self) -> dict[str, Any]:
        """Values at the start."""
        return {}

    def draft_key(self) -> str:
        """Form and record, such as `contacts.partner:17`; no draft when empty."""
        return self.DRAFT

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """Faults over several fields; each names its field."""
        return ()

    def save(self, values: dict[str, Any]) -> None:
        """Hand the values to the use case; end with `saved` or `refused`."""
        raise NotImplementedError

    def after(self, result: Any) -> None:
        """The form has closed and its use case is done."""

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """A line below the fields while typing, such as a total."""
        return ()

    def create_for(self, field: str, typed: str) -> None:
        """Ctrl+N in a picker or its list: make a record, then `put(field, (key, name))`."""

    # frame

    def body(self) -> ComposeResult:
        """Fields, summary, button."""
        self._form = Form(self.fields(), self.start(), self.kontor.today)
        with Vertical(id="form-pane", classes="pane"):
            yield self._form
            yield Words(id="form-summary")
            yield Push(_(self.SAVE), self.kontor.key_of("form.save"), "form.save")

    @property
    def form(self) -> Form:
        """The fields."""
        assert self._form is not None
        return self._form

    @property
    def dirty(self) -> bool:
        """Whether something typed is not saved."""
        return self._form is not None and not self._left and self._form.dirty

    def on_mount(self) -> None:
        """Title, and the draft of an earlier time."""
        give_title(self.query_one("#form-pane"), top=self.crumb())
        key = self.draft_key()
        if key:
            self.take_up(key)
        self._sum_up()

    def take_up(self, key: str) -> None:
        """Go on with the draft of this key, and keep what is typed under it."""
        self._drafter = Drafter(self.kontor.wiring.drafts, key)
        found = self.kontor.wiring.drafts.load(key)
        raws = found.get("raws") if found else None
        if isinstance(raws, dict) and raws != self.form.start:
            self.form.put_raws(raws)
            reset = self.kontor.key_of("form.discard")
            self.kontor.toast(_("Your draft is back. {key} throws it away.").format(key=reset))

    def status(self) -> Sequence[tuple[str, str]]:
        """Faults, or that fields with a star are needed."""
        if self._faults:
            text = ngettext("{count} field is wrong", "{count} fields are wrong", self._faults)
            key = self.kontor.key_of("form.fault")
            return [(text.format(count=self._faults), "bold $bad"),
                    (" · " + _("{key} goes there").format(key=key), "$ink-soft")]  # fmt: skip
        return [(_("* is needed"), "$ink-soft")]

    def label_of(self, one: Action) -> str:
        """Saving is called what it does here."""
        return self.SAVE if one.id == "form.save" else super().label_of(one)

    # edits

    def on_form_changed(self, event: Form.Changed) -> None:
        """Keep the draft, add up."""
        event.stop()
        self._sum_up()
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(_DRAFT_PAUSE, self._keep_draft)
        if self._faults:
            self._faults = len(self.form.values()[1])
        self.repaint_frame()

    def _sum_up(self) -> None:
        parts = self.summary(self.form.values()[0])
        line = self.query_one("#form-summary", Words)
        line.display = bool(parts)
        if parts:
            line.say(*parts)

    def _keep_draft(self) -> None:
        drafter = self._drafter
        if drafter is None or self._saving or self._left:
            return
        if not self.form.dirty:
            work.start(
                self, lambda _t: drafter.drop(), name="draft", group="draft", exclusive=False
            )
            return
        number, raws = drafter.ticket(), self.form.raws
        work.start(
            self, lambda _t: drafter.keep(number, raws), name="draft", group="draft",
            exclusive=False, otherwise=lambda _error: None,
        )  # fmt: skip

    def on_unmount(self) -> None:
        """Leaving without saving keeps what was typed."""
        if self._timer:
            self._timer.stop()
        if self._drafter is not None and self.dirty and not self._saving:
            self._drafter.keep(self._drafter.ticket(), self.form.raws)

    def drop_draft(self) -> None:
        """Forget what was typed."""
        self._left = True
        if self._drafter is not None:
            self._drafter.drop()

    def put(self, name: str, value: Any) -> None:
        """Put a value into a field."""
        from kontor.tui.widgets.fields import raw_of

        row = self.form.rows[name]
        row.editor.raw = raw_of(row.field, value)

    # keys

    def do_form_save(self) -> None:
        """Check, then save; the first fault gets the cursor."""
        if self._saving or self._left:
            return
        self.form.settle()
        values, faults = self.form.values()
        self._faults = len(faults)
        if faults:
            self.form.show_all_faults()
            self.form.focus_field(next(iter(faults)))
            self.repaint_frame()
            return
        findings = [one for one in self.check(values) if one.field in self.form.rows]
        if findings:
            for one in findings:
                self.form.blame(one.field, f"{one.text} {one.advice}".strip())
            self._faults = len(findings)
            self.form.focus_field(findings[0].field)
            self.repaint_frame()
            return
        self._saving = True
        self.save(values)

    def hand_in(self, case: Callable[..., Any], *args: Any, **values: Any) -> None:
        """Run the use case of the form; a kill leaves its draft or what it saved, never both."""
        before = None
        if self._drafter is not None and self.dirty:
            before, case = self._drafter.handing(self.form.raws), self._drafter.ending(case)
        self.kontor.run_case(
            case, *args, before=before, then=self.saved, otherwise=self.refused, **values
        )

    def saved(self, result: Any = None) -> None:
        """The use case is done: forget the draft, close."""
        self.drop_draft()
        if self.is_attached and self.app.screen is self:
            self.app.pop_screen()
        self.after(result)

    def refused(self, error: BaseException) -> None:
        """The use case said no: at the field when it names one, otherwise by the presenter."""
        self._saving = False
        if isinstance(error, KontorError) and error.field in self.form.rows:
            self.form.blame(error.field, f"{error} {error.advice}".strip())
            self._faults = 1
            self.form.focus_field(error.field)
            self.repaint_frame()
            return
        self.app.post_message(work.Failed("save", error))

    def do_form_fault(self) -> None:
        """The next faulty field."""
        name = self.form.next_fault()
        self._faults = len(self.form.values()[1])
        if name is None:
            self.kontor.toast(_("Everything is understood."))
        self.repaint_frame()

    def do_form_discard(self) -> None:
        """Back to the start; the draft is forgotten."""
        self.form.put_raws(self.form.start)
        if self._drafter is not None:
            self._drafter.drop()

    def do_screen_close(self) -> None:
        """`q` does nothing in a form; Esc leaves."""

    def on_form_finished(self, event: Form.Finished) -> None:
        """Enter in the last field goes to the button and saves nothing."""
        event.stop()
        self.query_one(Push).focus()

    async def on_push_pushed(self, message: Push.Pushed) -> None:
        """The button."""
        message.stop()
        await self.act("form.save")

    # choices

    def on_form_new_wanted(self, event: Form.NewWanted) -> None:
        """Ctrl+N in the field itself: straight to the new record."""
        event.stop()
        self.create_for(event.editor.field.name, event.editor.value.strip())

    def on_form_pick_wanted(self, event: Form.PickWanted) -> None:
        """The list of choices of a field."""
        event.stop()
        editor = event.editor
        field = editor.field

        def take(value: str | None) -> None:
            if value == NEW:
                self.create_for(field.name, editor.value if isinstance(editor, LineEditor) else "")
            elif value is not None:
                pair = value.split("\x1f", 1)
                editor.raw = {"choice": value, "text": pair[-1]}.get(field.kind, pair)
                editor.focus()

        if field.kind == "choice":
            entries = [Entry(choice.value, _(choice.label)) for choice in field.choices]
            self.app.push_screen(Chooser(_(field.label), entries), take)
            return
        search = field.search
        if search is None:
            return
        typed = (
            editor.value if isinstance(editor, LineEditor) and isinstance(editor.raw, str) else ""
        )
        self.app.push_screen(
            Chooser(
                _(field.label), search=lambda text: [
                    hit._replace(target=f"{hit.target}\x1f{hit.label}") for hit in search(text)
                ],
                typed=typed, allow_new=field.creates, always=True,
            ),
            take,
        )  # fmt: skip
