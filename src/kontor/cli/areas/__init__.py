"""The commands, one file per area; each holds `COMMANDS` and imports its area when it runs."""
