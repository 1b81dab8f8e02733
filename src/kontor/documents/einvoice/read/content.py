"""Embedded attachments (Anlagen) of an invoice."""

from __future__ import annotations

import base64
import binascii

from kontor.base.i18n import N_
from kontor.documents.einvoice.read.node import Reader


def decoded(reader: Reader, raw: str) -> bytes:
    """The bytes of an attachment; one that is damaged is left out, and said."""
    if not raw.strip():
        return b""
    try:
        return base64.b64decode("".join(raw.split()), validate=True)
    except (binascii.Error, ValueError):
        reader.note("attachment", N_("An attachment is damaged and was left out."), "BT-125")
        return b""
