"""Several lines of input; only forms need it, and the toolkit's part of it takes long to load."""

from __future__ import annotations

from textual import events
from textual.widgets import TextArea

from kontor.tui.widgets.plain import cleaned


class KArea(TextArea):
    """Several lines of input, cleaned; leaves F6 and F7 to the screen."""

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(
            cleaned(text, multiline=True), id=id, tab_behavior="focus", soft_wrap=True,
            compact=True, highlight_cursor_line=False,
        )  # fmt: skip
        for key in ("f6", "f7", "ctrl+f"):
            self._bindings.key_to_bindings.pop(key, None)

    def load_text(self, text: str) -> None:
        """What comes from a file or a draft is cleaned as well."""
        super().load_text(cleaned(text, multiline=True))

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text = cleaned(event.text, multiline=True)
        if text:
            self.replace(text, *self.selection)
