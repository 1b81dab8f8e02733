"""Read models of the books: plain SQL, records for reading, pages along a key."""
