"""The one presenter of errors: what happened, that nothing was lost, what to do.

A `KontorError` is said in its own words. Anything else is a mistake of the program: the terminal
is given back, the sentence says that what was posted is stored, and a report without personal
data is written.
"""

from __future__ import annotations

import os
import platform
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from kontor import __version__
from kontor.base.dates import now_utc
from kontor.base.errors import Damaged, DiskFull, KontorError, Locked, NotOurs, ReadOnly
from kontor.base.i18n import _
from kontor.tui.text import Part, line

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp

_WEIGHTY = (Damaged, DiskFull, Locked, NotOurs, ReadOnly)
_LONG = 160


def present(app: KontorApp, error: BaseException) -> None:
    """Show an error that did not end the program."""
    from kontor.tui.screens.dialogs import Tell

    if isinstance(error, KontorError):
        text, advice = str(error), error.advice
        if isinstance(error, _WEIGHTY) or len(text) + len(advice) > _LONG:
            rows: list[Part] = [text]
            if advice:
                rows += ["", advice]
            app.push_screen(Tell(_("That did not work"), rows, tone="-heavy"))
        else:
            app.toast("\n".join(part for part in (text, advice) if part), tone="error", seconds=12)
        return
    path = write_report(app.wiring.reports, error)
    rows = [*last_words(app.wiring.saved())]
    if path:
        rows += ["", _("Report: {path}").format(path=path)]
    app.push_screen(Tell(_("A mistake in Kontor"), rows, tone="-heavy"))


def last_words(saved: str) -> list[str]:
    """What is said after a mistake of the program."""
    posted = _("Your posted data are stored.")
    if saved:
        posted = _("Your posted data are stored (last: {number}).").format(number=saved)
    return [
        _("Kontor met a mistake of its own and could not finish this step."),
        posted,
        _("Unfinished forms are kept and offered again."),
    ]


def farewell(folder: Path | None, error: BaseException | None, saved: str) -> Text:
    """What the terminal shows after an unexpected end, in place of a traceback."""
    rows = last_words(saved)
    if path := write_report(folder, error) if error else None:
        rows.append(_("Report: {path}").format(path=path))
    return Text("\n".join(line(row) for row in rows) + "\n")


def write_report(folder: Path | None, error: BaseException) -> Path | None:
    """Write where the mistake happened, readable for nobody else; no values, no names."""
    if folder is None:
        return None
    now = now_utc()
    path = folder / f"report-{now:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    lines = [
        f"kontor {__version__} · python {platform.python_version()} · {platform.system()}",
        now.isoformat(timespec="seconds"),
        "",
        *_places(error),
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        return None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path


def _places(error: BaseException) -> list[str]:
    """Types and places of the error and of what caused it."""
    rows: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        rows.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        rows += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)
        ]
        seen = seen.__cause__ or seen.__context__
    return rows
