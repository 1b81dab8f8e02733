"""From the values of a form to the fields of an event; totals of amounts. No widgets here."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from kontor.base.dates import Period
from kontor.ledger.kinds import Side
from kontor.ledger.rules.posting import Typed, price
from kontor.tui.screens.books.event_fields import MOST_LINES, Spec
from kontor.tui.screens.books.known import Known

_PLAIN = ("day", "document", "service", "arrival", "text", "project", "fee", "reason", "number",
          "name", "cost", "method", "what")  # fmt: skip


class Totals(NamedTuple):
    """Net, tax that is part of the document, and reverse-charge tax that we owe ourselves."""

    net: int
    tax: int
    reverse: int

    @property
    def gross(self) -> int:
        """What is to be paid."""
        return self.net + self.tax


def totals(spec: Spec, values: dict[str, Any], known: Known) -> Totals:
    """What the amounts add up to under their codes."""
    day = values.get("service") or values.get("day") or date.max
    on_net = values.get("basis") == "net"
    typed, codes = [], {}
    for number in range(1, MOST_LINES + 1):
        cents = values.get(f"cents{number}")
        if not cents:
            continue
        account = known.accounts.get(str(values.get(f"account{number}") or ""))
        name = values.get(f"code{number}") or (account.code if account else "")
        code = known.code(name, day) if name else None
        if code is None or (known.small and code.side is Side.OUTPUT):
            code = None
        else:
            codes[code.code] = code
        typed.append(
            Typed(code.code if code else None, cents if on_net else None, None if on_net else cents)
        )
    done = price(typed, codes)
    reverse = sum(tax for name, tax in done.taxes.items() if codes[name].side is Side.REVERSE)
    return Totals(sum(done.nets), sum(done.taxes.values()) - reverse, reverse)


def collect(spec: Spec, values: dict[str, Any], known: Known) -> dict[str, Any]:
    """The fields of the event's input model."""
    data = {name: values[name] for name in _PLAIN if values.get(name) not in {None, ""}}
    for name in (
        "partner",
        "money",
        "origin",
        "target",
        "item",
        "against",
        "asset",
        "due",
        "arrives",
    ):
        if values.get(name):
            data[name] = values[name]
    if spec.lines:
        data["lines"] = _lines(spec, values)
    special = {
        "payment": _payment, "return_debit": _amount, "set_off": _amount, "transfer": _amount,
        "private": _private, "tax_payment": _tax_payment, "asset": _asset, "depreciation": _amount,
    }.get(spec.kind)  # fmt: skip
    if special:
        special(data, values)
    if spec.kind in {"invoice", "bill", "request"}:
        _terms(spec, data, values, known)
    return data


def _lines(spec: Spec, values: dict[str, Any]) -> list[dict[str, Any]]:
    out = []
    basis = "net" if values.get("basis") == "net" else "gross"
    for number in range(1, MOST_LINES + 1):
        cents, account = values.get(f"cents{number}"), values.get(f"account{number}")
        if not cents:
            continue
        if spec.lines == "amounts":
            line: dict[str, Any] = {"account": account or "erloese19", basis: cents}
            if spec.kind == "request":
                line["account"] = account or "-"
        else:
            line = {"account": account or "", "amount": cents}
        if values.get(f"code{number}") and spec.lines != "payroll":
            line["code"] = values[f"code{number}"]
        out.append(line)
    return out


def _amount(data: dict[str, Any], values: dict[str, Any]) -> None:
    if values.get("amount"):
        data["amount"] = abs(values["amount"])


def _payment(data: dict[str, Any], values: dict[str, Any]) -> None:
    sign = -1 if values.get("direction") == "out" else 1
    data["amount"] = sign * abs(values.get("amount") or 0)
    data["settles"] = []
    for number in (1, 2, 3):
        if values.get(f"item{number}"):
            settle = {
                "item": values[f"item{number}"],
                "discount": values.get(f"discount{number}") or 0,
            }
            if values.get(f"paid{number}"):
                settle["amount"] = values[f"paid{number}"]
            data["settles"].append(settle)
    if (
        len(data["settles"]) == 1
        and "amount" not in data["settles"][0]
        and not values.get("partner")
    ):
        data["settles"][0]["amount"] = abs(data["amount"])
    if values.get("partner"):
        data["partner"] = values["partner"]


def _private(data: dict[str, Any], values: dict[str, Any]) -> None:
    sign = 1 if values.get("way") == "in" else -1
    data["amount"] = sign * abs(values.get("amount") or 0)
    if values.get("account"):
        data["account"] = values["account"]


def _tax_payment(data: dict[str, Any], values: dict[str, Any]) -> None:
    sign = 1 if values.get("way") == "in" else -1
    data["amount"] = sign * abs(values.get("amount") or 0)
    period = values.get("period")
    data["period"] = period.label if isinstance(period, Period) else str(period or "")


def _asset(data: dict[str, Any], values: dict[str, Any]) -> None:
    data["account"] = values.get("account")
    data["months"] = values.get("months") or 0


def _terms(spec: Spec, data: dict[str, Any], values: dict[str, Any], known: Known) -> None:
    if values.get("discount_rate") and values.get("discount_until"):
        data["discounts"] = [{"until": values["discount_until"], "rate": values["discount_rate"]}]
    if spec.kind == "bill" and values.get("withhold"):
        data["withhold"] = True
    if spec.kind != "invoice":
        return
    if values.get("retention") and values.get("retention_due"):
        gross = totals(spec, values, known).gross
        due = values.get("due") or values["day"]
        data["due_parts"] = [
            {"amount": gross - values["retention"], "due": due},
            {"amount": values["retention"], "due": values["retention_due"], "part": "retention"},
        ]
    if values.get("advances"):
        data["advances"] = [part.strip() for part in values["advances"].split(",") if part.strip()]
