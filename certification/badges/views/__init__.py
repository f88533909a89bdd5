"""The holder's page, the public pages that badges point to, and the verifier."""
