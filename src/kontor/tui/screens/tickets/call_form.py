"""The call note (F2): who it is and what is known of them while they speak."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import events
from textual.timer import Timer

from kontor.base.dates import berlin_today, format_day, now_utc
from kontor.base.errors import Finding, KontorError
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money
from kontor.base.text import fit
from kontor.company.queries import own_name
from kontor.desk.callers import Caller, CallerFacts, Guess, caller_facts, find_caller
from kontor.tickets.kinds import TicketKind
from kontor.tickets.words import KINDS
from kontor.tui import work
from kontor.tui.protocols import Hit
from kontor.tui.screens.form import Drafter
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.screens.receivables.names import RISK_STATES
from kontor.tui.screens.sales.customers import customer_hits
from kontor.tui.screens.tickets.device_forms import device_hits, site_hits
from kontor.tui.screens.tickets.times import moment, moment_words
from kontor.tui.screens.tickets.visit import VisitWindow, about_call
from kontor.tui.text import Part, line
from kontor.tui.widgets.fields import Choice, Field
from kontor.tui.widgets.form import Form

if TYPE_CHECKING:
    from kontor.contacts.devices import CallInput

_DRAFTS = "tickets.call:"
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


_FIELDS = {"number": "who", "caller": "who", "contact": "who", "site": "place", "device": "place"}


def sure(caller: Caller) -> Guess | None:
    """Who it is, or the only one who may be meant."""
    return caller.contact or (caller.guesses[0] if len(caller.guesses) == 1 else None)


class CallForm(InputForm):
    """A call note in seconds; from every screen and back to it.

    Each note has a draft of its own: one that was left behind is offered, never in the way of
    somebody who is on the telephone now.
    """

    NAME, HANDBOOK = "tickets.call", "tickets#calls-and-devices"
    SAVE = N_("Just a note")
    HINTS: ClassVar[tuple[str, ...]] = (
        "call.ticket", "call.lead", "call.visit", "form.save", "screen.back",
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.resume = ""  # the draft that F2 left just now
        self._key = ""
        self._offers: list[str] = []
        self._offer: dict[str, Any] = {}
        self._become = "note"
        self._look: Timer | None = None
        self._heard = NOBODY

    def crumb(self) -> str:
        """What it is."""
        return _("Call")

    def fields(self) -> Sequence[Field]:
        """What is asked while somebody speaks."""
        return (
            Field("who", N_("Who"), limit=200, search=self._hits,
                  help=N_("number or name; F4 lists customers")),
            Field("subject", N_("About"), help=N_("such as: window in the bath sticks")),
            Field("reason", N_("Kind"), "choice", default=TicketKind.QUESTION.value,
                  choices=tuple(Choice(kind.value, KINDS[kind]) for kind in _ASKED),
                  help=N_("its first letter chooses")),
            Field("callback_by", N_("Call back by"), limit=60, show=moment_words,
                  read=lambda text: moment(text, self.kontor.today()),
                  help=N_("only if promised: 16:00, tomorrow 9, mo 8:30")),
            Field("place", N_("Site, device"), "picker", search=self._places,
                  help=N_("F4 lists what the caller has")),
            Field("note", N_("Note"), "multiline", limit=20_000),
        )  # fmt: skip

    def _hits(self, typed: str) -> list[Hit]:
        hits = customer_hits(self.kontor.store.read, typed)
        labels = [hit.label for hit in hits]
        return [hit if labels.count(hit.label) == 1 else
                hit._replace(label=hit.detail.partition(" · ")[0] or hit.target)
                for hit in hits]  # fmt: skip

    def _places(self, typed: str) -> list[Hit]:
        """Sites and devices of the caller that fit; of somebody unknown devices by their words."""
        read = self.kontor.store.read
        with read() as con:
            found = sure(find_caller(con, self._who()))
        who = found.contact if found else None
        mine = device_hits(read, who, typed) if who or typed else []
        return [
            *site_hits(read, who, typed),
            *(hit._replace(target=f"device:{hit.target}") for hit in mine),
        ]

    def status(self) -> Sequence[tuple[str, str]]:
        """Faults; no field has to be filled."""
        return super().status() if self._faults else ()

    # drafts

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """In sight for the first time: go on with what F2 left, offer what a crash left."""
        if self._key:
            return
        keeper = self.kontor.wiring.drafts
        open_ = {one._key for one in self.kontor.all_screens() if isinstance(one, CallForm)}
        self._offers = [key for key in keeper.keys(_DRAFTS) if key not in open_]
        if self.resume in self._offers:
            self._go_on(self.resume)
        else:
            self._key = f"{_DRAFTS}{now_utc():%Y%m%dT%H%M%S.%f}"
            self._drafter = Drafter(keeper, self._key)
            self._read_offer()

    def _go_on(self, key: str) -> None:
        self._key = key
        self._offers = [one for one in self._offers if one != key]
        self.take_up(key)
        self._listen()

    def _read_offer(self) -> None:
        found = self.kontor.wiring.drafts.load(self._offers[0]) if self._offers else None
        raws = found.get("raws") if found else None
        self._offer = raws if isinstance(raws, dict) else {}
        self._sum_up()

    def _offered(self) -> Sequence[Part]:
        """What was begun and neither saved nor thrown away."""
        begun = [str(self._offer.get(name, "")) for name in ("who", "subject", "note")]
        said = " · ".join(line(text) for text in begun if text.strip())
        said = fit(said, max(20, self.size.width - 52)) or "–"
        more = f" (+{len(self._offers) - 1})" if len(self._offers) > 1 else ""
        app = self.kontor
        return [
            (_("Begun: "), "$warn"), (said, "bold"), (more, "$warn"),
            (f"   {app.key_of('call.resume')} ", "bold $signal"), (_("goes on"), "$ink-soft"),
            (f" · {app.key_of('form.discard')} ", "bold $signal"),
            (_("throws it away"), "$ink-soft"),
        ]  # fmt: skip

    def why_not(self, name: str) -> str:
        """Nothing was begun, or something else is being typed."""
        if name == "call.resume" and not self._offers:
            return _("No call was begun and left.")
        if name == "call.resume" and self.form.dirty:
            return _("Save this call first; the other one stays.")
        return super().why_not(name)

    def do_call_resume(self) -> None:
        """Go on with the call that was begun."""
        self._go_on(self._offers[0])

    def do_form_discard(self) -> None:
        """Throw away what is typed; where nothing is, the call that was begun and left."""
        if self._offers and not self.form.dirty:
            self.kontor.wiring.drafts.drop(self._offers.pop(0))
            self._read_offer()
        else:
            super().do_form_discard()

    # who it is

    def _who(self) -> str:
        return str(self.form.raws["who"]).strip()

    def on_form_changed(self, event: Form.Changed) -> None:
        """Look who it is, after a short rest."""
        super().on_form_changed(event)
        if self._look:
            self._look.stop()
        self._look = self.set_timer(_PAUSE, self._listen)

    def _listen(self) -> None:
        typed, store = self._who(), self.kontor.store
        today = self.kontor.today()
        if not typed:
            self._take(NOBODY)
            return

        def job(_ticket: work.Ticket) -> Heard:
            with store.read() as con:
                found = find_caller(con, typed)
                who = sure(found)
                return Heard(found, caller_facts(con, who.contact, today) if who else None)

        work.start(self, job, name="caller", group="caller", then=self._take)

    def _take(self, heard: Heard) -> None:
        self._heard = heard
        self._sum_up()

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """Who it is, with what must be known now."""
        if self._offers and not self.form.dirty:
            return self._offered()
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

    def do_call_visit(self) -> None:
        """An appointment of it: day and time in one line."""
        self._make("visit")

    def do_form_save(self) -> None:
        """Just a note."""
        self._make("note")

    def _make(self, become: str) -> None:
        self._become = become
        for row in self.form.rows.values():  # what a case needs a note may lack
            row.foreign_fault = ""
        super().do_form_save()

    def do_call_note(self) -> None:
        """Back to where one was; what was typed is kept for the next time."""
        if self.app.screen is not self:  # a window of the note is open
            return
        if self.dirty and self._drafter is not None:
            self._drafter.handing(self.form.raws)()
            self.kontor.call_left = self._key
        self.kontor.pop_screen()

    def save(self, values: dict[str, Any]) -> None:
        """One step: the note and what becomes of it."""
        from kontor.desk.calls import Become, take_call

        try:
            data = self._given(values)
        except KontorError as error:
            self.refused(error)
            return
        if self._become == "visit":
            self._plan(data)
            return
        kind = TicketKind(values["reason"])
        self.hand_in(take_call, data, Become(self._become), now_utc(), kind=kind)

    def _given(self, values: dict[str, Any]) -> CallInput:
        """The call as it is noted: whose it is, of which site or device, who took it."""
        from kontor.contacts.devices import CallInput

        given = dict(values)
        what, _colon, key = (given.pop("place") or "").partition(":")
        with self.kontor.store.read() as con:
            found = find_caller(con, given.pop("who") or "")
            given["taken_by"] = own_name(con, self.kontor.today())
        if found.contact:
            given["contact"] = f"contacts:{found.contact.contact}"
        if key:
            given[what] = int(key) if what == "device" else f"site:{key}"
        return made(CallInput, {**given, "number": found.number, "caller": found.name})

    def _plan(self, data: CallInput) -> None:
        """Ask for day and time; the note is written together with the appointment."""
        from kontor.desk.calls import take_visit

        self._saving = False
        assert self._drafter is not None
        self._drafter.handing(self.form.raws)()
        try:
            with self.kontor.store.read() as con:
                about = about_call(con, data)
        except KontorError as error:
            self.refused(error)
            return

        def done(choice: str | None) -> None:
            if choice:
                self.saved()

        case = self._drafter.ending(take_visit)
        self.app.push_screen(VisitWindow(self, about, case, data, now_utc()), done)

    def refused(self, error: BaseException) -> None:
        """What is wrong with the caller stands at who."""
        if isinstance(error, KontorError):
            error.field = _FIELDS.get(error.field, error.field)
        super().refused(error)


def facts_parts(facts: CallerFacts, today: date) -> list[Part]:
    """Bills, risk, orders, warranty, cases and the last call in a few words."""
    said = _standing(facts)

    def add(text: str, style: str = "") -> None:
        said.extend([(" · ", "$ink-faint"), (text, style)])

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


def _standing(facts: CallerFacts) -> list[Part]:
    """What they are to the firm, what they owe, and whether that is a risk."""
    found: list[tuple[str, str]] = []
    if facts.supplier:
        found.append((_("supplier"), ""))
    if facts.objected:
        found.append((_("no advertising"), "$warn"))
    if facts.open:
        found.append((_("open {amount} €").format(amount=format_money(facts.open)), ""))
    else:
        found.append((_("nothing open"), "$ink-soft"))
    if facts.overdue:
        overdue = _("{amount} € overdue").format(amount=format_money(facts.overdue))
        found.append((overdue, "$bad"))
    if facts.blocked:
        found.append((_("blocked: {reason}").format(reason=facts.blocked), "bold $bad"))
    else:
        state = RISK_STATES[facts.risk_class]
        risk = _("risk {letter}: {word}").format(letter=facts.risk_class, word=_(state.word))
        found.append((risk, f"${state.tone}"))
    return [part for one in found for part in ((" · ", "$ink-faint"), one)]
