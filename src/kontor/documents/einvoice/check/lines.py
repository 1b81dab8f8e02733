"""Lines: what is sold, how much, for how much, and their allowances."""

from __future__ import annotations

from kontor.base.errors import Severity
from kontor.base.i18n import N_
from kontor.base.text import quoted
from kontor.documents.einvoice import arithmetic
from kontor.documents.einvoice.check.document import turned
from kontor.documents.einvoice.check.faults import HERE, Case, Faults
from kontor.documents.einvoice.record import Adjustment, Item, Line, Period, Price


def check(case: Case, faults: Faults) -> None:
    """Every line, then the allowances and charges of the document."""
    for line in case.invoice.lines:
        _line(case, line, faults)
    for one in case.invoice.adjustments:
        _reason(one, ("BR-33", "BR-38"), ("BT-97", "BT-104"), faults)
        _percentage(case, one, faults)
    seen: set[str] = set()
    for line in case.invoice.lines:
        if line.id and line.id in seen:
            faults.wrong(
                "einvoice.line.twice", "BT-126", N_("Two lines have the number {text}."),
                severity=Severity.WARNING, text=quoted(line.id),
            )  # fmt: skip
        seen.add(line.id)


def _line(case: Case, line: Line, faults: Faults) -> None:
    number = line.id or "?"
    faults.need(line.id, "BR-21", "BT-126")
    for value, code, term, message in (
        (line.quantity, "BR-22", "BT-129", N_("Line {line}: the quantity is missing.")),
        (line.unit.strip(), "BR-23", "BT-130", N_("Line {line}: the unit is missing.")),
        (line.item.name.strip(), "BR-25", "BT-153", N_("Line {line}: the name is missing.")),
        (line.price, "BR-26", "BT-146", N_("Line {line}: the price is missing.")),
    ):
        if not value:
            faults.in_line(number, code, term, message)
    faults.listed(line.unit, "unit", "BR-CL-23", "BT-130")
    if line.object_id:
        faults.listed(line.object_id.scheme, "object", "BR-CL-07", "BT-18")
    _item(number, line.item, faults)
    if line.price:
        _price(case, line, line.price, faults)
    _period(case, number, line.period, faults)
    for one in line.adjustments:
        _reason(one, ("BR-42", "BR-44"), ("BT-139", "BT-139"), faults)
        _percentage(case, one, faults)


def _item(number: str, item: Item, faults: Faults) -> None:
    if item.standard_id:
        if not item.standard_id.scheme:
            faults.in_line(
                number, "BR-64", "BT-157",
                N_("Line {line}: it is not said which list the article number comes from."),
            )  # fmt: skip
        faults.listed(item.standard_id.scheme, "icd", "BR-CL-21", "BT-157")
    for one in item.classes:
        if not one.scheme:
            faults.in_line(
                number, "BR-65", "BT-158",
                N_("Line {line}: it is not said which list the class comes from."),
            )  # fmt: skip
        faults.listed(one.scheme, "class", "BR-CL-13", "BT-158")
    faults.listed(item.origin, "country", "BR-CL-15", "BT-159")
    if any(not name.strip() or not value.strip() for name, value in item.attributes):
        faults.in_line(
            number, "BR-54", "BT-160",
            N_("Line {line}: a property needs a name and a value."),
        )  # fmt: skip


def _price(case: Case, line: Line, price: Price, faults: Faults) -> None:
    number = line.id or "?"
    minus = N_("For a deduction make the quantity negative, not the price.")
    if price.net.value < 0:
        message = N_("Line {line}: the price is negative.")
        faults.in_line(number, "BR-27", "BT-146", message, minus)
    if price.gross is not None and price.gross.value < 0:
        message = N_("Line {line}: the price before discount is negative.")
        faults.in_line(number, "BR-28", "BT-148", message, minus)
    if price.basis is not None and price.basis.value <= 0:
        faults.in_line(
            number, "PEPPOL-EN16931-R121", "BT-149",
            N_("Line {line}: the quantity the price is for must be above zero."),
        )  # fmt: skip
    if price.basis_unit and price.basis_unit != line.unit:
        faults.in_line(
            number, "PEPPOL-EN16931-R130", "BT-150",
            N_("Line {line}: price and quantity have different units."),
        )  # fmt: skip
    if case.profile.german and price.gross is not None:
        discount = price.discount.fraction if price.discount else 0
        if price.gross.fraction - discount != price.net.fraction:
            faults.in_line(
                number, "PEPPOL-EN16931-R046", "BT-146",
                N_("Line {line}: price before discount less discount is not the price."),
            )  # fmt: skip


def _period(case: Case, number: str, period: Period | None, faults: Faults) -> None:
    if period is None:
        return
    if not period.start and not period.end:
        message = N_("Line {line}: the period has neither beginning nor end.")
        faults.in_line(number, "BR-CO-20", "BT-134", message)
    if turned(period.start, period.end):
        message = N_("Line {line}: the end of the period lies before its beginning.")
        faults.in_line(number, "BR-30", "BT-134", message)
    whole = case.invoice.period
    if not case.profile.german or whole is None:
        return
    outside = N_("Line {line}: the period reaches beyond that of the invoice.")
    if turned(whole.start, period.start):
        faults.in_line(number, "PEPPOL-EN16931-R110", "BT-134", outside)
    if turned(period.end, whole.end):
        faults.in_line(number, "PEPPOL-EN16931-R111", "BT-134", outside)


def _reason(
    one: Adjustment, rules: tuple[str, str], terms: tuple[str, str], faults: Faults
) -> None:
    if not one.reason.strip() and not one.reason_code:
        faults.missing(rules[one.charge], terms[one.charge])
    faults.listed(
        one.reason_code,
        "charge" if one.charge else "allowance",
        "BR-CL-20" if one.charge else "BR-CL-19",
        terms[one.charge],
    )


def _percentage(case: Case, one: Adjustment, faults: Faults) -> None:
    if one.cents < 0:
        faults.wrong(
            "einvoice.adjustment", "BT-92", N_("An allowance or charge is never negative."),
            N_("Make it a charge instead of an allowance, or the other way round."),
            severity=Severity.WARNING,
        )  # fmt: skip
    if not case.profile.german:
        return
    if one.percent is not None and one.base is None:
        faults.missing("PEPPOL-EN16931-R041", "BT-93", HERE)
    elif one.base is not None and one.percent is None:
        faults.wrong(
            "PEPPOL-EN16931-R042", "BT-93", N_("{term} is given, but not the percentage."), HERE
        )
    elif one.base is not None and one.percent is not None:
        computed = arithmetic.part_of(one.base, one.percent)
        if abs(computed - one.cents) > 2:
            faults.wrong(
                "PEPPOL-EN16931-R040", "BT-92",
                N_("An allowance or charge is not its percentage of the base."), HERE,
            )  # fmt: skip
