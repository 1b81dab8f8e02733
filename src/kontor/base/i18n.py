"""Languages (Sprachen): English message ids in the code, a complete German catalogue beside it.

German is the default; English is used when the system language is English or the setting says so.
The catalogue is read at the first translated text, never at import.
"""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path

LANGUAGES = ("de", "en")
_LOCALE = Path(__file__).resolve().parent.parent / "locale"
_chosen: list[str] = []


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("kontor", str(_LOCALE), [language], fallback=True)


def system_language() -> str:
    """`en` when the system says English, otherwise German."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value and value not in {"C", "C.UTF-8", "POSIX"}:
            return "en" if value.lower().startswith("en") else "de"
    return "de"


def language() -> str:
    """The language people read now: `de` or `en`."""
    return _chosen[-1] if _chosen else system_language()


def use_language(code: str) -> None:
    """Choose the language for this process; an unknown code raises `ValueError`."""
    if code not in LANGUAGES:
        raise ValueError(code)
    _chosen[:] = [code]


def _(message: str) -> str:
    """The message in the chosen language."""
    return _catalogue(language()).gettext(message) if message else ""  # "" is the header


def ngettext(one: str, many: str, count: int) -> str:
    """The message for `count` things in the chosen language."""
    return _catalogue(language()).ngettext(one, many, count)


def N_(message: str) -> str:  # noqa: N802  the customary gettext name
    """Mark a literal for the catalogue; it is translated where it is shown."""
    return message
