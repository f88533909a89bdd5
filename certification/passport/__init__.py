"""What the certifier owes to the passeport de compétences: the holders of its titles, once each."""
