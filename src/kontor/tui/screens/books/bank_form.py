"""Booking a bank line by hand, in up to four parts; and making a rule of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kontor.banking.kinds import Proposal
from kontor.banking.queries.lines import LineRow
from kontor.banking.queries.matching import open_items
from kontor.base.errors import Finding
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.base.text import matches
from kontor.company.queries import money_accounts
from kontor.ledger.queries.accounts import chart
from kontor.tui.protocols import Hit
from kontor.tui.screens.books.growing import add_fields, drafted_lines
from kontor.tui.screens.form import FormScreen
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field

PARTS = 4
_SHOWN = 80


def targets(store: Any, today: Callable[[], Any], cents: int) -> Callable[[str], Sequence[Hit]]:
    """What a line can be booked on: open items first, then accounts and own money accounts."""

    def find(typed: str) -> Sequence[Hit]:
        with store.read() as con:
            items = [one for one in open_items(con, today()) if one.open_cents]
            accounts, own = chart(con, personal=False), money_accounts(con)
        items.sort(key=lambda one: (one.sign * cents < 0, abs(one.open_cents - abs(cents))))
        hits = [
            Hit(one.ref, f"{one.number} {one.partner_name}", format_money(one.open_cents),
                _("Open items"))
            for one in items
            if matches(typed, f"{one.number} {one.partner_name} {format_money(one.open_cents)}")
        ]  # fmt: skip
        hits += [
            Hit(
                f"account:{one.number}",
                f"{one.number} {one.name}",
                one.tax_code or "",
                _("Accounts"),
            )
            for one in accounts
            if matches(typed, f"{one.number} {one.name}")
        ]
        hits += [
            Hit(f"transfer:{one.account}", one.name, one.iban or "", _("Own money accounts"))
            for one in own
            if matches(typed, one.name)
        ]
        return hits[:_SHOWN]

    return find


def codes(store: Any) -> list[Choice]:
    """Tax codes to choose from; empty leaves it to the account."""
    sql = "SELECT DISTINCT code, name FROM tax_code ORDER BY side, code"
    with store.read() as con:
        rows = con.execute(sql).fetchall()
    return [
        Choice("", N_("as the account says")),
        *(Choice(code, f"{code}  {name}") for code, name in rows),
    ]


class BookForm(FormScreen):
    """One bank line, booked by hand or split."""

    NAME, TITLE, HANDBOOK, SAVE = "books.book", N_("Book bank line"), "bank", N_("Book")
    HINTS = ("form.save", "screen.back", "event.line", "form.fault")

    def __init__(self, line: LineRow, best: Proposal | None, names: dict[str, str]) -> None:
        super().__init__()
        self.line, self._best, self._names = line, best, names
        self.parts = max(1, min(PARTS, len(best.splits) if best else 1))

    def crumb(self) -> str:
        """Amount and name of the line."""
        return f"{format_money(self.line.cents, sign=True)} €  {self.line.name}"

    def draft_key(self) -> str:
        """One draft per line."""
        return f"bank.book:{self.line.id}"

    def fields(self) -> Sequence[Field]:
        """Target, amount and code of each part, then text and document."""
        drafted = drafted_lines(self.kontor.wiring.drafts, self.draft_key(), "to")
        self.parts = min(PARTS, max(self.parts, drafted))
        rows = [field for part in range(1, self.parts + 1) for field in self._part(part)]
        return [*rows, Field("text", N_("Text")), Field("document", N_("Document"), limit=36)]

    def _part(self, part: int) -> list[Field]:
        find = targets(self.kontor.store, self.kontor.today, self.line.cents)
        choices = codes(self.kontor.store)
        to = Field(f"to{part}", _("{number}. booked on").format(number=part), "picker",
                   required=part == 1, search=find,
                   help=N_("open item, account or own account"))  # fmt: skip
        amount = Field(f"amount{part}", N_("Amount"), "money", help=N_("empty takes the rest"))
        code = Field(f"code{part}", N_("Tax code"), "choice", choices=choices, default="")
        if part > 1:
            return [to, amount, code]
        return [
            to,
            amount,
            Field("discount1", N_("Discount"), "money", help=N_("Skonto, gross")),
            code,
        ]

    def why_not(self, name: str) -> str:
        """Parts are limited."""
        if name == "event.line" and self.parts >= PARTS:
            return _("This form takes no more lines.")
        return super().why_not(name)

    def do_event_line(self) -> None:
        """One more part."""
        before = self._part(self.parts)[-1].name
        self.parts += 1
        fresh = self._part(self.parts)
        add_fields(self.form, before, fresh)
        self.call_after_refresh(self.form.focus_field, fresh[0].name)

    def start(self) -> dict[str, Any]:
        """What the best proposal says."""
        values: dict[str, Any] = {"text": self.line.purpose}
        best = self._best
        for part, split in enumerate((best.splits if best else ())[:PARTS], 1):
            values[f"to{part}"] = (split.item_ref, self._names.get(split.item_ref, split.item_ref))
            values[f"amount{part}"] = split.cents
            if part == 1 and split.discount:
                values["discount1"] = split.discount
        if best and not best.splits and best.account:
            name = self._names.get(best.account, best.account)
            values["to1"], values["code1"] = (f"account:{best.account}", name), best.code
        return values

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What is left of the line."""
        given = sum(values.get(f"amount{part}") or 0 for part in range(1, PARTS + 1))
        rest = abs(self.line.cents) - given
        key = self.kontor.key_of("event.line")
        more = "   " + _("{key} adds a line").format(key=key) if self.parts < PARTS else ""
        text = _("line {whole} · parts {given} · rest {rest}").format(
            whole=format_money(abs(self.line.cents)),
            given=format_money(given),
            rest=format_money(rest),
        )
        return [(text, "$bad" if rest < 0 else "$ink-soft"), (more, "$ink-faint")]

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """Amounts without a target."""
        return [
            Finding("F1", "", N_("Choose what this amount is booked on."), field=f"to{part}")
            for part in range(1, PARTS + 1)
            if values.get(f"amount{part}") and not values.get(f"to{part}")
        ]

    def save(self, values: dict[str, Any]) -> None:
        """Book the parts that have a target."""
        from kontor.banking.model import BookInput
        from kontor.banking.service.booking import book_line

        parts = []
        for part in range(1, PARTS + 1):
            target = values.get(f"to{part}")
            if target:
                parts.append({
                    **_target(str(target)), "amount": values.get(f"amount{part}"),
                    "code": values.get(f"code{part}") or None,
                    "discount": (values.get("discount1") or 0) if part == 1 else 0,
                })  # fmt: skip
        data = BookInput.model_validate(
            {"line": self.line.id, "parts": parts, "text": values.get("text") or "",
             "document": values.get("document") or ""}
        )  # fmt: skip
        self.kontor.run_case(book_line, data, then=self.saved, otherwise=self.refused)


class RuleForm(FormScreen):
    """A rule made from a line."""

    TITLE, HANDBOOK = N_("Booking rule"), "bank"

    def __init__(self, line: LineRow) -> None:
        super().__init__()
        self.line = line

    def draft_key(self) -> str:
        """One draft per line."""
        return f"bank.rule:{self.line.id}"

    def fields(self) -> Sequence[Field]:
        """Marks of the line and what it is booked as."""
        find = targets(self.kontor.store, self.kontor.today, self.line.cents)

        def accounts(typed: str) -> Sequence[Hit]:
            return [hit for hit in find(typed) if hit.target.startswith("account:")]

        return (
            Field("name", N_("Name of the rule"), required=True),
            Field("pattern_name", N_("Name contains")),
            Field("pattern_purpose", N_("Purpose contains")),
            Field("iban", "IBAN", "iban"),
            Field("least", N_("From amount"), "money"),
            Field("most", N_("To amount"), "money"),
            Field("account", N_("Account"), "picker", required=True, search=accounts),
            Field("code", N_("Tax code"), "choice", choices=codes(self.kontor.store), default=""),
            Field("automatic", N_("Book without asking"), "flag"),
        )

    def start(self) -> dict[str, Any]:
        """The marks of the line."""
        return {"name": self.line.name, "pattern_name": self.line.name, "iban": self.line.iban}

    def save(self, values: dict[str, Any]) -> None:
        """Add the rule."""
        from kontor.banking.model import RuleInput
        from kontor.banking.service.rules import add_rule

        values["account"] = str(values["account"]).partition(":")[2]
        values["sign"] = 1 if self.line.cents > 0 else -1
        values["iban"], values["code"] = values["iban"] or None, values["code"] or None
        data = RuleInput.model_validate(values)
        self.kontor.run_case(add_rule, data, then=self.saved, otherwise=self.refused)


def _target(ref: str) -> dict[str, str]:
    kind, _colon, name = ref.partition(":")
    return {"item": ref} if kind == "item" else {kind: name}
