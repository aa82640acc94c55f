"""What the operator sets: each name, its default, or the refusal to start without it."""

from dataclasses import dataclass, field
from pathlib import Path

from click import ClickException
from environs import Env, EnvError

MIN_KEY_BYTES = 32
_DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
_SAMPLES = ("change-me", "changeme", "secret", "example")
_DEMO_KEY = "demo-key-that-signs-nothing-of-value-and-never-leaves-this-machine"


class Misconfigured(ClickException):
    """A setting is missing or unsafe. One line, for whoever installs this."""


@dataclass(frozen=True)
class Config:
    """The settings, read once at the start. docs/settings.md says what each is for."""

    base_url: str
    secret_key: str
    database_url: str
    mail_url: str
    reply_to: str
    mail_from: str
    trusted_hosts: list[str]
    previous_keys: list[str] = field(default_factory=list)
    demo: bool = False
    folder: Path = Path("var")
    proxies: int = 0
    redis_url: str = ""
    backup_folder: str = ""
    mail_per_minute: int = 0
    mail_per_day: int = 0

    @property
    def is_https(self) -> bool:
        """Whether people reach us over https, so that cookies may say so."""
        return self.base_url.startswith("https://")


def from_environment() -> Config:
    """The settings of the environment. Raises Misconfigured with one line where they can't be
    used.
    """
    env = Env(prefix="PORTAL_")
    try:
        return checked(_read(env, demo=env.bool("DEMO", default=False)))
    except EnvError as error:
        raise Misconfigured(f"A setting can't be read: {error}") from error


def _read(env: Env, *, demo: bool) -> Config:
    folder = Path(env.str("FOLDER", default="var"))
    return Config(
        base_url=env.str("BASE_URL", default="http://127.0.0.1:8000" if demo else "").rstrip("/"),
        secret_key=env.str("SECRET_KEY", default=_DEMO_KEY if demo else ""),
        previous_keys=env.list("PREVIOUS_KEYS", default=[]),
        database_url=env.str("DATABASE_URL", default=f"sqlite:///{folder}/portal.sqlite3"),
        mail_url=env.str("MAIL_URL", default="keep:" if demo else ""),
        mail_from=env.str("MAIL_FROM", default="hiring@northwind.example" if demo else ""),
        reply_to=env.str("REPLY_TO", default="hiring@northwind.example" if demo else ""),
        trusted_hosts=env.list("TRUSTED_HOSTS", default=["127.0.0.1", "localhost"] if demo else []),
        demo=demo,
        folder=folder,
        proxies=env.int("PROXIES", default=0),
        redis_url=env.str("REDIS_URL", default=""),
        backup_folder=env.str("BACKUP_FOLDER", default=""),
        mail_per_minute=env.int("MAIL_PER_MINUTE", default=0),
        mail_per_day=env.int("MAIL_PER_DAY", default=0),
    )


def checked(config: Config) -> Config:
    """The same. Raises Misconfigured with one line where it can't be used."""
    for wrong, line in _faults(config):
        if wrong:
            raise Misconfigured(line)
    return config


def _faults(config: Config) -> list[tuple[bool, str]]:
    key = config.secret_key
    always = [
        (
            not config.base_url,
            "PORTAL_BASE_URL is missing: the address people reach this server at.",
        ),
        (
            len(key.encode()) < MIN_KEY_BYTES,
            f"PORTAL_SECRET_KEY needs at least {MIN_KEY_BYTES} bytes of randomness.",
        ),
        (
            not config.database_url.startswith(_DATABASES),
            "PORTAL_DATABASE_URL is none we know: sqlite:///FILE or postgresql+psycopg://...",
        ),
        (
            not config.trusted_hosts,
            "PORTAL_TRUSTED_HOSTS is missing: the host names this server answers to.",
        ),
        (
            not config.mail_url,
            "PORTAL_MAIL_URL is missing: how mail leaves, as smtp+starttls://USER:PASSWORD@HOST:587.",
        ),
        (
            not config.reply_to,
            "PORTAL_REPLY_TO is missing: an address that people read: candidates will answer.",
        ),
        (not config.mail_from, "PORTAL_MAIL_FROM is missing: the address mails come from."),
        (
            min(config.mail_per_minute, config.mail_per_day) < 0,
            "PORTAL_MAIL_PER_MINUTE and PORTAL_MAIL_PER_DAY are numbers of mails, 0 for no limit.",
        ),
    ]
    real = [
        (
            Env().bool("FLASK_DEBUG", default=False),
            "FLASK_DEBUG shows our insides to strangers; it is for the demo only.",
        ),
        (
            key == _DEMO_KEY or any(word in key.lower() for word in _SAMPLES),
            "PORTAL_SECRET_KEY is a sample everybody knows. Make your own.",
        ),
        (
            not config.is_https,
            "PORTAL_BASE_URL must start with https:// (or set PORTAL_DEMO=1 to look around).",
        ),
        (
            config.mail_url.startswith("keep:"),
            "PORTAL_MAIL_URL=keep: sends nothing; it is for the demo only.",
        ),
    ]
    return always if config.demo else always + real
