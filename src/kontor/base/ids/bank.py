"""Bank accounts: IBAN with the name of the bank, BIC, creditor identifier."""

from __future__ import annotations

import re
from typing import NamedTuple

from kontor.base.errors import Finding
from kontor.base.i18n import N_
from kontor.base.ids.kind import Identifier, bare

_BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_CREDITOR_ID = re.compile(r"([A-Z]{2})([0-9]{2})[A-Z0-9]{3}([A-Z0-9]{1,28})")


class Bank(NamedTuple):
    """What the bank list knows about an account; empty texts when it knows nothing."""

    name: str
    bic: str


class _Iban(Identifier):
    field = "iban"

    def compact(self, text: str) -> str:
        return re.sub("^IBAN:?", "", bare(text))

    def check(self, text: str) -> Finding | None:
        from schwifty import IBAN, exceptions

        number = self.compact(text)
        if not number.isascii():
            return self.finding("shape", text, N_("“{text}” is not an IBAN."))
        try:
            found = IBAN(number)
        except exceptions.InvalidLength:
            return self.finding("length", text, N_("The IBAN “{text}” is too long or too short."))
        except exceptions.InvalidChecksumDigits:
            return self.finding(
                "digits",
                text,
                N_("The check digits of the IBAN “{text}” do not fit."),
                N_("One character is probably mistyped; compare it with the original."),
            )
        except exceptions.SchwiftyException:
            return self.finding("shape", text, N_("“{text}” is not an IBAN."))
        if number.startswith("DE") and not found.bank_name:
            return self.finding(
                "bank", text, N_("The bank of “{text}” is not in the bank list."), doubt=True
            )
        return None

    def format(self, text: str) -> str:
        number = self.compact(text)
        return " ".join(number[at : at + 4] for at in range(0, len(number), 4))

    def bank(self, text: str) -> Bank:
        """Name and BIC of the bank of a valid IBAN (Bundesbank list, offline)."""
        from schwifty import IBAN

        found = IBAN(self.validate(text))
        return Bank(found.bank_name or "", str(found.bic or ""))


class _Bic(Identifier):
    field = "bic"

    def compact(self, text: str) -> str:
        return bare(text)

    def check(self, text: str) -> Finding | None:
        if _BIC.fullmatch(self.compact(text)):
            return None
        return self.finding(
            "shape", text, N_("“{text}” is not a BIC."), N_("A BIC has 8 or 11 characters.")
        )

    def format(self, text: str) -> str:
        return self.compact(text)


class _CreditorId(Identifier):
    """Creditor identifier of direct debits (Gläubiger-ID), `DE98ZZZ09999999999`."""

    field = "creditor_id"

    def compact(self, text: str) -> str:
        return bare(text)

    def check(self, text: str) -> Finding | None:
        number = self.compact(text)
        found = _CREDITOR_ID.fullmatch(number)
        if not found:
            return self.finding(
                "shape",
                text,
                N_("“{text}” is not a creditor identifier."),
                N_("It looks like DE98ZZZ09999999999."),
            )
        # the three characters of the line of business are not part of the check
        turned = "".join(str(int(char, 36)) for char in found[3] + found[1] + found[2])
        if int(turned) % 97 != 1:
            return self.finding(
                "digits",
                text,
                N_("The check digits of the creditor id “{text}” do not fit."),
                N_("One character is probably mistyped; compare it with the original."),
            )
        return None

    def format(self, text: str) -> str:
        return self.compact(text)


creditor_id = _CreditorId()
iban = _Iban()
bic = _Bic()
