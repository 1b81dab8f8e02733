"""Rows of the lists of quotes, orders and invoices."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from kontor.base.i18n import N_, _
from kontor.sales.kinds import DocumentKind
from kontor.sales.queries import documents, lists
from kontor.sales.rules.positions import CodeSum
from kontor.tui.filtering import Filter, Term, What
from kontor.tui.protocols import Key, Row
from kontor.tui.screens.sales.names import kind_name
from kontor.tui.sources import Listing, Reader, Sort, SqlSource

WAIT = 7  # days after which a quote without an answer is asked for
_NUMBER = "ifnull(d.number || CASE WHEN d.version > 1 THEN '/' || d.version ELSE '' END, '')"
_NET = "(SELECT sum(net) FROM sum_line WHERE document = d.id)"
_GROSS = "(SELECT sum(net + tax) FROM sum_line WHERE document = d.id)"
_ITEM = (
    "(SELECT max(i.id) FROM item i WHERE i.document = d.number AND d.number IS NOT NULL"
    " AND d.issued IS NOT NULL AND i.side = 1)"
)
_OPEN = f"""(SELECT CASE WHEN i.lapsed_into IS NULL THEN
 (SELECT ifnull(sum(w.cents - w.collected), 0) FROM weight w WHERE w.item = i.id)
 - (SELECT ifnull(sum(r.cents), 0) FROM weight w JOIN reduction r ON r.weight = w.id
     WHERE w.item = i.id)
 - (SELECT ifnull(sum(s.money), 0) FROM settlement s WHERE s.item = i.id) ELSE 0 END
 FROM item i WHERE i.id = {_ITEM})"""  # noqa: S608  constants
_LATER = f"""(SELECT ifnull(sum(p.cents), 0) FROM due_part p WHERE p.item = {_ITEM}
 AND p.kind IN ('retention', 'withheld'))"""  # noqa: S608  constants
_SEARCH = f"fold({_NUMBER} || ' ' || c.name || ' ' || d.subject || ' ' || ifnull(d.note, ''))"
_TABLES = "sales_document d JOIN contact c ON c.id = d.contact"
# `+` keeps several kinds from being looked up one by one and sorted: the index of days is in order
_SORTS = {
    "day": Sort(N_("Newest first"), ("d.day", "d.id"), descending=True),
    "name": Sort(N_("Name"), ("c.sort_name", "d.id")),
    "number": Sort(N_("Number"), ("ifnull(d.number, '')", "d.id")),
}
SORTS = {"day": N_("Date"), "name": N_("Name"), "number": N_("Number")}
_FIELDS = {
    "name": "fold(c.name)", "subject": "fold(d.subject)", "number": f"fold({_NUMBER})",
    "kind": "ifnull(d.invoice_kind, d.kind)",
}  # fmt: skip


def quotes(today: date) -> Listing:
    """Enquiries and quotes."""
    late = (today - timedelta(days=WAIT)).isoformat()
    now = today.isoformat()
    state = (
        f"CASE WHEN d.kind='quote' AND d.state='sent' AND d.valid_until<'{now}' THEN 'expired'"
        f" WHEN d.kind='quote' AND d.state='sent' AND d.sent<='{late}' THEN 'late'"
        " ELSE d.state END"
    )
    return Listing(
        columns=f"{_NUMBER}, d.kind, d.day, c.name, d.subject, {_NET}, d.valid_until, {state}",
        tables=_TABLES, sorts=_SORTS, where="+d.kind IN ('inquiry', 'quote')", id="d.id",
        state=state, amount=_NET, day="d.day", search=_SEARCH, fields=_FIELDS,
    )  # fmt: skip


_BILLED = documents.billed_net_of("d.id")


def orders() -> Listing:
    """Orders with what is billed."""
    return Listing(
        columns=f"{_NUMBER}, d.day, c.name, d.subject, {_NET}, {_BILLED}, d.state",
        tables=_TABLES, sorts=_SORTS, where="d.kind = 'order'", id="d.id", state="d.state",
        amount=_NET, day="d.day", search=_SEARCH, fields=_FIELDS,
    )  # fmt: skip


def invoices(today: date) -> Listing:
    """Invoices of all kinds with what is open of them in the books."""
    state = (
        "CASE WHEN d.issued IS NULL THEN 'draft' WHEN d.state='cancelled' THEN 'cancelled'"
        " WHEN d.invoice_kind IN ('credit','cancel') THEN 'credit'"
        f" WHEN ifnull({_OPEN}, 0) = 0 THEN 'paid'"
        f" WHEN d.due < '{today.isoformat()}' AND {_OPEN} > {_LATER} THEN 'overdue'"
        f" WHEN {_OPEN} < {_GROSS} THEN 'part' ELSE 'open' END"
    )
    return Listing(
        columns=f"{_NUMBER}, d.invoice_kind, d.day, c.name, d.subject, {_GROSS}, d.due,"
        f" {_OPEN}, {state}",
        tables=_TABLES, sorts=_SORTS, where="d.kind = 'invoice'", id="d.id", state=state,
        amount=f"ifnull({_OPEN}, 0)", day="d.day", search=_SEARCH, fields=_FIELDS,
    )  # fmt: skip


def papers() -> Listing:
    """Additions, measurements, notes and acceptances."""
    order = "(SELECT o.number FROM sales_document o WHERE o.id = d.sales_order)"
    return Listing(
        columns=f"{_NUMBER}, d.kind, d.day, c.name, d.subject, {order}, {_NET}, d.state",
        tables=_TABLES, sorts=_SORTS, id="d.id", state="d.state", amount=_NET, day="d.day",
        where="+d.kind IN ('addition', 'measurement', 'delivery', 'time_note', 'acceptance')",
        search=_SEARCH, fields=_FIELDS,
    )  # fmt: skip


class Places(NamedTuple):
    """Where the cells of a list stand: kind and sum, and what the sum is.

    Attributes:
        kind: cell with the kind, or none.
        amount: cell with the sum.
        gross: whether that is the gross.
        kinds: the kinds of documents in the list.
        claims: the sum of the list are open claims, which drafts are not.
    """

    kind: int | None
    amount: int
    gross: bool
    kinds: tuple[DocumentKind, ...]
    claims: bool = False


class DocumentSource(SqlSource):
    """Documents; the sums of drafts are added up from their positions."""

    def __init__(
        self, read: Reader, listing: Listing, places: Places, sort: str = "",
        descending: bool | None = None,
    ) -> None:  # fmt: skip
        super().__init__(read, listing, sort, descending)
        self._places = places
        self._sums: dict[int, CodeSum] | None = None

    @property
    def claims(self) -> bool:
        """Whether the sum is what customers still owe."""
        return self._places.claims

    def rows(self, ids: Sequence[int]) -> Sequence[Row]:
        """These documents."""
        return self._worded(super().rows(ids))

    def block(self, after: Key | None, size: int) -> Sequence[Row]:
        """The documents after this key."""
        return self._worded(super().block(after, size))

    def sorted_by(self, name: str, descending: bool) -> DocumentSource:
        """The same documents in another order."""
        return DocumentSource(self._read, self._listing, self._places, name, descending)

    def ids(self, wanted: Filter) -> array[int]:
        """Ids of the matching documents; amounts of drafts count as they stand in the list."""
        amounts = tuple(term for term in wanted.terms if term.what is What.AMOUNT)
        found = super().ids(wanted)
        if not amounts or self._places.claims:
            return found
        rest = tuple(term for term in wanted.terms if term.what is not What.AMOUNT)
        there, drafts = set(found), self._drafts()
        return array("q", (
            key for key in super().ids(Filter(rest))
            if (key in drafts and _fits(self._of(drafts[key]), amounts)) or
            (key not in drafts and key in there)
        ))  # fmt: skip

    def sum(self, ids: Sequence[int] | None) -> int | None:
        """Sum of the list: of claims those that are open, else with the drafts."""
        issued = super().sum(ids) or 0
        return issued if self._places.claims else issued + self.drafts(ids)

    def drafts(self, ids: Sequence[int] | None) -> int:
        """Sum of the drafts among these documents; of all of them without ids."""
        found = self._drafts()
        keys = found if ids is None else found.keys() & set(ids)
        return sum(self._of(found[key]) for key in keys)

    def _drafts(self) -> dict[int, CodeSum]:
        """Sums of the drafts, worked out once; a change of the file makes a new source."""
        if self._sums is None:
            with self._read() as con:
                self._sums = lists.draft_sums(con, self._places.kinds)
        return self._sums

    def _of(self, one: CodeSum) -> int:
        return one.gross if self._places.gross else one.net

    def _worded(self, found: Sequence[Row]) -> list[Row]:
        places, rows = self._places, []
        with self._read() as con:
            for row in found:
                cells = list(row.cells)
                if places.kind is not None:
                    name = str(cells[places.kind])
                    plain = name in {one.value for one in DocumentKind}
                    cells[places.kind] = kind_name(*((name,) if plain else ("", name)))
                if cells[places.amount] is None:
                    cells[places.amount] = self._of(lists.draft_sum(con, row.id)) or None
                cells[0] = cells[0] or _("Draft {number}").format(number=row.id)
                rows.append(row._replace(cells=tuple(cells)))
        return rows


def _fits(cents: int, terms: Sequence[Term]) -> bool:
    """Whether an amount lies within all bounds."""
    return all(_within(abs(cents), term.low, term.high) != term.negated for term in terms)


def _within(cents: int, low: Any, high: Any) -> bool:
    return (low is None or cents >= low) and (high is None or cents <= high)
