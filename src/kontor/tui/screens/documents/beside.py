"""A form with a pane beside it that shows on paper what is typed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll

from kontor.base.i18n import _
from kontor.tui.screens.base import give_title
from kontor.tui.screens.form import FormScreen
from kontor.tui.widgets.form import Form
from kontor.tui.widgets.plain import Words


class BesideForm(FormScreen):
    """A form with a pane beside it that shows what is typed on paper; below 100 columns without."""

    def body(self) -> ComposeResult:
        """The form, and the pane."""
        with Horizontal(id="beside-panes"):
            yield from super().body()
            with VerticalScroll(id="beside-pane", classes="pane", can_focus=False):
                yield Words(id="beside")

    def beside(self, width: int) -> str:
        """The text of the pane."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """The first text. The form itself starts as always; Textual calls both."""
        give_title(self.query_one("#beside-pane"), top=_("Sample"))
        self.call_after_refresh(self._paint)

    def on_resize(self) -> None:
        """The text is laid out for its width."""
        self.call_after_refresh(self._paint)

    def on_form_changed(self, _event: Form.Changed) -> None:
        """Something was typed."""
        self._paint()

    def _paint(self) -> None:
        if not self.is_mounted or not self.has_class("-wide"):
            return
        width = max(40, self.query_one("#beside-pane").scrollable_content_region.width - 1)
        self._sum_up()
        self.query_one("#beside", Words).say(self.beside(width))
