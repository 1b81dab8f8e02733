"""Rules of sales (Auftragswesen): values in, values or findings out."""
