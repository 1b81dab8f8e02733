"""The look before the mails of a poll are written: who gets which words; then they open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from kontor.base.i18n import N_, _, ngettext
from kontor.calendar.kinds.polls import PollState
from kontor.calendar.queries.poll_mails import Written, asked_now
from kontor.calendar.queries.polls import poll
from kontor.tui import viewer
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.firm.backups import store_of
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, MUTED, WARN, Column, Kind, State

_OPENED = 5  # files that are opened at once
_SIGNS: dict[str, State] = {
    "ask": State("→", N_("is asked"), GOOD),
    "again": State("↻", N_("is asked again"), WARN),
    "off": State("✗", N_("is called off"), WARN),
    "word": State("·", N_("no address"), MUTED),
}


class PollMailsScreen(ListScreen):
    """Everybody who is asked, with the words; `w` writes the mails, the mail program sends."""

    NAME, TITLE, HANDBOOK = "calendar.poll_mails", N_("Mails"), "polls#asking"
    HINTS = ("step.next", "copy.menu", "screen.back")
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 24, grow=1, least=14),
        Column(N_("State"), Kind.STATE, 18, states=_SIGNS, least=16),
        Column(N_("Goes to"), width=28, grow=1, least=14),
        Column(N_("Asked on"), Kind.DATE, priority=6),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Name"), "1": N_("State")}
    EMPTY = N_("Nobody is left to write to.")
    EMPTY_HINTS = ("screen.back",)

    def __init__(self, poll: int, *, reminder: bool = False) -> None:
        super().__init__()
        self.record, self.reminder = poll, reminder
        self.off = False
        self.mails: dict[int, Written] = {}

    def crumb(self) -> str:
        """Mails, or reminders."""
        return _("Reminders") if self.reminder else _(self.TITLE)

    def source(self) -> Source:
        """Who gets one, in the order of asking."""
        with self.kontor.store.read() as con:
            found = asked_now(con, self.record, self.kontor.today(), reminder=self.reminder)
            self.off = poll(con, self.record).state is PollState.ABANDONED
        self.mails = dict(enumerate(found, 1))
        rows = []
        for place, one in self.mails.items():
            code = self._code(one)
            asked = one.person.asked.isoformat() if one.person.asked else None
            to = one.person.mail or _("by word, with the text to copy")
            rows.append(Row(place, (place,), (one.person.name, code, to, asked), code))
        return MemorySource(rows)

    def _code(self, one: Written) -> str:
        if not one.content:
            return "word"
        if self.off:
            return "off"
        return "again" if self.reminder or one.person.asked else "ask"

    @property
    def one(self) -> Written | None:
        """The mail under the cursor."""
        return self.mails.get(self.row.id) if self.row else None

    def preview(self, row: Row) -> Sequence[Block]:
        """The words as they will be read."""
        one = self.mails.get(row.id)
        if one is None:
            return ()
        return (
            Head("", one.person.name, _SIGNS[self._code(one)]),
            Facts((N_("Goes to"), one.person.mail), (N_("Subject"), one.subject)),
            Note(N_("Text"), one.text),
        )

    def copies(self, row: Row) -> Sequence[tuple[str, str]]:
        """The text, for who has no address."""
        one = self.mails.get(row.id)
        return [(_("Text"), one.text), (_("Subject"), one.subject)] if one else ()

    @property
    def folder(self) -> Path:
        """Where the files are written."""
        return self.kontor.folder / _("Date polls")

    def do_record_open(self) -> None:
        """The words stand beside the list."""

    def why_not(self, name: str) -> str:
        """Nothing is written to nobody."""
        if name == "step.next" and not any(one.content for one in self.mails.values()):
            return _("Nobody here has a mail address; {key} copies the text.").format(
                key=self.kontor.key_of("copy.menu")
            )
        if name == "record.open":
            return _("The words stand beside the list.")
        return super().why_not(name)

    def do_step_next(self) -> None:
        """Write the files; they open in the mail program, which sends them."""
        store, folder, today = store_of(self), self.folder, self.kontor.today()

        def job() -> list[Any]:
            from kontor.desk.polls import write_poll_mails

            return write_poll_mails(store, self.record, folder, today, reminder=self.reminder)

        def done(asked: list[Any]) -> None:
            paths = [one.path for one in asked if one.path is not None]
            opened = [path for path in paths[:_OPENED] if viewer.show(path)]
            app = self.kontor
            if self.is_attached and app.screen is self:
                app.pop_screen()
            said = _("Opened: {path}") if opened else _("Written: {path}")
            count = ngettext("{count} mail", "{count} mails", len(paths)).format(count=len(paths))
            app.toast(f"{count} · {said.format(path=folder)}", seconds=12)

        self.kontor.write(job, then=done)
