"""Days, periods, working days and the one clock."""

from kontor.base.dates.days import (
    FIRST_DAY,
    LAST_DAY,
    add_months,
    berlin_time,
    berlin_today,
    end_of_month,
    format_day,
    format_instant,
    month_name,
    month_number,
    month_of,
    now_utc,
    parse_day,
    weekday_name,
)
from kontor.base.dates.periods import (
    Period,
    month_period,
    parse_period,
    quarter_period,
    year_period,
)
from kontor.base.dates.target import (
    bank_days_after,
    bank_days_before,
    is_bank_day,
    last_bank_day,
    next_bank_day,
)
from kontor.base.dates.working import (
    holidays_of,
    is_working_day,
    next_working_day,
    working_days_from,
)

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "Period",
    "add_months",
    "bank_days_after",
    "bank_days_before",
    "berlin_time",
    "berlin_today",
    "end_of_month",
    "format_day",
    "format_instant",
    "holidays_of",
    "is_bank_day",
    "is_working_day",
    "last_bank_day",
    "month_name",
    "month_number",
    "month_of",
    "month_period",
    "next_bank_day",
    "next_working_day",
    "now_utc",
    "parse_day",
    "parse_period",
    "quarter_period",
    "weekday_name",
    "working_days_from",
    "year_period",
]
