"""Screens of the juries: the list, the composition, the agenda."""
