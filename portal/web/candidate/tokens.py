"""Addresses that carry a token, whatever a mail program made of it on the way."""

from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter


class TokenConverter(BaseConverter):
    """Everything up to the end: `path` stops at a line break, and would answer the bare 404."""

    regex = "(?s:.+)"
    part_isolating = False
    weight = 200


def know_tokens(state: BlueprintSetupState) -> None:
    """Let the app's addresses say `<token:token>`. To be recorded before the first such address."""
    state.app.url_map.converters.setdefault("token", TokenConverter)
