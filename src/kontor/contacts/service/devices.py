"""Use cases of devices and call notes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.contacts import queries
from kontor.contacts.device_kinds import CallDirection
from kontor.contacts.devices import (
    CallChange,
    CallFields,
    CallInput,
    CallRow,
    DeviceChange,
    DeviceInput,
    DeviceRow,
)
from kontor.contacts.rules import normal_number
from kontor.store.unit import Unit, use_case

_DEVICE = ("maker", "model", "serial", "place", "part", "installed", "installed_by",
           "warranty_ends", "note")  # fmt: skip
_CALL = ("caller", "reason", "subject", "note", "minutes", "taken_by", "callback_by")
_EMPTIES = frozenset({"installed", "warranty_ends", "minutes", "callback_by"})


@use_case(N_("Device noted"))
def add_device(unit: Unit, data: DeviceInput) -> int:
    """Note what stands at a customer."""
    who = queries.resolve(unit.con, data.contact).id
    row = DeviceRow(
        contact=who, kind=data.kind, name=data.name, site=queries.site_of(unit.con, who, data.site)
    )
    _take(row, data, _DEVICE)
    _check_device(row)
    return unit.put(row).key


@use_case(N_("Device changed"))
def change_device(unit: Unit, device: int, data: DeviceChange) -> None:
    """Change what is known of a device; what is not given stays."""
    row = _device(unit, device)
    for field in ("kind", "name"):
        if value := getattr(data, field):
            setattr(row, field, value)
    if "site" in data.model_fields_set:
        row.site = queries.site_of(unit.con, row.contact, data.site)
    _take(row, data, _DEVICE)
    _check_device(row)
    unit.put(row)


@use_case(N_("Device removed"))
def remove_device(unit: Unit, device: int, day: date) -> None:
    """Say that a device is no longer there; its history stays."""
    row = _device(unit, device)
    if row.installed is not None and day < row.installed:
        raise InputError(N_("It was installed after that day."), field="day")
    row.removed = day
    unit.put(row)


@use_case(N_("Device is there again"))
def restore_device(unit: Unit, device: int) -> None:
    """Take the removal of a device back."""
    row = _device(unit, device)
    row.removed = None
    unit.put(row)


@use_case(N_("Call noted"))
def note_call(unit: Unit, data: CallInput, now: datetime) -> int:
    """Note a call. A number that belongs to one contact alone names the caller."""
    row = CallRow(at=data.at or now, direction=data.direction, origin=data.origin)
    _take_call(unit, row, data)
    if not (row.contact or row.number or row.caller or row.subject):
        raise InputError(N_("Say who called, or what it was about."), field="caller")
    return unit.put(row).key


@use_case(N_("Call note changed"))
def change_call(unit: Unit, call: int, data: CallChange) -> None:
    """Change a call note; what is not given stays."""
    row = _call(unit, call)
    _take_call(unit, row, data)
    unit.put(row)


@use_case(N_("Called back"))
def called_back(unit: Unit, call: int, now: datetime) -> None:
    """Say that a promised or missed call was answered.

    Raises:
        Refused: nobody is to be called back.
    """
    row = _call(unit, call)
    if row.called_back is not None or (
        row.callback_by is None and row.direction is not CallDirection.MISSED
    ):
        raise Refused(N_("Nobody is to be called back for this call."))
    row.called_back = now
    unit.put(row)


@use_case(N_("Call became something"))
def call_became(unit: Unit, call: int, reference: str) -> None:
    """Write down what was made of a call (`tickets:3`, `acquisition:7`, `calendar:9`)."""
    row = _call(unit, call)
    row.became = reference
    unit.put(row)


@use_case(N_("Call note deleted"))
def drop_call(unit: Unit, call: int) -> None:
    """Delete a call note of which nothing was made.

    Raises:
        Refused: something was made of it.
    """
    row = _call(unit, call)
    if row.became:
        raise Refused(N_("Something was made of this call, so its note is kept."))
    unit.delete(row)
    unit.flush()


def _take(row: Any, data: Any, fields: tuple[str, ...]) -> None:
    for field in fields:
        if field in data.model_fields_set:
            value = getattr(data, field)
            setattr(row, field, value if value is not None or field in _EMPTIES else "")


def _take_call(unit: Unit, row: CallRow, data: CallFields) -> None:
    _take(row, data, _CALL)
    given = data.model_fields_set
    if "number" in given:
        row.number = data.number or ""
        row.number_normal = normal_number(row.number)
    if "contact" in given:
        row.contact = queries.resolve(unit.con, data.contact).id if data.contact else None
    elif row.contact is None and row.number_normal:
        found = queries.by_channel(unit.con, row.number_normal)
        row.contact = found[0].id if len(found) == 1 else None
    if "site" in given:
        if data.site and row.contact is None:
            raise InputError(N_("A site belongs to a contact: name it too."), field="site")
        row.site = queries.site_of(unit.con, row.contact, data.site) if row.contact else None
    if "device" in given:
        row.device = data.device
        if data.device is not None:
            _of_device(unit, row, data.device)


def _of_device(unit: Unit, row: CallRow, key: int) -> None:
    """A device says whose it is and where it stands, unless that is known."""
    found = _device(unit, key)
    if row.contact is None:
        row.contact = found.contact
    if found.contact not in queries.aliases(unit.con, row.contact):
        raise InputError(N_("This device belongs to somebody else."), field="device")
    row.site = row.site or found.site


def _check_device(row: DeviceRow) -> None:
    if row.warranty_ends and row.installed and row.warranty_ends < row.installed:
        raise InputError(
            N_("The warranty ends before the device was installed."), field="warranty_ends"
        )


def _device(unit: Unit, key: int) -> DeviceRow:
    row = unit.get(DeviceRow, key)
    if row is None:
        raise NotFound(N_("There is no device {number}."), number=key, field="device")
    return row


def _call(unit: Unit, key: int) -> CallRow:
    row = unit.get(CallRow, key)
    if row is None:
        raise NotFound(N_("There is no call note {number}."), number=key, field="call")
    return row
