"""Signing in by a provider of identities: ProConnect for agents, FranceConnect for candidates.

OpenID Connect, code flow. From left to right: configuration ← wire ← metadata ← tokens ← flow, then
identities, which alone writes in the database.
"""
