"""Commands for the customer file: timeline, facts, days, relations, referrals, reviews, doubles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.cli.areas.contacts_privacy import file_model
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table
from kontor.contacts.words import DAYS, FACTS, LIGHTS, relation_word

if TYPE_CHECKING:
    import sqlite3

    from kontor.cli.call import Call

_CONTACT = arg("contact", N_("name, number or reference such as contacts:12"))
_EVENTS = (
    Column("day", N_("Day"), "day"),
    Column("area", N_("Area"), "code"),
    Column("what", N_("What")),
    Column("amount", N_("Amount"), "money"),
    Column("ref", N_("Reference"), "code"),
)
_KNOWN = (
    Column("id", N_("Id"), "int"), Column("kind", N_("Kind")), Column("text", N_("What")),
)  # fmt: skip
_DAYS = (
    Column("id", N_("Id"), "int"),
    Column("next", N_("Next"), "day"),
    Column("name", N_("Name")),
    Column("kind", N_("Kind"), "code", DAYS),
    Column("label", N_("What")),
    Column("day", N_("Day"), "day"),
)
_REFERRALS = (
    Column("id", N_("Id"), "int"),
    Column("day", N_("Day"), "day"),
    Column("referrer_name", N_("Recommended by")),
    Column("name", N_("Customer")),
    Column("reward", N_("Reward"), "money"),
    Column("thanked", N_("Thanked"), "day"),
)
_REVIEWS = (
    Column("ref", N_("Reference"), "code"),
    Column("due", N_("Due"), "day"),
    Column("name", N_("Name")),
    Column("number", N_("Acceptance"), "code"),
    Column("subject", N_("Subject")),
    Column("light", N_("Light"), "code", LIGHTS),
    Column("reason", N_("Reason")),
)
_SLEEPERS = (
    Column("contact", N_("Id"), "int"),
    Column("name", N_("Name")),
    Column("last", N_("Last work"), "day"),
    Column("work", N_("Subject")),
    Column("due", N_("Due"), "day"),
    Column("offer", N_("Offer")),
    Column("letter", N_("Letter"), "code", LIGHTS),
    Column("mail", N_("E-mail"), "code", LIGHTS),
)
_PAIRS = (
    Column("first", N_("Id"), "int"),
    Column("first_name", N_("Name")),
    Column("second", N_("Id"), "int"),
    Column("second_name", N_("Name")),
    Column("score", N_("Of 100"), "int"),
    Column("reasons", N_("Why")),
)
_SIDES = (
    Column("field", N_("Field"), "code"),
    Column("label", N_("What")),
    Column("mine", N_("Stays")),
    Column("theirs", N_("Joined")),
    Column("proposed", N_("Proposed")),
)


def _who(con: sqlite3.Connection, text: str) -> int:
    from kontor.contacts import queries

    return queries.resolve(con, text).id


def timeline(
    call: Call, *, contact: str, area: list[str], since: Any, until: Any, text: str | None
) -> None:
    """Everything that happened with a contact, newest first."""
    from kontor.bootstrap import doors
    from kontor.desk.customer.file import events

    with call.read() as con:
        found = events(con, doors(), _who(con, contact), areas=area, first=since, last=until,
                       text=text or "", limit=100_000)  # fmt: skip
    rows = [
        (one.day, one.area, _(one.title).format(**dict(one.values)), one.amount, one.ref)
        for one in found
    ]
    call.show(Table(_EVENTS, rows, empty=N_("Nothing happened yet.")))


def known(call: Call, *, contact: str) -> None:
    """Facts, preferred times and relations of a contact."""
    from kontor.contacts.queries import file

    with call.read() as con:
        who = _who(con, contact)
        facts, others = file.facts(con, who), file.relations(con, who)
    rows = [(one.id, _(FACTS[one.kind]), one.text) for one in facts]
    rows += [
        (one.id, _(relation_word(one.kind, turned=one.turned)), f"{one.name} {one.note}".strip())
        for one in others
    ]
    call.show(Table(_KNOWN, rows, empty=N_("Nothing is noted.")),
              data={"facts": facts, "relations": others})  # fmt: skip


def days(call: Call, *, contact: str | None, ics: Path | None) -> None:
    """Important days, the next one first; with --ics as a calendar file."""
    from kontor.base.dates import now_utc
    from kontor.contacts.formats.days import write_days
    from kontor.contacts.queries.file import days as asked

    with call.read() as con:
        found = asked(con, call.today, _who(con, contact) if contact else None)
    if ics is not None:
        ics.write_bytes(write_days(found, now_utc()).encode())
        call.say(_("Written: {path}").format(path=ics))
        return
    rows = [tuple(getattr(one, column.name) for column in _DAYS) for one in found]
    call.show(Table(_DAYS, rows, empty=N_("No day is noted.")))


def referrals(call: Call, *, contact: str | None) -> None:
    """Who recommended us to whom."""
    from kontor.contacts.queries.file import referrals as asked

    with call.read() as con:
        found = asked(con, _who(con, contact) if contact else None)
    rows = [tuple(getattr(one, column.name) for column in _REFERRALS) for one in found]
    call.show(Table(_REFERRALS, rows, empty=N_("No referral is noted.")))


def reviews(call: Call) -> None:
    """Whom to ask for a review."""
    from kontor.desk.customer.reviews import open_reviews

    with call.read() as con:
        found = open_reviews(con, call.today)
    rows = [
        (one.ref, one.due, one.name, one.number, one.subject, one.verdict.light.value,
         _(one.verdict.reason))
        for one in found
    ]  # fmt: skip
    call.show(Table(_REVIEWS, rows, empty=N_("Nobody has to be asked.")))


def note_review(call: Call, *, data: Any) -> None:
    """Note that a review was asked for, written or left out."""
    from kontor.desk.customer.asking import note_review as case

    with call.store() as store:
        changed = call.run(store, case, data)
    call.done(changed, review=changed.value)


def reactivation(call: Call, *, ahead: int) -> None:
    """Customers whose last work is due again."""
    from kontor.base.i18n import language
    from kontor.desk.customer.reactivation import sleepers

    with call.read() as con:
        found = sleepers(con, call.today, ahead=ahead)
        rows = [
            (one.contact, one.name, one.last, one.work, one.due,
             one.cycle.de if language() == "de" else one.cycle.en, one.letter.light.value,
             one.mail.light.value)
            for one in found
        ]  # fmt: skip
    call.show(Table(_SLEEPERS, rows, empty=N_("Nobody waits for us.")))


def doubles(call: Call, *, score: int) -> None:
    """All contacts that may be there twice."""
    from kontor.contacts.double_run import find_pairs
    from kontor.contacts.duplicates import REASONS

    with call.read() as con:
        found = find_pairs(con, proposed=score)
    rows = [
        (one.first, one.first_name, one.second, one.second_name, one.score,
         ", ".join(_(REASONS[why]) for why in one.reasons))
        for one in found
    ]  # fmt: skip
    call.show(Table(_PAIRS, rows, empty=N_("Nobody is there twice.")), data=found)


def compare(call: Call, *, contact: str, into: str) -> None:
    """Two contacts side by side before they are joined."""
    from kontor.desk.customer.comparing import compare as asked

    with call.read() as con:
        found = asked(con, _who(con, into), _who(con, contact))
    rows = [
        (one.field, _(one.label), one.mine, one.theirs, _("yes") if one.proposed else "")
        for one in found.sides
    ]
    call.show(Table(_SIDES, rows, empty=N_("Both are alike.")), data=found)


def merge(call: Call, *, contact: str, into: str, data: Any) -> None:
    """Join a contact to another over all areas."""
    from kontor.desk.customer.joining import join_contacts

    with call.store() as store:
        with store.read() as con:
            first, second = _who(con, contact), _who(con, into)
        changed = call.run(store, join_contacts, first, second, data)
    call.done(changed, **changed.value._asdict())


def separate(call: Call, *, contact: int) -> None:
    """End the joining of a contact; its name stands for the other one, so by its number."""
    from kontor.desk.customer.joining import part_contacts

    with call.store() as store:
        changed = call.run(store, part_contacts, contact)
    call.done(changed, back=changed.value)


def tell_apart(call: Call, *, contact: str, other: str) -> None:
    """Two contacts that look alike and are not the same."""
    from kontor.contacts.service.file import tell_apart as case

    with call.store() as store:
        with store.read() as con:
            first, second = _who(con, contact), _who(con, other)
        call.done(call.run(store, case, first, second))


def thank(call: Call, *, referral: int, day: Any) -> None:
    """Note that a referrer was thanked."""
    from kontor.contacts.service.file import thank as case

    with call.store() as store:
        call.done(call.run(store, case, referral, day or call.today))


def _add(name: str) -> Callable[..., None]:
    """A command that notes something on a contact."""

    def run(call: Call, *, contact: str, data: Any) -> None:
        from kontor.contacts.service import file

        with call.store() as store:
            with store.read() as con:
                who = _who(con, contact)
            changed = call.run(store, _cases(file)[name], who, data)
        call.done(changed, id=changed.value)

    return run


def _drop(name: str) -> Callable[..., None]:
    """A command that removes something by its number."""

    def run(call: Call, *, number: int) -> None:
        from kontor.contacts.service import file

        with call.store() as store:
            call.done(call.run(store, _cases(file)[name], number))

    return run


def _cases(file: Any) -> dict[str, Callable[..., Any]]:
    return {
        "add-fact": file.add_fact, "drop-fact": file.drop_fact, "add-day": file.add_day,
        "drop-day": file.drop_day, "relate": file.relate, "drop-relation": file.drop_relation,
        "refer": file.refer, "drop-referral": file.drop_referral,
    }  # fmt: skip


_JOIN = arg("into", N_("the contact that stays"))
_NUMBER = (arg("number", N_("its number"), "int"),)


def _join_model(_words: Sequence[str]) -> Any:
    from kontor.desk.customer.joining import JoinInput

    return JoinInput


COMMANDS = (
    Command("timeline", timeline, N_("everything that happened with a contact in all areas"), (
        _CONTACT, opt("area", N_("only this area; may be repeated"), many=True),
        opt("since", N_("from this day on"), "day"), opt("until", N_("up to this day"), "day"),
        opt("text", N_("only what holds this word")),
    )),
    Command("known", known, N_("facts, preferred times and relations of a contact"), (_CONTACT,)),
    Command("add-fact", _add("add-fact"), N_("note a fact or when somebody is best reached"),
            (_CONTACT,), model=file_model("FactInput"), writes=True),
    Command("drop-fact", _drop("drop-fact"), N_("remove a fact"), _NUMBER, writes=True),
    Command("days", days, N_("important days, the next one first"), (
        arg("contact", N_("name, number or reference; without one everybody"), required=False),
        opt("ics", N_("calendar file to write"), "path"),
    )),
    Command("add-day", _add("add-day"), N_("note an important day"), (_CONTACT,),
            model=file_model("SpecialDayInput"), writes=True),
    Command("drop-day", _drop("drop-day"), N_("remove an important day"), _NUMBER, writes=True),
    Command("relate", _add("relate"), N_("note what a contact is to another one"), (_CONTACT,),
            model=file_model("RelationInput"), writes=True),
    Command("drop-relation", _drop("drop-relation"), N_("remove a relation"), _NUMBER,
            writes=True),
    Command("referrals", referrals, N_("who recommended us to whom"), (
        arg("contact", N_("name, number or reference; without one everybody"), required=False),
    )),
    Command("refer", _add("refer"), N_("note who recommended us to a contact"), (_CONTACT,),
            model=file_model("ReferralInput"), dated="day", writes=True),
    Command("thank", thank, N_("note that a referrer was thanked"), (
        arg("referral", N_("number of the referral"), "int"),
        opt("day", N_("on this day; without it today"), "day"),
    ), writes=True),
    Command("drop-referral", _drop("drop-referral"), N_("remove a referral"), _NUMBER,
            writes=True),
    Command("reviews", reviews, N_("whom to ask for a review")),
    Command("note-review", note_review, N_("note that a review was asked for, written, left out"),
            model=file_model("ReviewInput"), dated="day", writes=True),
    Command("reactivation", reactivation, N_("customers whose last work is due again"), (
        opt("ahead", N_("months to look ahead"), "int", default=0),
    )),
    Command("doubles", doubles, N_("all contacts that may be there twice"), (
        opt("score", N_("likeness of 100 from which a pair is named"), "int", default=90),
    )),
    Command("compare", compare, N_("two contacts side by side before they are joined"),
            (_CONTACT, _JOIN)),
    Command("merge", merge, N_("join a contact that is there twice to the other, in all areas"),
            (_CONTACT, _JOIN), model=_join_model, writes=True),
    Command("separate", separate, N_("end the joining: what it moved goes back"), (
        arg("contact", N_("number of the joined contact"), "int"),
    ), writes=True),
    Command("tell-apart", tell_apart, N_("two contacts that look alike and are not the same"), (
        _CONTACT, arg("other", N_("the other one")),
    ), writes=True),
)  # fmt: skip
