"""Read models of the bank, plain SQL."""
