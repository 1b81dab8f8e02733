"""Take-over (Übernahme) from another program on any day of the year.

Opening balances, open items with net and tax per rate, advances received, assets, filed returns and
the cash count come by form, by CSV or by DATEV batch (EXTF); everything in one step.
"""
