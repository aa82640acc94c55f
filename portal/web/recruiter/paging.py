"""Which page of a list was asked for."""

from flask import request

_PAGES_AT_MOST = 10_000


def page_asked(name: str = "page") -> int:
    """Its number, from 1; the first one for what is none, and never one no list has."""
    return min(max(request.args.get(name, 1, type=int), 1), _PAGES_AT_MOST)
