"""From the file to the title."""
