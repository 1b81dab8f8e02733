"""Names of the areas as people read them, for the disclosure and the joining of contacts."""

from __future__ import annotations

from kontor.base.i18n import N_

AREAS: dict[str, str] = {
    "company": N_("Firm"), "contacts": N_("Contacts"), "documents": N_("Papers"),
    "ledger": N_("Books"), "sales": N_("Quotes, orders, invoices"), "receipts": N_("Receipts"),
    "banking": N_("Bank"), "receivables": N_("Reminders and risk"),
    "acquisition": N_("Leads and campaigns"), "tickets": N_("Cases"),
}  # fmt: skip
