"""Values of the own firm, without any library: shared by models, rules and queries."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class VatMethod(StrEnum):
    """When output VAT is due (Besteuerungsart): §§ 16, 20, 19 UStG."""

    SOLL = "soll"
    IST = "ist"
    SMALL = "small"


class ProfitMethod(StrEnum):
    """How profit is found (Gewinnermittlung): § 4 (3) or § 4 (1), § 5 EStG."""

    EUER = "euer"
    BALANCE = "balance"


class Filing(StrEnum):
    """Period of the VAT return (Voranmeldungszeitraum): § 18 UStG."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    NONE = "none"


class Chart(StrEnum):
    """Chart of accounts (Kontenrahmen)."""

    SKR03 = "skr03"
    SKR04 = "skr04"


class MoneyKind(StrEnum):
    """Kind of a money account (Geldkonto)."""

    BANK = "bank"
    CASH = "cash"
    CARD = "card"
    PAYPAL = "paypal"


class Regime(NamedTuple):
    """What decides about tax on one day (steuerliche Verhältnisse)."""

    vat: VatMethod
    profit: ProfitMethod
    filing: Filing
    extension: bool
    land: str
    legal_form: str


class Firm(NamedTuple):
    """The own firm as it is shown and printed."""

    id: int
    name: str
    owner: str | None
    trade: str | None
    street: str | None
    house_number: str | None
    postcode: str | None
    city: str | None
    country: str
    phone: str | None
    mail: str | None
    web: str | None
    chart: Chart
    started: date
    demo: str | None


class SettingKind(NamedTuple):
    """What may stand in one setting. `starts` is `day`, `month` or `year`: when it may begin."""

    key: str
    group: str
    kind: str
    choices: tuple[str, ...]
    default: str
    tax: bool
    starts: str
    law: str


class DatedValue(NamedTuple):
    """One value of a setting and the day from which it holds."""

    key: str
    valid_from: date
    value: str
    reason: str | None


class MoneyAccount(NamedTuple):
    """A bank, cash, card or PayPal account of the firm; `account` is its number in the chart."""

    id: int
    name: str
    kind: MoneyKind
    account: str
    iban: str | None
    bic: str | None
    bank: str | None
    holder: str | None
    currency: str
    closed: date | None


class NumberRange(NamedTuple):
    """Pattern of a number series (Nummernkreis) from a day on."""

    series: str
    pattern: str
    first: int
    valid_from: date


class SettingChanged(NamedTuple):
    """Event: a dated setting gets a new value; a listener that objects raises `Refused`."""

    key: str
    valid_from: date
    old: str
    new: str
