"""Entry of the program: the quickest answers first, then the command line, then the screen."""

from __future__ import annotations

import gc
import sys

_FEW_COLLECTIONS = 100_000


def start() -> int:
    """Run as a program of its own: what a start loads is needed to the end.

    Looking through it for garbage, again and again while loading and once more at the end, took a
    sixth of the time of a report.
    """
    gc.set_threshold(_FEW_COLLECTIONS)
    code = main()
    gc.freeze()
    return code


def main() -> int:
    """Answer `--version` at once; everything else goes to the command line."""
    words = sys.argv[1:]
    if words in (["--version"], ["-V"]):
        from kontor import __version__

        sys.stdout.write(f"kontor {__version__}\n")
        return 0
    from kontor.cli.app import run

    return run(words, _screen)


def _screen(path: str, *, language: str) -> int:
    """Open the screen on a file; only this line of the program knows both faces."""
    from kontor.tui.run import run

    return run(path, language=language)


if __name__ == "__main__":
    sys.exit(start())
