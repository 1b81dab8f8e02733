"""What can be written (Profile): ZUGFeRD and the two syntaxes of XRechnung."""

from __future__ import annotations

from enum import StrEnum

EN_16931 = "urn:cen.eu:en16931:2017"
XRECHNUNG = f"{EN_16931}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
# the tax point codes of EN 16931 (UNTDID 2005) have other numbers in UBL
UBL_TAX_POINT = {"5": "3", "29": "35", "72": "432"}


class Profile(StrEnum):
    """A form of electronic invoice that is issued.

    ZUGFERD is the XML inside a PDF (profile EN 16931, also called COMFORT); XRECHNUNG_CII and
    XRECHNUNG_UBL are pure XML for public buyers and whoever wants them.
    """

    ZUGFERD = "zugferd"
    XRECHNUNG_CII = "xrechnung-cii"
    XRECHNUNG_UBL = "xrechnung-ubl"

    @property
    def specification(self) -> str:
        """Specification identifier BT-24."""
        return EN_16931 if self is Profile.ZUGFERD else XRECHNUNG

    @property
    def german(self) -> bool:
        """Whether the rules of XRechnung hold beside those of EN 16931."""
        return self is not Profile.ZUGFERD

    @property
    def ubl(self) -> bool:
        """Whether the syntax is UBL; otherwise CII."""
        return self is Profile.XRECHNUNG_UBL

    @property
    def file_name(self) -> str:
        """How the XML is called inside a PDF or on its own."""
        return "factur-x.xml" if self is Profile.ZUGFERD else "xrechnung.xml"
