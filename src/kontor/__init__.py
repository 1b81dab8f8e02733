"""Kontor: the back office of a craft business in one file. Importing it costs nothing."""

__version__ = "0.1.0"
