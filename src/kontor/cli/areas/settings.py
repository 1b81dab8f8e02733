"""Commands for the own firm: its settings with the day from which they hold, accounts, numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table, shown
from kontor.company.words import MONEY_KINDS, SERIES, setting_name, value_name

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call
    from kontor.store.store import Store

_SETTINGS = (Column("key", N_("Setting"), "code"), Column("value", N_("Value")))
_EXPLAINED = (Column("name", N_("Name")), Column("shown", N_("Value")), Column("key", N_("Key")))
_DATED = (
    Column("key", N_("Setting"), "code"),
    Column("valid_from", N_("From"), "day"),
    Column("value", N_("Value")),
    Column("reason", N_("Reason")),
)
_FIRM_WORDS = {
    "id": N_("Id"), "name": N_("Name"), "owner": N_("Owner"), "trade": N_("Trade"),
    "street": N_("Street"), "house_number": N_("House number"), "postcode": N_("Postcode"),
    "city": N_("Town"), "country": N_("Country"), "phone": N_("Telephone"), "mail": N_("Mail"),
    "web": N_("Website"), "chart": N_("Chart of accounts"), "started": N_("Books since"),
    "demo": N_("Demo firm"),
}  # fmt: skip
_FIRM = (Column("field", N_("Field"), "code", _FIRM_WORDS), Column("value", N_("Value")))
_ACCOUNTS = (
    Column("account", N_("Account"), "code"),
    Column("name", N_("Name")),
    Column("kind", N_("Kind"), "code", MONEY_KINDS),
    Column("iban", N_("IBAN"), "code"),
    Column("bank", N_("Bank")),
    Column("closed", N_("Closed"), "day"),
)
_RANGES = (
    Column("series", N_("Series"), "code", SERIES),
    Column("pattern", N_("Pattern"), "code"),
    Column("first", N_("First"), "int"),
    Column("valid_from", N_("From"), "day"),
)


def listed(call: Call, *, day: date | None, history: bool) -> None:
    """All settings on a day, or their history."""
    from kontor.company import queries

    with call.read() as con:
        if history:
            found = queries.settings_history(con)
            rows = [tuple(one) for one in found]
            if call.format == "table":
                rows = [(one.key, one.valid_from, value_name(one.key, one.value), one.reason)
                        for one in found]  # fmt: skip
            call.show(Table(_DATED, rows))
            return
        values = queries.settings_on(con, day or call.today)
    if call.format == "table":
        told = [(setting_name(key), value_name(key, one), key) for key, one in values.items()]
        call.show(Table(_EXPLAINED, told))
    else:
        call.show(Table(_SETTINGS, list(values.items())), data=values)


def change(call: Call, *, key: str, value: str, since: date | None, reason: str) -> None:
    """Give a setting a value from a day on."""
    from kontor.cli.models import checked
    from kontor.company.model import SettingInput
    from kontor.company.service import change_setting

    day = (since or call.today).isoformat()
    data = checked(SettingInput, {"key": key, "value": value, "valid_from": day, "reason": reason})
    with call.store() as store:
        call.done(call.run(store, change_setting, data))


def firm(call: Call) -> None:
    """The own firm."""
    from kontor.company import queries

    with call.read() as con:
        found = queries.firm(con)
    rows = [
        (name, shown(value, "day" if name == "started" and call.format == "table" else "text"))
        for name, value in found._asdict().items()
        if value is not None
    ]
    call.show(Table(_FIRM, rows), data=found)


def _firm_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.company.model import FirmChange

    return FirmChange


def change_firm(call: Call, *, data: Any) -> None:
    """Change master data of the firm."""
    from kontor.company import service

    with call.store() as store:
        call.done(call.run(store, service.change_firm, data))


def accounts(call: Call) -> None:
    """Money accounts."""
    from kontor.company import queries

    with call.read() as con:
        found = queries.money_accounts(con, closed=True)
    rows = [tuple(getattr(one, column.name) for column in _ACCOUNTS) for one in found]
    call.show(Table(_ACCOUNTS, rows, empty=N_("There is no money account yet.")))


def _account_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.desk.start import StartAccount

    return StartAccount


def add_account(call: Call, *, data: Any) -> None:
    """Add a money account; without a number it takes the next free one of the chart."""
    from kontor.desk.start import open_money_account

    with call.store() as store:
        changed = call.run(store, open_money_account, data)
    call.done(changed, id=changed.value)


def ranges(call: Call) -> None:
    """Number ranges."""
    from kontor.company import queries

    with call.read() as con:
        found = queries.number_ranges(con)
    call.show(Table(_RANGES, [tuple(one) for one in found]))


def drop(call: Call, *, key: str, since: date) -> None:
    """Take a dated value of a setting back."""
    from kontor.company.service import drop_setting

    with call.store() as store:
        call.done(call.run(store, drop_setting, key, since))


def _account_change_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.company.model import MoneyAccountChange

    return MoneyAccountChange


def _account_id(store: Store, text: str) -> int:
    """A money account by its number in the chart, its name or its IBAN."""
    from kontor.base.errors import NotFound
    from kontor.company import queries

    with store.read() as con:
        there = queries.money_accounts(con, closed=True)
    wanted = text.replace(" ", "").casefold()
    for one in there:
        if wanted in {
            (one.iban or "").casefold(),
            one.account,
            one.name.replace(" ", "").casefold(),
        }:
            return one.id
    raise NotFound(
        N_("There is no money account “{name}”."),
        hint=N_("Possible: {kinds}."),
        name=text,
        kinds=", ".join(f"{one.account} {one.name}" for one in there),
    )


def change_account(call: Call, *, account: str, data: Any) -> None:
    """Change a money account."""
    from kontor.company import service

    with call.store() as store:
        found = _account_id(store, account)
        call.done(call.run(store, service.change_money_account, found, data))


def close_account(call: Call, *, account: str, day: date | None) -> None:
    """Close a money account."""
    from kontor.company import service

    with call.store() as store:
        found = _account_id(store, account)
        call.done(call.run(store, service.close_money_account, found, day or call.today))


def reopen_account(call: Call, *, account: str) -> None:
    """Offer a closed money account again."""
    from kontor.company import service

    with call.store() as store:
        found = _account_id(store, account)
        call.done(call.run(store, service.reopen_money_account, found))


def _range_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.company.model import NumberRangeInput

    return NumberRangeInput


def set_range(call: Call, *, data: Any) -> None:
    """Set the pattern of a series from a day on."""
    from kontor.company.service import set_number_range

    with call.store() as store:
        call.done(call.run(store, set_number_range, data))


def mail_password(call: Call, *, drop: bool) -> None:
    """Keep the password of the mail server in the key ring of the computer."""
    import getpass
    import sys

    from kontor.documents.mail_send import keep_password, server_or_refuse

    with call.read() as con:
        server = server_or_refuse(con, call.today)
    typed = ""
    if not drop:
        asked = f"{server.account}: "
        typed = getpass.getpass(asked) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        if not typed:
            raise InputError(N_("No password was typed: nothing was changed."))
    keep_password(server, typed)
    call.say(_("The password was taken out.") if drop else _("The password is kept."))


def mail_test(call: Call) -> None:
    """Log in at the mail server; no mail leaves."""
    from kontor.documents.mail_send import Line, password_of, server_or_refuse

    with call.read() as con:
        server = server_or_refuse(con, call.today)
    with Line(server, password_of(server)) as line:
        line.check()
    call.say(_("{host} takes mails of this firm.").format(host=server.host))


_ACCOUNT = arg("account", N_("number in the chart, name or IBAN"))
COMMANDS = (
    Command("list", listed, N_("all settings on a day"), (
        opt("day", N_("as they hold on this day"), "day"),
        opt("history", N_("every value with the day from which it holds"), "flag"),
    )),
    Command("set", change, N_("give a setting a new value from a day on"), (
        arg("key", N_("name of the setting")),
        arg("value", N_("its new value")),
        opt("since", N_("first day; today without it"), "day"),
        opt("reason", N_("why"), default=""),
    ), writes=True),
    Command("drop", drop, N_("take a dated value of a setting back"), (
        arg("key", N_("name of the setting")),
        opt("since", N_("its first day"), "day", required=True),
    ), writes=True),
    Command("firm", firm, N_("master data of the own firm")),
    Command("change-firm", change_firm, N_("change master data of the own firm"),
            model=_firm_model, writes=True),
    Command("accounts", accounts, N_("bank, cash, card and PayPal accounts")),
    Command("add-account", add_account, N_("add a bank, cash, card or PayPal account"),
            model=_account_model, writes=True),
    Command("change-account", change_account, N_("change name or IBAN of a money account"),
            (_ACCOUNT,), model=_account_change_model, writes=True),
    Command("close-account", close_account, N_("no longer offer a money account"), (
        _ACCOUNT, opt("day", N_("last day; today without it"), "day"),
    ), writes=True),
    Command("reopen-account", reopen_account, N_("offer a closed money account again"),
            (_ACCOUNT,), writes=True),
    Command("set-range", set_range, N_("pattern of a number range from a day on"),
            model=_range_model, writes=True),
    Command("mail-password", mail_password,
            N_("keep the password of the mail server in the key ring of the computer"), (
                opt("drop", N_("take it out again"), "flag"),
            ), writes=True, output=False),
    Command("mail-test", mail_test, N_("log in at the mail server; no mail leaves"),
            writes=True, output=False),
    Command("ranges", ranges, N_("number ranges of invoices and other documents")),
)  # fmt: skip
