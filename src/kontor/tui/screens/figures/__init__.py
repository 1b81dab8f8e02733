"""Figures of the business (Zahlen): BWA, GuV, Bilanz, trial balance, money, months."""
