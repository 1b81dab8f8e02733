"""What is known of a customer at once: lights, facts, days, relations, referrals, requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _
from kontor.contacts.words import DAYS, FACTS, LIGHTS, REQUESTS, WAYS, relation_word
from kontor.desk.customer.file import Known
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import Letters
from kontor.tui.sheet import Block, Facts

if TYPE_CHECKING:
    from kontor.contacts.file_kinds import Referral
    from kontor.desk.customer.reviews import Review
    from kontor.tui.screens.base import BaseScreen

_SIGNS = {"green": "●", "yellow": "◐", "red": "✗"}


def known_blocks(known: Known, *, full: bool) -> list[Block]:
    """Facts first, then how one may get in touch; the preview leaves out what is rare."""
    blocks: list[Block] = []
    facts = [(FACTS[one.kind], one.text) for one in known.facts]
    facts += [
        (one.label or _(DAYS[one.kind]), format_day(one.next if one.yearly else one.day))
        for one in known.days
    ]
    if facts:
        blocks.append(Facts(*facts, title=N_("Good to know")))
    if full:
        lights = [
            (WAYS[way], f"{_SIGNS[found.light]} {_(LIGHTS[found.light])}: {_(found.reason)}")
            for way, found in known.lights
        ]
        blocks.append(Facts(*lights, title=N_("Advertising")))
        blocks += _people(known)
    asked = [
        (REQUESTS[one.kind], _("answer until {day}").format(day=format_day(one.due)))
        for one in known.requests
    ]
    if asked:
        blocks.append(Facts(*asked, title=N_("Request about own data")))
    return blocks


def _people(known: Known) -> list[Block]:
    blocks: list[Block] = []
    others = [
        (relation_word(one.kind, turned=one.turned),
         " · ".join(part for part in (one.name, one.note) if part))
        for one in known.relations
    ]  # fmt: skip
    if others:
        blocks.append(Facts(*others, title=N_("Relations")))
    brought = [
        (format_day(one.day), _("{referrer} → {name}").format(
            referrer=one.referrer_name, name=one.name)
         + (" · " + _("thanked") if one.thanked else " · " + _("thanks are due")))
        for one in known.referrals
    ]  # fmt: skip
    if brought:
        blocks.append(Facts(*brought, title=N_("Referrals")))
    return blocks


def droppable(known: Known) -> bool:
    """Whether there is a note that can be removed."""
    return bool(known.facts or known.days or known.relations or known.referrals)


def drop_note(screen: BaseScreen, known: Known) -> None:
    """Remove a fact, an important day, a relation or a referral."""
    entries = [Entry(f"fact:{one.id}", one.text, _(FACTS[one.kind])) for one in known.facts]
    entries += [
        Entry(f"day:{one.id}", one.label or _(DAYS[one.kind]), format_day(one.day))
        for one in known.days
    ]
    entries += [
        Entry(f"relation:{one.id}", f"{_(relation_word(one.kind, turned=one.turned))} {one.name}",
              _("Relation"))
        for one in known.relations
    ]  # fmt: skip
    entries += [
        Entry(f"referral:{one.id}", _("{referrer} → {name}").format(
            referrer=one.referrer_name, name=one.name), _("Referral"))
        for one in known.referrals
    ]  # fmt: skip

    def take(value: str | None) -> None:
        from kontor.contacts.service import file

        cases: dict[str, Callable[..., None]] = {
            "fact": file.drop_fact, "day": file.drop_day, "relation": file.drop_relation,
            "referral": file.drop_referral,
        }  # fmt: skip
        if value:
            kind, _colon, key = value.partition(":")
            screen.kontor.run_case(cases[kind], int(key))

    screen.app.push_screen(Chooser(_("Remove a note"), entries), take)


def thanks_due(known: Known) -> list[Referral]:
    """Referrals that nobody was thanked for yet."""
    return [one for one in known.referrals if one.thanked is None]


def thank(screen: BaseScreen, known: Known) -> None:
    """Note the thanks; which referral is asked only when there are several."""
    from kontor.contacts.service.file import thank as case

    due = thanks_due(known)
    if len(due) == 1:
        screen.kontor.run_case(case, due[0].id, screen.kontor.today())
        return
    entries = [
        Entry(str(one.id), one.name, _("recommended by {name}").format(name=one.referrer_name))
        for one in due
    ]

    def take(value: str | None) -> None:
        if value:
            screen.kontor.run_case(case, int(value), screen.kontor.today())

    screen.app.push_screen(Chooser(_("Thanked for which referral?"), entries), take)


def withdraw(screen: BaseScreen, contact: int) -> None:
    """End a consent; which one is asked only when several hold."""
    from kontor.contacts.consents import EndInput
    from kontor.contacts.queries.consent import consents
    from kontor.contacts.service.consent import withdraw as case

    today = screen.kontor.today()
    with screen.kontor.store.read() as con:
        hold = [one for one in consents(con, contact) if one.withdrawn is None]

    def end(key: int) -> None:
        given = next(one.given for one in hold if one.id == key)
        screen.kontor.run_case(case, key, EndInput(day=max(today, given)))

    if not hold:
        screen.kontor.toast(_("There is no consent that holds."), tone="warning")
    elif len(hold) == 1:
        end(hold[0].id)
    else:
        entries = [
            Entry(str(one.id), _(WAYS[one.channel]), _("given on {day}").format(
                day=format_day(one.given)))
            for one in hold
        ]  # fmt: skip
        screen.app.push_screen(
            Chooser(_("Which consent is withdrawn?"), entries),
            lambda value: end(int(value)) if value else None,
        )


def ask_review(screen: BaseScreen, contact: int) -> None:
    """The job first when there are several, then what became of it."""
    from kontor.desk.customer.reviews import open_reviews

    with screen.kontor.store.read() as con:
        found = [one for one in open_reviews(con, screen.kontor.today()) if one.contact == contact]
    if not found:
        screen.kontor.toast(_("No accepted and paid job waits for a review."))
    elif len(found) == 1:
        _note(screen, found[0])
    else:
        entries = [Entry(one.ref, one.number, one.subject) for one in found]
        by_ref = {one.ref: one for one in found}

        def take(value: str | None) -> None:
            if value:
                _note(screen, by_ref[value])

        screen.app.push_screen(Chooser(_("Which job?"), entries), take)


def _note(screen: BaseScreen, review: Review) -> None:
    items = [
        ("m", _("asked by mail"), "mail"), ("b", _("asked by letter"), "letter"),
        ("t", _("asked by telephone"), "phone"), ("x", _("leave out"), "skipped"),
    ]  # fmt: skip

    def take(choice: str | None) -> None:
        from kontor.contacts.file import ReviewInput
        from kontor.contacts.file_kinds import ReviewResult
        from kontor.desk.customer.asking import note_review

        if choice:
            skipped = choice == "skipped"
            data = ReviewInput(
                ref=review.ref, day=screen.kontor.today(),
                result=ReviewResult.SKIPPED if skipped else ReviewResult.ASKED,
                channel="mail" if skipped else choice,
            )  # fmt: skip
            screen.kontor.run_case(note_review, data)

    screen.app.push_screen(Letters(_("Review of {number}").format(number=review.number), items),
                           take)  # fmt: skip
