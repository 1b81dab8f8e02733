"""Store: the one SQLite file of a business (Datei, Journal, Sicherung).

Opening in a fixed order, the unit of work, the change journal with history, undo and proof,
migrations, backups, search, drafts and attachments. Every change is a step (Arbeitsschritt) whose
rows are recorded by triggers and chained by hashes: GoBD change log (Änderungsprotokoll), undo and
screen refresh come from this one mechanism (AO § 146(4), GoBD margin numbers 58 and 59).
"""
