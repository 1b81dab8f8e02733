"""Key tables of the areas; `tui.keys` puts them together with the keys of the shell."""
