"""Tables and input models of the calendar, by subject."""
