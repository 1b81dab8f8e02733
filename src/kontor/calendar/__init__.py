"""The calendar (Termine): who is where and when, and what must be done until when.

Appointment (Termin), series (Serie) with exceptions (Ausnahmen), crew (Kolonne, Mannschaft),
absence (Abwesenheit, Urlaub), capacity (Kapazität), task (Aufgabe), invitation (Einladung), poll
(Terminumfrage), meeting (Besprechung, Versammlung), deadline (Frist). Written in the standard of
calendars: RFC 5545 (events, rules), RFC 5546 and 6047 (invitations by mail).
"""
