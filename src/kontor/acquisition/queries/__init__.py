"""What is asked about winning customers: plain SQL, frozen answers."""
