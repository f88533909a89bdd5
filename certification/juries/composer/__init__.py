"""Who could take the vacant seats of a jury: a problem in plain values, a search, its explanation.

The solver is only loaded by the worker that searches (`working`); nothing else imports `search`.
"""
