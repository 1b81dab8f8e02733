"""Pictures of screens for people to look at: SVG of Textual, drawn to PNG by rsvg-convert.

python -m tests.tui.look STAGE FOLDER [scene,scene] [theme,theme] [80x24,120x40] [language]

A stage is a module of `tests.tui.scenes`: the firm that is shown, and scenes as a start (a view, a
record) and keys. A scene whose name ends with `-empty` shows a firm without anything; so do all
scenes in a folder named `empty`.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from rich.cells import cell_len

from kontor.base.i18n import _, use_language
from tests.tui.pilot import settle, text

Scenes = Mapping[str, tuple[str, Sequence[str]]]


@dataclass
class Shown:
    """An app and what its scenes may start with besides a view, by name."""

    app: Any
    starts: Mapping[str, Callable[[], object]] = field(default_factory=dict)


Firm = Callable[..., AbstractContextManager[Shown]]  # of a folder and whether it is empty


def drawing(app: Any) -> str:
    """The screen as SVG, every character at its own place, so that no font can shift it."""
    wide, high = 10, 21
    strips = app.screen._compositor.render_strips()
    rows: list[str] = []
    for y, strip in enumerate(strips):
        x = 0
        for segment in strip:
            if segment.control:
                continue
            style = segment.style
            back, fore = _colours(style)
            cells = cell_len(segment.text)
            rows.append(
                f'<rect x="{x * wide}" y="{y * high}" width="{cells * wide + 1}"'
                f' height="{high + 1}" fill="{back}"/>'
            )
            look = ' font-weight="bold"' if style and style.bold else ""
            look += ' text-decoration="underline"' if style and style.underline else ""
            for char in segment.text:
                if char.strip():
                    rows.append(
                        f'<text x="{x * wide}" y="{y * high + 16}" fill="{fore}"{look}>'
                        f"{escape(char)}</text>"
                    )
                x += cell_len(char)
    size = app.screen.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size.width * wide}" '
        f'height="{size.height * high}" font-family="DejaVu Sans Mono" font-size="16.6">'
        + "".join(rows)
        + "</svg>"
    )


def _colours(style: Any) -> tuple[str, str]:
    fore, back = "#d8dee6", "#14181d"
    if style is not None and style.color is not None:
        fore = style.color.get_truecolor().hex
    if style is not None and style.bgcolor is not None:
        back = style.bgcolor.get_truecolor().hex
    return (fore, back) if style is not None and style.reverse else (back, fore)


def shoot(app: Any, path: Path) -> Path:
    """A picture of what the app shows now; SVG where rsvg-convert is not installed."""
    svg = path.with_suffix(".svg")
    svg.write_text(drawing(app), "utf-8")
    tool = shutil.which("rsvg-convert")
    if tool is None:
        return svg
    png = path.with_suffix(".png")
    subprocess.run([tool, "-o", str(png), str(svg)], check=True)
    svg.unlink()
    return png


async def film(shown: Shown, start: str, keys: Sequence[str], size: tuple[int, int], path: Path,
               theme: str = "") -> Path:  # fmt: skip
    """A picture of what the keys lead to, from a view or another start on."""
    app = shown.app
    async with app.run_test(size=size, notifications=True) as pilot:
        await ready(app, pilot)
        app.theme = theme or app.theme
        if start in shown.starts:
            shown.starts[start]()
        elif start:
            app.open_view(f"view:{start}")
        await ready(app, pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot, 0.05 if len(key) == 1 and key.islower() else 0.2)
        await ready(app, pilot)
        return shoot(app, path)


async def ready(app: Any, pilot: Any) -> None:
    """Until nothing on the screen says that it is still being read."""
    for _turn in range(60):
        await settle(pilot, 0.4)
        if not any(word in text(app) for word in (_("Looking …"), _("Reading …"))):
            return


def take(stage: Any, names: Sequence[str], folder: Path, size: tuple[int, int], theme: str) -> None:
    """One picture for each scene of a stage."""
    for name in names:
        start, keys = stage.SCENES[name]
        empty = folder.name == "empty" or name.endswith("-empty")
        path = folder / f"{name}-{size[0]}x{size[1]}"
        with tempfile.TemporaryDirectory() as place, stage.firm(Path(place), empty=empty) as shown:
            print(asyncio.run(film(shown, start, keys, size, path, theme)), flush=True)


def main(words: Sequence[str]) -> None:
    """Command line."""
    args = [*words, *[""] * 6]
    stage, folder = import_module(f"tests.tui.scenes.{args[0]}"), Path(args[1])
    sizes = [tuple(map(int, one.split("x"))) for one in (args[4] or "80x24,120x40").split(",")]
    use_language(args[5] or "de")
    for theme in args[3].split(",") if args[3] else ["kontor-dark"]:
        target = folder if folder.name == "empty" else folder / theme
        target.mkdir(parents=True, exist_ok=True)
        for wide, high in sizes:
            take(stage, args[2].split(",") if args[2] else list(stage.SCENES), target,
                 (wide, high), theme)  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
