"""The screen (Oberfläche): one keyboard, ten areas, one grammar of keys.

Everything here shows and asks; no rule of the trade lives on this floor. Screens read `queries`
of the areas and call their `service` through the store that `bootstrap` hands to the app.
"""
