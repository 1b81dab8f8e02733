"""Desk (Schreibtisch): what crosses areas: today, customer file, setting up, the demo firm."""
