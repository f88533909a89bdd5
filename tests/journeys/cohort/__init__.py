"""What reads the whole demonstration; a package, so that its fixture ends with this folder."""
