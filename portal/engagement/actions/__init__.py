"""What the team sets going between offer and first day."""
