"""Tables and input models of the own firm."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic import Field as Limits
from sqlmodel import Field

from kontor.base.dates.hours import parse_hours
from kontor.base.errors import InputError
from kontor.base.i18n import _
from kontor.company.kinds import Chart, MoneyKind, StaffRole, days_text, half_days
from kontor.store.fields import Choice, Day, Row
from kontor.store.inputs import Input, LongText, Text

Short = Annotated[Text, Limits(max_length=60)]
Country = Annotated[Text, Limits(pattern=r"^[A-Z]{2}$", description="ISO code of two letters")]


def _half_days(value: Any) -> Any:
    """Days as people write them, `28` or `27,5`, as half days."""
    if isinstance(value, int) and not isinstance(value, bool):
        return 2 * value
    found = half_days(value) if isinstance(value, str) else None
    if found is not None:
        return found
    raise ValueError(_("write whole or half days: 28 or 27.5"))


def _hours(value: Any) -> Any:
    if isinstance(value, str) and value.strip():
        try:
            parse_hours(value.strip())
        except InputError as error:
            raise ValueError(str(error)) from error
    return value


HalfDays = Annotated[
    int,
    BeforeValidator(_half_days),
    Limits(ge=0, le=732),
    PlainSerializer(days_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "examples": ["28", "27.5"]}),
]
Hours = Annotated[Text, BeforeValidator(_hours)]
TimeOfDay = Annotated[str, Limits(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


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


class EmployeeRow(Row, table=True):
    """Somebody who works in the firm."""

    __tablename__ = "employee"
    name: str
    short: str
    role: StaffRole = Field(sa_type=Choice(StaffRole))
    phone: str = ""
    mail: str = ""
    started: date = Field(sa_type=Day)
    ended: date | None = Field(default=None, sa_type=Day)
    hours: str = ""
    break_from: str = "12:00"
    break_minutes: int = 30
    vacation: int = 0
    born: date | None = Field(default=None, sa_type=Day)
    skills: str = ""
    note: str = ""


class EmployeeHoursRow(Row, table=True):
    """Other working hours of somebody from a day on."""

    __tablename__ = "employee_hours"
    employee: int = Field(foreign_key="employee.id")
    valid_from: date = Field(sa_type=Day)
    hours: str = ""
    break_from: str
    break_minutes: int


class VehicleRow(Row, table=True):
    """A vehicle of the firm."""

    __tablename__ = "vehicle"
    name: str
    plate: str = ""
    started: date = Field(sa_type=Day)
    ended: date | None = Field(default=None, sa_type=Day)
    note: str = ""


class TeamRow(Row, table=True):
    """A team."""

    __tablename__ = "team"
    name: str
    ended: date | None = Field(default=None, sa_type=Day)


class MemberRow(Row, table=True):
    """Somebody in a team from a day on."""

    __tablename__ = "team_member"
    team: int = Field(foreign_key="team.id")
    employee: int = Field(foreign_key="employee.id")
    since: date = Field(sa_type=Day)
    until: date | None = Field(default=None, sa_type=Day)


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


class EmployeeFields(Input):
    """What is known of somebody who works in the firm."""

    phone: Short = ""
    mail: Annotated[Text, Limits(max_length=254)] = ""
    hours: Hours = Limits(
        default="", description="Mo-Do 7:00-16:30, Fr 7-13; empty: office hours of the firm"
    )
    break_from: TimeOfDay = Limits(default="12:00", description="begin of the break")
    break_minutes: Annotated[int, Limits(ge=0, le=240)] = Limits(
        default=30, description="minutes of the break"
    )
    vacation: HalfDays = Limits(default=0, description="days of holiday in a year")
    born: date | None = None
    skills: Text = Limits(default="", description="what the person can do, licences")
    note: LongText = ""


class EmployeeInput(EmployeeFields):
    """Somebody new in the firm."""

    name: Annotated[Text, Limits(min_length=1, max_length=120)]
    short: Short = Limits(default="", description="short name; default the last name")
    role: StaffRole = StaffRole.JOURNEYMAN
    started: date | None = Limits(default=None, description="first day; default today")


class EmployeeChange(EmployeeFields):
    """Changed fields of somebody in the firm; what is not given stays."""

    name: Annotated[Text, Limits(min_length=1, max_length=120)] | None = None
    short: Short | None = None
    role: StaffRole | None = None
    started: date | None = None
    hours_from: date | None = Limits(
        default=None, description="hours and break hold from this day on; default the first day"
    )


class VehicleInput(Input):
    """A new vehicle."""

    name: Annotated[Text, Limits(min_length=1, max_length=60)]
    plate: Short = Limits(default="", description="licence plate")
    started: date | None = Limits(default=None, description="first day; default today")
    note: LongText = ""


class VehicleChange(Input):
    """Changed fields of a vehicle; what is not given stays."""

    name: Annotated[Text, Limits(min_length=1, max_length=60)] | None = None
    plate: Short | None = None
    note: LongText | None = None


class TeamInput(Input):
    """A new team with the people in it."""

    name: Annotated[Text, Limits(min_length=1, max_length=60)]
    members: list[Text] = Limits(default=[], description="short names of the people in it")
    since: date | None = Limits(default=None, description="in it from this day on; default today")
