"""Forms of devices: what stands at a customer, noted or changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from kontor.base.errors import KontorError
from kontor.base.i18n import N_, _
from kontor.contacts import queries as contacts
from kontor.contacts.device_kinds import Device
from kontor.contacts.queries import devices as known
from kontor.sales.kinds import DocumentKind
from kontor.sales.queries.documents import find, head
from kontor.sales.queries.lists import DocumentFilter, page
from kontor.tui.protocols import Hit
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.screens.sales.customers import customer_hits
from kontor.tui.widgets.fields import Field

Read = Callable[[], AbstractContextManager[sqlite3.Connection]]
_PLAIN = ("kind", "name", "maker", "model", "serial", "place", "part", "installed",
          "warranty_ends", "note")  # fmt: skip


def site_hits(read: Read, contact: int | None, typed: str) -> list[Hit]:
    """The sites of a contact that hold what was typed."""
    if contact is None:
        return []
    with read() as con:
        found = contacts.sites(con, contact)
    return [
        Hit(f"site:{one.id}", one.name, " ".join(filter(None, (one.street, one.city))))
        for one in found if one.archived is None and typed.lower() in one.name.lower()
    ]  # fmt: skip


def device_hits(read: Read, contact: int | None, typed: str) -> list[Hit]:
    """Devices by serial number, name, kind or owner; of the contact where one is chosen."""
    with read() as con:
        found = known.find_devices(con, typed, 60) if typed else known.devices(con, contact)[:60]
        mine = set(contacts.aliases(con, contact)) if contact else set()
    return [
        Hit(str(one.id), one.name,
            " · ".join(filter(None, (one.kind, one.serial, one.contact_name, one.place))))
        for one in found if not mine or one.contact in mine
    ]  # fmt: skip


def order_hits(read: Read, contact: int | None, typed: str) -> list[Hit]:
    """Orders, of the contact where one is chosen."""
    wanted = DocumentFilter(kinds=(DocumentKind.ORDER,), contact=contact, text=typed)
    with read() as con:
        found = page(con, size=60, wanted=wanted)
    return [
        Hit(f"sales:{one.id}", one.number or "", f"{one.subject} · {one.contact_name}")
        for one in found
    ]


class DeviceForm(InputForm):
    """A new device, or what is known of one."""

    NAME, HANDBOOK = "tickets.device_form", "tickets#devices-and-sites"

    def __init__(
        self,
        device: Device | None = None,
        *,
        start: dict[str, Any] | None = None,
        then: Callable[[Any], object] | None = None,
    ) -> None:
        super().__init__()
        self.device, self._begun, self._then = device, start or {}, then

    def crumb(self) -> str:
        """New, or which."""
        if self.device is None:
            return _("New device")
        return _("Change {number}").format(number=self.device.name)

    def draft_key(self) -> str:
        """Form and device."""
        return f"tickets.device:{self.device.id if self.device else 'new'}"

    def _chosen(self) -> int | None:
        if self.device is not None:
            return self.device.contact
        value = self.form.values()[0].get("contact") if self.is_mounted else None
        return int(str(value).partition(":")[2]) if value else None

    def fields(self) -> Sequence[Field]:
        """Whose and what first."""
        read = self.kontor.store.read
        whose = () if self.device else (
            Field("contact", N_("Customer"), "picker", required=True,
                  search=lambda typed: customer_hits(read, typed)),
        )  # fmt: skip
        return (
            Field("name", N_("Name"), required=True, help=N_("as people call it: bath, left")),
            *whose,
            Field("kind", N_("Kind"), required=True, help=N_("such as window, shutter, boiler")),
            Field("site", N_("Site"), "picker",
                  search=lambda typed: site_hits(read, self._chosen(), typed)),
            Field("place", N_("Place"), help=N_("where at the site")),
            Field("maker", N_("Maker")),
            Field("model", N_("Model")),
            Field("serial", N_("Serial number"), limit=60),
            Field("installed", N_("Installed"), "date", past=True),
            Field("installed_by", N_("By order"), "picker",
                  search=lambda typed: order_hits(read, self._chosen(), typed),
                  help=N_("its warranty holds for the device")),
            Field("part", N_("Part"), help=N_("as its warranty names it")),
            Field("warranty_ends", N_("Maker's end"), "date",
                  help=N_("last day of the maker's warranty")),
            Field("note", N_("Note"), "multiline", limit=20_000),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What is known."""
        one = self.device
        if one is None:
            return self._begun
        values = {name: getattr(one, name) for name in _PLAIN}
        if one.site is not None:
            values["site"] = (f"site:{one.site}", one.site_name)
        if one.installed_by:
            values["installed_by"] = (one.installed_by, self._order(one.installed_by))
        return values

    def _order(self, reference: str) -> str:
        area, _colon, key = reference.partition(":")
        if area != "sales" or not key.isdigit():
            return reference
        try:
            with self.kontor.store.read() as con:
                return head(con, find(con, reference, DocumentKind.ORDER)).number or reference
        except KontorError:
            return reference

    def save(self, values: dict[str, Any]) -> None:
        """Note it; of a known one what was emptied is emptied."""
        from kontor.contacts.devices import DeviceChange, DeviceInput
        from kontor.contacts.service.devices import add_device, change_device

        if self.device is None:
            try:
                data = made(DeviceInput, values)
            except KontorError as error:
                self.refused(error)
                return
            self.kontor.run_case(add_device, data, then=self.saved, otherwise=self.refused)
            return
        changed = {name: value or None for name, value in values.items()}
        self.kontor.run_case(
            change_device, self.device.id, DeviceChange.model_validate(changed),
            then=self.saved, otherwise=self.refused,
        )  # fmt: skip

    def after(self, result: Any) -> None:
        """Back to what asked for it."""
        if self._then is not None:
            self._then(result)
