"""Any file of contacts: finds out what it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.contacts.formats.columns import guess_mapping
from kontor.contacts.formats.extf import PARTNERS, is_extf, read_extf
from kontor.contacts.formats.lists import read_rows
from kontor.contacts.formats.record import Found
from kontor.contacts.formats.table import Table, read_table
from kontor.contacts.formats.vcard import read_vcards
from kontor.contacts.kinds import Role


class Source(NamedTuple):
    """A file that was looked at; `table` and `mapping` are empty for cards."""

    format: str
    table: Table | None
    mapping: tuple[str, ...]
    cards: tuple[Found, ...] = ()

    def contacts(
        self, mapping: Sequence[str] | None = None, roles: Sequence[Role] = ()
    ) -> list[Found]:
        """The contacts of the file, with another mapping of the columns if one is given."""
        if self.table is None:
            return list(self.cards)
        return read_rows(self.table, mapping if mapping is not None else self.mapping, roles)


def read_source(data: bytes) -> Source:
    """Look at a file: vCard, DATEV master data or CSV.

    Raises:
        InputError: none of them, too large, or damaged; nothing was taken.
    """
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").upper()
    if head.startswith(b"BEGIN:VCARD"):
        return Source("vcard", None, (), tuple(read_vcards(data)))
    if is_extf(data):
        file = read_extf(data)
        if file.category != PARTNERS:
            raise InputError(
                N_("This DATEV file holds “{label}”, no customers and suppliers."),
                hint=N_("Its header must name category 16."),
                label=file.label or str(file.category),
            )
        return Source("datev", file.table(), guess_mapping(file.captions))
    table = read_table(data)
    return Source("csv", table, guess_mapping(table.header))
