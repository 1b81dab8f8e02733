"""Motions and votes of a meeting: typed with the result below, as it would be now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical

from kontor.base.errors import KontorError
from kontor.base.i18n import N_, _
from kontor.base.text import fit
from kontor.calendar.kinds.meetings import Choice as Voted
from kontor.calendar.kinds.meetings import Count, ItemKind, Role
from kontor.calendar.meeting_words import BASES, MAJORITIES
from kontor.calendar.queries import meeting_votes, meetings
from kontor.calendar.queries.meeting_terms import motion_kinds, motion_name
from kontor.calendar.queries.meetings import Hall
from kontor.calendar.rules.majority import decide, explain
from kontor.calendar.rules.quorum import voters, weight
from kontor.tui.screens.calendar.meeting_forms import (
    MeetingPart,
    checked,
    in_meeting,
    now,
    whole,
)
from kontor.tui.screens.calendar.meeting_sheet import quorum_parts
from kontor.tui.screens.dialogs import Push, Tell
from kontor.tui.screens.form import FormScreen
from kontor.tui.text import Part, Rows, joined, line
from kontor.tui.widgets.fields import Choice, Field
from kontor.tui.widgets.form import Form
from kontor.tui.widgets.plain import Words

_WORDING = 150  # cells of a long motion that stay in sight
_BY_NAME = 12  # so many voters are asked one by one; more are counted
_WEIGHED = (
    Choice("", N_("as the rules say")), Choice("heads", N_("heads")), Choice("votes", N_("shares")),
)  # fmt: skip
_VOTES = (
    Choice("", "–"), Choice("yes", N_("yes")), Choice("no", N_("no")),
    Choice("abstain", N_("abstained")),
)  # fmt: skip


def no_quorum(screen: Any, meeting: int) -> bool:
    """Whether nothing can be decided now; then a window says why, and what helps."""
    with screen.kontor.store.read() as con:
        now_ = meetings.hall(con, meeting).standing
        people = meetings.persons(con, meeting)
    if now_.ok:
        return False
    away = ", ".join(who.name for who in people if who.role is Role.MEMBER and not who.here)
    key = screen.kontor.key_of
    text: Rows = [
        joined(*quorum_parts(now_)), "", _("Missing: {names}").format(names=away or "–"), "",
        _("Without a quorum nothing can be decided. What helps:"),
        _("{key}  somebody comes, or comes back").format(key=key("meeting.come")),
        _("{key}  a proxy for who is away").format(key=key("meeting.proxy")),
        _("{key}  close: what is left is postponed").format(key=key("meeting.close")),
    ]  # fmt: skip
    screen.app.push_screen(Tell(_("No vote without a quorum"), text, tone="-heavy"))
    return True


class TopSummary(FormScreen):
    """A mixin: quorum and result stay in sight above the fields, however many there are."""

    def body(self) -> ComposeResult:
        """Summary, fields, button."""
        self._form = Form(self.fields(), self.start(), self.kontor.today)
        with Vertical(id="form-pane", classes="pane"):
            yield Words(id="form-summary", classes="-top")
            yield self._form
            yield Push(_(self.SAVE), self.kontor.key_of("form.save"), "form.save")


class MotionForm(MeetingPart):
    """A motion; its kind says which majority it needs."""

    NAME, HANDBOOK = "calendar.motion", "meetings#voting"

    def __init__(self, meeting: int, item: int | None = None) -> None:
        super().__init__(meeting)
        self._item = item

    def crumb(self) -> str:
        """What it is."""
        return _("Motion")

    def fields(self) -> Sequence[Field]:
        """The item that is called comes first."""
        one = self.read_meeting()
        with self.kontor.store.read() as con:
            there = meetings.items(con, self.meeting)
            kinds = motion_kinds(con, one.kind, one.day)
            people = meetings.persons(con, self.meeting)
        current = self._item or next((i.number for i in there if i.began and not i.ended), None)
        first = current or next((i.number for i in there if i.kind is ItemKind.DECISION), 1)
        names = tuple(Choice(who.name, who.name) for who in people if who.role is Role.MEMBER)
        return (
            Field("item", N_("Agenda item"), "choice", required=True, default=str(first),
                  choices=tuple(Choice(str(i.number), f"{i.number}. {i.title}") for i in there)),
            Field("wording", N_("Wording"), "multiline", required=True, limit=4000),
            Field("motion", N_("Kind"), "choice", default=kinds[0].motion,
                  choices=tuple(Choice(kind.motion, motion_name(kind)) for kind in kinds)),
            Field("way", N_("Vote"), "choice", default="open",
                  choices=(Choice("open", N_("openly")), Choice("secret", N_("in secret")))),
            Field("weighed", N_("Counted by"), "choice", choices=_WEIGHED),
            Field("banned", N_("Must not vote"), "choice", choices=(Choice("", "–"), *names)),
            Field("proposer", N_("Proposed by")),
        )  # fmt: skip

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """The majority with its law."""
        one = self.read_meeting()
        with self.kontor.store.read() as con:
            kinds = {kind.motion: kind for kind in motion_kinds(con, one.kind, one.day)}
        kind = kinds.get(values.get("motion") or "")
        if kind is None:
            return ()
        text = f"{_(MAJORITIES[kind.majority])} {_(BASES[kind.base])}"
        return [(text, "bold"), (f"  {kind.law}", "$ink-soft")]

    def save(self, values: dict[str, Any]) -> None:
        """Write it down; the vote comes next."""
        from kontor.calendar.model.meeting_inputs import MotionInput
        from kontor.calendar.service.meeting_votes import new_motion

        values["item"] = int(values["item"])
        values["banned"] = [values["banned"]] if values.get("banned") else []
        self.send(new_motion, self.meeting, model=MotionInput, values=values)

    def after(self, result: Any) -> None:
        """Vote at once where the meeting runs."""
        running = isinstance(result, int) and self.read_meeting().running
        if running and not no_quorum(self, self.meeting):
            self.app.push_screen(VoteForm(self.meeting, result))


class VoteForm(TopSummary, MeetingPart):
    """A vote: by name for a few, counted for many or in secret; the result above, explained."""

    NAME, HANDBOOK = "calendar.vote", "meetings#voting"
    SAVE = N_("Vote held")

    def __init__(self, meeting: int, motion: int) -> None:
        super().__init__(meeting)
        self.motion = motion

    def crumb(self) -> str:
        """What is voted on."""
        return _("Vote")

    def fields(self) -> Sequence[Field]:
        """One field a voter, or the counts."""
        with self.kontor.store.read() as con:
            self._one = meeting_votes.motion(con, self.motion)
            self._hall: Hall = meetings.hall(con, self.meeting)
            self._body = meeting_votes.voting_body(con, self._one, self._hall)
            banned = meeting_votes.banned(con, self.motion)
            people = {who.id: who for who in meetings.persons(con, self.meeting)}
        self._acting = voters(self._hall.seats, self._hall.there, banned)
        self._chair = self.read_meeting().chair
        self._weights = {s.person: weight(s, self._one.weighed) for s in self._hall.seats}
        self._names = {key: people[key].name for key in self._acting}
        effective = Field("effective", N_("Effective from"), "date", help=N_("empty: at once"))
        if self._one.way == "open" and len(self._acting) <= _BY_NAME:
            named = (
                Field(f"v{key}", self._label(key, who, people), "choice", choices=_VOTES)
                for key, who in self._acting.items()
            )
            return (*named, effective)
        numbers = (("yes", N_("Yes")), ("no", N_("No")), ("abstain", N_("Abstained")),
                   ("invalid", N_("Invalid")))  # fmt: skip
        chair = Field("chair", N_("Vote of the chair"), "choice", choices=_VOTES,
                      help=N_("decides a tie"))  # fmt: skip
        counted = tuple(Field(name, label, read=whole) for name, label in numbers)
        return (*counted, *((chair,) if self._one.chair_casts else ()), effective)

    def _label(self, key: int, who: int, people: dict[int, Any]) -> str:
        name = people[key].name
        if self._one.weighed == "votes":
            name = f"{name} · {self._weights[key]}"
        return name if key == who else f"{name} ({people[who].name})"

    def _counted(self, values: dict[str, Any]) -> tuple[Count, dict[str, str]]:
        chosen = {key: values.get(f"v{key}") for key in self._acting}
        if not any(f"v{key}" in values for key in self._acting):
            return Count(*(values.get(choice.value) or 0 for choice in Voted)), {}
        sums = dict.fromkeys(Voted, 0)
        for key, choice in chosen.items():
            if choice:
                sums[Voted(choice)] += self._weights[key]
        return Count(*sums.values()), {self._names[k]: c for k, c in chosen.items() if c}

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """The quorum and the result as it would be now, explained."""
        parts: list[Part] = [*quorum_parts(self._hall.standing), ("\n", "")]
        parts += [(fit(line(self._one.wording), _WORDING) + "\n", "bold")]
        count, _names = self._counted(values)
        if not count.total:
            need = f"{_(MAJORITIES[self._one.majority])} {_(BASES[self._one.base])}"
            return [*parts, (_("Needed: {majority}").format(majority=need), "$ink-soft")]
        chair = values.get(f"v{self._chair}") or values.get("chair")
        try:
            decision = decide(count, self._one.need, self._body, Voted(chair) if chair else None)
        except KontorError as error:
            return [*parts, (str(error), "$bad")]
        sign, style = ("✓ ", "$good") if decision.adopted else ("✗ ", "$bad")
        return [*parts, (sign, f"bold {style}"), (explain(decision), style)]

    def save(self, values: dict[str, Any]) -> None:
        """Note the vote."""
        from kontor.calendar.model.meeting_inputs import VoteInput
        from kontor.calendar.service.meeting_votes import vote

        count, names = self._counted(values)
        given: dict[str, Any] = {"names": names} if names else count._asdict()
        given |= {"chair": values.get("chair"), "effective": values.get("effective")}
        data = checked(self, VoteInput, {**given, "at": in_meeting(self.read_meeting())})
        if data is not None:
            self.kontor.run_case(
                vote, self.motion, data, now(), then=self.saved, otherwise=self.refused
            )
