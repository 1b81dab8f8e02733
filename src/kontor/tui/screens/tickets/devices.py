"""Devices and sites: what stands where, each with its whole history in one sheet."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, NamedTuple

from kontor.base.dates import berlin_today, format_day
from kontor.base.errors import KontorError, NotFound
from kontor.base.i18n import N_, _
from kontor.calendar.queries.appointments import entries_of
from kontor.contacts import queries as contacts
from kontor.contacts.device_kinds import Device
from kontor.contacts.kinds import Site
from kontor.contacts.queries import devices as known
from kontor.desk.related import related
from kontor.tickets.kinds import Cover
from kontor.tickets.queries.contracts import ContractFilter, Known, known_all
from kontor.tickets.queries.contracts import contracts as contracts_of
from kontor.tickets.queries.judging import covers
from kontor.tickets.queries.protocols import Protocol, defect_counts, protocols
from kontor.tickets.queries.tickets import Ticket, TicketFilter, TicketLine, lines, page
from kontor.tickets.words import KINDS
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.related import RelatedSteps
from kontor.tui.screens.sales.warranties import rule_name
from kontor.tui.screens.tickets.contract_sheet import contract_lines
from kontor.tui.screens.tickets.device_forms import DeviceForm
from kontor.tui.screens.tickets.names import STATES
from kontor.tui.screens.tickets.protocols import protocols_grid
from kontor.tui.sheet import Block, Facts, Grid, Head, Link, Note, link
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, MUTED, Column, Kind, State

_CASES = (
    Column(N_("Number"), Kind.NUMBER, 13),
    Column(N_("Received"), Kind.DATE),
    Column(N_("Kind"), Kind.TEXT, 12, priority=3),
    Column(N_("About"), Kind.TEXT, 24, grow=1),
    Column(N_("State"), Kind.STATE, 14, states=STATES, least=13),
)
_PAST = (
    Column(N_("Date"), Kind.DATE),
    Column(N_("What"), Kind.TEXT, 14),
    Column(N_("About"), Kind.TEXT, 30, grow=1),
)
_THERE: dict[str, State] = {
    "there": State("●", N_("in place"), GOOD),
    "gone": State("–", N_("removed"), MUTED),
}
_DEVICES = (
    Column(N_("Device"), Kind.NAME, 22, grow=1),
    Column(N_("Kind"), Kind.TEXT, 14, priority=3),
    Column(N_("Place"), Kind.TEXT, 16, priority=4),
    Column(N_("Serial number"), Kind.TEXT, 14, priority=5),
    Column(N_("Installed"), Kind.DATE, priority=2),
    Column(N_("State"), Kind.STATE, 11, states=_THERE),
)
_NEEDS = frozenset({"record.edit", "record.cancel", "record.copy", "device.case", "record.related"})


class Past(NamedTuple):
    """Something that happened with a device, and what it opens."""

    day: date
    what: str
    about: str
    ref: str = ""


class DeviceFile(NamedTuple):
    """A device with what belongs to it."""

    device: Device
    order: str
    covers: tuple[Cover, ...]
    cases: list[Ticket]
    past: list[Past]
    papers: list[tuple[str, Link]]
    protocols: list[Protocol]
    defects: dict[int, int]
    contracts: list[Known]


def read_device(con: sqlite3.Connection, key: int, today: date) -> DeviceFile:
    """Everything about a device; what happened with it, the newest first."""
    one = known.device(con, key)
    area, _colon, order = one.installed_by.partition(":")
    ours = int(order) if area == "sales" and order.isdigit() else None
    cases = page(con, TicketFilter(device=key, merged=True))
    past = [Past(entry.first_day, N_("appointment"), entry.title, entry.ref)
            for case in cases for entry in entries_of(con, case.ref)]  # fmt: skip
    past += [Past(line.day, N_("work"), f"{case.number} {line.text}{_billed(line)}",
                  f"sales:{line.invoice}" if line.invoice else case.ref)
             for case in cases for line in lines(con, case.id)]  # fmt: skip
    if one.installed is not None:
        past.append(Past(one.installed, N_("installed"), one.name, one.installed_by))
    if one.removed is not None:
        past.append(Past(one.removed, N_("removed"), one.name))
    there = related(con, one.ref)
    written = protocols(con, device=key)
    return DeviceFile(
        one, next((other.name for other in there if other.what == "Order"), ""),
        tuple(covers(con, order=ours)) if ours else (), cases,
        sorted(past, reverse=True),
        [(other.name, Link(format_day(date.fromisoformat(other.detail)), other.ref))
         for other in there if other.what == "Document"],
        written, defect_counts(con, [paper.id for paper in written]),
        known_all(con, contracts_of(con, today, ContractFilter(device=key)), today),
    )  # fmt: skip


def _billed(line: TicketLine) -> str:
    return f" · {line.invoice_number}" if line.invoice_number else ""


def device_blocks(file: DeviceFile, today: date, *, full: bool = True) -> list[Block]:
    """A device: what it is, whose warranty it has, its cases, what happened with it."""
    one = file.device
    blocks: list[Block] = [
        Head(one.kind, one.name, _THERE["gone" if one.removed else "there"]),
        Facts(
            (N_("Whose"), link(one.contact_name, f"contacts:{one.contact}")),
            (N_("Site"), link(one.site_name, f"contacts:site/{one.site}")),
            (N_("Place"), one.place),
            (N_("Maker"), one.maker), (N_("Model"), one.model), (N_("Serial number"), one.serial),
            (N_("Installed"), one.installed), (N_("By order"), link(file.order, one.installed_by)),
            (N_("Part"), one.part),
            (N_("Removed"), one.removed),
        ),
        Facts(*_warranty(file, today), title=N_("Warranty")),
    ]  # fmt: skip
    if one.note:
        blocks.append(Note(N_("Note"), one.note))
    blocks += contract_lines(file.contracts, today)
    if file.cases:
        blocks.append(_cases_grid(file.cases))
    if file.protocols:
        blocks.append(protocols_grid(file.protocols, file.defects))
    if full and file.past:
        rows = [(one.day, _(one.what), one.about) for one in file.past]
        refs = [one.ref for one in file.past]
        blocks.append(Grid(_PAST, rows, title=N_("What happened"), refs=refs))
    if full and file.papers:
        blocks.append(Facts(*file.papers, title=N_("Documents")))
    return blocks


def _warranty(file: DeviceFile, today: date) -> list[tuple[str, object]]:
    pairs: list[tuple[str, object]] = []
    if file.device.warranty_ends is not None:
        pairs.append((N_("of the maker"), _ends(file.device.warranty_ends, today)))
    for one in file.covers:
        if not one.part or not file.device.part or one.part == file.device.part:
            label = f"{rule_name(one.rule)} {one.part}".strip()
            partner = f" · {one.partner}" if one.partner else ""
            pairs.append((label, _ends(one.ends, today) + partner))
    return pairs


def _ends(day: date, today: date) -> str:
    sign = "✓" if day >= today else "–"
    word = _("until {day}") if day >= today else _("ended {day}")
    return f"{sign} {word.format(day=format_day(day))}"


def _cases_grid(found: Sequence[Ticket]) -> Grid:
    rows = [
        (one.number, berlin_today(one.received), _(KINDS[one.kind]), one.subject, str(one.state))
        for one in found
    ]
    return Grid(_CASES, rows, title=N_("Cases"), refs=[one.ref for one in found])


class DeviceSteps(RelatedSteps, BaseScreen):
    """What can be done with a device; `device_key` says which one."""

    CANCEL = N_("Gone or back")

    def device_key(self) -> int | None:
        """Id of the device that the keys mean."""
        raise NotImplementedError

    def related_ref(self) -> str:
        """The device."""
        key = self.device_key()
        return "" if key is None else f"contacts:device/{key}"

    def the_device(self) -> Device | None:
        """The device, read again."""
        key = self.device_key()
        try:
            with self.kontor.store.read() as con:
                return None if key is None else known.device(con, key)
        except NotFound:
            return None

    def why_not(self, name: str) -> str:
        """Nothing without a device."""
        if name in _NEEDS and self.device_key() is None:
            return _("No device is chosen.")
        return super().why_not(name)

    def do_record_new(self) -> None:
        """A new device."""
        self.app.push_screen(DeviceForm())

    def do_record_edit(self) -> None:
        """All that is known."""
        if (one := self.the_device()) is not None:
            self.app.push_screen(DeviceForm(one))

    def do_record_copy(self) -> None:
        """Another one like it at the same place: the next window of the same kind."""
        if (one := self.the_device()) is None:
            return
        start: dict[str, Any] = {
            name: getattr(one, name)
            for name in ("kind", "name", "maker", "model", "part", "installed", "warranty_ends")
        }
        start["contact"] = (f"contacts:{one.contact}", one.contact_name)
        if one.site is not None:
            start["site"] = (f"site:{one.site}", one.site_name)
        if one.installed_by:
            start["installed_by"] = (one.installed_by, one.installed_by)
        self.app.push_screen(DeviceForm(start=start))

    def do_record_cancel(self) -> None:
        """It is no longer there; a removed one is there again."""
        from kontor.contacts.service.devices import remove_device, restore_device

        if (one := self.the_device()) is None:
            return
        if one.removed is not None:
            self.kontor.run_case(restore_device, one.id)
        else:
            self.kontor.run_case(remove_device, one.id, self.kontor.today())

    def do_device_case(self) -> None:
        """A new case about it; customer, site and order come along."""
        from kontor.tui.screens.tickets.case_forms import TicketForm

        if (one := self.the_device()) is not None:
            start = {
                "device": (str(one.id), one.name),
                "contact": (f"contacts:{one.contact}", one.contact_name),
            }
            self.app.push_screen(TicketForm(start=start))


class DevicesScreen(DeviceSteps, ListScreen):
    """What stands at customers."""

    NAME, TITLE, LETTER, HANDBOOK = (
        "tickets.devices", N_("Devices"), "d", "tickets#devices-and-sites",
    )  # fmt: skip
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.new", "device.case", "record.edit", "record.related", "filter.open",
    )  # fmt: skip
    COLUMNS = (
        Column(N_("Device"), Kind.NAME, 22, grow=2, least=14),
        Column(N_("Whose"), Kind.TEXT, 20, grow=2, least=12),
        Column(N_("Kind"), Kind.TEXT, 14, priority=3),
        Column(N_("Site"), Kind.TEXT, 14, priority=6),
        Column(N_("Serial number"), Kind.TEXT, 14, priority=4),
        Column(N_("Installed"), Kind.DATE, priority=5),
        Column(N_("State"), Kind.STATE, 11, states=_THERE, priority=7),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Device"), "1": N_("Whose"), "2": N_("Kind")}
    FIELDS: ClassVar[dict[str, str]] = {"wer": "who", "who": "who", "art": "kind", "kind": "kind"}
    SAVED = ((N_("in place"), N_("in place")), (N_("removed"), N_("removed")))
    EMPTY = N_("No device is known yet. Windows, shutters, boilers: what stands at a customer.")

    def source(self) -> Source:
        """All of them, those that are gone behind."""
        with self.kontor.store.read() as con:
            there = known.devices(con, removed=True)
        there.sort(key=lambda one: one.removed is not None)
        return MemorySource([
            Row(one.id, (one.id,),
                (one.name, one.contact_name, one.kind, one.site_name, one.serial, one.installed,
                 "gone" if one.removed else "there"),
                "gone" if one.removed else "there")
            for one in there
        ], {"who": 1, "kind": 2})  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """The sheet."""
        try:
            with self.kontor.store.read() as con:
                file = read_device(con, row.id, self.kontor.today())
        except NotFound:
            return ()
        return device_blocks(file, self.kontor.today(), full=False)

    def detail(self, row: Row) -> BaseScreen:
        """The device."""
        return DeviceScreen(row.id)

    def device_key(self) -> int | None:
        """The row under the cursor."""
        return self.row.id if self.row else None


class DeviceScreen(DeviceSteps, DetailScreen):
    """One device with its history."""

    NAME, HANDBOOK = "tickets.device", "tickets#devices-and-sites"
    HINTS: ClassVar[tuple[str, ...]] = (
        "device.case", "record.edit", "record.related", "record.copy", "actions.menu",
    )  # fmt: skip

    def device_key(self) -> int | None:
        """This one."""
        return self.record if self.data else None

    def crumb(self) -> str:
        """Its name."""
        return self.data.device.name if self.data else _("Device")

    def load(self) -> DeviceFile | None:
        """Read it."""
        try:
            with self.kontor.store.read() as con:
                return read_device(con, self.record, self.kontor.today())
        except NotFound:
            return None

    def blocks(self) -> Sequence[Block]:
        """The sheet."""
        return device_blocks(self.data, self.kontor.today())


class SiteFile(NamedTuple):
    """A site with what belongs to it."""

    site: Site
    who: str
    devices: list[Device]
    covers: list[Cover]
    cases: list[Ticket]


class SiteScreen(RelatedSteps, DetailScreen):
    """One site: where it is, what stands there, its warranties and cases."""

    NAME, HANDBOOK = "tickets.site", "tickets#devices-and-sites"
    HINTS: ClassVar[tuple[str, ...]] = ("record.new", "record.related", "actions.menu")

    def crumb(self) -> str:
        """Its name."""
        return self.data.site.name if self.data else _("Site")

    def load(self) -> SiteFile | None:
        """Read it."""
        try:
            with self.kontor.store.read() as con:
                one = contacts.site(con, self.record)
                return SiteFile(
                    one, contacts.partner(con, one.contact).name,
                    known.devices(con, site=one.id, removed=True), covers(con, site=one.id),
                    page(con, TicketFilter(site=one.id, merged=True)),
                )  # fmt: skip
        except KontorError:
            return None

    def blocks(self) -> Sequence[Block]:
        """The sheet."""
        one, today = self.data.site, self.kontor.today()
        blocks: list[Block] = [
            Head(self.data.who, one.name),
            Facts(
                (N_("Whose"), link(self.data.who, f"contacts:{one.contact}")),
                (N_("Address"), address_text_of(one)),
                (N_("Access"), one.access), (N_("Note"), one.note),
            ),
        ]  # fmt: skip
        if self.data.devices:
            rows = [
                (device.name, device.kind, device.place, device.serial, device.installed,
                 "gone" if device.removed else "there")
                for device in self.data.devices
            ]  # fmt: skip
            refs = [device.ref for device in self.data.devices]
            blocks.append(Grid(_DEVICES, rows, title=N_("Devices"), refs=refs))
        if self.data.covers:
            blocks.append(Facts(
                *((f"{cover.number} {cover.part}".strip(),
                   link(_ends(cover.ends, today), f"sales:{cover.order}"))
                  for cover in self.data.covers), title=N_("Warranty"),
            ))  # fmt: skip
        if self.data.cases:
            blocks.append(_cases_grid(self.data.cases))
        return blocks

    def related_ref(self) -> str:
        """The site."""
        return f"contacts:site/{self.record}" if self.data else ""

    def do_record_new(self) -> None:
        """A new device that stands here."""
        one = self.data.site
        self.app.push_screen(DeviceForm(start={
            "contact": (f"contacts:{one.contact}", self.data.who),
            "site": (f"site:{one.id}", one.name),
        }))  # fmt: skip


def address_text_of(one: Site) -> str:
    """Where a site is."""
    near = " ".join(filter(None, (one.street, one.house_number)))
    return ", ".join(filter(None, (near, " ".join(filter(None, (one.postcode, one.city))))))
