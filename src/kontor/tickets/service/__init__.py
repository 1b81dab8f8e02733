"""Use cases of cases (Geschäftsfälle): the only place that writes their tables."""
