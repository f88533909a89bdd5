"""Costs, each a ratio within one run. `make bench` measures them (CCAS_BENCH=full) and prints the
figures; `make test` only makes sure that the measures still run.
"""
