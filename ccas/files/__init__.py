"""One gateway for everything received: in by pieces, scanned, rewritten, then served."""
