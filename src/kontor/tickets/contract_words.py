"""Words for the codes of maintenance contracts, and what an announcement says."""

from __future__ import annotations

from functools import cache

from kontor.base.dates import month_name
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_rate
from kontor.base.tables import data_rows
from kontor.tickets.contract_kinds import (
    Basis,
    Contract,
    ContractState,
    IndexKind,
    Renewal,
    Rhythm,
    VisitState,
)
from kontor.tickets.rules.contracts import index_names

BASES: dict[str, str] = {
    Basis.FLAT: N_("flat price"),
    Basis.DEVICE: N_("for each device"),
    Basis.EFFORT: N_("by effort"),
}
RHYTHMS: dict[str, str] = {
    Rhythm.VISIT: N_("after each visit"),
    Rhythm.YEAR: N_("a year in advance"),
}
RENEWALS: dict[str, str] = {
    Renewal.ENDS: N_("ends with its term"),
    Renewal.OPEN: N_("goes on without end"),
    Renewal.MONTHS: N_("renews itself"),
}
INDEXES: dict[str, str] = {
    IndexKind.NONE: N_("stays"),
    IndexKind.PERCENT: N_("step in percent"),
    IndexKind.SERIES: N_("follows an index"),
}
VISITS: dict[str, str] = {
    VisitState.PLANNED: N_("planned"),
    VisitState.DONE: N_("done"),
    VisitState.SKIPPED: N_("left out"),
}
STATES: dict[str, str] = {
    ContractState.COMING: N_("to come"),
    ContractState.RUNNING: N_("in effect"),
    ContractState.NOTICE: N_("notice given"),
    ContractState.ENDED: N_("ended"),
}


def interval_text(one: Contract) -> str:
    """How often and in which months: `every 12 months, Sep to Nov`."""
    often = ngettext("every month", "every {count} months", one.every).format(count=one.every)
    if one.from_month is None or one.to_month is None:
        return often
    months = (month_name(month, short=True) for month in (one.from_month, one.to_month))
    return f"{often}, {_('{first} to {last}').format(first=next(months), last=next(months))}"


def term_text(one: Contract) -> str:
    """First term, what comes after it, and the notice."""
    first = _("no first term")
    if one.term:
        first = ngettext("{count} month", "{count} months", one.term).format(count=one.term)
    after = _(RENEWALS[one.renewal])
    if one.renewal is Renewal.MONTHS:
        by = one.renewal_months
        said = ngettext("renews itself by {count} month", "renews itself by {count} months", by)
        after = said.format(count=by)
    parts = [first, after]
    if one.renewal is not Renewal.ENDS:
        notice = ngettext("notice {count} month", "notice {count} months", one.notice)
        parts.append(notice.format(count=one.notice))
    return " · ".join(parts)


def index_text(one: Contract) -> str:
    """How the price follows."""
    if one.index_kind is IndexKind.PERCENT:
        every = one.adjust_every
        said = ngettext("{rate} every month", "{rate} every {count} months", every)
        return said.format(rate=format_rate(one.index_rate), count=every)
    if one.index_kind is IndexKind.SERIES:
        return index_names().get(one.index_series, one.index_series)
    return ""


@cache
def _rows() -> dict[str, dict[str, str]]:
    rows = data_rows("contract-words")
    return {language: {row["key"]: row[language] for row in rows} for language in ("de", "en")}


def letter_word(language: str, key: str, **values: object) -> str:
    """A phrase of an announcement or a bill, in the language of the customer."""
    text = _rows()["en" if language == "en" else "de"][key]
    return text.format_map(values) if values else text
