"""Winning customers (Akquise): from the first call to collected cash, and what each source earned.

Lead (Anfrage, Interessent), pipeline (Verkaufstrichter), stage (Stufe), chance
(Wahrscheinlichkeit), follow-up (Nachfassen), source (Herkunft), campaign (Kampagne, Aktion),
target list (Zielgruppe).
§ 7 UWG decides who may be addressed; the answer to an enquiry is no advertising. Dated rows of
`data/` hold stages, rhythm, reasons, sources and times of deletion (Art. 5, 14, 17 DSGVO).
"""
