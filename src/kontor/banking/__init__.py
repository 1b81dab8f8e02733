"""Banking (Bank): statements from files, matching bank lines with open items, payments.

German terms: Kontoauszug = statement, Umsatz = bank line, vorgemerkt = pending, Sammler = batch,
Rücklastschrift = returned direct debit, Abgleich = matching, offener Posten = open item.
Law: the received file is kept unchanged (GoBD no. 131 ff.), one import is one step that can be
taken back while nothing of it is booked (§ 146 (4) AO).
"""
