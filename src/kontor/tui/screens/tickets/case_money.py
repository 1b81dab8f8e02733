"""Forms about the money of a case: who pays, costs told, a disputed bill, claims against others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kontor.base.dates import format_day
from kontor.base.errors import Finding
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.ledger.queries.items import open_items
from kontor.tickets.kinds import Claim
from kontor.tickets.queries.judging import judge_of
from kontor.tickets.words import CAUSES, RESULTS
from kontor.tui.screens.acquisition.forms import choices
from kontor.tui.screens.sales.customers import customer_hits
from kontor.tui.screens.tickets.case_forms import CaseForm
from kontor.tui.screens.tickets.case_sheet import verdict_text
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field

_RULES = "rules"


class PayerForm(CaseForm):
    """Who pays, as a person decides, or as the rules say again."""

    NAME, HANDBOOK, WORD = "tickets.payer", "tickets#who-pays", N_("Who pays")
    FIELDS = (
        Field("payer", N_("Verdict"), "choice", default="free",
              choices=(*choices(RESULTS), Choice(_RULES, N_("as the rules say")))),
        Field("reason", N_("Reason"), help=N_("is kept with the case")),
        Field("cause", N_("Cause"), "choice", choices=(Choice("", "–"), *choices(CAUSES))),
    )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What was decided already."""
        one = self.case
        return {"payer": one.payer.value, "reason": one.payer_reason} if one.payer else {}

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What the rules say."""
        with self.kontor.store.read() as con:
            ruled = judge_of(con, self.case)
        return [(_("The rules say:") + " ", "$ink-soft"), (verdict_text(ruled), "")]

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """A decision has its reason."""
        if values["payer"] != _RULES and not values.get("reason"):
            return [Finding(self.NAME, "", _("A decision needs its reason."), field="reason")]
        if values["payer"] == _RULES and self.case.payer is None:
            text = _("Nothing was decided; the rules hold already.")
            return [Finding(self.NAME, "", text, field="payer")]
        return ()

    def save(self, values: dict[str, Any]) -> None:
        """Decide, or take the decision back."""
        from kontor.tickets.model import PayerInput
        from kontor.tickets.service.judging import decide_payer, undecide_payer

        if values["payer"] == _RULES:
            self.kontor.run_case(
                undecide_payer, self.case.id, then=self.saved, otherwise=self.refused
            )
        else:
            self.run(decide_payer, PayerInput, values)


class CostForm(CaseForm):
    """That the customer was told what it costs, and agreed."""

    NAME, HANDBOOK, WORD = "tickets.costs", "tickets#who-pays", N_("Costs")
    FIELDS = (
        Field("told", N_("Told on"), "date", past=True),
        Field("agreed", N_("Agreed on"), "date", past=True),
        Field("how", N_("How"), help=N_("by telephone, in writing, on the spot")),
        Field("estimate", N_("Estimate"), "money"),
    )

    def start(self) -> dict[str, date | None]:
        """Told today, as a rule."""
        return {"told": self.case.cost_notice or self.kontor.today()}

    def save(self, values: dict[str, Any]) -> None:
        """Write it down."""
        from kontor.tickets.model import CostInput
        from kontor.tickets.service.judging import agree_costs

        self.run(agree_costs, CostInput, values)


class DisputeForm(CaseForm):
    """How much of the bill is disputed, and until when its reminders rest."""

    NAME, HANDBOOK, WORD = "tickets.dispute", "tickets#who-pays", N_("Bill disputed")
    FIELDS = (
        Field("amount", N_("Disputed"), "money", help=N_("empty: the whole bill")),
        Field("until", N_("Rests until"), "date", help=N_("empty: until the case is closed")),
    )

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What is open of the bill."""
        with self.kontor.store.read() as con:
            there = [one for one in open_items(con, self.kontor.today())
                     if one.document == self.case.invoice_number]  # fmt: skip
        if not there:
            return [(_("Nothing is open of {number}.").format(
                number=self.case.invoice_number), "$warn")]  # fmt: skip
        said = _("{number}: {amount} € open").format(
            number=self.case.invoice_number, amount=format_money(there[0].open)
        )
        return [(said, "bold")]

    def save(self, values: dict[str, Any]) -> None:
        """Rest the reminders."""
        from kontor.tickets.service.judging import dispute_bill

        self.kontor.run_case(
            dispute_bill, self.case.id, self.kontor.today(), amount=values["amount"],
            until=values["until"], then=self.saved, otherwise=self.refused,
        )  # fmt: skip


class ClaimForm(CaseForm):
    """What is asked of a supplier or subcontractor; the warranty proposes who and until when."""

    NAME, HANDBOOK, WORD = "tickets.claim", "tickets#who-pays", N_("Claim back")

    def fields(self) -> Sequence[Field]:
        """Who, until when."""
        read = self.kontor.store.read
        return (
            Field("partner", N_("Claim against"), "picker", required=True,
                  search=lambda typed: customer_hits(read, typed)),
            Field("until", N_("Possible until"), "date"),
            Field("claimed", N_("Claimed on"), "date", past=True,
                  help=N_("when it was told; m writes the notice")),
        )  # fmt: skip

    def _proposed(self) -> Claim | None:
        with self.kontor.store.read() as con:
            return judge_of(con, self.case).verdict.claim

    def start(self) -> dict[str, Any]:
        """What is noted already, else what the warranty says."""
        one, claim = self.case, self._proposed()
        who = (f"contacts:{one.claim_partner}", one.claim_name) if one.claim_partner else None
        until = one.claim_until
        if who is None and claim is not None:
            hits = [hit for hit in customer_hits(self.kontor.store.read, claim.partner)
                    if hit.label == claim.partner]  # fmt: skip
            who, until = (hits[0].target, claim.partner) if len(hits) == 1 else None, claim.until
        return {"partner": who, "until": until, "claimed": one.claimed}

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """How long it can be claimed."""
        claim = self._proposed()
        if claim is None:
            return [(_("The warranties name nobody who answers for it."), "$ink-soft")]
        said = _("{name} answers for it until {day}").format(
            name=claim.partner, day=format_day(claim.until)
        )
        return [(said, "$warn" if claim.days_left < 30 else "")]

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.tickets.model import ClaimInput
        from kontor.tickets.service.judging import claim_back

        self.run(claim_back, ClaimInput, values)
