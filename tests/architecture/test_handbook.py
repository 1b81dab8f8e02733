"""The handbook is the manual: keys and tables come from the program, screens find their page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kontor.base import i18n
from kontor.tui.keys import ACTIONS
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.help import anchor, headings, page_path
from tests.architecture.code import PACKAGE
from tests.tools import handbook, screens

HANDBOOK = PACKAGE / "handbook"
GERMAN = sorted((HANDBOOK / "de").glob("*.md"))
_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def test_pages_made_from_data_are_fresh() -> None:
    stale = [
        path.relative_to(PACKAGE).as_posix()
        for path, text in handbook.pages().items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]
    assert stale == [], "run python -m tests.tools.handbook"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_action_is_in_the_handbook(language: str) -> None:
    text = (HANDBOOK / language / "keys.md").read_text("utf-8")
    assert [one.id for one in ACTIONS if f"`{one.id}`" not in text] == []


@pytest.mark.parametrize("path", GERMAN, ids=lambda path: path.name)
def test_both_languages_have_the_same_structure(path: Path) -> None:
    german, english = (
        re.sub(_FENCE, "", (HANDBOOK / code / path.name).read_text("utf-8"))
        for code in ("de", "en")
    )
    levels = [re.findall(r"^(#+) ", text, re.MULTILINE) for text in (german, english)]
    assert levels[0] == levels[1]
    assert german.count("\n| ") == english.count("\n| ")


@pytest.mark.parametrize("path", GERMAN, ids=lambda path: path.name)
def test_every_page_is_reached_from_the_first(path: Path) -> None:
    for code in ("de", "en"):
        index = (HANDBOOK / code / "index.md").read_text("utf-8")
        assert path.name == "index.md" or f"({path.name})" in index


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_screen_has_its_place(language: str) -> None:
    before = i18n.language()
    i18n.use_language(language)
    try:
        wrong = [f"{one.__name__}: {one.HANDBOOK}" for one in screens.every() if not _there(one)]
    finally:
        i18n.use_language(before)
    assert wrong == []


def _there(screen: type[BaseScreen]) -> bool:
    """Screens that are shown have a page, and its heading where they name one."""
    if not screen.HANDBOOK:
        return not screen.LETTER
    path = page_path(HANDBOOK, screen.HANDBOOK)
    if path is None or path.parent.name != i18n.language():
        return False
    place = anchor(HANDBOOK, screen.HANDBOOK)
    return not place or place in headings(path.read_text("utf-8"))


def test_a_place_is_found_in_both_languages() -> None:
    before = i18n.language()
    try:
        i18n.use_language("de")
        german = anchor(HANDBOOK, "file#check")
        i18n.use_language("en")
        assert anchor(HANDBOOK, "file#check") == "check" != german
    finally:
        i18n.use_language(before)


def test_words_of_the_glossary_are_used() -> None:
    """The English words are the names in the code; a few ideas may have no code of their own."""
    code = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py")).lower()
    rows = (HANDBOOK / "en" / "glossary.md").read_text("utf-8").splitlines()
    terms = [line.split("|")[1].strip() for line in rows if line.startswith("| ")][1:]
    spoken = [re.split(r"[,(]", term)[0].strip().lower() for term in terms]
    unknown = [
        term for term in spoken if not any(word.rstrip("s") in code for word in (term, _name(term)))
    ]
    assert len(unknown) <= len(spoken) // 6, unknown


def _name(term: str) -> str:
    return term.replace(" ", "_").replace("-", "_")


def test_adviser_sees_every_doubtful_value() -> None:
    """Whatever data file says `recalled` is on the page that an adviser reads."""
    shown = {"regime-limits.csv", "tax-deadlines.csv", "useful-lives.csv", "depreciation.csv",
             "withholding.csv", "gvc.csv", "euer-forms.csv", "euer-lines.csv",
             "document-kinds.csv", "receipt-kinds.csv", "sepa-periods.csv", "deadline-kinds.csv",
             "contract-terms.csv", "price-index.csv",
             *handbook.SALES_LAW,
             *handbook.DUNNING_LAW}  # fmt: skip
    found = {
        path.name
        for path in (PACKAGE / "data").glob("*.csv")
        if "source" in path.read_text("utf-8") and handbook.doubtful(path.name)
    }
    assert found <= shown
    for language in i18n.LANGUAGES:
        text = (HANDBOOK / language / "adviser.md").read_text("utf-8")
        for row in handbook.doubtful("useful-lives.csv"):
            assert (
                f"| {row['name_de' if language == 'de' else 'name_en']} | {row['months']} |" in text
            )
        for row in handbook.rows("skr04.csv"):
            assert "own account" not in row["source"] or f"| {row['number']} |" in text
