"""What each role sees first: where am I, what is next, by when, who acts.

One module a role; each gives the context of its template in a constant number of queries.
"""
