"""Pure rules of contacts: values in, values or findings out."""

from kontor.contacts.rules.fields import (
    Reached,
    check_channel,
    check_numbers,
    check_place,
    dialled,
    name_missing,
    normal_number,
    number_outside,
    reach,
    repaired_postcode,
)

__all__ = [
    "Reached",
    "check_channel",
    "check_numbers",
    "check_place",
    "dialled",
    "name_missing",
    "normal_number",
    "number_outside",
    "reach",
    "repaired_postcode",
]
