"""What isn't set, or set unsafely, is said in one line, and nothing starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import config

ROOT = Path(__file__).parents[2]
GOOD = {
    "PORTAL_BASE_URL": "https://jobs.northwind.example",
    "PORTAL_SECRET_KEY": "f3b1c9d27a6e4850b4d1907c6e2fa835",
    "PORTAL_TRUSTED_HOSTS": "jobs.northwind.example",
    "PORTAL_MAIL_URL": "smtp+starttls://candor:pass@mail.northwind.example:587",
    "PORTAL_MAIL_FROM": "hiring@northwind.example",
    "PORTAL_REPLY_TO": "hiring@northwind.example",
}
FAULTS = {
    "no address": {"PORTAL_BASE_URL": ""},
    "no https": {"PORTAL_BASE_URL": "http://jobs.northwind.example"},
    "no key": {"PORTAL_SECRET_KEY": ""},
    "a short key": {"PORTAL_SECRET_KEY": "f3b1c9d27a6e4850b4d1907c6e2fa83"},
    "a key everybody knows": {"PORTAL_SECRET_KEY": "change-me-change-me-change-me-change-me"},
    "the demo's key": {"PORTAL_SECRET_KEY": config._DEMO_KEY},
    "no hosts": {"PORTAL_TRUSTED_HOSTS": ""},
    "no mail": {"PORTAL_MAIL_URL": ""},
    "mail that is kept": {"PORTAL_MAIL_URL": "keep:"},
    "no sender": {"PORTAL_MAIL_FROM": ""},
    "nobody to answer": {"PORTAL_REPLY_TO": ""},
    "a number that is none": {"PORTAL_PROXIES": "one"},
    "a truth that is none": {"PORTAL_DEMO": "perhaps"},
    "debugging": {"FLASK_DEBUG": "1"},
}


def set_only(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    """These settings, and nothing of whoever runs the tests."""
    for name in [*os.environ]:
        if name.startswith(("PORTAL_", "FLASK_")):
            monkeypatch.delenv(name)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    set_only(monkeypatch, GOOD | FAULTS[fault])

    with pytest.raises(config.Misconfigured) as said:
        config.from_environment()

    name = next(iter(FAULTS[fault]))
    assert name in str(said.value)
    assert "\n" not in str(said.value)


def test_a_secret_is_not_in_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    set_only(monkeypatch, GOOD | {"PORTAL_SECRET_KEY": "too-short-to-be-safe"})

    with pytest.raises(config.Misconfigured) as said:
        config.from_environment()

    assert "too-short" not in str(said.value)


def test_good_settings_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    set_only(monkeypatch, GOOD)

    found = config.from_environment()

    assert found.is_https
    assert found.trusted_hosts == ["jobs.northwind.example"]
    assert not found.demo


def test_a_password_of_digits_stays_text(monkeypatch: pytest.MonkeyPatch) -> None:
    set_only(monkeypatch, GOOD | {"PORTAL_SECRET_KEY": "1234567890" * 4})

    assert config.from_environment().secret_key == "1234567890" * 4


def test_the_demo_needs_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    set_only(monkeypatch, {"PORTAL_DEMO": "1"})

    assert config.from_environment().mail_url == "keep:"


def test_nothing_starts_on_a_fault(tmp_path: Path) -> None:
    surroundings = {"PATH": os.environ["PATH"], "PORTAL_FOLDER": str(tmp_path)}

    started = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode != 0
    assert len(started.stderr.splitlines()) == 1
    assert "PORTAL_BASE_URL" in started.stderr
