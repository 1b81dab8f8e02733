"""Time from the start of a program to a text on its screen, in a real pseudo terminal."""

from __future__ import annotations

import os
import select
import signal
import statistics
import struct
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

import pyte

from tests.benchmarks.pair import environment

ROWS, COLUMNS, PATIENCE = 40, 120, 30


QUIT = b"\x11"  # Ctrl+Q: a program that is killed would count as crashed at its next start


def paint_pairs(screens: Mapping[str, tuple[str, Sequence[str]]], rounds: int) -> dict[str, float]:
    """Median seconds until each program shows its text, run in turn; 0 when it never did.

    Each one is ended in its own way, so that every start is one after a clean end.
    """
    for text, command in screens.values():
        paint(text, command)
    found: dict[str, list[float]] = {name: [] for name in screens}
    for _ in range(rounds):
        for name, (text, command) in screens.items():
            found[name].append(paint(text, command))
    return {name: 0.0 if 0.0 in all_ else statistics.median(all_) for name, all_ in found.items()}


def paint(text: str, command: Sequence[str]) -> float:
    """Seconds until the text stands on the emulated screen; 0 when it never does."""
    import fcntl
    import pty
    import termios

    env = environment() | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    start = time.perf_counter()
    pid, handle = pty.fork()
    if pid == 0:
        try:
            os.execvpe(command[0], list(command), env)
        finally:
            os._exit(127)
    fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    try:
        return _wait_for(text, handle, start)
    finally:
        _end(pid, handle)
        os.close(handle)


def _wait_for(text: str, handle: int, start: float) -> float:
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    while time.perf_counter() - start < PATIENCE:
        if not select.select([handle], [], [], 0.05)[0]:
            continue
        try:
            data = os.read(handle, 65536)
        except OSError:
            return 0.0
        if not data:
            return 0.0
        now = time.perf_counter()
        if b"\x1b[6n" in data:
            os.write(handle, b"\x1b[1;1R")
        if b"\x1b[c" in data:
            os.write(handle, b"\x1b[?1;2c")
        stream.feed(data)
        if any(text in line for line in screen.display):
            return now - start
    return 0.0


def _end(pid: int, handle: int) -> None:
    with suppress(OSError):
        os.write(handle, QUIT)
    if _gone(pid, handle, PATIENCE):
        return
    for signal_ in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, signal_)
        except ProcessLookupError:
            return
        if _gone(pid, handle, 1):
            return


def _gone(pid: int, handle: int, patience: float) -> bool:
    """Whether the program ends in time; what it still writes is read, or it would wait."""
    start = time.perf_counter()
    while time.perf_counter() - start < patience:
        with suppress(OSError):
            if select.select([handle], [], [], 0.02)[0]:
                os.read(handle, 65536)
        if os.waitpid(pid, os.WNOHANG)[0]:
            return True
    return False
