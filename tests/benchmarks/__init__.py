"""Measurements as ratios: Kontor against bare sqlite3, hledger, beancount, Python and Textual.

    python -m tests.benchmarks [SUITE …] [--size 10000,100000] [--quick] [--rounds N]

Suites: start, ledger, lists, bank, store, search, documents, sales, calendar, slots, leads,
tickets.

Every number is a ratio of two programs run in turn (A B A B …) in one round; milliseconds are only
an order of size. Before the time of a report counts, its figures are compared to the cent.
"""
