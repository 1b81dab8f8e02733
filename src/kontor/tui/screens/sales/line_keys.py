"""Keys of the editor of positions: one for each kind, for moving, texts, costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from kontor.base.i18n import _
from kontor.sales.kinds import PositionKind
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.sales.names import POSITIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from kontor.tui.screens.sales.lines import LinesScreen

_K = PositionKind


class LineKeys:
    """What keys do in the editor; part of `LinesScreen`."""

    @property
    def _lines(self) -> LinesScreen:
        return cast("LinesScreen", self)

    # a new line of each kind

    def do_record_new(self) -> None:
        """A normal position below the cursor."""
        self._lines.new_line(_K.NORMAL)

    def do_lines_title(self) -> None:
        """A title."""
        self._lines.new_line(_K.TITLE)

    def do_lines_alternative(self) -> None:
        """An alternative to the position under the cursor."""
        self._lines.new_line(_K.ALTERNATIVE)

    def do_lines_optional(self) -> None:
        """An optional position."""
        self._lines.new_line(_K.OPTIONAL)

    def do_lines_lump(self) -> None:
        """A lump sum."""
        self._lines.new_line(_K.LUMP)

    def do_lines_hour(self) -> None:
        """Hours."""
        self._lines.new_line(_K.HOUR)

    def do_lines_surcharge(self) -> None:
        """A surcharge on what stands above."""
        self._lines.new_line(_K.SURCHARGE)

    def do_lines_text(self) -> None:
        """A remark."""
        self._lines.new_line(_K.TEXT)

    def do_lines_subtotal(self) -> None:
        """A subtotal."""
        self._lines.new_line(_K.SUBTOTAL)

    def do_lines_discount(self) -> None:
        """A reduction of what stands above."""
        self._lines.new_line(_K.DISCOUNT)

    # the position under the cursor

    def do_record_open(self) -> None:
        """Edit it in its place; the first one in an empty document."""
        self.do_record_edit()

    def do_record_edit(self) -> None:
        """Edit it in its place."""
        if self._lines.position is None:
            self._lines.new_line(_K.NORMAL)
        else:
            self._lines.edit_line()

    def do_record_copy(self) -> None:
        """Copy it behind itself."""
        from kontor.sales.service.placing import copy_position

        self._run(copy_position, then=lambda key: self._lines._go_to(int(key)))

    def do_record_cancel(self) -> None:
        """Delete it; undo brings it back."""
        from kontor.sales.service.placing import remove_position

        self._run(remove_position)

    def do_lines_up(self) -> None:
        """One place up."""
        self._shift(-1)

    def do_lines_down(self) -> None:
        """One place down."""
        self._shift(1)

    def _shift(self, places: int) -> None:
        from kontor.sales.service.placing import shift_position

        self._run(shift_position, places)

    def do_lines_in(self) -> None:
        """Under the title above."""
        from kontor.sales.service.placing import indent_position

        self._run(indent_position)

    def do_lines_out(self) -> None:
        """Out of its title."""
        from kontor.sales.service.placing import outdent_position

        self._run(outdent_position)

    def do_lines_choose(self) -> None:
        """Alternative or option: into the sum, or out of it."""
        from kontor.sales.service.alternatives import choose_position

        self._run(choose_position)

    def do_lines_kind(self) -> None:
        """Make another kind of it."""
        one = self._lines.position
        if one is None:
            return
        entries = [
            Entry(kind.value, _(label), "")
            for kind, label in POSITIONS.items()
            if kind is not one.kind
        ]

        def take(value: str | None) -> None:
            from kontor.sales.service.alternatives import change_kind

            if value:
                self._run(change_kind, PositionKind(value))

        self._lines.app.push_screen(Chooser(_("Kind of position"), entries), take)

    def do_lines_long(self) -> None:
        """The long text."""
        from kontor.tui.screens.sales.position_forms import LongTextForm

        if self._lines.position is not None:
            self._lines.app.push_screen(LongTextForm(self._lines.position))

    def do_lines_more(self) -> None:
        """Rebate, tax code, account and more."""
        from kontor.tui.screens.sales.position_forms import MoreForm

        if self._lines.position is not None:
            self._lines.app.push_screen(MoreForm(self._lines.position))

    def do_lines_cost(self) -> None:
        """How the price is made."""
        from kontor.tui.screens.sales.costs import CostsScreen

        if self._lines.position is not None:
            self._lines.app.push_screen(CostsScreen(self._lines.position.id))

    def do_lines_end_sum(self) -> None:
        """All prices from the costs, by the end sum."""
        from kontor.tui.screens.sales.end_sum import EndSumForm

        self._lines.app.push_screen(EndSumForm(self._lines.key))

    def _run(self, case: Any, *more: Any, then: Callable[[Any], object] | None = None) -> None:
        lines = self._lines
        one = lines.position
        if one is None:
            return

        def done(value: Any) -> None:
            lines.requery()
            if then is not None:
                then(value)

        lines.kontor.run_case(case, one.id, *more, then=done)
