"""Values of the calendar, without any library, by subject."""
