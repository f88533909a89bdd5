"""Pages of the room: the register, the publication, the papers, the candidates' results."""
