"""Mail addresses: parsed once, at the door."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.plumbing.addresses import address, address_key, masked
from portal.plumbing.errors import Refusal
from tests.proof import examples

thorough = settings(max_examples=examples(150, 5000), deadline=None)
DOMAINS = st.sampled_from(["bücher.example", "例え.jp", "straße.example", "пример.рф", "x.example"])
LOCALS = st.from_regex(r"[a-zA-Z0-9äöüé]{1,12}([.+_-][a-zA-Z0-9ñ]{1,8})?", fullmatch=True)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Sam@Example.ORG ", "Sam@example.org"),
        ("sam+jobs@example.org", "sam+jobs@example.org"),
        ("sam@xn--bcher-kva.example", "sam@bücher.example"),
        ("sam@BÜCHER.example", "sam@bücher.example"),
        ("jo\u0308rg@example.org", "jörg@example.org"),
        ("\u200bsam@example.org\n".strip("\u200b"), "sam@example.org"),
    ],
)
def test_an_address_in_its_usual_spelling(typed, kept):
    assert address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "sam",
        "sam@",
        "@example.org",
        "a@b@example.org",
        "sam@example.org, ken@example.org",
        "sam@example.org;ken@example.org",
        "Sam <sam@example.org>",
        "sam@example.org\r\nBcc: ken@example.org",
        "sam @example.org",
        "sam@exam ple.org",
        "sam@.example.org",
        "sam@example..org",
        "sam@[127.0.0.1]",
        "sam@localhost",
        "sam@" + "a" * 64 + ".org",
        "sam@" + ".".join(["a" * 60] * 5) + ".org",
        '"sam ken"@example.org',
        "mailto:sam@example.org",
        "sam\u202e@example.org",
    ],
)
def test_what_is_no_one_address_is_refused(typed):
    with pytest.raises(Refusal, match="not a mail address"):
        address(typed)


@given(st.emails())
@thorough
def test_case_makes_no_other_person(typed):
    assert address_key(typed.upper()) == address_key(typed.lower()) == address_key(typed)


@given(LOCALS, DOMAINS)
@thorough
def test_nor_does_the_way_a_domain_is_spelled(local, domain):
    in_ascii = domain.encode("idna") if "ß" not in domain else b"xn--strae-oqa.example"
    spellings = {
        f"{local}@{domain}",
        f"{local}@{domain.upper()}" if "ß" not in domain else f"{local}@{domain}",
        f"{local}@{in_ascii.decode()}",
        f" {local.upper() if 'ß' not in local else local}@{domain} ",
    }

    assert len({address_key(spelled) for spelled in spellings}) == 1


@given(st.emails() | st.builds("{}@{}".format, LOCALS, DOMAINS))
@thorough
def test_the_key_of_what_is_kept_is_the_key_of_what_was_typed(typed):
    try:
        kept = address(typed)
    except Refusal:
        return

    assert address_key(kept) == address_key(typed)
    assert address(kept) == kept


@given(st.text())
@thorough
def test_a_key_of_a_key_is_the_key(typed):
    assert address_key(address_key(typed)) == address_key(typed)


@given(st.text())
@thorough
def test_whatever_is_typed_is_an_address_or_refused(typed):
    try:
        kept = address(typed)
    except Refusal:
        return

    assert kept.count("@") == 1
    validate_email(kept, check_deliverability=False)
    assert "\n" not in kept


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("sam@example.org", "s•••@e•••.org"),
        ("a@b.co.uk", "a•••@b•••.uk"),
        ("jörg@bücher.example", "j•••@b•••.example"),
    ],
)
def test_a_masked_address_tells_its_owner_alone(kept, shown):
    assert masked(kept) == shown


@given(st.emails())
@thorough
def test_a_masked_address_is_as_long_for_everybody(typed):
    try:
        kept = validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError:
        return

    shown, ending = masked(kept), kept.rpartition(".")[2]
    assert len(shown) == len("s•••@e•••.") + len(ending)
