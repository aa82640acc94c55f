"""Inviting, answering, closing a round."""
