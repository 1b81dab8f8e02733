"""Read models of sales: plain SQL, frozen answers."""
