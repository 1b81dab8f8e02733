"""What an action of the screen is, and which keys may carry one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kontor.base.i18n import N_, _

ALWAYS, LIST, DETAIL, FORM, REPORT, TABLE, FIELD = (
    "always", "list", "detail", "form", "report", "table", "field",
)  # fmt: skip
LABEL_LIMIT = 14


class Group(StrEnum):
    """Headings of the help."""

    RECORD = N_("Record")
    LIST = N_("List")
    MOVE = N_("Move")
    VIEW = N_("View")
    FORM = N_("Form")
    STEPS = N_("Steps")
    PROGRAM = N_("Program")
    AREA = N_("Area")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a key can do.

    Args:
        id: stable name such as `record.new`; the method `do_record_new` carries it out.
        keys: default keys in Textual's names, the first is shown.
        label: message id, at most 14 characters in German.
        help: message id of one sentence.
        contexts: kinds of screen or names of views in which it holds.
        group: heading in the help.
        silent: moves and doubles of the same; not listed in palette and footer.
        writes: changes the file, so it is refused when the file may only be read.
        over: holds above an open window too, which else takes every key.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    contexts: tuple[str, ...]
    group: Group = Group.RECORD
    silent: bool = False
    writes: bool = False
    over: bool = False

    @property
    def method(self) -> str:
        """Name of the method that does it."""
        return "do_" + self.id.replace(".", "_").replace("-", "_")

    @property
    def binding(self) -> str:
        """Action string for Textual."""
        return f"act('{self.id}')"


# Not direct on a German keyboard, swallowed by terminals, or taken by text fields.
FORBIDDEN = frozenset(
    {
        "left_square_bracket", "right_square_bracket", "left_curly_bracket",
        "right_curly_bracket", "backslash", "at", "vertical_line", "tilde",
        "circumflex_accent", "acute_accent", "grave_accent", "euro_sign",
        "ctrl+h", "ctrl+i", "ctrl+m", "ctrl+j", "ctrl+left_square_bracket",
        "ctrl+question_mark", "ctrl+b", "ctrl+a", "ctrl+e", "ctrl+d", "ctrl+k", "ctrl+u",
        "ctrl+w", "ctrl+x", "ctrl+c", "ctrl+v", "delete", "backspace", "d",
    }
)  # fmt: skip
_ONLY_SECOND = frozenset({"f1", "f10", "f11"})
_SHOWN = {
    "question_mark": "?", "full_stop": ".", "slash": "/", "number_sign": "#", "plus": "+",
    "minus": "-", "colon": ":", "less_than_sign": "<", "greater_than_sign": ">", "comma": ",",
    "space": N_("Space"), "enter": "⏎", "escape": "Esc", "up": "↑", "down": "↓", "left": "←",
    "right": "→", "pageup": N_("PgUp"), "pagedown": N_("PgDn"), "home": N_("Home"),
    "end": N_("End"), "tab": "Tab", "asterisk": "*", "equals_sign": "=",
}  # fmt: skip
_MODIFIERS = {"ctrl": N_("Ctrl"), "shift": N_("Shift"), "alt": "Alt"}


def shown_key(key: str) -> str:
    """A key as people read it: `?`, `Strg+S`, `F8`."""
    *mods, last = key.split("+")
    name = _SHOWN.get(last, last)
    if name == last and (mods or (last[0] == "f" and last[1:].isdigit())):
        name = last.upper()
    parts = (*(_MODIFIERS.get(mod, mod) for mod in mods), name)
    # a letter is a key, never a word: "C" is also the short word for credit
    return "+".join(_(part) if len(part) > 1 else part for part in parts)


def forbidden(key: str, *, first: bool = False) -> bool:
    """Whether a key must not carry an action; `first` asks for the main key of an action."""
    if key in FORBIDDEN or key.startswith(("alt+", "ctrl+shift+")):
        return True
    return first and key in _ONLY_SECOND


def clashes(actions: Iterable[Action]) -> Iterator[tuple[str, str, str]]:
    """Keys that two actions of one screen share: key, first id, second id."""
    taken: dict[str, str] = {}
    for action in actions:
        for key in action.keys:
            if key in taken and taken[key] != action.id:
                yield key, taken[key], action.id
            taken.setdefault(key, action.id)
