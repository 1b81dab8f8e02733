"""What can be done with a date poll, from list and sheet alike; `w` does what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _, ngettext
from kontor.calendar.invitation_words import INVITE_CHANNELS
from kontor.calendar.kinds.polls import RUNNING, PollState, Standing
from kontor.calendar.queries import polls as queries
from kontor.calendar.queries.poll_mails import ways
from kontor.calendar.queries.polls import Sheet
from kontor.calendar.rules.polls import complete, reasons
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.calendar import poll_forms as forms
from kontor.tui.screens.calendar.names import proposal_text
from kontor.tui.screens.chooser import Chooser
from kontor.tui.screens.dialogs import Confirm, Letters
from kontor.tui.text import Rows

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp

# what comes next, by what has been done
STEPS = {
    "times": N_("propose times"),
    "people": N_("say who is asked"),
    "mails": N_("write the mails"),
    "remind": N_("ask again who has not answered"),
    "read": N_("read the answers"),
    "final": N_("fix the date"),
    "invite": N_("the invitations"),
    "off": N_("take the times out of calendars"),
}
_RUNNING_ONLY = frozenset({
    "record.edit", "record.cancel", "poll.slot", "poll.person", "poll.final",
    "poll.close", "poll.again",
})  # fmt: skip
_OPEN_ONLY = frozenset({"poll.yes", "poll.maybe", "poll.no", "poll.turn", "poll.say"})
_ASKED = _RUNNING_ONLY | _OPEN_ONLY | {"record.mail", "step.next", "invite.open"}


def next_step(one: Sheet, today: date) -> str:
    """A key of `STEPS`; empty when nothing is left to do."""
    state = one.poll.state
    if state not in RUNNING:
        told = "off" if to_be_told(one) else ""
        return "invite" if state is PollState.FINAL else told
    if not one.slots:
        return "times"
    if not one.people:
        return "people"
    if state is PollState.CLOSED or complete(one.voters, one.proposals):
        return "final"
    if any(who.mail and who.asked is None and not who.votes for who in one.people):
        return "mails"
    by = one.poll.answer_by
    if by is not None and by <= today and silent(one):
        return "remind"
    return "read"


def silent(one: Sheet) -> list[queries.Person]:
    """Who was asked by mail and has said nothing."""
    return [who for who in one.people if who.mail and not who.votes]


def to_be_told(one: Sheet) -> list[queries.Person]:
    """Who has times in the calendar of a poll that was given up."""
    off = one.poll.state is PollState.ABANDONED
    return [who for who in one.people if off and who.mail and who.asked]


class PollSteps:
    """A mixin of screens; `poll_key` is the poll that the keys mean."""

    CANCEL = N_("Give up")

    def poll_key(self) -> int | None:
        """The poll under the cursor, or the one shown."""
        raise NotImplementedError

    def _screen(self) -> BaseScreen:
        return cast("BaseScreen", self)

    def _app(self) -> KontorApp:
        return self._screen().kontor

    def the_sheet(self) -> Sheet | None:
        """The poll with all that belongs to it, read again."""
        key = self.poll_key()
        if key is None:
            return None
        try:
            with self._app().store.read() as con:
                return queries.sheet(con, key)
        except NotFound:
            return None

    def why_not_poll(self, name: str) -> str:
        """What the state forbids."""
        if name not in _ASKED:
            return ""
        one = self.the_sheet()
        if one is None:
            return _("No poll is chosen.")
        if why := self._why_not_state(name, one):
            return why
        if name == "step.next":
            return "" if next_step(one, self._app().today()) else _("This poll was given up.")
        if name in {"poll.final", "record.mail"} and not one.slots:
            return _("No times are proposed yet.")
        if name == "record.mail" and not one.people:
            return _("Nobody is asked yet.")
        if name == "poll.again" and not silent(one):
            return _("Everybody has answered.")
        return ""

    def _why_not_state(self, name: str, one: Sheet) -> str:
        state = one.poll.state
        if name == "invite.open":
            return "" if one.poll.appointment else _("The date is not fixed yet.")
        over = name in _RUNNING_ONLY | _OPEN_ONLY or (name == "record.mail" and not to_be_told(one))
        if over and state not in RUNNING:
            return _("This poll is over.")
        if name in _OPEN_ONLY and state is not PollState.OPEN:
            key = self._app().key_of("poll.close")
            return _("This poll takes no answers any more; {key} opens it again.").format(key=key)
        return ""

    # steps

    def do_step_next(self) -> None:
        """What comes next."""
        one = self.the_sheet()
        if one is None:
            return
        run = {
            "times": self.do_poll_slot, "people": self.do_poll_person,
            "mails": self.do_record_mail, "remind": self.do_poll_again,
            "read": self.do_poll_read, "final": self.fix_best, "invite": self.do_invite_open,
            "off": self.do_record_mail,
        }.get(next_step(one, self._app().today()))  # fmt: skip
        if run is not None:
            run()

    def do_record_edit(self) -> None:
        """What it is about, how long, where, until when."""
        key = self.poll_key()
        if key is not None:
            self._app().push_screen(forms.PollForm(key))

    def do_record_mail(self) -> None:
        """Look at the mails, then write them."""
        from kontor.tui.screens.calendar.poll_mails import PollMailsScreen

        key = self.poll_key()
        if key is not None:
            self._app().push_screen(PollMailsScreen(key))

    def do_poll_again(self) -> None:
        """Ask once more those who have not answered."""
        from kontor.tui.screens.calendar.poll_mails import PollMailsScreen

        key = self.poll_key()
        if key is not None:
            self._app().push_screen(PollMailsScreen(key, reminder=True))

    def do_poll_read(self) -> None:
        """Answers out of mails and calendar files."""
        from kontor.tui.screens.calendar.poll_reading import read_polls_from

        read_polls_from(self._screen())

    def do_poll_slot(self) -> None:
        """Choose among free times, or type one."""
        from kontor.tui.screens.calendar.poll_times import TimesScreen

        key = self.poll_key()
        if key is not None:
            self._app().push_screen(TimesScreen(key))

    def do_poll_person(self) -> None:
        """Somebody more; must, or may."""
        from kontor.tui.screens.calendar.invited import person_hits

        app = self._app()

        def take(ref: str | None) -> None:
            if ref:
                self.ask_needed(ref, ref)

        app.push_screen(
            Chooser(_("Who is asked?"), search=lambda typed: person_hits(app.store.read, typed),
                    always=True, placeholder=_("Name, short name, or Name <mail>")),
            take,
        )  # fmt: skip

    def ask_needed(self, ref: str, name: str) -> None:
        """Whether somebody must or may be there; then it is written down."""
        key, app = self.poll_key(), self._app()
        if key is None:
            return
        with app.store.read() as con:
            shown = forms.name_of(con, ref) or name

        def take(choice: str | None) -> None:
            from kontor.calendar.model.polls import PeopleInput
            from kontor.calendar.service.polls import ask_people

            if choice:
                app.run_case(ask_people, key, PeopleInput.model_validate({choice: [ref]}))

        items = [("m", _("must be there"), "required"), ("k", _("may be there"), "optional")]
        app.push_screen(Letters(shown, items), take)

    def do_poll_close(self) -> None:
        """Take no more answers, or take them again."""
        from kontor.calendar.service.polls import close_poll, reopen_poll

        one = self.the_sheet()
        if one is not None:
            case = close_poll if one.poll.state is PollState.OPEN else reopen_poll
            self._app().run_case(case, one.poll.id)

    def do_record_cancel(self) -> None:
        """Give it up; what was kept free vanishes, and who was mailed is told."""
        from kontor.calendar.service.polls import abandon_poll

        key = self.poll_key()
        if key is not None:
            self._app().run_case(abandon_poll, key, then=self._tell_asked)

    def _tell_asked(self, _nothing: object) -> None:
        one = self.the_sheet()
        if one is not None and to_be_told(one):
            self.do_record_mail()

    def do_invite_open(self) -> None:
        """Who is asked to the appointment that it became."""
        from kontor.tui.screens.calendar.invited import InvitedScreen

        one = self.the_sheet()
        if one is not None and one.poll.appointment is not None:
            self._app().push_screen(InvitedScreen(one.poll.appointment))

    # the end

    def do_poll_final(self) -> None:
        """Fix the date: the best time."""
        self.fix_best()

    def fix_best(self) -> None:
        """The time that stands first."""
        one = self.the_sheet()
        if one is not None and one.slots:
            self.fix(one, one.ranking()[0])

    def fix(self, one: Sheet, standing: Standing) -> None:
        """Show what is made and what vanishes; then it is done, and the sending comes."""
        app, number = self._app(), standing.proposal.number
        if standing.nobody:
            app.toast(_("Nobody can at proposal {number}.").format(number=number), tone="warning")
            return
        anyway = bool(standing.refused_by)

        def take(choice: str | None) -> None:
            if choice == "yes":
                from kontor.calendar.service.polls import final

                app.run_case(final, one.poll.id, number, anyway=anyway, then=self._invite)

        with app.store.read() as con:
            rows = final_rows(con, one, standing)
        verb = _("Fix it anyway") if anyway else _("Fix date")
        app.push_screen(Confirm(_("Fix this date?"), rows, verb=verb), take)

    def _invite(self, appointment: Any) -> None:
        """The invitations of the new appointment, ready to be looked at."""
        from kontor.tui.screens.calendar.invite_sending import SendingScreen

        self._app().push_screen(SendingScreen(int(appointment)))


def final_rows(con: Any, one: Sheet, standing: Standing) -> Rows:
    """What the appointment will be, who is invited how, what becomes free again."""
    poll = one.poll
    text: list[Any] = [[(poll.subject, "bold")]]
    place = f" · {poll.place}" if poll.place else ""
    text.append([(proposal_text(standing.proposal), "bold $signal"), place])
    tone = "$bad" if standing.refused_by else ("$warn" if standing.missing else "$good")
    text += [[("; ".join(reasons(standing, one.required())), tone)], ""]
    own = ", ".join(who.name for who in one.people if who.employee)
    if own:
        text.append(_("In the calendar of: {names}").format(names=own))
    for way, names in ways(con, one.people).items():
        text.append(_("Invited, {way}: {names}").format(
            way=_(INVITE_CHANNELS[way]), names=", ".join(names)
        ))  # fmt: skip
    if others := len(one.slots) - 1:
        free = ngettext("{count} other time becomes free", "{count} other times become free",
                        others)  # fmt: skip
        text.append(free.format(count=others))
    return [*text, "", _("Nothing is sent yet: the invitations come next.")]


def rank_lines(one: Sheet) -> Sequence[tuple[Standing, str]]:
    """The proposals, the best first, each with its reasons."""
    return [(row, "; ".join(reasons(row, one.required()))) for row in one.ranking()]
