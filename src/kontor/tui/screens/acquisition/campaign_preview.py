"""The look before a campaign leaves: who gets which words, who is left out and why; then it goes.

Nothing is sent without this screen: the mark of what it shows releases the sending, and what
changed since is shown anew instead.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from kontor.acquisition.kinds import CampaignChannel
from kontor.acquisition.queries import papers
from kontor.acquisition.queries.papers import Planned, Preview
from kontor.base.errors import KontorError, Refused
from kontor.base.i18n import N_, _, ngettext
from kontor.base.text import safe_file_name
from kontor.contacts.queries import contact as find_contact
from kontor.documents.layout.text import as_text
from kontor.documents.letters import salutation
from kontor.tui import viewer, work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.acquisition.campaign_steps import free_path
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.contacts.consents import LIGHT_STATES
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import AskText, Confirm, Running
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Drawing, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.text import Rows
from kontor.tui.widgets.columns import BAD, GOOD, WARN, Column, Kind, State

GOES, CARE, STAYS = "goes", "care", "stays"
STATES = {
    GOES: State("●", N_("goes out"), GOOD),
    CARE: State("◐", N_("goes, with care"), WARN),
    STAYS: State("✗", N_("stays here"), BAD),
}
_PAPER = 74  # cells of a letter as text


def words_of(con: sqlite3.Connection, shown: Preview, row: Planned, width: int) -> str:
    """What somebody would read: the letter, the mail, or what to say on the telephone."""
    from kontor.acquisition.service.letters import letter

    if shown.campaign.channel is CampaignChannel.LETTER:
        return as_text(letter(con, shown, row), width)
    lines = [row.place, row.subject, "", row.text]
    if shown.campaign.channel is CampaignChannel.MAIL:
        who = find_contact(con, row.contact)
        greeting = salutation(who, "en" if who.language == "en" else "de")
        lines[2:3] = ["", greeting, ""]
    return "\n".join(lines).strip("\n")


class PreviewScreen(ListScreen):
    """Everybody who is planned, with what he would get; `w` sends exactly this."""

    CANCEL = N_("Leave out")
    NAME, HANDBOOK = "acquisition.campaign_preview", "campaigns#a-look-then-sending"
    TITLE = N_("Preview")
    HINTS = ("step.next", "record.open", "record.print", "record.cancel", "filter.saved")
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 22, grow=1, least=14),
        Column(N_("Goes to"), width=26, grow=1, priority=5, least=16),
        Column(N_("Goes out"), Kind.STATE, 17, states=STATES, least=12),
        Column(N_("Reason"), width=34, grow=2, priority=1, least=26),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Name"), "2": N_("Goes out")}
    EMPTY = N_("Nobody is planned.")
    EMPTY_HINTS = ("screen.back",)

    def __init__(self, campaign: int) -> None:
        super().__init__()
        self.record = campaign
        self.shown: Preview | None = None

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """Who gets it, who does not."""
        return ((_("stays here"), _(STATES[STAYS].word)), (_("goes out"), _(STATES[GOES].word)))

    def crumb(self) -> str:
        """Preview of what."""
        name = self.shown.campaign.name if self.shown else ""
        return f"{_(self.TITLE)} · {name}" if name else _(self.TITLE)

    def source(self) -> Source:
        """What was read; a thread makes it anew whenever the file changed."""
        store, today, key = self.kontor.store, self.kontor.today(), self.record

        def job(_ticket: work.Ticket) -> Preview:
            with store.read() as con:
                return papers.preview(con, key, today)

        def take(found: Preview) -> None:
            self.shown = found
            self.refill(self._source())

        work.start(self, job, name="preview", then=take, group="preview")
        return self._source()

    def _source(self) -> MemorySource:
        rows = []
        for place, one in enumerate(self.shown.rows if self.shown else ()):
            state = STAYS if not one.allowed else CARE if str(one.light) == "yellow" else GOES
            reason = _(one.reason) if not one.allowed or state == CARE else ""
            rows.append(Row(one.member, (place,), (one.name, one.place, state, reason), state))
        return MemorySource(rows, {"name": 0})

    @property
    def planned(self) -> Planned | None:
        """The person under the cursor."""
        return self.by_key(self.row.id) if self.row else None

    def by_key(self, member: int) -> Planned | None:
        """A person of the preview."""
        there = self.shown.rows if self.shown else ()
        return next((one for one in there if one.member == member), None)

    def status(self) -> Sequence[tuple[str, str]]:
        """How many get it, how many not."""
        if self.shown is None or self.table.marks:
            return super().status()
        going, out = len(self.shown.going), len(self.shown.left_out)
        pieces = [(_("{count} go out").format(count=going), "bold $good" if going else "")]
        if out:
            pieces.append((" · ✗ " + _("{count} stay here").format(count=out), "bold $bad"))
        return pieces

    def preview(self, row: Row) -> Sequence[Block]:
        """The words, or why there are none."""
        one = self.by_key(row.id)
        if one is None or self.shown is None:
            return ()
        light = LIGHT_STATES[str(one.light)]
        blocks: list[Block] = [
            Head("", one.name, STATES[GOES if one.allowed else STAYS]),
            Facts((N_("Goes to"), one.place), (N_("Light"), f"{light.sign} {_(light.word)}"),
                  (N_("Law"), one.law)),
            Note(N_("Reason"), _(one.reason)),
        ]  # fmt: skip
        if one.allowed:
            blocks.append(Note(one.subject or N_("Text"), one.text))
        return blocks

    def detail(self, row: Row) -> BaseScreen:
        """The letter on paper."""
        return LetterLook(self, row.id)

    # keys

    def why_not(self, name: str) -> str:
        """What needs somebody who gets it."""
        if name in {"step.next", "record.print"}:
            if self.shown is None or not self.shown.rows:
                return _("Nobody is planned.")
            if not self.shown.going:
                return _("Nobody may be addressed; nothing can be sent.")
            if name == "record.print" and not self._letters:
                return _("Only letters have a PDF.")
            return ""
        return super().why_not(name)

    @property
    def _letters(self) -> bool:
        return self.shown is not None and self.shown.campaign.channel is CampaignChannel.LETTER

    def do_record_print(self) -> None:
        """All pages as PDF, marked as drafts."""
        store, shown = self.kontor.store, self.shown
        if shown is None:
            return

        def make() -> bytes:
            from kontor.acquisition.service.letters import letters

            with store.read() as con:
                return letters(con, shown, draft=True)

        viewer.open_file(self, f"{shown.campaign.code}-{_('Draft')}.pdf", make)

    def do_record_cancel(self) -> None:
        """Leave this person out."""
        one = self.planned
        if one is None:
            return

        def take(reason: str | None) -> None:
            from kontor.acquisition.model import MemberInput
            from kontor.acquisition.service.campaigns import set_member

            if reason is not None:
                data = MemberInput(contact=f"contacts:{one.contact}", state="excluded",
                                   reason=reason.strip() or _("left out by hand"))  # fmt: skip
                self.kontor.run_case(set_member, self.record, data, self.kontor.today())

        title = _("Leave out {name}").format(name=one.name)
        self.app.push_screen(AskText(title, hint=_("Why, in a word; it stands in the list")), take)

    def do_step_next(self) -> None:
        """Ask once more; then it goes, exactly as it is shown."""
        shown = self.shown
        if shown is None:
            return
        going, out = len(shown.going), len(shown.left_out)
        count = ngettext("{count} person gets it.", "{count} people get it.", going)
        rows: list[Any] = [[(shown.campaign.name, "bold")], count.format(count=going)]
        if out:
            left = ngettext(
                "{count} person is left out, with the reason in the list.",
                "{count} people are left out, with the reason in the list.",
                out,
            )
            rows.append([(left.format(count=out), "$warn")])  # fmt: skip
        rows += ["", self._where(shown), _("Every use goes on the log; it cannot be taken back.")]

        def take(choice: str | None) -> None:
            if choice == "yes":
                self._make(shown)

        text: Rows = rows
        self.app.push_screen(Confirm(_("Send the campaign?"), text, verb=_("Send")), take)

    def _where(self, shown: Preview) -> str:
        if shown.campaign.channel is CampaignChannel.LETTER:
            return _("The letters are written as one PDF: {path}").format(path=self._path(shown))
        if shown.campaign.channel is CampaignChannel.MAIL:
            return _("The drafts are written into the folder {path}; the mail program sends"
                     " them.").format(path=self._path(shown))  # fmt: skip
        return _("The list of calls is released.")

    def _path(self, shown: Preview) -> Path:
        name = safe_file_name(shown.campaign.code)
        letter = shown.campaign.channel is CampaignChannel.LETTER
        return free_path(self.kontor.folder / (f"{name}.pdf" if letter else name))

    def _make(self, shown: Preview) -> None:
        """The files first, in a thread that may be cancelled; nothing is noted until then."""
        store = self.kontor.store

        def job(ticket: work.Ticket) -> list[tuple[str, bytes]]:
            from kontor.acquisition.service.letters import files

            def told(done: int, total: int) -> None:
                if ticket.cancelled:
                    raise Refused(N_("Cancelled; nothing was sent."))
                ticket.tell(done, total, _("letters"))

            with store.read() as con:
                return files(con, shown, told)

        def then(made: object) -> None:
            self._send(shown, made)

        self.app.push_screen(Running(_("The papers are made"), job, then))

    def _send(self, shown: Preview, made: Any) -> None:
        """Write the files, then note the sending; if that is refused the files go again."""
        app, path = self.kontor, self._path(shown)
        letter = shown.campaign.channel is CampaignChannel.LETTER
        today = app.today()

        def job() -> Path | None:
            from kontor.acquisition.service.campaigns import send_campaign

            written = write_all(made, path, letter=letter)
            try:
                app.store.run(send_campaign, self.record, shown.mark, today)
            except KontorError:
                for one in written:
                    one.unlink(missing_ok=True)
                if written and not letter:
                    path.rmdir()
                raise
            return path if written else None

        def done(where: Path | None) -> None:
            if self.is_attached and app.screen is self:
                app.pop_screen()
            if where is None:
                app.toast(_("Released: the list stands in the campaign."))
                return
            said = _("Written: {path}") + (" · " + _("{key} prints it").format(
                key=app.key_of("record.print")) if letter else "")  # fmt: skip
            app.toast(said.format(path=where), seconds=12)

        app.write(job, then=done)


def write_all(made: Sequence[tuple[str, bytes]], path: Path, *, letter: bool) -> list[Path]:
    """Write the files of a campaign: letters under the path, drafts into it as a folder."""
    if not made:
        return []
    if letter:
        with path.open("xb") as file:
            file.write(made[0][1])
        return [path]
    path.mkdir()
    written = []
    for name, content in made:
        (path / name).write_bytes(content)
        written.append(path / name)
    return written


class LetterLook(DetailScreen):
    """One letter or mail as it would be read; `+` and `-` turn the pages."""

    NAME, HANDBOOK = "acquisition.campaign_letter", "campaigns#a-look-then-sending"
    HINTS = ("record.next", "record.previous", "record.print", "screen.back")

    def __init__(self, below: PreviewScreen, member: int) -> None:
        super().__init__(member)
        self.below = below

    def load(self) -> Planned | None:
        """The person, from the preview below."""
        return self.below.by_key(self.record)

    def crumb(self) -> str:
        """Which page of how many."""
        shown = self.below.shown
        if self.data is None or shown is None:
            return _("Preview")
        place = [one.member for one in shown.rows].index(self.record) + 1
        return f"{self.data.name} · {place} / {len(shown.rows)}"

    def blocks(self) -> Sequence[Block]:
        """The page, or why there is none."""
        one, shown = self.data, self.below.shown
        state = STATES[GOES if one.allowed else STAYS]
        blocks: list[Block] = [Head("", one.name, state)]
        if not one.allowed or shown is None:
            return [*blocks, Facts((N_("Law"), one.law)), Note(N_("Reason"), _(one.reason))]
        with self.kontor.store.read() as con:
            text = words_of(con, shown, one, _PAPER)
        return [*blocks, Drawing(text.split("\n"))]

    def why_not(self, name: str) -> str:
        """Only a letter that goes out has a page."""
        if name == "record.print" and (self.data is None or not self.data.allowed):
            return _("This person gets nothing.")
        return super().why_not(name)

    def do_record_print(self) -> None:
        """This page as PDF, marked as a draft."""
        store, shown, one = self.kontor.store, self.below.shown, self.data
        if shown is None or shown.campaign.channel is not CampaignChannel.LETTER:
            self.kontor.toast(_("Only letters have a PDF."), tone="warning")
            return

        def make() -> bytes:
            from kontor.acquisition.service.letters import letters

            with store.read() as con:
                return letters(con, shown._replace(rows=(one,)), draft=True)

        viewer.open_file(self, f"{shown.campaign.code}-{_('Draft')}.pdf", make)
