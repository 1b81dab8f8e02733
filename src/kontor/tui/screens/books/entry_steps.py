"""What can be done with an entry, the same in the journal, on its sheet and on an account sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError, NotFound
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.ledger.queries.journal import EntryView, entry
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.books.event_fields import BY_KIND, SPECS
from kontor.tui.screens.books.sheets import entry_state, history_blocks
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText, Confirm, Paper
from kontor.tui.text import Part

_DERIVED = {"vat_due", "advance_deduction"}
_NEEDS = ("record.edit", "record.cancel", "record.copy", "record.explain")

if TYPE_CHECKING:
    _Base = BaseScreen
else:
    _Base = object


class EntrySteps(_Base):
    """Mixin of screens with an entry: `chosen_entry()` names it."""

    _kept: tuple[tuple[int, int], EntryView] | None = None

    def chosen_entry(self) -> int | None:
        """The entry that is meant."""
        return None

    def _view(self) -> EntryView | None:
        chosen = self.chosen_entry()
        if chosen is None:
            return None
        if self._kept and self._kept[0] == (chosen, self.kontor.changes):
            return self._kept[1]
        try:
            with self.kontor.store.read() as con:
                view = entry(con, chosen)
        except NotFound:
            return None
        self._kept = ((chosen, self.kontor.changes), view)
        return view

    def why_not(self, name: str) -> str:
        """What the state of the entry forbids."""
        if name in {"record.edit", "record.cancel"}:
            view = self._view()
            if view is not None:
                if view.kind in _DERIVED:
                    return _("This entry follows from another one; change that one.")
                if view.reversed_by:
                    return _("This entry is reversed already.")
                if view.reverses:
                    return _("This is a reversal; copy the entry to post it again.")
        return super().why_not(name)

    def do_record_new(self) -> None:
        """All events, each with its form."""
        entries = [
            Entry(spec.kind, _(spec.label), _(spec.help), group=spec.group) for spec in SPECS
        ]
        for name, kind in self._templates():
            said = _(BY_KIND[kind].label) if kind in BY_KIND else kind
            entries.append(Entry(f"template:{name}", name, said, group=N_("Templates")))

        def take(value: str | None) -> None:
            if value and value.startswith("template:"):
                self._post_template(value.partition(":")[2])
            elif value:
                self.open_form(value)

        self.app.push_screen(Chooser(_("What happened?"), entries), take)

    def _templates(self) -> list[tuple[str, str]]:
        with self.kontor.store.read() as con:
            rows = con.execute(
                "SELECT name, content ->> 'kind' FROM template ORDER BY name"
            ).fetchall()
        return [(name, kind) for name, kind in rows]

    def _post_template(self, name: str) -> None:
        from kontor.ledger.service.templates import post_template

        self.kontor.run_case(post_template, name, self.kontor.today())

    def open_form(self, kind: str, data: dict[str, Any] | None = None) -> None:
        """The form of an event, filled with what is known."""
        from kontor.tui.screens.books.event_form import EventForm

        values = dict(data or {})
        if kind == "payment" and values:
            values["direction"] = "in" if values["amount"] > 0 else "out"
            values["amount"] = abs(values["amount"])
            with self.kontor.store.read() as con:
                for name in ("money", "partner"):
                    row = con.execute(
                        "SELECT name FROM account WHERE number = ?", (values.get(name),)
                    ).fetchone()
                    if row:
                        values[name] = (values[name], row[0])
            if values.get("partner", ("",))[0].isdigit():
                values.pop("partner")
        self.app.push_screen(EventForm(kind, values or None))

    def do_record_edit(self) -> None:
        """An open entry is changed; a sealed one is reversed and entered anew."""
        self._form_of_entry(copy=False)

    def do_record_copy(self) -> None:
        """A new entry with the values of this one."""
        self._form_of_entry(copy=True)

    def _form_of_entry(self, *, copy: bool) -> None:
        from kontor.tui.screens.books.event_form import EventForm
        from kontor.tui.screens.books.prefill import form_of

        view = self._view()
        if view is None:
            return
        with self.kontor.store.read() as con:
            kind, values = form_of(con, view)
        if copy:
            values.update(day=self.kontor.today(), document="")
            values.pop("service", None)
            form = EventForm(kind, values)
        else:
            form = EventForm(
                kind, values, entry=view.id, sealed=view.seal.number if view.seal else None
            )
        self.app.push_screen(form)

    def do_record_cancel(self) -> None:
        """Discard an open entry, reverse a sealed one."""
        view = self._view()
        if view is None:
            return
        if entry_state(view) == "open":
            from kontor.ledger.service.changing import discard_entry

            self.kontor.run_case(discard_entry, view.id)
            return
        self._ask_reversal(view)

    def _ask_reversal(self, view: EntryView) -> None:
        number = view.seal.number if view.seal else view.id

        def reason_given(reason: str | None) -> None:
            if not reason:
                return
            text: list[Part | list[Part]] = [
                [(f"#{number}  {view.document}  {view.text}", "bold")],
                [(f"{format_money(view.amount)} €", "bold")],
                "",
                _(
                    "A general reversal is posted with the dates of the entry and sealed like any"
                    " other."
                ),
                _("The entry itself stays and shows that it was reversed."),
            ]
            ask = Confirm(_("Reverse #{number}?").format(number=number), text, verb=_("Reverse"))
            self.app.push_screen(ask, lambda yes: self._reverse(view.id, reason) if yes else None)

        hint = _("Why was #{number} wrong?").format(number=number)
        self.app.push_screen(AskText(_("General reversal"), hint=hint, read=_reason), reason_given)

    def _reverse(self, chosen: int, reason: str) -> None:
        from kontor.tui.screens.books.events import event_of

        data = {"day": self.kontor.today(), "entry": str(chosen), "reason": reason}
        self.kontor.run_case(*event_of("reverse", data))

    def do_record_explain(self) -> None:
        """What happened to the entry."""
        view = self._view()
        if view is None:
            return
        with self.kontor.store.read() as con:
            blocks = history_blocks(con, view.tables)
        title = _("History of {record}").format(record=view.document or view.text or str(view.id))
        self.app.push_screen(Paper(title, blocks))


def _reason(typed: str) -> None:
    if not typed.strip():
        raise InputError(N_("The reason stays with the reversal; write a few words."))
