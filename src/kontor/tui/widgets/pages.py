"""The rows behind a table: blocks by key, a few of them kept, anchors found in a thread."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from kontor.tui.protocols import Key, Row, Source

STEP, KEPT = 256, 8


class Pages:
    """Row number → row, without ever holding the list.

    Every 256th key is an anchor. Missing anchors are found by one jump; `find_anchors` walks the
    whole list in a thread and its result is put in place at once. With a filter the ids are known
    and rows are fetched by id.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.ids: array[int] | None = None
        self.anchors: dict[int, Key] = {}
        self._blocks: dict[int, Sequence[Row]] = {}
        self.count = 0

    def recount(self) -> None:
        """Read the number of rows again and forget what was read."""
        self.count = self.source.count() if self.ids is None else len(self.ids)
        self._blocks.clear()
        self.anchors = {}

    def narrow(self, ids: array[int] | None) -> None:
        """Show only these records; all again without ids."""
        self.ids = ids
        self.recount()

    def row(self, number: int) -> Row | None:
        """The row with this number; nothing when it is gone."""
        if not 0 <= number < self.count:
            return None
        block = self._block(number // STEP)
        inside = number % STEP
        return block[inside] if inside < len(block) else None

    def _block(self, number: int) -> Sequence[Row]:
        found = self._blocks.get(number)
        if found is None:
            if len(self._blocks) >= KEPT:
                self._blocks.pop(next(iter(self._blocks)))
            found = self._blocks[number] = self._fetch(number)
        return found

    def _fetch(self, number: int) -> Sequence[Row]:
        if self.ids is not None:
            return self.source.rows(self.ids[number * STEP : (number + 1) * STEP])
        if number == 0:
            return self.source.block(None, STEP)
        after = self.anchors.get(number) or self.source.key_at(number * STEP - 1)
        if after is None:
            return ()
        self.anchors[number] = after
        return self.source.block(after, STEP)

    def number_of(self, row: Row) -> int:
        """Number of a row that may have moved, also into another order; -1 when it is gone."""
        if self.ids is not None:
            return self.ids.index(row.id) if row.id in self.ids else -1
        for block, rows in self._blocks.items():
            for inside, other in enumerate(rows):
                if other.id == row.id:
                    return block * STEP + inside
        fresh = self.source.rows([row.id])
        if not fresh:
            return -1
        place = self.source.offset_of(fresh[0].key)
        found = self.row(place)
        return place if found and found.id == row.id else -1


def find_anchors(source: Source, count: int, cancelled: Callable[[], bool]) -> dict[int, Key]:
    """Every 256th key; for a thread."""
    step = getattr(source, "step_from", None)
    anchors: dict[int, Key] = {}
    after: Key | None = None
    for number in range(1, (count - 1) // STEP + 1):
        if cancelled():
            return {}
        after = step(after, STEP) if step else source.key_at(number * STEP - 1)
        if after is None:
            break
        anchors[number] = after
    return anchors
