"""How a candidate comes in without a password."""
