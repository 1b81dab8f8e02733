"""Recapitulative statement (Zusammenfassende Meldung): supplies to EU businesses by VAT id."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.base.dates import Period
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.ledger.queries.vat import Recapitulative, drill, recapitulative
from kontor.tui.screens.books.copying import CopyList, Figure
from kontor.tui.screens.books.drill import Behind, DrillScreen, behind
from kontor.tui.screens.report import ReportScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.widgets.report import Figures, Line

KINDS = {
    "L": N_("intra-EU supplies"), "S": N_("services, recipient owes"),
    "D": N_("triangular transactions"),
}  # fmt: skip
_KZ = {"L": "41", "S": "21", "D": "42"}


class RecapScreen(ReportScreen):
    """The statement of a month or quarter."""

    NAME, TITLE, LETTER, HANDBOOK, PERIOD = (
        "books.recap",
        N_("EC list"),
        "f",
        "taxes#ec-list",
        "month",
    )
    HINTS = ("line.open", "record.explain", "tax.copy_list", "period.previous", "period.next")

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Recapitulative] = []

    @property
    def period(self) -> Period:
        """The month that is over, until another period is chosen."""
        if self._period is None:
            self._period = super().period.previous
        return self._period

    def report(self) -> Figures:
        """A line per VAT id and kind."""
        with self.kontor.store.read() as con:
            self._rows = recapitulative(con, self.period)
        kinds: dict[str, list[Line]] = {}
        for place, one in enumerate(self._rows):
            text = f"{one.vat_id or _('VAT id is missing')}  {one.name}"
            figures = (format_money(one.euros * 100)[:-3], one.exact)
            kinds.setdefault(one.kind, []).append(Line(str(place), text, figures, target=one.kind))
        lines = [
            Line(f"kind:{kind}", KINDS[kind], (), "head", children=tuple(kids))
            for kind, kids in kinds.items()
        ]
        empty = _("Nothing to declare: no supplies to EU businesses in this period.")
        return Figures((N_("Whole euros"), N_("Exact")), tuple(lines), (), empty)

    def drill(self, line: Line) -> None:
        """The lines of this kind in the period."""
        kind = str(line.target or "")
        if not kind:
            return
        period, store = self.period, self.kontor.store

        def read() -> Sequence[Behind]:
            with store.read() as con:
                return behind(drill(con, period, _KZ[kind]))

        self.app.push_screen(DrillScreen(f"{_(KINDS[kind])} · {period.title}", read))

    def explanation(self, line: Line) -> Sequence[Block]:
        """Law and rule."""
        rule = _(
            "Sums per VAT id are cut to whole euros. A partner without VAT id cannot be declared."
        )
        return [Head(_(line.label)), Facts((N_("Law"), "§ 18a UStG")), Note("", rule)]

    def do_tax_copy_list(self) -> None:
        """VAT ids and amounts one after the other."""
        figures = []
        for one in self._rows:
            figures += [
                Figure(one.kind, one.name, one.vat_id or "–"),
                Figure(one.kind, one.name, str(one.euros)),
            ]
        self.app.push_screen(CopyList(self.title_text(), figures))
