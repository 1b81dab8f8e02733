"""Starts the installed program's screen without a terminal: `python headless.py FILE`.

Needs nothing but the installed package; exits with 1 when the first screen does not show the firm.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from kontor.bootstrap import open_store


async def look(path: Path) -> str:
    """The text of the first screen."""
    from kontor.tui.run import make_app

    with open_store(path) as store:
        app = make_app(store)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            await pilot.press("2")
            await pilot.pause()
            lines = [
                "".join(segment.text for segment in strip)
                for strip in app.screen._compositor.render_strips()
            ]
    return "\n".join(lines)


def main() -> int:
    """0 when the screen shows the firm's name."""
    path = Path(sys.argv[1])
    with open_store(path, write=False) as store, store.read() as con:
        (name,) = con.execute("SELECT name FROM firm").fetchone()
    shown = asyncio.run(look(path))
    if name not in shown:
        sys.stderr.write(f"the screen does not show {name!r}:\n{shown}\n")
        return 1
    sys.stdout.write(f"the screen shows {name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
