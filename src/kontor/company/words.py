"""Words for settings, their values, money accounts and number ranges: both faces say the same."""

from __future__ import annotations

from collections.abc import Callable

from kontor.base.i18n import N_, _
from kontor.base.ids import tax_number
from kontor.base.lands import land_name
from kontor.base.numbers import format_money, format_rate
from kontor.company.kinds import SettingKind
from kontor.company.law import legal_forms

SETTINGS = {
    "legal_form": N_("Legal form"), "land": N_("Land"), "tax_office": N_("Tax office"),
    "tax_number": N_("Tax number"), "vat_id": N_("VAT id"), "economic_id": N_("Business id"),
    "vat_method": N_("VAT"), "profit_method": N_("Profit"), "vat_filing": N_("VAT returns"),
    "vat_extension": N_("Permanent extension"), "register_court": N_("Register court"),
    "register_number": N_("Register number"), "craft_chamber": N_("Chamber of crafts"),
    "terms_days": N_("Terms, days"), "discount_rate": N_("Discount"),
    "discount_days": N_("Discount days"), "credit_check": N_("Credit limit"),
    "invoice_series": N_("Invoice numbers"),
    "receipts_inbox": N_("Inbox folder"), "office_hours": N_("Office hours"),
    "datev_adviser": N_("DATEV adviser"), "datev_client": N_("DATEV client"),
    "language": N_("Language"), "me": N_("I am"), "backup_second": N_("2nd backup place"),
    "creditor_id": N_("Creditor id"), "pay_days": N_("Payment run every"),
    "notice_days": N_("Debit notice before"), "small_difference": N_("Small difference"),
    "invite_days": N_("Ask again after"),
    "mail_server": N_("Mail server"), "mail_port": N_("Mail port"),
    "mail_security": N_("Mail encryption"), "mail_user": N_("Mail user"),
    "mail_from": N_("Mail sender"),
}  # fmt: skip
GROUPS = {
    "firm": N_("Firm"), "office": N_("Tax office"), "tax": N_("Taxes"), "sales": N_("Sales"),
    "receipts": N_("Receipts"), "adviser": N_("Tax adviser"), "face": N_("Screen"),
    "file": N_("File"), "bank": N_("Bank"), "acquisition": N_("Winning customers"),
    "calendar": N_("Appointments"), "mail": N_("Mail"),
}  # fmt: skip
VALUES = {
    "vat_method": {
        "soll": N_("accrual basis (Soll): due with the supply"),
        "ist": N_("cash basis (Ist): due when the money comes"),
        "small": N_("small trader (§ 19): no VAT"),
    },
    "profit_method": {
        "euer": N_("income-surplus statement (EÜR)"), "balance": N_("balance sheet"),
    },
    "vat_filing": {
        "month": N_("monthly"), "quarter": N_("quarterly"), "year": N_("only once a year"),
        "none": N_("none"),
    },
    "vat_extension": {"0": N_("no"), "1": N_("yes")},
    "invoice_series": {"one": N_("one series for all"), "kind": N_("a series per kind")},
    "credit_check": {
        "hint": N_("says so, goes on"), "reason": N_("asks for a reason, keeps it"),
        "block": N_("stops the order"),
    },
    "mail_security": {
        "starttls": N_("STARTTLS (port 587)"), "tls": N_("TLS from the start (port 465)"),
        "none": N_("none: no password is sent"),
    },
    "language": {"system": N_("as the computer"), "de": N_("German"), "en": N_("English")},
}  # fmt: skip
STARTS = {
    "day": N_("on any day"), "month": N_("on the first of a month"), "year": N_("on 1 January"),
}  # fmt: skip
SERIES = {
    "invoice": N_("Invoices"), "own_receipt": N_("Own receipts"), "cash": N_("Cash book"),
    "asset": N_("Fixed assets"),
}  # fmt: skip
MONEY_KINDS = {
    "bank": N_("bank account"), "cash": N_("cash box"), "card": N_("credit card"),
    "paypal": "PayPal",
}  # fmt: skip

STAFF_ROLES = {
    "owner": N_("owner"), "office": N_("office"), "foreman": N_("foreman"),
    "journeyman": N_("journeyman"), "helper": N_("helper"), "apprentice": N_("apprentice"),
}  # fmt: skip


def setting_name(key: str) -> str:
    """A setting in the reader's language."""
    return _(SETTINGS[key]) if key in SETTINGS else key


_AMOUNTS: dict[str, Callable[[int], str]] = {
    "discount_rate": format_rate,
    "small_difference": format_money,
}


def value_name(key: str, value: str) -> str:
    """A value of a setting in the reader's language; a dash for none."""
    if not value:
        return "–"
    if key in VALUES:
        return _(VALUES[key].get(value, value))
    if key == "land":
        return land_name(value) or value
    if key == "legal_form":
        form = legal_forms().get(value)
        return form.name if form else value
    if key == "tax_number":
        return str(tax_number.format(value))
    if key in _AMOUNTS and value.isdecimal():
        return _AMOUNTS[key](int(value))
    if key in {"terms_days", "discount_days", "pay_days", "notice_days", "invite_days"}:
        return _("{days} days").format(days=value)
    return value


def series_name(series: str) -> str:
    """A number range in the reader's language."""
    return _(SERIES[series]) if series in SERIES else series


def choice_values(kind: SettingKind) -> tuple[str, ...]:
    """The values that a setting may have; empty when it is typed freely."""
    from kontor.base.lands import LANDS

    if kind.kind == "land":
        return tuple(LANDS)
    if kind.kind == "legal_form":
        return tuple(legal_forms())
    return kind.choices
