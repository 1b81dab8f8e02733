"""Tables and input models of the own firm."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field as Limits
from sqlmodel import Field

from kontor.company.kinds import Chart, MoneyKind
from kontor.store.fields import Choice, Day, Row
from kontor.store.inputs import Input, Text

Short = Annotated[Text, Limits(max_length=60)]
Country = Annotated[Text, Limits(pattern=r"^[A-Z]{2}$", description="ISO code of two letters")]


class FirmRow(Row, table=True):
    """Own firm (eigener Betrieb): one row."""

    __tablename__ = "firm"
    name: str
    owner: str | None = None
    trade: str | None = None
    street: str | None = None
    house_number: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str = "DE"
    phone: str | None = None
    mail: str | None = None
    web: str | None = None
    chart: Chart = Field(sa_type=Choice(Chart))
    started: date = Field(sa_type=Day)
    demo: str | None = None


class SettingRow(Row, table=True):
    """One value of a setting and the day from which it holds."""

    __tablename__ = "setting"
    name: str
    valid_from: date = Field(sa_type=Day)
    value: str
    reason: str | None = None


class MoneyAccountRow(Row, table=True):
    """A bank, cash, card or PayPal account of the firm (Geldkonto)."""

    __tablename__ = "money_account"
    name: str
    kind: MoneyKind = Field(sa_type=Choice(MoneyKind))
    account: str
    iban: str | None = None
    bic: str | None = None
    bank: str | None = None
    holder: str | None = None
    currency: str = "EUR"
    closed: date | None = Field(default=None, sa_type=Day)


class NumberRangeRow(Row, table=True):
    """Pattern of a number series (Nummernkreis) from a day on."""

    __tablename__ = "number_range"
    series: str
    pattern: str
    first: int = 1
    valid_from: date = Field(sa_type=Day)


class FirmFields(Input):
    """Master data of the firm that may change later."""

    name: Text = Limits(min_length=1, max_length=120)
    owner: Text | None = Limits(default=None, max_length=120)
    trade: Text | None = Limits(default=None, description="trade (Gewerk): Maler, Tischler …")
    street: Text | None = None
    house_number: Short | None = None
    postcode: Short | None = None
    city: Text | None = None
    country: Country = "DE"
    phone: Short | None = None
    mail: Text | None = Limits(default=None, max_length=254)
    web: Text | None = None


class FirmInput(FirmFields):
    """A new firm: master data, chart, first day of the books and first settings."""

    chart: Chart = Chart.SKR03
    started: date = Limits(description="first day of these books")
    demo: Text | None = Limits(default=None, description="profile, if this is the demo firm")
    settings: dict[str, str] = Limits(default={}, description="setting key to value")


class FirmChange(FirmFields):
    """Changed master data; fields that are not given stay."""

    name: Text = Limits(default="", max_length=120)


class SettingInput(Input):
    """A new value of a setting from a day on."""

    key: str
    value: Text
    valid_from: date
    reason: Text = ""


class MoneyAccountInput(Input):
    """A money account. `account` is its number in the chart of accounts."""

    name: Text = Limits(min_length=1, max_length=80)
    kind: MoneyKind = MoneyKind.BANK
    account: Annotated[str, Limits(pattern=r"^[0-9]{4,8}$")]
    iban: Text | None = None
    bic: Text | None = None
    bank: Text | None = Limits(default=None, description="name of the bank; default from the IBAN")
    holder: Text | None = None
    currency: Annotated[Text, Limits(pattern=r"^[A-Z]{3}$")] = "EUR"


class MoneyAccountChange(Input):
    """Changed fields of a money account; fields that are not given stay."""

    name: Text | None = Limits(default=None, min_length=1, max_length=80)
    iban: Text | None = None
    bic: Text | None = None
    bank: Text | None = None
    holder: Text | None = None


class NumberRangeInput(Input):
    """Pattern of a series from a day on."""

    series: Annotated[Text, Limits(pattern=r"^[a-z][a-z_]{1,30}$")]
    pattern: Text
    first: int = Limits(default=1, ge=1, le=999_999)
    valid_from: date
