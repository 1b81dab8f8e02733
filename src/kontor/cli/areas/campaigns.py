"""Commands for campaigns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.acquisition.words import (
    CAMPAIGN_CHANNELS,
    CAMPAIGN_KINDS,
    CAMPAIGN_STATES,
    MEMBER_STATES,
)
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.text import quoted
from kontor.cli.areas.leads_numbers import by_campaign
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table, records
from kontor.contacts.words import LIGHTS

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call

_LIST = (
    Column("id", N_("Campaign"), "int"),
    Column("code", N_("Code"), "code"),
    Column("name", N_("Name")),
    Column("kind", N_("Occasion"), "code", CAMPAIGN_KINDS),
    Column("channel", N_("Channel"), "code", CAMPAIGN_CHANNELS),
    Column("starts", N_("From"), "day"),
    Column("ends", N_("Until"), "day"),
    Column("cost", N_("Cost"), "money"),
    Column("state", N_("State"), "code", CAMPAIGN_STATES),
    Column("members", N_("Members"), "int"),
    Column("excluded", N_("Left out"), "int"),
    Column("sent", N_("Sent"), "int"),
    Column("leads", N_("Leads"), "int"),
)
_MEMBERS = (
    Column("contact", N_("Contact"), "int"),
    Column("name", N_("Name")),
    Column("postcode", N_("Postcode"), "code"),
    Column("city", N_("City")),
    Column("state", N_("State"), "code", MEMBER_STATES),
    Column("reason", N_("Reason")),
    Column("sent", N_("Sent"), "day"),
    Column("answered", N_("Answered"), "day"),
)
_PREVIEW = (
    Column("contact", N_("Contact"), "int"),
    Column("name", N_("Name")),
    Column("place", N_("Goes to")),
    Column("allowed", N_("Goes out"), "flag"),
    Column("light", N_("Light"), "code", LIGHTS),
    Column("reason", N_("Reason")),
    Column("law", N_("Law"), "code"),
    Column("subject", N_("Subject")),
)
_ADDRESSES = (
    Column("customer", N_("Customer number"), "code"),
    Column("salutation", N_("Salutation")),
    Column("first_name", N_("First name")),
    Column("last_name", N_("Last name")),
    Column("name", N_("Name")),
    Column("street", N_("Street")),
    Column("house_number", N_("House number")),
    Column("postcode", N_("Postcode"), "code"),
    Column("city", N_("City")),
    Column("place", N_("Goes to")),
)
_TARGETS = (
    Column("name", N_("Target list")),
    Column("query", N_("Conditions"), "code"),
)


def _model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    def chosen(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.acquisition import model

        found: type[BaseModel] = getattr(model, name)
        return found

    return chosen


def _key(store: Any, text: str) -> int:
    from kontor.acquisition.queries.campaigns import resolve

    with store.read() as con:
        return resolve(con, text).id


def new(call: Call, *, data: Any) -> None:
    """Plan a campaign."""
    from kontor.acquisition.queries.campaigns import campaign
    from kontor.acquisition.service import campaigns as service

    with call.store() as store:
        changed = call.run(store, service.new_campaign, data, call.today)
        with store.read() as con:
            code = campaign(con, changed.value).code
        call.done(changed, campaign=changed.value, code=code)
        if call.format != "json":
            call.say(code)


def list_(call: Call) -> None:
    """All campaigns."""
    from kontor.acquisition.queries.campaigns import campaigns

    with call.read() as con:
        rows = [tuple(getattr(one, column.name) for column in _LIST) for one in campaigns(con)]
    call.show(Table(_LIST, rows, empty=N_("There is no campaign yet.")))


def show(call: Call, *, campaign: str) -> None:
    """One campaign with its members."""
    from kontor.acquisition.queries import campaigns as queries

    with call.read() as con:
        one = queries.resolve(con, campaign)
        there = queries.members(con, one.id)
    head = Table(_LIST, [tuple(getattr(one, column.name) for column in _LIST)])
    rows = [tuple(getattr(row, column.name) for column in _MEMBERS) for row in there]
    members = Table(_MEMBERS, rows, empty=N_("The campaign has no members yet."))
    data = {**records(head)[0], "subject": one.subject, "text": one.text,
            "members": records(members)}  # fmt: skip
    call.show(head, members, data=data)


def change(call: Call, *, campaign: str, data: Any) -> None:
    """Change a campaign."""
    from kontor.acquisition.service import campaigns as service

    with call.store() as store:
        call.done(call.run(store, service.change_campaign, _key(store, campaign), data))


def close(call: Call, *, campaign: str) -> None:
    """Close a campaign."""
    from kontor.acquisition.service import campaigns as service

    with call.store() as store:
        call.done(call.run(store, service.close_campaign, _key(store, campaign), call.today))


def launch(call: Call, *, campaign: str) -> None:
    """Begin a campaign without addresses."""
    from kontor.acquisition.service import campaigns as service

    with call.store() as store:
        call.done(call.run(store, service.launch_campaign, _key(store, campaign)))


def find(call: Call, *, campaign: str, saved: str, data: Any) -> None:
    """Add members by a query."""
    from kontor.acquisition.model import TargetInput
    from kontor.acquisition.queries.campaigns import target_lists
    from kontor.acquisition.service import campaigns as service

    with call.store() as store:
        if saved:
            with store.read() as con:
                there = {one.name: one.query for one in target_lists(con)}
            if saved not in there:
                raise InputError(
                    N_("There is no target list “{name}”."), name=quoted(saved), field="saved"
                )
            data = TargetInput.model_validate(there[saved])
        changed = call.run(store, service.add_targets, _key(store, campaign), data)
    call.done(changed, added=changed.value)
    if call.format != "json":
        call.say(_("{count} members added").format(count=len(changed.value)))


def add(call: Call, *, campaign: str, contacts: list[str]) -> None:
    """Add members by hand."""
    from kontor.acquisition.service import campaigns as service

    with call.store() as store:
        changed = call.run(store, service.add_members, _key(store, campaign), contacts)
    call.done(changed, added=changed.value)


def member(call: Call, *, campaign: str, data: Any) -> None:
    """What became of a member."""
    from kontor.acquisition.service import campaigns as service

    with call.store() as store:
        key = _key(store, campaign)
        call.done(call.run(store, service.set_member, key, data, call.today))


def preview(call: Call, *, campaign: str, text: bool) -> None:
    """What would go out."""
    from kontor.acquisition.queries.campaigns import resolve
    from kontor.acquisition.queries.papers import preview as look

    with call.read() as con:
        found = look(con, resolve(con, campaign).id, call.today)
    rows = [
        tuple(_(row.reason) if c.name == "reason" else getattr(row, c.name) for c in _PREVIEW)
        for row in found.rows
    ]
    table = Table(_PREVIEW, rows, empty=N_("Nobody is planned."))
    told = [{**record, "text": row.text}
            for record, row in zip(records(table), found.rows, strict=True)]  # fmt: skip
    call.show(table, data={"mark": found.mark, "going": len(found.going), "rows": told})
    if call.format == "table":
        for row in found.going if text else ():
            call.out.write(f"\n{row.name}\n{row.subject}\n\n{row.text}\n")
        call.say(
            _("{going} get it, {out} are left out. Send it with --mark {mark}").format(
                going=len(found.going), out=len(found.left_out), mark=found.mark
            )
        )


def send(call: Call, *, campaign: str, mark: str, output: Path | None) -> None:
    """Send what the preview showed."""
    from kontor.acquisition.queries import papers
    from kontor.acquisition.service import campaigns as service
    from kontor.acquisition.service import letters

    with call.store() as store:
        key = _key(store, campaign)
        with store.read() as con:
            found = papers.preview(con, key, call.today)
            fits = found.mark == mark and found.going  # made before the step, written after it
            files = letters.files(con, found) if fits else []
        changed = call.run(store, service.send_campaign, key, mark, call.today)
        written = _write(files, output)
    call.done(changed, contacts=changed.value, files=written)
    if call.format != "json":
        for name in written[:3]:
            call.say(name)


def _write(files: Sequence[tuple[str, bytes]], output: Path | None) -> list[str]:
    folder = output or Path()
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files:
        (folder / name).write_bytes(content)
    return [str(folder / name) for name, _content in files]


def again(call: Call, *, campaign: str, output: Path | None) -> None:
    """What went out, once more."""
    from kontor.acquisition.queries import papers
    from kontor.acquisition.queries.campaigns import resolve
    from kontor.acquisition.service.letters import files

    with call.read() as con:
        found = papers.sent_again(con, resolve(con, campaign).id, call.today)
        made = files(con, found)
    for name in _write(made, output)[:3]:
        call.say(name)
    for row in found.left_out:
        call.say(_("Left out: {name}: {reason}").format(name=row.name, reason=_(row.reason)))


def labels(call: Call, *, campaign: str, output: Path | None, skip: int) -> None:
    """Labels for those who got it."""
    from kontor.acquisition.queries import papers
    from kontor.acquisition.queries.campaigns import resolve
    from kontor.acquisition.service.letters import labels as set_labels

    with call.read() as con:
        one = resolve(con, campaign)
        sheet, missing = set_labels(con, papers.sent_again(con, one.id, call.today), skip)
    path = output or Path(f"{one.code}-labels.pdf")
    path.write_bytes(sheet)
    call.say(str(path))
    for name in missing:
        call.say(_("No address: {name}").format(name=name))


def addresses(call: Call, *, campaign: str) -> None:
    """Addresses of those who get it, or got it."""
    from kontor.acquisition.queries import papers
    from kontor.acquisition.queries.campaigns import resolve

    with call.read() as con:
        key = resolve(con, campaign).id
        found = papers.preview(con, key, call.today)
        if not found.rows:
            found = papers.sent_again(con, key, call.today)
        rows = papers.addresses(con, found.going)
    call.show(Table(_ADDRESSES, rows, empty=N_("Nobody is planned.")))


def targets(call: Call) -> None:
    """Saved queries."""
    import json

    from kontor.acquisition.queries.campaigns import target_lists

    with call.read() as con:
        rows = [(one.name, json.dumps(one.query, ensure_ascii=False)) for one in target_lists(con)]
    call.show(Table(_TARGETS, rows, empty=N_("No target list is saved.")))


def save_targets(call: Call, *, data: Any) -> None:
    """Keep a query under a name."""
    from kontor.acquisition.service import campaigns as service

    with call.store() as store:
        call.done(call.run(store, service.save_targets, data))


def drop_targets(call: Call, *, name: str) -> None:
    """Forget a saved query."""
    from kontor.acquisition.service import campaigns as service

    with call.store() as store:
        call.done(call.run(store, service.drop_targets, name))


_CAMPAIGN = arg("campaign", N_("code, number or name of the campaign"))
COMMANDS: tuple[Command, ...] = (
    Command("new", new, N_("plan a campaign"), model=_model("CampaignInput"), writes=True),
    Command("list", list_, N_("campaigns, newest first")),
    Command("show", show, N_("a campaign with its members"), (_CAMPAIGN,)),
    Command("change", change, N_("change a campaign; only what is given"), (_CAMPAIGN,),
            model=_model("CampaignChange"), writes=True),
    Command("find", find, N_("add members by conditions or by a saved query"), (
        _CAMPAIGN, opt("saved", N_("name of a saved query"), default=""),
    ), model=_model("TargetInput"), writes=True),
    Command("add", add, N_("add members by hand"), (
        _CAMPAIGN, arg("contacts", N_("names, account numbers or contacts:id"), many=True,
                       required=True),
    ), writes=True),
    Command("member", member, N_("a member answered, declined, or is left out"), (_CAMPAIGN,),
            model=_model("MemberInput"), writes=True),
    Command("preview", preview, N_("who would get what, who is left out and why"), (
        _CAMPAIGN, opt("text", N_("with the words of each letter"), "flag"),
    )),
    Command("send", send, N_("send what the preview showed; every use goes on the log"), (
        _CAMPAIGN, opt("mark", N_("mark of the preview"), required=True),
        opt("output", N_("folder for the files; default this one"), "path"),
    ), writes=True),
    Command("launch", launch, N_("begin a campaign without addresses: flyer, advertisement, fair"),
            (_CAMPAIGN,), writes=True),
    Command("again", again, N_("write what went out once more, for a printer that jammed"), (
        _CAMPAIGN, opt("output", N_("folder for the files; default this one"), "path"),
    ), output=False),
    Command("labels", labels, N_("labels for those who got it, as PDF"), (
        _CAMPAIGN, opt("output", N_("the file"), "path"),
        opt("skip", N_("labels at the beginning of the sheet that are used"), "int", default=0),
    ), output=False),
    Command("addresses", addresses, N_("addresses of those who get it, or got it"), (_CAMPAIGN,)),
    Command("close", close, N_("close a campaign"), (_CAMPAIGN,), writes=True),
    Command("report", by_campaign, N_("what each campaign earned, down to paid cash")),
    Command("targets", targets, N_("saved queries")),
    Command("save-targets", save_targets, N_("save a query under a name"),
            model=_model("TargetListInput"), writes=True),
    Command("drop-targets", drop_targets, N_("forget a saved query"), (
        arg("name", N_("name of a saved query")),
    ), writes=True),
)  # fmt: skip
