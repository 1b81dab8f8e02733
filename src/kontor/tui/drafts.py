"""Drafts of forms, kept in the open file."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kontor.store.store import Store
    from kontor.store.unit import Unit


class StoreDrafts:
    """Keeps drafts with `kontor.store.drafts`; a file open for reading only keeps none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(self, key: str, content: dict[str, Any]) -> None:
        """Keep this content under the key."""
        from kontor.store.drafts import save_draft

        if not self._store.read_only:
            save_draft(self._store, key, content)

    def load(self, key: str) -> dict[str, Any] | None:
        """The content under the key."""
        from kontor.store.drafts import load_draft

        with self._store.read() as con:
            draft = load_draft(con, key)
        return draft.content if draft else None

    def drop(self, key: str) -> None:
        """Forget the key."""
        from kontor.store.drafts import drop_draft

        if not self._store.read_only:
            drop_draft(self._store, key)

    def keys(self, prefix: str) -> list[str]:
        """The keys that begin so, the newest draft first."""
        from kontor.store.drafts import list_drafts

        with self._store.read() as con:
            return [one.key for one in list_drafts(con, prefix)]

    def ending(self, case: Callable[..., Any], key: str) -> Callable[..., Any]:
        """The use case, which forgets the key in its own step: a kill leaves one of both."""
        from kontor.store.drafts import end_draft

        @wraps(case)
        def both(unit: Unit, *args: Any, **values: Any) -> Any:
            end_draft(unit, key)
            return case(unit, *args, **values)

        return both
