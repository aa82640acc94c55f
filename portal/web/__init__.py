"""Pages: one face for each audience, and the shell they share."""
