"""Use cases of the books: the only writers of the area."""
