"""Screens of the area Aufträge: quotes, orders, invoices, their positions and next steps."""
