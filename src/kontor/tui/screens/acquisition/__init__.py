"""Screens of winning customers (Akquise): board, list, one lead, what is to follow up."""
