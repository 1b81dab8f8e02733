"""An own account (individuelles Konto), or what may change on an account of the chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kontor.base.i18n import N_, _
from kontor.ledger.queries.accounts import Account, account
from kontor.ledger.rules.forms import euer_forms, euer_lines
from kontor.tui.screens.books import pickers
from kontor.tui.screens.books.event_fields import Context, codes
from kontor.tui.screens.books.known import load
from kontor.tui.screens.form import FormScreen
from kontor.tui.widgets.fields import Choice, Field


class AccountForm(FormScreen):
    """A new account like another one, or a change."""

    NAME, HANDBOOK = "books.account", "books#accounts"

    def __init__(self, number: str = "", like: str = "") -> None:
        super().__init__()
        self.number, self._like = number, like
        self._account: Account | None = None

    def crumb(self) -> str:
        """New account, or number of the account."""
        return _("Account {number}").format(number=self.number) if self.number else _("New account")

    def draft_key(self) -> str:
        """One draft per account."""
        return f"books.account:{self.number or 'new'}"

    def _lines(self) -> list[Choice]:
        form = euer_forms()[-1].form
        lines = [
            Choice(number, f"{number}  {line.label}")
            for number, line in euer_lines(form).items()
            if line.kind not in {"sum", "head"}
        ]
        return [Choice("", N_("none, or as the example")), *lines]

    def fields(self) -> Sequence[Field]:
        """Number and example only for a new one."""
        with self.kontor.store.read() as con:
            known = load(con, self.kontor.today(), habits=False)
            self._account = account(con, self.number) if self.number else None
        context = Context(self.kontor.store, known, self.kontor.today())
        like = Field("like", N_("Like account"), "picker", required=True,
                     search=pickers.accounts(known, lambda one: not one.personal),
                     help=N_("kind, tax and reports come from it"))  # fmt: skip
        new = (
            [Field("number", N_("Number"), required=True, limit=8), like] if not self.number else []
        )
        more = [
            Field("name", N_("Name"), required=True),
            Field("line", N_("Line of the EÜR"), "choice", choices=self._lines(), default=""),
        ]
        if self._account is None or not self._account.function.endswith(("AM", "AV")):
            more.insert(
                1,
                Field("tax_code", N_("Tax code"), "choice", choices=codes(context, ""), default=""),
            )
        return [*new, *more]

    def start(self) -> dict[str, Any]:
        """What the account says now."""
        if self._account is None:
            if not self._like:
                return {}
            with self.kontor.store.read() as con:
                one = account(con, self._like)
            return {"like": (one.number, f"{one.number} {one.name}")} if not one.parent else {}
        form = euer_forms()[-1].form
        with self.kontor.store.read() as con:
            row = con.execute(
                "SELECT line FROM account_form WHERE account = ? AND form = ?",
                (self._account.id, form),
            ).fetchone()
        return {"name": self._account.name, "tax_code": self._account.tax_code or "",
                "line": row[0] if row else ""}  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Create or change it."""
        from kontor.ledger.model.chart import AccountChange, NewAccount
        from kontor.ledger.service.chart import change_account, create_account

        forms = {one.form: values["line"] for one in euer_forms()} if values["line"] else {}
        code = values.get("tax_code") or None
        if self._account is None:
            from kontor.tui.screens.books.events import checked

            data = checked(
                NewAccount,
                {
                    "number": values["number"],
                    "name": values["name"],
                    "like": values["like"],
                    "tax_code": code,
                    "lines": forms,
                },
            )
            self.kontor.run_case(create_account, data, then=self.saved, otherwise=self.refused)
            return
        changes: dict[str, Any] = {"name": values["name"], "lines": forms}
        if "tax_code" in values:
            changes["tax_code"] = code
        self.kontor.run_case(
            change_account, self.number, AccountChange.model_validate(changes), then=self.saved,
            otherwise=self.refused,
        )  # fmt: skip
