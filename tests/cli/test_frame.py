"""The frame of the command line: parsing, help, errors, exit codes, what leaves where."""

from __future__ import annotations

import io
import os
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.base.errors import Exit
from kontor.cli import app, help, output, parse, present, registry, typed  # noqa: A004  our module
from kontor.cli.areas import ledger_lists
from kontor.cli.commands import all_params, arg, opt
from kontor.cli.output import Column, Table
from tests.cli.conftest import Kontor
from tests.conftest import NAMES


def today() -> date:
    return date(2026, 3, 16)


@pytest.mark.parametrize("area,verb", [(area, c.verb) for area, c in registry.every()])
def test_every_command_explains_itself(kontor: Kontor, area: str, verb: str) -> None:
    words = [*area.split(), verb]
    said = kontor(*words, "--help")
    command = registry.find(area, verb)
    assert f"kontor {' '.join(words)}" in said.out
    for param in all_params(command):
        assert (param.name.upper() if param.positional else param.option) in said.out
    assert all(len(line) <= 120 for line in said.out.splitlines())


def test_help_names_every_command(kontor: Kontor) -> None:
    root = kontor("--help").out
    for area, command in registry.every():
        page = kontor(*area.split(), "--help").out if area else root
        assert f"  {command.verb} " in page
    for area in registry.AREAS:
        assert area in root
        assert kontor(area).out == kontor(area, "--help").out
        for group in registry.groups(area):
            assert f"  {group} …" in kontor(area).out
            assert kontor(area, group).out == kontor(area, group, "--help").out


def test_names_are_given_once() -> None:
    for area in registry.places():
        names = registry.verbs(area)
        assert len(names) == len(set(names))
    assert not set(registry.verbs("")) & set(registry.AREAS)


@pytest.mark.parametrize("area", registry._PARTS)
def test_the_files_of_an_area_hold_the_verbs_said_of_them(area: str) -> None:
    whole = registry._table(area)
    said = registry._PARTS[area]
    reading = {one.verb for one in ledger_lists.COMMANDS}
    assert reading == set(registry._PARTS["ledger"]["ledger_lists"])
    for part, names in said.items():
        for verb in names:
            assert registry._table(part)[verb] is whole[verb]
            assert registry.find(area, verb) is whole[verb]


@pytest.mark.parametrize("area,verb", [(area, c.verb) for area, c in registry.every()])
def test_parameters_are_well_formed(area: str, verb: str) -> None:
    """No name twice, no clash with the global options, many only in the last place."""
    params = all_params(registry.find(area, verb))
    names = [param.name for param in params]
    assert len(names) == len(set(names))
    assert not {"file", "lang", "help"} & set(names)
    free = [param for param in params if param.positional]
    assert not any(param.many for param in free[:-1])
    if not registry.find(area, verb).output:
        assert not {"json", "csv"} & set(names)


PARAMS = (
    arg("first", ""), arg("rest", "", many=True, required=False),
    opt("year", "", "year"), opt("flag", "", "flag"), opt("word", "", many=True),
)  # fmt: skip
_WORDS = st.lists(
    st.sampled_from(
        ["2024", "--year", "2026", "--year=2025", "--flag", "--word", "--word=x", "--no"]
    ),
    max_size=7,
)


@given(_WORDS)
def test_the_quick_parser_agrees_with_typer(words: list[str]) -> None:
    """What the quick parser takes, Typer takes too, with the same result."""
    quick = parse.quick(PARAMS, words, today)
    if quick is None:
        return
    command = registry.find("", "check")._replace(params=PARAMS, output=False)
    made = typed._command(command, words)
    parsed = made.main(list(words), standalone_mode=False)
    assert parse.finish(PARAMS, parsed.raw, today) == quick


def test_unusual_forms_still_work(kontor: Kontor, firm_file: Path) -> None:
    """What the quick parser leaves to Typer is not lost."""
    one = kontor("ledger", "accounts", "--json", file=firm_file).out
    assert kontor("ledger", "accounts", "--json", "--json", file=firm_file).out == one
    assert kontor("settings", "list", "--day", "2026-02-01", "--day=2026-03-01", file=firm_file).out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["chekc"], "check"),
        (["ledger", "jornal"], "journal"),
        (["check", "--jsn"], "--json"),
        (["restore"], "COPY"),
        (["check", "--head"], "--head"),
        (["doctor", "zu", "viel"], "kontor doctor --help"),
        (["--lang", "fr", "check"], "fr"),
        (["--file"], "--file"),
        (["ledger", "balances", "--year", "26"], "26"),
        (["tax", "vat", "--period", "2026-13"], "2026-13"),
        (["ledger", "export", "--format", "xls"], "hledger"),
        (["ledger", "post", "foo"], "invoice"),
    ],
)
def test_wrong_usage_is_explained(kontor: Kontor, words: list[str], says: str) -> None:
    said = kontor(*words, code=Exit.USAGE)
    assert says in said.err and said.out == ""
    assert "Traceback" not in said.err


def test_exit_codes_of_files(kontor: Kontor, tmp_path: Path, firm_file: Path) -> None:
    kontor("ledger", "journal", file=tmp_path / "nirgends.kontor", code=Exit.USAGE)
    other = tmp_path / "brief.kontor"
    other.write_bytes(b"Sehr geehrte Damen und Herren" * 100)
    said = kontor("ledger", "journal", file=other, code=None)
    assert said.code == Exit.NOT_OURS and "Traceback" not in said.err
    assert other.read_bytes().startswith(b"Sehr geehrte")


def test_a_second_writer_is_refused(kontor: Kontor, firm_file: Path) -> None:
    from kontor.bootstrap import open_store

    with open_store(firm_file):
        said = kontor("undo", file=firm_file, code=None)
        assert said.code in {Exit.LOCKED, Exit.READ_ONLY}
        assert "Es wurde nichts geändert" in said.err or "Nothing was changed" in said.err
        kontor("ledger", "journal", file=firm_file)


def test_nothing_was_changed_is_said_only_when_true(kontor: Kontor, firm_file: Path) -> None:
    words = ("--lang", "en", "ledger", "reverse", "77", "--reason", "x")
    said = kontor(*words, file=firm_file, code=2)
    assert "Nothing was changed." in said.err
    said = kontor("--lang", "en", "ledger", "entry", "77", file=firm_file, code=2)
    assert "Nothing was changed." not in said.err


def test_a_mistake_in_kontor_shows_no_traceback(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch, calm: Path
) -> None:
    monkeypatch.delenv("KONTOR_DEBUG")

    def broken(*_words: object) -> None:
        raise ZeroDivisionError("Krüger owes 4711")

    monkeypatch.setattr(app, "_understand", broken)
    said = kontor("check", code=present.UNEXPECTED)
    assert "Traceback" not in said.err and "4711" not in said.err
    (report,) = (calm / ".local" / "state" / "kontor" / "reports").glob("*.txt")
    text = report.read_text("utf-8")
    assert "ZeroDivisionError" in text and "4711" not in text and "test_frame.py" in text
    if os.name == "posix":
        assert report.stat().st_mode & 0o077 == 0


def test_reports_of_mistakes_do_not_pile_up(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch, calm: Path
) -> None:
    monkeypatch.delenv("KONTOR_DEBUG")
    monkeypatch.setattr(app, "_understand", lambda *_: 1 // 0)
    for _ in range(14):
        kontor("check", code=present.UNEXPECTED)
    assert len(list((calm / ".local" / "state" / "kontor" / "reports").glob("*.txt"))) == 10


def test_interruption_and_closed_pipe(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(error: type[BaseException]) -> None:
        def raised(*_words: object) -> None:
            raise error

        monkeypatch.setattr(app, "_understand", raised)

    stop(KeyboardInterrupt)
    kontor("check", code=app.INTERRUPTED)
    stop(BrokenPipeError)
    before = sys.stdout
    try:
        kontor("check", code=0)
    finally:
        sys.stdout = before


def test_both_languages(kontor: Kontor, firm_file: Path) -> None:
    german = kontor("ledger", "journal", file=firm_file).out
    english = kontor("--lang", "en", "ledger", "journal", file=firm_file).out
    assert english == "No entry is there yet.\n" != german
    kontor("settings", "set", "language", "en", "--since", "2026-01-01", file=firm_file)
    assert kontor("ledger", "journal", file=firm_file).out == english
    assert kontor("--lang", "de", "ledger", "journal", file=firm_file).out == german


_NAMED = (Column("name", "Name"), Column("sum", "Amount", "money"))


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("out", [io.StringIO, _Terminal])
def test_user_text_reaches_nobody_raw(name: str, out: type[io.StringIO]) -> None:
    """In a table a name is text: no markup, no control sequence, no second line."""
    stream = out()
    output.write_table(Table(_NAMED, [(name, 123456)], title=name, total=(name, 1)), stream)
    text = stream.getvalue()
    assert "1.234,56" in text
    styles = ("\x1b[1m", "\x1b[0m", "\x1b[2m")
    for style in styles:
        text = text.replace(style, "")
    assert not any(ord(char) < 32 and char != "\n" for char in text)
    assert "\u202e" not in text and "\x9b" not in text
    for piece in ("[neu]", "[/b]", "[@click", "{name}"):
        if piece in name:
            assert piece in text


def test_columns_line_up_with_wide_letters() -> None:
    stream = io.StringIO()
    output.write_table(Table(_NAMED, [("家族", 100), ("abcd", 2000)]), stream)
    from kontor.base.text import cell_width

    lines = stream.getvalue().splitlines()
    assert len({cell_width(line) for line in lines}) == 1


def test_documents_say_money_and_days_for_programs() -> None:
    made = output.document({"a": output.Money(-5), "b": date(2026, 3, 1), "c": [None, True, "x"]})
    assert made == {"a": "-0.05", "b": "2026-03-01", "c": [None, True, "x"]}


def test_without_a_command_the_screen_opens(firm_file: Path) -> None:
    opened: list[tuple[str, str]] = []

    def screen(path: str, *, language: str) -> int:
        opened.append((path, language))
        return 0

    assert app.run(["--file", str(firm_file), "--lang", "en"], screen) == 0
    assert app.run(["open", str(firm_file)], screen) == 0
    assert app.run([], screen) == 0
    assert [path for path, _ in opened] == [str(firm_file)] * 3
    assert [language for _, language in opened] == ["en", "", ""]


def test_the_file_of_the_environment_comes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from kontor import bootstrap

    assert bootstrap.default_file() == bootstrap.usual_file()
    last = tmp_path / "last.kontor"
    last.touch()
    bootstrap.remember(last)
    assert bootstrap.default_file() == last
    last.unlink()
    assert bootstrap.default_file() == bootstrap.usual_file()
    monkeypatch.setenv("KONTOR_FILE", str(tmp_path / "named.kontor"))
    assert bootstrap.default_file() == tmp_path / "named.kontor"


def test_help_fits_the_terminal() -> None:
    assert max(len(line) for line in help.root_help().splitlines()) <= 100
