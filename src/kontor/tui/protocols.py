"""What the screen needs from below, named as protocols so that it stands alone in tests."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from kontor.tui.filtering import Filter

Key = tuple[Any, ...]


class Change(Protocol):
    """What the store tells after a step."""

    @property
    def step(self) -> int | None:
        """Number of the step; nothing when nothing changed."""

    @property
    def label(self) -> str:
        """Message id of what was done."""

    @property
    def final(self) -> str | None:
        """Message id of the reason why it cannot be taken back."""


class Store(Protocol):
    """The open file as the screen sees it; `bootstrap` hands it in."""

    @property
    def read_only(self) -> bool:
        """Whether this instance may not write."""

    def read(self) -> AbstractContextManager[sqlite3.Connection]:
        """A plain connection for queries; answers are fetched fully."""

    def run(self, case: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """One use case in one transaction; gives the change, its `value` is what the case gave."""

    def undo(self) -> Change:
        """Take the last step back."""

    def redo(self) -> Change:
        """Take the last undo back."""

    def subscribe(self, listener: Callable[[Any], object]) -> object:
        """Be told of each change, in the writing thread."""

    def warm(self) -> object:
        """Load the models; called once in a thread after the first frame."""


class DraftKeeper(Protocol):
    """Keeps unfinished forms in the file; `StoreDrafts` of `tui.drafts` does it with the store."""

    def save(self, key: str, content: dict[str, Any]) -> object:
        """Keep this content under the key, in place of what was there."""

    def load(self, key: str) -> dict[str, Any] | None:
        """The content under the key."""

    def drop(self, key: str) -> object:
        """Forget the key."""

    def keys(self, prefix: str) -> Sequence[str]:
        """The keys that begin so, the newest first."""

    def ending(self, case: Callable[..., Any], key: str) -> Callable[..., Any]:
        """The use case, which forgets the key in its own step."""


class Row(NamedTuple):
    """One row of a list: its record, its place in the order, what the columns show."""

    id: int
    key: Key
    cells: tuple[object, ...]
    state: str = ""
    amount: int | None = None


class Source(Protocol):
    """Rows of a list, read in blocks along a key; a million of them cost no more than a page.

    `SqlSource` and `MemorySource` of `tui.sources` are ready-made.
    """

    def count(self) -> int:
        """All rows."""

    def block(self, after: Key | None, size: int) -> Sequence[Row]:
        """The rows after this key; from the beginning without one."""

    def key_at(self, offset: int) -> Key | None:
        """Key of the row with this number, counted from 0."""

    def offset_of(self, key: Key) -> int:
        """How many rows stand before this key."""

    def ids(self, wanted: Filter) -> array[int]:
        """Record ids that match a filter, in order; called in a thread."""

    def rows(self, ids: Sequence[int]) -> Sequence[Row]:
        """These records, in the order asked for; what is gone is left out."""

    def sorted_by(self, name: str, descending: bool) -> Source:
        """The same rows in another order; `name` is one of the sorts that the screen offers."""

    def sum(self, ids: Sequence[int] | None) -> int | None:
        """Sum of the amounts in cents, of these records or of all; nothing without amounts."""


class Hit(NamedTuple):
    """One answer of a search: where it leads, what people read."""

    target: str
    label: str
    detail: str = ""
    group: str = ""


Search = Callable[[str], Sequence[Hit]]
