"""What can be done with a sales document, from lists, its sheet and the editor alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from kontor.base.i18n import _
from kontor.documents.queries import document_bytes, documents_of
from kontor.sales.kinds import DocumentKind, InvoiceKind, State
from kontor.sales.queries import documents, pipeline
from kontor.sales.queries.documents import Head
from kontor.sales.queries.pipeline import Step
from kontor.store.history import history
from kontor.tui import work
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText, Letters, Paper, Running
from kontor.tui.screens.past import past_blocks
from kontor.tui.screens.sales import dispatch, going, sheets
from kontor.tui.screens.sales.after_steps import AfterSteps
from kontor.tui.screens.sales.files import save_files
from kontor.tui.screens.sales.names import kind_name, state_of
from kontor.tui.screens.sales.order_steps import OrderSteps
from kontor.tui.viewer import open_file

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp
    from kontor.tui.screens.base import BaseScreen

_D, _I = DocumentKind, InvoiceKind
_PARTS = (
    "position", "order_terms", "plan_part", "acceptance", "defect", "measure", "limit_pass",
)  # fmt: skip


class DocumentSteps(OrderSteps, AfterSteps):
    """Keys of lists, sheet and editor; `document_id` names the document that is meant."""

    @property
    def document_id(self) -> int | None:
        """The document that is meant."""
        raise NotImplementedError

    @property
    def _screen(self) -> BaseScreen:
        return cast("BaseScreen", self)

    @property
    def _app(self) -> KontorApp:
        return self._screen.kontor

    def the_head(self) -> Head | None:
        """The head of the document that is meant."""
        key = self.document_id
        if key is None:
            return None
        with self._app.store.read() as con:
            return documents.head(con, key)

    # why not

    def why_not_document(self, name: str, head: Head | None) -> str:
        """Why something is impossible with this document now."""
        if head is None:
            return ""
        issued = bool(head.issued)
        if name == "step.next" and self._next(head) is Step.NONE:
            return _("Nothing is left to do with it.")
        if name == "record.print" and not sheets.has_paper(head):
            return _("This is not printed.")
        if name == "sales.head" and issued:
            return _("It is issued and stays as it is.")
        if name == "sales.correct" and not (
            head.kind is _D.INVOICE and issued and not sheets.is_correction(head)
            and head.state is not State.CANCELLED
        ):  # fmt: skip
            return _("Only an issued invoice is corrected.")
        if name == "sales.export" and not issued:
            return _("Issue it first; then its files can be saved.")
        if name == "sales.version" and not (head.kind is _D.QUOTE and issued):
            return _("Only a quote that was sent gets a new version.")
        return self.why_not_after(name, head) or self.why_not_order(name, head)

    def _next(self, head: Head) -> Step:
        with self._app.store.read() as con:
            return pipeline.next_step(con, head.id)

    # the next step

    def do_step_next(self) -> None:
        """The next step of the business case."""
        head = self.the_head()
        if head is None:
            return
        self._take_step(head, self._next(head))

    def _take_step(self, head: Head, step: Step) -> None:
        key = head.id
        simple: dict[Step, Callable[[], object]] = {
            Step.QUOTE: lambda: self._quote_of(head),
            Step.SEND: lambda: self.issue_now(key),
            Step.DELIVER: lambda: self._deliver(head),
            Step.BILL: lambda: self.bill_notes([key]),
            Step.CONFIRM: lambda: self.issue_now(key),
            Step.ISSUE: lambda: self.issue_now(key),
            Step.ANSWER: lambda: self._answer(head),
            Step.APPROVE: lambda: self._approve(head),
            Step.ORDER: lambda: self._order_of(head),
            Step.PAY: lambda: self._pay(head),
            Step.BEGIN: lambda: self.begin_work(head),
            Step.WORK: lambda: self.choose_work(head),
            Step.ACCEPT: lambda: self.accept(head),
            Step.FINAL: lambda: self.bill(head, _I.FINAL),
            Step.CLOSE: lambda: self.close_order(head),
            Step.CHECK: lambda: self.check_sheet(head),
            Step.SIGN: lambda: self.sign(head),
        }
        if step in simple:
            simple[step]()

    def _deliver(self, head: Head) -> None:
        """How it gets to the customer; who has it goes on with what comes then."""
        with self._app.store.read() as con:
            then = pipeline.next_step(con, head.id, delivered=True)
        go_on = None if then is Step.NONE else lambda: self._take_step(head, then)
        dispatch.send(self._screen, head, go_on)

    def issue_now(self, key: int) -> None:
        """Issue a draft: findings first, then the question, then number, file and books."""
        going.begin(self._screen, key)

    def _quote_of(self, head: Head) -> None:
        from kontor.tui.screens.sales.head_form import HeadForm

        self._app.push_screen(HeadForm(_D.QUOTE, origin=head.id))

    def _answer(self, head: Head) -> None:
        items = [
            ("a", _("The customer accepts all of it"), "all"),
            ("t", _("accepts a part, or alternatives"), "part"),
            ("v", _("wants changes: new version"), "version"),
            ("x", _("does not want it"), "reject"),
        ]

        def take(answer: str | None) -> None:
            if answer == "all":
                self._accept(head)
            elif answer == "part":
                from kontor.tui.screens.sales.answer import AnswerScreen

                self._app.push_screen(AnswerScreen(head.id))
            elif answer == "version":
                self.do_sales_version()
            elif answer == "reject":
                self._reject(head)

        self._app.push_screen(Letters(_("Answer to {name}").format(name=head.name), items), take)

    def _accept(self, head: Head) -> None:
        from kontor.sales.model.inputs import AcceptQuote
        from kontor.sales.service.quotes import accept_quote

        data = AcceptQuote(day=self._app.today())
        self._app.run_case(accept_quote, head.id, data, then=self.show_document)

    def _reject(self, head: Head) -> None:
        def take(reason: str | None) -> None:
            from kontor.sales.service.quotes import reject_quote

            if reason:
                self._app.run_case(reject_quote, head.id, reason, self._app.today())

        self._app.push_screen(
            AskText(_("Quote not accepted"), hint=_("Why? It is kept for later.")), take
        )

    def _approve(self, head: Head) -> None:
        items = [
            ("a", _("The customer approves"), "yes"), ("s", _("disputes it"), "dispute"),
            ("x", _("does not want it"), "no"),
        ]  # fmt: skip

        def take(answer: str | None) -> None:
            from kontor.sales.service import additions

            if answer == "yes":
                self._app.run_case(additions.approve_addition, head.id, self._app.today())
            elif answer is not None:
                case = additions.dispute_addition if answer == "dispute" else (
                    additions.reject_addition
                )  # fmt: skip
                self._with_reason(_("Addition not approved"), case, head.id)

        self._app.push_screen(Letters(_("Answer to {name}").format(name=head.name), items), take)

    def _with_reason(self, title: str, case: Any, key: int) -> None:
        def take(reason: str | None) -> None:
            if reason:
                self._app.run_case(case, key, reason, self._app.today())

        self._app.push_screen(AskText(title, hint=_("Why? It is kept for later.")), take)

    def _order_of(self, head: Head) -> None:
        with self._app.store.read() as con:
            order = pipeline.order_of(con, head.id)
        if order is not None:
            self.show_document(order)

    def _pay(self, head: Head) -> None:
        with self._app.store.read() as con:
            item = pipeline.open_item(con, head.id)
            if head.kind is _D.ORDER:
                item = next(iter(pipeline.unpaid(con, head.id)), None)
        if item is not None:
            self._app.open_record(f"item:{item}")

    def show_document(self, key: Any) -> None:
        """Open a document: a draft in the editor of its positions, else its sheet."""
        from kontor.tui.screens.sales.document import screen_of

        self._app.push_screen(screen_of(self._app.store.read, int(key)))

    # changing

    def do_sales_head(self) -> None:
        """Change the head: customer, subject, days, terms."""
        from kontor.tui.screens.sales.head_form import HeadForm

        head = self.the_head()
        if head is not None:
            self._app.push_screen(HeadForm(head.kind, change=head.id))

    def do_record_edit(self) -> None:
        """Positions of a draft; of an order its terms."""
        head = self.the_head()
        if head is None:
            return
        if head.kind is _D.INQUIRY:
            self.do_sales_head()
        elif not head.issued and head.kind in sheets.WITH_POSITIONS:
            self.show_document(head.id)
        elif head.kind is _D.ORDER:
            self.do_sales_terms()
        else:
            self._app.toast(_("It is issued and stays as it is."), tone="warning")

    def do_record_copy(self) -> None:
        """A new draft with the same positions."""
        from kontor.sales.service.copying import copy_document

        head = self.the_head()
        if head is not None:
            self._app.run_case(copy_document, head.id, self._app.today(), then=self.show_document)

    def do_sales_version(self) -> None:
        """A new version of a quote that was sent."""
        from kontor.sales.service.quotes import new_version

        head = self.the_head()
        if head is not None:
            self._app.run_case(new_version, head.id, self._app.today(), then=self.show_document)

    def do_record_cancel(self) -> None:
        """Delete a draft; cancel what is issued, with the reason."""
        head = self.the_head()
        if head is None:
            return
        if head.kind is _D.MEASUREMENT and head.state is State.CHECKED:
            self.reopen_sheet(head)
            return
        if not head.issued and head.number is None:
            self._drop(head)
            return
        ways: dict[DocumentKind, Callable[[Head], object]] = {
            _D.INVOICE: self._cancel_invoice, _D.ORDER: self.end_order, _D.QUOTE: self._reject,
            _D.INQUIRY: self.end_inquiry, _D.TIME_NOTE: self.dispute,
        }  # fmt: skip
        if head.kind in ways:
            ways[head.kind](head)
        else:
            self._app.toast(_("It is issued and stays as it is."), tone="warning")

    def _drop(self, head: Head) -> None:
        from kontor.sales.service.documents import drop_document

        def done(_value: object) -> None:
            screen = self._screen
            if screen.is_attached and self._app.screen is screen and not hasattr(screen, "filter"):
                self._app.pop_screen()

        self._app.run_case(drop_document, head.id, then=done)

    def _cancel_invoice(self, head: Head) -> None:
        def take(reason: str | None) -> None:
            from kontor.sales.model.billing import CancelInput
            from kontor.sales.service.billing import draft_cancellation

            if reason:
                data = CancelInput(invoice=str(head.id), day=self._app.today(), reason=reason)
                self._app.run_case(draft_cancellation, data, then=self._issue_and_show)

        title = _("Cancel {number}").format(number=head.number)
        hint = _("A cancellation of its own takes it back. Why? It is printed.")
        self._app.push_screen(AskText(title, hint=hint), take)

    def _issue_and_show(self, key: Any) -> None:
        self.show_document(key)
        going.begin(cast("BaseScreen", self._app.screen), int(key))

    def do_sales_correct(self) -> None:
        """A correction that lowers an issued invoice."""
        from kontor.tui.screens.sales.credit_form import CreditForm

        head = self.the_head()
        if head is not None:
            self._app.push_screen(CreditForm(head))

    # paper

    def do_record_print(self) -> None:
        """Open the PDF; of a draft a proof with that word across it."""
        head = self.the_head()
        if head is None:
            return
        app = self._app
        store, today = app.store, app.today()

        def job(_ticket: work.Ticket) -> object:
            with store.read() as con:
                kept = [one for one in documents_of(con, head.ref) if one.mime.endswith("pdf")]
                if kept:
                    return kept[0].name, document_bytes(con, kept[0].id)
            return going.proof(store, head.id, today)

        def then(made: object) -> None:
            name, content = cast("tuple[str, bytes]", made)
            open_file(self._screen, name, lambda: content)

        app.push_screen(Running(_("The document is made"), job, then))

    def do_sales_export(self) -> None:
        """Save PDF and e-invoice into a folder; an invoice also in another format."""
        head = self.the_head()
        if head is not None:
            save_files(self._screen, head)

    def do_record_explain(self) -> None:
        """Everything that was changed on the document, newest first."""
        head = self.the_head()
        if head is None:
            return
        with self._app.store.read() as con:
            past = [("", one) for one in history(con, "sales_document", head.id)]
            for table in _PARTS:
                sql = f"SELECT id FROM {table} WHERE document = ?"  # noqa: S608  own names
                rows = con.execute(
                    f"SELECT DISTINCT row FROM change WHERE tbl = ? AND row IN ({sql})",  # noqa: S608
                    (table, head.id),
                ).fetchall()
                past += [(table, one) for (row,) in rows for one in history(con, table, row)]
        past.sort(key=lambda pair: -pair[1].step)
        title = _("What happened to {name}").format(name=sheets.title_of(head))
        self._app.push_screen(Paper(title, past_blocks(past)))

    def do_sales_chain(self) -> None:
        """Go to another document of the same business."""
        head = self.the_head()
        if head is None:
            return
        with self._app.store.read() as con:
            found = pipeline.chain(con, head.id)
        entries = [
            Entry(str(one.id), f"{kind_name(one.kind, one.invoice_kind)} {one.number or ''}",
                  f"{_(state_of(one.kind, one.state).word)} · {one.subject}")
            for one in found
        ]  # fmt: skip

        def take(value: str | None) -> None:
            if value and int(value) != head.id:
                self.show_document(int(value))

        self._app.push_screen(Chooser(_("Documents of this business"), entries), take)

    def do_sales_customer(self) -> None:
        """Open the file of the customer."""
        head = self.the_head()
        if head is not None:
            self._app.open_record(f"contacts:{head.contact}")
