"""What happens to documents beside the straight way: sending, securities, defects, no after all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from kontor.base.dates import format_day, parse_day
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.sales.kinds import DocumentKind, State
from kontor.sales.queries import documents, pipeline, terms
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText, Letters
from kontor.tui.screens.sales import dispatch, sheets

if TYPE_CHECKING:
    from kontor.sales.queries.documents import Head
    from kontor.tui.app import KontorApp
    from kontor.tui.screens.base import BaseScreen
    from kontor.tui.screens.sales.steps import DocumentSteps

_D, _S = DocumentKind, State


class AfterSteps:
    """Sending, release of securities, defects, and the ways in which business ends early."""

    @property
    def _doc(self) -> DocumentSteps:
        return cast("DocumentSteps", self)

    @property
    def _kon(self) -> KontorApp:
        return cast("BaseScreen", self).kontor

    def why_not_after(self, name: str, head: Head) -> str:
        """Why something beside the straight way is impossible."""
        if name == "record.mail":
            if not sheets.has_paper(head):
                return _("This is not sent.")
            if not head.issued and head.kind not in dispatch.ELSEWHERE:
                return _("Issue it first; then it can be sent.")
        if name == "sales.release" and not self._kept(head):
            return _("No security is kept of it.")
        if name == "sales.defects" and not self._defects(head):
            return _("No defect is open.")
        return ""

    # to the customer

    def do_record_mail(self) -> None:
        """Bring it to the customer, and note that it went."""
        head = self._doc.the_head()
        if head is None:
            return
        screen = cast("BaseScreen", self)
        if head.issued:
            dispatch.send(screen, head)
        else:
            dispatch.elsewhere(screen, head)

    # securities

    def _kept(self, head: Head) -> list[pipeline.Kept]:
        with self._kon.store.read() as con:
            if head.kind is _D.ORDER:
                return pipeline.kept_of_order(con, head.id)
            return pipeline.kept_of(con, head.id) if head.kind is _D.INVOICE else []

    def do_sales_release(self) -> None:
        """The customer pays out the security that he kept, or takes a bond for it."""
        head = self._doc.the_head()
        kept = self._kept(head) if head is not None else []
        if len(kept) == 1:
            self._release(kept[0])
            return
        entries = [
            Entry(str(at), f"{one.number}  {format_money(one.cents)} €",
                  _("until {day}").format(day=format_day(one.until)) if one.until else "")
            for at, one in enumerate(kept)
        ]  # fmt: skip

        def take(value: str | None) -> None:
            if value is not None:
                self._release(kept[int(value)])

        self._kon.push_screen(Chooser(_("Which security?"), entries), take)

    def _release(self, one: pipeline.Kept) -> None:
        from kontor.tui.screens.sales.terms_forms import ReleaseForm

        self._kon.push_screen(ReleaseForm(one))

    # defects

    def _defects(self, head: Head) -> list[terms.Defect]:
        with self._kon.store.read() as con:
            if head.kind is _D.ACCEPTANCE:
                keys = [head.id]
            elif head.kind is _D.ORDER:
                keys = [one.id for one in documents.of_order(con, head.id, _D.ACCEPTANCE)]
            else:
                keys = []
            found = [one for key in keys for one in terms.defects(con, key)]
        return [one for one in found if one.removed is None]

    def do_sales_defects(self) -> None:
        """A defect that was named at the acceptance is removed."""
        head = self._doc.the_head()
        found = self._defects(head) if head is not None else []
        entries = [
            Entry(str(one.id), one.text, " · ".join(part for part in (
                one.place or "",
                _("until {day}").format(day=format_day(one.deadline)) if one.deadline else "",
            ) if part))
            for one in found
        ]  # fmt: skip

        def take(value: str | None) -> None:
            if value is not None:
                self._removed(int(value))

        self._kon.push_screen(Chooser(_("Which defect is removed?"), entries), take)

    def _removed(self, defect: int) -> None:
        today = self._kon.today()

        def read(typed: str) -> object:
            day = parse_day(typed, today)
            if day > today:
                raise InputError(N_("The day lies in the future."), field="day")
            return day

        def take(typed: str | None) -> None:
            from kontor.sales.service.acceptance import remove_defect

            if typed is not None:
                self._kon.run_case(remove_defect, defect, parse_day(typed, today))

        ask = AskText(_("Defect removed"), hint=_("Day"), typed=format_day(today), read=read)
        self._kon.push_screen(ask, take)

    # quotes that ran out

    def do_sales_expire(self) -> None:
        """Sent quotes whose binding period is over are noted as expired."""
        from kontor.sales.service.quotes import expire_quotes

        def told(found: Any) -> None:
            count = len(found) if found is not None else 0
            if not count:
                self._kon.toast(_("No sent quote has run out."))

        self._kon.run_case(expire_quotes, self._kon.today(), then=told)

    # no after all

    def end_inquiry(self, head: Head) -> None:
        """An enquiry comes to nothing, rests, or is taken up again."""
        from kontor.sales.service import inquiries

        items = []
        if head.state is not _S.LOST:
            items.append(("x", _("It comes to nothing, with the reason"), "lose"))
        if head.state in {_S.NEW, _S.QUOTED}:
            items.append(("r", _("It rests until a day"), "rest"))
        if head.state in {_S.LOST, _S.DORMANT}:
            items.append(("a", _("Take it up again"), "wake"))

        def take(what: str | None) -> None:
            if what == "lose":
                self._doc._with_reason(
                    _("The enquiry comes to nothing"), inquiries.lose_inquiry, head.id
                )
            elif what == "rest":
                self._rest(head)
            elif what == "wake":
                self._kon.run_case(inquiries.wake_inquiry, head.id)

        self._kon.push_screen(Letters(_("What becomes of {name}?").format(name=head.name), items),
                              take)  # fmt: skip

    def _rest(self, head: Head) -> None:
        today = self._kon.today()

        def read(typed: str) -> object:
            return parse_day(typed, today) if typed.strip() else None

        def take(typed: str | None) -> None:
            from kontor.sales.service.inquiries import rest_inquiry

            if typed is not None:
                self._kon.run_case(rest_inquiry, head.id, read(typed))

        hint = _("Until when? Empty: open-ended. Today tells when it is time.")
        self._kon.push_screen(AskText(_("The enquiry rests"), hint=hint, read=read), take)

    def end_order(self, head: Head) -> None:
        """An order is cancelled, or the consumer withdrew."""
        items = [("x", _("It is cancelled, with the reason"), "cancel"),
                 ("w", _("The consumer withdraws (§ 355 BGB)"), "withdraw")]  # fmt: skip

        def take(what: str | None) -> None:
            from kontor.sales.service.orders import cancel_order

            if what == "cancel":
                self._doc._with_reason(_("Cancel the order"), cancel_order, head.id)
            elif what == "withdraw":
                self._withdraw(head)

        self._kon.push_screen(Letters(_("What becomes of {name}?").format(name=head.name), items),
                              take)  # fmt: skip

    def _withdraw(self, head: Head) -> None:
        def take(how: str | None) -> None:
            from kontor.sales.service.orders import withdraw_order

            if how is not None:
                self._kon.run_case(withdraw_order, head.id, self._kon.today(), how)

        hint = _("How did it come in? Such as by mail. The day of today is kept.")
        self._kon.push_screen(AskText(_("The consumer withdraws"), hint=hint), take)
