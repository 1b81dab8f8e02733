"""Receipts (Belege): what comes in from outside, kept as it came, read, booked, found again.

Electronic invoices (E-Rechnung) are read into their fields, ordinary PDFs by their text, pictures
are entered beside the picture. Each becomes a booking proposal (Buchungsvorschlag) from what was
booked before. Own receipts (Eigenbelege) stand in where nobody wrote one. Law: UStG §§ 14, 14b, 15;
AO § 147 and GoBD on keeping (Aufbewahrung) the file unchanged.
"""
