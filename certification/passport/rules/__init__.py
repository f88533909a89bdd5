"""The return to the passeport de compétences as pure functions: what is owed, written, answered."""
