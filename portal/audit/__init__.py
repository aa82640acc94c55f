"""The append-only trail of who did what: refs and action names, no words."""
