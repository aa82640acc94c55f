"""What knows nothing about hiring: database, clock, tokens, events, errors, jobs, words."""
