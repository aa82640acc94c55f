"""The core: who applied for what, where it stands, what was told."""
