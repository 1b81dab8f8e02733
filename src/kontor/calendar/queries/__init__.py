"""What is asked about the calendar, by subject: plain SQL, frozen answers."""
