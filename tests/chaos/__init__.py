"""Drills: long, hostile runs against real servers, whose figures are printed.

`make chaos` runs them at full size (CCAS_DRILL=full); `make test`, a small one of each.
"""
