"""The firm's letterhead (Briefkopf) from its master data: what must stand on business letters.

§ 35a GmbHG, § 80 AktG, §§ 37a, 125a HGB: seat, register, managers; § 14 (4) UStG: tax number or
VAT id on invoices.
"""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.company import queries as company
from kontor.company.kinds import Firm, MoneyAccount, MoneyKind
from kontor.company.law import legal_forms
from kontor.documents.layout.figures import iban
from kontor.documents.layout.page import Giro, Layout, Logo, Sender, Style
from kontor.documents.layout.words import words
from kontor.store.blobs import get_blob

_LOOK = (
    "SELECT layout,accent,marks,slogan,managers,logo,logo_mime,logo_height FROM letterhead LIMIT 1"
)


class Look(NamedTuple):
    """What the firm chose for its documents; the modern layout as long as nothing was chosen."""

    layout: str = Layout.MODERN
    accent: str = "1f4e79"
    marks: bool = True
    slogan: str = ""
    managers: str = ""
    logo: Logo | None = None

    @property
    def style(self) -> Style:
        """The part that says how a page is drawn."""
        return Style(Layout(self.layout), self.accent, self.marks)


def look(con: sqlite3.Connection) -> Look:
    """The firm's look as it is now."""
    row = con.execute(_LOOK).fetchone()
    if row is None:
        return Look()
    layout, accent, marks, slogan, managers, logo, mime, height = row
    picture = Logo(get_blob(con, logo), mime, height) if logo and mime else None
    return Look(layout, accent, bool(marks), slogan, managers, picture)


def style(con: sqlite3.Connection) -> Style:
    """How the firm's pages are drawn."""
    row = con.execute(_LOOK).fetchone()
    return Style(Layout(row[0]), row[1], bool(row[2])) if row else Style()


def sender(con: sqlite3.Connection, day: date, language: str, chosen: Look | None = None) -> Sender:
    """The letterhead on a day: name, logo, contact, return line, footer; `chosen` is on trial."""
    firm = company.firm(con)
    chosen = chosen or look(con)
    place = _place(firm)
    word = words(language)
    contact = [*place, f"{word['phone']} {firm.phone}" if firm.phone else "", firm.mail, firm.web]
    return Sender(
        firm.name,
        chosen.slogan or firm.trade or "",
        chosen.logo,
        " · ".join((firm.name, *place)),
        tuple(one for one in contact if one),
        tuple(
            column
            for column in (
                (firm.name, *place),
                _bank(con, word),
                _register(con, firm, day, chosen.managers, word),
                _tax(con, day, word),
            )
            if column
        ),
    )


def giro(con: sqlite3.Connection, cents: int, purpose: str) -> Giro | None:
    """A transfer to the firm's first bank account; None without one, or nothing to pay."""
    account = _account(con)
    if account is None or cents <= 0:
        return None
    name = account.holder or company.firm(con).name
    return Giro(name, account.iban or "", cents, purpose, account.bic or "")


def _place(firm: Firm) -> tuple[str, ...]:
    street = " ".join(part for part in (firm.street, firm.house_number) if part)
    city = " ".join(part for part in (firm.postcode, firm.city) if part)
    return tuple(part for part in (street, city) if part)


def _account(con: sqlite3.Connection) -> MoneyAccount | None:
    accounts = company.money_accounts(con)
    return next((one for one in accounts if one.kind is MoneyKind.BANK and one.iban), None)


def _bank(con: sqlite3.Connection, word: dict[str, str]) -> tuple[str, ...]:
    account = _account(con)
    if account is None:
        return ()
    name = account.bank or account.name
    bic = f"{word['giro_bic']} {account.bic}" if account.bic else ""
    lines = (name, f"{word['bank_account']} {iban(account.iban or '')}", bic)
    return tuple(line for line in lines if line)


def _register(
    con: sqlite3.Connection, firm: Firm, day: date, managers: str, word: dict[str, str]
) -> tuple[str, ...]:
    court, number = (company.setting(con, f"register_{part}", day) for part in ("court", "number"))
    form = legal_forms().get(company.setting(con, "legal_form", day))
    corporate = form is not None and not form.private
    head = f"{word['managers']} {managers}" if managers and corporate else ""
    if not head and (managers or firm.owner):
        head = f"{word['owner']} {managers or firm.owner}"
    chamber = company.setting(con, "craft_chamber", day)
    return tuple(line for line in (" ".join((court, number)).strip(), head, chamber) if line)


def _tax(con: sqlite3.Connection, day: date, word: dict[str, str]) -> tuple[str, ...]:
    keys = ("vat_id", "tax_number", "economic_id")
    values = ((key, company.setting(con, key, day)) for key in keys)
    return tuple(f"{word[key]} {value}" for key, value in values if value)
