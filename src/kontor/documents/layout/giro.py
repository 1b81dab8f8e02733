"""GiroCode (EPC069-12): a credit transfer as a code that banking apps scan."""

from __future__ import annotations

import io
import unicodedata

from kontor.documents.layout.page import Giro

_SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"}
)
_NAME, _PURPOSE, _LARGEST = 70, 140, 99_999_999_999


def payload(giro: Giro) -> str:
    """The lines of the code. Only ASCII: apps guess other character sets wrongly."""
    whole, rest = divmod(giro.cents, 100)
    lines = (
        "BCD", "002", "2", "SCT", giro.bic.replace(" ", ""), _ascii(giro.name)[:_NAME],
        giro.iban.replace(" ", ""), f"EUR{whole}.{rest:02d}", "", "",
        _ascii(giro.purpose)[:_PURPOSE],
    )  # fmt: skip
    return "\n".join(lines)


def possible(giro: Giro) -> bool:
    """Whether there is something to transfer that the code can carry."""
    return 0 < giro.cents <= _LARGEST and bool(giro.iban and _ascii(giro.name))


def svg(giro: Giro) -> str:
    """The code as a picture; error correction M and at most version 13, as the rules ask."""
    import segno

    code = segno.make_qr(payload(giro), error="m", boost_error=False, encoding="iso-8859-1")
    out = io.BytesIO()
    code.save(out, kind="svg", xmldecl=False, border=0, scale=4, dark="#000")
    return out.getvalue().decode()


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_SPELLED))
    return " ".join("".join(char for char in plain if " " <= char <= "~").split())
