"""Contacts (Kontakte): people and firms with roles, addresses, sites, bank accounts.

One contact may be customer and supplier at once; each such role has its personal account (Debitor
10000-69999, Kreditor 70000-99999). Two contacts that are one and the same are joined by an alias,
never by moving what was booked. Law: DSGVO Art. 15 and 17, AO § 147, UStG §§ 14, 27a.
"""
