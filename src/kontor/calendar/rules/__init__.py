"""Pure functions of the calendar: rules of series, wall time, conflicts, slots."""
