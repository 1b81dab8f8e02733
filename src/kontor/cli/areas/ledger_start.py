"""Commands that take another program's books over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import Exit
from kontor.base.i18n import N_
from kontor.cli.areas.care import show_findings
from kontor.cli.commands import Command, arg, opt

if TYPE_CHECKING:
    from datetime import date

    from kontor.base.errors import Finding
    from kontor.cli.call import Call
    from kontor.desk.takeover.inputs import TakeOver
    from kontor.store.store import Store

_TAKEN = ("contacts", "balances", "items", "assets", "filed")


def take_over(call: Call, *, paths: list[Path], rate: int | None, dry: bool) -> int:
    """Take balances, open items, assets and returns over, all or nothing."""
    from kontor.desk.takeover.post import take_over as case

    with call.store() as store:
        chart, day = _frame(store)
        data, findings = _collected(paths, chart, rate, call.today)
        if findings:
            return show_findings(call, findings, "")
        if dry:
            return _tried(call, store, case, data, day)
        changed = call.run(store, case, data, day)
    taken = changed.value
    call.done(changed, **{name: getattr(taken, name) for name in _TAKEN})
    if taken.findings and call.format == "table":
        show_findings(call, taken.findings, "")
    return Exit.OK


class _Tried(Exception):
    """Takes the dry run back."""


def _tried(call: Call, store: Store, case: Any, *args: Any, **more: Any) -> int:
    """Everything is booked and taken back at once."""
    from kontor.desk.takeover.post import TakeOverRefused

    findings: tuple[Finding, ...] = ()
    try:
        with store.step(N_("Take-over")) as unit:
            findings = case(unit, *args, **more).findings
            raise _Tried
    except TakeOverRefused as error:
        findings = error.findings
    except _Tried:
        pass
    return show_findings(call, findings, N_("Everything fits."))


def _frame(store: Store) -> tuple[str, date]:
    from kontor.company.queries import firm

    with store.read() as con:
        own = firm(con)
    return own.chart.value, own.started


def _collected(
    paths: list[Path], chart: str, rate: int | None, today: date
) -> tuple[TakeOver, list[Finding]]:
    from kontor.cli.models import read_bytes
    from kontor.contacts.formats.extf import is_extf
    from kontor.desk.takeover.batch import read_batch, takeover_of
    from kontor.desk.takeover.inputs import TakeOver
    from kontor.desk.takeover.tables import read_takeover

    whole = TakeOver()
    findings: list[Finding] = []
    for path in paths:
        data = read_bytes(path)
        if is_extf(data):
            part, said = takeover_of(read_batch(data, chart), rate)
        else:
            read = read_takeover(data, today)
            part, said = read.takeover, list(read.findings)
        whole = whole.with_more(part)
        findings += [one._replace(where=f"{path.name} {one.where}") for one in said]
    return whole, findings


_RATE = opt("rate", N_("tax rate of open items of a DATEV batch that name none"), "rate")
_DRY = opt("dry", N_("only try it, and show what does not fit"), "flag")
COMMANDS = (
    Command("take-over", take_over, N_("take balances, items, assets and returns over"), (
        arg("paths", N_("lists or a DATEV batch"), "path", many=True, required=True), _RATE, _DRY,
    ), writes=True),
)  # fmt: skip
