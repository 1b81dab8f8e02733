"""Bank statements of the demo firms, written as a bank writes them (MT940), read as any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kontor.desk.demo.moves import BankText
from kontor.desk.demo.people import BANK_CODE


def mt940(
    number: int, account: int, opening: tuple[date, int], lines: Sequence[tuple[date, BankText]]
) -> str:
    """One statement: opening balance, lines in order of their days, closing balance."""
    day, cents = opening
    closing = cents + sum(text.cents for _, text in lines)
    last = lines[-1][0] if lines else day
    rows = [
        f":20:KONTOR{number:06d}",
        f":25:{BANK_CODE}/{account:010d}",
        f":28C:{number:05d}/001",
        f":60F:{_mark(cents)}{day:%y%m%d}EUR{_amount(cents)}",
    ]
    for index, (booked, text) in enumerate(lines, 1):
        kind = "166" if text.cents > 0 else "177"
        rows.append(
            f":61:{booked:%y%m%d%m%d}{_mark(text.cents)}{_amount(text.cents)}"
            f"NTRF{text.end_to_end or 'NONREF'}//K{number:04d}{index:05d}"
        )
        rows.append(f":86:{kind}{_fields(text)}")
    rows.append(f":62F:{_mark(closing)}{last:%y%m%d}EUR{_amount(closing)}")
    return "\r\n".join(rows) + "\r\n-\r\n"


def _mark(cents: int) -> str:
    return "C" if cents >= 0 else "D"


def _amount(cents: int) -> str:
    return f"{abs(cents) // 100},{abs(cents) % 100:02d}"


def _fields(text: BankText) -> str:
    kind = "GUTSCHRIFT" if text.cents > 0 else "UEBERWEISUNG"
    purpose = f"SVWZ+{text.purpose}"
    pieces = [purpose[at : at + 27] for at in range(0, len(purpose), 27)][:10]
    out = f"?00{kind}" + "".join(f"?{20 + n}{piece}" for n, piece in enumerate(pieces))
    if text.iban:
        out += f"?31{text.iban}"
    return out + f"?32{text.name[:27]}" + (f"?33{text.name[27:54]}" if len(text.name) > 27 else "")
