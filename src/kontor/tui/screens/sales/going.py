"""Issuing on the screen: what is missing, all at once; the question; number, file and books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from kontor.base.dates import format_day, now_utc
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.receivables.queries.passing import said
from kontor.receivables.rules.risk import Check, Gate
from kontor.sales.kinds import DocumentKind, InvoiceKind
from kontor.tui import work
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText, Confirm, Tell
from kontor.tui.screens.sales.names import kind_name
from kontor.tui.text import Rows

if TYPE_CHECKING:
    from kontor.sales.rules.printed import Printed
    from kontor.sales.service.issuing import Issued
    from kontor.store.store import Store
    from kontor.tui.screens.base import BaseScreen

_TITLES = {
    DocumentKind.QUOTE: N_("Send the quote?"),
    DocumentKind.ORDER: N_("Confirm the order?"),
    DocumentKind.INVOICE: N_("Issue the invoice?"),
}


class Ready(NamedTuple):
    """What would go out, and what stands against it."""

    content: Printed
    findings: Sequence[Finding]
    limit: Check


def look(store: Any, key: int, today: date) -> Ready:
    """Number, sums and findings of a draft; nothing is written."""
    from kontor.receivables.queries.passing import check_document
    from kontor.sales.queries import bills, documents
    from kontor.sales.queries.printed import printed
    from kontor.sales.service.issuing import readiness

    with store.read() as con:
        head = documents.head(con, key)
        number = bills.expected_number(con, head, today)
        content = printed(con, key, number=number, day=today)
        limit = check_document(con, key, today)
    return Ready(content, readiness(content), limit)


def begin(screen: BaseScreen, key: int) -> None:
    """Take in what came late, look whether a draft can go out, then ask."""
    app = screen.kontor
    store, today = app.store, app.today()

    def job(_ticket: object) -> Ready:
        from kontor.sales.service.issuing import take_late_discounts

        take_late_discounts(cast("Store", store), key)
        return look(store, key, today)

    work.start(
        screen, job, name="ready", group="ready",
        then=lambda found: _asked(screen, key, found),
    )  # fmt: skip


def _asked(screen: BaseScreen, key: int, found: Ready) -> None:
    errors = [one for one in found.findings if one.severity is Severity.ERROR]
    if errors:
        _show_findings(screen, key, found.findings)
    elif found.limit.gate is Gate.BLOCKED:
        stopped(screen, found.limit)
    elif found.limit.gate is Gate.REASON:
        _ask_reason(screen, key, found)
    else:
        _confirm(screen, key, found)


def _show_findings(screen: BaseScreen, key: int, findings: Sequence[Finding]) -> None:
    """All of them at once; Enter goes where it is mended."""
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    signs = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "·"}
    listed = sorted(findings, key=lambda one: order[one.severity])
    entries = [
        Entry(str(place), f"{signs[one.severity]} {one.text}",
              " · ".join(part for part in (one.advice, one.law) if part))
        for place, one in enumerate(listed)
    ]  # fmt: skip

    def take(value: str | None) -> None:
        if value is not None:
            mend(screen, key, listed[int(value)].field)

    wrong = sum(one.severity is Severity.ERROR for one in listed)
    title = _("{count} things are missing before it can go out; Enter goes there").format(
        count=wrong
    )
    screen.app.push_screen(Chooser(title, entries), take)


_HEAD_FIELDS = frozenset({
    "service_to", "service_from", "day", "tax_reason", "tax_case", "their_reference", "subject",
    "valid_until",
})  # fmt: skip
_FIRM_FIELDS = frozenset({"firm", "tax_number", "vat_id", "register_number"})


def mend(screen: BaseScreen, key: int, field: str) -> None:
    """Open the place where a finding is mended."""
    from kontor.sales.queries import documents
    from kontor.tui.screens.contacts.form import ContactForm
    from kontor.tui.screens.sales.document import screen_of
    from kontor.tui.screens.sales.head_form import HeadForm
    from kontor.tui.screens.sales.lines import LinesScreen
    from kontor.tui.screens.sales.terms_forms import InvoicingForm

    app = screen.kontor
    with app.store.read() as con:
        head = documents.head(con, key)
    if field == "contact":
        app.push_screen(ContactForm(head.contact))
    elif field == "leitweg_id":
        app.push_screen(InvoicingForm(head.contact))
    elif field in _FIRM_FIELDS:
        app.open_view("view:firm.firm" if field == "firm" else "view:firm.settings")
    elif field == "starts":
        from kontor.tui.screens.sales.order_forms import TermsForm

        app.push_screen(TermsForm(key))
    elif field in _HEAD_FIELDS:
        app.push_screen(HeadForm(head.kind, change=key, field=field))
    elif not isinstance(screen, LinesScreen):
        app.push_screen(screen_of(app.store.read, key))


def stopped(screen: BaseScreen, found: Check) -> None:
    """The firm's setting takes no reason: says what to do instead."""
    rows: Rows = [
        *[[(line, "bold")] for line in said(found)], "",
        [(_("Raise the limit or lift the block first: the firm takes no reason here."),
          "$ink-soft")],
    ]  # fmt: skip
    screen.app.push_screen(Tell(_("The limit check stops it"), list(rows)))


def _ask_reason(screen: BaseScreen, key: int, found: Ready) -> None:
    """A limit, block or class stands against it: a reason passes over it and is kept."""

    def take(reason: str | None) -> None:
        from kontor.sales.service.orders import pass_limit

        if reason:
            screen.kontor.run_case(
                pass_limit, key, "block", reason, then=lambda _value: _confirm(screen, key, found)
            )

    title = " ".join(said(found.limit))
    screen.app.push_screen(AskText(title, hint=_("Reason to go on all the same")), take)


def _confirm(screen: BaseScreen, key: int, found: Ready) -> None:
    one = found.content
    kind = kind_name(one.kind, one.invoice_kind)
    rows: Rows = [
        [(f"{kind} ", ""), (one.number, "bold")],
        [(one.buyer.name, "bold")],
        [(_("{amount} € gross").format(amount=format_money(one.gross)), "")],
        *_paying(one), "", [(consequence(one), "$ink-soft")],
        *[[("! ", "$warn"), (f"{finding.text} {finding.advice}".strip(), "")]
          for finding in found.findings],
        *([[("! ", "$warn"), (line, "")] for line in said(found.limit)]
          if found.limit.gate is Gate.HINT else []),
    ]  # fmt: skip
    title = _(_TITLES.get(one.kind, N_("Let it go out?")))
    verb = _("Issue") if one.kind is DocumentKind.INVOICE else _("Yes")

    def take(answer: str | None) -> None:
        if answer == "yes":
            _issue(screen, key)

    screen.app.push_screen(Confirm(title, list(rows), verb=verb), take)


def _paying(one: Printed) -> list[Any]:
    if one.kind is not DocumentKind.INVOICE or one.payable <= 0 or one.due is None:
        return []
    text = _("to be paid {amount} € until {day}").format(
        amount=format_money(one.payable), day=format_day(one.due)
    )
    return [[(text, "")]]


def consequence(one: Printed) -> str:
    """What issuing means, in one sentence."""
    if one.kind is not DocumentKind.INVOICE:
        return _("It gets its number and stays as it is; a change is a new version or addition.")
    if one.invoice_kind is InvoiceKind.INSTALMENT:
        return _("It gets its number, is kept and noted as asked for; taxes come with the payment.")
    return _("It gets its number, is kept, posted to the books and sealed. It can only be cancelled"
             " by a document of its own.")  # fmt: skip


def _issue(screen: BaseScreen, key: int) -> None:
    app = screen.kontor
    store, today = app.store, app.today()

    def job() -> Issued:
        from kontor.sales.service.issuing import issue

        return issue(cast("Store", store), key, today, now_utc())

    def done(result: Issued) -> None:
        text = _("{number} is issued.").format(number=result.number)
        if result.entries:
            text += " " + _("It is in the books.")
        app.toast(text)
        from kontor.tui.screens.sales.document import DocumentScreen
        from kontor.tui.screens.sales.lines import LinesScreen

        if isinstance(app.screen, LinesScreen):
            app.pop_screen()
            app.push_screen(DocumentScreen(key))

    def failed(error: BaseException) -> None:
        findings = getattr(error, "findings", None)
        if findings:
            _show_findings(screen, key, findings)
        else:
            app.post_message(work.Failed("issue", error))

    app.write(job, then=done, otherwise=failed)


def proof(store: Any, key: int, today: date) -> tuple[str, bytes]:
    """The PDF of a draft with that word across it: name and content; for a thread."""
    from kontor.documents.layout.render import render_pdf
    from kontor.sales.queries import bills, documents
    from kontor.sales.queries.printed import printed
    from kontor.sales.rules.page import page

    with store.read() as con:
        head = documents.head(con, key)
        number = head.number or bills.expected_number(con, head, today)
        content = printed(con, key, number=number, day=None if head.issued else today)
    return f"{number or key}.pdf", render_pdf(page(content, draft=not head.issued))
