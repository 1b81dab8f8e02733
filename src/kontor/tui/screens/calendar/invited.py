"""Invitations on the screen: who is asked to an appointment, and how the answers of all stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from textual.app import ComposeResult

from kontor.base.dates import now_utc
from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _, ngettext
from kontor.calendar.invitation_words import (
    INVITE_CHANNELS,
    MESSAGE_STATES,
    MESSAGES,
    ROLES,
)
from kontor.calendar.kinds.invitations import (
    InviteChannel,
    Invited,
    InviteRole,
    InviteState,
    Message,
    MessageState,
    Proposal,
    ProposalState,
)
from kontor.calendar.queries import invitations as queries
from kontor.calendar.queries.events import events, root
from kontor.calendar.queries.outgoing import preview
from kontor.calendar.rules.wording import when
from kontor.company import queries as company
from kontor.tui.protocols import Hit, Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.calendar.invite_reading import import_calendar_from, read_answers_from
from kontor.tui.screens.calendar.invite_sending import SendingScreen, hand_on, settle_waiting
from kontor.tui.screens.calendar.names import ANSWERED
from kontor.tui.screens.chooser import Chooser
from kontor.tui.screens.dialogs import Letters, Paper
from kontor.tui.screens.input_form import InputForm
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.sales.customers import customer_hits
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.text import Part
from kontor.tui.widgets.columns import GOOD, PLAIN, WARN, Column, Kind, State
from kontor.tui.widgets.fields import Choice, Field
from kontor.tui.widgets.plain import Words

_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")


class Found(NamedTuple):
    """An appointment with everybody who is asked to it."""

    key: int
    title: str
    time: str
    cancelled: bool
    people: tuple[Invited, ...]
    proposals: tuple[Proposal, ...]
    log: tuple[Message, ...]
    going: int
    silent: int


def read(con: Any, appointment: int, language: str) -> Found:
    """Everything about the invitations of an appointment."""
    key = root(con, appointment)
    event = events(con, [key])[key][0]
    there = queries.people(con, key)
    firm = company.firm_or_none(con) is not None
    return Found(
        key, event.title, when(event, language), event.status == "CANCELLED", tuple(there),
        tuple(queries.proposals(con, key)), tuple(queries.log(con, key)),
        len(preview(con, key).rows) if firm else 0, sum(one.silent for one in there),
    )  # fmt: skip


class InvitedScreen(ListScreen):
    """Who is asked to an appointment; `w` goes on: send, or ask again."""

    CANCEL = N_("Take back")
    NAME, TITLE, HANDBOOK = "calendar.invited", N_("Invitations"), "invitations#asking"
    HINTS = ("step.next", "record.new", "record.open", "invite.read", "actions.menu")
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 24, grow=2, least=14),
        Column(N_("Role"), width=12, priority=5),
        Column(N_("Way"), width=24, grow=1, priority=3, least=12),
        Column(N_("State"), Kind.STATE, 17, states=ANSWERED, least=16),
        Column(N_("Comment"), width=18, grow=2, priority=6),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Name"), "3": N_("State")}
    FIELDS: ClassVar[dict[str, str]] = {"wer": "name", "who": "name"}
    EMPTY = N_("Nobody is asked to this appointment yet.")
    EMPTY_HINTS = ("record.new",)

    def __init__(self, appointment: int) -> None:
        super().__init__()
        self.record = appointment
        self.found: Found | None = None

    def crumb(self) -> str:
        """Invitations to what."""
        return f"{_(self.TITLE)} · {self.found.title}" if self.found else _(self.TITLE)

    def above(self) -> ComposeResult:
        """When it is, and what comes next."""
        yield Words(id="invite-head")

    def source(self) -> Source:
        """Everybody, in the order of asking."""
        from kontor.base.i18n import language

        try:
            with self.kontor.store.read() as con:
                self.found = read(con, self.record, language())
        except NotFound:
            self.found = None
        self.call_after_refresh(self._tell_head)
        rows = [
            Row(one.id, (place,), self._cells(one), str(one.state))
            for place, one in enumerate(self.found.people if self.found else ())
        ]
        return MemorySource(rows, {"name": 0})

    def _cells(self, one: Invited) -> tuple[object, ...]:
        way = one.mail if one.channel is InviteChannel.MAIL else _(INVITE_CHANNELS[one.channel])
        return one.name, _(ROLES[one.role]), way, str(one.state), one.comment

    def _tell_head(self) -> None:
        words = self.query_one("#invite-head", Words)
        if self.found is None:
            words.say((_("This record is gone."), "$warn"))
            return
        pieces: list[Part] = [(self.found.time, "bold")]
        if step := self._step():
            pieces += [("   " + _("Next step") + ": ", "$ink-soft"), ("w ", "bold $signal"), step]
        words.say(*pieces)

    def _step(self) -> str:
        """What the key for going on does now."""
        if self.found is None:
            return ""
        if left := self._left():
            return ngettext("{count} message waits", "{count} messages wait",
                            len(left)).format(count=len(left))  # fmt: skip
        if self.found.going:
            return ngettext("{count} message goes out", "{count} messages go out",
                            self.found.going).format(count=self.found.going)  # fmt: skip
        if self.found.silent:
            return ngettext("ask {count} person again", "ask {count} people again",
                            self.found.silent).format(count=self.found.silent)  # fmt: skip
        return ""

    def _left(self) -> list[Message]:
        """What is in doubt; else what is prepared and has not left."""
        log = self.found.log if self.found else ()
        doubtful = [one for one in log if one.state is MessageState.LEAVING]
        return doubtful or [one for one in log if one.state is MessageState.PREPARED]

    @property
    def one(self) -> Invited | None:
        """The person under the cursor."""
        if self.found is None or self.row is None:
            return None
        return next((one for one in self.found.people if one.id == self.row.id), None)

    def status(self) -> Sequence[tuple[str, str]]:
        """How many said what."""
        if self.found is None or self.table.marks:
            return super().status()
        there = [one for one in self.found.people if one.state is not InviteState.WITHDRAWN]
        pieces = [(ngettext("{count} person", "{count} people", len(there))
                   .format(count=len(there)), "")]  # fmt: skip
        for state, style in (
            (InviteState.ACCEPTED, "$good"), (InviteState.TENTATIVE, "$warn"),
            (InviteState.DECLINED, "$bad"), (InviteState.SENT, "$ink-soft"),
        ):  # fmt: skip
            if count := sum(one.state is state for one in there):
                pieces.append(
                    (f" · {ANSWERED[state].sign} {count} {_(ANSWERED[state].word)}", style)
                )
        return pieces

    def preview(self, row: Row) -> Sequence[Block]:
        """The person, what was said, other times, what went out and came back."""
        one = self.one
        if one is None or self.found is None:
            return ()
        blocks: list[Block] = [
            Head("", one.name, ANSWERED[one.state]),
            Facts(
                (N_("Role"), _(ROLES[one.role])), (N_("Way"), _(INVITE_CHANNELS[one.channel])),
                (N_("Mail"), one.mail), (N_("Answered"), one.answered and one.answered.date()),
                (N_("Ask again on"), one.remind), (N_("Comment"), one.comment),
            ),
        ]  # fmt: skip
        for each in self.found.proposals:
            if each.invitation == one.id and each.state is ProposalState.OPEN:
                text = f"{each.starts:%d.%m.%Y %H:%M} – {each.ends:%H:%M}"
                blocks.append(Note(N_("Proposes another time"), f"{text}\n{each.comment}".strip()))
        mine = [each for each in self.found.log if each.invitation == one.id]
        return [*blocks, *log_blocks(mine)]

    # keys

    def why_not(self, name: str) -> str:
        """What state and person forbid."""
        if name == "step.next":
            return "" if self._step() else _("Everybody has what is right: nothing goes out.")
        if name == "invite.decide" and self._proposed() is None:
            return _("{name} proposes no other time.").format(
                name=self.one.name if self.one else "–"
            )
        if name in {"record.open", "record.cancel", "record.edit", "invite.again"}:
            return self._why_not_person(name)
        return super().why_not(name)

    def _why_not_person(self, name: str) -> str:
        if self.one is None:
            return _("The list is empty.")
        gone = self.one.state is InviteState.WITHDRAWN
        if gone and name in {"record.open", "record.cancel", "invite.again"}:
            return _("This invitation was taken back.")
        if name == "invite.again" and not self.one.has_it:
            return _("{name} does not have it yet.").format(name=self.one.name)
        return ""

    def do_record_new(self) -> None:
        """Ask somebody: a contact, somebody of the staff, or anybody with a mail address."""
        if self.found is None:
            return
        store = self.kontor.store

        def take(ref: str | None) -> None:
            from kontor.calendar.model.invitations import InviteInput
            from kontor.calendar.service.invitations import invite

            if ref:
                self.kontor.run_case(invite, self.record, [InviteInput(person=ref)])

        self.app.push_screen(
            Chooser(_("Who is asked?"), search=lambda typed: person_hits(store.read, typed),
                    always=True, placeholder=_("Name, short name, or Name <mail>")), take,
        )  # fmt: skip

    def do_record_open(self) -> None:
        """Note an answer that came by word or telephone."""
        one = self.one
        if one is None:
            return
        items = [
            ("z", _("accepts"), "accepted"), ("v", _("perhaps"), "tentative"),
            ("a", _("declines"), "declined"), ("s", _("sends somebody"), "delegated"),
            ("k", _("no answer yet"), "sent"),
        ]  # fmt: skip

        def take(answer: str | None) -> None:
            from kontor.calendar.model.invitations import AnswerInput
            from kontor.calendar.service.invitations import note_answer

            if answer:
                data = AnswerInput.model_validate({"answer": answer, "comment": one.comment})
                self.kontor.run_case(note_answer, one.id, data, now_utc())

        self.app.push_screen(Letters(_("What does {name} say?").format(name=one.name), items), take)

    def do_record_edit(self) -> None:
        """Address, way, role, day of the reminder."""
        if self.one is not None:
            self.app.push_screen(InvitationForm(self.one))

    def do_record_cancel(self) -> None:
        """Take the invitation back; who has it gets a cancellation with the next sending."""
        from kontor.calendar.service.invitations import withdraw

        if self.one is not None:
            self.kontor.run_case(withdraw, self.one.id)

    def do_step_next(self) -> None:
        """Look at what goes out, or at whom to ask again; first at what was left behind."""
        if self.found is not None and (left := self._left()):
            settle_waiting(self, self.found.key, left)
        elif self.found is not None:
            remind = not self.found.going
            self.app.push_screen(SendingScreen(self.found.key, remind=remind))

    def do_invite_again(self) -> None:
        """Send it once more to the person under the cursor."""
        if self.found is not None and self.one is not None:
            self.app.push_screen(SendingScreen(self.found.key, again=(self.one.id,)))

    def do_invite_read(self) -> None:
        """Answers out of a file or a folder."""
        read_answers_from(self)

    def do_invite_log(self) -> None:
        """What went to whom and what came back."""
        if self.found is not None:
            blocks = log_blocks(self.found.log, named=True) or [
                Note("", _("Nothing went out yet."))
            ]
            self.app.push_screen(Paper(_("Log of the invitations"), blocks))

    def _proposed(self) -> Proposal | None:
        if self.found is None or self.one is None:
            return None
        return next(
            (each for each in self.found.proposals
             if each.invitation == self.one.id and each.state is ProposalState.OPEN), None,
        )  # fmt: skip

    def do_invite_decide(self) -> None:
        """What becomes of the time that the person proposes."""
        found = self._proposed()
        if found is None:
            return
        items = [("j", _("It is taken; move the appointment then"), "taken"),
                 ("n", _("It is declined"), "declined")]  # fmt: skip

        def take(choice: str | None) -> None:
            from kontor.calendar.service.invitations import decide_proposal

            if choice:
                self.kontor.run_case(decide_proposal, found.id, choice == "taken")

        title = f"{found.name}: {found.starts:%d.%m.%Y %H:%M} – {found.ends:%H:%M}"
        self.app.push_screen(Letters(title, items), take)


def log_blocks(messages: Sequence[Message], *, named: bool = False) -> list[Block]:
    """What went out and came back, newest first; `named` says with whom."""
    if not messages:
        return []
    columns = [
        Column(N_("Day"), Kind.DATE), Column(N_("What"), width=14, grow=1),
        Column(N_("State"), width=18),
    ]  # fmt: skip
    if named:
        columns.insert(1, Column(N_("Name"), Kind.NAME, 20, grow=1))
    rows = []
    for one in messages:
        cells = [one.at.date().isoformat(), _(MESSAGES[one.kind]), _(MESSAGE_STATES[one.state])]
        if named:
            cells.insert(1, one.name)
        rows.append(cells)
    return [Grid(columns, rows, N_("Went out and came back"))]


def person_hits(reader: Any, typed: str) -> list[Hit]:
    """Staff and contacts that hold what was typed; a typed address as it is."""
    found = []
    if _ADDRESS.search(typed):
        found.append(Hit(typed.strip(), typed.strip(), _("by mail")))
    wanted = typed.casefold()
    with reader() as con:
        for one in company.employees(con):
            if wanted in f"{one.short} {one.name}".casefold():
                found.append(Hit(one.short, one.name, _("staff")))
    return [*found, *customer_hits(reader, typed)]


class InvitationForm(InputForm):
    """Address, way and role of somebody who is asked."""

    NAME, TITLE, HANDBOOK = "calendar.invitation", N_("Invitation"), "invitations#asking"
    FIELDS: ClassVar[Sequence[Field]] = (
        Field("mail", N_("Mail"), help=N_("Answers are known by this address.")),
        Field("channel", N_("Way"), "choice", required=True,
              choices=[Choice(key, word) for key, word in INVITE_CHANNELS.items()]),
        Field("role", N_("Role"), "choice", required=True,
              choices=[Choice(key, word) for key, word in ROLES.items()]),
        Field("remind", N_("Ask again on"), "date",
              help=N_("On this day the missing answer stands on Today.")),
    )  # fmt: skip

    def __init__(self, one: Invited) -> None:
        super().__init__()
        self.one = one

    def crumb(self) -> str:
        """Whose."""
        return f"{super().crumb()}: {self.one.name}"

    def start(self) -> dict[str, Any]:
        """As it is."""
        return {name: getattr(self.one, name) for name in ("mail", "channel", "role", "remind")}

    def save(self, values: dict[str, Any]) -> None:
        """Write it."""
        from kontor.calendar.model.invitations import InviteChange
        from kontor.calendar.service.invitations import change_invitation

        given = {"channel": InviteChannel(values["channel"]), "role": InviteRole(values["role"]),
                 "mail": values["mail"] or "", "remind": values["remind"]}  # fmt: skip
        self.kontor.run_case(
            change_invitation, self.one.id, InviteChange.model_validate(given),
            then=self.saved, otherwise=self.refused,
        )  # fmt: skip


ASKED: dict[str, State] = {
    "unsent": State("✎", N_("to be sent"), WARN),
    "proposed": State("↔", N_("another time"), WARN),
    "silent": State("→", N_("answers missing"), PLAIN),
    "clear": State("✓", N_("all answered"), GOOD),
}


class InvitationsScreen(ListScreen):
    """Everything ahead to which people are asked, and how the answers stand."""

    NAME, TITLE, LETTER, HANDBOOK = (
        "calendar.invitations", N_("Invitations"), "e", "invitations#answers",
    )  # fmt: skip
    HINTS = ("record.open", "invite.read", "invite.import", "invite.hand_on", "actions.menu")
    COLUMNS = (
        Column(N_("Day"), Kind.DATE),
        Column(N_("What"), Kind.NAME, 28, grow=3, least=18),
        Column(N_("Asked"), Kind.COUNT, 11),
        Column("✓", Kind.COUNT, 4),
        Column("✗", Kind.COUNT, 4),
        Column("→", Kind.COUNT, 4),
        Column(N_("State"), Kind.STATE, 18, states=ASKED, least=17),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Day"), "1": N_("What"), "6": N_("State")}
    EMPTY = N_("Nobody is asked to anything ahead.")
    EMPTY_HINTS = ("invite.import", "invite.hand_on")

    def source(self) -> Source:
        """By day."""
        with self.kontor.store.read() as con:
            found = queries.standings(con, self.kontor.today())
        rows = []
        for place, one in enumerate(found):
            state = self._state(one)
            cells = (one.starts.date().isoformat(), one.title, one.asked, one.accepted,
                     one.declined, one.silent, state)  # fmt: skip
            rows.append(Row(one.appointment, (place,), cells, state))
        return MemorySource(rows)

    def _state(self, one: queries.Standing) -> str:
        if one.unsent:
            return "unsent"
        if one.proposals:
            return "proposed"
        return "silent" if one.silent else "clear"

    def preview(self, row: Row) -> Sequence[Block]:
        """Who said what."""
        from kontor.base.i18n import language

        with self.kontor.store.read() as con:
            found = read(con, row.id, language())
        columns = (Column(N_("Name"), Kind.NAME, 20, grow=1),
                   Column(N_("State"), Kind.STATE, 18, states=ANSWERED))  # fmt: skip
        rows = [(one.name, str(one.state)) for one in found.people]
        return [Head("", found.title), Facts((N_("When"), found.time)),
                Grid(columns, rows, N_("Asked"))]  # fmt: skip

    def detail(self, row: Row) -> BaseScreen:
        """Everybody who is asked."""
        return InvitedScreen(row.id)

    def do_invite_read(self) -> None:
        """Answers out of a file or a folder."""
        read_answers_from(self)

    def do_invite_import(self) -> None:
        """A calendar of another program."""
        import_calendar_from(self)

    def do_invite_hand_on(self) -> None:
        """A calendar for somebody's telephone."""
        hand_on(self)
