"""Contacts (Kunden, Lieferanten und andere): list, file, form, import, joining of doubles."""
