"""A screen that stands ready before its key comes, so that the key only has to show it.

Making, styling and laying out a form takes several times as long as showing it. What somebody needs
who has just picked up the telephone is made in a pause of the keyboard, in pieces, out of sight.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from kontor.base import i18n
from kontor.tui.screens.base import BaseScreen

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp

_REST_PAUSE = 1.0  # seconds without a key before something is made
_BREATH_PAUSE = 0.05  # seconds between the pieces: keys that come meanwhile go first

Ready = TypeVar("Ready", bound=BaseScreen)


class Ahead(Generic[Ready]):
    """Keeps one screen ready; each is used once, and made anew where the look has changed."""

    def __init__(self, app: KontorApp, make: Callable[[], Ready]) -> None:
        self._app, self._make = app, make
        self._screen: Ready | None = None
        self._worn: object = None
        self._keys = -1
        self._name = f"ahead-{id(self)}"

    def watch(self) -> None:
        """Make one at the next pause, and again whenever none that fits is there."""
        self._timer = self._app.set_interval(_REST_PAUSE, self._look)

    @property
    def stands(self) -> bool:
        """Whether one is ready that looks as the app looks now."""
        return self._screen is not None and self._worn == self._look_of_app()

    def take(self) -> Ready:
        """The one that is ready, or one that is made now."""
        screen = self._screen if self.stands else None
        if screen is None:
            return self._make()
        self._screen = None
        self._app.uninstall_screen(self._name)
        screen.drawn_ahead = True
        return screen

    def _look_of_app(self) -> object:
        """What a screen wears from the moment it is made."""
        app = self._app
        return app.size, app.theme, i18n.language(), app.own_keys, frozenset(app.classes)

    async def _look(self) -> None:
        keys, self._keys = self._keys, self._app.keys_taken
        if keys != self._keys or self._app.at_a_key or self.stands:
            return
        if self._screen is not None:
            old, self._screen = self._screen, None
            self._app.uninstall_screen(self._name)
            await old.remove()
        await self._prepare()

    async def _prepare(self) -> None:
        """Make, mount, lay out and draw; what it draws stays with the widgets."""
        # The toolkit has no public way to lay out a screen that is not shown; a test compares what
        # comes of it, cell by cell, with a screen that is made at its key.
        worn, screen = self._look_of_app(), self._make()
        self._app.install_screen(screen, self._name)
        _same, mounted = self._app._get_screen(self._name)
        await mounted
        await asyncio.sleep(_BREATH_PAUSE)
        screen.repaint_frame()
        for _ in range(2):  # widgets that learn their size may want another height
            screen._refresh_layout(self._app.size)
            screen._layout_required = False
            await asyncio.sleep(_BREATH_PAUSE)
        screen._compositor.render_full_update()
        screen._dirty_widgets.clear()
        self._screen, self._worn = screen, worn
