"""What can be done with a campaign, from the list as from the campaign itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from kontor.acquisition.kinds import CampaignState
from kontor.acquisition.queries import campaigns as queries
from kontor.acquisition.queries import papers
from kontor.acquisition.queries.campaigns import Campaign
from kontor.acquisition.queries.figures import by_campaign
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.tui import viewer, work
from kontor.tui.export import new_file
from kontor.tui.screens.acquisition.campaign_names import NOBODY, named, worded
from kontor.tui.screens.acquisition.sources import earned_facts
from kontor.tui.screens.dialogs import AskText, Letters, Paper
from kontor.tui.sheet import Block, Facts, Head

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp
    from kontor.tui.screens.base import BaseScreen

_NAMED = frozenset({"campaign.find", "campaign.look", "record.print", "record.new"})
_OPEN = frozenset({"campaign.find", "campaign.look", "campaign.close", "record.new", "step.next"})


class CampaignSteps:
    """A mixin of screens; `campaign` is the one that the keys mean."""

    @property
    def campaign(self) -> Campaign | None:
        """The campaign."""
        raise NotImplementedError

    @property
    def _here(self) -> BaseScreen:
        return cast("BaseScreen", self)

    @property
    def _kontor_app(self) -> KontorApp:
        return self._here.kontor

    def waiting(self, one: Campaign) -> int:
        """How many members are planned and not sent yet."""
        with self._kontor_app.store.read() as con:
            return sum(row.state.value == "planned" for row in queries.members(con, one.id))

    def why_not_campaign(self, name: str) -> str:
        """What channel and state forbid."""
        one = self.campaign
        if one is None:
            return _("No campaign is chosen.") if name in _NAMED | _OPEN else ""
        if name in _OPEN and one.state is CampaignState.CLOSED:
            return _("This campaign is closed.")
        if name in _NAMED and not named(one):
            return _(NOBODY)
        if name == "campaign.look" and not worded(one):
            return _("Write subject and text first.")
        if name == "record.print" and not one.sent:
            return _("Nothing of this campaign was sent yet.")
        return ""

    # steps

    def do_step_next(self) -> None:
        """Words, people, preview, answers: what comes next."""
        one = self.campaign
        if one is None:
            return
        if not named(one):
            self._begin(one)
        elif not worded(one):
            self.do_record_edit()
        elif self.waiting(one):
            self.do_campaign_look()
        elif one.sent:
            self.note_answer(one)
        else:
            self.do_campaign_find()

    def note_answer(self, one: Campaign) -> None:
        """The campaign itself, where the answers are noted."""
        from kontor.tui.screens.acquisition.campaign import CampaignScreen

        self._kontor_app.push_screen(CampaignScreen(one.id))

    def _begin(self, one: Campaign) -> None:
        """Flyers, advertisement and fair just begin, and are closed when they are over."""
        from kontor.acquisition.service.campaigns import launch_campaign

        if one.state is CampaignState.PLANNED:
            self._kontor_app.run_case(launch_campaign, one.id)
        else:
            self.do_campaign_close()

    def do_record_edit(self) -> None:
        """Its words and terms."""
        from kontor.tui.screens.acquisition.campaign_forms import CampaignForm

        if self.campaign is not None:
            self._kontor_app.push_screen(CampaignForm(self.campaign))

    def do_campaign_find(self) -> None:
        """Whom it is for."""
        from kontor.tui.screens.acquisition.campaign_targets import choose_targets

        if self.campaign is not None:
            choose_targets(self._here, self.campaign)

    def do_campaign_look(self) -> None:
        """Who would get what, who is left out and why."""
        from kontor.tui.screens.acquisition.campaign_preview import PreviewScreen

        if self.campaign is not None:
            self._kontor_app.push_screen(PreviewScreen(self.campaign.id))

    def do_campaign_close(self) -> None:
        """Close it; its figures go on."""
        from kontor.acquisition.service.campaigns import close_campaign

        app = self._kontor_app
        if self.campaign is not None:
            app.run_case(close_campaign, self.campaign.id, app.today())

    def do_record_explain(self) -> None:
        """What it brought, from the first letter to the margin."""
        one, store, today = self.campaign, self._kontor_app.store, self._kontor_app.today()
        if one is None:
            return
        code = one.code

        def job(_ticket: work.Ticket) -> list[Block]:
            with store.read() as con:
                earned = next(row for row in by_campaign(con, today) if row.key == code)
            return [Head(code, earned.name), earned_facts(earned, N_("What it brought")),
                    Facts((N_("Budget"), _euros(one.budget)))]  # fmt: skip

        def take(blocks: list[Block]) -> None:
            self._kontor_app.push_screen(Paper(_("What the campaign brought"), blocks))

        work.start(self._here, job, name="earned", then=take, group="earned")

    # papers

    def do_record_print(self) -> None:
        """Letters again, labels, addresses: of those who got it."""
        one = self.campaign
        if one is None:
            return
        items = [
            ("z", _("Letters: show or print"), "show"), ("k", _("Letters: save file"), "save"),
            ("e", _("Labels"), "labels"), ("a", _("Addresses as CSV"), "addresses"),
        ]  # fmt: skip
        if one.channel.value == "mail":
            items[:2] = [("k", _("Save the drafts again"), "mails")]
        elif one.channel.value == "phone":
            items = items[3:]

        def take(choice: str | None) -> None:
            if choice in {"show", "save"}:
                hand = viewer.open_file if choice == "show" else viewer.save_file
                hand(self._here, f"{one.code}.pdf", lambda: self._again(one))
            elif choice == "mails":
                self._save_mails(one)
            elif choice == "labels":
                self._labels(one)
            elif choice == "addresses":
                viewer.save_file(
                    self._here, f"{one.code}-{_('addresses')}.csv", lambda: self._addresses(one)
                )

        self._kontor_app.push_screen(Letters(one.name, items), take)

    def _again(self, one: Campaign) -> bytes:
        from kontor.acquisition.service.letters import letters

        app = self._kontor_app
        with app.store.read() as con:
            return letters(con, papers.sent_again(con, one.id, app.today()))

    def _addresses(self, one: Campaign) -> bytes:
        app = self._kontor_app
        with app.store.read() as con:
            again = papers.sent_again(con, one.id, app.today())
            return papers.address_file(papers.addresses(con, again.going))

    def _save_mails(self, one: Campaign) -> None:
        app = self._kontor_app

        def take(typed: str | None) -> None:
            if typed is None:
                return

            def job(_ticket: work.Ticket) -> int:
                folder = Path(typed).expanduser()
                with app.store.read() as con:
                    made = papers.mails(con, papers.sent_again(con, one.id, app.today()))
                folder.mkdir()
                for name, content in made:
                    (folder / name).write_bytes(content)
                return len(made)

            work.start(
                self._here, job, name="mails", group="mails",
                then=lambda _count: app.toast(_("Written: {path}").format(path=typed)),
            )  # fmt: skip

        ask = AskText(_("Save the drafts again"), hint=_("New folder for the drafts"),
                      typed=str(free_path(app.folder / one.code)), read=new_file)  # fmt: skip
        app.push_screen(ask, take)

    def _labels(self, one: Campaign) -> None:
        app = self._kontor_app
        hint = _("3 × 7 on a sheet. How many of the first sheet are used already?")

        def make(skip: int) -> bytes:
            from kontor.acquisition.service.letters import labels

            with app.store.read() as con:
                return labels(con, papers.sent_again(con, one.id, app.today()), skip)[0]

        def take(typed: str | None) -> None:
            if typed is not None:
                name = f"{one.code}-{_('labels')}.pdf"
                viewer.open_file(self._here, name, lambda: make(_used(typed)))

        app.push_screen(AskText(_("Labels"), hint=hint, typed="0", read=_used), take)


def _used(typed: str) -> int:
    text = typed.strip() or "0"
    if not (text.isascii() and text.isdigit() and int(text) < 21):
        raise InputError(N_("A sheet has 21 labels: a number from 0 to 20 is expected."))
    return int(text)


def _euros(cents: int | None) -> str:
    from kontor.base.numbers import format_money

    return "" if cents is None else f"{format_money(cents)} €"


def free_path(path: Path) -> Path:
    """The path, with a number behind its name when there is such a file or folder already."""
    wanted, number = path, 1
    while wanted.exists():
        number += 1
        wanted = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return wanted
