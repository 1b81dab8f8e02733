"""The demo firm (Musterbetrieb) from the setting up: written into a file of its own."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kontor import bootstrap
from kontor.base.i18n import N_, _
from kontor.tui import work
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import Running

if TYPE_CHECKING:
    from kontor.tui.screens.base import BaseScreen
    from kontor.tui.session import Session

PROFILES = {
    "maler": (N_("Painter, sole trader"), N_("VAT when the money comes, EÜR, monthly returns")),
    "fensterbau": (N_("Window fitter, GmbH"), N_("accrual basis and balance sheet")),
    "solo": (N_("Interior painter, small trader"), N_("§ 19: no VAT, EÜR")),
}
SEED = 1


def choose_demo(screen: BaseScreen) -> None:
    """Which firm; then write it and open it."""
    entries = [Entry(name, _(label), _(detail)) for name, (label, detail) in PROFILES.items()]

    def take(name: str | None) -> None:
        if name:
            _write(screen, name)

    screen.app.push_screen(Chooser(_("Demo firm"), entries), take)


def _write(screen: BaseScreen, profile: str) -> None:
    from kontor.tui.onward import Next

    path = bootstrap.usual_file().with_name(f"demo-{profile}.kontor")
    until = screen.kontor.today()

    def done(_value: Any) -> None:
        cast("Session", screen.app).go_on(Next(path))

    if path.exists():
        done(None)
        return

    def job(ticket: work.Ticket) -> None:
        """Write it beside its place and move it there whole: an interruption leaves nothing."""
        from kontor.desk.demo.write import write_demo

        path.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".kontor-demo-", dir=path.parent))

        def tell(now: int, total: int, what: str) -> bool:
            ticket.tell(now, total, what)
            return not ticket.cancelled

        try:
            with bootstrap.create_store(folder / path.name) as store:
                write_demo(store, profile=profile, until=until, seed=SEED, progress=tell)
            if not ticket.cancelled:
                for made in folder.iterdir():
                    made.rename(path.parent / made.name)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    screen.app.push_screen(Running(_("Writing the demo firm"), job, done))
