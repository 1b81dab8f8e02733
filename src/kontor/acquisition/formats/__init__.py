"""Leads out of foreign files: mails, lists of portals, call lists, cards."""
