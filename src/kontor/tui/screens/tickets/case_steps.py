"""What can be done with a case, from the list and its sheet alike."""

from __future__ import annotations

from collections.abc import Callable

from kontor.base.dates import now_utc
from kontor.base.i18n import N_, _, language, ngettext
from kontor.contacts.queries import contact
from kontor.tickets.kinds import LineState, TicketState
from kontor.tickets.queries import tickets as queries
from kontor.tickets.queries.checklists import checklist, checklists
from kontor.tickets.queries.protocols import protocols
from kontor.tickets.queries.tickets import Ticket
from kontor.tickets.rules.states import ENDED, step_after
from kontor.tickets.words import BEARERS
from kontor.tickets.words import STATES as WORDS
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText, Letters
from kontor.tui.screens.tickets import case_forms as forms
from kontor.tui.screens.tickets import case_money as money
from kontor.tui.screens.tickets.case_more import CaseMore
from kontor.tui.screens.tickets.case_sheet import line_word

_NOT_ENDED = frozenset({"ticket.wait", "ticket.close", "ticket.work", "ticket.bear", "ticket.join"})
_NEEDS_ONE = (
    "record.open", "record.edit", "record.mail", "record.task", "record.print", "step.next",
    "ticket.",
)  # fmt: skip


class CaseSteps(CaseMore):
    """A mixin of screens; `the_case` is the one under the cursor."""

    def why_not_case(self, name: str, one: Ticket | None) -> str:
        """What the state forbids."""
        if not name.startswith(_NEEDS_ONE):
            return ""
        if name == "ticket.import":
            return ""
        if one is None:
            return _("No case is chosen.")
        ended = one.state in ENDED
        if ended and (name in _NOT_ENDED or (
            name == "step.next" and one.state is TicketState.CLOSED)):  # fmt: skip
            return _("This case has ended; {key} takes it up again.").format(
                key=self._kontor_app().key_of("ticket.reopen")
            )
        if name == "ticket.reopen" and not ended:
            return _("This case is running.")
        if name == "ticket.dispute" and one.invoice is None:
            return _("The case names no bill; write its number into the case first.")
        return self.why_not_more(name, one)

    # the way of a case

    def do_record_new(self) -> None:
        """A new case."""
        self._kontor_app().push_screen(forms.TicketForm())

    def do_record_edit(self) -> None:
        """All that is known."""
        self._form(forms.TicketForm)

    def do_step_next(self) -> None:
        """The usual next state; solving asks how, work that is open is billed."""
        one = self.the_case()
        if one is None:
            return
        billable = bool(self._open_lines(one.id))
        after = step_after(one.state, has_appointment=bool(one.appointment), billable=billable)
        if after is TicketState.BILLED:
            self.do_ticket_bill()
        elif after is TicketState.SOLVED:
            self._ask(_("What was done?"), one, after, "solution")
        elif after is not None:
            self._move([one.id], after)

    def _move(self, keys: list[int], state: TicketState, **more: str) -> None:
        from kontor.tickets.model import MoveInput
        from kontor.tickets.service.bulk import move_tickets

        data = MoveInput.model_validate({"state": state, **more})
        self._kontor_app().run_case(move_tickets, keys, data, now_utc())

    def _ask(self, hint: str, one: Ticket, state: TicketState, field: str) -> None:
        def take(typed: str | None) -> None:
            if typed is not None:
                self._move([one.id], state, **{field: typed.strip()})

        title = f"{one.number} → {_(WORDS[state])}"
        self._kontor_app().push_screen(AskText(title, hint=hint), take)

    def do_ticket_wait(self) -> None:
        """Let the marked cases wait."""
        one = self.the_case()
        if one is not None:
            self._kontor_app().push_screen(forms.WaitForm(one, self.case_keys()))

    def do_ticket_close(self) -> None:
        """Close the marked cases with a reason."""
        keys, one = self.case_keys(), self.the_case()
        if one is None:
            return
        if keys == [one.id]:
            self._ask(_("Why is it closed?"), one, TicketState.CLOSED, "reason")
            return

        def take(typed: str | None) -> None:
            if typed is not None:
                self._move(keys, TicketState.CLOSED, reason=typed.strip())

        title = ngettext("Close {count} case", "Close {count} cases", len(keys))
        self._kontor_app().push_screen(
            AskText(title.format(count=len(keys)), hint=_("Why are they closed?")), take
        )

    def do_ticket_reopen(self) -> None:
        """Take it up again."""
        one = self.the_case()
        if one is not None:
            self._move([one.id], TicketState.WORKING)

    def do_ticket_assign(self) -> None:
        """Give the marked cases to somebody."""
        keys, app = self.case_keys(), self._kontor_app()

        def take(typed: str | None) -> None:
            if typed is None:
                return
            from kontor.tickets.service.bulk import assign_tickets

            app.run_case(assign_tickets, keys, typed.strip())

        with app.store.read() as con:
            known = queries.owners(con)
        hint = ", ".join(known) or _("short name of who takes care")
        app.push_screen(AskText(_("Who takes care?"), hint=hint), take)

    # what was said and done

    def do_ticket_note(self) -> None:
        """Note something."""
        self._form(forms.NoteForm)

    def do_ticket_work(self) -> None:
        """Write down work."""
        self._form(forms.WorkForm)

    def _open_lines(self, key: int) -> list[queries.TicketLine]:
        with self._kontor_app().store.read() as con:
            found = queries.lines(con, key)
        return [line for line in found if line.state is LineState.OPEN]

    def do_ticket_bear(self) -> None:
        """Say who bears the work: warranty, goodwill, or open again."""
        one, app = self.the_case(), self._kontor_app()
        if one is None:
            return
        with app.store.read() as con:
            found = [
                line for line in queries.lines(con, one.id) if line.state is not LineState.BILLED
            ]
        if not found:
            app.toast(_("There is no work to decide about."), tone="warning")
            return
        entries = [Entry("all", _("All lines"))] if len(found) > 1 else []
        entries += [Entry(str(line.id), line_word(line), _(BEARERS[line.state])) for line in found]

        def chosen(value: str | None) -> None:
            if value is not None:
                keys = [line.id for line in found] if value == "all" else [int(value)]
                self._bear(keys)

        if len(entries) == 1:
            self._bear([found[0].id])
        else:
            app.push_screen(Chooser(_("Which work?"), entries), chosen)

    def _bear(self, keys: list[int]) -> None:
        app = self._kontor_app()
        items = [
            ("g", _("Warranty bears it"), LineState.WARRANTY.value),
            ("k", _("Goodwill bears it"), LineState.GOODWILL.value),
            ("o", _("Open again: the customer pays"), LineState.OPEN.value),
        ]

        def take(value: str | None) -> None:
            if value is not None:
                from kontor.tickets.service.lines import bear_lines

                app.run_case(bear_lines, keys, LineState(value))

        app.push_screen(Letters(_("Who bears it?"), items), take)

    def do_ticket_bill(self) -> None:
        """Draft the invoice of the open work and open it."""
        keys, app = self.case_keys(), self._kontor_app()

        def done(draft: int) -> None:
            app.open_record(f"sales:{draft}")

        from kontor.tickets.service.lines import bill_tickets

        app.run_case(bill_tickets, keys, app.today(), then=done)

    def do_ticket_protocol(self) -> None:
        """A protocol by a checklist, or one of the case."""
        one, app = self.the_case(), self._kontor_app()
        if one is None:
            return
        with app.store.read() as con:
            there = protocols(con, ticket=one.id)
            known = checklists(con, app.today(), language(), one.kind)
        entries = [
            Entry(f"old:{found.id}", f"{found.label} {found.title}",
                  _("signed") if found.signed else _("to sign"))
            for found in there
        ]  # fmt: skip
        entries += [Entry(f"new:{found.checklist}", found.name, _("new")) for found in known]

        def take(value: str | None) -> None:
            if value is not None:
                kind, _colon, key = value.partition(":")
                self._protocol(one, kind, key)

        app.push_screen(Chooser(_("Which protocol?"), entries), take)

    def _protocol(self, one: Ticket, kind: str, key: str) -> None:
        from kontor.tui.screens.tickets.protocol_forms import ProtocolForm
        from kontor.tui.screens.tickets.protocols import ProtocolScreen

        app = self._kontor_app()
        if kind == "old":
            app.push_screen(ProtocolScreen(int(key)))
            return
        with app.store.read() as con:
            code = "de" if one.contact is None else contact(con, one.contact).language
            found = checklist(con, key, app.today(), "en" if code == "en" else "de")
        app.push_screen(ProtocolForm(one, found))

    # who pays

    def do_ticket_payer(self) -> None:
        """Decide who pays."""
        self._form(money.PayerForm)

    def do_ticket_costs(self) -> None:
        """The customer was told what it costs."""
        self._form(money.CostForm)

    def do_ticket_claim(self) -> None:
        """What is asked of others."""
        self._form(money.ClaimForm)

    def do_ticket_dispute(self) -> None:
        """Rest the reminders of the bill, in whole or in part, or let them go on."""
        one, app = self.the_case(), self._kontor_app()
        if one is None:
            return
        if one.block is None:
            app.push_screen(money.DisputeForm(one))
            return
        from kontor.tickets.service.judging import end_dispute

        app.run_case(end_dispute, one.id, app.today())

    # joined and linked

    def do_ticket_join(self) -> None:
        """Join it to another case."""

        def join(key: int, other: int) -> None:
            from kontor.tickets.service.joining import merge_tickets

            self._kontor_app().run_case(merge_tickets, key, other)

        self._with_other(_("Join to which case?"), join)

    def do_ticket_link(self) -> None:
        """Say that another case belongs to it."""

        def link(key: int, other: int) -> None:
            from kontor.tickets.service.joining import link_tickets

            self._kontor_app().run_case(link_tickets, key, other)

        self._with_other(_("Which case belongs to it?"), link)

    def _with_other(self, title: str, use: Callable[[int, int], None]) -> None:
        one, app = self.the_case(), self._kontor_app()
        if one is None:
            return
        with app.store.read() as con:
            there = queries.page(con, queries.TicketFilter(size=2_000))
        same = one.contact
        there.sort(key=lambda other: other.contact != same or same is None)
        entries = [
            Entry(str(other.id), f"{other.number} {other.subject}", other.who)
            for other in there if other.id != one.id
        ]  # fmt: skip

        def take(value: str | None) -> None:
            if value is not None:
                use(one.id, int(value))

        app.push_screen(Chooser(title, entries), take)

    def do_ticket_rate(self) -> None:
        """How satisfied the customer was."""
        one, app = self.the_case(), self._kontor_app()
        if one is None:
            return
        words = (N_("not at all"), N_("little"), N_("half and half"), N_("satisfied"), N_("fully"))
        items = [(str(place), _(word), str(place)) for place, word in enumerate(words, 1)]

        def take(value: str | None) -> None:
            if value is not None:
                from kontor.tickets.model import RatingInput
                from kontor.tickets.service.talking import rate_ticket

                app.run_case(rate_ticket, one.id, RatingInput(points=int(value)))

        app.push_screen(Letters(_("How satisfied was the customer?"), items), take)
