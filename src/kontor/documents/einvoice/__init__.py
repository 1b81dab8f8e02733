"""Electronic invoices (E-Rechnungen): one neutral record, written, checked and read.

`record` holds the terms of EN 16931, `arithmetic` computes them, `write` makes ZUGFeRD and
XRechnung of them, `check` says in plain words what is missing, `read` takes in what others send,
`official` asks the published rules. Law: UStG §§ 14, 14a, 19, 13b; EN 16931, XRechnung 3.0.
"""
