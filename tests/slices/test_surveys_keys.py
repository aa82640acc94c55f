"""The key of an open round is a file: it outlasts a loss of power, or is gone for good."""

import errno
import os
from pathlib import Path

import pytest

from portal.plumbing.errors import Refusal
from portal.surveys import keys, queries
from portal.surveys.queries import State
from tests.asked import answer, asked


@pytest.fixture
def through(monkeypatch):
    """What was written through to the disk: names of files and folders."""
    found, sync = [], os.fsync

    def note(file):
        found.append(Path(f"/proc/self/fd/{file}").readlink().name)
        sync(file)

    monkeypatch.setattr(keys.os, "fsync", note)
    return found


def test_a_key_and_its_folder_are_written_through_when_it_comes_and_when_it_goes(session, through):
    keys.make(session, "spring")
    assert through == ["spring", "round-keys"]

    keys.destroy(session, "spring")
    assert through == ["spring", "round-keys", "round-keys"]
    keys.destroy(session, "spring")
    assert through == ["spring", "round-keys", "round-keys"]
    assert keys.trouble(session, "spring") == "is missing"


def test_a_key_that_cannot_be_read_is_none_for_people(make, session, monkeypatch):
    invitation = asked(make)
    read = keys.Path.read_bytes

    def forbidden(file):
        if file.parent.name == "round-keys":
            raise PermissionError(errno.EACCES, "Permission denied")
        return read(file)

    monkeypatch.setattr(keys.Path, "read_bytes", forbidden)

    shown = queries.survey_view(session, invitation.candidate_id, invitation.ref)
    assert shown.state is State.PAUSED
    with pytest.raises(Refusal, match="a file is missing on our side"):
        answer(session, invitation)
