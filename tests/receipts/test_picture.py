"""Pictures for the screen: drawn small in a process of its own, or refused with the reason."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from kontor.base.errors import Refused
from kontor.receipts.reading.guess import day_in_name
from kontor.receipts.reading.picture import Raster, can_draw, picture_of
from kontor.receipts.reading.picture_child import pixels
from kontor.tui.widgets.picture import _cell
from tests.documents.einvoice.samples import REFERENCE, needs_samples
from tests.receipts.photo import photo
from tests.receipts.test_booking import PICTURE


def chunk(name: bytes, content: bytes) -> bytes:
    checked = name + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(width: int, height: int, filtered: bytes, kind: int = 6) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(filtered))
            + chunk(b"IEND", b""))  # fmt: skip


def point(raster: Raster, across: int, down: int) -> tuple[int, ...]:
    place = 3 * (down * raster.width + across)
    return tuple(raster.rows[place : place + 3])


def test_each_filter_of_png_is_taken_back() -> None:
    """Two points a row; worked out by hand: 10 20 30 and 50 70 90, the row below 5 more."""
    first = [10, 20, 30, 255, 50, 70, 90, 255]
    plain = bytes([0, *first])
    wanted = bytes([10, 20, 30, 50, 70, 90, 15, 25, 35, 55, 75, 95])
    below = {
        0: [15, 25, 35, 255, 55, 75, 95, 255],
        1: [15, 25, 35, 255, 40, 50, 60, 0],  # what is left of it
        2: [5, 5, 5, 0, 5, 5, 5, 0],  # what stands above
        # the mean of both: (0+10)//2, then (15+50)//2 = 32 …
        3: [10, 15, 20, 128, 23, 28, 33, 0],
        # the nearest of left, above and corner: above for the first, left 15+50-10=55 → above
        4: [5, 5, 5, 0, 5, 5, 5, 0],
    }
    for kind, row in below.items():
        assert pixels(png(2, 2, plain + bytes([kind, *row]))) == (2, 2, wanted), kind
    with pytest.raises(ValueError, match="PNG"):
        pixels(png(2, 2, plain * 2, kind=2))


def test_a_photo_is_drawn_in_its_own_shape_and_colours() -> None:
    found = picture_of(photo(), "image/png", 200)
    assert found.width == 200 and len(found.rows) == 3 * found.width * found.height
    # 630 × 518 points before
    assert abs(found.height - 200 * 518 // 630) <= 1
    assert point(found, 3, 3) == (0xF7, 0xF4, 0xEA), "paper at the edge"
    darkest = min(min(found.rows[place : place + 3]) for place in range(0, len(found.rows), 3))
    assert darkest < 60, "ink somewhere"


@needs_samples
def test_the_pages_of_a_pdf_stand_below_one_another() -> None:
    one = picture_of((REFERENCE / "std19.pdf").read_bytes(), "application/pdf", 100)
    many = picture_of((REFERENCE / "many.pdf").read_bytes(), "application/pdf", 100)
    # A4 is 210 × 297; of seven pages three are drawn
    assert (one.width, abs(one.height - 141) <= 1) == (100, True)
    assert many.height == 3 * one.height
    assert set(one.rows[:30]) == {255} and min(one.rows) < 128


@pytest.mark.parametrize(
    ("content", "mime", "why"),
    [
        (b"II*\0" + bytes(50), "image/tiff", "nicht zeigen"),
        (bytes(4) + b"ftypheic", "image/heic", "nicht zeigen"),
        (PICTURE, "image/png", "beschädigt"),
        (b"%PDF-1.7\nnothing", "application/pdf", "beschädigt"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "image/jpeg", "beschädigt"),
        # says that it is a hundred thousand points square
        (png(100_000, 100_000, b"\0" * 1_000), "image/png", "beschädigt"),
    ],
)
def test_what_cannot_be_drawn_is_said(content: bytes, mime: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        picture_of(content, mime)
    assert can_draw(mime) is (mime not in {"image/tiff", "image/heic"})


def test_a_cell_shows_four_points_in_two_colours() -> None:
    black, white, grey = (0, 0, 0), (255, 255, 255), (250, 250, 250)
    dark_left = _cell(black, white, black, white)
    assert dark_left.text == "▌" and dark_left.style is not None
    assert dark_left.style.color is not None and dark_left.style.color.triplet == black
    assert _cell(white, black, white, white).text == "▝"
    assert _cell(black, black, white, white).text == "▀"
    assert _cell(white, grey, white, grey).text == " ", "nearly the same is one colour"


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("IMG_20250312_101500.jpg", "2025-03-12"),
        ("IMG-20250312-WA0007.jpg", "2025-03-12"),
        ("PXL_20250312101500.jpg", "2025-03-12"),
        ("Scan 2025-03-12.pdf", "2025-03-12"),
        ("20251332.jpg", None),  # no such month
        ("IMG_20260401.jpg", None),  # after it came
        ("Rechnung 4711.pdf", None),
        ("KD120250312.pdf", None),  # a longer number
    ],
)
def test_the_day_in_the_name_of_a_photo(name: str, day: str | None) -> None:
    from datetime import date

    assert day_in_name(name, date(2025, 3, 14)) == (date.fromisoformat(day) if day else None)


def test_drawing_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    picture_of(photo(), "image/png", 60)
    assert list(tmp_path.iterdir()) == []
