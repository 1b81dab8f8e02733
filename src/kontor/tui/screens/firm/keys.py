"""Own keys, colours and language: what belongs to this computer, not to the books."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.keys import Keys

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _, language
from kontor.tui import keymap
from kontor.tui.action import forbidden, shown_key
from kontor.tui.keys import ACTIONS, action
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.dialogs import AskText
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, Column, Kind, State

_STATES = {"own": State("●", N_("own"), GOOD)}
_NAMES = {name.value for name in Keys} | {
    "plus", "minus", "comma", "full_stop", "slash", "number_sign", "question_mark", "colon",
    "semicolon", "less_than_sign", "greater_than_sign", "asterisk", "equals_sign",
}  # fmt: skip
SHOWN = tuple(one for one in ACTIONS if not one.silent)


class KeysScreen(ListScreen):
    """Every action with its keys; Enter gives it others."""

    NAME, TITLE, LETTER, HANDBOOK = "firm.keys", N_("Keys and screen"), "t", "screen#own-keys"
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.edit", "keys.reset", "theme.next", "screen.language", "filter.open",
    )  # fmt: skip
    COLUMNS = (
        Column(N_("Action"), Kind.NAME, 18, least=14),
        Column(N_("Keys"), Kind.NUMBER, 16, least=10),
        Column(N_("What it does"), Kind.TEXT, 50, grow=1, priority=3),
        Column("", Kind.STATE, 8, states=_STATES, least=6),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Action"), "1": N_("Keys")}

    def source(self) -> Source:
        """All actions."""
        rows = []
        for number, one in enumerate(SHOWN):
            keys = self.kontor.keymap_keys(one.id)
            own = "own" if tuple(keys) != one.keys else ""
            shown = "  ".join(shown_key(key) for key in keys)
            rows.append(Row(number, (number,), (_(one.label), shown, _(one.help), own), own))
        return MemorySource(rows)

    def preview(self, row: Row) -> Sequence[Block]:
        """The action, and what holds for this computer."""
        one = SHOWN[row.id]
        keys = "  ".join(shown_key(key) for key in self.kontor.keymap_keys(one.id))
        usual = "  ".join(shown_key(key) for key in one.keys)
        words = {"de": N_("German"), "en": N_("English")}
        return [
            Head(_(one.label), _(one.help)),
            Facts((N_("Keys"), keys), (N_("Usual keys"), usual), (N_("Name"), one.id)),
            Facts(
                (N_("Colours"), _(THEMES.get(self.app.theme, self.app.theme))),
                (N_("Language"), _(words[language()])),
                (N_("Own keys"), str(self._file or "")), title=N_("This computer"),
            ),
            Note("", _("Without colour: NO_COLOR=1. Without lines and movement: KONTOR_QUIET=1.")),
        ]  # fmt: skip

    @property
    def _file(self) -> Path | None:
        return getattr(self.app, "keys_file", None)

    def why_not(self, name: str) -> str:
        """Only own keys can be given back."""
        if name == "keys.reset" and (self.row is None or self.row.state != "own"):
            return _("This action has its usual keys.")
        if name == "record.edit" and self._file is None:
            return _("There is no place for own keys.")
        if name == "record.edit" and self.row is not None:
            return ""  # own keys belong to the computer, also while the file is only read
        return super().why_not(name)

    def do_record_open(self) -> None:
        """Give it other keys."""
        why = self.why_not("record.edit")
        if why:
            self.kontor.toast(why, tone="warning")
        else:
            self.do_record_edit()

    def do_record_edit(self) -> None:
        """Type the keys, with commas between."""
        if self.row is None:
            return
        one = SHOWN[self.row.id]
        ask = AskText(
            _("Keys for “{name}”").format(name=_(one.label)),
            hint=_("Names with commas between, such as n,insert or f7"),
            typed=",".join(self.kontor.keymap_keys(one.id)), read=read_keys,
        )  # fmt: skip

        def take(typed: str | None) -> None:
            if typed is not None:
                keys = ",".join(part.strip() for part in typed.split(",") if part.strip())
                self._keep({one.id: keys})

        self.app.push_screen(ask, take)

    def do_keys_reset(self) -> None:
        """The usual keys again."""
        if self.row is not None:
            self._keep({SHOWN[self.row.id].id: ""})

    def _keep(self, change: dict[str, str]) -> None:
        """Write the key map and use it at once."""
        path = self._file
        if path is None:
            return
        own = {**keymap.read(path), **change}
        own = {name: keys for name, keys in own.items() if keys and keys != ",".join(_usual(name))}
        lines = ["[keys]", *(f'"{name}" = "{keys}"' for name, keys in sorted(own.items()))]
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text("\n".join(lines) + "\n", "utf-8")
        warnings: list[str] = self.app.use_keys(own)  # type: ignore[attr-defined]
        for text in warnings:
            self.kontor.toast(text, tone="warning")
        self.requery()
        self.repaint_frame()

    def do_screen_language(self) -> None:
        """German or English, for this file from today on."""
        from kontor.company.model import SettingInput
        from kontor.company.service import change_setting
        from kontor.tui.onward import Next

        wanted = "en" if language() == "de" else "de"
        data = SettingInput(key="language", value=wanted, valid_from=self.kontor.today())

        def then(_changed: Any) -> None:
            go_on = getattr(self.app, "go_on", None)
            if go_on is None:
                self.kontor.toast(_("The language holds from the next start."))
            else:  # a new app speaks it; in this one half of the words would stay
                path = self.kontor.store.path  # type: ignore[attr-defined]
                go_on(Next(path, view=self.NAME, language=wanted))

        self.kontor.run_case(change_setting, data, then=then)


THEMES = {
    "kontor-dark": N_("dark"), "kontor-light": N_("light"), "kontor-contrast": N_("high contrast"),
}  # fmt: skip


def _usual(name: str) -> tuple[str, ...]:
    known = {one.id for one in ACTIONS}
    return action(name).keys if name in known else ()


def read_keys(typed: str) -> None:
    """Refuse keys that a terminal or a German keyboard does not give."""
    parts = [part.strip() for part in typed.split(",") if part.strip()]
    if not parts:
        raise InputError(N_("At least one key is needed."))
    for part in parts:
        *mods, last = part.split("+")
        known = last in _NAMES or (len(last) == 1 and last.isalnum())
        if forbidden(part) or not known or not set(mods) <= {"ctrl", "shift"}:
            raise InputError(N_("“{key}” cannot be used as a key."), key=part)
