"""Own firm (Betrieb): master data, dated settings, money accounts, number ranges.

Everything on which tax depends has a day from which it holds and keeps its history: Soll-, Ist-
or Kleinunternehmer taxation (UStG §§ 16, 20, 19), income-surplus statement or balance sheet
(EStG § 4), filing period and permanent extension (UStG § 18, UStDV §§ 46-48), Land and tax office
(AO § 19).
"""
