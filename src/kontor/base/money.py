"""Money (Geld): integer cents, one rounding, and splitting without a lost cent."""

from __future__ import annotations

from collections.abc import Sequence

LIMIT = 10**12  # cents; more is a typing error, and sums stay far inside 64 bits


def half_up(numerator: int, denominator: int) -> int:
    """Commercial rounding (kaufmännisch) of numerator/denominator, symmetric around zero."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    whole, rest = divmod(abs(numerator), denominator)
    whole += 2 * rest >= denominator
    return -whole if numerator < 0 else whole


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` in proportion to signed `weights`; the parts add up to `total`.

    Missing cents go to the largest fractions; ties to the larger weight, then the earlier one.
    A negative total is the mirror image.

    Raises:
        ValueError: when the weights add up to zero.
    """
    from fractions import Fraction  # brings decimal along; most reports split nothing

    whole = sum(weights)
    if whole == 0:
        raise ValueError("weights sum to zero")
    if total < 0:
        return [-part for part in largest_remainder(-total, weights)]
    quotas = [Fraction(total * weight, whole) for weight in weights]
    parts = [quota.numerator // quota.denominator for quota in quotas]
    order = sorted(range(len(weights)), key=lambda i: (parts[i] - quotas[i], -abs(weights[i]), i))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts


def tax_on_net(net: int, rate: int) -> int:
    """Tax in cents on a net sum; `rate` in 1/10,000 (19 % = 1900)."""
    return half_up(net * rate, 10_000)


def tax_in_gross(gross: int, rate: int) -> int:
    """Tax in cents contained in a gross sum; `rate` in 1/10,000 (19 % = 1900)."""
    return half_up(gross * rate, 10_000 + rate)


def whole_euros(cents: int) -> int:
    """Full euros of a sum (volle Euro), in cents, cut toward zero as the VAT form demands."""
    euros = abs(cents) // 100
    return (-euros if cents < 0 else euros) * 100


def median(values: Sequence[int]) -> int | None:
    """The middle value; of an even number the mean of the two in the middle, half up."""
    if not values:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle] + 1) // 2
