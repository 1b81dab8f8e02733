"""One key from a record to everything that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kontor.base.i18n import _
from kontor.tui.screens.chooser import Chooser, Entry

if TYPE_CHECKING:
    from kontor.tui.screens.base import BaseScreen


class RelatedSteps:
    """A mixin of screens; `related_ref` says of which record. Esc comes back to it."""

    def related_ref(self) -> str:
        """Reference of the record that the key means; empty for none."""
        raise NotImplementedError

    def do_record_related(self) -> None:
        """Choose one of the records that belong to it, and open it."""
        app, ref = cast("BaseScreen", self).kontor, self.related_ref()
        if not ref:
            return
        from kontor.desk.related import related

        with app.store.read() as con:
            found = related(con, ref)
        if not found:
            app.toast(_("Nothing else belongs to it yet."))
            return
        entries = [Entry(one.ref, one.name, one.detail, group=one.what) for one in found]

        def take(target: str | None) -> None:
            if target is not None:
                app.open_above(target)

        app.push_screen(Chooser(_("Belongs together"), entries), take)
