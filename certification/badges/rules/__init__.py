"""Badges as plain values: what one says, how it is signed, why one is refused."""
