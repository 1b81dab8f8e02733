"""What the commands of invitations share: the ways of a mail, what is said of what went out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import Exit
from kontor.base.i18n import N_, _
from kontor.calendar.invitation_words import MESSAGE_WAYS
from kontor.cli.commands import opt
from kontor.cli.models import read_bytes

if TYPE_CHECKING:
    from kontor.cli.call import Call
    from kontor.documents.mail_send import Line
    from kontor.store.store import Store

OUTPUT = opt("output", N_("folder for the files; default this one"), "path")
WAY = opt("way", N_("how mails go: as files for the mail program, or through the mail server"),
           choices=("file", "smtp"), default="file")  # fmt: skip


@contextmanager
def mail_line(call: Call, store: Store, way: str) -> Iterator[Line | None]:
    """The connection to the server of the settings; None for mail files."""
    if way != "smtp":
        yield None
        return
    from kontor.documents.mail_send import Line, password_of, server_or_refuse

    with store.read() as con:
        server = server_or_refuse(con, call.today)
    with Line(server, password_of(server)) as line:
        yield line


def tell_gone(call: Call, gone: Sequence[Any]) -> None:
    """Say what went to whom, and where its file lies."""
    if call.format == "json":
        from kontor.cli import output as out

        said = [
            {"name": one.name, "way": str(one.way), "address": one.address,
             "file": str(one.path) if one.path else None, "sent": one.sent}
            for one in gone
        ]  # fmt: skip
        out.write_json(out.document({"sent": said}), call.out)
        return
    for one in gone:
        sent = _("sent to {address}").format(address=one.address) if one.sent else ""
        call.say(f"{one.name}: {one.path or sent or _(MESSAGE_WAYS[one.way])}")
    if any(one.path and one.path.suffix == ".eml" for one in gone):
        call.say(_("Open the files with the mail program: it sends them."))


def read_mails(
    call: Call,
    files: Sequence[Path],
    take: Sequence[str],
    *,
    dry: Callable[..., Any] | None,
    case: Callable[..., Any],
) -> tuple[Any, int | None]:
    """Read mails and calendar files: what they would do by `dry`, or what `case` did, its step."""
    from kontor.base.dates import now_utc
    from kontor.calendar.formats.imip import read_file, read_paths

    found = [one for path, name in read_paths(files) for one in read_file(read_bytes(path), name)]
    if dry is not None:
        with call.read() as con:
            return dry(con, found, take), None
    with call.store() as store:
        changed = call.run(store, case, found, now_utc(), take)
    return changed.value, changed.step


def ask_about(call: Call, plan: Any) -> int | None:
    """Say how to take what was asked about; the exit code tells of it and of faulty files."""
    if call.format == "table" and plan.asking:
        places = " ".join(f"--take {row.place}" for row in plan.asking)
        call.say(_("To let them count all the same: {options}").format(options=places))
    return Exit.FINDINGS if plan.asking or plan.counts["bad"] else None
