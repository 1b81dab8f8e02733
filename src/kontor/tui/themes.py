"""Colours: light, dark and high contrast; a state is always a word and a sign as well.

Blue and orange carry meaning, never green against red alone. `NO_COLOR` is honoured by Textual;
the style sheet then marks with bold, underline and reverse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.theme import Theme

from kontor.tui.stylesheet import Sheet

if TYPE_CHECKING:
    from textual.app import App

LIGHT, DARK, CONTRAST = "kontor-light", "kontor-dark", "kontor-contrast"
ORDER = (DARK, LIGHT, CONTRAST)


def _theme(name: str, dark: bool, colours: dict[str, str], **more: str) -> Theme:
    return Theme(
        name=name,
        dark=dark,
        primary=colours["accent"],
        secondary=colours["calm"],
        accent=colours["accent"],
        warning=colours["warn"],
        error=colours["bad"],
        success=colours["good"],
        foreground=colours["text"],
        background=colours["ground"],
        surface=colours["ground"],
        panel=colours["band"],
        variables={
            "ink": colours["text"],
            "ink-soft": colours["soft"],
            "ink-faint": colours["faint"],
            "ground": colours["ground"],
            "band": colours["band"],
            "field": colours["field"],
            "field-focus": colours["field_focus"],
            "line": colours["line"],
            "line-focus": colours["accent"],
            "signal": colours["accent"],
            "good": colours["good"],
            "warn": colours["warn"],
            "bad": colours["bad"],
            "cursor-ground": colours["cursor"],
            "cursor-ink": colours["cursor_ink"],
            "cursor-rest": colours["rest"],
            "mark-ground": colours["mark"],
            "scrollbar": colours["line"],
            "scrollbar-hover": colours["faint"],
            "scrollbar-active": colours["accent"],
            "scrollbar-background": colours["ground"],
            "scrollbar-background-hover": colours["ground"],
            "scrollbar-background-active": colours["ground"],
            "scrollbar-corner-color": colours["ground"],
            "input-selection-background": colours["mark"],
            "input-cursor-background": colours["text"],
            "input-cursor-foreground": colours["ground"],
            **more,
        },
    )


def wear(app: App[Any], name: str) -> None:
    """Give an app the themes before it runs, so that the sheet is parsed with the right one."""
    for theme in themes():
        app.register_theme(theme)
    app.set_reactive(type(app).theme, name)
    app.stylesheet = Sheet(variables=app.get_css_variables())


def themes() -> tuple[Theme, ...]:
    """The three themes, dark first."""
    dark = {
        "text": "#d8dee6", "soft": "#97a3b0", "faint": "#818c98", "ground": "#14181d",
        "band": "#1c2228", "field": "#222a32", "field_focus": "#2b3742", "line": "#36404a",
        "accent": "#6cb2eb", "calm": "#8fa3b8", "good": "#7fc8a0", "warn": "#e9b35f",
        "bad": "#f0876b", "cursor": "#2d5575", "cursor_ink": "#ffffff", "rest": "#262f38",
        "mark": "#3f3a26",
    }  # fmt: skip
    light = {
        "text": "#20262c", "soft": "#56616c", "faint": "#69737c", "ground": "#fbfbf9",
        "band": "#eef0f0", "field": "#edf0f2", "field_focus": "#dfeaf3", "line": "#cbd2d8",
        "accent": "#14629e", "calm": "#4a5f74", "good": "#226b45", "warn": "#8f5a00",
        "bad": "#b03a1a", "cursor": "#1b6aa5", "cursor_ink": "#ffffff", "rest": "#dde5eb",
        "mark": "#f6ecc8",
    }  # fmt: skip
    contrast = {
        "text": "#ffffff", "soft": "#e4e4e4", "faint": "#c4c4c4", "ground": "#000000",
        "band": "#000000", "field": "#1c1c1c", "field_focus": "#003a66", "line": "#b8b8b8",
        "accent": "#7cc7ff", "calm": "#ffffff", "good": "#9fe0ff", "warn": "#ffd166",
        "bad": "#ffb066", "cursor": "#ffd166", "cursor_ink": "#000000", "rest": "#3a3a3a",
        "mark": "#004a80",
    }  # fmt: skip
    return (_theme(DARK, True, dark), _theme(LIGHT, False, light), _theme(CONTRAST, True, contrast))
