"""One campaign: its people with traffic light and state, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from textual.app import ComposeResult

from kontor.acquisition.kinds import MemberState
from kontor.acquisition.queries import campaigns as queries
from kontor.acquisition.queries.campaigns import Campaign, Member
from kontor.acquisition.queries.papers import purpose_of, way_of
from kontor.acquisition.words import CAMPAIGN_CHANNELS
from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _, ngettext
from kontor.contacts.consent_kinds import Verdict
from kontor.contacts.queries.consent import verdicts
from kontor.contacts.words import LIGHTS
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.acquisition.campaign_names import CAMPAIGNS, LIGHTED, named, next_step
from kontor.tui.screens.acquisition.campaign_steps import CampaignSteps
from kontor.tui.screens.acquisition.forms import LeadForm
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser
from kontor.tui.screens.contacts.consents import LIGHT_STATES
from kontor.tui.screens.dialogs import AskText, Letters
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.sales.customers import customer_hits
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.text import Part
from kontor.tui.widgets.columns import Column, Kind
from kontor.tui.widgets.plain import Words

_ANSWERS = frozenset({"campaign.answered", "campaign.lead", "campaign.declined",
                      "campaign.returned"})  # fmt: skip


class Found(NamedTuple):
    """A campaign as the thread read it."""

    campaign: Campaign
    members: tuple[Member, ...]
    verdicts: dict[int, Verdict]


class CampaignScreen(CampaignSteps, ListScreen):
    """The people of a campaign; `w` goes on, from the words to the last answer."""

    CANCEL = N_("Leave out")
    NAME, HANDBOOK = "acquisition.campaign", "campaigns#members"
    TITLE = N_("Campaign")
    HINTS = ("step.next", "campaign.find", "campaign.look", "campaign.lead", "actions.menu")
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 24, grow=2, least=14),
        Column(N_("Place"), width=20, grow=1, priority=6),
        Column(N_("State"), Kind.STATE, 16, states=LIGHTED, least=15),
        Column(N_("Reason"), width=26, grow=2, priority=3, least=18),
        Column(N_("Day"), Kind.DATE, priority=4),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "0": N_("Name"), "1": N_("Place"), "2": N_("State"), "4": N_("Day"),
    }  # fmt: skip
    EMPTY = N_("Nobody is in this campaign yet.")
    EMPTY_HINTS = ("campaign.find", "record.new")

    def __init__(self, campaign: int) -> None:
        super().__init__()
        self.record = campaign
        self.found: Found | None = None

    # what is shown

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """Who must not be addressed, and one filter for each state."""
        words = dict.fromkeys(state.word for state in LIGHTED.values())
        return tuple((word, _(word)) for word in words)

    @property
    def campaign(self) -> Campaign | None:
        """This one."""
        return self.found.campaign if self.found else None

    @property
    def member(self) -> Member | None:
        """The person under the cursor."""
        if self.found is None or self.row is None:
            return None
        key = self.row.id
        return next((one for one in self.found.members if one.id == key), None)

    def crumb(self) -> str:
        """Its name."""
        return self.campaign.name if self.campaign else _("Campaign")

    def above(self) -> ComposeResult:
        """State and next step."""
        yield Words(id="campaign-head")

    def source(self) -> Source:
        """What was read; a thread reads it again."""
        store, today, key = self.kontor.store, self.kontor.today(), self.record

        def job(_ticket: work.Ticket) -> Found | None:
            try:
                with store.read() as con:
                    one = queries.campaign(con, key)
                    there = tuple(queries.members(con, key))
                    lights = (
                        verdicts(
                            con, [row.contact for row in there], way_of(one), purpose_of(one), today
                        )
                        if named(one)
                        else {}
                    )
                return Found(one, there, lights)
            except NotFound:
                return None

        def take(found: Found | None) -> None:
            self.found = found
            self.refill(self._source())
            self._tell_head()

        work.start(self, job, name="campaign", then=take, group="campaign")
        return self._source()

    def _source(self) -> MemorySource:
        rows = []
        for place, one in enumerate(self.found.members if self.found else ()):
            state = self._state(one)
            day = one.answered or one.sent
            cells = (
                one.name, " ".join(filter(None, (one.postcode, one.city))), state,
                self._reason(one), day.isoformat() if day else None,
            )  # fmt: skip
            rows.append(Row(one.id, (place,), cells, state))
        return MemorySource(rows, {"name": 0})

    def _state(self, one: Member) -> str:
        """The state; of who still waits the light, as it is today."""
        verdict = self._verdict(one)
        waits = one.state is MemberState.PLANNED and verdict is not None
        return str(verdict.light) if waits and verdict else str(one.state)

    def _verdict(self, one: Member) -> Verdict | None:
        return self.found.verdicts.get(one.contact) if self.found else None

    def _reason(self, one: Member) -> str:
        verdict = self._verdict(one)
        if one.reason or verdict is None or one.state is not MemberState.PLANNED:
            return one.reason
        return "" if verdict.allowed else _(verdict.reason)

    def _tell_head(self) -> None:
        one = self.campaign
        words = self.query_one("#campaign-head", Words)
        if one is None:
            words.say((_("This record is gone."), "$warn"))
            return
        state = CAMPAIGNS[one.state]
        step = next_step(one, self._waiting())
        pieces: list[Part] = [
            (f"{state.sign} {_(state.word)}", "bold"),
            (f" · {one.code} · {_(CAMPAIGN_CHANNELS[one.channel])}", "$ink-soft"),
        ]
        if step:
            pieces += [("   " + _("Next step") + ": ", "$ink-soft"), ("w ", "bold $signal"), step]
        words.say(*pieces)

    def _waiting(self) -> int:
        there = self.found.members if self.found else ()
        return sum(one.state is MemberState.PLANNED for one in there)

    def waiting(self, one: Campaign) -> int:
        """Counted already."""
        return self._waiting()

    def status(self) -> Sequence[tuple[str, str]]:
        """How many are planned, forbidden, sent, left out."""
        if self.found is None or self.table.marks:
            return super().status()
        there = self.found.members
        red = sum(
            one.state is MemberState.PLANNED and not found.allowed
            for one in there
            if (found := self._verdict(one)) is not None
        )
        count = ngettext("{count} person", "{count} people", len(there)).format(count=len(there))
        got = sum(one.sent is not None for one in there)
        out = sum(one.state is MemberState.EXCLUDED for one in there)
        pieces = [(count, "")]
        for number, word, style in (
            (self._waiting(), _("planned"), "$ink-soft"), (got, _("got it"), "$ink-soft"),
            (out, _("left out"), "$ink-soft"), (red, _("must not be addressed"), "bold $bad"),
        ):  # fmt: skip
            if number:
                sign = "✗ " if style == "bold $bad" else ""
                pieces.append((f" · {sign}{number} {word}", style))
        return pieces

    def preview(self, row: Row) -> Sequence[Block]:
        """The person, why the light is as it is, what became of it."""
        one = self.member
        if one is None or self.found is None:
            return ()
        blocks: list[Block] = [
            Head("", one.name, LIGHTED[self._state(one)]),
            Facts(
                (N_("Place"), " ".join(filter(None, (one.postcode, one.city)))),
                (N_("Sent"), one.sent), (N_("Answered"), one.answered),
                (N_("Reason"), one.reason),
                (N_("Taken in"), _("by conditions") if one.added == "query" else _("by hand")),
            ),
        ]  # fmt: skip
        verdict = self._verdict(one)
        if verdict is not None and one.sent is None:
            light = LIGHT_STATES[str(verdict.light)]
            blocks.append(
                Facts((N_("Light"), f"{light.sign} {_(LIGHTS[verdict.light])}"),
                      (N_("Law"), verdict.law), title=N_("May this be sent?"))
            )  # fmt: skip
            blocks.append(Note("", _(verdict.reason)))
            if verdict.duty:
                blocks.append(Note(N_("To heed"), _(verdict.duty)))
        return blocks

    def detail(self, row: Row) -> BaseScreen | None:
        """The file of the person."""
        from kontor.tui.screens.contacts.detail import ContactScreen

        return ContactScreen(self.member.contact) if self.member else None

    # keys

    def why_not(self, name: str) -> str:
        """What channel, state and person forbid."""
        general = super().why_not(name) if name != "step.next" else ""
        return general or self.why_not_campaign(name) or self._why_not_member(name)

    def _why_not_member(self, name: str) -> str:
        one = self.member
        if name in _ANSWERS or name == "record.cancel":
            if one is None:
                return _("The list is empty.")
            if name in _ANSWERS and one.sent is None:
                return _("{name} did not get it yet.").format(name=one.name)
            if name == "record.cancel" and one.sent is not None:
                return _("{name} got this campaign already.").format(name=one.name)
        return ""

    def do_record_new(self) -> None:
        """Add somebody by hand."""
        store, key = self.kontor.store, self.record

        def take(ref: str | None) -> None:
            from kontor.acquisition.service.campaigns import add_members

            if ref:
                self.kontor.run_case(add_members, key, [ref])

        self.app.push_screen(
            Chooser(_("Add to the campaign"), search=lambda typed: customer_hits(store.read, typed),
                    always=True, placeholder=_("Name or number")), take,
        )  # fmt: skip

    def do_record_cancel(self) -> None:
        """Leave somebody out with a reason, or take in again."""
        one = self.member
        if one is None:
            return
        if one.state is MemberState.EXCLUDED:
            self._set("planned", one)
            return

        def take(reason: str | None) -> None:
            if reason is not None:
                self._set("excluded", one, reason.strip() or _("left out by hand"))

        title = _("Leave out {name}").format(name=one.name)
        self.app.push_screen(AskText(title, hint=_("Why, in a word; it stands in the list")), take)

    def _set(self, state: str, one: Member, reason: str = "") -> None:
        from kontor.acquisition.model import MemberInput
        from kontor.acquisition.service.campaigns import set_member

        data = MemberInput.model_validate(
            {"contact": f"contacts:{one.contact}", "state": state, "reason": reason}
        )
        self.kontor.run_case(set_member, self.record, data, self.kontor.today())

    def note_answer(self, one: Campaign) -> None:
        """What the person under the cursor said."""
        member = self.member
        if member is None or member.sent is None:
            self.kontor.toast(_("Choose who answered: somebody who got it."), tone="warning")
            return
        items = [
            ("l", _("wants something: a lead"), "lead"), ("a", _("answered"), "answered"),
            ("x", _("does not want it"), "declined"),
            ("k", _("came back, undeliverable"), "undeliverable"),
        ]  # fmt: skip

        def take(state: str | None) -> None:
            if state == "lead":
                self.do_campaign_lead()
            elif state:
                self._set(state, member)

        self.app.push_screen(Letters(member.name, items), take)

    def do_campaign_answered(self) -> None:
        """Somebody answered."""
        self._answer("answered")

    def do_campaign_declined(self) -> None:
        """Somebody does not want it."""
        self._answer("declined")

    def do_campaign_returned(self) -> None:
        """It came back."""
        self._answer("undeliverable")

    def _answer(self, state: str) -> None:
        if self.member is not None:
            self._set(state, self.member)

    def do_campaign_lead(self) -> None:
        """The answer as a lead of this campaign; the contact is known."""
        member, one = self.member, self.campaign
        if member is None or one is None:
            return
        given: dict[str, Any] = {"contact": f"contacts:{member.contact}", "campaign": one.code}
        start = {"name": member.name, "subject": one.subject if "{" not in one.subject else "",
                 "channel": "phone"}  # fmt: skip
        self.app.push_screen(LeadForm(start=start, given=given))
