"""The app of the real program: backups while it is open, own keys, the way to another file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual import events

from kontor.base.errors import Severity
from kontor.base.i18n import N_, _, ngettext
from kontor.tui import keymap, work
from kontor.tui.ahead import Ahead
from kontor.tui.app import KontorApp
from kontor.tui.text import Part

if TYPE_CHECKING:
    from kontor.desk.safety import Saved
    from kontor.store.store import Store
    from kontor.tui.onward import Next
    from kontor.tui.screens.tickets.call_form import CallForm
    from kontor.tui.wiring import Wiring

HOUR = 3600


class Session(KontorApp):
    """One open file on the screen."""

    def __init__(self, wiring: Wiring, *, keys: Path | None = None, news: str = "") -> None:
        super().__init__(wiring)
        self.keys_file = keys
        self.next: Next | None = None
        self._news = news
        self._backed_up = 0
        self._call_note: Ahead[CallForm] | None = None

    @property
    def file(self) -> Store:
        """The open file with all it can do."""
        return cast("Store", self.store)

    def _settle(self) -> None:
        """After the first frame: news, backups, and the deep check where one is due."""
        super()._settle()
        if "\n" in self._news:
            from kontor.tui.screens.dialogs import Tell

            rows: list[Part] = []
            for text in self._news.splitlines():
                rows += [text, ""]
            self.push_screen(Tell(_("Good to know"), rows[:-1]))
        elif self._news:
            self.toast(self._news, seconds=12)
        if self.store.read_only:
            self._tell_reading()
            return
        self._backed_up = self.last_step_number()
        self.set_interval(HOUR, self.back_up_quietly)
        work.start(self, lambda _ticket: self._inbox(), name="inbox", group="inbox",
                   then=self._tell_inbox, otherwise=lambda _error: None)  # fmt: skip
        if self.file.deep_due:
            work.start(self, lambda _ticket: self.file.deep_check(), name="deep", group="deep",
                       then=self._tell_findings)  # fmt: skip

    def all_loaded(self) -> None:
        """The note of the next call is made before somebody calls."""
        if self.wiring.ahead:
            self._call_note = Ahead(self, super().call_form)
            self._call_note.watch()

    def call_form(self) -> CallForm:
        """The note that stands ready, where one does."""
        return self._call_note.take() if self._call_note else super().call_form()

    def _inbox(self) -> int:
        """Take in what a phone or a scanner put into the inbox folder; how many came."""
        from kontor.receipts.queries.inbox import inbox_folder

        with self.store.read() as con:
            if inbox_folder(con, self.today()) is None:
                return 0
        from kontor.base.dates import now_utc
        from kontor.receipts.service.importing import import_inbox

        return sum(1 for one in import_inbox(self.file, now_utc()) if one.new)

    def _tell_inbox(self, count: object) -> None:
        if isinstance(count, int) and count:
            text = ngettext("{count} new receipt came in.", "{count} new receipts came in.", count)
            self.toast(text.format(count=count))

    def _tell_reading(self) -> None:
        reason = self.file.read_only_reason or N_("The file is open for reading only.")
        self.toast(_(reason) + " " + _("Everything can be seen, nothing changed."), seconds=12,
                   tone="warning")  # fmt: skip

    def _tell_findings(self, findings: object) -> None:
        assert isinstance(findings, list)
        heavy = [one for one in findings if one.severity is Severity.ERROR]
        if heavy:
            from kontor.tui.screens.dialogs import Tell

            rows: list[Part] = [f"{one.code} {one.text} {one.advice}" for one in heavy[:8]]
            rows += ["", _("All findings stand under Betrieb, Check.")]
            self.push_screen(Tell(_("The check of the file found faults"), rows, tone="-heavy"))

    def begin_with(self, view: str) -> None:
        """Start on another view than the first one."""
        if self.areas.has(view):
            self.add_views(self.areas.home(view))
            self.DEFAULT_MODE = view  # type: ignore[misc]

    # backups

    def last_step_number(self) -> int:
        """Number of the newest step."""
        with self.file.read() as con:
            (step,) = con.execute("SELECT ifnull(max(id), 0) FROM step").fetchone()
        return int(step)

    def back_up_quietly(self) -> None:
        """An hourly backup when something has changed; a failure is told once."""
        step = self.last_step_number()
        if step == self._backed_up:
            return
        self._backed_up = step
        from kontor.desk.safety import save

        today = self.today()
        work.start(self, lambda _ticket: save(self.file, today), name="backup", group="backup",
                   then=self._backed)  # fmt: skip

    def _backed(self, saved: Saved) -> None:
        self.toast(_("Backed up and proven: {name}").format(name=saved.backup.name))
        if saved.trouble:
            self.toast(saved.trouble, tone="warning", seconds=12)

    # the window comes back into sight

    def on_app_focus(self, _event: events.AppFocus) -> None:
        """See whether another program changed or moved the file meanwhile."""
        work.start(self, lambda _ticket: self.file.look(), name="look", group="look",
                   then=self._tell_changed)  # fmt: skip

    def _tell_changed(self, findings: object) -> None:
        assert isinstance(findings, list)
        for one in findings:
            self.toast(f"{one.text} {one.advice}".strip(), tone="warning", seconds=20)

    # another file, other keys

    def go_on(self, what: Next) -> None:
        """Close this file, do what needs it closed, open what comes next."""
        self.next = what
        self.exit(0)

    def use_keys(self, own: Mapping[str, str]) -> list[str]:
        """Use another key map from now on; gives what of it cannot be."""
        good, warnings = keymap.check(own, self.areas)
        self.own_keys = good
        self.set_keymap(good)
        return warnings
