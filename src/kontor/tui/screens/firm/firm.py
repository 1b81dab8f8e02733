"""The own firm (Betrieb) on one sheet: master data, regimes, accounts, numbers, the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from kontor.base.i18n import N_, _
from kontor.base.ids import iban
from kontor.company.kinds import Firm, MoneyAccount, NumberRange, Regime
from kontor.company.numbering import number_text
from kontor.company.queries import (
    firm_or_none,
    money_accounts,
    number_ranges,
    regimes,
    settings_on,
)
from kontor.company.words import MONEY_KINDS, series_name, setting_name, value_name
from kontor.store.backup import default_folder
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.input_form import InputForm
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.widgets.columns import Column, Kind
from kontor.tui.widgets.fields import Field

_ACCOUNTS = (
    Column(N_("Account"), Kind.NUMBER, 8, least=6), Column(N_("Name"), Kind.NAME, 20, grow=1),
    Column(N_("Kind"), width=14, priority=4), Column("IBAN", width=27, priority=3),
)  # fmt: skip
_RANGES = (
    Column(N_("Series"), Kind.NAME, 16, grow=1), Column(N_("Looks like"), Kind.NUMBER, 18),
    Column(N_("From"), Kind.DATE, priority=5),
)  # fmt: skip
_REGIMES = (
    Column(N_("From"), Kind.DATE, keep=True), Column(N_("VAT"), Kind.NAME, 30, grow=2),
    Column(N_("VAT returns"), width=14, grow=1, least=10),
    Column(N_("Profit"), width=24, priority=3, grow=1),
)  # fmt: skip
_NUMBERS = ("tax_number", "vat_id", "economic_id", "tax_office", "land")
_REGISTER = ("register_court", "register_number", "craft_chamber", "datev_adviser", "datev_client")


class Sheet(NamedTuple):
    """Everything on the sheet."""

    firm: Firm
    settings: dict[str, str]
    regimes: tuple[tuple[date, Regime], ...]
    accounts: tuple[MoneyAccount, ...]
    ranges: tuple[NumberRange, ...]
    sealed: int


def read_sheet(con: sqlite3.Connection, today: date) -> Sheet | None:
    """Read it; nothing in a file without a firm."""
    one = firm_or_none(con)
    if one is None:
        return None
    (sealed,) = con.execute("SELECT count(*) FROM (SELECT 1 FROM seal LIMIT 1)").fetchone()
    return Sheet(
        one, settings_on(con, today), tuple(regimes(con, one.started, max(today, one.started))),
        tuple(money_accounts(con)), tuple(number_ranges(con, max(today, one.started))), sealed,
    )  # fmt: skip


class FirmScreen(DetailScreen):
    """The own firm."""

    NAME, TITLE, LETTER, HANDBOOK = "firm.firm", N_("Firm"), "b", "firm"
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.edit", "firm.takeover", "firm.handover", "firm.save_as",
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__(1)

    def crumb(self) -> str:
        """The view."""
        return _(self.TITLE)

    def load(self) -> Sheet | None:
        """The sheet."""
        with self.kontor.store.read() as con:
            return read_sheet(con, self.kontor.today())

    def blocks(self) -> Sequence[Block]:
        """Master data, tax, accounts, numbers, file."""
        sheet: Sheet = self.data
        return [
            *_master(sheet),
            *_tax(sheet, self.kontor.today()),
            *_tables(sheet, self.kontor.today()),
            *self._file(),
        ]

    def _file(self) -> list[Block]:
        path: Path = self.kontor.store.path  # type: ignore[attr-defined]
        return [
            Facts((N_("File"), str(path)), (N_("Backups"), str(default_folder(path))),
                  title=N_("The file")),
            Note(N_("To a new computer"), _(
                "End Kontor, copy this one file to the new computer, open it there with"
                " “kontor open FILE”. The folder of backups may come along. Never work on both.")),
        ]  # fmt: skip

    def why_not(self, name: str) -> str:
        """The take-over ends with the first seal."""
        if name == "firm.takeover" and self.data is not None and self.data.sealed:
            return _("Entries are sealed already; book what is missing as usual.")
        return super().why_not(name)

    def do_record_edit(self) -> None:
        """Change master data."""
        self.app.push_screen(FirmForm())

    def do_firm_takeover(self) -> None:
        """Opening balances, open items, assets, filed returns."""
        from kontor.tui.screens.wizard.takeover import TakeOverScreen

        self.app.push_screen(TakeOverScreen())

    def do_firm_replay(self) -> None:
        """A DATEV batch of the running year, booked again as events."""
        from kontor.tui.screens.wizard.replay import choose_batch

        choose_batch(self)

    def do_firm_handover(self) -> None:
        """The books as files for the tax adviser or the tax office."""
        from kontor.tui.screens.firm.handover import hand_over

        hand_over(self)

    def do_firm_save_as(self) -> None:
        """A copy of the whole file, such as for a new computer."""
        from kontor.tui.screens.firm.backups import save_copy

        save_copy(self)


def _master(sheet: Sheet) -> list[Block]:
    one = sheet.firm
    street = " ".join(part for part in (one.street, one.house_number) if part)
    place = " ".join(part for part in (one.postcode, one.city) if part)
    return [
        Head(one.name, one.owner or ""),
        Facts(
            (N_("Trade"), one.trade),
            (N_("Address"), ", ".join(part for part in (street, place) if part)),
            (N_("Telephone"), one.phone), (N_("Mail"), one.mail), (N_("Website"), one.web),
            (N_("Chart of accounts"), one.chart.upper()), (N_("Books since"), one.started),
            (N_("Demo firm"), one.demo),
        ),
    ]  # fmt: skip


def _tax(sheet: Sheet, today: date) -> list[Block]:
    named = [(setting_name(key), value_name(key, sheet.settings.get(key, ""))) for key in _NUMBERS]
    more = [
        (setting_name(key), sheet.settings[key]) for key in _REGISTER if sheet.settings.get(key)
    ]
    rows = [
        (day, value_name("vat_method", regime.vat),
         value_name("vat_filing", regime.filing) + (_(", extended") if regime.extension else ""),
         value_name("profit_method", regime.profit))
        for day, regime in sheet.regimes
    ]  # fmt: skip
    return [
        Facts((setting_name("legal_form"), value_name("legal_form", sheet.settings["legal_form"])),
              *named, *more, title=N_("Tax office and registers")),
        Grid(_REGIMES, rows, N_("Taxes over time")),
    ]  # fmt: skip


def _tables(sheet: Sheet, today: date) -> list[Block]:
    accounts = [
        (one.account, one.name, _(MONEY_KINDS[one.kind]), iban.format(one.iban) if one.iban else "")
        for one in sheet.accounts
    ]
    ranges = [
        (
            series_name(one.series),
            number_text(one.pattern, today, one.first),
            one.valid_from,
        )
        for one in sheet.ranges
    ]
    return [
        Grid(_ACCOUNTS, accounts, N_("Money accounts")),
        Grid(_RANGES, ranges, N_("Number ranges")),
    ]


class FirmForm(InputForm):
    """Master data of the firm."""

    TITLE, DRAFT, HANDBOOK = N_("Change the firm"), "firm.firm:1", "firm"
    FIELDS = (
        Field("name", N_("Name of the firm"), required=True, limit=120),
        Field("owner", N_("Owner or managing director"), limit=120),
        Field("trade", N_("Trade"), help=N_("Painter, joiner, electrician …")),
        Field("street", N_("Street")), Field("house_number", N_("House number"), limit=60),
        Field("postcode", N_("Postcode"), "postcode"), Field("city", N_("Town")),
        Field("phone", N_("Telephone"), "phone"), Field("mail", N_("Mail"), "email"),
        Field("web", N_("Website")),
    )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What stands there."""
        with self.kontor.store.read() as con:
            one = firm_or_none(con)
        return {field.name: getattr(one, field.name) for field in self.FIELDS} if one else {}

    def save(self, values: dict[str, Any]) -> None:
        """Change it; emptied fields become empty."""
        from kontor.company.model import FirmChange
        from kontor.company.service import change_firm

        given = {name: "" if value is None else value for name, value in values.items()}
        data = FirmChange.model_validate(given)
        self.kontor.run_case(change_firm, data, then=self.saved, otherwise=self.refused)
