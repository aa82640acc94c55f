"""The machine's face; nothing answers there yet."""
