"""Agree on instalments: who, what of it, how many rates from when, or each rate by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kontor.base.dates import add_months, format_day, parse_day
from kontor.base.errors import Finding, InputError, KontorError, Severity
from kontor.base.i18n import N_, _
from kontor.base.numbers import parse_money
from kontor.receivables.rules.instalments import Rate, equal_rates, total
from kontor.tui.screens.receivables.forms import DatedForm
from kontor.tui.screens.receivables.names import claims_of, count, debtor_search, euro, many
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Field


class AgreeForm(DatedForm):
    """An instalment plan over all that a debtor owes, or some documents of it."""

    NAME, TITLE, HANDBOOK = "sales.agree", N_("New instalment plan"), "reminders#instalment-plans"
    DRAFT = "sales.agree:new"

    def __init__(self, partner: str = "", name: str = "") -> None:
        super().__init__()
        self._partner, self._whose = partner, name

    def fields(self) -> Sequence[Field]:
        """Debtor, documents, rates, terms."""
        store, today = self.kontor.store, self.kontor.today()
        return (
            Field("partner", N_("Debtor"), "picker", required=True,
                  search=debtor_search(store, today)),
            Field("items", N_("Invoices"), help=N_("empty: all that is open; else RE-1, RE-2")),
            Field("count", N_("Number of rates"), read=count, help=N_("equal ones, per month")),
            Field("first", N_("First rate on"), "date"),
            Field("rates", N_("Or one by one"), "multiline",
                  help=N_("a line per rate: 15.9.2026 500,00")),
            Field("grace", N_("May be late, days"), read=count, default="5"),
            Field("accelerates", N_("Else all is due"), "flag", default=True),
            Field("acknowledged", N_("Signed for the debt on"), "date", past=True,
                  help=N_("The limitation begins again that day (§ 212 BGB).")),
            Field("note", N_("Note")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """From the first of the next month."""
        first = add_months(self.kontor.today().replace(day=1), 1)
        given = {"partner": (self._partner, self._whose)} if self._partner else {}
        return {"first": first, "grace": 5, "accelerates": True, **given}

    def chosen(self, values: dict[str, Any]) -> list[Any]:
        """The open items that are meant.

        Raises:
            InputError: a document is not open with this debtor.
        """
        with self.kontor.store.read() as con:
            there = claims_of(con, self.kontor.today()).get(values.get("partner") or "", [])
        named = [part.strip() for part in (values.get("items") or "").split(",") if part.strip()]
        if not named:
            return there
        known = {one.document.casefold(): one for one in there}
        for name in named:
            if name.casefold() not in known:
                raise InputError(
                    N_("{document} is not open with this debtor."), document=name, field="items"
                )
        return [known[name.casefold()] for name in named]

    def rates_of(self, values: dict[str, Any], owed: int) -> list[Rate]:
        """The rates as typed, or equal ones.

        Raises:
            InputError: a line cannot be read.
        """
        typed = [line for line in (values.get("rates") or "").splitlines() if line.strip()]
        if typed:
            return [_rate(line, self.kontor.today()) for line in typed]
        if not values.get("count"):
            return []
        return equal_rates(owed, values["count"], values.get("first") or self.kontor.today())

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What is open and what the rates come to."""
        if not values.get("partner"):
            return ()
        try:
            owed = sum(one.open for one in self.chosen(values))
            rates = self.rates_of(values, owed)
        except KontorError as error:
            return ((str(error), "$bad"),)
        parts: list[Part] = [(_("{amount} open").format(amount=euro(owed)), "bold")]
        if rates:
            last = max(rate.due for rate in rates)
            parts.append(f" · {many(len(rates))}, {euro(rates[0].cents)} … {format_day(last)}")
            rest = owed - total(rates)
            if rest:
                parts.append((" · " + _("{amount} not covered").format(amount=euro(rest)), "$bad"))
        return parts

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """The rates come to what is open."""
        try:
            owed = sum(one.open for one in self.chosen(values))
            rates = self.rates_of(values, owed)
        except KontorError as error:
            field = error.field or "rates"
            return (Finding("plan", "", str(error), "", Severity.ERROR, (), field),)
        if not rates:
            text = N_("Say how many rates, or write them one by one.")
            return (Finding("plan", "", text, "", Severity.ERROR, (), "count"),)
        return ()

    def save(self, values: dict[str, Any]) -> None:
        """Agree."""
        from kontor.receivables.model import PaymentPlanInput
        from kontor.receivables.service.keeping import agree_plan

        items = self.chosen(values)
        rates = self.rates_of(values, sum(one.open for one in items))
        document = {
            "items": [f"item:{one.id}" for one in items],
            "rates": [{"due": rate.due, "amount": rate.cents} for rate in rates],
            "grace": values.get("grace"), "accelerates": bool(values.get("accelerates")),
            "acknowledged": values.get("acknowledged"), "note": values.get("note"),
        }  # fmt: skip
        self.send_dated(agree_plan, PaymentPlanInput, document)


def _rate(line: str, today: date) -> Rate:
    day, _space, amount = line.strip().partition(" ")
    if not amount.strip():
        raise InputError(N_("“{text}” needs a day and an amount."), text=line, field="rates")
    try:
        return Rate(parse_day(day, today), parse_money(amount))
    except KontorError as error:
        raise InputError(N_("{reasons}"), reasons=f"{line}: {error}", field="rates") from error
