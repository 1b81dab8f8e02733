"""Lists of calls and mails from files: the dry run as a list, then one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from kontor.base.dates import format_instant, now_utc
from kontor.base.i18n import N_, _, ngettext
from kontor.tui import work
from kontor.tui.protocols import Row
from kontor.tui.screens.files import choose_file
from kontor.tui.screens.plan_list import PlanList, bytes_of
from kontor.tui.screens.tickets.names import DIRECTIONS
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, State

if TYPE_CHECKING:
    from kontor.tui.screens.base import BaseScreen

_CALLS: dict[str, State] = {
    "new": State("+", N_("new"), GOOD),
    "known": State("=", N_("known"), MUTED),
    "bad": State("!", N_("faulty"), BAD),
}
_MAILS: dict[str, State] = {
    "new": State("+", N_("new case"), GOOD),
    "answer": State("→", N_("answer"), GOOD),
    "known": State("=", N_("known"), MUTED),
    "bad": State("!", N_("not readable"), BAD),
}


class Found(NamedTuple):
    """What a file holds; it has no columns to ask for."""

    items: Sequence[Any]
    table: None = None
    mapping: Sequence[str] = ()


class Line(NamedTuple):
    """A line of the dry run."""

    place: str
    name: str
    status: Any
    findings: Sequence[Any]
    one: Any


class Plan(NamedTuple):
    """The dry run."""

    rows: Sequence[Line]

    @property
    def counts(self) -> dict[str, int]:
        """Lines per state."""
        found: dict[str, int] = {}
        for row in self.rows:
            found[row.status.value] = found.get(row.status.value, 0) + 1
        return found


class _Import(PlanList):
    """What both have in common."""

    HINTS: ClassVar[tuple[str, ...]] = ("step.next", "filter.saved", "screen.back")

    def decidable(self, row: Row) -> str | None:
        """Nothing is to be decided: a line is new, known or faulty."""
        return None

    def said(self, count: int) -> str:
        """How many were taken over."""
        raise NotImplementedError

    def taken(self, change: Any) -> None:
        """Said, with the way back."""
        going = {"new", "answer"}
        count = sum(1 for one in change.value if one.status.value in going)
        undo = _("{key} takes it back").format(key=self.kontor.key_of("step.undo"))
        self.kontor.toast(f"{self.said(count)} · {undo}")
        if self.app.screen is self:
            self.app.pop_screen()


class CallsImport(_Import):
    """What a list of calls would do: a line per call with its finding; `w` takes it over."""

    NAME, TITLE, HANDBOOK = "tickets.calls_import", N_("Import"), "tickets#calls-and-devices"
    STATES: ClassVar[Mapping[str, State]] = _CALLS
    COLUMNS = PlanList.columns_of(_CALLS)
    RUNNING, EMPTY = N_("Taking calls over"), N_("The list holds no calls.")

    def make_plan(self, con: Any) -> Plan:
        """The dry run."""
        from kontor.contacts.service.calls import plan_calls

        return Plan([
            Line(one.call.place, one.who or "–", one.status, one.call.findings, one)
            for one in plan_calls(con, self.file.items)
        ])  # fmt: skip

    def take_over(self, store: Any, ticket: work.Ticket) -> Any:
        """All new lines in one step."""
        from kontor.contacts.service.calls import import_calls

        return store.run(import_calls, self.file.items)

    def said(self, count: int) -> str:
        """How many calls."""
        text = ngettext("{count} call taken over", "{count} calls taken over", count)
        return text.format(count=count)

    def finding(self, one: Any) -> str:
        """When and in which direction; what is wrong."""
        call = one.one.call
        when = format_instant(call.at) if call.at else ""
        said = super().finding(one)
        return " · ".join(filter(None, (when, _(DIRECTIONS[call.direction]), said)))

    def preview(self, row: Row) -> Sequence[Block]:
        """What would be noted."""
        one = self.plan.rows[row.id]
        call = one.one.call
        return [
            Head(one.place, one.name, _CALLS[one.status.value]),
            Facts(
                (N_("When"), format_instant(call.at) if call.at else ""),
                (N_("Direction"), _(DIRECTIONS[call.direction])),
                (N_("Telephone"), call.number),
                (N_("Minutes"), call.minutes),
            ),
            *(Note("", f"{finding.text} {finding.advice}".strip()) for finding in one.findings),
        ]


class MailsImport(_Import):
    """What mails would do: an answer goes to its case, others open one; `w` takes them in."""

    NAME, TITLE, HANDBOOK = "tickets.mails_import", N_("Mails"), "tickets#mails-notes-files"
    STATES: ClassVar[Mapping[str, State]] = _MAILS
    COLUMNS = PlanList.columns_of(_MAILS)
    RUNNING, EMPTY = N_("Taking mails into cases"), N_("The file holds no mail.")

    def make_plan(self, con: Any) -> Plan:
        """The dry run."""
        from kontor.tickets.queries.tickets import numbers
        from kontor.tickets.service.mails import plan_mails

        plan = plan_mails(con, self.file.items)
        self.numbers = numbers(con, {one.ticket for one in plan if one.ticket is not None})
        return Plan([
            Line(one.mail.place, one.mail.name or one.mail.address or "–", one.status,
                 one.mail.findings, one)
            for one in plan
        ])  # fmt: skip

    def nothing_new(self) -> str:
        """Nothing new, no answer."""
        return "" if self.counts().get("answer") else super().nothing_new()

    def take_over(self, store: Any, ticket: work.Ticket) -> Any:
        """All of them in one step."""
        from kontor.tickets.service.mails import take_mails

        return store.run(take_mails, self.file.items, now_utc())

    def said(self, count: int) -> str:
        """How many mails."""
        text = ngettext("{count} mail taken in", "{count} mails taken in", count)
        return text.format(count=count)

    def finding(self, one: Any) -> str:
        """Its case and its subject; what is wrong."""
        number = self.numbers.get(one.one.ticket or 0, "")
        return " · ".join(filter(None, (number, one.one.mail.subject, super().finding(one))))

    def preview(self, row: Row) -> Sequence[Block]:
        """The mail."""
        one = self.plan.rows[row.id]
        mail = one.one.mail
        return [
            Head(mail.subject or one.place, one.name, _MAILS[one.status.value]),
            Facts(
                (N_("From"), mail.address),
                (N_("Sent"), format_instant(mail.sent) if mail.sent else ""),
                (N_("Case"), self.numbers.get(one.one.ticket or 0, "")),
                (N_("Files"), ", ".join(file.name for file in mail.files)),
            ),
            *((Note(N_("Text"), mail.text),) if mail.text else ()),
            *(Note("", f"{finding.text} {finding.advice}".strip()) for finding in one.findings),
        ]


def import_calls_from(screen: BaseScreen) -> None:
    """Choose the list of a router; the dry run shows what it would do."""
    today = screen.kontor.today()

    def look(path: Path) -> Found:
        from kontor.contacts.formats.calls import read_calls

        return Found(read_calls(bytes_of(path), today))

    _choose(screen, _("List of calls"), (".csv", ".txt", ".tsv"), look, CallsImport)


def import_mails_from(screen: BaseScreen) -> None:
    """Choose mails; the dry run shows what they would do."""

    def look(path: Path) -> Found:
        from kontor.tickets.formats.mails import read_mails

        return Found(read_mails(bytes_of(path), path.name))

    _choose(screen, _("Mails for cases"), (".eml", ".mbox"), look, MailsImport)


def _choose(
    screen: BaseScreen, title: str, endings: tuple[str, ...], look: Any, kind: type[_Import]
) -> None:
    def take(typed: str | None) -> None:
        if typed:
            path = Path(typed)
            work.start(
                screen, lambda _ticket: look(path), name="look", group="import",
                then=lambda found: screen.app.push_screen(kind(path, found)),
            )  # fmt: skip

    screen.app.push_screen(choose_file(title, endings, screen.kontor.folder), take)
