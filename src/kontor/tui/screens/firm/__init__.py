"""Own firm (Betrieb): settings, accounts, numbers, backups, check, history, own keys."""
