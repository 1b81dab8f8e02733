"""One form for every business event, built from its data; also for corrections and copies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from kontor.base.errors import Finding, KontorError
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.tui.screens.books import pickers
from kontor.tui.screens.books.event_data import collect, totals
from kontor.tui.screens.books.event_fields import (
    BY_KIND,
    MOST_LINES,
    Context,
    fields_of,
    line_fields,
    rare_names,
)
from kontor.tui.screens.books.growing import add_fields, drafted_lines
from kontor.tui.screens.books.known import load
from kontor.tui.screens.form import FormScreen
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Field

TERM = 14
_HALVES = (
    ("discount_rate", "discount_until"), ("discount_rate2", "discount_until2"),
    ("retention", "retention_due"), ("part_cents1", "part_due1"), ("part_cents2", "part_due2"),
    ("part_cents3", "part_due3"), ("book_value", "book_value_day"),
)  # fmt: skip


class EventForm(FormScreen):
    """A business event: new, copied, or in the place of an entry."""

    NAME, HANDBOOK, SAVE = "books.event", "books#events", N_("Post")
    HINTS = ("form.save", "screen.back", "event.line", "event.all")

    def __init__(
        self, kind: str, values: dict[str, Any] | None = None, *, entry: int | None = None,
        sealed: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.spec = BY_KIND[kind]
        self._given = values or {}
        self.entry, self.sealed = entry, sealed
        given = [n for n in range(1, MOST_LINES + 1) if self._given.get(f"cents{n}") is not None]
        self.lines = max(self.spec.least, max(given, default=0)) if self.spec.lines else 0
        self.full = bool(rare_names(self.spec) & {n for n, v in self._given.items() if v})
        self._made: Context | None = None

    @property
    def context(self) -> Context:
        """Accounts, codes and the store, read once."""
        if self._made is None:
            with self.kontor.store.read() as con:
                known = load(con, self.kontor.today(), habits=False)
            self._made = Context(self.kontor.store, known, self.kontor.today())
        return self._made

    def crumb(self) -> str:
        """The event, and whether it takes the place of an entry."""
        name = _(self.spec.label)
        if self.sealed is not None:
            return _("Correct #{number}: {event}").format(number=self.sealed, event=name)
        return _("Change: {event}").format(event=name) if self.entry else name

    def draft_key(self) -> str:
        """One draft per kind, or per entry that is changed; a filled form keeps none."""
        if self.entry is not None:
            return f"books.entry:{self.entry}"
        return "" if self._given else f"books.event:{self.spec.kind}"

    def fields(self) -> Sequence[Field]:
        """The fields of the event, and the reason of a correction."""
        if self.spec.lines:
            drafted = drafted_lines(self.kontor.wiring.drafts, self.draft_key(), "cents")
            self.lines = min(MOST_LINES, max(self.lines, drafted))
        self.full = self.full or self._drafted_rare()
        made = fields_of(self.spec, self.context, self.lines, full=self.full)
        if self.sealed is not None:
            made.append(Field("correction", N_("Reason"), required=True,
                              help=N_("why the sealed entry was wrong")))  # fmt: skip
        return made

    def _drafted_rare(self) -> bool:
        """Whether a kept draft holds a value that only "all fields" shows."""
        key = self.draft_key()
        found = self.kontor.wiring.drafts.load(key) if key else None
        raws = found.get("raws") if found else None
        held = {name for name, raw in raws.items() if raw} if isinstance(raws, dict) else set()
        return bool(held & rare_names(self.spec))

    def start(self) -> dict[str, Any]:
        """Today, the usual money account, usual terms; then what was given."""
        today = self.kontor.today()
        values: dict[str, Any] = {"day": today}
        kind = self.spec.kind
        if "due" in self.spec.fields:
            values["due"] = today + timedelta(days=TERM)
        if "money" in self.spec.fields:
            values["money"] = pickers.first_purse(
                self.kontor.store, "cash" if kind == "sale" else "bank"
            )
        if kind == "transfer":
            values["origin"] = pickers.first_purse(self.kontor.store)
        if kind == "payroll":
            values["day"] = today.replace(day=1) - timedelta(days=1)
        if self.sealed is not None:
            values["correction"] = _("typing error")
        return {**values, **self._given}

    # totals

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """Net, tax and gross, or debit less credit."""
        if self.spec.lines == "amounts":
            return self._priced(values)
        if self.spec.lines == "weights":
            return self._weighed(values)
        if self.spec.lines:
            rest = sum(values.get(f"cents{n}") or 0 for n in range(1, self.lines + 1))
            turnover = sum(max(values.get(f"cents{n}") or 0, 0) for n in range(1, self.lines + 1))
            text = _("turnover {turnover} · ").format(turnover=format_money(turnover))
            tone = "$good" if not rest else "$warn"
            return [
                (text, "$ink-soft"),
                (_("difference {rest}").format(rest=format_money(rest)), tone),
            ]
        if self.spec.kind == "payment":
            return self._paid(values)
        return ()

    def _weighed(self, values: dict[str, Any]) -> Sequence[Part]:
        numbers = range(1, self.lines + 1)
        whole = sum((values.get(f"cents{n}") or 0) + (values.get(f"tax{n}") or 0) for n in numbers)
        paid = sum(
            (values.get(f"paid_net{n}") or 0) + (values.get(f"paid_tax{n}") or 0) for n in numbers
        )
        text = _("gross {whole} · paid {paid} · open {rest}").format(
            whole=format_money(whole), paid=format_money(paid), rest=format_money(whole - paid)
        )
        return [(text, "$ink-soft")]

    def _priced(self, values: dict[str, Any]) -> Sequence[Part]:
        done = totals(self.spec, values, self.context.known)
        parts: list[Part] = [
            (
                _("net {net} + tax {tax} = ").format(
                    net=format_money(done.net), tax=format_money(done.tax)
                ),
                "$ink-soft",
            ),
            (format_money(done.gross) + " €", "bold"),
        ]
        if done.reverse:
            text = _(" · we owe {tax} tax (§ 13b)").format(tax=format_money(done.reverse))
            parts.append((text, "$warn"))
        if self.lines < MOST_LINES:
            key = self.kontor.key_of("event.line")
            parts.append(("   " + _("{key} adds a line").format(key=key), "$ink-faint"))
        return parts

    def _paid(self, values: dict[str, Any]) -> Sequence[Part]:
        whole = abs(values.get("amount") or 0)
        given = sum(values.get(f"paid{n}") or 0 for n in (1, 2, 3))
        if not whole:
            return ()
        text = _("money {whole} · on items {given} · rest {rest}").format(
            whole=format_money(whole), given=format_money(given), rest=format_money(whole - given)
        )
        return [(text, "$ink-soft")]

    # keys

    def why_not(self, name: str) -> str:
        """Lines are limited."""
        if name == "event.line" and (not self.spec.lines or self.lines >= MOST_LINES):
            return _("This form takes no more lines.")
        if name == "event.all" and self.full:
            return _("All fields are shown.")
        return super().why_not(name)

    def can(self, name: str) -> bool:
        """Only forms with lines can add one."""
        if name == "event.all" and not rare_names(self.spec):
            return False
        return super().can(name) and (name != "event.line" or bool(self.spec.lines))

    def do_event_line(self) -> None:
        """One more line of amounts."""
        before = line_fields(self.spec, self.context, self.lines, full=self.full)[-1].name
        self.lines += 1
        fresh = line_fields(self.spec, self.context, self.lines, full=self.full)
        add_fields(self.form, before, fresh)
        self.call_after_refresh(self.form.focus_field, fresh[0].name)
        self._sum_up()

    def do_event_all(self) -> None:
        """Show what is rarely needed: booking date, cost centre, instalments, fields of lines."""
        self.full, first = True, ""
        wanted = self.fields()
        for place, field in enumerate(wanted):
            if field.name not in self.form.rows:
                first = first or field.name
                add_fields(self.form, wanted[place - 1].name, [field])
        self.call_after_refresh(self.form.focus_field, first)
        self.repaint_frame()

    def create_for(self, field: str, typed: str) -> None:
        """Ctrl+N in the list of partners: a new contact."""
        from kontor.tui.screens.books.partner_form import PartnerForm

        side = self.spec.partner or "customer"
        self.app.push_screen(
            PartnerForm(side, typed, lambda ref, name: self.put(field, (ref, name)))
        )

    # saving

    def collected(self, values: dict[str, Any]) -> dict[str, Any]:
        """The fields of the event's input model."""
        return collect(self.spec, values)

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """Amounts without account, and the two halves of terms."""
        out = []
        for number in range(1, self.lines + 1):
            needs = f"account{number}" in self.form.rows
            if values.get(f"cents{number}") and needs and not values.get(f"account{number}"):
                out.append(
                    Finding("F1", "", N_("This amount needs an account."), field=f"account{number}")
                )
        for one, two in _HALVES:
            if values.get(one) and not values.get(two):
                out.append(Finding("F2", "", N_("Until when?"), field=two))
        if self.spec.lines in {"free", "payroll"} and self.spec.kind != "opening_balances":
            rest = sum(values.get(f"cents{n}") or 0 for n in range(1, self.lines + 1))
            if rest:
                out.append(
                    Finding("F3", "", N_("Debit and credit must be the same."), field="cents1")
                )
        return out

    def save(self, values: dict[str, Any]) -> None:
        """Post, change or correct."""
        from kontor.tui.screens.books.events import event_of

        try:
            case, event = event_of(self.spec.kind, self.collected(values))
        except KontorError as error:
            self.refused(error)
            return
        if self.entry is None:
            self.kontor.run_case(case, event, then=self.saved, otherwise=self.refused)
            return
        from kontor.ledger.service.changing import change_entry, correct_entry

        if self.sealed is None:
            self.kontor.run_case(
                change_entry, self.entry, event, then=self.saved, otherwise=self.refused
            )
            return
        self.kontor.run_case(
            correct_entry, self.entry, event, str(values["correction"]), self.kontor.today(),
            then=self.saved, otherwise=self.refused,
        )  # fmt: skip

    def refused(self, error: BaseException) -> None:
        """Errors about lines and accounts land at the first line."""
        if isinstance(error, KontorError):
            places = {"lines": "cents1", "code": "code1", "account": "account1", "entry": "day",
                      "item": "item1", "weights": "cents1", "due_parts": "part_cents1",
                      "settles": "item1", "extra": "extra_account1"}  # fmt: skip
            place = places.get(error.field, error.field)
            if error.field not in self.form.rows and place in self.form.rows:
                error.field = place
        super().refused(error)
