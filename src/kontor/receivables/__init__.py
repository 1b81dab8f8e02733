"""Reminders and risk (Mahnwesen, Debitorenrisiko): who pays late, and what we may ask for it.

Run (Mahnlauf), level (Mahnstufe), interest (Verzugszinsen), lump sum (Pauschale), block
(Mahnsperre), instalment plan (Ratenplan), limitation (Verjährung), exposure (Obligo), score.
§§ 195-217, 271, 286-291, 366, 367 BGB; what the law fixes in figures are dated rows in `data/`.
"""
