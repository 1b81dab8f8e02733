"""The call note (F2): who it is and what is known of them while they speak."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, NamedTuple

from textual.timer import Timer

from kontor.base.dates import berlin_today, format_day, now_utc
from kontor.base.errors import Finding, KontorError
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money
from kontor.desk.callers import Caller, CallerFacts, caller_facts, find_caller
from kontor.tickets.kinds import TicketKind
from kontor.tickets.words import KINDS
from kontor.tui import work
from kontor.tui.protocols import Hit
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.screens.receivables.names import RISK_STATES
from kontor.tui.screens.sales.customers import customer_hits
from kontor.tui.screens.tickets.times import moment, moment_words
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field
from kontor.tui.widgets.form import Form

_PAUSE = 0.15
_ASKED = (
    TicketKind.DEFECT, TicketKind.CALLBACK, TicketKind.EMERGENCY, TicketKind.QUESTION,
    TicketKind.COMPLAINT, TicketKind.FAULT, TicketKind.MAINTENANCE, TicketKind.SUPPLIER,
    TicketKind.PRIVACY, TicketKind.IT, TicketKind.ACCIDENT,
)  # fmt: skip


class Heard(NamedTuple):
    """Who is calling and what is known of them."""

    caller: Caller
    facts: CallerFacts | None


NOBODY = Heard(Caller(None, "", "", ()), None)


class CallForm(InputForm):
    """A call note in seconds; from every screen and back to it."""

    NAME, HANDBOOK, DRAFT = "tickets.call", "tickets#calls-and-devices", "tickets.call:new"
    SAVE = N_("Just a note")
    HINTS: ClassVar[tuple[str, ...]] = ("call.ticket", "call.lead", "form.save", "screen.back")

    def __init__(self) -> None:
        super().__init__()
        self._become = "note"
        self._look: Timer | None = None
        self._heard = NOBODY

    def crumb(self) -> str:
        """What it is."""
        return _("Call")

    def fields(self) -> Sequence[Field]:
        """What is asked while somebody speaks."""
        today = self.kontor.today()
        return (
            Field("who", N_("Who"), limit=200, search=self._hits,
                  help=N_("number or name; F4 lists customers")),
            Field("subject", N_("About"), help=N_("such as: window in the bath sticks")),
            Field("reason", N_("Kind"), "choice", default=TicketKind.QUESTION.value,
                  choices=tuple(Choice(kind.value, KINDS[kind]) for kind in _ASKED),
                  help=N_("its first letter chooses")),
            Field("callback_by", N_("Call back by"), limit=60, show=moment_words,
                  read=lambda text: moment(text, today),
                  help=N_("only if promised: 16:00, tomorrow 9, mo 8:30")),
            Field("note", N_("Note"), "multiline", limit=20_000),
        )  # fmt: skip

    def _hits(self, typed: str) -> list[Hit]:
        hits = customer_hits(self.kontor.store.read, typed)
        labels = [hit.label for hit in hits]
        return [hit if labels.count(hit.label) == 1 else
                hit._replace(label=hit.detail.partition(" · ")[0] or hit.target)
                for hit in hits]  # fmt: skip

    def status(self) -> Sequence[tuple[str, str]]:
        """Faults; no field has to be filled."""
        return super().status() if self._faults else ()

    # who it is

    def on_mount(self) -> None:
        """A draft may name somebody already."""
        self._listen()

    def on_form_changed(self, event: Form.Changed) -> None:
        """Look who it is, after a short rest."""
        super().on_form_changed(event)
        if self._look:
            self._look.stop()
        self._look = self.set_timer(_PAUSE, self._listen)

    def _listen(self) -> None:
        typed, store = str(self.form.raws["who"]).strip(), self.kontor.store
        today = self.kontor.today()
        if not typed:
            self._take(NOBODY)
            return

        def job(_ticket: work.Ticket) -> Heard:
            with store.read() as con:
                found = find_caller(con, typed)
                sure = found.contact or (found.guesses[0] if len(found.guesses) == 1 else None)
                return Heard(found, caller_facts(con, sure.contact, today) if sure else None)

        work.start(self, job, name="caller", group="caller", then=self._take)

    def _take(self, heard: Heard) -> None:
        self._heard = heard
        self._sum_up()

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """Who it is, with what must be known now."""
        caller, facts = self._heard
        if facts is None:
            if not caller.guesses:
                return [(_("Not known yet: what was said is kept."), "$ink-soft")] if (
                    caller.name or caller.number) else ()  # fmt: skip
            said = " · ".join(one.name for one in caller.guesses)
            return [("? ", "$warn"), (said, ""), (" · " + _("F4 chooses"), "$ink-soft")]
        sign = ("→ ", "$good") if caller.contact else ("? ", "$warn")
        more = (
            [] if caller.contact else [(" · " + _("the full name or F4 takes them"), "$ink-soft")]
        )
        return [sign, (facts.name, "bold"), *more, *facts_parts(facts, self.kontor.today())]

    # saving

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """Somebody or something; a case has a name."""
        if not (values.get("who") or values.get("subject")):
            return [Finding(self.NAME, "", _("Say who called, or what it was about."), field="who")]
        if self._become == "ticket" and not values.get("subject"):
            text = _("Say what it is about: the case is called so.")
            return [Finding(self.NAME, "", text, field="subject")]
        return ()

    def do_call_ticket(self) -> None:
        """A case of it."""
        self._make("ticket")

    def do_call_lead(self) -> None:
        """A lead of it."""
        self._make("lead")

    def do_form_save(self) -> None:
        """Just a note."""
        self._make("note")

    def _make(self, become: str) -> None:
        self._become = become
        for row in self.form.rows.values():  # what a case needs a note may lack
            row.foreign_fault = ""
        super().do_form_save()

    def do_call_note(self) -> None:
        """Back to where one was; what was typed is kept."""
        self.kontor.pop_screen()

    def save(self, values: dict[str, Any]) -> None:
        """One step: the note and what becomes of it."""
        from kontor.contacts.devices import CallInput
        from kontor.desk.calls import Become, take_call

        try:
            with self.kontor.store.read() as con:
                found = find_caller(con, values.pop("who") or "")
            whom = {"contact": f"contacts:{found.contact.contact}"} if found.contact else {}
            data = made(CallInput, {
                **values, "number": found.number, "caller": found.name, **whom,
            })  # fmt: skip
        except KontorError as error:
            self.refused(error)
            return
        self.kontor.run_case(
            take_call, data, Become(self._become), now_utc(),
            kind=TicketKind(values["reason"]), then=self.saved, otherwise=self.refused,
        )  # fmt: skip

    def refused(self, error: BaseException) -> None:
        """What is wrong with the caller stands at who."""
        if isinstance(error, KontorError) and error.field in {"number", "caller", "contact"}:
            error.field = "who"
        super().refused(error)


def facts_parts(facts: CallerFacts, today: date) -> list[Part]:
    """Bills, risk, orders, warranty, cases and the last call in a few words."""
    said: list[Part] = []

    def add(text: str, style: str = "") -> None:
        said.extend([(" · ", "$ink-faint"), (text, style)])

    if facts.open:
        add(_("open {amount} €").format(amount=format_money(facts.open)))
    else:
        add(_("nothing open"), "$ink-soft")
    if facts.overdue:
        add(_("{amount} € overdue").format(amount=format_money(facts.overdue)), "$bad")
    if facts.blocked:
        add(_("blocked: {reason}").format(reason=facts.blocked), "bold $bad")
    else:
        state = RISK_STATES[facts.risk_class]
        add(_("risk {letter}: {word}").format(letter=facts.risk_class, word=_(state.word)),
            f"${state.tone}")  # fmt: skip
    for order in facts.orders[:2]:
        add(f"{order.number or ''} {order.subject}".strip())
    if facts.ends:
        add(_("warranty until {day}").format(day=format_day(facts.ends)), "$good")
    if facts.cases:
        add(ngettext("{count} running case", "{count} running cases", len(facts.cases))
            .format(count=len(facts.cases)) + f": {facts.cases[0].number}", "$warn")  # fmt: skip
    if facts.last is not None:
        days = (today - berlin_today(facts.last.at)).days
        when = _("today") if days <= 0 else format_day(berlin_today(facts.last.at))
        add(_("last call {day}: {subject}").format(day=when, subject=facts.last.subject or "–"),
            "$ink-soft")  # fmt: skip
    return said
