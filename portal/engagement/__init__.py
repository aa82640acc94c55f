"""What happens between offer and first day, and how much of it."""
