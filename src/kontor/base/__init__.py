"""Ground floor: money, quantities, dates, German numbers, ids, text guards, errors, findings.

Standard library only; nothing here knows the file, the screen or an area.
"""
