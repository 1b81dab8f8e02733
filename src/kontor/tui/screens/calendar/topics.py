"""The topics of instruction: whom they concern, how often, under which law."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.i18n import N_, _
from kontor.base.text import fold
from kontor.calendar.kinds.meetings import Topic
from kontor.calendar.queries.meeting_terms import topics
from kontor.company.words import STAFF_ROLES
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.calendar.meeting_forms import checked, names_in, whole
from kontor.tui.screens.dialogs import Paper
from kontor.tui.screens.input_form import InputForm
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, MUTED, Column, Kind, State
from kontor.tui.widgets.fields import Field

_WHOSE: dict[str, State] = {
    "law": State("§", N_("law"), MUTED), "own": State("✓", N_("own"), GOOD),
}  # fmt: skip


class TopicsScreen(ListScreen):
    """What is instructed; the firm's own stand above what comes along."""

    NAME, TITLE, HANDBOOK = (
        "calendar.topics", N_("Topics of instruction"), "meetings#instructions",
    )  # fmt: skip
    HINTS = ("record.new", "record.edit", "record.open", "actions.menu")
    COLUMNS = (
        Column(N_("Topic"), Kind.NAME, 30, grow=2, least=20),
        Column(N_("Months"), Kind.COUNT, 7, keep=True),
        Column(N_("Minors"), Kind.COUNT, 8, priority=3),
        Column(N_("For whom"), width=24, grow=1, priority=4),
        Column(N_("Whose"), Kind.STATE, 11, states=_WHOSE),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Topic"), "1": N_("Months")}

    def source(self) -> Source:
        """Those of today."""
        with self.kontor.store.read() as con:
            found = topics(con, self.kontor.today())
        self._topics = dict(enumerate(found, start=1))
        return MemorySource(
            [Row(key, (key,), (one.name, one.months, one.minor_months, roles_of(one),
                               "own" if one.own else "law"))
             for key, one in self._topics.items()]
        )  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """The topic with its law."""
        one = self._topics[row.id]
        return (
            Head("", one.name, _WHOSE["own" if one.own else "law"]),
            Facts((N_("Months"), one.months), (N_("Minors"), one.minor_months),
                  (N_("For whom"), roles_of(one)), (N_("Law"), one.law),
                  (N_("Source"), one.source)),
        )  # fmt: skip

    def do_record_open(self) -> None:
        """All of it in a window."""
        if self.row is not None:
            self.app.push_screen(Paper(_(self.TITLE), self.preview(self.row)))

    def do_record_new(self) -> None:
        """A topic of the firm's own."""
        self.app.push_screen(TopicForm())

    def do_record_edit(self) -> None:
        """Another interval, other people, or no longer needed."""
        if self.row is not None:
            self.app.push_screen(TopicForm(self._topics[self.row.id]))


def roles_of(one: Topic) -> str:
    """Whom a topic concerns, in words."""
    return ", ".join(_("all") if role == "all" else _(STAFF_ROLES[role]) for role in one.roles)


class TopicForm(InputForm):
    """A topic: how often, for whom, from when or until when."""

    NAME, HANDBOOK = "calendar.topic", "meetings#instructions"

    def __init__(self, topic: Topic | None = None) -> None:
        super().__init__()
        self.topic = topic

    def crumb(self) -> str:
        """Which one."""
        return self.topic.name if self.topic else _("New topic")

    def fields(self) -> Sequence[Field]:
        """Name and intervals first."""
        ended = Field("ended", N_("Ends on"), "date", help=N_("no longer needed from this day on"))
        return (
            Field("name", N_("Name"), required=True),
            Field("months", N_("Every … months"), read=whole, required=True, limit=3),
            Field("minor_months", N_("Minors, months"), read=whole, required=True, limit=3),
            Field("roles", N_("For whom"), required=True, help=_ROLES),
            Field("law", N_("Law")),
            Field("valid_from", N_("From"), "date", default=self.kontor.today()),
            *((ended,) if self.topic else ()),
        )

    def start(self) -> dict[str, Any]:
        """What holds now."""
        one = self.topic
        if one is None:
            return {"months": 12, "minor_months": 6, "roles": "all"}
        return {
            "name": one.name, "months": one.months, "minor_months": one.minor_months,
            "roles": ", ".join(one.roles), "law": one.law,
        }  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Set it."""
        from kontor.calendar.model.meeting_inputs import TopicInput
        from kontor.calendar.service.instructions import set_topic

        key = self.topic.topic if self.topic else fold(values["name"]).replace(" ", "_")[:60]
        given = {**values, "topic": key, "roles": names_in(values["roles"])}
        data = checked(self, TopicInput, given)
        if data is not None:
            self.kontor.run_case(
                set_topic, data, self.kontor.today(), then=self.saved, otherwise=self.refused
            )


_ROLES = "all, owner, office, foreman, journeyman, apprentice, helper"
