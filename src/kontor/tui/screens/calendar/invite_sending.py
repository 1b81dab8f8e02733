"""The look before invitations leave: who gets which words; then it goes. Calendars handed on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from kontor.base.dates import now_utc
from kontor.base.errors import Finding
from kontor.base.i18n import N_, _, language, ngettext
from kontor.calendar.invitation_words import MESSAGE_WAYS, MESSAGES
from kontor.calendar.kinds.appointments import CrewKind
from kontor.calendar.kinds.invitations import Message, MessageKind, MessageState, MessageWay
from kontor.calendar.queries.meeting_invites import warnings
from kontor.calendar.queries.outgoing import Outgoing, Preview, preview
from kontor.company import queries as company
from kontor.tui import viewer
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import Confirm, Letters, Window
from kontor.tui.screens.firm.backups import store_of
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.text import Rows
from kontor.tui.widgets.columns import GOOD, WARN, Column, Kind, State

if TYPE_CHECKING:
    from kontor.documents.mail_send import Line, Server

_OPENED = 5  # files that are opened at once
_BACK, _AHEAD = timedelta(days=31), timedelta(days=731)
SIGNS: dict[str, State] = {
    MessageKind.REQUEST: State("→", MESSAGES[MessageKind.REQUEST], GOOD),
    MessageKind.REMINDER: State("↻", MESSAGES[MessageKind.REMINDER], WARN),
    MessageKind.CANCEL: State("✗", MESSAGES[MessageKind.CANCEL], WARN),
}


class SendingScreen(ListScreen):
    """Everybody who gets something now, with the words; `w` sends exactly this."""

    NAME, TITLE, HANDBOOK = "calendar.sending", N_("Preview"), "invitations#a-look-then-sending"
    HINTS = ("step.next", "view.toggle", "screen.back")
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 24, grow=1, least=14),
        Column(N_("What"), Kind.STATE, 14, states=SIGNS, least=12),
        Column(N_("Goes to"), width=26, grow=1, least=14),
        Column(N_("Subject"), width=30, grow=2, priority=3),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Name"), "1": N_("What")}
    EMPTY = N_("Everybody has what is right: nothing goes out.")
    EMPTY_HINTS = ("screen.back",)

    def __init__(
        self, appointment: int, *, again: Sequence[int] = (), remind: bool = False
    ) -> None:
        super().__init__()
        self.record, self.again, self.remind = appointment, tuple(again), remind
        self.shown: Preview | None = None
        self.faults: list[Finding] = []

    def crumb(self) -> str:
        """Of what."""
        return f"{_(self.TITLE)} · {self.shown.title}" if self.shown else _(self.TITLE)

    def source(self) -> Source:
        """What would go out now."""
        with self.kontor.store.read() as con:
            self.shown = preview(con, self.record, again=self.again, remind=self.remind)
            self.faults = warnings(con, self.record, self.kontor.today())
        rows = []
        for place, one in enumerate(self.shown.rows):
            to = one.address or _(MESSAGE_WAYS[one.way])
            rows.append(
                Row(one.invitation, (place,), (one.name, str(one.kind), to, one.subject), one.kind)
            )
        return MemorySource(rows)

    @property
    def one(self) -> Outgoing | None:
        """The row under the cursor."""
        there = self.shown.rows if self.shown and self.row else ()
        return next((one for one in there if self.row and one.invitation == self.row.id), None)

    def preview(self, row: Row) -> Sequence[Block]:
        """The words as they will be read."""
        one = self.one
        if one is None:
            return ()
        return (
            Head("", one.name, SIGNS[one.kind]),
            Facts((N_("Way"), _(MESSAGE_WAYS[one.way])), (N_("Goes to"), one.address)),
            Note(one.subject, one.text),
        )

    def do_record_open(self) -> None:
        """The words stand beside the list."""

    def why_not(self, name: str) -> str:
        """Nothing goes out to nobody."""
        if name == "step.next":
            return "" if self.shown and self.shown.rows else _(self.EMPTY)
        if name == "record.open":
            return _("The words stand beside the list.")
        return super().why_not(name)

    @property
    def folder(self) -> Path:
        """Where the files are written."""
        return self.kontor.folder / _("Invitations")

    def do_step_next(self) -> None:
        """Ask once more; then it goes, exactly as it is shown."""
        shown = self.shown
        if shown is None:
            return
        server = server_for(self, shown.rows)
        count = ngettext("{count} person gets it.", "{count} people get it.", len(shown.rows))
        files = any(one.way is not MessageWay.HAND for one in shown.rows)
        at_once = _("At once: mails leave through {host}.").format(
            host=server.host if server else ""
        )
        text: Rows = [
            [(shown.title, "bold")], count.format(count=len(shown.rows)),
            *([(fault.text, "$warn")] for fault in self.faults), "",
            *([at_once] if server else []),
            _("Mails and letters are written into {path} and open.").format(path=self.folder)
            if files else _("Nothing is written: it is said by word."),
            _("It stands in the log and cannot be taken back."),
        ]  # fmt: skip

        def take(choice: str | None) -> None:
            if choice in {"yes", "server"}:
                self._send(shown, server if choice == "server" else None)

        window = HowToSend(text) if server else Confirm(_("Send it?"), text, verb=_("Send"))
        self.app.push_screen(window, take)

    def _send(self, shown: Preview, server: Server | None) -> None:
        def job() -> list[Any]:
            from kontor.desk.invitations import send_invitations

            with line_to(server) as line:
                self.folder.mkdir(parents=True, exist_ok=True)
                return send_invitations(
                    store_of(self), self.record, shown.mark, self.folder, now_utc(),
                    again=self.again, remind=self.remind, line=line,
                )  # fmt: skip

        def done(gone: list[Any]) -> None:
            app = self.kontor
            if self.is_attached and app.screen is self:
                app.pop_screen()
            tell_gone(app, gone, self.folder)

        self.kontor.write(job, then=done, otherwise=lambda _error: self.requery())


class HowToSend(Window):
    """Through the server, as files, or not at all; Enter alone sends nothing."""

    SLIP = frozenset({"server", "yes"})

    def __init__(self, text: Rows) -> None:
        choices = (
            ("server", _("At once"), "s"), ("yes", _("As files"), "m"), ("no", _("No"), "n"),
        )  # fmt: skip
        super().__init__(_("Send it?"), text, choices, first="no", tone="-final")


def server_for(screen: BaseScreen, there: Sequence[Outgoing | Message]) -> Server | None:
    """The server that could take these; None when none is set, or nothing of it is a mail."""
    if not any(one.way is MessageWay.MAIL for one in there):
        return None
    return server_of_settings(screen)


def server_of_settings(screen: BaseScreen) -> Server | None:
    """The server that the settings name today."""
    from kontor.documents.mail_send import server_of

    with screen.kontor.store.read() as con:
        return server_of(con, screen.kontor.today())


@contextmanager
def line_to(server: Server | None) -> Iterator[Line | None]:
    """The open connection; None for mail files."""
    if server is None:
        yield None
        return
    from kontor.documents.mail_send import Line, password_of

    with Line(server, password_of(server)) as line:
        yield line


def tell_gone(app: Any, gone: Sequence[Any], folder: Path) -> None:
    """Open what was written and say what left."""
    paths = [one.path for one in gone if one.path is not None]
    opened = [path for path in paths[:_OPENED] if viewer.show(path)]
    sent = sum(one.sent for one in gone)
    said = []
    if sent:
        said.append(ngettext("{count} mail sent", "{count} mails sent", sent).format(count=sent))
    if paths:
        word = _("Opened: {path}") if opened else _("Written: {path}")
        said.append(word.format(path=folder))
    if not said:
        said.append(_("Noted: it was said by word."))
    app.toast(" · ".join(said), seconds=12)


def settle_waiting(screen: BaseScreen, appointment: int, there: Sequence[Message]) -> None:
    """What was left behind: say what became of it, send it now, or give it up."""
    app = screen.kontor
    folder = app.folder / _("Invitations")
    names = ", ".join(one.name for one in there)
    server = server_for(screen, there)
    if any(one.state is MessageState.LEAVING for one in there):
        title = _("Did the mail to {names} leave? The connection broke.").format(names=names)
        items = [
            ("j", _("It went out: it stands among the sent mails of the provider"), "went"),
            ("n", _("It did not: it waits to be sent"), "wait"),
        ]  # fmt: skip
    else:
        title = _("Prepared and not sent: {names}").format(names=names)
        items = [("m", _("Write it as a file now"), "file"), ("v", _("Give it up"), "drop")]
        if server is not None:
            items.insert(0, ("s", _("Send it now, through {host}").format(host=server.host), "now"))

    def finish(through: Server | None) -> list[Any]:
        from kontor.desk.invitations import finish_sending

        with line_to(through) as line:
            folder.mkdir(parents=True, exist_ok=True)
            return finish_sending(store_of(screen), appointment, folder, now_utc(), line=line)

    def take(choice: str | None) -> None:
        from kontor.calendar.service.invitations import give_up, settle

        if choice in {"went", "wait"}:
            app.run_case(settle, appointment, choice == "went", app.today())
        elif choice == "drop":
            app.run_case(give_up, appointment)
        elif choice:
            app.write(
                finish, server if choice == "now" else None,
                then=lambda gone: tell_gone(app, gone, folder),
            )  # fmt: skip

    app.push_screen(Letters(title, items), take)


def hand_on(screen: BaseScreen) -> None:
    """Choose whose calendar; it becomes a file that every calendar program takes."""
    store, today = screen.kontor.store, screen.kontor.today()
    with store.read() as con:
        entries = [Entry("all", _("Everything"), _("without private appointments"))]
        entries += [
            Entry(f"employee/{one.short}", one.name, _("with private appointments"))
            for one in company.employees(con, today)
        ]
        entries += [
            Entry(f"team/{one.name}", one.name, _("Team")) for one in company.teams(con, today)
        ]
        entries += [
            Entry(f"vehicle/{one.name}", one.name, _("Vehicle"))
            for one in company.vehicles(con, today)
        ]

    def take(chosen: str | None) -> None:
        if not chosen:
            return
        kind, _slash, name = chosen.partition("/")
        viewer.save_file(screen, f"{name or _('Appointments')}.ics", lambda: make(kind, name))

    def make(kind: str, name: str) -> bytes:
        from kontor.calendar.queries.feeds import whose
        from kontor.calendar.queries.handing import calendar_file

        with store.read() as con:
            member = whose(con, CrewKind(kind), name) if name else None
            return calendar_file(
                con, member, today - _BACK, today + _AHEAD, now_utc(),
                private=kind == "employee", language=language(),
            )  # fmt: skip

    screen.app.push_screen(Chooser(_("Whose calendar?"), entries), take)
