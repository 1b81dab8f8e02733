"""Income-surplus statement (EÜR): lines of the form, each opens down to its entries."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.ledger.queries.deductions import off_books
from kontor.ledger.queries.euer import Euer, drill, euer
from kontor.ledger.rules.euer import is_expense, is_income, plain_number
from kontor.ledger.rules.forms import EuerLine, euer_lines
from kontor.tui.screens.books.copying import CopyList, Figure
from kontor.tui.screens.books.drill import Behind, DrillScreen
from kontor.tui.screens.books.investment import moves_grid
from kontor.tui.screens.report import ReportScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.text import Part
from kontor.tui.widgets.charts import bars
from kontor.tui.widgets.columns import Column, Kind
from kontor.tui.widgets.report import Figures, Line


class EuerScreen(ReportScreen):
    """The statement of a year beside the year before."""

    NAME, TITLE, LETTER, HANDBOOK, PERIOD = (
        "books.euer",
        N_("EÜR"),
        "r",
        "taxes#income-surplus-statement",
        "year",
    )
    HINTS = ("line.open", "record.explain", "tax.copy_list", "period.previous", "view.toggle")

    def __init__(self) -> None:
        super().__init__()
        self.data: Euer | None = None

    def report(self) -> Figures:
        """Income, expenses, profit by line of the form."""
        year = self.period.first.year
        with self.kontor.store.read() as con:
            done, before = euer(con, year), euer(con, year - 1)
        self.data = done
        lines = euer_report(done, before)
        header = [
            (N_("Form"), str(done.form)),
            (N_("Basis"), _("money received and paid, § 4 (3) EStG")),
        ]
        if not done.checked:
            header.append((N_("Note"), _("line numbers not confirmed yet")))
        empty = _("Nothing was received or paid in this year.")
        return Figures((str(year), str(year - 1)), tuple(lines), tuple(header), empty)

    def drill(self, line: Line) -> None:
        """The lines and shares behind a line of the form."""
        number = str(line.target or "")
        if not number or (self.data is not None and number in self.data.outside):
            return
        year, store = self.period.first.year, self.kontor.store

        def read() -> Sequence[Behind]:
            with store.read() as con:
                return [
                    Behind(one.entry, one.number, one.day, one.document, one.text, one.account,
                           one.code or "", one.cents)
                    for one in drill(con, year, number)
                ]  # fmt: skip

        self.app.push_screen(
            DrillScreen(_("Line {number} · {year}").format(number=number, year=year), read)
        )

    def explanation(self, line: Line) -> Sequence[Block]:
        """Accounts of the line, its law and its Kennzahl."""
        done, number = self.data, str(line.target or "")
        if done is None:
            return ()
        if not number:
            return [
                Head(_(line.label)),
                Note("", _("Sum of the lines above, as the form adds them up.")),
            ]
        known = euer_lines(done.form)[plain_number(number)[0]]
        rows = [
            (part.account, part.name, part.code or "", part.cents)
            for part in done.parts
            if part.line == number
        ]
        columns = (
            Column(N_("Account"), Kind.NUMBER, 6), Column(N_("Name"), Kind.NAME, grow=1),
            Column(N_("Code"), width=9), Column(N_("Amount"), Kind.MONEY),
        )  # fmt: skip
        if number in done.outside:
            return self._outside(number, known)
        blocks: list[Block] = [
            Head(_("Line {number}").format(number=number), known.label),
            Facts((N_("Kennzahl"), known.kz), (N_("Law"), known.law), (N_("Source"), known.source),
                  (N_("Rule"), _("Counts on the day of the money (§ 11 EStG)."))),
            Grid(columns, rows, N_("Accounts"), ("", "", "", sum(row[3] for row in rows))),
        ]  # fmt: skip
        blocks += [
            Note(_("Moved from {origin} to {target}").format(origin=one.origin, target=one.target),
                 f"{format_money(one.cents)} · {one.text} · {_(one.reason)} ({one.law})")
            for one in done.shifts if one.line == number
        ]  # fmt: skip
        return blocks

    def _outside(self, number: str, known: EuerLine) -> Sequence[Block]:
        """What stands behind a line of § 7g EStG, what was taken back included."""
        if self.data is None:
            return ()
        year = self.data.year
        with self.kontor.store.read() as con:
            moves = off_books(con, year).moves
        if known.deduction.isdigit():
            claimed = year - int(known.deduction)
            mine = [one for one in moves if one.kind == "added" and one.claimed == claimed]
        else:
            mine = [one for one in moves if one.kind != "added"]
        return [
            Head(_("Line {number}").format(number=number), known.label_in(year)),
            Facts((N_("Kennzahl"), known.kz), (N_("Law"), known.law), (N_("Source"), known.source),
                  (N_("Rule"), _("Outside the books; what goes back changes its own year."))),
            moves_grid(mine, N_("What became of it")),
        ]  # fmt: skip

    def picture(self) -> Sequence[Part | list[Part]]:
        """Income, then the largest expenses."""
        done = self.data
        if done is None or not done.lines:
            return ()
        known = euer_lines(done.form)
        expenses = [
            (done.label(number), cents) for number, cents in done.lines.items()
            if is_expense(known[plain_number(number)[0]]) and not number.endswith("n")
        ]  # fmt: skip
        expenses.sort(key=lambda pair: -pair[1])
        width = self.picture_width
        top = [
            (_("Income"), done.income),
            (_("Expenses"), done.expenses),
            (_("Profit"), done.profit),
        ]
        return [
            *bars(top, width),
            "",
            (_("Largest expenses"), "bold $ink-soft"),
            *bars(expenses[:14], width),
        ]

    def copy_values(self) -> list[Figure]:
        """The lines as they are typed into the form."""
        done = self.data
        if done is None:
            return []
        return [
            Figure(number, done.label(number), format_money(cents, grouping=False))
            for number, cents in (*done.lines.items(), *done.outside.items())
        ]

    def do_tax_copy_list(self) -> None:
        """One figure after the other."""
        from kontor.tui.screens.books.vat import TYPED

        title = _("EÜR {year}").format(year=self.period.title)
        self.app.push_screen(CopyList(title, self.copy_values(), _(TYPED)))


def outside_lines(done: Euer, before: Euer) -> list[Line]:
    """The lines beside income and expenses (§ 7g EStG) and the profit with them."""
    older = {plain_of(before, number): cents for number, cents in before.outside.items()}
    claimed = {number for number, line in euer_lines(done.form).items()
               if line.deduction == "claimed"}  # fmt: skip
    lines = tuple(
        Line(
            number,
            done.label(number),
            (-cents if number in claimed else cents, older.get(plain_of(done, number))),
            note=f"{number:>3}",
            target=number,
        )
        for number, cents in done.outside.items()
    )
    taxable = (done.taxable, before.taxable or None)
    return [
        Line("outside", N_("Outside the books, § 7g EStG"), (), "head", children=lines),
        Line("taxable", N_("Taxable profit"), taxable, "sum"),
    ]


def plain_of(done: Euer, number: str) -> str:
    """A line in the numbering of 2025, to compare two forms."""
    return euer_lines(done.form)[number].line_2025


def euer_report(done: Euer, before: Euer) -> list[Line]:
    """Lines of two years under income, expenses and the rest."""
    known = euer_lines(done.form)
    old_known = euer_lines(before.form)
    older = {f"{known_line.line_2025}{plain_number(number)[1]}": before.lines[number]
             for number in before.lines
             if (known_line := old_known.get(plain_number(number)[0]))}  # fmt: skip
    income: list[Line] = []
    expenses: list[Line] = []
    others: list[Line] = []
    for number, cents in done.lines.items():
        form = known[plain_number(number)[0]]
        old = older.get(f"{form.line_2025}{plain_number(number)[1]}")
        suffix = {"n": _(" (not deductible)"), "a": ""}.get(plain_number(number)[1], "")
        line = Line(
            number, done.label(number) + suffix, (cents, old), note=f"{number:>3}", target=number
        )
        if is_income(form):
            income.append(line)
        elif is_expense(form):
            expenses.append(line)
        else:
            others.append(line)
    out = []
    if income:
        out += [
            Line(
                "income",
                N_("Income"),
                (done.income, before.income or None),
                "head",
                children=tuple(income),
            )
        ]
    if expenses:
        figures = (done.expenses, before.expenses or None)
        out += [Line("expenses", N_("Expenses"), figures, "head", children=tuple(expenses))]
    if out:
        out.append(Line("profit", N_("Profit"), (done.profit, before.profit or None), "sum"))
    if done.outside:
        out += outside_lines(done, before)
    if others:
        out += [
            Line("gap", kind="gap"),
            Line("others", N_("For information"), (), "head", children=tuple(others)),
        ]
    if done.unassigned:
        lost = tuple(
            Line(f"lost:{one.account}", one.name, (one.cents,), note=one.account)
            for one in done.unassigned
        )
        out.append(
            Line("lost", N_("Accounts without a line of the form"), (), "head", children=lost)
        )
    return out
