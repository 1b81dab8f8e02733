"""Archive of documents, letterhead and texts, letters."""
