"""Screens of the room: sessions, their planning, the day itself, the scenarios."""
