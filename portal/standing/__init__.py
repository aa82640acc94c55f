"""What one candidate is told: the one source for page, mail, calendar and own copy."""
