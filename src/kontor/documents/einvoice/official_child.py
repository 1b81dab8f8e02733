"""Runs schemas and published rules over XML files, in a process of its own.

Reads from standard input for each file a line of JSON with the paths of the schema and the rules
and the number of bytes, then the XML; answers each with a line of JSON, the faults. Compiling the
rules takes a second, so one process serves all files of a run. Run as
`python -m kontor.documents.einvoice.official_child`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_FAULTS = 500


class Fault(NamedTuple):
    """A fault as the publisher words it."""

    layer: str
    id: str
    flag: str
    location: str
    text: str


class Checker:
    """Compiled rules; compiling takes a second, so one checker serves many files."""

    def __init__(self) -> None:
        self._schemas: dict[Path, Any] = {}
        self._rules: dict[Path, Any] = {}
        self._processor: Any = None

    def faults(self, xml: bytes, schema: Path | None, rules: Sequence[Path]) -> list[Fault]:
        """Faults by the schema and by each set of rules."""
        found = self._schema_faults(xml, schema) if schema else []
        for path in rules:
            found += self._rule_faults(xml, path)
        return found[:_FAULTS]

    def _schema_faults(self, xml: bytes, path: Path) -> list[Fault]:
        if path not in self._schemas:
            parser = etree.XMLParser(no_network=True, resolve_entities=False)
            self._schemas[path] = etree.XMLSchema(etree.parse(str(path), parser))
        schema = self._schemas[path]
        document = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
        if schema.validate(document):
            return []
        return [
            Fault("xsd", "XSD", "fatal", str(one.line), str(one.message))
            for one in schema.error_log
        ]

    def _rule_faults(self, xml: bytes, path: Path) -> list[Fault]:
        import saxonche

        if self._processor is None:
            self._processor = saxonche.PySaxonProcessor(license=False)
        if path not in self._rules:
            compiler = self._processor.new_xslt30_processor()
            self._rules[path] = compiler.compile_stylesheet(stylesheet_file=str(path))
        try:
            node = self._processor.parse_xml(xml_text=xml.decode("utf-8"))
            report = self._rules[path].transform_to_string(xdm_node=node)
        except saxonche.PySaxonApiError as error:
            # on malformed input the published rules stop with a type error
            return [Fault(path.name, "XSLT", "fatal", "", str(error)[:500])]
        return _parsed(path.name, report)


def _parsed(layer: str, report: str) -> list[Fault]:
    root = etree.fromstring(report.encode("utf-8"))
    found = []
    for tag in ("failed-assert", "successful-report"):
        for one in root.iter(f"{_SVRL}{tag}"):
            text = " ".join("".join(map(str, one.itertext())).split())
            flag = one.get("flag") or "fatal"
            found.append(Fault(layer, one.get("id") or "", flag, one.get("location") or "", text))
    return found


def main() -> int:
    """Standard input to standard output, file by file until there is no more."""
    checker = Checker()
    while line := sys.stdin.buffer.readline():
        head = json.loads(line)
        schema = Path(head["schema"]) if head["schema"] else None
        rules = [Path(one) for one in head["rules"]]
        found = checker.faults(sys.stdin.buffer.read(head["size"]), schema, rules)
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
