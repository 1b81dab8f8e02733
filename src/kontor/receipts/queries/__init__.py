"""What is asked of receipts: plain SQL, frozen answers."""
