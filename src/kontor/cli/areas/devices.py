"""Commands for devices: what stands at customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.cli.areas.calls import model_of
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table

if TYPE_CHECKING:
    from kontor.cli.call import Call

_LIST = (
    Column("id", N_("Id"), "int"),
    Column("name", N_("Device")),
    Column("kind", N_("Kind")),
    Column("contact_name", N_("Contact")),
    Column("site_name", N_("Site")),
    Column("place", N_("Place")),
    Column("maker", N_("Maker")),
    Column("model", N_("Model")),
    Column("serial", N_("Serial number"), "code"),
    Column("installed", N_("Installed"), "day"),
    Column("installed_by", N_("By order"), "code"),
    Column("warranty_ends", N_("Maker's warranty until"), "day"),
    Column("removed", N_("Removed"), "day"),
)


def add(call: Call, *, data: Any) -> None:
    """Note a device."""
    from kontor.contacts.service.devices import add_device

    with call.store() as store:
        changed = call.run(store, add_device, data)
        call.done(changed, device=changed.value)


def list_(call: Call, *, contact: str, text: str, removed: bool) -> None:
    """Devices."""
    from kontor.contacts import queries as contacts
    from kontor.contacts.queries import devices

    with call.read() as con:
        if text:
            found = devices.find_devices(con, text, 200)
        else:
            key = contacts.resolve(con, contact).id if contact else None
            found = devices.devices(con, key, removed=removed)
    rows = [tuple(getattr(one, column.name) for column in _LIST) for one in found]
    call.show(Table(_LIST, rows, empty=N_("No device is known.")))


def change(call: Call, *, device: int, data: Any) -> None:
    """Change a device."""
    from kontor.contacts.service.devices import change_device

    with call.store() as store:
        call.done(call.run(store, change_device, device, data))


def remove(call: Call, *, device: int) -> None:
    """A device is no longer there."""
    from kontor.contacts.service.devices import remove_device

    with call.store() as store:
        call.done(call.run(store, remove_device, device, call.today))


def restore(call: Call, *, device: int) -> None:
    """A device is there again."""
    from kontor.contacts.service.devices import restore_device

    with call.store() as store:
        call.done(call.run(store, restore_device, device))


_DEVICE = arg("device", N_("id of the device"), "int")
COMMANDS: tuple[Command, ...] = (
    Command("add", add, N_("note what stands at a customer"), model=model_of("DeviceInput"),
            writes=True),
    Command("list", list_, N_("devices by name"), (
        opt("contact", N_("only of this contact"), default=""),
        opt("text", N_("words of serial number, name, maker or owner"), default=""),
        opt("removed", N_("also those that are gone"), "flag"),
    )),
    Command("change", change, N_("change a device; only what is given"), (_DEVICE,),
            model=model_of("DeviceChange"), writes=True),
    Command("remove", remove, N_("a device is no longer there; its history stays"), (_DEVICE,),
            writes=True),
    Command("restore", restore, N_("a device is there again"), (_DEVICE,), writes=True),
)  # fmt: skip
