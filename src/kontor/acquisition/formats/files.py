"""Any file of leads: finds out what it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kontor.acquisition.formats.lists import fields, guess_mapping, read_rows
from kontor.acquisition.formats.mail import read_mails
from kontor.acquisition.formats.record import FoundLead, bad, found_lead
from kontor.acquisition.kinds import LeadChannel
from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.text import quoted
from kontor.contacts.formats.record import Found
from kontor.contacts.formats.table import Table, read_table
from kontor.contacts.formats.vcard import read_vcards
from kontor.contacts.kinds import ChannelKind, ContactKind
from kontor.documents.mail_read import looks_like_mail

ENDINGS = (".eml", ".mbox", ".csv", ".txt", ".vcf", ".vcard")


class Source(NamedTuple):
    """A file that was looked at; `table` and `mapping` are empty for mails and cards."""

    format: str
    name: str
    table: Table | None
    mapping: tuple[str, ...]
    found: tuple[FoundLead, ...] = ()

    def leads(
        self, today: date, channel: LeadChannel, mapping: Sequence[str] | None = None
    ) -> list[FoundLead]:
        """The leads of the file, with another mapping of the columns if one is given.

        Raises:
            InputError: a field that there is not, or no column that is known.
        """
        if self.table is None:
            return list(self.found)
        chosen = tuple(mapping) if mapping is not None else self.mapping
        if not any(chosen):
            raise InputError(
                N_("No column of this file is known."),
                hint=N_("Its first line must name the columns, such as Name, Telefon, Nachricht."),
            )
        for field in chosen:
            if field and field not in fields():
                raise InputError(
                    N_("There is no field “{name}”."), name=quoted(field), field="columns"
                )
        return read_rows(self.table, chosen, channel, today)


def read_source(data: bytes, name: str, today: date) -> Source:
    """Look at a file: mail, mailbox, vCard or CSV.

    Raises:
        InputError: none of them, too large, or damaged; nothing was taken.
    """
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").upper()
    if head.startswith(b"BEGIN:VCARD"):
        cards = tuple(_of_card(card, today) for card in read_vcards(data))
        return Source("vcard", name, None, (), cards)
    if name.lower().endswith((".eml", ".mbox")) or looks_like_mail(data):
        return Source("mail", name, None, (), tuple(read_mails(data, name, today)))
    table = read_table(data)
    return Source("csv", name, table, guess_mapping(table.header))


def read_several(files: Iterable[tuple[str, bytes]], today: date, channel: LeadChannel) -> Source:
    """Several files as one, such as a folder of mails; a broken one costs no more than itself."""
    found: list[FoundLead] = []
    for name, data in files:
        try:
            source = read_source(data, name, today)
            there = source.leads(today, channel)
        except InputError as error:
            found.append(bad(name, error.message, **error.values))
            continue
        if source.format != "mail":
            there = [one._replace(place=f"{name}:{one.place}") for one in there]
        found += there
    return Source("several", "", None, (), tuple(found))


def files_in(folder: Path) -> list[Path]:
    """The files of a folder that may hold leads, by name."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in ENDINGS and path.is_file() and not path.name.startswith(".")
    )


def _of_card(card: Found, today: date) -> FoundLead:
    """A business card as a lead: who it is; what about, is still to be said."""
    if card.data is None:
        return FoundLead(card.place, card.name, None, card.findings)
    one = card.data
    raw = {"firm" if one.kind is ContactKind.FIRM else "name": card.name, "text": one.note or ""}
    for channel in one.channels:
        if channel.kind in {ChannelKind.PHONE, ChannelKind.MOBILE}:
            raw.setdefault("phone", channel.value)
        elif channel.kind is ChannelKind.MAIL:
            raw.setdefault("mail", channel.value)
    for address in one.addresses[:1]:
        for field in ("street", "house_number", "postcode", "city"):
            raw[field] = getattr(address, field) or ""
    found = found_lead(card.place, raw, LeadChannel.PERSONAL, today)
    return found._replace(findings=(*card.findings, *found.findings))
