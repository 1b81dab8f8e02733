"""Steps of an order: begin, measure, progress, bill, finish, acceptance, close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from kontor.base.i18n import _
from kontor.sales.kinds import DocumentKind, InvoiceKind, State
from kontor.sales.queries import documents, pipeline, terms
from kontor.sales.queries.documents import Head
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText, Letters

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp
    from kontor.tui.screens.base import BaseScreen
    from kontor.tui.screens.sales.steps import DocumentSteps

_D, _S = DocumentKind, State
_AT_WORK = frozenset({_S.CONFIRMED, _S.BEGUN, _S.FINISHED, _S.ACCEPTED})
_ORDER_KEYS = frozenset({
    "sales.measure", "sales.progress", "sales.plan", "sales.addition", "sales.bill",
    "sales.note", "sales.perform",
})  # fmt: skip


class OrderSteps:
    """What is done with an order; part of `DocumentSteps`."""

    @property
    def _here(self) -> DocumentSteps:
        return cast("DocumentSteps", self)

    @property
    def _kontor(self) -> KontorApp:
        return cast("BaseScreen", self).kontor

    def why_not_order(self, name: str, head: Head) -> str:
        """Why a step of an order is impossible."""
        if name == "sales.terms" and head.kind not in {_D.ORDER, _D.QUOTE}:
            return _("Quotes and orders have terms.")
        if name not in _ORDER_KEYS:
            return ""
        if self.order_key(head) is None:
            return _("There is no order for it yet.")
        with self._kontor.store.read() as con:
            order = documents.head(con, self.order_key(head) or 0)
        if order.state is _S.DRAFT and name != "sales.plan":
            return _("Confirm the order first.")
        if order.state not in _AT_WORK and name not in {"sales.plan", "sales.bill"}:
            return _("The order is billed or cancelled.")
        return ""

    def order_key(self, head: Head) -> int | None:
        """The order that a document belongs to."""
        if head.kind is _D.ORDER:
            return head.id
        if head.sales_order is not None:
            return head.sales_order
        with self._kontor.store.read() as con:
            return pipeline.order_of(con, head.id)

    def _order_id(self) -> int | None:
        head = self._here.the_head()
        return self.order_key(head) if head is not None else None

    # begin and finish

    def begin_work(self, head: Head, reason: str | None = None) -> None:
        """Begin the work; a right of withdrawal, a limit or a block wants a reason."""
        from kontor.base.errors import Refused
        from kontor.sales.service.orders import begin_order

        app = self._kontor
        limit = self._limit(head)
        if limit is None:
            return

        def failed(error: BaseException) -> None:
            if not isinstance(error, Refused) or reason:
                from kontor.tui import work

                app.post_message(work.Failed("begin", error))
                return
            hint = f"{error.advice} " + _("Reason to begin all the same, kept with the order:")
            said = str(error) if str(error) == limit else f"{error} {limit}".strip()
            app.push_screen(AskText(said, hint=hint.strip()), take)

        def take(typed: str | None) -> None:
            if typed:
                self.begin_work(head, typed)

        def done(found: Any) -> None:
            for one in found or ():
                app.toast(one.text, tone="warning", seconds=10)

        app.run_case(begin_order, head.id, app.today(), reason, then=done, otherwise=failed)

    def _limit(self, head: Head) -> str | None:
        """What the limit check says against beginning; None when it takes no reason."""
        from kontor.receivables.queries.passing import check_document, said
        from kontor.receivables.rules.risk import Gate
        from kontor.tui.screens.sales.going import stopped

        with self._kontor.store.read() as con:
            found = check_document(con, head.id, self._kontor.today())
        text = " ".join(said(found))
        if found.gate is Gate.BLOCKED:
            stopped(cast("BaseScreen", self), found)
            return None
        if found.gate is Gate.HINT:
            self._kontor.toast(text, tone="warning", seconds=10)
        return text if found.gate is Gate.REASON else ""

    def choose_work(self, head: Head) -> None:
        """What can happen while the work is on."""
        with self._kontor.store.read() as con:
            waiting = pipeline.draft_bill(con, head.id)
        items = [
            ("m", _("Measure (Aufmaß)"), "measure"),
            ("l", _("Progress in percent or quantity"), "progress"),
            ("b", _("Bill: instalment or part of the plan"), "bill"),
            ("n", _("Addition to the order"), "addition"),
            ("s", _("Time note or delivery note"), "note"),
            ("f", _("The work is finished"), "finish"),
        ]
        if waiting is not None:
            items.insert(0, ("e", _("Issue the drafted invoice"), "issue"))

        def take(what: str | None) -> None:
            if what == "finish":
                self._finish(head)
            elif what == "issue" and waiting is not None:
                self._here.show_document(waiting)
            elif what is not None:
                getattr(self, f"do_sales_{what}")()

        title = _("What comes next with {name}?").format(name=head.name)
        self._kontor.push_screen(Letters(title, items), take)

    def _finish(self, head: Head) -> None:
        from kontor.sales.service.orders import finish_order

        self._kontor.run_case(finish_order, head.id, self._kontor.today())

    def close_order(self, head: Head) -> None:
        """Nothing is left to do."""
        from kontor.sales.service.orders import close_order

        self._kontor.run_case(close_order, head.id, self._kontor.today())

    # acceptance

    def accept(self, head: Head) -> None:
        """The customer accepts, is asked to, refuses, or says nothing."""
        order = self.order_key(head)
        if order is None:
            return
        with self._kontor.store.read() as con:
            asked = [
                one for one in documents.of_order(con, order, _D.ACCEPTANCE)
                if one.state in {_S.REQUESTED, _S.REFUSED}
            ]  # fmt: skip
        found = asked[-1].id if asked else None
        items = [("a", _("The customer accepts the work"), "accept")]
        if found is None:
            items.append(("v", _("Ask for the acceptance until a day"), "ask"))
        else:
            items += [("s", _("The deadline passed without a word"), "deemed"),
                      ("x", _("The customer refuses, with the reason"), "refuse")]  # fmt: skip
        items.append(("r", _("Bill without acceptance"), "bill"))

        def take(what: str | None) -> None:
            self._accept_as(what, head, order, found)

        self._kontor.push_screen(Letters(_("Acceptance of the work"), items), take)

    def _accept_as(self, what: str | None, head: Head, order: int, found: int | None) -> None:
        from kontor.sales.service import acceptance
        from kontor.tui.screens.sales.acceptance_form import AcceptanceForm, RequestForm

        app = self._kontor
        if what == "accept":
            app.push_screen(AcceptanceForm(order, found))
        elif what == "ask":
            app.push_screen(RequestForm(order))
        elif what == "deemed" and found is not None:
            app.run_case(acceptance.deem_accepted, found, app.today())
        elif what == "refuse" and found is not None:
            self._here._with_reason(_("Acceptance refused"), acceptance.refuse_acceptance, found)
        elif what == "bill":
            self.bill(head, InvoiceKind.FINAL)

    # measurements and notes

    def check_sheet(self, head: Head) -> None:
        """A measurement is checked: its quantities count."""
        from kontor.sales.service.measuring import check_measurement

        self._kontor.run_case(check_measurement, head.id)

    def reopen_sheet(self, head: Head) -> None:
        """A checked measurement is taken back: its quantities count no longer."""
        from kontor.sales.service.measuring import reopen_measurement

        self._kontor.run_case(reopen_measurement, head.id)

    def dispute(self, head: Head) -> None:
        """The customer objects to a time note that he was handed."""
        from kontor.sales.service.notes import dispute_note

        self._here._with_reason(_("The customer objects"), dispute_note, head.id)

    def bill_notes(self, notes: list[int]) -> None:
        """Draft one invoice over signed notes and show it."""
        from kontor.sales.service.drafts import bill_notes

        self._kontor.run_case(
            bill_notes, notes, self._kontor.today(), then=self._here.show_document
        )

    def sign(self, head: Head) -> None:
        """The customer signed a measurement or a note."""

        def take(who: str | None) -> None:
            from kontor.sales.service.measuring import sign_measurement
            from kontor.sales.service.notes import sign_note

            if who:
                case = sign_measurement if head.kind is _D.MEASUREMENT else sign_note
                self._kontor.run_case(case, head.id, self._kontor.today(), who)

        self._kontor.push_screen(AskText(_("Signed by the customer"), hint=_("Who signed?")), take)

    def do_sales_measure(self) -> None:
        """A measurement sheet: rooms, formulas, what is measured over."""
        from kontor.tui.screens.sales.measuring import MeasureScreen

        head = self._here.the_head()
        order = self._order_id()
        if order is not None and head is not None:
            own = head.kind is _D.MEASUREMENT and not head.issued
            self._kontor.push_screen(MeasureScreen(order, head.id if own else None))

    def do_sales_progress(self) -> None:
        """How much of each position is done."""
        from kontor.tui.screens.sales.progress import ProgressScreen

        if (order := self._order_id()) is not None:
            self._kontor.push_screen(ProgressScreen(order))

    def do_sales_perform(self) -> None:
        """Everything is done as it was ordered."""
        from kontor.sales.service.orders import perform_all

        if (order := self._order_id()) is not None:
            self._kontor.run_case(perform_all, order, self._kontor.today())

    def do_sales_note(self) -> None:
        """A time note or a delivery note of the order."""
        items = [("s", _("Time note"), "time"), ("l", _("Delivery note"), "delivery")]

        def take(kind: str | None) -> None:
            from kontor.tui.screens.sales.order_forms import NoteForm

            order = self._order_id()
            if kind and order is not None:
                self._kontor.push_screen(NoteForm(order, time=kind == "time"))

        self._kontor.push_screen(Letters(_("What is new?"), items), take)

    def do_sales_addition(self) -> None:
        """An addition to the order."""
        from kontor.tui.screens.sales.order_forms import AdditionForm

        if (order := self._order_id()) is not None:
            self._kontor.push_screen(AdditionForm(order))

    def do_sales_plan(self) -> None:
        """The payment plan."""
        from kontor.tui.screens.sales.plan import PlanScreen

        if (order := self._order_id()) is not None:
            self._kontor.push_screen(PlanScreen(order))

    def do_sales_terms(self) -> None:
        """Terms of the contract: where it was made, withdrawal, planned days, warranty."""
        from kontor.tui.screens.sales.order_forms import TermsForm

        head = self._here.the_head()
        if head is not None:
            self._kontor.push_screen(TermsForm(head.id))

    # billing

    def do_sales_bill(self) -> None:
        """Bill the order: what is performed, a part of the plan, or all of it."""
        order = self._order_id()
        if order is None:
            return
        with self._kontor.store.read() as con:
            head = documents.head(con, order)
            parts = terms.plan(con, order)
        entries = [
            Entry("instalment", _("Instalment over what is performed"),
                  _("performance to date less what was billed")),
            *(Entry(f"plan:{at}", _("Part {number} of the plan: {text}").format(
                  number=at, text=part.text), "")
              for at, part in enumerate(parts, 1) if part.invoice is None),
            Entry("part_final", _("Part final invoice"), _("for a part that is complete")),
            Entry("final", _("Final invoice"), _("all instalments are deducted")),
        ]  # fmt: skip

        def take(what: str | None) -> None:
            if what is None:
                return
            kind, _colon, part = what.partition(":")
            plan = int(part) if part else None
            self.bill(head, InvoiceKind("instalment" if plan else kind), plan)

        self._kontor.push_screen(Chooser(_("What is billed?"), entries), take)

    def bill(self, head: Head, kind: InvoiceKind, plan: int | None = None) -> None:
        """Draft a bill of the order and show it; a draft that waits is shown instead."""
        from kontor.sales.model.billing import BillInput
        from kontor.sales.service.billing import bill_order

        order = self.order_key(head)
        if order is None:
            return
        with self._kontor.store.read() as con:
            waiting = pipeline.draft_bill(con, order)
        if waiting is not None:
            self._kontor.toast(_("This draft waits to be issued; discard it to make another."))
            self._here.show_document(waiting)
            return
        data = BillInput(order=str(order), kind=kind, day=self._kontor.today(), plan=plan)
        self._kontor.run_case(bill_order, data, then=self._here.show_document)
