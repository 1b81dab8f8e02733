"""Answers and calendars out of files: the dry run as a list, decisions, then one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from kontor.base.dates import now_utc
from kontor.base.i18n import N_, _, language, ngettext
from kontor.calendar.invitation_words import VERDICTS
from kontor.calendar.rules.invitations import Verdict
from kontor.calendar.rules.wording import when
from kontor.tui import work
from kontor.tui.protocols import Row
from kontor.tui.screens.files import choose_file
from kontor.tui.screens.plan_list import PlanList, bytes_of
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, State

if TYPE_CHECKING:
    from kontor.tui.screens.base import BaseScreen

_TAKE, _LEAVE = "take", "leave"
ANSWERS: dict[str, State] = {
    Verdict.TAKEN: State("+", N_("new"), GOOD),
    Verdict.PROPOSAL: State("↔", VERDICTS[Verdict.PROPOSAL], WARN),
    Verdict.SINGLE: State("·", VERDICTS[Verdict.SINGLE], WARN),
    Verdict.SAME: State("=", VERDICTS[Verdict.SAME], MUTED),
    Verdict.OLD: State("<", VERDICTS[Verdict.OLD], MUTED),
    Verdict.FOREIGN: State("≈", VERDICTS[Verdict.FOREIGN], WARN),
    Verdict.UNKNOWN: State("?", VERDICTS[Verdict.UNKNOWN], WARN),
    Verdict.NOWHERE: State("∅", VERDICTS[Verdict.NOWHERE], WARN),
    Verdict.BAD: State("!", N_("faulty"), BAD),
}
ENTRIES: dict[str, State] = {
    "new": State("+", N_("new"), GOOD),
    "changed": State("~", N_("changed"), GOOD),
    "cancelled": State("✗", N_("called off"), WARN),
    "known": State("=", N_("known"), MUTED),
    "own": State("●", N_("own"), MUTED),
    "bad": State("!", N_("faulty"), BAD),
}


class Files(NamedTuple):
    """What was read; a plan list asks for these names."""

    found: Sequence[Any]
    mapping: tuple[str, ...] = ()
    table: None = None


def read_answers_from(screen: BaseScreen) -> None:
    """Choose a file or a folder with answers; the dry run shows what they would do."""
    read_mails_from(screen, _("Answers from a file or folder"), AnswersScreen)


def read_mails_from(
    screen: BaseScreen, title: str, shown: Callable[[Path, Files], BaseScreen]
) -> None:
    """Choose mails or calendar files, or a folder of them; what is in them goes to a dry run."""

    def take(typed: str | None) -> None:
        if not typed:
            return
        path = Path(typed)

        def job(_ticket: work.Ticket) -> Files:
            from kontor.calendar.formats.imip import read_file, read_paths

            named = read_paths([path])
            return Files([one for file, name in named for one in read_file(bytes_of(file), name)])

        work.start(
            screen, job, name="look", group="import",
            then=lambda found: screen.app.push_screen(shown(path, found)),
        )  # fmt: skip

    endings = (".ics", ".eml", ".mbox")
    screen.app.push_screen(choose_file(title, endings, screen.kontor.folder, folders=True), take)


def import_calendar_from(screen: BaseScreen) -> None:
    """Choose a calendar file; the dry run shows what it would do."""

    def take(typed: str | None) -> None:
        if not typed:
            return
        path = Path(typed)

        def job(_ticket: work.Ticket) -> Files:
            from kontor.calendar.formats.ics_read import read_calendars

            return Files(read_calendars(bytes_of(path), path.name))

        work.start(
            screen, job, name="look", group="import",
            then=lambda found: screen.app.push_screen(CalendarImport(path, found)),
        )  # fmt: skip

    title = _("Calendar from a file")
    screen.app.push_screen(choose_file(title, (".ics",), screen.kontor.folder), take)


class PlanOnce(PlanList):
    """What the lists share: done once, the list is the report."""

    done = False

    def replan(self) -> None:
        """Plan again; what was taken over stays as the report."""
        if not self.done:
            super().replan()

    def taken(self, change: Any) -> None:
        """The list becomes the report."""
        self.done = True
        self.show_plan(change.value)
        undo = _("{key} takes it back").format(key=self.kontor.key_of("step.undo"))
        self.kontor.toast(f"{self.said(change.value.counts)} · {undo}")

    def said(self, counts: Mapping[str, int]) -> str:
        """How much was done."""
        raise NotImplementedError

    def nothing_new(self) -> str:
        """It can be done once."""
        if self.done:
            key = self.kontor.key_of("step.undo")
            return _("Taken over already; {key} takes it back.").format(key=key)
        counts = self.counts()
        if not any(counts.get(code) for code in self.NEWS):
            return _("There is nothing to take over.")
        return ""

    NEWS: ClassVar[tuple[str, ...]] = ()


class AnswersScreen(PlanOnce):
    """A line per answer with what it would do; `w` takes them over in one step."""

    NAME, TITLE, HANDBOOK = "calendar.answers", N_("Answers"), "invitations#answers"
    HINTS: ClassVar[tuple[str, ...]] = ("step.next", "record.edit", "filter.saved", "actions.menu")
    STATES: ClassVar[Mapping[str, State]] = ANSWERS
    COLUMNS = PlanList.columns_of(ANSWERS)
    DECISIONS: ClassVar[Mapping[str, str]] = {
        _TAKE: N_("It counts"), _LEAVE: N_("Leave it out"),
    }  # fmt: skip
    NEWS = (Verdict.TAKEN, Verdict.PROPOSAL, Verdict.SINGLE)
    RUNNING, EMPTY = N_("Taking answers over"), N_("The files hold no answers.")

    def _taking(self) -> set[str]:
        return {place for place, code in self.decisions.items() if code == _TAKE}

    def make_plan(self, con: Any) -> Any:
        """The dry run."""
        from kontor.calendar.service.replies import plan_replies

        return plan_replies(con, self.file.found, self._taking())

    def take_over(self, store: Any, ticket: work.Ticket) -> Any:
        """All in one step."""
        from kontor.calendar.service.replies import take_replies

        return store.run(take_replies, self.file.found, now_utc(), self._taking())

    def code(self, one: Any) -> str:
        """What the answer does."""
        return str(one.verdict)

    def said(self, counts: Mapping[str, int]) -> str:
        """How many were taken over."""
        count = counts["taken"]
        return ngettext("{count} answer taken over", "{count} answers taken over",
                        count).format(count=count)  # fmt: skip

    def decidable(self, row: Row) -> str | None:
        """A strange answer waits for a decision."""
        one = self.plan.rows[row.id]
        return one.place if one.verdict.asks or one.place in self.decisions else None

    def why_not(self, name: str) -> str:
        """Only strange answers are decided about."""
        if name in {"record.edit", "record.open"}:
            if self.done:
                return self.nothing_new()
            if self.row is None or self.decidable(self.row) is None:
                return _("Only a strange answer needs a decision.")
            return ""
        return super().why_not(name)

    def preview(self, row: Row) -> Sequence[Block]:
        """Whose answer, to what, what it would do."""
        one = self.plan.rows[row.id]
        said = one.event
        blocks: list[Block] = [Head(one.place, one.name, ANSWERS[self.code(one)])]
        if said is not None:
            blocks.append(Facts(
                (N_("About"), said.title), (N_("When"), when(said, language())),
                (N_("Sent by"), one.received.sender if one.received else ""),
                (N_("Comment"), said.comment),
            ))  # fmt: skip
        if one.received is not None and one.received.text:
            blocks.append(Note(N_("What was said"), one.received.text[:2_000]))
        return [*blocks, *(Note("", finding.text) for finding in one.findings)]


class CalendarImport(PlanOnce):
    """A line per entry of a calendar with what it would do; `w` takes them over in one step."""

    NAME, TITLE, HANDBOOK = "calendar.import", N_("Import"), "invitations#calendars"
    HINTS: ClassVar[tuple[str, ...]] = ("step.next", "filter.saved", "actions.menu")
    STATES: ClassVar[Mapping[str, State]] = ENTRIES
    COLUMNS = PlanList.columns_of(ENTRIES)
    NEWS = ("new", "changed", "cancelled")
    RUNNING, EMPTY = N_("Taking the calendar over"), N_("The file holds no appointments.")

    def make_plan(self, con: Any) -> Any:
        """The dry run."""
        from kontor.calendar.service.importing import plan_calendar

        return plan_calendar(con, self.file.found)

    def take_over(self, store: Any, ticket: work.Ticket) -> Any:
        """All in one step."""
        from kontor.calendar.service.importing import import_calendar

        return store.run(import_calendar, self.file.found, self.path.name)

    def code(self, one: Any) -> str:
        """What the entry does."""
        return str(one.result)

    def said(self, counts: Mapping[str, int]) -> str:
        """How many were taken over."""
        count = sum(counts[code] for code in self.NEWS)
        return ngettext("{count} appointment taken over", "{count} appointments taken over",
                        count).format(count=count)  # fmt: skip

    def decidable(self, row: Row) -> str | None:
        """Nothing is decided here."""
        return None

    def why_not(self, name: str) -> str:
        """Nothing is opened or decided here."""
        if name in {"record.edit", "record.open"}:
            return _("Nothing has to be decided here.")
        return super().why_not(name)

    def preview(self, row: Row) -> Sequence[Block]:
        """What would be in the calendar."""
        one = self.plan.rows[row.id]
        blocks: list[Block] = [Head(one.place, one.title or "–", ENTRIES[self.code(one)])]
        if one.event is not None:
            blocks.append(Facts(
                (N_("When"), when(one.event, language())), (N_("Place"), one.event.place),
            ))  # fmt: skip
            if one.event.note:
                blocks.append(Note(N_("Note"), one.event.note[:2_000]))
        return [*blocks, *(Note("", finding.text) for finding in one.findings)]
