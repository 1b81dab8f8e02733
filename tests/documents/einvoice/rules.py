"""The published rules as an oracle, in this process: compiled once for all tests."""

from __future__ import annotations

from functools import cache

from kontor.base.errors import Finding
from kontor.documents.einvoice import official
from kontor.documents.einvoice.official_child import Checker
from tests.documents.einvoice.samples import FOLDER


@cache
def _checker() -> Checker:
    return Checker()


def judged(xml: bytes) -> list[Finding]:
    """What schema, EN 16931 and, where it applies, XRechnung say."""
    rules, kind = official.rules_for(xml, FOLDER)
    assert rules.schema and len(rules.rules) == 1 + kind.is_german
    found = _checker().faults(xml, rules.schema, rules.rules)
    return [official.as_finding(one, kind) for one in found]
