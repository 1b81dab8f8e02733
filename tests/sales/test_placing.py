"""Where positions stand: moves, titles, copies, groups of alternatives."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.base.errors import Refused
from kontor.sales.kinds import PositionKind
from kontor.sales.model.inputs import PositionInput
from kontor.sales.queries import documents
from kontor.sales.service import alternatives, copying, placing, quotes
from tests.sales.office import DAY, Office

TITLED: list[dict[str, Any]] = [
    {"kind": "title", "short": "Gerüst", "positions": [{"short": "Aufbau", "price": "10"}]},
    {"short": "Fassade", "quantity": "2", "price": "100"},
    {"short": "Sockel", "price": "50"},
]


def shorts(office: Office, key: int) -> list[str]:
    return [f"{one.number} {one.short}" for one in office.document(key).positions]


def ids(office: Office, key: int) -> list[int]:
    return [one.id for one in office.document(key).positions]


def test_numbers_follow_the_places(office: Office) -> None:
    key = office.quote(TITLED)
    title, built, _facade, base = ids(office, key)
    assert shorts(office, key) == ["01 Gerüst", "01.0010 Aufbau", "0010 Fassade", "0020 Sockel"]
    office.do(placing.shift_position, base, -1)
    assert shorts(office, key)[2:] == ["0010 Sockel", "0020 Fassade"]
    office.do(placing.shift_position, title, 2)
    assert shorts(office, key) == ["0010 Sockel", "0020 Fassade", "01 Gerüst", "01.0010 Aufbau"]
    office.store.undo()
    office.do(placing.remove_position, built)
    assert shorts(office, key) == ["01 Gerüst", "0010 Sockel", "0020 Fassade"]


def test_a_number_that_was_typed_stays(office: Office) -> None:
    key = office.quote([{"short": "A", "number": "7a"}, {"short": "B"}, {"short": "C"}])
    last = ids(office, key)[-1]
    office.do(placing.shift_position, last, -1)
    assert [text.split()[0] for text in shorts(office, key)] == ["7a", "2", "1"]


def test_under_a_title_and_out_of_it(office: Office) -> None:
    key = office.quote(TITLED)
    _title, _built, facade, base = ids(office, key)
    office.do(placing.indent_position, facade)
    assert shorts(office, key)[2] == "01.0020 Fassade"
    with pytest.raises(Refused):
        office.do(placing.outdent_position, base)
    office.do(placing.outdent_position, facade)
    assert shorts(office, key)[2:] == ["0010 Fassade", "0020 Sockel"]


def test_a_title_is_copied_with_all_below(office: Office) -> None:
    key = office.quote(TITLED)
    office.do(placing.copy_position, ids(office, key)[0])
    assert shorts(office, key)[:4] == [
        "01 Gerüst", "01.0010 Aufbau", "02 Gerüst", "02.0010 Aufbau",
    ]  # fmt: skip
    assert office.document(key).net == 27000  # 10 + 10 + 2 × 100 + 50


def test_an_alternative_joins_the_position_above(office: Office) -> None:
    key = office.quote([{"short": "Dispersion", "price": "10"}])
    (base,) = ids(office, key)
    data = PositionInput(kind=PositionKind.ALTERNATIVE, short="Silikat", price=150000)
    new = office.do(alternatives.add_line, key, data, base)
    assert office.document(key).net == 1000
    office.do(alternatives.choose_position, new)
    chosen = {one.short: one.chosen for one in office.document(key).positions}
    assert chosen == {"Dispersion": False, "Silikat": True}
    assert office.document(key).net == 1500
    only = office.quote([{"kind": "text", "short": "Hinweis"}])
    with pytest.raises(Refused):
        office.do(alternatives.add_line, only, data, None)


def test_an_option_stays_out_until_it_is_taken_in(office: Office) -> None:
    key = office.quote([{"short": "Wand", "price": "10"}])
    data = PositionInput(kind=PositionKind.OPTIONAL, short="Decke", price=100000)
    new = office.do(alternatives.add_line, key, data, None)
    assert office.document(key).net == 1000
    office.do(alternatives.choose_position, new)
    assert office.document(key).net == 2000
    office.do(alternatives.change_kind, new, PositionKind.TEXT)
    assert office.document(key).net == 1000


def test_a_copied_document_names_no_source(office: Office) -> None:
    sent = office.sent(TITLED)
    copied = office.do(copying.copy_document, sent, DAY)
    head = office.ask(documents.head, copied)
    assert head.number is None and head.state == "draft" and head.valid_until is not None
    assert office.document(copied).net == office.document(sent).net
    assert all(one.source is None for one in office.document(copied).positions)
    assert office.do(quotes.send_quote, copied, DAY) != office.ask(documents.head, sent).number
