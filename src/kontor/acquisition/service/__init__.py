"""Use cases of winning customers: the only place that writes their tables."""
