"""Invitations of others on the screen: read, looked at with their clashes, answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from kontor.base.dates import format_day, now_utc
from kontor.base.i18n import N_, _, language, ngettext
from kontor.calendar.invitation_words import MESSAGE_STATES
from kontor.calendar.kinds.invitations import MessageState
from kontor.calendar.kinds.requests import Incoming, Request, RequestState
from kontor.calendar.queries import requests as queries
from kontor.calendar.queries.appointments import entry
from kontor.calendar.queries.busy import names, plan_of
from kontor.calendar.request_words import INCOMING, REQUEST_STATES
from kontor.calendar.rules.said import clash_finding
from kontor.calendar.rules.wording import when
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.calendar.appointment import AppointmentScreen
from kontor.tui.screens.calendar.entry_line import clashes_said
from kontor.tui.screens.calendar.invite_reading import PlanOnce, read_mails_from
from kontor.tui.screens.calendar.invite_sending import (
    HowToSend,
    line_to,
    server_of_settings,
    tell_gone,
)
from kontor.tui.screens.calendar.names import times_text
from kontor.tui.screens.calendar.steps import read_time
from kontor.tui.screens.dialogs import AskText, Confirm, Letters
from kontor.tui.screens.firm.backups import store_of
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.plan_list import PlanList
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.text import Rows
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, WARN, Column, Kind, State

SAID: dict[str, State] = {
    RequestState.OPEN: State("?", REQUEST_STATES[RequestState.OPEN], WARN),
    RequestState.ACCEPTED: State("✓", REQUEST_STATES[RequestState.ACCEPTED], GOOD),
    RequestState.TENTATIVE: State("~", REQUEST_STATES[RequestState.TENTATIVE], WARN),
    RequestState.DECLINED: State("✗", REQUEST_STATES[RequestState.DECLINED], MUTED),
    RequestState.COUNTERED: State("↔", REQUEST_STATES[RequestState.COUNTERED], WARN),
    RequestState.CANCELLED: State("−", REQUEST_STATES[RequestState.CANCELLED], MUTED),
}
CAME: dict[str, State] = {
    Incoming.NEW: State("+", INCOMING[Incoming.NEW], GOOD),
    Incoming.CHANGED: State("~", INCOMING[Incoming.CHANGED], GOOD),
    Incoming.CANCELLED: State("✗", INCOMING[Incoming.CANCELLED], WARN),
    Incoming.SAME: State("=", INCOMING[Incoming.SAME], MUTED),
    Incoming.OLD: State("<", INCOMING[Incoming.OLD], MUTED),
    Incoming.OWN: State("●", INCOMING[Incoming.OWN], MUTED),
    Incoming.FOREIGN: State("≈", INCOMING[Incoming.FOREIGN], WARN),
    Incoming.NOWHERE: State("∅", INCOMING[Incoming.NOWHERE], WARN),
    Incoming.BAD: State("!", N_("faulty"), BAD),
}
_TAKE, _LEAVE = "take", "leave"
_LEFT = frozenset({MessageState.PREPARED, MessageState.LEAVING})


class RequestsScreen(ListScreen):
    """Who invites us, and what we said; `w` answers."""

    NAME, TITLE, LETTER, HANDBOOK = (
        "calendar.requests", N_("Invited by others"), "i", "invitations#invitations-of-others",
    )  # fmt: skip
    HINTS = ("step.next", "request.read", "record.open", "actions.menu")
    COLUMNS = (
        Column(N_("Day"), Kind.DATE),
        Column(N_("What"), Kind.NAME, 28, grow=3, least=18),
        Column(N_("Invited by"), width=22, grow=2, priority=3, least=12),
        Column(N_("State"), Kind.STATE, 18, states=SAID, least=17),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Day"), "1": N_("What"), "3": N_("State")}
    EMPTY = N_("Nobody invites to anything ahead.")
    EMPTY_HINTS = ("request.read",)

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[int, Request] = {}

    def source(self) -> Source:
        """What waits for an answer first."""
        with self.kontor.store.read() as con:
            there = queries.requests(con, self.kontor.today())
        self.found = {one.id: one for one in there}
        rows = [
            Row(one.id, (place,), (one.starts.date().isoformat(), one.title, one.who,
                                   str(one.state)), str(one.state))
            for place, one in enumerate(there)
        ]  # fmt: skip
        return MemorySource(rows)

    @property
    def one(self) -> Request | None:
        """The invitation under the cursor."""
        return self.found.get(self.row.id) if self.row else None

    def preview(self, row: Row) -> Sequence[Block]:
        """Who invites to what, what it clashes with, what we said."""
        one = self.found[row.id]
        with self.kontor.store.read() as con:
            there = entry(con, one.appointment)
            waits = one.state in {RequestState.OPEN, RequestState.COUNTERED}
            clashes = clashes_said(con, plan_of(there)) if waits else ()
        blocks: list[Block] = [
            Head("", one.title, SAID[one.state]),
            Facts(
                (N_("When"), times_text(there)), (N_("Place"), one.place),
                (N_("Invited by"), one.who), (N_("Mail"), one.organizer),
                (N_("We said"), one.comment),
                (N_("Answered"), one.answered and one.answered.date()),
                (N_("Our mail"), _(MESSAGE_STATES[one.answer_state]) if one.answer_state else ""),
            ),
        ]  # fmt: skip
        if clashes:
            blocks.append(Note(N_("Clashes"), "\n".join(f"! {each.text}" for each in clashes)))
        if there.note:
            blocks.append(Note(N_("Note"), there.note[:2_000]))
        return blocks

    def detail(self, row: Row) -> BaseScreen:
        """The appointment."""
        return AppointmentScreen(self.found[row.id].appointment)

    def why_not(self, name: str) -> str:
        """What was called off needs no answer."""
        if name == "step.next":
            if self.one is None:
                return _("The list is empty.")
            if self.one.state is RequestState.CANCELLED:
                return _("This invitation was called off: it needs no answer.")
        return super().why_not(name)

    def do_request_read(self) -> None:
        """Invitations out of a file or a folder."""
        read_requests_from(self)

    def do_step_next(self) -> None:
        """Answer; first what became of an answer that was left behind."""
        one = self.one
        if one is not None and one.answer_state in _LEFT:
            settle_answer(self, one)
        elif one is not None:
            answer(self, one)


# -- answering -----------------------------------------------------------------------------------


def answer(screen: BaseScreen, one: Request) -> None:
    """Yes, perhaps, no, another time; then a word about it; then a look at the mail."""
    app = screen.kontor
    items = [
        ("z", _("We accept"), "accepted"), ("v", _("Perhaps"), "tentative"),
        ("a", _("We decline"), "declined"), ("t", _("Propose another time"), "countered"),
    ]  # fmt: skip

    def take(said: str | None) -> None:
        if said == "countered":
            _ask_time(screen, one)
        elif said:
            _ask_word(screen, one, {"answer": said})

    app.push_screen(Letters(f"{one.who}: {one.title}", items), take)


def _ask_time(screen: BaseScreen, one: Request) -> None:
    today = screen.kontor.today()

    def take(typed: str | None) -> None:
        if not typed:
            return
        day, minute = read_time(typed, today)
        starts = datetime.combine(day or one.starts.date(), one.starts.time())
        if minute is not None:
            midnight = datetime.combine(starts.date(), datetime.min.time())
            starts = midnight + timedelta(minutes=minute)
        _ask_word(screen, one, {"answer": "countered", "starts": starts})

    proposed = f"{format_day(one.starts.date() + timedelta(days=1))} {one.starts:%H:%M}"
    screen.app.push_screen(
        AskText(_("When would it suit?"), hint=_("a day, or day and time: 24.12. or Thu 14:00"),
                typed=proposed, read=lambda typed: read_time(typed, today)), take,
    )  # fmt: skip


def _ask_word(screen: BaseScreen, one: Request, given: dict[str, Any]) -> None:
    def take(typed: str | None) -> None:
        from kontor.calendar.model.requests import RequestAnswer

        if typed is not None:
            data = RequestAnswer.model_validate({**given, "comment": typed})
            _look(screen, one, data)

    hint = _("it stands in the mail; Enter alone says nothing more")
    screen.app.push_screen(AskText(_("A word about it?"), hint=hint), take)


def _look(screen: BaseScreen, one: Request, data: Any) -> None:
    """The words as they will be read; then it goes."""
    from kontor.calendar.queries.answers import answer_said

    app = screen.kontor
    with app.store.read() as con:
        said = answer_said(con, one, data)
    server = server_of_settings(screen)
    text: Rows = [
        [(said.subject, "bold")], [(said.to, "$ink-soft")], "", *said.text.split("\n"), "",
    ]  # fmt: skip

    def take(choice: str | None) -> None:
        if choice in {"yes", "server"}:
            _send(screen, one, data, said.mark, server if choice == "server" else None)

    window = HowToSend(text) if server else Confirm(_("Send it?"), text, verb=_("Send"))
    app.push_screen(window, take)


def _folder(screen: BaseScreen) -> Path:
    return screen.kontor.folder / _("Invitations")


def _send(screen: BaseScreen, one: Request, data: Any, mark: str, server: Any) -> None:
    folder = _folder(screen)

    def job() -> list[Any]:
        from kontor.desk.requests import send_answer

        with line_to(server) as line:
            folder.mkdir(parents=True, exist_ok=True)
            return send_answer(
                store_of(screen), one.id, data, folder, now_utc(), mark=mark, line=line
            )

    app = screen.kontor
    app.write(job, then=lambda gone: tell_gone(app, gone, folder))


def settle_answer(screen: BaseScreen, one: Request) -> None:
    """An answer that was left behind: say what became of it, or send it now."""
    app, folder = screen.kontor, _folder(screen)
    server = server_of_settings(screen)
    if one.answer_state is MessageState.LEAVING:
        title = _("Did the mail to {names} leave? The connection broke.").format(names=one.who)
        items = [
            ("j", _("It went out: it stands among the sent mails of the provider"), "went"),
            ("n", _("It did not: it waits to be sent"), "wait"),
        ]  # fmt: skip
    else:
        title = _("Prepared and not sent: {names}").format(names=one.who)
        items = [("m", _("Write it as a file now"), "file"), ("a", _("Answer anew"), "new")]
        if server is not None:
            items.insert(0, ("s", _("Send it now, through {host}").format(host=server.host), "now"))

    def finish(through: Any) -> list[Any]:
        from kontor.desk.requests import finish_answer

        with line_to(through) as line:
            folder.mkdir(parents=True, exist_ok=True)
            return finish_answer(store_of(screen), one.id, folder, line=line)

    def take(choice: str | None) -> None:
        from kontor.calendar.service.requests import answer_gone, answer_kept

        if choice == "went":
            app.run_case(answer_gone, {one.id: ""})
        elif choice == "wait":
            app.run_case(answer_kept, one.id)
        elif choice == "new":
            answer(screen, one)
        elif choice:
            app.write(
                finish, server if choice == "now" else None,
                then=lambda gone: tell_gone(app, gone, folder),
            )  # fmt: skip

    app.push_screen(Letters(title, items), take)


# -- reading -------------------------------------------------------------------------------------


def read_requests_from(screen: BaseScreen) -> None:
    """Choose a file or a folder with invitations; the dry run shows what they would do."""
    read_mails_from(screen, _("Invitations from a file or folder"), RequestsImport)


class RequestsImport(PlanOnce):
    """A line per invitation with what it would do; `w` takes them over in one step."""

    NAME, TITLE, HANDBOOK = (
        "calendar.requests_in", N_("Invitations"), "invitations#invitations-of-others",
    )  # fmt: skip
    HINTS: ClassVar[tuple[str, ...]] = ("step.next", "record.edit", "filter.saved", "actions.menu")
    STATES: ClassVar[Mapping[str, State]] = CAME
    COLUMNS = PlanList.columns_of(CAME)
    DECISIONS: ClassVar[Mapping[str, str]] = {
        _TAKE: N_("It counts"), _LEAVE: N_("Leave it out"),
    }  # fmt: skip
    NEWS = (Incoming.NEW, Incoming.CHANGED, Incoming.CANCELLED)
    RUNNING, EMPTY = N_("Taking invitations over"), N_("The files hold no invitations.")

    def _taking(self) -> set[str]:
        return {place for place, code in self.decisions.items() if code == _TAKE}

    def make_plan(self, con: Any) -> Any:
        """The dry run."""
        from kontor.calendar.service.requests import plan_requests

        self.called = names(con)
        return plan_requests(con, self.file.found, self._taking())

    def take_over(self, store: Any, ticket: work.Ticket) -> Any:
        """All in one step."""
        from kontor.calendar.service.requests import take_requests

        return store.run(take_requests, self.file.found, now_utc(), self._taking())

    def code(self, one: Any) -> str:
        """What the invitation does."""
        return str(one.verdict)

    def said(self, counts: Mapping[str, int]) -> str:
        """How many were taken over."""
        count = sum(counts[code] for code in self.NEWS)
        return ngettext("{count} invitation taken over", "{count} invitations taken over",
                        count).format(count=count)  # fmt: skip

    def decidable(self, row: Row) -> str | None:
        """A change by somebody else waits for a decision."""
        one = self.plan.rows[row.id]
        return one.place if one.verdict.asks or one.place in self.decisions else None

    def why_not(self, name: str) -> str:
        """Only strange changes are decided about."""
        if name in {"record.edit", "record.open"}:
            if self.done:
                return self.nothing_new()
            if self.row is None or self.decidable(self.row) is None:
                return _("Only a strange change needs a decision.")
            return ""
        return super().why_not(name)

    def preview(self, row: Row) -> Sequence[Block]:
        """Who invites to what, and what it clashes with."""
        one = self.plan.rows[row.id]
        blocks: list[Block] = [Head(one.place, one.name, CAME[self.code(one)])]
        said = one.event
        if said is not None:
            blocks.append(Facts(
                (N_("About"), said.title), (N_("When"), when(said, language())),
                (N_("Place"), said.place), (N_("Asks"), one.us.mail if one.us else ""),
                (N_("Sent by"), one.received.sender if one.received else ""),
            ))  # fmt: skip
        if one.conflicts:
            said_clashes = [
                clash_finding(each, lambda ref: self.called.get(ref, ref)).text
                for each in one.conflicts
            ]
            blocks.append(Note(N_("Clashes"), "\n".join(f"! {text}" for text in said_clashes)))
        return [*blocks, *(Note("", finding.text) for finding in one.findings)]
