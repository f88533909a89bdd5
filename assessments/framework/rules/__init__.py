"""What a qualification is, as plain values: the notice, its rules file, and how they are read."""
