"""Lists out of other programs (CSV): balances, open items, assets, filed returns.

What a column means is found by its heading (`data/takeover-columns.csv`, shown in the handbook);
amounts and days are read as people write them in German. A line that cannot be read is named with
its place, the others are kept, so that all mistakes are seen at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from pydantic import ValidationError

from kontor.base.dates import parse_day, parse_period
from kontor.base.errors import Finding, InputError, KontorError, Severity
from kontor.base.i18n import N_
from kontor.base.money import tax_in_gross
from kontor.base.numbers import parse_money, parse_rate
from kontor.base.tables import data_rows
from kontor.base.text import clean_text, fold, quoted
from kontor.contacts.formats.table import Table, read_table, unguarded
from kontor.desk.takeover.inputs import ItemPart, OpeningLine, TakeOver, TakeOverItem
from kontor.ledger.model.inputs import FiledReturn, NewAsset

KINDS = ("balances", "items", "assets", "returns")
_NEEDED = {
    "balances": ({"account"}, {"debit", "credit", "amount"}),
    "items": ({"document", "day"}, {"net", "net19", "net7", "gross"}),
    "assets": ({"name", "cost", "bought"}, {"account"}),
    "returns": ({"period"}, {"payable"}),
}
_SUPPLIERS = ("li", "kr", "sup", "ven", "ein", "aufw")
_METHODS = {
    "": "linear", "linear": "linear", "lin": "linear", "degressiv": "declining",
    "declining": "declining", "gwg": "immediate", "sofort": "immediate", "immediate": "immediate",
    "sammelposten": "pool", "pool": "pool", "keine": "none", "none": "none",
}  # fmt: skip
Cells = dict[str, str]


class Read(NamedTuple):
    """What was read of a list: the records with the line of each, and what could not be read."""

    kind: str
    takeover: TakeOver
    places: tuple[str, ...]
    findings: tuple[Finding, ...]


def read_takeover(data: bytes, today: date, kind: str | None = None) -> Read:
    """Read a list; which one is found by its heading unless `kind` says so.

    Raises:
        InputError: no table, or columns that are needed are missing.
    """
    table = read_table(data)
    kind = kind or find_kind(table.header)
    mapping = guess(kind, table.header)
    readers: dict[str, Callable[[Table, Sequence[str], date], Read]] = {
        "balances": _balances,
        "items": _items,
        "assets": _assets,
        "returns": _returns,
    }
    return readers[kind](table, mapping, today)


def columns(kind: str) -> list[tuple[str, str]]:
    """Field and heading of the columns that a list may have."""
    return [(field, heading) for table, field, heading, _ in _rows() if table == kind]


def find_kind(header: Sequence[str]) -> str:
    """Which list has such a heading."""
    for kind in ("items", "assets", "returns", "balances"):
        there = set(guess(kind, header))
        every, some = _NEEDED[kind]
        if every <= there and some & there:
            return kind
    raise InputError(
        N_("The columns of this list are not understood."),
        hint=N_("Name them like this: {columns}."),
        columns=", ".join(heading for _, heading in columns("balances")[:4]),
    )


def guess(kind: str, header: Sequence[str]) -> tuple[str, ...]:
    """What each column means in a list of this kind; empty for none."""
    known: dict[str, str] = {}
    for table, field, heading, synonyms in _rows():
        if table == kind:
            for name in (heading, field, *synonyms.split("|")):
                known.setdefault(_key(name), field)
    found: list[str] = []
    for name in header:
        field = known.get(_key(name), "")
        found.append("" if field in found else field)
    return tuple(found)


def _key(name: str) -> str:
    return " ".join(fold(name).replace("%", " ").split()).rstrip(".:*")


@cache
def _rows() -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (row["table"], row["field"], row["heading"], row["synonyms"])
        for row in data_rows("takeover-columns")
    )


# -- each list -----------------------------------------------------------------------------------


class _Lines:
    """Walks over the lines of a list and collects what cannot be read."""

    def __init__(self, table: Table, mapping: Sequence[str]) -> None:
        self.table, self.mapping = table, mapping
        self.findings: list[Finding] = []
        self.places: list[str] = []
        self.cells: tuple[str, ...] = ()

    def read(self, make: Callable[[Cells], Any]) -> list[Any]:
        """The records that `make` could make, with their lines in `places`."""
        records = []
        for line, cells in self.table.rows:
            self.cells = cells
            values = {
                field: clean_text(unguarded(cell.strip())[:500])
                for field, cell in zip(self.mapping, cells, strict=False)
                if field
            }
            try:
                record = make(values) if any(values.values()) else None
            except KontorError as error:
                self.refuse(line, error.message, error.hint, error.values, error.field)
            except ValidationError as error:
                first = error.errors()[0]
                self.refuse(
                    line,
                    N_("The field {field} does not fit."),
                    "",
                    {"field": quoted(".".join(map(str, first["loc"])))},
                    "",
                )
            else:
                if record is not None:
                    records.append(record)
                    self.places.append(str(line))
        return records

    def refuse(
        self, line: int, message: str, hint: str, values: Mapping[str, object], field: str
    ) -> None:
        """Note a line that cannot be read."""
        self.findings.append(
            Finding(
                "takeover.line", str(line), message, hint, Severity.ERROR,
                tuple(values.items()), field,
            )
        )  # fmt: skip

    def done(self, kind: str, takeover: TakeOver) -> Read:
        """The answer."""
        return Read(kind, takeover, tuple(self.places), tuple(self.findings))


def _money(values: Cells, key: str) -> int:
    text = values.get(key, "").replace("€", "").replace("EUR", "").strip()
    try:
        return parse_money(text) if text else 0
    except InputError as error:
        error.field = key
        raise


def _day(values: Cells, key: str, today: date, *, past: bool = True) -> date | None:
    text = values.get(key, "")
    return parse_day(text, today, past=past) if text else None


def _needed_day(values: Cells, key: str, today: date) -> date:
    day = _day(values, key, today)
    if day is None:
        raise InputError(N_("The date is missing."), field=key)
    return day


def _balances(table: Table, mapping: Sequence[str], today: date) -> Read:
    lines = _Lines(table, mapping)

    def make(values: Cells) -> OpeningLine | None:
        account = values.get("account", "").replace(" ", "")
        if not (account.isascii() and account.isdigit()):
            return None  # headings and sums between the accounts
        cents = _money(values, "debit") - _money(values, "credit") + _money(values, "amount")
        mark = values.get("mark", "").upper()[:1]
        if mark in {"H", "C"}:
            cents = -abs(cents)
        if not cents:
            return None
        return OpeningLine(account=account, amount=cents, text=values.get("text", ""))

    return lines.done("balances", TakeOver(balances=lines.read(make)))


def _items(table: Table, mapping: Sequence[str], today: date) -> Read:
    lines = _Lines(table, mapping)
    records: list[TakeOverItem] = lines.read(lambda values: _item(values, today))
    joined: dict[tuple[str, str, str], TakeOverItem] = {}
    places: dict[tuple[str, str, str], str] = {}
    for one, place in zip(records, lines.places, strict=True):
        key = (one.side, one.partner or one.name, one.document)
        there = joined.get(key)
        places.setdefault(key, place)
        joined[key] = (
            one
            if there is None
            else there.model_copy(
                update={"parts": there.parts + one.parts, "paid": there.paid + one.paid}
            )
        )
    lines.places = list(places.values())
    return lines.done("items", TakeOver(items=list(joined.values())))


def _item(values: Cells, today: date) -> TakeOverItem:
    partner = values.get("partner", "").replace(" ", "")
    numbered = partner.isascii() and partner.isdigit()
    side = fold(values.get("side", ""))
    supplier = side.startswith(_SUPPLIERS) or (not side and numbered and partner >= "70000")
    return TakeOverItem(
        side="supplier" if supplier else "customer",
        partner=partner if numbered else values.get("partner", ""),
        name=values.get("name", ""),
        document=values.get("document", ""),
        day=_needed_day(values, "day", today),
        service=_day(values, "service", today),
        due=_day(values, "due", today, past=False),
        is_request=fold(values.get("request", ""))[:1] in {"j", "y", "x", "1", "a"},
        parts=_parts(values),
        paid=_money(values, "paid"),
        text=values.get("text", ""),
    )


def _parts(values: Cells) -> list[ItemPart]:
    code, account = values.get("code") or None, values.get("base") or None
    found = []
    for key in ("19", "7", ""):
        net, tax = _money(values, f"net{key}"), _money(values, f"tax{key}")
        if net or tax:
            found.append(ItemPart(net=net, tax=tax, code=code, account=account))
    gross = _money(values, "gross")
    if not found and gross:
        if not values.get("rate") and not code and not values.get("tax"):
            raise InputError(
                N_("Net and tax are missing."),
                hint=N_("Add columns with net and tax, or with the rate."),
                field="net",
            )
        rate = parse_rate(values["rate"]) if values.get("rate") else 0
        tax = _money(values, "tax") or tax_in_gross(gross, rate)
        found.append(ItemPart(net=gross - tax, tax=tax, code=code, account=account))
    total = sum(part.net + part.tax for part in found)
    if gross and total != gross:
        raise InputError(N_("Net and tax do not add up to the gross amount."), field="gross")
    return found


def _assets(table: Table, mapping: Sequence[str], today: date) -> Read:
    lines = _Lines(table, mapping)
    count = iter(range(1, 1_000_000))

    def make(values: Cells) -> NewAsset:
        months = _whole(values, "months") or 12 * _whole(values, "years")
        method = _METHODS.get(fold(values.get("method", "")).strip(". "))
        if method is None:
            raise InputError(
                N_("The method “{text}” is not known."),
                hint=N_("Possible are: linear, degressiv, GWG, Sammelposten, keine."),
                text=quoted(values.get("method", "")),
                field="method",
            )
        number = next(count)
        data: dict[str, Any] = {
            "day": _needed_day(values, "bought", today),
            "number": values.get("number") or f"A-{number:04}",
            "name": values.get("name", ""),
            "account": values.get("account", ""),
            "cost": _money(values, "cost"),
            "months": months,
            "method": method,
            "rate": parse_rate(values["rate"]) if values.get("rate") else 0,
            "group": values.get("group", ""),
            "book_value": _money(values, "book_value") if values.get("book_value") else None,
        }
        return NewAsset.model_validate(data)

    return lines.done("assets", TakeOver(assets=lines.read(make)))


def _whole(values: Cells, key: str) -> int:
    text = values.get(key, "").split(",")[0].split(" ")[0]
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise InputError(N_("“{text}” is not a whole number."), text=quoted(text), field=key)
    return int(text)


def _returns(table: Table, mapping: Sequence[str], today: date) -> Read:
    lines = _Lines(table, mapping)
    headings = {_figure(name): place for place, name in enumerate(table.header) if _figure(name)}

    def make(values: Cells) -> FiledReturn:
        cells = {place: cell.strip() for place, cell in enumerate(lines.cells)}
        figures = {
            figure: _plain(cells[place]) for figure, place in headings.items() if cells.get(place)
        }
        kind = "special_prepayment" if fold(values.get("what", ""))[:3] == "son" else "vat"
        period = parse_period(values.get("period", ""), today)
        return FiledReturn(
            day=_day(values, "filed", today) or period.last,
            what=kind,  # type: ignore[arg-type]
            period=period.label,
            figures=figures,
            payable=_money(values, "payable"),
            ticket=values.get("ticket", ""),
        )

    return lines.done("returns", TakeOver(filed=lines.read(make)))


def _figure(heading: str) -> str:
    text = fold(heading).replace("kennzahl", "kz").replace(" ", "")
    digits = text.removeprefix("kz")
    return digits if digits.isdigit() and len(digits) <= 3 and digits != "83" else ""


def _plain(text: str) -> str:
    from kontor.base.numbers import plain_money

    return plain_money(parse_money(text.replace("€", "").strip()))


def finding_places(read: Read, findings: Sequence[Finding]) -> list[Finding]:
    """Findings of a take-over, `items[3]`, with the line of the file they come from."""
    out = []
    for one in findings:
        part, _, index = one.where.rstrip("]").partition("[")
        fits = part == read.kind or (part, read.kind) == ("filed", "returns")
        if fits and index.isdigit() and int(index) < len(read.places):
            out.append(one._replace(where=read.places[int(index)]))
        else:
            out.append(one)
    return out
