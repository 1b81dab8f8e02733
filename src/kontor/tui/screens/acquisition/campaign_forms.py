"""The form of a campaign: what it is, what it costs, and its words beside a sample of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.acquisition.kinds import CampaignChannel, CampaignKind, CampaignState, MemberState
from kontor.acquisition.queries.campaigns import Campaign, members
from kontor.acquisition.queries.papers import (
    Preview,
    placeholders,
    sample,
    unknown_placeholders,
)
from kontor.acquisition.queries.settings import sources
from kontor.acquisition.words import CAMPAIGN_CHANNELS, CAMPAIGN_KINDS
from kontor.base.errors import Finding, KontorError, Severity
from kontor.base.i18n import N_, _, language
from kontor.contacts import queries as contacts
from kontor.contacts.kinds import ContactFilter, Role
from kontor.documents.texts import placeholders as text_placeholders
from kontor.tui import viewer
from kontor.tui.screens.acquisition.forms import choices
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.documents.beside import BesideForm
from kontor.tui.screens.input_form import InputForm
from kontor.tui.widgets.fields import Choice, Field
from kontor.tui.widgets.form import AreaEditor, LineEditor

_WORDS = ("subject", "text")


class CampaignForm(BesideForm, InputForm):
    """A campaign; once it is sent its words stay as they were."""

    NAME, HANDBOOK = "acquisition.campaign_form", "campaigns#planning"
    TITLE = N_("New campaign")
    HINTS: ClassVar[tuple[str, ...]] = (
        "form.save", "campaign.place", "campaign.sample", "screen.back",
    )  # fmt: skip

    def __init__(self, one: Campaign | None = None) -> None:
        super().__init__()
        self.one = one

    def crumb(self) -> str:
        """New, or which."""
        return _("New campaign") if self.one is None else self.one.name

    def draft_key(self) -> str:
        """The campaign."""
        return f"acquisition.campaign:{self.one.id if self.one else 'new'}"

    @property
    def _open(self) -> bool:
        return self.one is None or self.one.state is CampaignState.PLANNED

    def fields(self) -> Sequence[Field]:
        """Name and words first, money and the rest behind."""
        with self.kontor.store.read() as con:
            names = [Choice(one.key, one.name) for one in sources(con, self.kontor.today())]
        words = (
            Field("channel", N_("Channel"), "choice", choices=choices(CAMPAIGN_CHANNELS),
                  default=CampaignChannel.LETTER.value),
            Field("subject", N_("Subject"), limit=200, help=N_("such as: Time for {Site}")),
            Field("text", N_("Text"), "multiline", limit=400,
                  help=N_("greeting and the right to object come by themselves")),
        )  # fmt: skip
        code = Field("code", N_("Keyword"), limit=20, help=N_("empty: made of the name"))
        return (
            Field("name", N_("Name"), required=True, help=N_("such as: façades in spring")),
            Field("kind", N_("Occasion"), "choice", choices=choices(CAMPAIGN_KINDS),
                  default=CampaignKind.OTHER.value),
            *(words if self._open else ()),
            Field("starts", N_("From"), "date", required=True),
            Field("ends", N_("Until"), "date"),
            Field("cost", N_("Cost"), "money", help=N_("print, postage, stand")),
            Field("budget", N_("Budget"), "money"),
            Field("source", N_("Source"), "choice", choices=(Choice("", "–"), *names)),
            Field("area", N_("Area"), help=N_("where flyers go")),
            *((code,) if self.one is None else ()),
            Field("note", N_("Note"), "multiline"),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What is known."""
        if self.one is None:
            return {"starts": self.kontor.today()}
        known = self.one._asdict()
        return {**known, "channel": self.one.channel.value, "kind": self.one.kind.value,
                "source": self.one.source or "", "cost": self.one.cost or None}  # fmt: skip

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """A word in braces that nobody fills in."""
        there = " ".join(f"{{{name}}}" for name in placeholders())
        return [
            Finding("campaign", field, N_("There is no placeholder {name}."),
                    N_("There are: {names}"), Severity.ERROR,
                    (("name", name), ("names", there)), field)
            for field in _WORDS
            for name in unknown_placeholders(values.get(field) or "")[:1]
        ]  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Plan it, or change it."""
        from kontor.acquisition.model import CampaignChange, CampaignInput
        from kontor.acquisition.service.campaigns import change_campaign, new_campaign

        values["cost"] = values.get("cost") or 0
        if self.one is None:
            given = {name: value for name, value in values.items() if value not in {None, ""}}
            self.hand_over(lambda: CampaignInput.model_validate(given), new_campaign,
                           self.kontor.today())  # fmt: skip
            return
        values["source"] = values.get("source") or None
        self.hand_over(lambda: CampaignChange.model_validate(values), change_campaign)

    def hand_over(self, make: Any, case: Any, *more: Any) -> None:
        """The model, then the use case; faults go to their fields."""
        from pydantic import ValidationError

        from kontor.tui.screens.input_form import complaint

        try:
            data = make()
        except ValidationError as error:
            self.refused(complaint(error))
            return
        first = () if self.one is None else (self.one.id,)
        self.kontor.run_case(case, *first, data, *more, then=self.saved, otherwise=self.refused)

    def after(self, result: Any) -> None:
        """A new campaign opens: its people are next."""
        if self.one is None and result is not None:
            from kontor.tui.screens.acquisition.campaign import CampaignScreen

            self.kontor.push_screen(CampaignScreen(int(result)))

    # the words on paper

    def _sample(self) -> Preview | None:
        values = {**self.start(), **self.form.values()[0]}
        channel = CampaignChannel(values.get("channel") or CampaignChannel.LETTER)
        code = values.get("code") or (self.one.code if self.one else _("CODE"))
        one = Campaign(
            self.one.id if self.one else 0, values.get("name") or "", code, CampaignKind.OTHER,
            channel, None, self.kontor.today(), None, None, 0, "", values.get("subject") or "…",
            values.get("text") or "…", CampaignState.PLANNED, "", 0, 0, 0, 0,
        )  # fmt: skip
        with self.kontor.store.read() as con:
            who = somebody(con, one.id)
            return sample(con, one, who, self.kontor.today()) if who else None

    def beside(self, width: int) -> str:
        """The words for somebody who is in it, or for some customer."""
        from kontor.tui.screens.acquisition.campaign_preview import words_of

        try:
            shown = self._sample()
            if shown is None:
                return _("There is no customer yet who could get it.")
            with self.kontor.store.read() as con:
                return words_of(con, shown, shown.rows[0], width)
        except KontorError as error:
            return str(error)

    def do_campaign_sample(self) -> None:
        """The letter as PDF, marked as a draft."""
        shown = self._sample()
        if shown is None or shown.campaign.channel is not CampaignChannel.LETTER:
            self.kontor.toast(_("Only letters have a PDF."), tone="warning")
            return
        store = self.kontor.store

        def make() -> bytes:
            from kontor.acquisition.service.letters import letters

            with store.read() as con:
                return letters(con, shown, draft=True)

        viewer.open_file(self, f"{_('Draft')}.pdf", make)

    def do_campaign_place(self) -> None:
        """Put a placeholder where the cursor stands, in the text otherwise."""
        if not self._open:
            return
        focused = self.focused
        words = {key: f"{{{name}}}" for name, key in text_placeholders(language()).items()}
        entries = [Entry(words[key], words[key], _(said)) for key, said in _MEANING.items()]

        def take(word: str | None) -> None:
            if not word:
                return
            if isinstance(focused, LineEditor) and focused.field.name == "subject":
                focused.insert_text_at_cursor(word)
                focused.focus()
                return
            area = self.form.rows["text"].editor
            if isinstance(area, AreaEditor):
                area.insert(word)
                area.focus()

        self.app.push_screen(Chooser(_("Placeholder"), entries), take)


_MEANING = {
    "salutation": N_("Dear Mrs Krüger"), "name": N_("name of the customer"),
    "site": N_("site, or the own address"), "last_order": N_("last order with its day"),
    "firm": N_("name of the firm"), "date": N_("day of the letter"),
}  # fmt: skip


def somebody(con: sqlite3.Connection, campaign: int) -> int | None:
    """Whose letter is shown: the first who is planned, else some customer."""
    for row in members(con, campaign) if campaign else ():
        if row.state in {MemberState.PLANNED, MemberState.SENT}:
            return row.contact
    return next((row.id for row in contacts.page(con, None, 1, ContactFilter(Role.CUSTOMER))), None)
