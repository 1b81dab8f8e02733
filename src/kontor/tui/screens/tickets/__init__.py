"""Screens of cases (Vorgänge), calls and devices."""
