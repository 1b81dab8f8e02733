"""Rules of the books: pure functions, values in, values or findings out."""
