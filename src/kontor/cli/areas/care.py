"""Commands that keep the file safe: backup, restore, check, doctor."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kontor.base.errors import Exit, Severity
from kontor.base.i18n import N_, _
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table

if TYPE_CHECKING:
    from kontor.base.errors import Finding
    from kontor.cli.call import Call
    from kontor.store.backup import Backup
    from kontor.store.store import Store

_FINDINGS = (
    Column("severity", N_("Weight")),
    Column("code", N_("Code"), "code"),
    Column("where", N_("Place")),
    Column("message", N_("Finding")),
    Column("remedy", N_("Remedy")),
    Column("law", N_("Law")),
)
_BACKUPS = (
    Column("at", N_("Time"), "instant"),
    Column("kilobytes", N_("kB"), "int"),
    Column("step", N_("Step"), "int"),
    Column("head", N_("Checksum"), "code"),
    Column("path", N_("File"), "code"),
)
_LOST = (
    Column("step", N_("Step"), "int"),
    Column("at", N_("Time"), "instant"),
    Column("what", N_("What was done")),
)
_ROWS = (
    Column("table", N_("Table"), "code"),
    Column("now", N_("Now"), "int"),
    Column("then", N_("In the copy"), "int"),
)
_RESCUED = (Column("table", N_("Table"), "code"), Column("rows", N_("Rows"), "int"))
_WEIGHTS = {
    Severity.ERROR: N_("error"), Severity.WARNING: N_("warning"), Severity.NOTE: N_("note"),
}  # fmt: skip


def show_findings(
    call: Call, findings: Iterable[Finding], fine: str, *, quiet: bool = False
) -> int:
    """Show findings; the exit code says whether one of them is an error.

    `quiet` says them to the person only, because the data is something else.
    """
    found = list(findings)
    if quiet:
        for one in found:
            call.say(f"{_(_WEIGHTS[one.severity])}: {one.text} {one.advice}".rstrip())
        return Exit.OK
    rows = [(f.severity.value, f.code, f.where, f.text, f.advice, f.law) for f in found]
    if call.format == "table":
        for one in found:
            law = f" ({one.law})" if one.law else ""
            call.out.write(f"{_(_WEIGHTS[one.severity])} {one.code} {one.where}: {one.text}{law}\n")
            if one.advice:
                call.out.write(f"  → {one.advice}\n")
        if not found:
            call.out.write(_(fine) + "\n")
    else:
        call.show(Table(_FINDINGS, rows))
    return Exit.FINDINGS if any(f.severity is Severity.ERROR for f in found) else Exit.OK


def check(call: Call, *, parts: list[str], head: str) -> int:
    """Prove the books."""
    from kontor.store.check import check as prove

    with call.store(write=False) as store:
        findings = prove(store, parts or None, head=head)
    return show_findings(call, findings, N_("The books are proven: nothing found."))


def doctor(call: Call) -> int:
    """Look at the installation."""
    from kontor.store.doctor import doctor as look

    return show_findings(call, look(call.path), N_("The installation is sound: nothing found."))


def backup(call: Call, *, folder: Path | None, second: Path | None) -> None:
    """Make a verified copy."""
    from kontor.desk.safety import save
    from kontor.store.backup import backup as make

    with call.store() as store:
        if folder or second:
            made = make(store, folder=folder, second=second)
        else:
            made, trouble = save(store, call.today)
            if trouble:
                call.say(trouble)
    call.wrote = True
    _show_backups(call, [made], made)


def save_first(call: Call, store: Store) -> None:
    """A backup before something comes in, so that everything can go back."""
    from kontor.desk.safety import before_import

    saved = before_import(store, call.today)
    if saved and saved.trouble:
        call.say(saved.trouble)


def backups(call: Call, *, folder: Path | None) -> None:
    """The copies that are there."""
    from kontor.store.backup import default_folder, list_backups

    _show_backups(call, list_backups(folder or default_folder(call.path)))


def _show_backups(call: Call, found: list[Backup], one: Backup | None = None) -> None:
    rows = [(b.at, b.size // 1024, b.step, b.head, b.path) for b in found]
    data = None
    if one is not None:
        data = {"path": str(one.path), "at": one.at, "size": one.size, "sha256": one.sha256,
                "step": one.step, "head": one.head}  # fmt: skip
    call.show(Table(_BACKUPS, rows, empty=N_("There is no backup yet.")), data=data)


def restore(call: Call, *, copy: Path, yes: bool) -> int:
    """Show what going back would change; with `yes` go back."""
    from kontor.bootstrap import doors
    from kontor.store import restore as back
    from kontor.store.backup import read_backup

    chosen = read_backup(copy)
    if yes:
        done = back.restore(call.path, chosen, today=call.today, doors=doors())
        call.wrote = True
        call.say(_("The file is as it was in step {step}.").format(step=chosen.step))
        if done.aside:
            call.say(_("The former file stays beside it: {path}").format(path=done.aside))
        return Exit.OK
    found = back.difference(call.path, chosen, doors=doors())
    if found.findings:
        return show_findings(call, found.findings, "")
    if not found.same_line:
        call.say(_("The file and the copy did not grow from one another."))
    rows: list[tuple[object, ...]] = [(s.id, s.at, _(s.label)) for s in found.lost]
    lost = Table(
        _LOST, rows, title=_("Steps that would be lost"), empty=N_("No step would be lost.")
    )
    counts = Table(_ROWS, found.rows, title=_("Rows of the tables"))
    call.show(
        *((lost, counts) if found.rows else (lost,)),
        data={
            "steps_lost": found.steps_lost,
            "same_line": found.same_line,
            "lost": [{"step": s.id, "at": s.at, "label": _(s.label)} for s in found.lost],
            "rows": {table: {"now": now, "then": then} for table, now, then in found.rows},
            "gaps": [gap._asdict() for gap in found.gaps],
        },
    )
    if call.format == "table":
        call.say(_("Nothing was changed; --yes goes back to this copy."))
    return Exit.OK


def repair(call: Call) -> None:
    """Put guards and search index back."""
    from kontor.bootstrap import doors
    from kontor.store.repair import repair as mend

    before = mend(call.path, doors=doors())
    call.wrote = True
    call.say(_("Guards and search index are new; the file before: {path}").format(path=before))


def rescue(call: Call, *, folder: Path) -> None:
    """Write every table as text."""
    from kontor.store.rescue import rescue as save

    saved = save(call.path, folder)
    call.show(Table(_RESCUED, list(saved.items()), empty=N_("Nothing could be saved.")))


COMMANDS = (
    Command("backup", backup, N_("make a verified copy of the file"), (
        opt("folder", N_("folder for the copies"), "path"),
        opt("second", N_("another disk or stick that gets the same copy"), "path"),
    )),
    Command("backups", backups, N_("the copies that are there"), (
        opt("folder", N_("folder for the copies"), "path"),
    )),
    Command("restore", restore, N_("show what a copy would change, and go back to it"), (
        arg("copy", N_("the copy"), "path"),
        opt("yes", N_("do it, instead of only showing the difference"), "flag"),
    ), writes=True),
    Command("check", check, N_("prove the books: sums, chain, items, taxes"), (
        arg("parts", N_("only these parts"), many=True, required=False),
        opt("head", N_("checksum noted earlier; the chain must still contain it"), default=""),
    )),
    Command("repair", repair, N_("put the rules inside the file and the search index back"),
            writes=True, output=False),
    Command("rescue", rescue, N_("write every table of a damaged or too new file as text"), (
        arg("folder", N_("a new folder"), "path"),
    )),
    Command("doctor", doctor, N_("look at the installation and the place of the file")),
)  # fmt: skip
