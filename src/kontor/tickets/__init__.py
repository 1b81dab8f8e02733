"""Cases and service (Tickets, Kundendienst): from the call to the closed or billed case.

A *ticket* is a case (Vorgang) of one kind: complaint (Reklamation), defect (Mangel), emergency
(Notdienst), maintenance (Wartung), fault (Störung), question (Anfrage), callback (Rückruf), privacy
(Auskunft nach DSGVO), supplier (Lieferproblem), it (eigene Geräte), accident (Arbeitsunfall).
*Service level* (Reaktions- und Lösungszeit): office hours in which a case is to be answered and
solved; they stand still while it waits. *Verdict* (Gewährleistungsurteil): free, chargeable or
unclear. *Checklist* (Checkliste) and *protocol* (Service-, Prüfprotokoll): what is looked at and
measured, and its result, signed and frozen. *IT item* (eigenes Gerät, Lizenz, Vertrag) and its
*plan* (Wartungsplan): what the firm itself uses, and what is to be done with it again and again.
Law: §§ 634a, 438 BGB, § 13 VOB/B (warranty), § 35a EStG (work share of a bill), Art. 12 DSGVO (a
month for an answer).
"""
