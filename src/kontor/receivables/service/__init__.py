"""Use cases of reminders and risk; the only writers of their tables."""
