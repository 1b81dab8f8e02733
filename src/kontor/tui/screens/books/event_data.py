"""From the values of a form to the fields of an event; totals of amounts. No widgets here."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from kontor.base.dates import Period
from kontor.ledger.kinds import Side
from kontor.ledger.rules.posting import Typed, price
from kontor.tui.screens.books.event_fields import MOST_EXTRA, MOST_LINES, Spec
from kontor.tui.screens.books.known import Known

_PLAIN = ("day", "booked", "document", "service", "arrival", "text", "project", "cost_centre",
          "fee", "reason", "number", "name", "cost", "method", "what", "rate", "group",
          "book_value", "book_value_day", "euer_year", "entry", "ticket", "payable", "figures",
          "due_rule", "side")  # fmt: skip
_KEYS = ("partner", "money", "origin", "target", "item", "against", "asset", "due", "arrives")
_OF_LINE = {"text": "text", "project": "project", "centre": "cost_centre"}


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


def collect(spec: Spec, values: dict[str, Any]) -> dict[str, Any]:
    """The fields of the event's input model."""
    data = {name: values[name] for name in _PLAIN if values.get(name) not in (None, "", {})}
    data |= {name: values[name] for name in _KEYS if values.get(name)}
    if spec.lines == "weights":
        data["weights"] = _weights(values)
        data["is_request"] = bool(values.get("is_request"))
    elif spec.lines:
        data["lines"] = _lines(spec, values)
    special = {
        "payment": _payment, "return_debit": _amount, "set_off": _amount, "transfer": _amount,
        "private": _private, "tax_payment": _tax_payment, "asset": _asset,
        "depreciation": _depreciation, "filed_return": _period,
    }.get(spec.kind)  # fmt: skip
    if special:
        special(data, values)
    if spec.kind in {"invoice", "bill", "request", "opening_item"}:
        _terms(spec, data, values)
    return data


def _lines(spec: Spec, values: dict[str, Any]) -> list[dict[str, Any]]:
    out = []
    basis = "net" if values.get("basis") == "net" else "gross"
    for number in range(1, MOST_LINES + 1):
        cents, account = values.get(f"cents{number}"), values.get(f"account{number}")
        if not cents:
            continue
        if spec.lines == "amounts":
            line: dict[str, Any] = {"account": account or "", basis: cents}
            if spec.kind == "request":
                line["account"] = account or "-"
        else:
            line = {"account": account or "", "amount": cents}
        if values.get(f"code{number}") and spec.lines != "payroll":
            line["code"] = values[f"code{number}"]
        out.append(line | _rare(spec, values, number))
    return out


def _rare(spec: Spec, values: dict[str, Any], number: int) -> dict[str, Any]:
    """What only "all fields" shows of a line."""
    line = {
        target: values[f"{name}{number}"]
        for name, target in _OF_LINE.items()
        if values.get(f"{name}{number}")
    }
    if spec.lines == "payroll":
        return {name: value for name, value in line.items() if name == "text"}
    base = values.get(f"base{number}")
    if base is not None:
        line["base" if spec.lines == "free" else "tax_base"] = base
    if values.get(f"part{number}"):
        line["part"] = values[f"part{number}"]
    period = values.get(f"taxed{number}")
    if isinstance(period, Period):
        line["period"] = f"{period.last:%Y-%m}"
    return line


def _weights(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Net and tax of an item that is taken over, and what was paid of each."""
    out = []
    for number in range(1, MOST_LINES + 1):
        if values.get(f"cents{number}") is None:
            continue
        weight = {
            "account": values.get(f"account{number}") or "", "net": values[f"cents{number}"],
            "tax": values.get(f"tax{number}") or 0, "code": values.get(f"code{number}") or None,
            "paid_net": values.get(f"paid_net{number}") or 0,
            "paid_tax": values.get(f"paid_tax{number}") or 0,
        }  # fmt: skip
        out.append(weight)
    return out


def _amount(data: dict[str, Any], values: dict[str, Any]) -> None:
    if values.get("amount"):
        data["amount"] = abs(values["amount"])


def _depreciation(data: dict[str, Any], values: dict[str, Any]) -> None:
    _amount(data, values)
    if values.get("special"):
        data["special"] = True


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
        and not any(values.get(name) for name in ("partner", "withheld", "extra_cents1"))
    ):
        data["settles"][0]["amount"] = abs(data["amount"])
    if values.get("withheld") and data["settles"]:
        data["settles"][0]["withheld"] = values["withheld"]
    data["extra"] = [
        {"account": values[f"extra_account{number}"], "gross": values[f"extra_cents{number}"]}
        for number in range(1, MOST_EXTRA + 1)
        if values.get(f"extra_account{number}") and values.get(f"extra_cents{number}")
    ]


def _private(data: dict[str, Any], values: dict[str, Any]) -> None:
    sign = 1 if values.get("way") == "in" else -1
    data["amount"] = sign * abs(values.get("amount") or 0)
    if values.get("account"):
        data["account"] = values["account"]


def _tax_payment(data: dict[str, Any], values: dict[str, Any]) -> None:
    sign = 1 if values.get("way") == "in" else -1
    data["amount"] = sign * abs(values.get("amount") or 0)
    _period(data, values)


def _period(data: dict[str, Any], values: dict[str, Any]) -> None:
    period = values.get("period")
    data["period"] = period.label if isinstance(period, Period) else str(period or "")


def _asset(data: dict[str, Any], values: dict[str, Any]) -> None:
    data["account"] = values.get("account")
    data["months"] = values.get("months") or 0


def _terms(spec: Spec, data: dict[str, Any], values: dict[str, Any]) -> None:
    discounts = [
        {"until": values[f"discount_until{n}"], "rate": values[f"discount_rate{n}"]}
        for n in ("", "2")
        if values.get(f"discount_rate{n}") and values.get(f"discount_until{n}")
    ]
    if discounts:
        data["discounts"] = discounts
    if spec.kind == "bill":
        data |= {name: True for name in ("withhold", "debited") if values.get(name)}
    if spec.kind != "request":
        parts = _parts(values)
        if parts:
            data["due_parts"] = parts
    if values.get("advances"):
        data["advances"] = [part.strip() for part in values["advances"].split(",") if part.strip()]


def _parts(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Instalments and retention; what they leave of the sum is due on the day of the form."""
    parts: list[dict[str, Any]] = [
        {"amount": values[f"part_cents{n}"], "due": values[f"part_due{n}"], "part": "instalment"}
        for n in (1, 2, 3)
        if values.get(f"part_cents{n}") and values.get(f"part_due{n}")
    ]
    if values.get("retention") and values.get("retention_due"):
        parts.append(
            {"amount": values["retention"], "due": values["retention_due"], "part": "retention"}
        )
    return parts
