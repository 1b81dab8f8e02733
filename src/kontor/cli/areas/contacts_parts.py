"""Commands for what belongs to a contact: roles, addresses, channels, bank accounts, sites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.cli.commands import Command, arg

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call
    from kontor.store.store import Changed, Store

_CONTACT = arg("contact", N_("name, number or reference such as contacts:12"))
_SITE = arg("site", N_("number of the site"), "int")


def _found(store: Store, text: str) -> int:
    from kontor.contacts import queries

    with store.read() as con:
        return queries.resolve(con, text).id


def _run(call: Call, contact: str, case: Callable[..., Any], *more: Any) -> Changed:
    """One use case on a contact, in a step of its own."""
    with call.store() as store:
        return call.run(store, case, _found(store, contact), *more)


def _model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    def model(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.contacts import model as models

        found: type[BaseModel] = getattr(models, name)
        return found

    return model


def add_role(call: Call, *, contact: str, data: Any) -> None:
    """Give a contact a role."""
    from kontor.contacts.service import add_role as case

    changed = _run(call, contact, case, data)
    call.done(changed, number=changed.value)


def drop_role(call: Call, *, contact: str, role: str) -> None:
    """Take a role from a contact."""
    from kontor.contacts.kinds import Role
    from kontor.contacts.service import drop_role as case

    call.done(_run(call, contact, case, Role(role)))


def archive(call: Call, *, contact: str) -> None:
    """Take a contact out of the lists."""
    from kontor.contacts.service import archive_contact

    call.done(_run(call, contact, archive_contact, call.today))


def bring_back(call: Call, *, contact: str) -> None:
    """Show an archived contact again."""
    from kontor.contacts.service import restore_contact

    call.done(_run(call, contact, restore_contact))


def add_address(call: Call, *, contact: str, data: Any) -> None:
    """Add an address."""
    from kontor.contacts.service import add_address as case

    changed = _run(call, contact, case, data)
    call.done(changed, id=changed.value)


def add_channel(call: Call, *, contact: str, data: Any) -> None:
    """Add a telephone number, mail or web address."""
    from kontor.contacts.service import add_channel as case

    changed = _run(call, contact, case, data)
    call.done(changed, id=changed.value)


def add_bank(call: Call, *, contact: str, data: Any) -> None:
    """Add a bank account."""
    from kontor.contacts.service import add_bank as case

    changed = _run(call, contact, case, data)
    call.done(changed, id=changed.value)


def add_site(call: Call, *, contact: str, data: Any) -> None:
    """Add a site."""
    from kontor.contacts.service import add_site as case

    changed = _run(call, contact, case, data)
    call.done(changed, id=changed.value)


def change_site(call: Call, *, site: int, data: Any) -> None:
    """Change a site."""
    from kontor.contacts.service import change_site as case

    with call.store() as store:
        call.done(call.run(store, case, site, data))


def archive_site(call: Call, *, site: int) -> None:
    """Take a site out of the lists."""
    from kontor.contacts.service import archive_site as case

    with call.store() as store:
        call.done(call.run(store, case, site, call.today))


ROLES = (
    "customer", "supplier", "subcontractor", "prospect", "architect", "manager", "referrer",
    "authority", "employee", "other",
)  # fmt: skip
COMMANDS = (
    Command("add-role", add_role, N_("give a contact a role and its account"), (_CONTACT,),
            model=_model("RoleInput"), writes=True),
    Command("drop-role", drop_role, N_("take a role without account from a contact"), (
        _CONTACT, arg("role", N_("which role"), choices=ROLES),
    ), writes=True),
    Command("archive", archive, N_("take a contact out of the lists"), (_CONTACT,), writes=True),
    Command("bring-back", bring_back, N_("show an archived contact again"), (_CONTACT,),
            writes=True),
    Command("add-address", add_address, N_("add an address"), (_CONTACT,),
            model=_model("AddressInput"), writes=True),
    Command("add-channel", add_channel, N_("add a telephone number, mail or web address"),
            (_CONTACT,), model=_model("ChannelInput"), writes=True),
    Command("add-bank", add_bank, N_("add a bank account"), (_CONTACT,),
            model=_model("BankInput"), writes=True),
    Command("add-site", add_site, N_("add a site"), (_CONTACT,), model=_model("SiteInput"),
            writes=True),
    Command("change-site", change_site, N_("change a site; all its fields are given"), (_SITE,),
            model=_model("SiteInput"), writes=True),
    Command("archive-site", archive_site, N_("take a site out of the lists"), (_SITE,),
            writes=True),
)  # fmt: skip
