"""Books (Buchhaltung): chart of accounts, entries, open items, VAT, cash accounts, assets, closing.

One journal, many views. Business events become balanced entries; trial balance (SuSa), VAT return
(Umsatzsteuer-Voranmeldung), income-surplus statement (EÜR, § 4 Abs. 3 EStG), profit and loss
(GuV), balance sheet (Bilanz, HGB) and BWA are computed from the same lines. Law: AO §§ 145-147,
GoBD, UStG, EStG, HGB.
"""
