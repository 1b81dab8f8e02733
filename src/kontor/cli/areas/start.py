"""Commands that begin something: the demo firm, a new firm, the screen."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_, _
from kontor.cli.areas.care import show_findings
from kontor.cli.commands import Command, arg, opt

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call
    from kontor.store.store import Store

PROFILES = ("maler", "fensterbau", "solo")


def demo(call: Call, *, profile: str, until: date | None, seed: int, no_open: bool) -> int:
    """Write the demo firm, and open it."""
    from kontor.bootstrap import usual_file

    path = call.file or usual_file().with_name(f"demo-{profile}.kontor")
    chosen = call.file is not None or until is not None
    if chosen or no_open:
        _refuse_existing(path)
    if not path.exists():
        _write_demo(path, profile, until or call.today, seed)
        call.say(_("The demo firm stands in {path}.").format(path=path))
    return 0 if no_open else open_screen(call, path=path)


@contextmanager
def _made_whole(path: Path) -> Iterator[Store]:
    """A new file, written beside its place and moved there whole: a failure leaves nothing."""
    from kontor.bootstrap import create_store

    path.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".kontor-new-", dir=path.parent))
    try:
        with create_store(folder / path.name) as store:
            yield store
        for made in folder.iterdir():
            made.rename(path.parent / made.name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_demo(path: Path, profile: str, until: date, seed: int) -> None:
    from kontor.desk.demo.write import write_demo

    try:
        with _made_whole(path) as store:
            write_demo(store, profile=profile, until=until, seed=seed, progress=_progress)
    finally:
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")


def _progress(done: int, total: int, what: str) -> bool:
    if sys.stderr.isatty():
        bar = "█" * (20 * done // total)
        sys.stderr.write(f"\r{bar:<20} {done}/{total} {what}")
        sys.stderr.flush()
    return True


def _company_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.desk.start import CompanyInput

    return CompanyInput


def new(call: Call, *, path: Path | None, takeover_list: list[Path], data: Any) -> int:
    """Make a new file with a firm and its books; without input the screen asks."""
    from kontor.bootstrap import remember

    target = path or call.path
    _refuse_existing(target)
    if data is None:
        if takeover_list:
            raise InputError(N_("The take-over needs the firm as well."))
        return open_screen(call, path=target)
    from kontor.desk.start import create_books

    lists = [_taken_over(file, call.today) for file in takeover_list]
    for one in lists:
        data = data.model_copy(update={"takeover": data.takeover.with_more(one)})
    with _made_whole(target) as store:
        started = create_books(store, data, call.today)
    call.wrote = True
    remember(target)
    taken = started.taken_over
    call.say(_("{firm}: the books stand in {path}.").format(firm=data.name, path=target))
    show_findings(call, started.findings, "", quiet=True)
    if call.format == "json":
        made = {name: getattr(taken, name) for name in _TAKEN}
        call.show(data={"path": str(target), "accounts": started.accounts, **made})
    return 0


_TAKEN = ("contacts", "balances", "items", "assets", "filed")


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise Refused(
            N_("“{path}” exists already."),
            hint=N_("Name another file with --file; Kontor never writes over one."),
            path=path,
        )


def _taken_over(path: Path, today: date) -> Any:
    from kontor.cli.models import read_bytes
    from kontor.desk.takeover.tables import read_takeover

    found = read_takeover(read_bytes(path), today)
    if found.findings:
        lines = "\n".join(f"  {path.name} {one.where}: {one.text}" for one in found.findings)
        raise InputError(N_("The input is not right.\n{problems}"), problems=lines)
    return found.takeover


def open_screen(call: Call, *, path: Path | None = None) -> int:
    """Open the screen."""
    from kontor.bootstrap import remember

    chosen = path or call.path
    if chosen.exists():
        remember(chosen)
    if call.screen is None:
        raise RuntimeError("the entry of the program hands the screen in")
    return call.screen(str(chosen), language=call.lang)


COMMANDS = (
    Command("demo", demo, N_("write the demo firm and open it"), (
        opt("profile", N_("which firm"), choices=PROFILES, default="maler"),
        opt("until", N_("last day of the demo; today without it"), "day"),
        opt("seed", N_("another number makes another firm"), "int", default=1),
        opt("no_open", N_("only write the file"), "flag"),
    ), output=False),
    Command("new", new, N_("make a new file with a firm and its books"), (
        arg("path", N_("the new file"), "path", required=False),
        opt("takeover_list", N_("CSV lists to take over: balances, items, assets, returns"), "path",
            many=True),
    ), model=_company_model, may_ask=True, writes=True),
    Command("open", open_screen, N_("open the screen on a file"), (
        arg("path", N_("the file; without it the one used last"), "path", required=False),
    ), output=False),
)  # fmt: skip
