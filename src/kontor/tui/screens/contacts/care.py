"""What is looked after for a customer: cases, devices, contracts, promised callbacks."""

from __future__ import annotations

from datetime import date

from kontor.base.dates import format_instant, now_utc
from kontor.base.i18n import N_, _
from kontor.desk.customer.care import Care, CareCase, CareDevice
from kontor.tui.screens.tickets.contract_sheet import contract_lines, next_text
from kontor.tui.screens.tickets.names import CALLS, PAYERS, STATES, call_state
from kontor.tui.sheet import Block, Grid
from kontor.tui.widgets.columns import Column, Kind

_CASES = (
    Column(N_("Number"), Kind.NUMBER, 13, least=12),
    Column(N_("About"), Kind.TEXT, 24, grow=1, least=12),
    Column(N_("Days"), Kind.COUNT, 4, priority=3),
    Column(N_("Who pays"), Kind.STATE, 17, priority=2, states=PAYERS),
    Column(N_("State"), Kind.STATE, 14, states=STATES, least=13),
)
_DEVICES = (
    Column(N_("Device"), Kind.TEXT, 20, grow=1, least=14),
    Column(N_("Where"), Kind.TEXT, 16, priority=3, least=10),
    Column(N_("Installed"), Kind.DATE, priority=4),
    Column(N_("Warranty until"), Kind.DATE, priority=1),
    Column(N_("Maintenance"), Kind.TEXT, 16, priority=2, least=14),
)
_CALLS = (
    Column(N_("Until"), Kind.TEXT, 17, least=17),
    Column(N_("About"), Kind.TEXT, 30, grow=1),
    Column(N_("State"), Kind.STATE, 16, states=CALLS),
)


def care_blocks(care: Care, today: date) -> list[Block]:
    """Callbacks first, because somebody waits; then cases, devices and contracts."""
    blocks: list[Block] = []
    if care.calls:
        now = now_utc()
        rows = [(format_instant(one.callback_by or one.at), one.subject or one.note or one.number,
                 call_state(one, now)) for one in care.calls]  # fmt: skip
        refs = [one.ref for one in care.calls]
        blocks.append(Grid(_CALLS, rows, N_("To be called back"), refs=refs))
    if care.cases:
        last = ("", _("more: the list of cases"), "", "", "") if care.more else ()
        blocks.append(Grid(
            _CASES, [_case_row(one) for one in care.cases], N_("Cases"), last,
            [one.case.ref for one in care.cases],
        ))  # fmt: skip
    if care.devices:
        blocks.append(Grid(
            _DEVICES, [_device_row(one) for one in care.devices], N_("Devices"),
            refs=[one.device.ref for one in care.devices],
        ))  # fmt: skip
    return blocks + contract_lines(care.contracts, today)


def _case_row(one: CareCase) -> tuple[object, ...]:
    case = one.case
    return case.number, case.subject, one.days, str(one.payer), str(case.state)


def _device_row(one: CareDevice) -> tuple[object, ...]:
    device = one.device
    where = " · ".join(filter(None, (device.site_name, device.place)))
    next_ = next_text(one.contract) if one.contract is not None else ""
    return device.name, where, device.installed, one.warranty, next_
