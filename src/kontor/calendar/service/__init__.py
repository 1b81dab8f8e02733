"""Use cases of the calendar, by subject; the only writers of its tables."""
