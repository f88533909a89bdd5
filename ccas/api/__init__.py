"""The platform's HTTP API: tokens, errors, pages of results, the schema. Rooms bring what is read.

Each room has an `api.py`, which names its routes; `ccas.api.rooms` reaches it by name only.
"""
