"""Texts for documents (Textbausteine): the ones that come along, and their placeholders.

A placeholder is a word in braces such as `{Datum}` or, in English texts, `{Date}`. Which ones there
are is data; any other one is a mistake that is found before the text is printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import N_
from kontor.base.tables import data_rows
from kontor.base.text import quoted
from kontor.documents.kinds import ANY, Wording

_BRACES = re.compile(r"\{([^{}]*)\}")


@cache
def placeholders(language: str) -> dict[str, str]:
    """The keys of values by the name that stands between the braces in this language."""
    column = "en" if language == "en" else "de"
    return {row[column]: row["key"] for row in data_rows("document-placeholders")}


@cache
def default_texts() -> dict[tuple[str, str, str], Wording]:
    """The texts that come along, by kind, language and part."""
    return {
        (row["kind"], row["language"], row["part"]): Wording(
            row["kind"], row["language"], row["part"], row["text"].replace("\\n", "\n")
        )
        for row in data_rows("document-texts")
    }


def default_text(kind: str, language: str, part: str) -> str:
    """The text of a kind, else the one for all kinds; empty when there is none."""
    texts = default_texts()
    found = texts.get((kind, language, part)) or texts.get((ANY, language, part))
    return found.text if found else ""


def check_text(text: str, language: str, where: str = "text") -> list[Finding]:
    """Placeholders that do not exist, and braces that nobody closed."""
    known = placeholders(language)
    found = [
        _finding(where, N_("There is no placeholder {name}."), f"{{{name}}}", known)
        for name in dict.fromkeys(_BRACES.findall(text))
        if name not in known
    ]
    rest = _BRACES.sub("", text)
    if "{" in rest or "}" in rest:
        found.append(_finding(where, N_("A brace stands alone in “{name}”."), quoted(rest), known))
    return found


def fill(text: str, values: Mapping[str, str], language: str) -> str:
    """The text with its placeholders filled; `values` by key, as `placeholders` names them.

    Raises:
        InputError: a placeholder does not exist, or there is no value for it.
    """
    for finding in check_text(text, language):
        raise InputError(finding.message, hint=finding.remedy, field="text", **_named(finding))
    known = placeholders(language)

    def value(found: re.Match[str]) -> str:
        key = known[found[1]]
        if key not in values:
            raise InputError(
                N_("There is nothing to put in for {name} here."),
                hint=N_("Change the text under the texts for documents."),
                name=found[0],
            )
        return values[key]

    return _BRACES.sub(value, text)


def fill_known(text: str, values: Mapping[str, str], language: str) -> str:
    """The text with the placeholders filled that have a value; the others stay as they are."""
    known = placeholders(language)

    def value(found: re.Match[str]) -> str:
        return values.get(known.get(found[1], ""), found[0])

    return _BRACES.sub(value, text)


def unfilled(text: str, language: str) -> list[str]:
    """Placeholders that still stand in a text that is to go out."""
    known = placeholders(language)
    return [f"{{{name}}}" for name in dict.fromkeys(_BRACES.findall(text)) if name in known]


def _named(finding: Finding) -> dict[str, Any]:
    return dict(finding.values)


def _finding(where: str, message: str, name: str, known: Mapping[str, str]) -> Finding:
    names = " ".join(f"{{{one}}}" for one in known)
    return Finding(
        "DT01", where, message, N_("There are: {names}"), Severity.ERROR,
        (("name", name), ("names", names)), "text",
    )  # fmt: skip
