"""Choosing a file to read, and naming one to write.

To read: what lies in the usual folders, newest first, or what a typed path leads to.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path

from kontor.base.dates import format_day
from kontor.base.i18n import _, ngettext
from kontor.base.text import fold
from kontor.tui.export import new_file
from kontor.tui.protocols import Hit
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText

_USUAL = ("Downloads", "Dokumente", "Documents", "Desktop", "Schreibtisch", "")
_SHOWN = 60


def choose_file(
    title: str, endings: Collection[str], start: Path, *, folders: bool = False
) -> Chooser:
    """A chooser of files with these endings; typing filters or names a folder.

    With `folders` a folder that holds several of them can be chosen as a whole.
    """
    return Chooser(
        title, search=file_search(tuple(endings), start, folders=folders), always=True,
        placeholder=_("Part of the name, or a path"),
    )  # fmt: skip


def save_as(screen: BaseScreen, stem: str, write: Callable[[str, Path], None]) -> None:
    """Ask for the kind of file and its new path, then write; an answer left open writes nothing."""
    entries = [
        Entry("csv", "CSV", _("for spreadsheets")),
        Entry("json", "JSON", _("for programs")),
    ]

    def name_it(kind: str | None) -> None:
        if kind is None:
            return

        def take(path: str | None) -> None:
            if path is not None:
                write(kind, Path(path).expanduser())

        ask = AskText(
            _("Save the rows"), hint=_("File to write"),
            typed=str(screen.kontor.folder / f"{stem}.{kind}"), read=new_file,
        )  # fmt: skip
        screen.app.push_screen(ask, take)

    screen.app.push_screen(Chooser(_("Save as"), entries), name_it)


def file_search(
    endings: tuple[str, ...], start: Path, *, folders: bool = False
) -> Callable[[str], Sequence[Hit]]:
    """Finds files with these endings by name, or by the path that was typed."""

    def find(typed: str) -> Sequence[Hit]:
        if "/" in typed or "\\" in typed or typed.startswith("~"):
            path = Path(typed).expanduser()
            return [*(_whole(path, endings) if folders else ()), *_typed_path(path, endings)]
        usual = [start, *(Path.home() / name for name in _USUAL)]
        files = {file for folder in usual for file in _files(folder, endings)}
        wanted = fold(typed)
        fitting = [file for file in files if wanted in fold(file.name)]
        fitting.sort(key=lambda file: -file.stat().st_mtime)
        hits = [_hit(file) for file in fitting[:_SHOWN]]
        if folders:
            parents = dict.fromkeys(file.parent for file in fitting)
            hits += [hit for parent in parents for hit in _whole(parent, endings)]
        return hits

    return find


def _whole(folder: Path, endings: tuple[str, ...]) -> list[Hit]:
    """A folder as one choice, when it holds several files."""
    count = len(_files(folder, endings)) if folder.is_dir() else 0
    if count < 2:
        return []
    said = ngettext("all of the folder: {count} file", "all of the folder: {count} files", count)
    return [Hit(str(folder), f"{folder.name}/", f"{said.format(count=count)}  {folder}")]


def _typed_path(path: Path, endings: tuple[str, ...]) -> list[Hit]:
    if path.is_file():
        return [_hit(path)]
    folder, rest = (path, "") if path.is_dir() else (path.parent, fold(path.name))
    files = [file for file in _files(folder, endings) if fold(file.name).startswith(rest)]
    return [_hit(file) for file in sorted(files)[:_SHOWN]]


def _files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    try:
        return [
            file
            for file in folder.iterdir()
            if file.suffix.lower() in endings and not file.name.startswith(".") and file.is_file()
        ]
    except OSError:
        return []


def _hit(file: Path) -> Hit:
    changed = datetime.fromtimestamp(file.stat().st_mtime).astimezone().date()
    return Hit(str(file), file.name, f"{format_day(changed)}  {file.parent}")
