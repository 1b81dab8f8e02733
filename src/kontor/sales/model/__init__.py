"""Tables and input models of sales."""
