"""One row of a bank table, read by its profile."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kontor.banking.formats import values
from kontor.banking.formats.csv_profiles import Profile
from kontor.banking.kinds import BankLine


class Row(NamedTuple):
    """What a row gave: one line, or two when a fee stands beside the amount."""

    lines: tuple[BankLine, ...]
    account: str = ""
    pending: bool = False
    balance: int | None = None


class RowReader:
    """Reads rows of one table."""

    def __init__(self, profile: Profile, places: Mapping[str, int]) -> None:
        self.profile, self.places = profile, places
        words = "|".join(re.escape(label) for label, _field in profile.labels)
        self._labels = re.compile(rf"(?:^|(?<=\s))({words})\s*") if words else None

    def read(self, number: int, cells: Sequence[str]) -> Row | None:
        """Read one row; None when its status says that it does not count.

        Raises:
            BadValue: when day or amount cannot be read.
        """
        profile = self.profile
        status = self._cell(cells, "status")
        if status in profile.skip:
            return None
        booked = self._cell(cells, "booking_day")
        late = booked.casefold() in profile.pending_days
        amount = self._amount(cells)
        value = self._cell(cells, "value_day")
        day = self._day(value if late else booked)
        line = BankLine(
            booking_day=day,
            value_day=self._day(value) if value else day,
            cents=amount,
            currency=self._cell(cells, "currency").upper() or "EUR",
            place=number,
        )
        line = self._with_texts(line, cells)
        return Row(
            self._with_fee(line, cells),
            values.iban(self._cell(cells, "own_account")),
            late or status in profile.pending,
            self._balance(cells),
        )

    def _cell(self, cells: Sequence[str], field: str) -> str:
        place = self.places.get(field)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def _day(self, text: str) -> date:
        return values.date_in(text[:10], self.profile.date)

    def _amount(self, cells: Sequence[str]) -> int:
        decimal = self.profile.decimal
        text = self._cell(cells, "amount")
        if text or "amount" in self.places:
            return values.cents(text, decimal)
        debit, credit = self._cell(cells, "debit"), self._cell(cells, "credit")
        if bool(debit) == bool(credit):
            raise values.BadValue(f"{debit} {credit}")
        if debit:
            return -abs(values.cents(debit, decimal))
        return abs(values.cents(credit, decimal))

    def _optional(self, cells: Sequence[str], field: str) -> int:
        text = self._cell(cells, field)
        try:
            return values.cents(text, self.profile.decimal) if text else 0
        except values.BadValue:
            return 0

    def _balance(self, cells: Sequence[str]) -> int | None:
        text = self._cell(cells, "balance")
        try:
            return values.cents(text, self.profile.decimal) if text else None
        except values.BadValue:
            return None

    def _with_texts(self, line: BankLine, cells: Sequence[str]) -> BankLine:
        texts = {
            field: values.clean(self._cell(cells, field))
            for field in ("name", "bic", "text", "purpose", "creditor_id")
        }
        for field in ("end_to_end", "mandate", "reference", "bank_id"):
            texts[field] = values.known(self._cell(cells, field))
        texts["name"] = texts["name"] or values.clean(
            self._cell(cells, "name_in" if line.cents > 0 else "name_out")
        )
        texts["iban"] = values.iban(self._cell(cells, "iban"))
        if texts["purpose"] == "-":
            texts["purpose"] = ""
        if self._labels and self.profile.labels_in:
            self._split_labels(texts)
        line = line._replace(
            name=texts["name"],
            iban=texts["iban"],
            bic=texts["bic"],
            text=texts["text"],
            purpose=texts["purpose"],
            end_to_end=texts["end_to_end"],
            mandate=texts["mandate"],
            creditor_id=texts["creditor_id"],
            reference=texts["reference"],
            bank_id=texts["bank_id"],
            charges=abs(self._optional(cells, "charges")),
            original_cents=abs(self._optional(cells, "original")),
            original_currency=self._cell(cells, "original_currency"),
        )
        return self._with_marks(line) if self.profile.marks else line

    def _with_marks(self, line: BankLine) -> BankLine:
        marks = values.split_marks(line.purpose, line.name)
        return line._replace(
            purpose=marks.purpose,
            end_to_end=marks.end_to_end or line.end_to_end,
            mandate=marks.mandate or line.mandate,
            creditor_id=marks.creditor_id or line.creditor_id,
            reference=marks.customer_ref or line.reference,
            ultimate_name=marks.ultimate,
        )

    def _split_labels(self, texts: dict[str, str]) -> None:
        if self._labels is None:
            return
        source = self.profile.labels_in
        pieces = self._labels.split(texts[source])
        texts[source] = pieces[0].strip()
        fields = dict(self.profile.labels)
        for label, value in zip(pieces[1::2], pieces[2::2], strict=True):
            field = fields[label]
            kept = values.known(value)
            if field == "iban":
                kept = values.iban(kept)
            texts[field] = f"{texts[field]} {kept}".strip() if field == "purpose" else (
                kept or texts[field]
            )  # fmt: skip

    def _with_fee(self, line: BankLine, cells: Sequence[str]) -> tuple[BankLine, ...]:
        fee = self._optional(cells, "fee")
        if not fee:
            return (line,)
        second = line._replace(
            cents=fee,
            bank_id=f"{line.bank_id}/fee" if line.bank_id else "",
            domain="PMNT/FEES",
            charges=0,
            purpose=f"Gebühr {line.reference or line.purpose}".strip(),
        )
        return line, second
