"""The register of instructions: people and topics with the next day of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.i18n import N_, _, ngettext
from kontor.base.text import safe_file_name
from kontor.calendar.kinds.meetings import Topic
from kontor.calendar.queries import instructions
from kontor.calendar.queries.instructions import Cell, Matrix
from kontor.tui import viewer
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.calendar.instruction_forms import InstructionForm
from kontor.tui.screens.calendar.instructions_held import HeldScreen
from kontor.tui.screens.calendar.topics import TopicsScreen
from kontor.tui.screens.dialogs import Letters, Paper
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Grid, Head
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import BAD, GAP, GOOD, MUTED, WARN, Column, Kind, State

MARKS: dict[str, State] = {
    "due": State("!", N_("overdue"), BAD), "soon": State("●", N_("due soon"), WARN),
    "good": State("✓", N_("valid"), GOOD),
}  # fmt: skip
_NONE = State("·", "", MUTED)
_NAME, _CELL = 17, 9
_ROW = (
    Column(N_("Topic"), width=24, grow=1, least=16),
    Column(N_("Last"), Kind.DATE),
    Column(N_("Next"), Kind.DATE),
    Column(N_("State"), Kind.STATE, 12, states=MARKS),
)


class InstructionsScreen(ListScreen):
    """People below one another, topics beside one another; ← and → choose the topic."""

    NAME, TITLE, LETTER, HANDBOOK = (
        "calendar.instructions", N_("Instructions"), "u", "meetings#instructions",
    )  # fmt: skip
    HINTS = ("record.new", "record.print", "register.held", "register.topics", "actions.menu")
    COLUMNS = (Column(N_("Who"), Kind.NAME, _NAME, least=_NAME),)
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Who")}
    FIELDS: ClassVar[dict[str, str]] = {"wer": "who", "who": "who"}
    EMPTY = N_("Nobody works here yet. Instructions follow from staff and topics.")
    EMPTY_HINTS = ()

    def __init__(self) -> None:
        super().__init__()
        self._place = self._first = 0
        self._matrix = Matrix((), (), {})

    def source(self) -> Source:
        """The most urgent people first; as many topics as there is room for."""
        with self.kontor.store.read() as con:
            self._matrix = instructions.matrix(con, self.kontor.today())
        shown = self._shown()
        self.table.set_columns([*self.COLUMNS, *(self._column(topic) for topic in shown)])
        rows = []
        for key, _short, name in self._matrix.people:
            cells = [self._matrix.cells.get((key, topic.topic)) for topic in shown]
            mine = self._of(key)
            urgent = min((one.due.toordinal() for one in mine), default=9_999_999)
            codes = [_code(one) for one in cells]
            rows.append(Row(key, (urgent, name, key), (name, *codes), mine[0].mark if mine else ""))
        return MemorySource(sorted(rows, key=lambda row: row.key), {"who": 0})

    def _of(self, person: int) -> list[Cell]:
        """The cells of a person, the most urgent first."""
        there = (one for one in self._matrix.cells.values() if one.employee == person)
        return sorted(there, key=lambda one: (one.due, one.topic))

    def _shown(self) -> tuple[Topic, ...]:
        """The topics that fit; the chosen one is among them."""
        topics = self._matrix.topics
        self._place = max(0, min(self._place, len(topics) - 1))
        width = self.table.size.width or self.app.size.width - 4
        room = max(1, (width - 2 - _NAME) // (_CELL + GAP))
        self._first = max(min(self._first, self._place), self._place - room + 1, 0)
        self._first = min(self._first, max(0, len(topics) - room))
        return topics[self._first : self._first + room]

    def _column(self, topic: Topic) -> Column:
        chosen = topic is self._matrix.topics[self._place]
        states = {"": _NONE}
        for one in self._matrix.cells.values():
            if one.topic == topic.topic:
                sign = MARKS[one.mark]
                states[_code(one)] = State(sign.sign, f"{one.due:%m.%Y}", sign.tone)
        label = topic.name.replace("(", "").split(" ")[0]
        return Column(("▸" if chosen else " ") + label, Kind.STATE, _CELL, least=_CELL,
                      states=states)  # fmt: skip

    @property
    def topic(self) -> Topic | None:
        """The topic that is chosen."""
        return self._matrix.topics[self._place] if self._matrix.topics else None

    def list_title(self) -> str:
        """The whole name of the chosen topic, and which of how many it is."""
        if self.topic is None:
            return super().list_title()
        place = f"{self._place + 1}/{len(self._matrix.topics)}"
        return f"{super().list_title()} · {self.topic.name} {place}"

    def status(self) -> Sequence[tuple[str, str]]:
        """How much is overdue, and how much soon."""
        if self.table.marks:
            return super().status()
        marks = [one.mark for one in self._matrix.cells.values()]
        pieces = [(ngettext("{count} instruction", "{count} instructions", len(marks))
                   .format(count=len(marks)), "")]  # fmt: skip
        for mark, style in (("due", "$bad"), ("soon", "$warn"), ("good", "$good")):
            if count := marks.count(mark):
                pieces.append((f" · {MARKS[mark].sign} {count} {_(MARKS[mark].word)}", style))
        return pieces

    def preview(self, row: Row) -> Sequence[Block]:
        """The chosen topic for the person, then all topics of the person."""
        mine = self._of(row.id)
        if not mine or self.topic is None:
            return ()
        cell = self._matrix.cells.get((row.id, self.topic.topic))
        rows = [(one.name, one.last, one.due, one.mark) for one in mine]
        blocks: list[Block] = [Head("", mine[0].who, MARKS[mine[0].mark])]
        facts = [(N_("Topic"), self.topic.name), (N_("Law"), self.topic.law)]
        if cell is not None:
            blocks.append(Facts(*facts, (N_("Last"), cell.last), (N_("Next"), cell.due)))
        else:
            blocks.append(Facts(*facts, (N_("State"), _("does not concern this person"))))
        return [*blocks, Grid(_ROW, rows, N_("Instructions"))]

    def on_resize(self) -> None:
        """Another width shows more or fewer topics."""
        self.call_after_refresh(self._other_topics)

    def _other_topics(self) -> None:
        if self.is_mounted and self._matrix.topics:
            self.requery()

    def why_not(self, name: str) -> str:
        """What is at the end already."""
        if name == "register.later" and self._place + 1 >= len(self._matrix.topics):
            return _("It is the last topic already.")
        if name == "register.earlier" and not self._place:
            return _("It is the first topic already.")
        return super().why_not(name)

    # keys

    def do_register_later(self) -> None:
        """The next topic."""
        self._place += 1
        self.requery()

    def do_register_earlier(self) -> None:
        """The topic before."""
        self._place -= 1
        self.requery()

    def _chosen(self) -> list[str]:
        """Short names of the marked people, or of the one under the cursor."""
        wanted = set(self.chosen_ids())
        return [short for key, short, _name in self._matrix.people if key in wanted]

    def do_record_new(self) -> None:
        """Note that the chosen topic was held, for one or several people at once."""
        topic = self.topic.topic if self.topic else ""
        self.app.push_screen(InstructionForm(topic, ", ".join(self._chosen())))

    def do_record_open(self) -> None:
        """Everything about the person in a window."""
        if self.row is not None:
            self.app.push_screen(Paper(_(self.TITLE), self.preview(self.row)))

    def do_record_print(self) -> None:
        """The sheet for signatures: the marked people, else all whom the topic concerns."""
        topic, store, today = self.topic, self.kontor.store, self.kontor.today()
        if topic is None:
            return
        people = self._chosen() if self.table.marks else [
            short for key, short, _name in self._matrix.people
            if (key, topic.topic) in self._matrix.cells
        ]  # fmt: skip

        def make() -> bytes:
            from kontor.calendar.queries.instruction_papers import sheet_page
            from kontor.documents.layout.render import render_pdf

            with store.read() as con:
                return render_pdf(sheet_page(con, topic.topic, people, today))

        name = safe_file_name(f"{today} {_('Instruction')} {topic.name}.pdf")

        def take(way: str | None) -> None:
            if way:
                (viewer.open_file if way == "open" else viewer.save_file)(self, name, make)

        items = [("z", _("show"), "open"), ("s", _("save as a file"), "save")]
        self.app.push_screen(Letters(name, items), take)

    def do_register_held(self) -> None:
        """What was held, and who has not signed yet."""
        self.app.push_screen(HeldScreen())

    def do_register_topics(self) -> None:
        """The topics with their intervals."""
        self.app.push_screen(TopicsScreen())


def _code(one: Cell | None) -> str:
    return f"{one.mark} {one.due.isoformat()}" if one else ""
