"""What can be done with a lead, from the board, the list and its sheet alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from kontor.acquisition.kinds import OPEN, FollowHow, Stage
from kontor.acquisition.queries import leads as queries
from kontor.acquisition.queries.follow import lead_step
from kontor.acquisition.queries.leads import Lead
from kontor.acquisition.rules.stages import neighbour
from kontor.base.dates import now_utc, parse_day
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.contacts import queries as contacts
from kontor.contacts.kinds import ChannelKind
from kontor.tui.screens.acquisition.forms import (
    FollowForm,
    LeadForm,
    LostForm,
    VisitForm,
    WonForm,
)
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.dialogs import AskText, Letters

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp

ASKED = frozenset({
    "record.open", "record.edit", "step.next", "lead.forward", "lead.back", "lead.won",
    "lead.lost", "lead.rest", "lead.visit", "lead.quote", "lead.contact", "follow.call",
    "follow.letter", "follow.mail", "follow.snooze", "follow.done", "follow.appointment",
})  # fmt: skip


class LeadSteps:
    """A mixin of screens; `the_lead` is the one under the cursor."""

    def lead_key(self) -> int | None:
        """Id of the lead that the keys mean."""
        raise NotImplementedError

    def _kontor_app(self) -> KontorApp:
        return cast("BaseScreen", self).kontor

    def the_lead(self) -> Lead | None:
        """The lead, read again."""
        key, app = self.lead_key(), self._kontor_app()
        if key is None:
            return None
        with app.store.read() as con:
            return next(iter(queries.rows(con, [key], app.today())), None)

    def why_not_lead(self, name: str, one: Lead | None) -> str:
        """What the stage forbids."""
        if name not in ASKED:
            return ""
        if one is None:
            return _("No lead is chosen.")
        decided = one.stage in {Stage.WON, Stage.LOST}
        if name.startswith("follow.") and decided:
            return _("This lead is decided.")
        if name == "lead.contact" and one.contact is None:
            return _("The lead has no contact yet; the quote makes one.")
        return ""

    # steps

    def do_step_next(self) -> None:
        """The next step of the stage: speak, visit, quote, follow up, take up again."""
        one = self.the_lead()
        if one is None:
            return
        if one.stage in {Stage.NEW, Stage.DORMANT, Stage.LOST}:
            self._answer(one)
        elif one.stage is Stage.CONTACT:
            self.do_lead_visit()
        else:
            self.do_lead_quote()

    def _answer(self, one: Lead) -> None:
        def take(note: str | None) -> None:
            if note is None:
                return
            from kontor.acquisition.model import AnsweredInput
            from kontor.acquisition.service.leads import answer_lead
            from kontor.acquisition.service.moving import move_lead

            app = self._kontor_app()
            if one.stage is Stage.LOST:
                app.run_case(move_lead, one.id, Stage.CONTACT, app.today())
                return
            app.run_case(answer_lead, one.id, AnsweredInput(note=note), now_utc())

        title = _("Spoken to {name}").format(name=one.title)
        hint = " · ".join(filter(None, (one.phone or self._number(one), one.subject)))
        self._kontor_app().push_screen(AskText(title, hint=hint or _("What was said?")), take)

    def do_lead_forward(self) -> None:
        """To the next stage."""
        self._move(1)

    def do_lead_back(self) -> None:
        """To the stage before."""
        self._move(-1)

    def _move(self, step: int) -> None:
        one = self.the_lead()
        if one is None:
            return
        from kontor.acquisition.service.moving import move_lead

        app = self._kontor_app()
        if one.stage not in OPEN:
            app.run_case(move_lead, one.id, Stage.CONTACT, app.today())
            return
        stage = neighbour(one.stage, step)
        if stage is one.stage:
            if step > 0:
                self.do_lead_won()
            return
        app.run_case(move_lead, one.id, stage, app.today())

    def do_lead_won(self) -> None:
        """Won; with a quote of ours the answer goes there."""
        one = self.the_lead()
        if one is None:
            return
        if one.quote is not None and one.stage is not Stage.WON:
            self._kontor_app().toast(_("Accept the quote: the order comes with it."))
            self._open_document(one.quote)
            return
        self._kontor_app().push_screen(WonForm(one.id))

    def do_lead_lost(self) -> None:
        """Lost, with the reason."""
        one = self.the_lead()
        if one is not None:
            self._kontor_app().push_screen(LostForm(one.id))

    def do_lead_rest(self) -> None:
        """Let it rest until a day."""
        one, app = self.the_lead(), self._kontor_app()
        if one is None:
            return

        def day(typed: str) -> Any:
            if not typed.strip():
                return None
            until = parse_day(typed, app.today())
            if until <= app.today():
                raise InputError(N_("It comes back on a later day."))
            return until

        def take(typed: str | None) -> None:
            if typed is None:
                return
            from kontor.acquisition.service.moving import rest_lead

            app.run_case(rest_lead, one.id, day(typed), app.today())

        title = _("{name} rests until").format(name=one.title)
        hint = _("such as +30, 1.3. or kw12; empty: without a day")
        app.push_screen(AskText(title, hint=hint, read=day), take)

    def do_lead_visit(self) -> None:
        """Agree on a site visit."""
        one = self.the_lead()
        if one is not None:
            self._kontor_app().push_screen(VisitForm(one.id))

    def do_lead_quote(self) -> None:
        """The quote of the lead: opened, or made with contact and site without typing again."""
        one = self.the_lead()
        if one is None:
            return
        if one.quote is not None or one.inquiry is not None:
            self._open_document(one.quote or self._last_document(one) or one.inquiry)
            return
        self._convert(one)

    def _last_document(self, one: Lead) -> int | None:
        with self._kontor_app().store.read() as con:
            return next(iter(queries.quotes_of(con, one.id, "draft", "sent")[::-1]), None)

    def _convert(self, one: Lead, **more: Any) -> None:
        from kontor.acquisition.model import ConvertInput
        from kontor.acquisition.service.leads import convert
        from kontor.base.errors import Refused

        app = self._kontor_app()

        def done(made: Any) -> None:
            self._open_document(made.quote)

        def refused(error: BaseException) -> None:
            if isinstance(error, Refused) and error.field == "contact":
                self._which_contact(one, str(error), error)
                return
            from kontor.tui import work

            app.post_message(work.Failed("convert", error))

        app.run_case(
            convert, one.id, ConvertInput(**more), app.today(), then=done, otherwise=refused
        )

    def _which_contact(self, one: Lead, said: str, error: Any) -> None:
        key = error.values.get("key") if hasattr(error, "values") else None
        items = [("n", _("Somebody new"), "new")]
        if key is not None:
            items.insert(0, ("k", _("Take the known contact"), f"contacts:{key}"))

        def take(value: str | None) -> None:
            if value == "new":
                self._convert(one, new_contact=True)
            elif value:
                self._convert(one, contact=value)

        self._kontor_app().push_screen(Letters(said, items), take)

    def _open_document(self, key: int | None) -> None:
        if key is None:
            return
        from kontor.tui.screens.sales.document import screen_of

        app = self._kontor_app()
        app.push_screen(screen_of(app.store.read, key))

    def do_lead_contact(self) -> None:
        """The file of the contact."""
        one = self.the_lead()
        if one is not None and one.contact is not None:
            self._kontor_app().open_record(f"contacts:{one.contact}")

    def do_record_edit(self) -> None:
        """Everything that is known."""
        one = self.the_lead()
        if one is not None:
            self._kontor_app().push_screen(LeadForm(one.id))

    # following up

    def follow_ref(self) -> str | None:
        """Quote or lead that is followed up: what waits for an answer goes first."""
        one, app = self.the_lead(), self._kontor_app()
        if one is None:
            return None
        with app.store.read() as con:
            step = lead_step(con, one.id, app.today())
        return step.ref if step else one.ref

    def follow_number(self) -> str:
        """The number to dial."""
        one = self.the_lead()
        return (one.phone or self._number(one)) if one else ""

    def _number(self, one: Lead) -> str:
        return self.contact_number(one.contact) if one.contact is not None else ""

    def contact_number(self, contact: int) -> str:
        """The first telephone number of a contact."""
        with self._kontor_app().store.read() as con:
            there = contacts.contact(con, contact).channels
        kinds = {ChannelKind.PHONE, ChannelKind.MOBILE}
        return next((channel.value for channel in there if channel.kind in kinds), "")

    def _follow(self, how: FollowHow) -> None:
        ref = self.follow_ref()
        if ref is not None:
            number = self.follow_number() if how is FollowHow.CALL else ""
            self._kontor_app().push_screen(FollowForm(ref, how, number))

    def do_follow_call(self) -> None:
        """Called: shows the number, takes a note."""
        self._follow(FollowHow.CALL)

    def do_follow_letter(self) -> None:
        """A letter was written."""
        self._follow(FollowHow.LETTER)

    def do_follow_mail(self) -> None:
        """A mail was written."""
        self._follow(FollowHow.MAIL)

    def do_follow_snooze(self) -> None:
        """Put off until a day."""
        self._follow(FollowHow.SNOOZE)

    def do_follow_appointment(self) -> None:
        """An appointment was made: it comes back on its day."""
        self._follow(FollowHow.APPOINTMENT)

    def do_follow_done(self) -> None:
        """Done otherwise."""
        self._follow(FollowHow.DONE)
