"""A firm with some documents in its archive, for the tests and pictures of the documents."""

from __future__ import annotations

from datetime import UTC, date, datetime

from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.documents.kinds import DocumentKind
from kontor.documents.layout.render import render_pdf
from kontor.documents.letters import letter_page
from kontor.documents.model import DocumentInput, LetterInput
from kontor.documents.sample import sample_page
from kontor.documents.service import letter, store_document
from kontor.store.store import Store

DAY = date(2026, 3, 16)
AT = datetime(2026, 3, 16, 10, tzinfo=UTC)


def kruger(store: Store) -> int:
    """A customer with an address."""
    address = {"street": "Lindenallee", "house_number": "7", "postcode": "48147",
               "city": "Münster"}  # fmt: skip
    data = ContactInput.model_validate({
        "kind": "person", "name": "Erika Krüger", "first_name": "Erika",
        "last_name": "Krüger", "salutation": "Frau", "title": "Dr.", "addresses": [address],
        "roles": [{"role": "customer"}],
    })  # fmt: skip
    return int(store.run(create_contact, data).value)


def write_letter(store: Store, contact: int, subject: str = "Ihre Farbkarte") -> int:
    """A letter that went out."""
    data = LetterInput(partner=f"contacts:{contact}", subject=subject,
                       text="anbei die Farbkarte.\n\nWir freuen uns auf Ihre Wahl.")  # fmt: skip
    with store.read() as con:
        page = letter_page(con, data, DAY)
    return int(store.run(letter, data, page, render_pdf(page), AT).value)


def some_papers(store: Store) -> dict[str, int]:
    """A letter, an invoice of the year before last decade, a draft."""
    contact = kruger(store)
    with store.read() as con:
        sample = sample_page(con, DAY, "de")
    pdf = render_pdf(sample)
    old = DocumentInput(kind=DocumentKind.INVOICE, day=date(2015, 5, 4), number="RE-2015-0007",
                        partner=f"contacts:{contact}")  # fmt: skip
    draft = DocumentInput(kind=DocumentKind.QUOTE, day=DAY, number="AN-2026-0001")
    return {
        "contact": contact,
        "old": int(store.run(store_document, old, pdf, issued=AT).value),
        "draft": int(store.run(store_document, draft, pdf).value),
        "letter": write_letter(store, contact),
    }
