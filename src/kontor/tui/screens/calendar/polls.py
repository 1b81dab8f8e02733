"""Date polls as a list: how far each is, which time stands first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.calendar.queries import polls as queries
from kontor.calendar.queries.polls import PollLine
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.calendar.names import POLLED, proposal_text
from kontor.tui.screens.calendar.poll import PollScreen, ranking_parts
from kontor.tui.screens.calendar.poll_forms import PollForm
from kontor.tui.screens.calendar.poll_steps import PollSteps
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Drawing, Facts, Grid, Head
from kontor.tui.sources import MemorySource
from kontor.tui.text import joined
from kontor.tui.widgets.columns import Column, Kind


class PollsScreen(PollSteps, ListScreen):
    """All polls, running ones first; `w` does the next step of each."""

    NAME, TITLE, LETTER, HANDBOOK = "calendar.polls", N_("Date polls"), "p", "polls"
    HINTS = ("record.new", "record.open", "step.next", "poll.read", "actions.menu")
    COLUMNS = (
        Column(N_("Subject"), Kind.NAME, 26, grow=3, least=16),
        Column(N_("Answered"), Kind.COUNT, 11, priority=1),
        Column(N_("Stands first"), width=24, grow=1, priority=2, least=23),
        Column(N_("Answers by"), Kind.DATE, 11, priority=3),
        Column(N_("Begun"), Kind.DATE, priority=6),
        Column(N_("State"), Kind.STATE, 14, states=POLLED),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "0": N_("Subject"), "3": N_("Answers by"), "4": N_("Begun"), "5": N_("State"),
    }  # fmt: skip
    SAVED = ((N_("asking"), N_("asking")), (N_("to decide"), N_("to decide")))
    EMPTY = N_("No date is looked for. Propose a few times, ask, fix the best one.")

    def source(self) -> Source:
        """Running ones first, then the newest."""
        with self.kontor.store.read() as con:
            found = queries.polls(con)
        rows = [
            Row(one.poll.id, (place,), self._cells(one), str(one.poll.state))
            for place, one in enumerate(found)
        ]
        return MemorySource(rows)

    def _cells(self, one: PollLine) -> tuple[object, ...]:
        best = proposal_text(one.best, year=False) if one.best else ""
        by = one.poll.answer_by.isoformat() if one.poll.answer_by else None
        said = _("{done} of {count}").format(done=one.answered, count=one.people)
        return (one.poll.subject, said, best, by, one.poll.made.isoformat(), str(one.poll.state))

    def preview(self, row: Row) -> Sequence[Block]:
        """The ranking and who has answered."""
        try:
            with self.kontor.store.read() as con:
                one = queries.sheet(con, row.id)
        except NotFound:
            return ()
        poll = one.poll
        people = [
            (who.name, _("yes") if who.required else "", str(len(who.votes)) if who.votes else "–")
            for who in one.people
        ]
        columns = (Column(N_("Name"), Kind.NAME, 20, grow=1), Column(N_("Needed"), width=8),
                   Column(N_("Answers"), Kind.COUNT, 9))  # fmt: skip
        blocks: list[Block] = [
            Head("", poll.subject, POLLED[poll.state]),
            Facts((N_("Place"), poll.place), (N_("With"), poll.contact_name),
                  (N_("Answers by"), poll.answer_by), (N_("Belongs to"), poll.reference)),
        ]  # fmt: skip
        if one.slots:
            lines = [joined(*parts) for parts in ranking_parts(one)]
            blocks.append(Drawing(lines, N_("Ranking")))
        return [*blocks, Grid(columns, people, N_("People"))] if people else blocks

    def detail(self, row: Row) -> BaseScreen:
        """The grid."""
        return PollScreen(row.id)

    def poll_key(self) -> int | None:
        """The row under the cursor."""
        return self.row.id if self.row else None

    def why_not(self, name: str) -> str:
        """What the state forbids."""
        return super().why_not(name) or self.why_not_poll(name)

    def do_record_new(self) -> None:
        """A new poll."""
        self.app.push_screen(PollForm())
