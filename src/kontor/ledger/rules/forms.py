"""Forms (Vordrucke) as data: lines, Kennzahlen and positions with their law, from `data/`."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from kontor.base.i18n import in_language
from kontor.base.tables import data_rows, typed_rows, whole_or_none, yes


class Kennzahl(NamedTuple):
    """One field of the VAT return (Kennzahl der Voranmeldung) in form order.

    Attributes:
        section: letter of the section of the form.
        kind: base, tax, flag, date or text.
        rate: rate of the tax computed from the base, in 1/10,000; None where there is none.
        total: how it enters Kennzahl 83: computed, plus, minus or empty.
    """

    kz: str
    section: str
    kind: str
    rate: int | None
    total: str
    label_de: str
    label_en: str
    law: str
    source: str
    note: str

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_language(self.label_de, self.label_en)


class EuerLine(NamedTuple):
    """One line of the income-surplus form (Anlage EÜR), numbered as in the form asked for.

    Attributes:
        deduction: what of § 7g EStG it takes: `claimed`, or how many years back the claim was.
    """

    line: str
    line_2025: str
    kz: str
    kind: str
    label_de: str
    label_en: str
    law: str
    source: str
    deduction: str = ""

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_language(self.label_de, self.label_en)

    def label_in(self, year: int) -> str:
        """The name with the year of the claim, as the form of a year prints it."""
        if not self.deduction.isdigit():
            return self.label
        return f"{self.label} ({year - int(self.deduction)})"


class EuerForm(NamedTuple):
    """A form year; `checked` when its line numbers were compared with the official form."""

    form: int
    valid_from: date
    column: str
    checked: bool
    source: str


class AssetLine(NamedTuple):
    """One line of the asset register form (Anlage AVEÜR)."""

    line: int
    kz: str
    group: str
    column: str
    label_de: str
    label_en: str
    law: str

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_language(self.label_de, self.label_en)


class Position(NamedTuple):
    """A position of balance sheet or profit and loss (§§ 266, 275 HGB)."""

    position: str
    side: str
    parent: str
    label_de: str
    label_en: str
    law: str

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_language(self.label_de, self.label_en)


class BwaLine(NamedTuple):
    """A line of the short-term result (BWA); totals carry their formula."""

    line: str
    formula: str
    kind: str
    label_de: str
    label_en: str
    source: str

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_language(self.label_de, self.label_en)


class Deadline(NamedTuple):
    """A legal deadline: day and month after the period, extension, holidays, grace of payment."""

    kind: str
    valid_from: date
    day: int
    month: int | None
    year_offset: int
    extension_months: int
    working_day: bool
    grace_days: int
    law: str
    source: str


class DepreciationRule(NamedTuple):
    """A dated value of a depreciation method (AfA)."""

    method: str
    bought_from: date
    bought_to: date
    key: str
    value: int
    law: str
    source: str


class UsefulLife(NamedTuple):
    """Usual useful life (betriebsgewöhnliche Nutzungsdauer) of a kind of asset, in months."""

    name_de: str
    name_en: str
    months: int
    group: str
    law: str
    source: str

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_language(self.name_de, self.name_en)


class BaseRate(NamedTuple):
    """Base rate (Basiszinssatz, § 247 BGB) from a day on, in 1/10,000."""

    valid_from: date
    rate: int
    law: str
    source: str


@cache
def kennzahlen() -> dict[str, Kennzahl]:
    """All Kennzahlen of the VAT return, in form order."""
    return {
        row["kz"]: Kennzahl(
            row["kz"],
            row["section"],
            row["kind"],
            int(row["rate"]) if row["rate"] else None,
            row["sum"],
            row["label_de"],
            row["label_en"],
            row["law"],
            row["source"],
            row["note"],
        )
        for row in data_rows("ustva-kennzahlen")
    }


@cache
def euer_forms() -> tuple[EuerForm, ...]:
    """The form years, oldest first."""
    return typed_rows("euer-forms", EuerForm, form=int, valid_from=date.fromisoformat, checked=yes)


@cache
def euer_lines(form: int) -> dict[str, EuerLine]:
    """The lines of a form year, in form order, by their number in that form."""
    column = next(known.column for known in euer_forms() if known.form == form)
    return {
        row[column]: EuerLine(
            row[column],
            row["line_2025"],
            row["kz"],
            row["kind"],
            row["label_de"],
            row["label_en"],
            row["law"],
            row["source"],
            row["deduction"],
        )
        for row in data_rows("euer-lines")
        if row[column]
    }


@cache
def asset_lines() -> tuple[AssetLine, ...]:
    """The lines of the asset register form."""
    return typed_rows("aveuer-lines-2025", AssetLine, line=int)


@cache
def positions() -> dict[str, Position]:
    """Positions of balance sheet and profit and loss, in legal order."""
    return {row.position: row for row in typed_rows("hgb", Position)}


@cache
def bwa_lines() -> dict[str, BwaLine]:
    """Lines of the short-term result in their order."""
    return {row.line: row for row in typed_rows("bwa", BwaLine)}


@cache
def deadlines() -> dict[str, Deadline]:
    """The legal deadlines by kind."""
    found = typed_rows(
        "tax-deadlines", Deadline, valid_from=date.fromisoformat, day=int, month=whole_or_none,
        year_offset=int, extension_months=int, working_day=yes, grace_days=int,
    )  # fmt: skip
    return {row.kind: row for row in found}


@cache
def depreciation_rules() -> tuple[DepreciationRule, ...]:
    """The dated values of the depreciation methods."""
    return typed_rows(
        "depreciation", DepreciationRule,
        bought_from=lambda text: date.fromisoformat(text or "1990-01-01"),
        bought_to=lambda text: date.fromisoformat(text or "2099-12-31"),
        value=lambda text: int(text or 0),
    )  # fmt: skip


@cache
def useful_lives() -> tuple[UsefulLife, ...]:
    """Usual useful lives, as proposals."""
    return typed_rows("useful-lives", UsefulLife, months=int)


@cache
def base_rates() -> tuple[BaseRate, ...]:
    """The base rates, oldest first."""
    return typed_rows("basiszinssatz", BaseRate, valid_from=date.fromisoformat, rate=int)
