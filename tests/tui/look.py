"""Pictures of a screen for people to look at: SVG of Textual, drawn to PNG by rsvg-convert.

python -m tests.tui.look FOLDER          writes the pictures of the pretended firm
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from rich.cells import cell_len

from kontor.base.i18n import use_language


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


async def film(
    make: Callable[[], Any], folder: Path, scenes: dict[str, list[str]], size: tuple[int, int],
    before: Callable[[Any], Awaitable[None]] | None = None,
) -> list[Path]:  # fmt: skip
    """A picture after each list of keys, always from the start."""
    pictures = []
    for name, keys in scenes.items():
        app = make()
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause(0.3)
            if before:
                await before(app)
            await pilot.press(*keys)
            await pilot.pause(0.4)
            pictures.append(shoot(app, folder / f"{name}-{size[0]}x{size[1]}"))
    return pictures


SCENES = {
    "list": [],
    "list-marked": ["down", "space", "space", "down"],
    "filter": ["slash", *"krüg"],
    "detail": ["enter"],
    "form": ["n"],
    "form-fault": ["n", "ctrl+s"],
    "help": ["question_mark"],
    "palette": ["colon", *"rech"],
    "actions": ["full_stop"],
    "go": ["g"],
    "confirm": ["down", "x"],
    "word": ["down", "w"],
    "accounts": ["2"],
    "report": ["2", "2"],
    "picture": ["2", "2", "a"],
    "explain": ["2", "2", "down", "i"],
}


async def main(
    folder: Path, sizes: list[tuple[int, int]], themes: list[str], only: set[str]
) -> None:
    """All scenes of the pretended firm."""
    from tests.tui.demo import make_app

    use_language("de")
    scenes = {name: keys for name, keys in SCENES.items() if not only or name in only}
    for theme in themes:
        target = folder / theme
        target.mkdir(parents=True, exist_ok=True)
        for size in sizes:
            with tempfile.TemporaryDirectory() as home:
                place = Path(home)

                def make(place: Path = place, theme: str = theme) -> Any:
                    (place / "drafts.db").unlink(missing_ok=True)
                    return make_app(place, theme=theme)

                for path in await film(make, target, scenes, size):
                    print(path)


if __name__ == "__main__":
    wanted = set(sys.argv[2].split(",")) if len(sys.argv) > 2 and sys.argv[2] else set()
    looks = sys.argv[3].split(",") if len(sys.argv) > 3 else ["kontor-dark"]
    asyncio.run(main(Path(sys.argv[1]), [(80, 24), (120, 40)], looks, wanted))
