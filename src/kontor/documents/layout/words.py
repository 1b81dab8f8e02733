"""The fixed words of documents (Seite, Übertrag, Menge) in the language of the document."""

from __future__ import annotations

from functools import cache

from kontor.base.tables import data_rows


@cache
def words(language: str) -> dict[str, str]:
    """All words by key; any language but English reads German."""
    column = "en" if language == "en" else "de"
    return {row["key"]: row[column] for row in data_rows("document-words")}
