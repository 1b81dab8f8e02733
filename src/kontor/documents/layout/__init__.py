"""Page layout (Drucksatz): a neutral page, its templates, the renderer and the text view."""
