"""VAT return (Voranmeldung): Kennzahlen in form order, what was filed, what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kontor.base.dates import Period, format_day, month_period, quarter_period, year_period
from kontor.base.i18n import N_, _
from kontor.base.money import tax_on_net
from kontor.base.numbers import format_money, format_rate
from kontor.company.kinds import Filing
from kontor.company.queries import firm_or_none, regime_on
from kontor.ledger.queries.deadlines import deadline_of
from kontor.ledger.queries.vat import VatReturn, VatYear, drill, vat_return, vat_year
from kontor.ledger.rules.forms import Kennzahl, kennzahlen
from kontor.tui.screens.books.copying import CopyList, Figure
from kontor.tui.screens.books.drill import Behind, DrillScreen, behind
from kontor.tui.screens.books.vat_filing import VatFiling
from kontor.tui.screens.report import ReportScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.text import Part
from kontor.tui.widgets.charts import bars
from kontor.tui.widgets.report import Figures, Line

SECTIONS = {
    "A": N_("Taxable supplies"),
    "B": N_("Exempt supplies with input tax"),
    "C": N_("Intra-EU acquisitions"),
    "D": N_("Recipient owes (§ 13b)"),
    "E": N_("Supplementary figures"),
    "F": N_("Input tax"),
    "G": N_("Other tax"),
    "H": N_("Special prepayment"),
    "U": N_("Uncollectible"),
    "V": N_("Amounts"),
    "X": N_("Flags and texts"),
}
STATES = {
    "open": N_("not filed yet"), "filed": N_("filed, nothing has changed"),
    "changed": N_("changed since it was filed"),
}  # fmt: skip
TYPED = N_("Kontor sends nothing: the figures are typed into ELSTER by hand.")
PAYABLE = "83"


def latest_period(today: date, filing: Filing) -> Period:
    """The newest period that is over, as the firm files."""
    if filing is Filing.MONTH:
        return month_period(today.year, today.month).previous
    if filing is Filing.QUARTER:
        return quarter_period(today.year, (today.month + 2) // 3).previous
    return year_period(today.year)


def whole(cents: int) -> str:
    """Whole euros as the form wants them."""
    return format_money(cents)[:-3]


class VatScreen(VatFiling, ReportScreen):
    """The return of a month or quarter; a year shows the annual values."""

    NAME, TITLE, LETTER, HANDBOOK, PERIOD = (
        "books.vat",
        N_("VAT form"),
        "v",
        "taxes#vat-return",
        "month",
    )
    HINTS = ("line.open", "record.explain", "tax.copy_list", "tax.file")

    def __init__(self) -> None:
        super().__init__()
        self.data: VatReturn | None = None
        self.year: VatYear | None = None

    @property
    def period(self) -> Period:
        """The newest period that is over, until another one is chosen."""
        if self._period is None:
            today = self.kontor.today()
            with self.kontor.store.read() as con:
                found = latest_period(today, regime_on(con, today).filing)
                firm = firm_or_none(con)
            self._period = found.next if firm and firm.started > found.last else found
        return self._period

    def report(self) -> Figures:
        """Kennzahlen, payable, rounding, difference."""
        period = self.period
        with self.kontor.store.read() as con:
            done = vat_return(con, period)
            year = vat_year(con, period.first.year) if period.kind == "year" else None
            due = deadline_of(con, "vat_year" if year else "vat", period)
        self.data, self.year = done, year
        lines = kz_lines(done)
        lines += year_lines(year) if year else _ending(done)
        header = [
            (N_("State"), _(STATES[done.state])),
            (N_("Until"), format_day(due.day)),
        ]
        if done.small:
            header.append((N_("Regime"), _("small business (§ 19)")))
        return Figures((N_("Base, amount"), N_("Tax")), tuple(lines), tuple(header))

    def title_text(self) -> str:
        """Annual values have another name."""
        name = _("Annual VAT return") if self.period.kind == "year" else _("VAT return")
        return f"{name} · {self.period.title} · " + _("type into ELSTER")

    # figures

    def drill(self, line: Line) -> None:
        """The lines behind a Kennzahl, or the filings behind a difference."""
        kz = str(line.target or "")
        if not kz:
            return
        period, store = self.period, self.kontor.store
        wants_tax = kennzahlen()[kz].kind == "tax"

        def read() -> Sequence[Behind]:
            with store.read() as con:
                found = drill(con, period, kz)
            only = [one for one in found if one.is_tax == wants_tax] or found
            return behind(only)

        self.app.push_screen(DrillScreen(f"Kz {kz} · {period.title}", read))

    def explanation(self, line: Line) -> Sequence[Block]:
        """Rule, formula, law and source of a figure."""
        if self.data is None:
            return ()
        kz = str(line.target or "")
        if kz:
            return explain_kz(kennzahlen()[kz], self.data)
        texts = {
            PAYABLE: _(
                "Kz 83 is the computed tax and other tax less input tax and special prepayment."
            ),
            "rounding": _(
                "The form computes tax from whole euros; the books keep every cent. The difference "
                "goes into the annual return."
            ),
            "filed": _("What was noted as filed for this period, and when."),
            "difference": _(
                "What the return says now less what was filed. A corrected return is filed with "
                "all figures, not with the difference."
            ),
        }
        key = line.id.split(":")[0]
        if line.kind == "head":
            return [Head(_(line.label)), Note("", _("Heading of the lines below."))]
        return [Head(_(line.label)), Note("", texts.get(key, _("Sum of the lines above.")))]

    def picture(self) -> Sequence[Part | list[Part]]:
        """Tax owed and input tax, and what is left."""
        done = self.data
        if done is None or not (done.kennzahlen or done.tax):
            return ()
        names = kennzahlen()
        out = [(f"{kz} {names[kz].label}", cents) for kz, cents in done.tax.items()]
        taken = [
            (f"{kz} {names[kz].label}", -cents if names[kz].total == "minus" else cents)
            for kz, cents in done.kennzahlen.items()
            if names[kz].total in {"plus", "minus"}
        ]
        return bars([*out, *taken, (_("Payable"), done.payable)], self.picture_width)

    # copying

    def copy_values(self) -> list[Figure]:
        """The figures as they are typed into the form, in its order."""
        done = self.data
        if done is None:
            return []
        names = kennzahlen()
        out = []
        for kz, one in names.items():
            if kz in done.kennzahlen:
                cents = done.kennzahlen[kz]
                text = (
                    str(cents // 100) if one.kind == "base" else format_money(cents, grouping=False)
                )
                out.append(Figure(kz, one.label, text))
        out.append(Figure(PAYABLE, _("Payable"), format_money(done.payable, grouping=False)))
        return out

    def do_copy_menu(self) -> None:
        """Copy the figure of the line at once, as it is typed."""
        one = self.table.line
        values = {figure.number: figure.value for figure in self.copy_values()}
        key = str(one.target or one.id) if one else ""
        if key in values:
            self.kontor.copy_out(values[key])
        else:
            super().do_copy_menu()

    def do_tax_copy_list(self) -> None:
        """One figure after the other."""
        self.app.push_screen(CopyList(_("VAT return {period}").format(period=self.period.title),
                                      self.copy_values(), _(TYPED)))  # fmt: skip


def kz_lines(done: VatReturn) -> list[Line]:
    """The Kennzahlen that have a value, by section of the form."""
    names = kennzahlen()
    sections: dict[str, list[Line]] = {}
    for kz, one in names.items():
        if kz == PAYABLE or (kz not in done.kennzahlen and kz not in done.tax):
            continue
        cents, tax = done.kennzahlen.get(kz), done.tax.get(kz)
        figures: tuple[int | str | None, ...] = (
            (cents, None) if one.kind == "base" else (None, cents)
        )
        if one.kind == "base":
            figures = (whole(cents) if cents is not None else None, tax)
        sections.setdefault(one.section, []).append(
            Line(kz, one.label, figures, note=f"{kz:>3}", target=kz)
        )
    return [
        Line(f"section:{letter}", SECTIONS.get(letter, letter), (), "head", children=tuple(lines))
        for letter, lines in sections.items()
    ]


def _ending(done: VatReturn) -> list[Line]:
    label = N_("To pay to the tax office") if done.payable >= 0 else N_("Refund of the tax office")
    out = [
        Line("gap:1", kind="gap"),
        Line(PAYABLE, label, (None, done.payable), "sum", note=" 83"),
        Line(
            "rounding", N_("Rounding: tax of the form less tax of the books"), (None, done.rounding)
        ),
    ]
    if done.filed:
        out.append(Line("filed", _("Filed on {day}").format(day=format_day(done.filed.filed)),
                        (None, done.filed.payable)))  # fmt: skip
    if done.difference:
        names = kennzahlen()
        kids = tuple(
            Line(
                f"difference:{kz}",
                names[kz].label if kz in names else "",
                (None, cents),
                note=f"{kz:>3}",
            )
            for kz, cents in done.difference.items()
            if kz != PAYABLE
        )
        total = done.difference.get(PAYABLE, 0)
        out.append(
            Line(
                "difference", N_("Changed since it was filed"), (None, total), "sum", children=kids
            )
        )
    return out


def year_lines(year: VatYear) -> list[Line]:
    """The end of the annual return: what was paid in advance and what is left."""
    label = N_("Still to pay") if year.remaining >= 0 else N_("Refund")
    return [
        Line("gap:1", kind="gap"),
        Line("year:total", N_("Tax of the year"), (None, year.total), "sum"),
        Line("year:advance", N_("Filed in advance"), (None, -year.advance)),
        Line("year:remaining", label, (None, year.remaining), "sum"),
        Line("rounding", N_("Rounding: tax of the form less tax of the books"),
             (None, year.figures.rounding)),
    ]  # fmt: skip


def explain_kz(one: Kennzahl, done: VatReturn) -> list[Block]:
    """Where a Kennzahl comes from."""
    facts: list[tuple[str, Any]] = []
    if one.kz in done.exact:
        facts.append((N_("In the books"), format_money(done.exact[one.kz]) + " €"))
    if one.kz in done.kennzahlen:
        cents = done.kennzahlen[one.kz]
        facts.append(
            (N_("Into the form"), whole(cents) if one.kind == "base" else format_money(cents))
        )
    if one.kz in done.tax:
        base = done.kennzahlen.get(one.kz, 0)
        tax = format_money(tax_on_net(base, one.rate or 0))
        formula = f"{whole(base)} × {format_rate(one.rate or 0)} = {tax}"
        facts.append((N_("Formula"), formula))
        facts.append((N_("Tax of the books"), format_money(done.ledger_tax.get(one.kz, 0)) + " €"))
    if one.kind == "base":
        facts.append((N_("Rule"), _("Bases are cut to whole euros, taxes keep their cents.")))
    facts += [(N_("Law"), one.law), (N_("Source"), one.source), (N_("Note"), one.note)]
    return [
        Head(f"Kz {one.kz}", one.label),
        Facts(*facts),
        Note("", _("Enter shows the lines behind it.")),
    ]
