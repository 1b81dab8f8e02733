"""Areas as data: what `bootstrap` registers; an area that is not there is not shown.

The screens of an area load when they are first needed, so that the first frame waits for one area
only. The name of a view begins with the id of its area (`books.journal`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kontor.tui.screens.base import BaseScreen

    Views = tuple[type[BaseScreen], ...]
    Opens = Mapping[str, Callable[[int], BaseScreen]]


class AreaSpec:
    """One area of the screen.

    Args:
        id: name of the area, such as `books`.
        digit: key that opens it.
        label: message id.
        views: its screens; the first opens with the area, the others by letter or the digit again;
            a letter means one screen of the area, and never `g`.
        opens: reference of a record (`contacts` in `contacts:17`) → its screen.
        load: gives views and opens when they are first needed, in place of the two.
    """

    def __init__(
        self,
        id: str,
        digit: str,
        label: str,
        views: Views = (),
        opens: Opens | None = None,
        *,
        load: Callable[[], tuple[Views, Opens]] | None = None,
    ) -> None:
        self.id, self.digit, self.label = id, digit, label
        self._views, self._opens, self._load = views, opens or {}, load

    @property
    def loaded(self) -> bool:
        """Whether the screens are there already."""
        return self._load is None

    @property
    def views(self) -> Views:
        """The screens; loads them."""
        self._fetch()
        return self._views

    @property
    def opens(self) -> Opens:
        """The screens of records; loads them."""
        self._fetch()
        return self._opens

    def letters(self) -> Mapping[str, type[BaseScreen]]:
        """Its screens by the letter that opens them."""
        return {view.LETTER: view for view in self.views if view.LETTER}

    def _fetch(self) -> None:
        load = self._load
        if load is not None:
            self._views, self._opens = load()
            self._load = None


class Areas:
    """All areas that are there, in the order of their digits."""

    def __init__(self, specs: Sequence[AreaSpec]) -> None:
        self.specs = tuple(specs)

    def __iter__(self) -> Iterator[AreaSpec]:
        return iter(self.specs)

    def by_digit(self, digit: str) -> AreaSpec | None:
        """The area with this digit."""
        return next((spec for spec in self.specs if spec.digit == digit), None)

    def by_id(self, name: str) -> AreaSpec:
        """The area with this id."""
        return next(spec for spec in self.specs if spec.id == name)

    def home(self, view: str) -> AreaSpec:
        """The area a view belongs to."""
        return next(spec for spec in self._near(view) if view in {v.NAME for v in spec.views})

    def view(self, name: str) -> type[BaseScreen]:
        """The screen class of a view."""
        return next(one for one in self.home(name).views if name == one.NAME)

    def has(self, view: str) -> bool:
        """Whether the view is there."""
        return any(view == one.NAME for spec in self._near(view) for one in spec.views)

    def _near(self, view: str) -> list[AreaSpec]:
        """The area that the name begins with, so that no other is loaded; else all of them."""
        area = view.partition(".")[0]
        return [spec for spec in self.specs if spec.id == area] or list(self.specs)

    def record(self, target: str) -> tuple[AreaSpec, BaseScreen] | None:
        """Area and screen of a record such as `contacts:17` or `acquisition:campaign/3`."""
        ref, _sign, number = target.rpartition("/" if "/" in target else ":")
        for spec in self.specs:
            if ref in spec.opens and number.isascii() and number.isdigit():
                return spec, spec.opens[ref](int(number))
        return None

    def views(self) -> Iterator[tuple[AreaSpec, type[BaseScreen]]]:
        """Every view with its area."""
        return ((spec, view) for spec in self.specs for view in spec.views)
