"""Contacts from and for other programs: vCard, CSV, DATEV master data."""
