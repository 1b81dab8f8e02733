"""What a campaign hands out: its letters as one PDF, its mails as drafts, its labels."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable

from kontor.acquisition.kinds import CampaignChannel
from kontor.acquisition.queries.papers import (
    Planned,
    Preview,
    campaign_word,
    mails,
    objection_hint,
)
from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.contacts.queries import contact as find_contact
from kontor.documents.layout.page import Info, Note, Page


def letter(con: sqlite3.Connection, shown: Preview, row: Planned) -> Page:
    """The page of one letter: code of the campaign beside the address, the right to object below.

    What would not go out has no page.
    """
    from kontor.documents.letters import letter_page
    from kontor.documents.model import LetterInput

    who = find_contact(con, row.contact)
    hint = objection_hint(con, who)
    data = LetterInput(
        partner=f"contacts:{row.contact}", subject=row.subject,
        text=row.text.removesuffix(hint).rstrip(), day=shown.day,
    )  # fmt: skip
    page = letter_page(con, data, shown.day)
    code = Info(campaign_word("code", page.language), shown.campaign.code)
    return page._replace(info=(*page.info, code), notes=(Note(hint),))


def letters(
    con: sqlite3.Connection,
    shown: Preview,
    *,
    draft: bool = False,
    told: Callable[[int, int], object] = lambda _done, _total: None,
) -> bytes:
    """All letters of a campaign in one PDF, each on its own sheet for window envelopes.

    Args:
        con: connection.
        shown: what goes out.
        draft: marked as drafts, so that nobody posts what was only looked at.
        told: called after each letter with how many of how many are set.
    """
    from pypdf import PdfReader, PdfWriter

    from kontor.documents.layout.render import render_pdf

    whole = PdfWriter()
    for number, row in enumerate(shown.going, 1):
        page = letter(con, shown, row)._replace(draft=draft)
        whole.append(PdfReader(io.BytesIO(render_pdf(page))))
        told(number, len(shown.going))
    target = io.BytesIO()
    whole.write(target)
    return target.getvalue()


def files(
    con: sqlite3.Connection,
    shown: Preview,
    told: Callable[[int, int], object] = lambda _done, _total: None,
) -> list[tuple[str, bytes]]:
    """Name and content of what leaves the house; a list of calls needs no file."""
    if shown.campaign.channel is CampaignChannel.LETTER:
        return [(f"{shown.campaign.code}.pdf", letters(con, shown, told=told))]
    return mails(con, shown) if shown.campaign.channel is CampaignChannel.MAIL else []


def labels(con: sqlite3.Connection, again: Preview, skip: int) -> tuple[bytes, tuple[str, ...]]:
    """Labels of those who got the campaign, and the names of those without an address.

    Raises:
        InputError: the sheet has fewer places than are used.
        Refused: nobody is left who may be written to.
    """
    from kontor.documents.layout.render import render_pdf
    from kontor.documents.letters import address_labels

    if not again.going:
        raise Refused(N_("Nobody may be addressed any more; there is no label to print."))
    keys = [row.contact for row in again.going]
    sheet, missing = address_labels(con, keys, again.day, "de", skip=skip)
    return render_pdf(sheet), missing
