"""The public pages of the room, and the holder's links."""
