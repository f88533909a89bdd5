"""What the certifier publishes: titles, insertion, success; the file of the next registration."""
