"""Commands that hand the books over: the tax adviser's DATEV files, the audit's tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _, ngettext
from kontor.cli.commands import Command, arg, opt

if TYPE_CHECKING:
    from kontor.base.dates import Period
    from kontor.cli.call import Call


def datev(call: Call, *, folder: Path, period: Period | None, locked: bool) -> None:
    """The books of a period for DATEV."""
    from kontor.base.dates import berlin_time, month_of, now_utc, parse_period
    from kontor.desk.datev import write_datev

    span = period or parse_period(month_of(call.today), call.today).previous
    with call.store() as store:
        done = write_datev(
            store, folder, span.first, span.last, berlin_time(now_utc()), locked=locked
        )
    call.wrote = True
    if done.open:
        call.say(
            ngettext(
                "{count} entry of the period is still open and may change.",
                "{count} entries of the period are still open and may change.",
                done.open,
            ).format(count=done.open)
        )
    _written(call, done.folder, list(done.files), entries=done.entries, rows=done.rows)


def package(call: Call, *, target: Path, period: Period | None) -> None:
    """Everything of a period for the adviser in one file."""
    from kontor.base.dates import berlin_time, month_of, now_utc, parse_period
    from kontor.desk.package import write_package

    span = period or parse_period(month_of(call.today), call.today).previous
    with call.store() as store:
        done = write_package(store, target, span.first, span.last, berlin_time(now_utc()))
    call.wrote = True
    if call.format != "json":
        for one in done.missing:
            call.say(_("{day} {document} {text}: no document").format(
                day=format_day(one.day), document=one.number, text=one.text))  # fmt: skip
        if done.waiting:
            call.say(_("{count} bank lines of the period are not booked.").format(
                count=done.waiting))  # fmt: skip
    _written(
        call, done.path, list(done.files), entries=done.entries, open=done.open,
        papers=done.papers, missing=len(done.missing), waiting=done.waiting,
    )  # fmt: skip


def audit(call: Call, *, folder: Path, period: Period | None) -> None:
    """The data carrier of a period for the tax office."""
    from kontor.base.dates import parse_period
    from kontor.desk.audit import write_carrier

    span = period or parse_period(str(call.today.year - 1), call.today)
    with call.store() as store:
        done = write_carrier(store, folder, span.first, span.last)
    call.wrote = True
    _written(call, done.folder, list(done.rows), **done.rows, sealed=done.chains.entries)


def _written(call: Call, folder: Path, files: list[str], **counts: int) -> None:
    """Say what was written where; as JSON with counts."""
    if call.format == "json":
        from kontor.cli import output

        data = {"folder": str(folder), "files": files, **counts}
        output.write_json(output.document(data), call.out)
        return
    call.say(_("Written: {path}").format(path=folder))
    for name in files:
        call.out.write(f"{name}\n")


COMMANDS = (
    Command("datev", datev, N_("write the books of a period for the adviser's DATEV"), (
        arg("folder", N_("new folder for the files"), "path"),
        opt("period", N_("2026-03, 2026-Q1 or 2026; last month without it"), "period"),
        opt("locked", N_("the rows are final for the adviser"), "flag"),
    ), writes=True),
    Command("package", package, N_("write the month package: books and documents"), (
        arg("target", N_("new ZIP file"), "path"),
        opt("period", N_("2026-03, 2026-Q1 or 2026; last month without it"), "period"),
    ), writes=True),
    Command("audit", audit, N_("write the data carrier for a tax audit, with the proof chains"), (
        arg("folder", N_("new folder for the files"), "path"),
        opt("period", N_("2026-03, 2026-Q1 or 2026; last year without it"), "period"),
    ), writes=True),
)  # fmt: skip
