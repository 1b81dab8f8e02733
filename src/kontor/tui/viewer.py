"""Files that leave the screen: shown by the system's own program, saved into a folder."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kontor.base.i18n import _
from kontor.base.text import safe_file_name
from kontor.tui import work
from kontor.tui.export import new_file
from kontor.tui.screens.dialogs import AskText

if TYPE_CHECKING:
    from collections.abc import Callable

    from kontor.tui.screens.base import BaseScreen


@cache
def _folder() -> Path:
    """A folder that only this person can read; it goes when the program ends."""
    folder = Path(tempfile.mkdtemp(prefix="kontor-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def show(path: Path) -> bool:
    """Hand a file to the program that the system has for it; tells whether there is one."""
    start = getattr(os, "startfile", None)  # Windows
    try:
        if start is not None:
            start(str(path))
        else:
            subprocess.Popen(
                ["open" if sys.platform == "darwin" else "xdg-open", str(path)],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
    except OSError:
        return False
    return True


def open_file(screen: BaseScreen, name: str, make: Callable[[], bytes]) -> None:
    """Make the content in a thread and show it; says where it lies when there is no viewer."""

    def job(_ticket: work.Ticket) -> tuple[Path, bool]:
        content = make()
        path = _folder() / safe_file_name(name)
        path.write_bytes(content)
        return path, show(path)

    def told(found: tuple[Path, bool]) -> None:
        path, shown = found
        text = _("Opened: {path}") if shown else _("No viewer was found; the file is {path}")
        screen.kontor.toast(text.format(path=path), seconds=8)

    work.start(screen, job, name="viewer", then=told, group="viewer")


def save_file(screen: BaseScreen, name: str, make: Callable[[], bytes]) -> None:
    """Ask for the place, then make the content in a thread and write it to a new file."""
    ask = AskText(
        _("Save the file"), hint=_("File to write"),
        typed=str(_free(screen.kontor.folder / safe_file_name(name))), read=new_file,
    )  # fmt: skip

    def take(typed: str | None) -> None:
        if typed is None:
            return
        path = Path(typed).expanduser()

        def job(_ticket: work.Ticket) -> Path:
            content = make()
            with path.open("xb") as file:
                file.write(content)
            return path

        work.start(
            screen, job, name="save-file", group="save-file",
            then=lambda done: screen.kontor.toast(_("Written: {path}").format(path=done)),
        )  # fmt: skip

    screen.app.push_screen(ask, take)


def _free(path: Path) -> Path:
    """The path, with a number behind its name when there is such a file already."""
    wanted, number = path, 1
    while wanted.exists():
        number += 1
        wanted = path.with_stem(f"{path.stem}-{number}")
    return wanted
