"""Answers to date polls out of files: the dry run as a list, whose they are, then one step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from kontor.base.errors import Finding
from kontor.base.i18n import N_, _, ngettext
from kontor.calendar.poll_words import RESULTS
from kontor.calendar.queries import polls as queries
from kontor.tui import work
from kontor.tui.protocols import Row
from kontor.tui.screens.calendar.invite_reading import Files, PlanOnce
from kontor.tui.screens.calendar.names import VOTED, proposal_text
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.files import choose_file
from kontor.tui.screens.plan_list import PlanList
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, State

if TYPE_CHECKING:
    from kontor.tui.screens.base import BaseScreen

_SIGNS: dict[str, State] = {
    "taken": State("+", N_("new"), GOOD),
    "stranger": State("?", RESULTS["stranger"], WARN),
    "unclear": State("~", RESULTS["unclear"], WARN),
    "no_poll": State("∅", RESULTS["no_poll"], WARN),
    "again": State("=", RESULTS["again"], MUTED),
    "older": State("<", RESULTS["older"], MUTED),
    "over": State("×", RESULTS["over"], MUTED),
    "bad": State("!", N_("faulty"), BAD),
}


class ReadLine(NamedTuple):
    """What was read out of a mail, or why it could not be read, as the list wants it."""

    place: str
    name: str
    code: str
    findings: tuple[Finding, ...]
    read: Any = None


class ReadPlan(NamedTuple):
    """The dry run."""

    rows: tuple[ReadLine, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Mails by what they do."""
        return dict(Counter(one.code for one in self.rows))


def read_polls_from(screen: BaseScreen) -> None:
    """Choose a file or a folder with answers; the dry run shows what they would do."""

    def take(typed: str | None) -> None:
        if not typed:
            return
        path = Path(typed)

        def job(_ticket: work.Ticket) -> tuple[Any, Any]:
            from kontor.calendar.formats.poll_mail import read_paths

            return read_paths([path])

        def show(found: tuple[Any, Any]) -> None:
            screen.app.push_screen(PollAnswersScreen(path, *found))

        work.start(screen, job, name="look", group="import", then=show)

    title = _("Answers from a file or folder")
    endings = (".eml", ".mbox", ".ics", ".txt")
    screen.app.push_screen(choose_file(title, endings, screen.kontor.folder, folders=True), take)


class PollAnswersScreen(PlanOnce):
    """A line per answer with what it would do; `w` takes them over in one step."""

    NAME, TITLE, HANDBOOK = "calendar.poll_answers", N_("Answers"), "polls#answers"
    HINTS: ClassVar[tuple[str, ...]] = ("step.next", "record.edit", "filter.saved", "actions.menu")
    STATES: ClassVar[Mapping[str, State]] = _SIGNS
    COLUMNS = PlanList.columns_of(_SIGNS)
    NEWS = ("taken",)
    RUNNING, EMPTY = N_("Taking answers over"), N_("The files hold no answers.")

    def __init__(self, path: Path, mails: Sequence[Any], findings: Sequence[Finding]) -> None:
        super().__init__(path, Files(mails))
        self.broken = tuple(findings)

    def _lines(self, found: Sequence[Any]) -> ReadPlan:
        lines = [self._line(one) for one in found]
        lines += [ReadLine(one.where, "", "bad", (one,)) for one in self.broken]
        return ReadPlan(tuple(lines))

    def _line(self, one: Any) -> ReadLine:
        return ReadLine(one.mail.place, one.person or one.mail.sender, str(one.result), (), one)

    def make_plan(self, con: Any) -> ReadPlan:
        """The dry run."""
        from kontor.calendar.service.poll_answers import plan_mails

        named = self.decisions
        return self._lines(plan_mails(con, self.file.found, self.kontor.today(), named=named))

    def take_over(self, store: Any, ticket: work.Ticket) -> Any:
        """All in one step."""
        from kontor.calendar.service.poll_answers import read_mails

        today = self.kontor.today()
        return store.run(read_mails, self.file.found, today, named=self.decisions)

    def taken(self, change: Any) -> None:
        """The list becomes the report."""
        super().taken(change._replace(value=self._lines(change.value)))

    def code(self, one: Any) -> str:
        """What the answer does."""
        return str(one.code)

    def finding(self, one: Any) -> str:
        """The votes, or what is wrong with the file."""
        if one.read is None or one.read.answer is None:
            return super().finding(one)
        votes = one.read.answer.votes
        return "  ".join(f"{number} {VOTED[vote].sign}" for number, vote in sorted(votes.items()))

    def said(self, counts: Mapping[str, int]) -> str:
        """How many were taken over."""
        count = counts.get("taken", 0)
        return ngettext("{count} answer taken over", "{count} answers taken over",
                        count).format(count=count)  # fmt: skip

    def decidable(self, row: Row) -> str | None:
        """Of an answer of a stranger it can be said whose it is."""
        one = self.plan.rows[row.id]
        return one.place if one.code == "stranger" or one.place in self.decisions else None

    def do_record_edit(self) -> None:
        """Whose answer it is."""
        one = self.plan.rows[self.row.id] if self.row and self.plan else None
        if one is None or one.read is None or one.read.poll is None:
            return
        with self.kontor.store.read() as con:
            people = queries.sheet(con, one.read.poll).people

        def take(number: str | None) -> None:
            if number:
                self.decisions[one.place] = number
                self.replan()

        entries = [Entry(str(who.number), who.name, who.mail) for who in people]
        self.app.push_screen(Chooser(_("Whose answer is it?"), entries), take)

    def why_not(self, name: str) -> str:
        """Only of strangers it is asked who they are."""
        if name in {"record.edit", "record.open"}:
            if self.done:
                return self.nothing_new()
            if self.row is None or self.plan is None or self.decidable(self.row) is None:
                return _("Only of a stranger it is asked whose answer it is.")
            return ""
        return super().why_not(name)

    def preview(self, row: Row) -> Sequence[Block]:
        """To what it answers, what is understood, the words."""
        one = self.plan.rows[row.id]
        blocks: list[Block] = [Head(one.place, one.name, _SIGNS[one.code])]
        read = one.read
        if read is None:
            return [*blocks, *(Note("", finding.text) for finding in one.findings)]
        blocks.append(Facts((N_("Sent by"), read.mail.sender), (N_("Subject"), read.mail.subject)))
        if read.poll is not None and read.answer is not None:
            with self.kontor.store.read() as con:
                times = queries.sheet(con, read.poll).proposals
            said = [
                (proposal_text(time, year=False), f"{VOTED[vote].sign} {_(VOTED[vote].word)}")
                for time in times if (vote := read.answer.votes.get(time.number))
            ]  # fmt: skip
            blocks.append(Facts(*said, title=N_("Understood")))
        if read.mail.text:
            blocks.append(Note(N_("What was said"), read.mail.text[:2_000]))
        return blocks
