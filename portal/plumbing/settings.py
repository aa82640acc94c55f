"""The operator's settings, where a slice needs one: they travel with the session."""

from sqlalchemy.orm import Session

from config import Config
from portal.plumbing.tokens import KeyRing


def settings(session: Session) -> Config:
    """The settings this session was opened under."""
    config = session.info["config"]
    assert isinstance(config, Config)
    return config


def key_ring(session: Session) -> KeyRing:
    """Signs with the present key, accepts retired ones too."""
    config = settings(session)
    return KeyRing(config.secret_key, *config.previous_keys)
