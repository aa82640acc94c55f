"""Random refs and keys, and tokens that are one string."""

import base64
import hashlib
import string
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from itsdangerous import Signer

from portal.plumbing.tokens import KeyRing, fingerprint, new_key, new_ref
from tests.proof import examples

OLD, NEW = "the key of last year, long enough", "the key of this year, long enough"
RING = KeyRing(NEW, OLD)
TOKEN = KeyRing(NEW).sign("status", "a-link")
URL_SAFE = string.ascii_letters + string.digits + "-_=.%+/~ \n\0é"
thorough = settings(max_examples=examples(200, 5000), deadline=None)


def test_refs_and_keys_are_never_alike_and_hard_to_guess():
    refs, keys = {new_ref() for _ in range(2000)}, {new_key() for _ in range(2000)}

    assert len(refs) == len(keys) == 2000
    assert all(len(ref) == 16 and not set(ref) & set("01ilo") for ref in refs)
    assert len(set("".join(refs))) == 31
    assert all(len(base64.urlsafe_b64decode(key)) == 24 and quote(key) == key for key in keys)


def test_a_fingerprint_is_no_secret():
    assert fingerprint("key") == hashlib.sha256(b"key").hexdigest()


def test_the_newest_key_signs():
    assert RING.sign("status", "a-link") == KeyRing(NEW).sign("status", "a-link")
    assert RING.sign("status", "a-link") != KeyRing(OLD).sign("status", "a-link")


def test_it_signs_with_sha_256():
    assert len(base64.urlsafe_b64decode(TOKEN.rpartition(".")[2] + "=")) == 32
    with_sha_1 = Signer(NEW, salt="candor.status").sign("a-link").decode()
    assert RING.read("status", with_sha_1) is None


def test_a_retired_key_still_verifies_and_a_gone_one_does_not():
    token = KeyRing(OLD).sign("status", "a-link")

    assert RING.read("status", token) == "a-link"
    assert KeyRing(NEW).read("status", token) is None
    assert KeyRing(NEW, "another, long enough", OLD).read("status", token) == "a-link"


@pytest.mark.parametrize("purpose", ["survey", "unsubscribe", "", "status ", "Status", "statuss"])
def test_a_token_is_good_for_its_purpose_alone(purpose):
    assert RING.read(purpose, TOKEN) is None


@pytest.mark.parametrize("keys", [(), ("",), (NEW, "")])
def test_a_ring_without_a_key_is_none(keys):
    with pytest.raises(ValueError, match="at least one key"):
        KeyRing(*keys)


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8"), max_size=9))
@thorough
def test_what_was_signed_is_read(key, purpose):
    assert RING.read(purpose, RING.sign(purpose, key)) == key


@pytest.mark.parametrize("secret", [NEW, OLD])
def test_a_token_is_one_string(secret):
    """Of the 256 last characters there could be, four sign the same bytes: only one is ours."""
    token = KeyRing(secret).sign("status", "a-link")
    lasts = [token[:-1] + chr(code) for code in range(256)]

    assert [one for one in lasts if RING.read("status", one)] == [token]


@pytest.mark.parametrize(
    "spelled",
    [
        TOKEN + "=",
        TOKEN + "==",
        TOKEN + ".",
        TOKEN + ">",
        TOKEN + "\n",
        TOKEN + " ",
        TOKEN + "%3D",
        TOKEN + "\0",
        " " + TOKEN,
        TOKEN.upper(),
        TOKEN.lower(),
        TOKEN.replace(".", "%2E"),
        TOKEN * 2,
        TOKEN[: len(TOKEN) // 2] + "=\n" + TOKEN[len(TOKEN) // 2 :],
        TOKEN.rpartition(".")[0],
        TOKEN.rpartition(".")[2],
        TOKEN.replace("-", "+"),
        TOKEN.translate(str.maketrans("-_", "+/")) + "=",
        "\ud800" + TOKEN,
        TOKEN + "é",
        "x" * 8192,
        ".",
        "",
    ],
)
def test_another_spelling_is_refused(spelled):
    if spelled != TOKEN:
        assert RING.read("status", spelled) is None


@pytest.mark.parametrize("place", range(len(TOKEN)))
def test_no_byte_of_it_may_change(place):
    for other in range(256):
        changed = TOKEN[:place] + chr(other) + TOKEN[place + 1 :]
        assert (RING.read("status", changed) is not None) == (changed == TOKEN)


@given(st.integers(0, len(TOKEN)), st.text(URL_SAFE, max_size=4), st.integers(0, 4))
@thorough
def test_nor_may_anything_be_put_in_or_left_out(place, put_in, left_out):
    changed = TOKEN[:place] + put_in + TOKEN[place + left_out :]

    assert (RING.read("status", changed) is not None) == (changed == TOKEN)


@given(st.text(st.characters(codec=None, exclude_categories=())) | st.text(URL_SAFE))
@thorough
def test_nothing_that_was_not_signed_here_is_read(token):
    assert RING.read("status", token) is None
