"""Command that takes leads out of mails, lists of portals, call lists and cards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.acquisition.kinds import LeadChannel
from kontor.base.errors import Exit
from kontor.base.i18n import N_, _
from kontor.cli.commands import Command, arg, opt
from kontor.cli.models import read_bytes
from kontor.cli.output import Column, Table, records

if TYPE_CHECKING:
    from kontor.cli.call import Call

_STATUS = {
    "new": N_("new"), "known": N_("known"), "similar": N_("similar"), "bad": N_("not readable"),
}  # fmt: skip
_ROWS = (
    Column("place", N_("Place"), "code"),
    Column("name", N_("Name")),
    Column("status", N_("Result"), "code", _STATUS),
    Column("same", N_("Same as"), "code"),
    Column("findings", N_("Remarks")),
)


def import_(call: Call, *, files: list[Path], **wanted: Any) -> int | None:
    """Take leads over."""
    from kontor.acquisition.model import LeadInput
    from kontor.acquisition.service.importing import import_leads, plan_leads
    from kontor.base.dates import now_utc

    columns = wanted["columns"]
    mapping = [word.strip() for word in columns.split(",")] if columns else None
    found = _read(call, files, LeadChannel(wanted["channel"]), mapping)
    take = set(wanted["take"] or ())
    if wanted["dry_run"]:
        with call.read() as con:
            plan = plan_leads(con, found, take)
        _show(call, plan, step=None)
    else:
        given = {key: wanted[key] for key in ("source", "campaign", "trade", "owner")}
        defaults = LeadInput(name="-", **{key: value for key, value in given.items() if value})
        with call.store() as store:
            changed = call.run(store, import_leads, found, now_utc(), take, defaults)
        plan = changed.value
        _show(call, plan, step=changed.step)
    return Exit.FINDINGS if plan.counts["bad"] else None


def _read(
    call: Call, files: Sequence[Path], channel: LeadChannel, mapping: Sequence[str] | None
) -> list[Any]:
    from kontor.acquisition.formats.files import files_in, read_several, read_source

    single = files[0] if len(files) == 1 and not files[0].is_dir() else None
    if single is not None:
        source = read_source(read_bytes(single), single.name, call.today)
        return source.leads(call.today, channel, mapping)
    paths = [one for path in files for one in (files_in(path) if path.is_dir() else [path])]
    named = ((path.name, read_bytes(path)) for path in paths)
    return read_several(named, call.today, channel).leads(call.today, channel)


def _show(call: Call, plan: Any, *, step: int | None) -> None:
    rows = [
        (row.place, row.name, row.status.value, row.same,
         "; ".join(finding.text for finding in row.findings))
        for row in plan.rows
    ]  # fmt: skip
    table = Table(_ROWS, rows, empty=N_("The file holds no leads."))
    call.show(table, data={"step": step, "counts": plan.counts, "rows": records(table)})
    if call.format == "table":
        counts = plan.counts
        call.say(
            _("{new} new, {known} known, {similar} similar, {bad} not readable").format(**counts)
        )


COMMANDS: tuple[Command, ...] = (
    Command("import", import_, N_("take leads out of mails, lists of portals, calls, cards"), (
        arg("files", N_("files or folders: .eml, .mbox, .csv, .vcf"), "path", many=True,
            required=True),
        opt("dry_run", N_("only show what each line would do"), "flag"),
        opt("channel", N_("channel of lists"), choices=tuple(LeadChannel), default="portal"),
        opt("source", N_("source of those that say nothing about it"), default=""),
        opt("campaign", N_("campaign of those that say nothing about it"), default=""),
        opt("trade", N_("trade of those that say nothing about it"), default=""),
        opt("owner", N_("who takes care of them"), default=""),
        opt("columns", N_("fields of the columns, with commas; empty for none"), default=""),
        opt("take", N_("place of a similar line that is taken all the same"), many=True),
    ), writes=True),
)  # fmt: skip
