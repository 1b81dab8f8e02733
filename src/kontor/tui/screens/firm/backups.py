"""Backups (Sicherungen): make, prove, compare, go back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from kontor.base.dates import format_instant
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _, ngettext
from kontor.desk.safety import SECOND, second_place
from kontor.store.backup import Backup, default_folder, list_backups
from kontor.store.doors import Door
from kontor.tui import work
from kontor.tui.export import new_file
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.dialogs import AskText, Running, Tell, TypeWord
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.past import instant_text
from kontor.tui.sheet import Block, Facts, Head
from kontor.tui.sources import MemorySource
from kontor.tui.text import Part
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, Column, Kind, State

if TYPE_CHECKING:
    from kontor.store.store import Store
    from kontor.tui.session import Session

_STATES = {
    "": State("·", N_("not proven"), MUTED), "good": State("✓", N_("proven"), GOOD),
    "bad": State("!", N_("damaged"), BAD),
}  # fmt: skip
_SHOWN = 12


def store_of(screen: BaseScreen) -> Store:
    """The open file with all it can do."""
    return cast("Store", screen.kontor.store)


def back_up(screen: BaseScreen, then: Callable[[Backup], object]) -> None:
    """Make a verified backup with progress, in the second place as well."""
    store, today = store_of(screen), screen.kontor.today()

    def job(ticket: work.Ticket) -> Any:
        from kontor.desk.safety import save

        ticket.tell(0, 0, _("copying and proving"))
        return save(store, today)

    def done(saved: Any) -> None:
        screen.kontor.toast(_("Backed up and proven: {name}").format(name=saved.backup.name))
        if saved.trouble:
            screen.kontor.toast(saved.trouble, tone="warning", seconds=12)
        then(saved.backup)

    screen.app.push_screen(Running(_("Backing up"), job, done))


def save_first(screen: BaseScreen, then: Callable[[str], object]) -> None:
    """A backup before something comes in; `then` gets what went wrong with the second place."""
    store, today = store_of(screen), screen.kontor.today()

    def job(_ticket: work.Ticket) -> str:
        from kontor.desk.safety import before_import

        saved = before_import(store, today)
        return saved.trouble if saved else ""

    work.start(screen, job, name="backup", group="backup", then=then)


def save_copy(screen: BaseScreen) -> None:
    """Save everything to a new file elsewhere."""
    store = store_of(screen)
    name = f"{store.path.stem}-{screen.kontor.today().isoformat()}.kontor"
    ask = AskText(
        _("Save a copy of the file"), hint=_("Where to; a stick or another folder"),
        typed=str(screen.kontor.folder / name), read=new_file,
    )  # fmt: skip

    def take(path: str | None) -> None:
        if path is not None:
            target = Path(path).expanduser()
            screen.app.push_screen(Running(
                _("Saving a copy"), lambda _ticket: store.save_as(target),
                lambda _none: screen.kontor.toast(_("Written: {path}").format(path=target)),
            ))  # fmt: skip

    screen.app.push_screen(ask, take)


class BackupsScreen(ListScreen):
    """The generations, newest first."""

    NAME, TITLE, LETTER, HANDBOOK = "firm.backups", N_("Backups"), "d", "file#backup"
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.new", "backup.prove", "backup.restore", "backup.second", "actions.menu",
    )  # fmt: skip
    COLUMNS = (
        Column(N_("Time"), Kind.NUMBER, 17, least=16),
        Column(N_("Step"), Kind.COUNT, 8),
        Column("MB", width=8, priority=3, kind=Kind.COUNT),
        Column(N_("File"), Kind.NAME, 30, grow=1),
        Column(N_("State"), Kind.STATE, states=_STATES),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Time"), "2": N_("Size")}
    EMPTY = N_("There is no backup yet. One is made every hour, at the end, and now with:")

    def __init__(self) -> None:
        super().__init__()
        self.backups: list[Backup] = []
        self.proven: dict[str, str] = {}
        self.second: Path | None = None

    def source(self) -> Source:
        """What lies in the folder of backups."""
        self.second = second_place(store_of(self), self.kontor.today())
        self.backups = list_backups(default_folder(store_of(self).path))
        return MemorySource([
            Row(n, (n,), (format_instant(one.at), one.step, _megabytes(one.size), one.name,
                self.proven.get(one.name, "-")), self.proven.get(one.name, ""))
            for n, one in enumerate(self.backups)
        ])  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """The manifest."""
        one = self.backups[row.id]
        return [
            Head(format_instant(one.at), one.name, _STATES[self.proven.get(one.name, "")]),
            Facts(
                (N_("Step"), one.step), (N_("Checksum"), one.head[:16]),
                (N_("Size"), _("{size} MB").format(size=_megabytes(one.size))),
                (N_("Folder"), str(one.path.parent)),
            ),
        ]  # fmt: skip

    def why_not(self, name: str) -> str:
        """What needs a backup under the cursor."""
        if name in {"backup.prove", "backup.restore"} and self.row is None:
            return _("The list is empty.")
        if name == "record.new" and self.kontor.store.read_only:
            return ""  # reading is enough for a copy
        return super().why_not(name)

    @property
    def chosen(self) -> Backup | None:
        """The backup under the cursor."""
        return self.backups[self.row.id] if self.row else None

    def do_record_new(self) -> None:
        """Make one now."""
        back_up(self, then=lambda _made: self.requery())

    def do_record_open(self) -> None:
        """What going back to it would change."""
        self.do_backup_restore()

    def do_backup_second(self) -> None:
        """Choose the second place; every backup goes there too, this one at once."""

        def folder(typed: str) -> None:
            if typed.strip() and not Path(typed.strip()).expanduser().is_dir():
                raise InputError(N_("This folder does not exist."))

        ask = AskText(
            _("Second place for backups"),
            hint=_("Folder on a stick or another disk; empty: no second place"),
            typed=str(self.second or Path.home()), read=folder,
        )  # fmt: skip
        self.app.push_screen(ask, self._use_second)

    def _use_second(self, typed: str | None) -> None:
        from kontor.company.model import SettingInput
        from kontor.company.service import change_setting

        if typed is None:
            return
        text = str(Path(typed.strip()).expanduser()) if typed.strip() else ""
        data = SettingInput(key=SECOND, value=text, valid_from=self.kontor.today())

        def changed(_done: Any) -> None:
            self.requery()
            if text:
                back_up(self, then=lambda _made: self.requery())

        self.kontor.run_case(change_setting, data, then=changed)

    def status(self) -> Sequence[tuple[str, str]]:
        """How many there are, and where the second place is."""
        text = ngettext("{count} backup", "{count} backups", len(self.backups))
        pieces = [(text.format(count=len(self.backups)), "")]
        if self.second is None:
            return [*pieces, (" · " + _("no second place"), "$ink-soft")]
        there = self.second.is_dir()
        said = _("second place: {path}") if there else _("second place is not there: {path}")
        tone = "$ink-soft" if there else "$warn"
        return [*pieces, (" · " + said.format(path=self.second), tone)]

    def do_backup_prove(self) -> None:
        """Prove that the backup is whole."""
        one, store = self.chosen, store_of(self)
        if one is None:
            return

        def job(ticket: work.Ticket) -> Any:
            from kontor.store.backup import verify_backup

            ticket.tell(0, 0, one.name)
            return verify_backup(one, store.doors)

        def done(findings: Any) -> None:
            self.proven[one.name] = "bad" if findings else "good"
            self.requery()
            if findings:
                rows: list[Part] = [f"{f.text} {f.advice}" for f in findings]
                self.app.push_screen(Tell(_("This backup is damaged"), rows, tone="-heavy"))
            else:
                self.kontor.toast(_("The backup is whole and proven."))

        self.app.push_screen(Running(_("Proving the backup"), job, done))

    def do_backup_restore(self) -> None:
        """First the difference, then the word, then the swap."""
        one, store = self.chosen, store_of(self)
        if one is None:
            return

        def job(ticket: work.Ticket) -> Any:
            from kontor.store.restore import difference

            ticket.tell(0, 0, _("comparing"))
            return difference(store.path, one, doors=tuple(store.doors))

        self.app.push_screen(Running(_("Comparing with the backup"), job, self._ask_restore))

    def _ask_restore(self, found: Any) -> None:
        rows = difference_rows(found)
        if found.findings or not hasattr(self.app, "go_on"):
            self.app.push_screen(Tell(_("This backup cannot be restored"), rows, tone="-heavy"))
            return
        word = _("restore")

        def take(answer: str | None) -> None:
            if answer == "yes":
                self._restore(found.backup)

        self.app.push_screen(TypeWord(_("Go back to this backup?"), rows, word), take)

    def _restore(self, backup: Backup) -> None:
        from kontor.tui.onward import Next

        store, today = store_of(self), self.kontor.today()
        path, doors = store.path, cast("tuple[Door, ...]", tuple(store.doors))

        def job() -> str:
            from kontor.store.restore import restore

            done = restore(path, backup, today=today, doors=doors)
            said = _("The file is as it was in step {step}.").format(step=backup.step)
            if done.aside:
                said += "\n" + _("The former file stays beside it: {path}").format(
                    path=done.aside.name
                )
            return said

        cast("Session", self.app).go_on(Next(path, job))


def _megabytes(size: int) -> str:
    from kontor.base.numbers import format_quantity

    return format_quantity(max(100, size // 1_000 // 100 * 100))


def difference_rows(found: Any) -> list[Part | list[Part]]:
    """What a restore would change, for the question before it."""
    if found.findings:
        return [f"{one.text} {one.advice}" for one in found.findings]
    rows: list[Part | list[Part]] = []
    if not found.same_line:
        rows += [(_("The file and the backup did not grow from one another."), "bold $bad"), ""]
    count = ngettext(
        "{count} step would be lost:", "{count} steps would be lost:", found.steps_lost
    )
    rows.append((count.format(count=found.steps_lost), "bold") if found.steps_lost
                else _("No step would be lost."))  # fmt: skip
    for line in found.lost[:_SHOWN]:
        rows.append([(f"  {instant_text(line.at)}  ", "$ink-soft"), _(line.label)])
    if found.steps_lost > _SHOWN:
        rows.append(("  …", "$ink-soft"))
    for gap in found.gaps:
        rows.append(_("Numbers {first} to {last} of “{name}” stay used.").format(**gap._asdict()))
    if found.erased:
        rows.append(_("What was erased since is erased again."))
    return [*rows, "", _("The present file is not deleted: it stays beside the restored one.")]
