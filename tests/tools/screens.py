"""All screens and forms of the program, found in its modules; for handbook and tests."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from kontor.tui import screens
from kontor.tui.screens.base import BaseScreen


@cache
def every() -> tuple[type[BaseScreen], ...]:
    """Every class of a screen."""
    for module in pkgutil.walk_packages(screens.__path__, screens.__name__ + "."):
        import_module(module.name)

    def below(kind: type[BaseScreen]) -> list[type[BaseScreen]]:
        return [kind, *(found for part in kind.__subclasses__() for found in below(part))]

    return tuple(dict.fromkeys(one for one in below(BaseScreen) if one.__module__[:6] == "kontor"))


def titles() -> dict[str, str]:
    """Name in the table of actions and title of the screens that have one, as message ids."""
    return {one.NAME: one.TITLE for one in every() if one.NAME and one.TITLE}
