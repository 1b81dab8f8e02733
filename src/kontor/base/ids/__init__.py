"""Numbers that others gave out: bank, tax and telephone numbers, postcodes, mail addresses.

Each kind answers the same verbs: `compact` (as stored), `check` (what is wrong or doubtful),
`validate` (compact or `InputError`), `is_valid`, `format` (as people read it). What might be right
is never refused: a doubt is a warning.
"""

from kontor.base.ids.bank import Bank, bic, creditor_id, iban
from kontor.base.ids.reach import Phone, email, phone, postcode
from kontor.base.ids.tax import business_id, tax_number, tax_office, vat_id

__all__ = [
    "Bank",
    "Phone",
    "bic",
    "business_id",
    "creditor_id",
    "email",
    "iban",
    "phone",
    "postcode",
    "tax_number",
    "tax_office",
    "vat_id",
]
