"""Use cases of the bank: import statements, book lines, keep rules."""
