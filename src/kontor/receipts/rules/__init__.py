"""Rules of receipts: doubles, proposals, keeping; pure functions."""
