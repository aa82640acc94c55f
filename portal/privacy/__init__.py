"""Copies, erasure and retention: the one slice that walks them all."""
