"""Pure functions of winning customers: stages, rhythm, doubles, figures, costs, chances."""
