"""The rules of each kind of meeting with their law; what articles or statutes say above it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from kontor.base.i18n import N_, _, ngettext
from kontor.calendar.kinds.meetings import (
    Base,
    By,
    Form,
    Majority,
    MeetingKind,
    NoticeUnit,
    QuorumBase,
    Terms,
)
from kontor.calendar.meeting_words import BASES, FORMS, MAJORITIES, QUORUMS, STATUS
from kontor.calendar.queries.meeting_terms import kind_word, motion_kinds, motion_name, terms_on
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.calendar.meeting_forms import checked, whole
from kontor.tui.screens.dialogs import Paper
from kontor.tui.screens.input_form import InputForm
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Grid, Head
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, MUTED, Column, Kind, State
from kontor.tui.widgets.fields import Choice, Field

_WHOSE: dict[str, State] = {
    "law": State("§", N_("law"), MUTED), "own": State("✓", N_("articles"), GOOD),
}  # fmt: skip
_MOTIONS = (
    Column(N_("Motion"), width=26, grow=1),
    Column(N_("Majority"), width=30, grow=1),
    Column(N_("Law"), width=18),
)
_BY = {"heads": N_("heads"), "votes": N_("shares")}
_YES_NO = (Choice("", "–"), Choice("1", N_("yes")), Choice("0", N_("no")))


def notice_words(one: Terms) -> str:
    """A period of notice in words."""
    amount = one.notice.amount
    if not amount:
        return "–"
    if one.notice.unit is NoticeUnit.WEEKS:
        text = ngettext("{count} week", "{count} weeks", amount).format(count=amount)
    else:
        text = ngettext("{count} day", "{count} days", amount).format(count=amount)
    post = one.notice.post_days
    more = ngettext("{count} working day of post", "{count} working days of post", post)
    return f"{text} + {more.format(count=post)}" if post else text


def quorum_words(one: Terms) -> str:
    """A quorum in words."""
    quorum = one.quorum
    if quorum.base is QuorumBase.NONE:
        return "–"
    sign = ">" if quorum.more else "≥"
    return f"{sign} {quorum.num}/{quorum.den} {_(QUORUMS[quorum.base])}"


def rule_blocks(con: Any, kind: MeetingKind, day: date) -> list[Block]:
    """The rules of a kind on a day, with where they stand."""
    one = terms_on(con, kind, day)
    rows = [
        (motion_name(m), f"{_(MAJORITIES[m.majority])} {_(BASES[m.base])}",
         _("articles") if m.own else m.law)
        for m in motion_kinds(con, kind, day)
    ]  # fmt: skip
    late = one.notice.agenda_days
    return [
        Head("", kind_word(kind), _WHOSE["own" if one.own else "law"]),
        Facts(
            (N_("Notice"), notice_words(one)), (N_("Form asked for"), _(FORMS[one.form])),
            (N_("Items announced"), _("{count} days before").format(count=late) if late else None),
            (N_("Quorum"), quorum_words(one)), (N_("Votes"), _(_BY[one.by])),
            (N_("Proxies"), _("yes") if one.proxies else _("no")),
            (N_("Chair decides a tie"), _("yes") if one.chair_casts else _("no")),
            (N_("Days to object"), one.objection_days or None),
            (N_("Law"), one.law), (N_("Source"), one.source), (N_("Status"), _(STATUS[one.status])),
        ),
        Grid(_MOTIONS, rows, N_("Majorities")),
    ]  # fmt: skip


class MeetingRules(ListScreen):
    """Notice, form, quorum and votes of each kind; `e` puts the own articles above the law."""

    NAME, TITLE, HANDBOOK = "calendar.meeting_rules", N_("Rules of meetings"), "meetings#own-rules"
    HINTS = ("record.edit", "rules.majority", "record.open", "actions.menu")
    COLUMNS = (
        Column(N_("Kind"), Kind.NAME, 24, grow=2, least=18),
        Column(N_("Notice"), width=24, grow=1, least=16, priority=2),
        Column(N_("Form asked for"), width=20, priority=6),
        Column(N_("Quorum"), width=16, priority=3),
        Column(N_("Whose"), Kind.STATE, 12, states=_WHOSE),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Kind")}

    def source(self) -> Source:
        """All kinds as they hold today."""
        with self.kontor.store.read() as con:
            self._terms = {
                place: terms_on(con, kind, self.kontor.today())
                for place, kind in enumerate(MeetingKind, start=1)
            }
        return MemorySource(
            [Row(place, (place,), (kind_word(one.kind), notice_words(one), _(FORMS[one.form]),
                                   quorum_words(one), "own" if one.own else "law"))
             for place, one in self._terms.items()]
        )  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """All of its rules."""
        with self.kontor.store.read() as con:
            return rule_blocks(con, self._terms[row.id].kind, self.kontor.today())

    def do_record_open(self) -> None:
        """All of its rules in a window."""
        if self.row is not None:
            self.app.push_screen(Paper(_(self.TITLE), self.preview(self.row)))

    def do_record_edit(self) -> None:
        """What the articles say."""
        if self.row is not None:
            self.app.push_screen(TermsForm(self._terms[self.row.id]))

    def do_rules_majority(self) -> None:
        """The own majority of a kind of motion."""
        if self.row is not None:
            self.app.push_screen(MajorityForm(self._terms[self.row.id].kind))


class TermsForm(InputForm):
    """What articles or statutes say above the law, from a day on; empty fields stay as the law."""

    NAME, HANDBOOK = "calendar.meeting_terms", "meetings#own-rules"

    def __init__(self, terms: Terms) -> None:
        super().__init__()
        self.terms = terms

    def crumb(self) -> str:
        """Of which kind."""
        return _("Own rules: {kind}").format(kind=kind_word(self.terms.kind))

    def fields(self) -> Sequence[Field]:
        """Where it stands comes first; as a help what holds without it."""
        one = self.terms
        units = (Choice("", "–"), Choice(NoticeUnit.DAYS, N_("days")),
                 Choice(NoticeUnit.WEEKS, N_("weeks")))  # fmt: skip
        forms = (Choice("", "–"), *(Choice(form, FORMS[form]) for form in Form))
        bases = (Choice("", "–"), *(Choice(base, QUORUMS[base]) for base in QuorumBase))
        counted = (Choice("", "–"), *(Choice(by, _BY[by]) for by in By))
        holds = _("now: {value}")
        return (
            Field("source", N_("Where it stands"), required=True,
                  help=N_("such as § 8 of the articles")),
            Field("valid_from", N_("From"), "date", default=self.kontor.today(), past=True),
            Field("notice", N_("Notice"), read=whole, help=holds.format(value=notice_words(one))),
            Field("unit", N_("Days or weeks"), "choice", choices=units),
            Field("post_days", N_("Post days"), read=whole, limit=2),
            Field("form", N_("Form asked for"), "choice", choices=forms),
            Field("quorum_num", N_("Quorum"), help=holds.format(value=quorum_words(one)),
                  read=_fraction, show=lambda pair: f"{pair[0]}/{pair[1]}"),
            Field("quorum_base", N_("Quorum of"), "choice", choices=bases),
            Field("quorum_more", N_("More than that"), "choice", choices=_YES_NO),
            Field("weighed", N_("Counted by"), "choice", choices=counted),
            Field("proxies", N_("Proxies"), "choice", choices=_YES_NO),
            Field("chair_casts", N_("Chair decides a tie"), "choice", choices=_YES_NO),
            Field("objection_days", N_("Days to object"), read=whole),
        )  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Put it above the law."""
        from kontor.calendar.model.meeting_inputs import MeetingTermsInput
        from kontor.calendar.service.meetings import set_terms

        values["kind"] = self.terms.kind
        pair = values.pop("quorum_num")
        if pair:
            values["quorum_num"], values["quorum_den"] = pair
        data = checked(self, MeetingTermsInput, values)
        if data is not None:
            self.kontor.run_case(
                set_terms, data, self.kontor.today(), then=self.saved, otherwise=self.refused
            )


def _fraction(text: str) -> tuple[int, int]:
    """A part of the whole: 3/4, or a half.

    Raises:
        InputError: it is none.
    """
    num, _sep, den = text.partition("/")
    return whole(num.strip()), whole(den.strip() or "1")


class MajorityForm(InputForm):
    """The own majority of a kind of motion."""

    NAME, HANDBOOK = "calendar.meeting_majority", "meetings#own-rules"

    def __init__(self, kind: MeetingKind) -> None:
        super().__init__()
        self.kind = kind

    def crumb(self) -> str:
        """Of which kind of meeting."""
        return _("Own majority: {kind}").format(kind=kind_word(self.kind))

    def fields(self) -> Sequence[Field]:
        """Which motion, and what it needs."""
        with self.kontor.store.read() as con:
            there = motion_kinds(con, self.kind, self.kontor.today())
        return (
            Field("motion", N_("Motion"), "choice", required=True, default=there[0].motion,
                  choices=tuple(Choice(one.motion, motion_name(one)) for one in there)),
            Field("majority", N_("Majority"), "choice", required=True,
                  default=there[0].majority.value,
                  choices=tuple(Choice(one, MAJORITIES[one]) for one in Majority)),
            Field("base", N_("Counted of"), "choice", required=True, default=Base.CAST.value,
                  choices=tuple(Choice(one, BASES[one]) for one in Base)),
            Field("source", N_("Where it stands"), required=True,
                  help=N_("such as § 8 of the articles")),
            Field("valid_from", N_("From"), "date", default=self.kontor.today(), past=True),
        )  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Put it above the law."""
        from kontor.calendar.model.meeting_inputs import MajorityInput
        from kontor.calendar.service.meetings import set_majority

        data = checked(self, MajorityInput, {**values, "kind": self.kind})
        if data is not None:
            self.kontor.run_case(
                set_majority, data, self.kontor.today(), then=self.saved, otherwise=self.refused
            )
