"""A ballot of an election: candidates with votes, the result below while typing; acceptance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.base.text import quoted
from kontor.calendar.kinds.meetings import By, Contest, ItemKind, Role, Tie
from kontor.calendar.queries import meetings
from kontor.calendar.queries.meeting_votes import Election, election
from kontor.calendar.rules.elections import Ballot, Outcome, elect, explain
from kontor.tui.screens.calendar.meeting_forms import (
    MeetingPart,
    checked,
    in_meeting,
    names_in,
    now,
    whole,
)
from kontor.tui.screens.calendar.meeting_sheet import quorum_parts
from kontor.tui.screens.calendar.meeting_votes import TopSummary
from kontor.tui.screens.dialogs import Letters
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field

_LINE = re.compile(r"^(?P<name>.*?\S)[\s:=]+(?P<votes>\d{1,9})$")
_CONTESTS = (
    Choice(Contest.RELATIVE, N_("most votes")), Choice(Contest.ABSOLUTE, N_("more than half")),
)  # fmt: skip
_TIES = (Choice(Tie.RUNOFF, N_("second ballot")), Choice(Tie.LOT, N_("lot")))


def candidates(text: str) -> dict[str, int]:
    """Candidates with their votes: one a line, the number behind the name.

    Raises:
        InputError: a line has no number, or a name stands twice.
    """
    found: dict[str, int] = {}
    for row in text.splitlines():
        if not row.strip():
            continue
        read = _LINE.match(row.strip())
        if read is None:
            raise InputError(N_("Write the votes behind the name: {text}"), text=quoted(row))
        if read["name"] in found:
            raise InputError(N_("{name} stands there twice."), name=read["name"])
        found[read["name"]] = int(read["votes"])
    return found


class ElectionForm(TopSummary, MeetingPart):
    """One ballot; where nobody has enough the second follows at once."""

    NAME, HANDBOOK = "calendar.election", "meetings#elections"
    SAVE = N_("Ballot held")

    def __init__(
        self, meeting: int, *, item: int | None = None, post: str = "",
        before: Election | None = None,
    ) -> None:  # fmt: skip
        super().__init__(meeting)
        self._item, self._post, self._before = item, post, before

    @classmethod
    def again(cls, before: Election) -> ElectionForm:
        """The second ballot between those who are left."""
        return cls(before.meeting, post=before.post, before=before)

    def crumb(self) -> str:
        """The first, or the second."""
        return _("Second ballot") if self._before else _("Election")

    def fields(self) -> Sequence[Field]:
        """Post and candidates first; how it is won is what the first ballot said."""
        with self.kontor.store.read() as con:
            there = meetings.items(con, self.meeting)
            self._hall = meetings.hall(con, self.meeting)
            people = [who.name for who in meetings.persons(con, self.meeting)
                      if who.role is Role.MEMBER]  # fmt: skip
        before = self._before
        called = next((i for i in there if i.began and not i.ended), None)
        first = called or next((i for i in there if i.kind is ItemKind.ELECTION), None)
        number = self._item or (first.number if first else 1)
        if before is not None:
            number = next((i.number for i in there if i.id == before.item), number)
        post = self._post or (first.title if first and first.kind is ItemKind.ELECTION else "")
        names = before.outcome.again if before else ()
        return (
            Field("post", N_("What is elected"), required=True, default=post),
            Field("votes", N_("Candidates"), "multiline", required=True, read=candidates,
                  default="\n".join(f"{name} " for name in names),
                  help=_("a line each, votes behind: {name} 7; a list counts as one").format(
                      name=people[0] if people else "Lindner")),
            Field("seats", N_("Seats"), read=whole, limit=2,
                  default=str(before.outcome.seats_left if before else 1)),
            Field("contest", N_("Elected by"), "choice", choices=_CONTESTS,
                  default=(before.contest if before else Contest.RELATIVE).value),
            Field("tie", N_("In a tie"), "choice", choices=_TIES,
                  default=(Tie.LOT if before else Tie.RUNOFF).value),
            Field("lots", N_("The lot fell on"), help=N_("only after a tie; names with commas")),
            Field("ballots", N_("Ballots"), read=whole,
                  help=N_("where each names several; else empty")),
            Field("item", N_("Agenda item"), "choice", required=True, default=str(number),
                  choices=tuple(Choice(str(i.number), f"{i.number}. {i.title}") for i in there)),
        )  # fmt: skip

    def _outcome(self, values: dict[str, Any]) -> Outcome:
        ballot = Ballot(
            values.get("votes") or {}, values.get("seats") or 1, Contest(values["contest"]),
            Tie(values["tie"]), values.get("ballots") or 0,
        )  # fmt: skip
        there = self._hall.presence
        present = there.votes if self._hall.terms.by is By.VOTES else there.heads
        if ballot.ballots > present:
            raise InputError(
                N_("{given} votes were counted, but only {present} are there."),
                given=ballot.ballots, present=present, field="votes",
            )  # fmt: skip
        return elect(ballot, names_in(values.get("lots") or ""))

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """The quorum, and who is elected as it would be now."""
        parts: list[Part] = [*quorum_parts(self._hall.standing), ("\n", "")]
        if not values.get("votes"):
            return [*parts, (_("Who is elected stands here while the votes are typed."),
                             "$ink-soft")]  # fmt: skip
        try:
            outcome = self._outcome(values)
        except KontorError as error:
            return [*parts, (str(error), "$bad")]
        done = not (outcome.drawn or outcome.again)
        sign, style = ("✓ ", "$good") if done and outcome.elected else ("? ", "$warn")
        return [*parts, (sign + explain(outcome, values["votes"]), style)]

    def save(self, values: dict[str, Any]) -> None:
        """Hold it; a lot that is needed has to be drawn first."""
        from kontor.calendar.model.meeting_inputs import ElectionInput
        from kontor.calendar.service.meeting_votes import hold_election

        try:
            drawn = self._outcome(values).drawn
        except KontorError as error:
            self.refused(error)
            return
        if drawn:
            self.refused(
                InputError(
                    N_("The lot decides between {names}: draw it, then say on whom it fell."),
                    names=", ".join(drawn),
                    field="lots",
                )
            )
            return  # fmt: skip
        given = {
            **values, "item": int(values["item"]), "lots": names_in(values.get("lots") or ""),
            "before": self._before.id if self._before else None,
            "at": in_meeting(self.read_meeting()),
        }  # fmt: skip
        self.hand(hold_election, self.meeting, checked(self, ElectionInput, given), now())

    def after(self, result: Any) -> None:
        """The second ballot where one is needed; who was elected says whether he accepts."""
        key, outcome = result
        below = self.app.screen
        if outcome.again:
            with self.kontor.store.read() as con:
                held = election(con, key)
            self.app.push_screen(ElectionForm.again(held))
        if outcome.elected:
            ask_acceptance(below, key, list(outcome.elected))


def ask_acceptance(screen: Any, key: int, names: Sequence[str]) -> None:
    """Ask one after the other whether they accept; Esc leaves it open."""
    if not names:
        return
    name, *rest = names
    items = [("j", _("accepts the election"), "accepted"),
             ("n", _("declines the election"), "declined")]  # fmt: skip

    def take(said: str | None) -> None:
        from kontor.calendar.model.meeting_inputs import AcceptInput
        from kontor.calendar.service.meeting_votes import accept_election

        if said:
            with screen.kontor.store.read() as con:
                one = meetings.meeting(con, election(con, key).meeting)
            data = AcceptInput.model_validate({"name": name, "acceptance": said})
            screen.kontor.run_case(
                accept_election,
                key,
                data,
                one.closed or in_meeting(one),
                then=lambda _done: ask_acceptance(screen, key, rest),
            )

    screen.app.push_screen(Letters(_("{name} was elected").format(name=name), items), take)
