"""Over-measuring (Übermessen): which openings a trade does not deduct, as data with its source."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from kontor.base.i18n import in_language
from kontor.base.tables import data_rows

AREA, LENGTH = "area", "length"


class Preset(NamedTuple):
    """A rule of a trade (VOB/C): what is measured over.

    Openings up to `opening` (1/1000 m²) and interruptions up to `width` (1/1000 m) are not
    deducted.
    """

    key: str
    valid_from: date
    name_de: str
    name_en: str
    opening: int
    width: int
    law: str
    source: str

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.name_de, self.name_en)


class Counted(NamedTuple):
    """Whether a line counts, and the rule that decided."""

    counted: bool
    rule: str | None


@cache
def presets() -> dict[str, Preset]:
    """All presets by key."""
    return {
        row["key"]: Preset(
            row["key"], date.fromisoformat(row["valid_from"]), row["name_de"], row["name_en"],
            int(row["opening"]), int(row["width"]), row["law"], row["source"],
        )
        for row in data_rows("overmeasuring")
    }  # fmt: skip


def decide(preset: Preset | None, single: int, sign: int, what: str = AREA) -> Counted:
    """Whether a line of a sheet counts.

    Args:
        preset: the rule agreed, or none: everything counts.
        single: size of one opening in 1/1000 m², or width of one interruption in 1/1000 m.
        sign: only deductions (-1) can be measured over.
        what: `area` for openings, `length` for narrow interruptions.
    """
    if preset is None or sign > 0:
        return Counted(True, None)
    limit = preset.opening if what == AREA else preset.width
    if limit and abs(single) <= limit:
        return Counted(False, preset.key)
    return Counted(True, preset.key)
