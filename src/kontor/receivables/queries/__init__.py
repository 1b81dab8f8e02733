"""What is asked about reminders and risk: plain SQL, light enough for the command line."""
