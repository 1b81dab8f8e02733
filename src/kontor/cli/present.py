"""The one place where the command line shows errors: a sentence, a hint, and what was kept."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from kontor.base.errors import KontorError
from kontor.base.i18n import _
from kontor.cli.output import talk

UNEXPECTED = 70  # outside the codes that scripts act on: a mistake in Kontor itself
_KEPT_REPORTS = 10


def present(error: KontorError, *, writes: bool, wrote: bool) -> int:
    """Show what was refused and give the exit code."""
    talk(str(error))
    for finding in getattr(error, "findings", ()):
        talk(f"  {finding.where}: {finding.text}")
    if error.advice:
        talk("  " + error.advice)
    if writes and not wrote:
        talk("  " + _("Nothing was changed."))
    return int(error.exit_code)


def unexpected(error: BaseException) -> int:
    """Show a mistake in Kontor without a traceback; a report without values goes to a file."""
    report = _report(error)
    talk(_("Kontor made a mistake: {kind}.").format(kind=type(error).__name__))
    talk("  " + _("What was booked before is saved; the step under way was taken back."))
    if report:
        talk("  " + _("Report for the makers: {path}").format(path=report))
    return UNEXPECTED


def _report(error: BaseException) -> Path | None:
    from kontor import __version__
    from kontor.base.dates import now_utc
    from kontor.bootstrap import state_folder

    # places in the program only: the text of an error may name a customer
    lines = [f"kontor {__version__} python {sys.version.split()[0]} {sys.platform}"]
    link: BaseException | None = error
    while link is not None:
        lines.append(type(link).__name__)
        for frame in traceback.extract_tb(link.__traceback__):
            lines.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
        link = link.__cause__ or link.__context__
    try:
        folder = state_folder() / "reports"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in sorted(folder.glob("*.txt"))[: -_KEPT_REPORTS + 1]:
            old.unlink()
        path = folder / f"{now_utc():%Y%m%dT%H%M%S%f}.txt"
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except OSError:
        return None
    return path
