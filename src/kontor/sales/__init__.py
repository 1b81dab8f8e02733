"""Sales (Auftragswesen): from enquiry to cancellation, one head and one table of positions.

Anfrage, Angebot, Auftrag, Nachtrag, Aufmaß, Lieferschein, Regiebericht, Abnahme, Rechnung (Einzel-,
Abschlags-, Teilschluss-, Schluss-, Regierechnung, Gutschrift, Storno). Law: §§ 631-650v BGB, VOB/B,
§§ 14, 14a, 13b, 19 UStG, §§ 35a, 48 EStG.
"""
