"""What really leaves to the terminal, and a monkey at the keys.

`KONTOR_HEAVY=1` lets the monkey play for two minutes over several seeds.
"""

from __future__ import annotations

import os
import random
import re
import select
import signal
import sys
import time
from pathlib import Path

import pytest
from textual import events

from kontor.tui.keys import key
from tests.tui.demo import TORTURE
from tests.tui.pilot import CONTROL, running, settle, text

pyte = pytest.importorskip("pyte")
pty = pytest.importorskip("pty", reason="a pseudo-terminal exists on POSIX only")
HEAVY = bool(os.environ.get("KONTOR_HEAVY"))
ROOT = Path(__file__).parents[2]
CHILD = """
import sys
from pathlib import Path
from kontor.base.i18n import use_language
from tests.tui.demo import TORTURE, make_app
use_language("de")
app = make_app(Path(sys.argv[1]), names=TORTURE, rows=len(TORTURE))
for name in TORTURE:
    app.call_later(lambda name=name: app.toast(name, tone="error"))
sys.exit(app.run() or 0)
"""
# what Textual itself sends: CSI, charset, private modes; no OSC may carry text of people
OSC = re.compile(rb"\x1b\](.*?)(?:\x07|\x1b\\)", re.DOTALL)


def play(folder: Path, keys: list[bytes]) -> tuple[bytes, list[str], int]:
    """Run the pretended firm in a pseudo-terminal; bytes, last screen, exit code."""
    import fcntl
    import struct
    import termios

    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        environment = os.environ | {
            "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        os.execvpe(sys.executable, [sys.executable, "-c", CHILD, str(folder)], environment)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    screen = pyte.Screen(80, 24)
    stream = pyte.ByteStream(screen)
    out = b""
    lines: list[str] = []
    try:
        got = wait_for(fd, stream, screen, "? Hilfe", 40)
        out += got
        for one in keys:
            os.write(fd, one)
            out += drain(fd, stream, 0.4)
        lines = list(screen.display)
        os.write(fd, b"\x11")  # Ctrl+Q
        out += drain(fd, stream, 1.5)
        code = ended(pid)
    finally:
        os.close(fd)
    return out, lines, code


def read(fd: int) -> bytes:
    try:
        return os.read(fd, 1 << 16)
    except OSError:
        return b""


def feed(stream, data: bytes) -> None:
    # pyte 0.8 does not know the "private" forms that Textual asks the terminal with
    stream.feed(re.sub(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;$]*[a-z]", b"", data))


def drain(fd: int, stream, quiet: float) -> bytes:
    out = b""
    until = time.monotonic() + 10
    while time.monotonic() < until and select.select([fd], [], [], quiet)[0]:
        data = read(fd)
        if not data:
            break
        out += data
        feed(stream, data)
    return out


def wait_for(fd: int, stream, screen, marker: str, seconds: float) -> bytes:
    out = b""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not any(marker in line for line in screen.display):
        out += drain(fd, stream, 0.1)
    return out


def ended(pid: int) -> int:
    for _wait in range(100):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return -9


def test_nothing_of_people_reaches_the_terminal_raw(tmp_path: Path) -> None:
    keys = [b"\x1b[B"] * 4 + [b"\r", b"\x1b", b".", b"\x1b", b":", b"[neu]", b"\x1b", b"n", b"\x1b"]
    out, lines, code = play(tmp_path, keys)
    assert code == 0
    assert any("? Hilfe" in line for line in lines)
    assert b"PWNED" not in out and b"title\x07" not in out
    for found in OSC.findall(out):
        assert b"title" not in found
    assert b"\x1b[2J\x1b[Hb" not in out and b"\x9b31m" not in out
    assert "\u202e".encode() not in out
    assert b"\x1b[?1049l" in out  # the terminal is given back
    assert out.count(b"\x1b[?1049h") == 1


# the monkey

KEYS = [
    "up", "down", "left", "right", "pageup", "pagedown", "home", "end", "enter", "escape", "tab",
    "shift+tab", "space", "backspace", "delete", "insert", "ctrl+s", "ctrl+n", "ctrl+f", "ctrl+z",
    "ctrl+y", "ctrl+p", "ctrl+r", "ctrl+a", "ctrl+pagedown", "ctrl+c", "f1", "f2", "f3", "f4",
    "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12",
    *"abcdefghijklmnoprstuvwxyzUGR0123456789?/+-*.,:;#äöüß",
]  # fmt: skip
SIZES = [(80, 24), (40, 12), (120, 40), (200, 60), (20, 5), (1, 1), (80, 12), (60, 16)]


async def play_monkey(folder: Path, seed: int, seconds: float, steps: int) -> int:
    dice = random.Random(seed)
    log: list[object] = []
    until = time.monotonic() + seconds
    async with running(folder, dice.choice(SIZES[:3]), names=TORTURE, rows=40) as (app, pilot):
        while len(log) < steps and time.monotonic() < until:
            throw = dice.random()
            if throw < 0.8:
                log.append(("press", dice.choice(KEYS)))
                await pilot.press(log[-1][1])
            elif throw < 0.88:
                log.append(("paste", dice.choice(TORTURE)))
                app.post_message(events.Paste(log[-1][1]))
                await pilot.pause()
            elif throw < 0.95:
                log.append(
                    ("click", (dice.randrange(app.size.width), dice.randrange(app.size.height)))
                )
                await pilot.click(offset=log[-1][1])
            else:
                log.append(("resize", dice.choice(SIZES)))
                await pilot.resize_terminal(*log[-1][1])
            assert app.is_running, (seed, log[-8:])
            if len(log) % 8 == 0:
                await pilot.pause()
                assert not CONTROL.search(text(app).replace("\n", "")), (seed, log[-8:])
        await settle(pilot)
    return len(log)


@pytest.mark.parametrize("seed", range(1, 13 if HEAVY else 3))
async def test_monkey(tmp_path: Path, seed: int) -> None:
    assert await play_monkey(tmp_path, seed, 120 if HEAVY else 20, 4_000 if HEAVY else 60) > 10


async def test_no_handler_is_slow(tmp_path: Path) -> None:
    """CPU time of a key, from the press until the screen is drawn; generous for slow machines."""
    async with running(tmp_path, (120, 40), rows=5_000) as (_app, pilot):
        spent = []
        for name in (
            ["move.down"] * 8 + ["move.page_down"] * 4 + ["mark.toggle"] * 3 + ["move.last"]
        ):
            began = time.process_time()
            await pilot.press(key(name))
            spent.append(time.process_time() - began)
        assert sorted(spent)[len(spent) // 2] < 0.25, spent
