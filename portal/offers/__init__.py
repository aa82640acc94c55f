"""From the written offer to its decision."""
