"""What is compared of a lead, and what a contact is made of; pure."""

from __future__ import annotations

from typing import NamedTuple

from kontor.acquisition.kinds import LeadDraft
from kontor.contacts.kinds import ChannelKind, ContactKind, Draft
from kontor.contacts.matching import name_key, place_key, split_street, street_key
from kontor.contacts.rules import reach

_TITLES = ("frau", "herr", "familie", "fam.", "eheleute", "mrs.", "mr.", "ms.", "mrs", "mr", "ms")


class Said(NamedTuple):
    """What somebody said about himself."""

    name: str = ""
    firm: str = ""
    phone: str = ""
    mail: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    city: str = ""


def parted(said: Said) -> Said:
    """Street and house number apart, when both were written in one field."""
    if said.street and not said.house_number:
        street, number = split_street(said.street)
        return said._replace(street=street, house_number=number)
    return said


def normal_phone(text: str) -> str:
    """A telephone number as calls and doubles compare it; empty for none."""
    return reach(ChannelKind.PHONE, text).normal if text.strip() else ""


def keys(said: Said) -> tuple[str, str]:
    """The sounds by which doubles are found: of the name, and of the place."""
    named = said.firm or said.name
    last = "" if said.firm else last_name(said.name)
    return (name_key(named, last) if named else "", place_key(said.postcode, said.street))


def draft(said: Said, origin: str = "", lead: int = 0) -> LeadDraft:
    """What doubles of a lead are found by."""
    sound, place = keys(said)
    return LeadDraft(
        said.firm or said.name, normal_phone(said.phone), said.mail.strip().lower(), sound, place,
        street_key(said.street), said.house_number, said.postcode, origin, lead,
    )  # fmt: skip


def contact_draft(said: Said) -> Draft:
    """What contacts are compared with."""
    named = said.firm or said.name
    first, last = ("", "") if said.firm else (first_name(said.name), last_name(said.name))
    channels = tuple(filter(None, (normal_phone(said.phone), said.mail.strip().lower())))
    place = (said.street, said.house_number, said.postcode)
    return Draft(named, first, last, channels=channels, places=(place,) if any(place) else ())


def kind_of(said: Said) -> ContactKind:
    """A firm when a firm was named."""
    return ContactKind.FIRM if said.firm else ContactKind.PERSON


def bare_name(name: str) -> str:
    """A name without its form of address: `Frau Weiß` is `Weiß`."""
    words = name.split()
    while len(words) > 1 and words[0].lower() in _TITLES:
        words = words[1:]
    return " ".join(words)


def salutation(name: str) -> str:
    """`Frau`, `Herr` or `Familie`, when the name began with it."""
    first = name.split(maxsplit=1)[0].lower() if name.split() else ""
    forms = {"frau": "Frau", "herr": "Herr", "familie": "Familie", "fam.": "Familie",
             "mrs.": "Frau", "mrs": "Frau", "ms.": "Frau", "ms": "Frau", "mr.": "Herr",
             "mr": "Herr"}  # fmt: skip
    return forms.get(first, "")


def last_name(name: str) -> str:
    """The last word of a name, or what stands before a comma."""
    bare = bare_name(name)
    before, comma, _after = bare.partition(",")
    return before.strip() if comma else (bare.split()[-1] if bare.split() else "")


def first_name(name: str) -> str:
    """What stands before the last name."""
    bare = bare_name(name)
    _before, comma, after = bare.partition(",")
    return after.strip() if comma else " ".join(bare.split()[:-1])
