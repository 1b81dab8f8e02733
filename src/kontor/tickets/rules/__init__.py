"""Rules of cases: states, service levels, warranty; values in, values out."""
