"""Writing (Ausgabe): one record becomes the XML of a profile, the same bytes each time."""

from __future__ import annotations

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.documents.einvoice.profiles import Profile
from kontor.documents.einvoice.record import Invoice
from kontor.documents.einvoice.write import cii, ubl

__all__ = ["to_xml"]


def to_xml(invoice: Invoice, profile: Profile) -> bytes:
    """The invoice as XML of the profile.

    Raises:
        Refused: the syntax cannot carry what the invoice holds; the hint says what can.
    """
    if invoice.totals.third_party:
        raise Refused(
            N_("An invoice with payments for third parties can only be read, not issued."),
            hint=N_("Put the amount into a line of its own."),
        )
    if profile is Profile.XRECHNUNG_CII and len(invoice.preceding) > 1:
        raise Refused(
            N_("XRechnung as CII names one earlier invoice only; here are {count}."),
            hint=N_("Issue it as XRechnung UBL: that names all of them."),
            count=len(invoice.preceding),
        )
    if profile.ubl:
        return ubl.write(invoice, profile)
    return cii.write(invoice, profile)
