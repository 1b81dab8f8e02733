"""Use cases of sales; the only writers of its tables."""
