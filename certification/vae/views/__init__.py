"""Screens of the room: the candidate's application, the office's queue and decisions."""
