"""The face other systems knock at; nothing answers there yet."""
