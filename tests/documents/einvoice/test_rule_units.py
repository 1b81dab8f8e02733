"""The rules one by one: the publisher's own examples of what each finds and what it lets pass."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pytest
from lxml import etree

from kontor.documents.einvoice.check import check
from kontor.documents.einvoice.profiles import Profile
from kontor.documents.einvoice.read import ubl
from kontor.documents.einvoice.read.node import Node, Reader
from tests.documents.einvoice.samples import FOLDER, needs_samples

pytestmark = needs_samples
UNITS = FOLDER / "rule-units" / "ubl-invoice"
# the same fault under another name: the cause instead of what follows from it
SAME = {
    "BR-09": "BR-08", "BR-11": "BR-10", "BR-CO-21": "BR-33", "BR-CO-23": "BR-42",
    "BR-AF-09": "BR-CO-17", "BR-AG-09": "BR-CO-17", "BR-S-09": "BR-CO-17", "BR-O-13": "BR-O-11",
    "BR-S-01": "BR-CO-18", "BR-Z-01": "BR-CO-18", "BR-AE-01": "BR-CO-18", "BR-O-01": "BR-CO-18",
    "BR-AF-01": "BR-CO-18", "BR-AG-01": "BR-CO-18", "BR-31": "einvoice.missing",
    "BR-41": "einvoice.missing", "BR-43": "einvoice.missing", "BR-45": "einvoice.missing",
}  # fmt: skip
# what a record cannot say: it always has totals, its own profile, no groups without content
NOT_IN_A_RECORD = {
    "BR-01", "BR-13", "BR-15", "BR-55", "BR-CO-19", "UBL-DT-01", "UBL-DT-07", "UBL-SR-18",
    "UBL-SR-44", "BR-CL-10", "BR-CL-21", "BR-CO-15",
}  # fmt: skip
# fragments that no invoice contains: a group without a category, an issue date of "123"
FRAGMENTS = {("BR-CO-17.xml", "error"), ("BR-03.xml", "success"), ("BR-19.xml", "success")}


class Unit(NamedTuple):
    """One example: the rule, whether it finds something, and what."""

    file: str
    kind: str
    rule: str
    number: int


@cache
def _examples(name: str) -> list[tuple[list[tuple[str, str]], etree._Element]]:
    found = []
    for test in etree.parse(UNITS / name).getroot().iter("{*}test"):
        said = [
            (etree.QName(one).localname, (one.text or "").strip())
            for one in test.find("{*}assert")
            if etree.QName(one).localname in {"error", "success"}
        ]
        found.append((said, test.find("{*}Invoice")))
    return found


def _units() -> list[Unit]:
    if not UNITS.is_dir():
        return []
    return [
        Unit(path.name, kind, rule, number)
        for path in sorted(UNITS.iterdir())
        for number, (said, _root) in enumerate(_examples(path.name))
        for kind, rule in said
    ]


@pytest.mark.parametrize("unit", _units(), ids=lambda one: f"{one.file}-{one.number}-{one.kind}")
def test_every_example_of_the_publisher(unit: Unit) -> None:
    _said, root = _examples(unit.file)[unit.number]
    reader = Reader()
    invoice, _given = ubl.read(Node(root, ubl.SPACES, {}), reader)
    codes = {one.code for one in (*check(invoice, Profile.ZUGFERD), *reader.findings)}
    if (unit.file, unit.kind) in FRAGMENTS or unit.rule in NOT_IN_A_RECORD:
        return
    if unit.kind == "error":
        assert unit.rule in codes or SAME.get(unit.rule) in codes
    else:
        assert unit.rule not in codes


def test_most_examples_count() -> None:
    """The exceptions stay few."""
    units = _units()
    left_out = [
        one for one in units
        if (one.file, one.kind) in FRAGMENTS or one.rule in NOT_IN_A_RECORD
    ]  # fmt: skip
    assert len(units) > 400 and len(left_out) < 45
