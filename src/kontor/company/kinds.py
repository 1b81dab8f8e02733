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


class StaffRole(StrEnum):
    """What somebody does in the firm (Funktion)."""

    OWNER = "owner"
    OFFICE = "office"
    FOREMAN = "foreman"
    JOURNEYMAN = "journeyman"
    HELPER = "helper"
    APPRENTICE = "apprentice"


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


class Hours(NamedTuple):
    """Working hours from a day on (Arbeitszeit).

    Attributes:
        hours: `Mo-Do 7:00-16:30, Fr 7-13`; empty: the office hours of the firm.
        break_from: `12:00`.
    """

    valid_from: date
    hours: str
    break_from: str
    break_minutes: int


class Employee(NamedTuple):
    """Somebody who works in the firm (Mitarbeiter), owner and office included.

    Attributes:
        short: as the crew view and the one-line entry call the person.
        ended: the last day.
        hours: of the first day, with the break; `hours_on` tells those of a day.
        vacation: half days of a year.
        later: other hours, by the day from which they hold.
    """

    id: int
    name: str
    short: str
    role: StaffRole
    phone: str
    mail: str
    started: date
    ended: date | None
    hours: str
    break_from: str
    break_minutes: int
    vacation: int
    born: date | None
    skills: str
    note: str
    later: tuple[Hours, ...] = ()

    @property
    def ref(self) -> str:
        """How other areas name the person."""
        return f"company:employee/{self.id}"

    def hours_on(self, day: date) -> Hours:
        """The hours that hold on a day; before the first day those of the first."""
        now = Hours(self.started, self.hours, self.break_from, self.break_minutes)
        for one in self.later:
            if one.valid_from <= day:
                now = one
        return now

    def works_on(self, day: date) -> bool:
        """Whether the person belongs to the firm on this day."""
        return self.started <= day and (self.ended is None or day <= self.ended)


def days_text(half_days: int) -> str:
    """Half days as programs write days: `28` or `27.5`."""
    return f"{half_days // 2}{'.5' if half_days % 2 else ''}"


def half_days(text: str) -> int | None:
    """Days as people write them, `28` or `27,5`, as half days; nothing when they are none."""
    whole, _point, part = text.strip().replace(",", ".").partition(".")
    if whole.isascii() and whole.isdigit() and part in {"", "0", "5"}:
        return 2 * int(whole[:4]) + (part == "5")
    return None


class Vehicle(NamedTuple):
    """A vehicle of the firm (Fahrzeug); `ended` is its last day."""

    id: int
    name: str
    plate: str
    started: date
    ended: date | None
    note: str

    @property
    def ref(self) -> str:
        """How other areas name the vehicle."""
        return f"company:vehicle/{self.id}"


class Member(NamedTuple):
    """Somebody in a team from a day on, until the last one."""

    id: int
    team: int
    employee: int
    since: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the person is in the team on this day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Team(NamedTuple):
    """A team (Kolonne) with everybody who is or was in it."""

    id: int
    name: str
    ended: date | None
    members: tuple[Member, ...]

    @property
    def ref(self) -> str:
        """How other areas name the team."""
        return f"company:team/{self.id}"

    def on(self, day: date) -> tuple[int, ...]:
        """Who is in the team on this day."""
        return tuple(dict.fromkeys(one.employee for one in self.members if one.holds_on(day)))


class SettingChanged(NamedTuple):
    """Event: a dated setting gets a new value; a listener that objects raises `Refused`."""

    key: str
    valid_from: date
    old: str
    new: str
