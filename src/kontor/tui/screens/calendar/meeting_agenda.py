"""The agenda of a meeting, item by item: changed, moved, attached, called, dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.calendar.kinds.meetings import ItemKind, ItemState
from kontor.calendar.meeting_words import ITEM_KINDS
from kontor.calendar.queries import meetings
from kontor.calendar.queries.meetings import Item, ItemFile
from kontor.store.blobs import get_blob
from kontor.tui import viewer, work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.calendar.meeting_election import ElectionForm
from kontor.tui.screens.calendar.meeting_forms import PAPER_ENDINGS, ItemForm, in_meeting
from kontor.tui.screens.calendar.meeting_list import MeetingList
from kontor.tui.screens.calendar.meeting_sheet import ALIVE, ITEM, RUNS
from kontor.tui.screens.calendar.meeting_votes import MotionForm, no_quorum
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.files import choose_file
from kontor.tui.screens.plan_list import bytes_of
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind

_FILES = (Column(N_("Attachment"), width=30, grow=1),)


class MeetingAgenda(MeetingList):
    """The items as they stand on paper; `+` and `-` move one."""

    CANCEL = N_("Leave out")
    NAME, TITLE, HANDBOOK = "calendar.meeting_agenda", N_("Agenda"), "meetings#agenda"
    HINTS = ("record.new", "record.edit", "agenda.attach", "meeting.call", "actions.menu")
    COLUMNS = (
        Column(N_("No."), Kind.COUNT, 3, keep=True),
        Column(N_("Agenda item"), Kind.NAME, 30, grow=3, least=18),
        Column(N_("Kind"), width=11, priority=4),
        Column(N_("Plan"), Kind.COUNT, 4, priority=5),
        Column(N_("Took"), Kind.COUNT, 6, priority=6),
        Column(N_("Proposed by"), width=16, priority=7),
        Column(N_("Files"), Kind.COUNT, 7, priority=3),
        Column(N_("State"), Kind.STATE, 13, states=ITEM),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("No."), "1": N_("Agenda item")}
    EMPTY = N_("Nothing stands on the agenda yet.")
    WHEN: ClassVar = {
        "record.new": ALIVE, "record.edit": ALIVE, "record.cancel": ALIVE, "agenda.up": ALIVE,
        "agenda.down": ALIVE, "agenda.attach": ALIVE, "agenda.finish": RUNS,
        "agenda.postpone": RUNS,
    }  # fmt: skip

    def source(self) -> Source:
        """The items in order."""
        with self.kontor.store.read() as con:
            self.read_head(con)
            self._items = {item.id: item for item in meetings.items(con, self.meeting)}
            self._files: dict[int, list[ItemFile]] = {}
            for file in meetings.item_files(con, self.meeting):
                self._files.setdefault(file.item, []).append(file)
        return MemorySource(
            [Row(item.id, (item.number,), self._cells(item), str(item.state))
             for item in self._items.values()]
        )  # fmt: skip

    def _cells(self, item: Item) -> tuple[object, ...]:
        running = item.began and not item.ended and item.state is ItemState.OPEN
        return (
            item.number, item.title, _(ITEM_KINDS[item.kind]), item.minutes, item.lasted,
            item.proposer, len(self._files.get(item.id, ())) or None,
            "running" if running else str(item.state),
        )  # fmt: skip

    @property
    def item(self) -> Item | None:
        """The item under the cursor."""
        return self._items.get(self.row.id) if self.row else None

    def preview(self, row: Row) -> Sequence[Block]:
        """The item with its note and attachments."""
        item = self._items.get(row.id)
        if item is None:
            return ()
        blocks: list[Block] = [
            Head(str(item.number), item.title, ITEM[str(item.state)]),
            Facts(
                (N_("Kind"), _(ITEM_KINDS[item.kind])), (N_("Minutes planned"), item.minutes),
                (N_("Minutes taken"), item.lasted), (N_("Proposed by"), item.proposer),
                (N_("Announced later"), item.announced),
            ),
        ]  # fmt: skip
        if item.note:
            blocks.append(Note(N_("Note"), item.note))
        if files := self._files.get(item.id):
            blocks.append(Grid(_FILES, [(file.name,) for file in files]))
        return blocks

    def why_not(self, name: str) -> str:
        """What needs an item, and what is at the end already."""
        said = super().why_not(name)
        if said or not name.startswith(("agenda.", "meeting.call")):
            return said
        item = self.item
        if item is None:
            return _("The list is empty.")
        if name == "agenda.up" and item.number == 1:
            return _("It is the first item already.")
        if name == "agenda.down" and item.number == len(self._items):
            return _("It is the last item already.")
        if name == "agenda.files" and not self._files.get(item.id):
            return _("Nothing is attached to this item.")
        return ""

    # keys

    def do_record_new(self) -> None:
        """An item more."""
        self.app.push_screen(ItemForm(self.meeting))

    def do_record_edit(self) -> None:
        """Change the item."""
        if self.item is not None:
            self.app.push_screen(ItemForm(self.meeting, self.item))

    def do_record_cancel(self) -> None:
        """Take it off."""
        from kontor.calendar.service.meetings import drop_item

        if self.item is not None:
            self.kontor.run_case(drop_item, self.meeting, self.item.number)

    def do_agenda_up(self) -> None:
        """One place earlier."""
        self._move(-1)

    def do_agenda_down(self) -> None:
        """One place later."""
        self._move(1)

    def _move(self, step: int) -> None:
        from kontor.calendar.service.meetings import move_item

        item = self.item
        if item is not None:
            self.kontor.run_case(move_item, self.meeting, item.number, item.number + step)

    def do_agenda_attach(self) -> None:
        """A file to the item."""
        item = self.item
        if item is None:
            return

        def take(name: str | None) -> None:
            if not name:
                return
            from kontor.calendar.service.meetings import attach

            path = Path(name)
            try:
                content = bytes_of(path)
            except InputError as error:
                self.app.post_message(work.Failed("attach", error))
                return
            self.kontor.run_case(attach, self.meeting, item.number, path.name, content)

        title = _("Attach to {item}").format(item=f"{item.number}. {item.title}")
        self.app.push_screen(choose_file(title, PAPER_ENDINGS, self.kontor.folder), take)

    def do_agenda_files(self) -> None:
        """Show an attachment; with several the one that is chosen."""
        files = self._files.get(self.item.id, []) if self.item else []
        by_id = {str(file.id): file for file in files}

        def take(chosen: str | None) -> None:
            if chosen:
                self._show(by_id[chosen])

        if len(files) == 1:
            self._show(files[0])
        elif files:
            entries = [Entry(key, file.name) for key, file in by_id.items()]
            self.app.push_screen(Chooser(_("Attachments"), entries), take)

    def _show(self, file: ItemFile) -> None:
        store = self.kontor.store

        def content() -> bytes:
            with store.read() as con:
                return get_blob(con, file.sha256)

        viewer.open_file(self, file.name, content)

    def do_meeting_call(self) -> None:
        """Call this item; the one before ends."""
        from kontor.calendar.service.meeting_run import begin_item

        if self.item is not None and self.one is not None:
            self.kontor.run_case(begin_item, self.meeting, self.item.number, in_meeting(self.one))

    def do_agenda_finish(self) -> None:
        """It is dealt with."""
        self._end(ItemState.DONE)

    def do_agenda_postpone(self) -> None:
        """To the next meeting."""
        self._end(ItemState.POSTPONED)

    def _end(self, state: ItemState) -> None:
        from kontor.calendar.service.meeting_run import end_item

        if self.item is not None and self.one is not None:
            number, moment = self.item.number, in_meeting(self.one)
            self.kontor.run_case(end_item, self.meeting, number, state, moment)

    def do_meeting_motion(self) -> None:
        """A motion on this item."""
        number = self.item.number if self.item else None
        self.app.push_screen(MotionForm(self.meeting, number))

    def do_meeting_elect(self) -> None:
        """A ballot on this item; without a quorum the reason."""
        item = self.item
        if not no_quorum(self, self.meeting):
            post = item.title if item and item.kind is ItemKind.ELECTION else ""
            number = item.number if item else None
            self.app.push_screen(ElectionForm(self.meeting, item=number, post=post))
