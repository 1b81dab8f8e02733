"""One date poll: who says what to which time, the ranking with its reasons, every step by a key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _, language, ngettext
from kontor.calendar.kinds.polls import Standing, Vote
from kontor.calendar.poll_words import SOURCES
from kontor.calendar.queries.poll_mails import poll_text
from kontor.calendar.queries.polls import Sheet
from kontor.calendar.rules.poll_text import length
from kontor.tui.action import LIST
from kontor.tui.screens.base import BaseScreen, empty_lines, give_title
from kontor.tui.screens.calendar import poll_forms as forms
from kontor.tui.screens.calendar.names import POLLED, VOTED, proposal_text
from kontor.tui.screens.calendar.poll_grid import BEST, NEEDED, PollGrid
from kontor.tui.screens.calendar.poll_steps import STEPS, PollSteps, next_step, rank_lines
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import Letters, Paper
from kontor.tui.sheet import Block, Facts, Head, Note, tone_style
from kontor.tui.text import Part, stacked
from kontor.tui.widgets.plain import Words

_TURN = {None: Vote.YES, Vote.YES: Vote.MAYBE, Vote.MAYBE: Vote.NO, Vote.NO: None}


def ranking_parts(one: Sheet, chosen: int = 0) -> list[list[Part]]:
    """A line a proposal: place, number, time, why."""
    answered = any(who.votes for who in one.people)
    lines: list[list[Part]] = []
    ranked = rank_lines(one)
    wide = max((len(proposal_text(row.proposal, year=False)) for row, _why in ranked), default=0)
    for row, why in ranked:
        number = row.proposal.number
        style = "bold $signal" if number == chosen else ""
        tone = _tone(row) if answered else "$ink-soft"
        fixed = f"{POLLED['final'].sign} " if number == one.poll.chosen else ""
        lines.append([
            (f"{row.place}. ", "$ink-soft"), (f"[{number}] ", style or "$ink-soft"),
            (proposal_text(row.proposal, year=False).ljust(wide + 2), style or "bold"),
            (fixed, "bold $good"), (why, tone),
        ])  # fmt: skip
    return lines


def _tone(one: Standing) -> str:
    if one.refused_by or one.nobody:
        return "$bad"
    return "$warn" if one.missing or one.unsure else "$good"


class PollScreen(PollSteps, BaseScreen):
    """The grid of one poll; arrows and one key enter an answer, `w` goes on."""

    CANCEL = N_("Take back")
    KINDS: ClassVar[tuple[str, ...]] = (LIST,)
    NAME, HANDBOOK = "calendar.poll", "polls"
    HINTS = ("step.next", "poll.yes", "poll.maybe", "poll.no", "actions.menu")
    AUTO_FOCUS = "#poll-grid"

    def __init__(self, record: int) -> None:
        super().__init__()
        self.record = record
        self.sheet: Sheet | None = None

    # frame

    def body(self) -> ComposeResult:
        """Head, grid, ranking."""
        with Vertical(id="poll-pane", classes="pane"):
            yield Words(id="poll-head")
            yield PollGrid()
            yield Words(id="poll-rank")

    def on_mount(self) -> None:
        """Read it."""
        self.requery()

    def crumb(self) -> str:
        """What it is about."""
        return self.sheet.poll.subject if self.sheet else _("Date poll")

    @property
    def grid(self) -> PollGrid:
        """The grid."""
        return self.query_one(PollGrid)

    def poll_key(self) -> int | None:
        """This one."""
        return self.record

    def requery(self) -> None:
        """Read it again; the cursor stays."""
        self.sheet = self.the_sheet()
        grid = self.grid
        grid.display = bool(self.sheet and (self.sheet.slots or self.sheet.people))
        if self.sheet is not None:
            grid.show(self.sheet)
        give_title(self.query_one("#poll-pane"), top=self.crumb())
        self._tell()
        self.repaint_frame()

    def on_poll_grid_moved(self, event: PollGrid.Moved) -> None:
        """Another answer."""
        event.stop()
        self._tell()
        self.repaint_frame()

    def _tell(self) -> None:
        head, below = self.query_one("#poll-head", Words), self.query_one("#poll-rank", Words)
        one = self.sheet
        if one is None:
            head.say((_("This record is gone."), "$warn"))
            below.say("")
            return
        head.say(*self._head(one))
        if not one.slots or not one.people:
            below.say(stacked("", *self._empty(one)))
            return
        chosen = self.grid.slot.number if self.grid.slot else 0
        below.say(stacked(*self._seen(ranking_parts(one, chosen), chosen)))

    def _seen(self, lines: list[list[Part]], chosen: int) -> list[list[Part]]:
        """As many as there is room for, the one of the cursor among them."""
        room = self.query_one("#poll-rank", Words).size.height
        if not 1 < room < len(lines):
            return lines
        places = [one.proposal.number for one, _why in rank_lines(self.sheet)] if self.sheet else []
        if chosen in places[room:]:
            return [*lines[: room - 1], lines[places.index(chosen)]]
        return lines

    def on_resize(self) -> None:
        """The ranking has another height."""
        self.call_after_refresh(self._tell)

    def _head(self, one: Sheet) -> list[Part]:
        poll = one.poll
        state = POLLED[poll.state]
        parts: list[Part] = [(f"{state.sign} {_(state.word)}   ", tone_style(state.tone) or "bold")]
        if step := next_step(one, self.kontor.today()):
            key = self.kontor.key_of("step.next")
            parts += [(f"{key} ", "bold $signal"), (_(STEPS[step]), "bold"), "   "]
        by = _("answers by {day}").format(day=format_day(poll.answer_by)) if poll.answer_by else ""
        about = filter(None, (length(poll.minutes, language()), poll.place, by))
        parts.append((" · ".join(about), "$ink-soft"))
        return parts

    def _empty(self, one: Sheet) -> list[str]:
        said = _("No times are proposed yet.") if not one.slots else _("Nobody is asked yet.")
        return empty_lines(said, [self.hint_line("poll.slot"), self.hint_line("poll.person")])

    def status(self) -> Sequence[tuple[str, str]]:
        """Who has answered; what the signs mean."""
        one = self.sheet
        if one is None:
            return ()
        answered = sum(1 for who in one.people if who.votes)
        said = ngettext("{done} of {count} person answered", "{done} of {count} people answered",
                        len(one.people)).format(done=answered, count=len(one.people))  # fmt: skip
        signs = f"  {NEEDED} {_('needed')}  {BEST} {_('stands first')}"
        return [(said, ""), (signs, "$ink-soft")]

    def why_not(self, name: str) -> str:
        """What the state forbids, and what needs a person and a time."""
        why = super().why_not(name) or self.why_not_poll(name)
        nowhere = self.grid.person is None or self.grid.slot is None
        if not why and nowhere and name in {"poll.yes", "poll.maybe", "poll.no", "poll.turn"}:
            return _("Propose a time and ask somebody first.")
        return why

    # answers

    def do_poll_yes(self) -> None:
        """Yes; on to the next time."""
        self._vote(Vote.YES, on=True)

    def do_poll_maybe(self) -> None:
        """If need be; on to the next time."""
        self._vote(Vote.MAYBE, on=True)

    def do_poll_no(self) -> None:
        """No; on to the next time."""
        self._vote(Vote.NO, on=True)

    def do_poll_turn(self) -> None:
        """The next answer; after no comes none."""
        who, slot = self.grid.person, self.grid.slot
        if who is not None and slot is not None:
            cast = who.votes.get(slot.number)
            self._vote(_TURN[cast.vote if cast else None], on=False)

    def _vote(self, vote: Vote | None, *, on: bool) -> None:
        from kontor.calendar.service.poll_answers import set_votes

        who, slot = self.grid.person, self.grid.slot
        if who is None or slot is None:
            return
        if on:
            self.grid.step(1)
        self.kontor.run_case(
            set_votes, self.record, who.id, {slot.number: vote}, self.kontor.today()
        )

    def do_poll_say(self) -> None:
        """An answer in its own words, typed or pasted."""
        if self.sheet is not None:
            who = self.grid.person
            self.app.push_screen(forms.SaidForm(self.record, who.number if who else 1))

    # what belongs to it

    def do_poll_final(self) -> None:
        """The time under the cursor."""
        one, slot = self.sheet, self.grid.slot
        if one is None or slot is None:
            return
        self.fix(one, self.grid.standing[slot.number])

    def fix_best(self) -> None:
        """The time that stands first, with the cursor on it."""
        if self.grid.first:
            self.grid.choose(self.grid.first)
        super().fix_best()

    def do_record_cancel(self) -> None:
        """Take the time or the person back, or give the poll up."""
        who, slot = self.grid.person, self.grid.slot
        items = []
        if slot is not None:
            items.append(("t", _("The time {time}").format(time=proposal_text(slot.proposal)), "t"))
        if who is not None:
            items.append(("p", _("The person {name}, with the answers").format(name=who.name), "p"))
        items.append(("a", _("The whole poll: what was kept free vanishes"), "a"))

        def take(choice: str | None) -> None:
            from kontor.calendar.service.polls import drop_person, drop_proposal

            if choice == "t" and slot is not None:
                self.kontor.run_case(drop_proposal, self.record, slot.number)
            elif choice == "p" and who is not None:
                self.kontor.run_case(drop_person, self.record, str(who.number))
            elif choice == "a":
                PollSteps.do_record_cancel(self)

        self.app.push_screen(Letters(_("What is taken back?"), items), take)

    def do_record_open(self) -> None:
        """The person under the cursor: must, or may."""
        who = self.grid.person
        if who is not None:
            self.ask_needed(forms.ref_of(who), who.name)

    def do_record_explain(self) -> None:
        """The time under the cursor: who says what, how it came, where it stands."""
        one, slot = self.sheet, self.grid.slot
        if one is None or slot is None:
            return
        standing = self.grid.standing[slot.number]
        why = next(why for row, why in rank_lines(one) if row.proposal.number == slot.number)
        place = _("Place {place} of {count}").format(place=standing.place, count=len(one.slots))
        rows = []
        for who in one.people:
            cast = who.votes.get(slot.number)
            if cast is None:
                rows.append((who.name, _("no answer")))
                continue
            state = VOTED[cast.vote]
            how = f"{_(SOURCES[cast.source])}, {format_day(cast.day)}"
            rows.append((who.name, f"{state.sign} {_(state.word)} ({how})"))
        rule = _("First what suits all who are needed; then every yes counts two, if need be one; "
                 "among equal ones the earlier time.")  # fmt: skip
        blocks: list[Block] = [
            Head(proposal_text(slot.proposal), place), Note(N_("Why"), why),
            Facts(*rows, title=N_("Answers")), Note(N_("Ranking"), rule),
        ]  # fmt: skip
        self.app.push_screen(Paper(_("Why it stands there"), blocks))

    def do_copy_menu(self) -> None:
        """The words of the mail, for telephone or chat."""
        one = self.sheet
        if one is None:
            return
        with self.kontor.store.read() as con:
            subject, text = poll_text(con, one)
            again = poll_text(con, one, reminder=True)[1]
        offers = {"text": text, "again": again, "subject": subject}
        entries = [
            Entry("text", _("Text of the mail"), one.poll.subject),
            Entry("again", _("Text of the reminder"), one.poll.subject),
            Entry("subject", _("Subject"), subject),
        ]

        def take(value: str | None) -> None:
            if value:
                self.kontor.copy_out(offers[value])

        self.app.push_screen(Chooser(_("Copy"), entries), take)

    async def do_actions_menu(self) -> None:
        """Everything that is possible now."""
        await self.kontor.choose_action(self)
