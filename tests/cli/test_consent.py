"""Consents from the command line: the proof comes out as it went in."""

from __future__ import annotations

from pathlib import Path

from kontor.base.errors import Exit
from tests.cli.conftest import Kontor

MAIL = b"From: krueger@kunde.example\nSubject: Ja\n\nJa, gern.\n"


def test_a_proof_comes_out_as_it_went_in(kontor: Kontor, firm_file: Path, tmp_path: Path) -> None:
    mail, copy = tmp_path / "ja.eml", tmp_path / "copy.eml"
    mail.write_bytes(MAIL)
    given = kontor(
        "consent", "give", "Krüger", "--channels", "mail", "--how", "mail", "--proof", mail,
        "--json", file=firm_file,
    ).json["consents"]  # fmt: skip
    kontor("consent", "proof", given[0], copy, file=firm_file)
    assert copy.read_bytes() == MAIL
    kontor("consent", "proof", given[0], copy, file=firm_file, code=Exit.USAGE)  # never over a file
    told = kontor("consent", "give", "Krüger", "--channels", "letter", "--json", file=firm_file)
    key = told.json["consents"][0]
    kontor("consent", "proof", key, tmp_path / "none", file=firm_file, code=Exit.USAGE)
    kontor("consent", "proof", 99, tmp_path / "none", file=firm_file, code=Exit.USAGE)
    assert not (tmp_path / "none").exists()
