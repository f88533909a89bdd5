"""Pages of the room: the officer's and the candidate's."""
