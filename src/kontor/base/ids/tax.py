"""Tax numbers: USt-IdNr, W-IdNr, Steuernummer in all forms of the Länder, Finanzamtsnummer."""

from __future__ import annotations

import re

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.ids.kind import Identifier, bare
from kontor.base.lands import LANDS, land_name

_VAT_SHAPE = re.compile(r"[A-Z]{2}[A-Z0-9+*]{2,13}")
_DE_VAT = re.compile(r"DE[1-9][0-9]{8}")
_BUSINESS_ID = re.compile(r"(DE[0-9]{9})([0-9]{5})?")
_ELSTER_DIGITS, _OFFICE_DIGITS = 13, 4
_TYPED_WRONG = N_("One character is probably mistyped; compare it with the original.")


class _VatId(Identifier):
    """Value added tax id (USt-IdNr) of Germany and the other member states, and of neighbours."""

    field = "vat_id"

    def compact(self, text: str) -> str:
        return bare(text)

    def check(self, text: str) -> Finding | None:
        from stdnum.eu import vat

        number = self.compact(text)
        if not _VAT_SHAPE.fullmatch(number):
            return self.finding(
                "shape",
                text,
                N_("“{text}” is not a VAT id."),
                N_("It begins with the country, like DE123456788."),
            )
        if number.startswith("DE") and not _DE_VAT.fullmatch(number):
            return self.finding(
                "length", text, N_("“{text}” is not a German VAT id: DE and nine digits.")
            )
        if not self.is_member(number):
            return self.finding(
                "country",
                text,
                N_("“{text}” does not begin with a member state of the EU."),
                doubt=True,
            )
        if not vat.is_valid(number):
            return self.finding(
                "digits",
                text,
                N_("The check digits of the VAT id “{text}” do not fit."),
                _TYPED_WRONG,
                doubt=not number.startswith("DE"),
            )
        return None

    def format(self, text: str) -> str:
        number = self.compact(text)
        return f"{number[:2]} {number[2:]}" if number else ""

    def country(self, text: str) -> str:
        """The country as ISO code; `EL` of Greece is `GR`, `XI` stays Northern Ireland."""
        code = self.compact(text)[:2]
        return "GR" if code == "EL" else code

    def is_member(self, text: str) -> bool:
        """Whether the number belongs to a member state of the EU or to Northern Ireland."""
        from stdnum.eu import vat

        return self.country(text).lower() in vat.MEMBER_STATES


class _BusinessId(Identifier):
    """Business identification number (W-IdNr, § 139c AO): DE, nine digits, `-00001`."""

    field = "business_id"

    def compact(self, text: str) -> str:
        found = _BUSINESS_ID.fullmatch(bare(text))
        return f"{found[1]}-{found[2] or '00001'}" if found else bare(text)

    def check(self, text: str) -> Finding | None:
        from stdnum.de import vat

        number = bare(text)
        if not _BUSINESS_ID.fullmatch(number):
            return self.finding(
                "shape",
                text,
                N_("“{text}” is not a business identification number."),
                N_("It looks like DE123456788-00001."),
            )
        if not vat.is_valid(number[:11]):
            return self.finding(
                "digits",
                text,
                N_("The check digits of the business id “{text}” do not fit."),
                _TYPED_WRONG,
                doubt=True,
            )
        return None

    def format(self, text: str) -> str:
        return self.compact(text)


class _TaxNumber(Identifier):
    """Tax number (Steuernummer): as the Land writes it, or the 13 digits of ELSTER."""

    field = "tax_number"

    def compact(self, text: str) -> str:
        return bare(text, " ./-,")

    def check(self, text: str, land: str = "") -> Finding | None:
        """What is wrong; with `land` also whether the number fits that Land."""
        from stdnum.de import stnr

        number = self.compact(text)
        region = _region(land)
        if not stnr.is_valid(number):
            return self.finding(
                "shape",
                text,
                N_("“{text}” is not a German tax number."),
                N_("It has 10 or 11 digits as on the tax assessment, or 13 for ELSTER."),
            )
        if region and not stnr.is_valid(number, region):
            return self.finding(
                "land",
                text,
                N_("The tax number “{text}” is not written the way of this Land."),
                N_("Compare the Land of the tax office and the number."),
            )
        if not region and len(number) != _ELSTER_DIGITS:
            return self.finding(
                "ambiguous",
                text,
                N_("The tax number “{text}” is complete only with its Land."),
                N_("Name the Land of the tax office."),
                doubt=True,
            )
        return None

    def validate(self, text: str, land: str = "") -> str:
        """The 13 digits when the Land is known, else the digits as written.

        Raises:
            InputError: certainly wrong, or not the way this Land writes it.
        """
        finding = self.check(text, land)
        if finding is None:
            return self.elster(text, land)
        if finding.severity is Severity.ERROR:
            raise self.refusal(finding)
        return self.compact(text)

    def format(self, text: str, land: str = "") -> str:
        """As on the tax assessment, `133/8150/8159`; without its Land the number as it was."""
        from stdnum.de import stnr

        number = self.compact(text)
        lands = (land,) if land else self.lands(number)
        if len(number) == _ELSTER_DIGITS and lands:
            number, land = stnr.to_regional_number(number), lands[0]
        if not land or not stnr.is_valid(number, _region(land)):
            return number
        if land == "BW":  # the only Land that joins office and district
            return f"{number[:5]}/{number[5:]}"
        return stnr.format(number, _region(land))

    def elster(self, text: str, land: str = "") -> str:
        """The 13 digits that ELSTER wants.

        Raises:
            InputError: wrong, or the Land is needed and missing.
        """
        from stdnum.de import stnr

        finding = self.check(text, land)
        if finding:
            raise self.refusal(finding)
        number = self.compact(text)
        if len(number) == _ELSTER_DIGITS:
            return number
        return stnr.to_country_number(number, _region(land))

    def lands(self, text: str) -> tuple[str, ...]:
        """The Länder whose way of writing fits; one for 13 digits, several for fewer."""
        from stdnum.de import stnr

        regions = stnr.guess_regions(self.compact(text))
        return tuple(code for code, name in LANDS.items() if name in regions)


class _TaxOffice(Identifier):
    """Number of a tax office (Bundesfinanzamtsnummer): four digits, the first name the Land."""

    field = "tax_office"

    def compact(self, text: str) -> str:
        return bare(text)

    def check(self, text: str, land: str = "") -> Finding | None:
        """What is wrong; with `land` also whether the office lies in that Land."""
        found = self.land(text)
        if not found:
            return self.finding(
                "shape",
                text,
                N_("“{text}” is not the number of a tax office."),
                N_("It has four digits, for example 9181 for Munich."),
            )
        if land and found != land:
            return self.finding(
                "land", text, N_("The tax office “{text}” lies in another Land."), doubt=True
            )
        return None

    def format(self, text: str) -> str:
        return self.compact(text)

    def land(self, text: str) -> str:
        """The Land of the office, or an empty text."""
        number = self.compact(text)
        if len(number) != _OFFICE_DIGITS or not (number.isascii() and number.isdigit()):
            return ""
        return next(iter(tax_number.lands(number + "0" * 9)), "")


def _region(land: str) -> str | None:
    return land_name(land) if land else None


vat_id = _VatId()
business_id = _BusinessId()
tax_number = _TaxNumber()
tax_office = _TaxOffice()
