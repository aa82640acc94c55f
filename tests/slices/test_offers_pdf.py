"""What may be handed to a candidate as a PDF, and to whom it is handed."""

import random
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.offers import drafts, papers, pdf
from portal.offers.models import OfferFile
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from portal.standing.offers import offer_pdf, offer_view
from tests.make import PDF
from tests.proof import examples
from tests.written import refused, trail_of

BAD = (
    "JavaScript",
    "JS",
    "EmbeddedFile",
    "EmbeddedFiles",
    "Launch",
    "RichMedia",
    "XFA",
    "Rendition",
)
VALUES = st.sampled_from([b" (x)", b" 4 0 R", b"<<"])


def with_object(body: bytes) -> bytes:
    return PDF.replace(b"trailer", b"3 0 obj " + body + b" endobj\ntrailer")


def stream(packed: bytes, dictionary: bytes) -> bytes:
    return with_object(b"<< " + dictionary + b" >>\nstream\n" + packed + b"\nendstream")


def spelled(name: str, seed: int) -> bytes:
    """The same name, some of its letters in hexadecimal."""
    dice = random.Random(seed)  # noqa: S311  nothing is kept secret by it
    letters = [f"#{ord(one):02{dice.choice('xX')}}" if dice.random() < 0.5 else one for one in name]
    return "".join(letters).encode()


def refuses(content: bytes) -> bool:
    try:
        pdf.check(content)
    except Refusal:
        return True
    return False


def test_an_ordinary_one_is_fit():
    picture = stream(bytes(range(256)) * 50, b"/Filter /DCTDecode")
    text = stream(zlib.compress(b"BT (JS and JavaScript are words) Tj ET"), b"/Filter /FlateDecode")

    for content in (PDF, picture, text, with_object(b"<< /URI (https://northwind.example) >>")):
        pdf.check(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a PDF"),
        (b"PK\x03\x04" + PDF, "not a PDF"),
        (b" " + PDF, "not a PDF"),
        (b"<html>%PDF-1.4 %%EOF", "not a PDF"),
        (PDF[:40], "not a whole one"),
        (PDF + b" " * pdf.BYTES_AT_MOST, "larger than 10 MB"),
        (PDF.replace(b"/Root", b"/Encrypt 5 0 R /Root"), "locked"),
    ],
)
def test_what_is_none_or_cannot_be_read_is_refused_in_words(content, words):
    with pytest.raises(Refusal, match=words):
        pdf.check(content)


@settings(max_examples=examples(30, 500), deadline=None)
@given(
    name=st.sampled_from(BAD),
    seed=st.integers(),
    value=VALUES,
)
def test_nothing_that_runs_or_unpacks_gets_through_however_it_is_spelled(name, seed, value):
    said = b"<< /" + spelled(name, seed) + value + b" >>"
    packed = zlib.compress(b"4 0 5 20 " + said)
    hidden = stream(packed, b"/Type /ObjStm /N 1 /First 8 /Filter /FlateDecode")
    escaped = stream(packed, b"/Type /Obj#53tm /N 1 /First 8 /Filter /Flate#44ecode")

    assert refuses(with_object(said))
    assert refuses(hidden)
    assert refuses(escaped)


def test_objects_that_are_packed_otherwise_are_refused():
    twice = stream(zlib.compress(b"x"), b"/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]")
    broken = stream(b"not packed at all", b"/Type /ObjStm /Filter /FlateDecode")

    assert refuses(twice)
    assert refuses(broken)


def test_what_says_elsewhere_how_it_is_packed_is_refused():
    assert refuses(stream(b"3e", b"/Type /ObjStm /Filter 7 0 R"))


def test_a_file_that_announces_streams_without_end_is_looked_through_at_once():
    began = time.process_time()

    assert not refuses(with_object(b"stream\n" * 500_000))

    assert time.process_time() - began < 5


def test_a_script_behind_a_stream_that_is_none_is_found():
    assert refuses(with_object(b"(stream\n) << /JS (app.alert(1)) >> (endstream)"))


def test_what_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "_UNPACKED_AT_MOST", 1000)

    assert refuses(stream(zlib.compress(b"0" * 5000), b"/Filter /FlateDecode"))


@settings(max_examples=examples(50, 2000), deadline=None)
@given(noise=st.binary(max_size=300), at=st.integers(0, 300))
def test_no_file_breaks_the_check(noise, at):
    place = min(at, len(PDF))

    refuses(PDF[:place] + noise + PDF[place:])


def test_it_is_sent_with_the_offer_and_only_its_candidate_gets_it(make, session):
    draft, charlie = make.paper(), make.charlie()
    application = draft.application
    assert offer_pdf(session, application.candidate_id, draft.ref) is None

    offer = make.offer(application)

    assert offer_pdf(session, application.candidate_id, offer.ref) == PDF
    assert offer_pdf(session, charlie.candidate_id, offer.ref) is None
    assert offer_view(session, application.candidate_id, offer.ref).pdf_size == len(PDF)
    assert session.query(OfferFile).count() == 1
    assert drafts.draft_of(session, application) is None


def test_one_replaces_the_other_and_is_taken_away(make, session):
    draft, robin = make.paper(), make.robin()
    application, ref = draft.application, draft.ref
    with transaction(session):
        papers.attach(session, application, robin, content=PDF + b"%%EOF")
    assert papers.file_of_draft(session, application) == PDF + b"%%EOF"

    for _time in range(2):
        with transaction(session):
            papers.remove(session, application, robin)

    assert papers.file_of_draft(session, application) is None
    assert session.query(OfferFile).count() == 0
    assert trail_of(session, ref) == [
        "offer.drafted",
        "offer.file_added",
        "offer.file_added",
        "offer.file_removed",
    ]


def test_a_draft_that_is_thrown_away_takes_its_pdf_with_it(make, session):
    draft, robin = make.paper(), make.robin()

    with transaction(session):
        drafts.drop(session, draft.application, robin)

    assert session.query(OfferFile).count() == 0


def test_without_a_draft_there_is_nothing_to_add_it_to(make, session):
    application, robin = make.application(stage="Decision"), make.robin()

    with refused(session, "Keep the draft first"):
        papers.attach(session, application, robin, content=PDF)
