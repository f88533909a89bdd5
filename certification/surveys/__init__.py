"""Insertion surveys: what became of the holders, 6 and 24 months after their title."""
