"""Use cases of receipts: the only place that writes their tables."""
