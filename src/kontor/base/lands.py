"""The 16 Länder by their code; offices, holidays and tax numbers differ between them."""

from __future__ import annotations

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.text import quoted

LANDS = {
    "BB": "Brandenburg",
    "BE": "Berlin",
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "HB": "Bremen",
    "HE": "Hessen",
    "HH": "Hamburg",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SH": "Schleswig-Holstein",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "TH": "Thüringen",
}


def land_name(code: str) -> str:
    """The name of the Land.

    Raises:
        InputError: the code is none of the 16.
    """
    if code not in LANDS:
        raise InputError(N_("“{land}” is not one of the 16 Länder codes."), land=quoted(code))
    return LANDS[code]
