"""The title line: where one is always stands there, what lies between gives way."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from kontor.tui.widgets.frame import _shortened


def way(*names: str) -> list[tuple[str, str]]:
    """As the frame tells it."""
    pieces = [(" Kontor", "bold")]
    for name in names:
        pieces += [(" › ", ""), (name, "")]
    return pieces


@pytest.mark.parametrize(
    ("names", "room", "shown"),
    [
        (("Vorgänge",), 80, "Kontor › Vorgänge"),
        (("Vorgänge", "Fällige Wartung"), 80, "Kontor › Vorgänge › Fällige Wartung"),
        (("Vorgänge", "Fällige Wartung", "Vorschau des Laufs", "Wie geplant wird"), 80,
         "Kontor › Vorgänge › Fällige Wartung › Vorschau des Laufs › Wie geplant wird"),
        (("Vorgänge", "Fällige Wartung", "Vorschau des Laufs", "Wie geplant wird"), 60,
         "Kontor › Vorgänge › … › Wie geplant wird"),
        (("Vorgänge", "Fällige Wartung", "Vorschau des Laufs", "Wie geplant wird"), 64,
         "Kontor › Vorgänge › … › Vorschau des Laufs › Wie geplant wird"),
        (("A", "B"), 3, "Kontor › A › B"),
        ((), 80, "Kontor"),
    ],
)  # fmt: skip
def test_the_middle_gives_way(names: tuple[str, ...], room: int, shown: str) -> None:
    said = "".join(text for text, _style in _shortened(way(*names), room)).strip()
    assert said == shown
    assert cell_len(said) < room or len(names) < 3
