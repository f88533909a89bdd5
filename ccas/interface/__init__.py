"""The page that every room is shown in: navigation by role, forms, components, error pages."""

from ccas.interface.refusing import refusals

__all__ = ["refusals"]
