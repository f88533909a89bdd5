"""What is owed to persons: the register of processing, terms applied, erasure at request."""
