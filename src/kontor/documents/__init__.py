"""Documents (Belege): what leaves and enters the firm as paper, PDF or data.

The neutral invoice record is read from and written to electronic invoices (E-Rechnung): ZUGFeRD and
Factur-X, XRechnung in both of its syntaxes. Law: UStG § 14 (1) and (2) on electronic invoices,
§ 14 (4) on what an invoice must say, § 14b and AO § 147 on keeping it; standard EN 16931.
"""
