"""Pictures in news: made anew from what was handed in, kept as files, put in until confirmed."""

import os
import struct
import zlib
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from portal.company.models import Company
from portal.engagement.actions import pictures, posts
from portal.engagement.models import Audience, Post, PostPicture
from portal.engagement.pictures import PIXELS_AT_MOST, SIDE_AT_MOST, made_anew
from portal.plumbing import clock, files
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.settings import settings
from tests.drawings import drawing, see_through, taken_somewhere
from tests.make import MONDAY
from tests.written import everything, refused, trail_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def opened(pixels):
    return Image.open(BytesIO(pixels.source))


def bomb() -> bytes:
    """A PNG of a few bytes that says it holds ten thousand million pixels."""
    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_every_browser_shows_becomes_a_jpeg(kind):
    pixels = made_anew(drawing(kind=kind))

    assert (opened(pixels).format, pixels.width, pixels.height) == ("JPEG", 40, 30)


def test_a_large_one_is_made_as_large_as_a_page_shows_it():
    pixels = made_anew(drawing(4000, 1000, kind="JPEG"))

    assert (pixels.width, pixels.height) == (SIDE_AT_MOST, 400)


def test_it_stands_upright_and_tells_nothing_of_place_and_camera():
    source = taken_somewhere()
    assert Image.open(BytesIO(source)).getexif()

    pixels = made_anew(source)

    assert (pixels.width, pixels.height) == (30, 40)
    assert not dict(opened(pixels).getexif())
    assert b"Exif" not in pixels.source


def test_what_was_transparent_is_white():
    assert opened(made_anew(see_through())).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("source", "because"),
    [
        (b"", "no picture we can read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no picture"),
        (b"GIF89a" + b"\0" * 100, "no picture"),
        (b"%PDF-1.7", "no picture"),
        (drawing()[:60], "no picture"),
        (drawing(400, 400, kind="JPEG")[:500], "no picture"),
        (bomb(), "too many pixels|no picture"),
        (b"x" * (10 * 1024 * 1024 + 1), "too large a file"),
    ],
)
def test_what_is_no_picture_is_refused(source, because):
    with pytest.raises(Refusal, match=because):
        made_anew(source)


def test_more_pixels_than_anybody_looks_at_are_refused_before_they_unfold(monkeypatch):
    monkeypatch.setattr("portal.engagement.pictures.PIXELS_AT_MOST", 1000)

    with pytest.raises(Refusal, match="too many pixels"):
        made_anew(drawing())
    assert PIXELS_AT_MOST < Image.MAX_IMAGE_PIXELS * 2


def test_a_picture_is_put_into_a_post_once(make, session):
    post = make.post(confirmed=False)

    first = make.picture(post)
    before = everything(session)
    assert make.picture(post).id == first.id

    assert everything(session) == before
    assert trail_of(session, post.ref) == ["post.written", "post.picture_added"]
    assert opened_kept(session, first).size == (40, 30)


def opened_kept(session, picture):
    return Image.open(BytesIO(files.read(session, picture.file)))


def test_nobody_confirms_a_picture_they_did_not_see(make, session):
    post, robin = make.post(confirmed=False), make.robin()
    seen = post.version
    make.picture(post)

    with refused(session, "Somebody changed this post meanwhile"):
        posts.confirm(session, post, robin, seen=seen)


def test_a_confirmed_post_keeps_its_pictures(make, session):
    picture, robin = make.pictured(), make.robin()
    post = session.get_one(Post, picture.post_id)

    with refused(session, "It is confirmed already"):
        pictures.remove(session, picture, robin)
    with refused(session, "It is confirmed already"):
        pictures.add(session, post, robin, pixels=made_anew(drawing(colour="red")), alt="Red")


def test_a_picture_says_what_it_shows(make, session):
    post, robin = make.post(confirmed=False), make.robin()

    with refused(session, "Say what it shows"):
        pictures.add(session, post, robin, pixels=made_anew(drawing()), alt="")


def test_a_post_holds_a_few(make, session):
    post, robin = make.post(confirmed=False), make.robin()
    for colour in ("red", "green", "blue", "teal", "black", "white"):
        make.picture(post, colour=colour)

    with refused(session, "At most 6 pictures"):
        pictures.add(session, post, robin, pixels=made_anew(drawing(colour="pink")), alt="Pink")


def test_a_picture_is_taken_out_once(make, session):
    post, robin = make.post(confirmed=False), make.robin()
    picture = make.picture(post)
    with transaction(session):
        pictures.remove(session, picture, robin)

    with pytest.raises(Missing), transaction(session):
        pictures.remove(session, picture, robin)
    assert trail_of(session, post.ref)[-1] == "post.picture_removed"


def test_files_are_nobody_elses_to_read(make, session):
    picture = make.pictured()

    file = settings(session).folder / "files" / picture.file[:2] / picture.file
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 63, "A" * 64])
def test_only_names_of_ours_are_read(session, name):
    with pytest.raises(ValueError, match="no name of a file of ours"):
        files.read(session, name)


def test_what_no_picture_names_is_swept_away_after_a_day(make, session):
    kept, gone = make.pictured(), make.post(confirmed=False)
    out = make.picture(gone, colour="red")
    name, robin = out.file, make.robin()
    with transaction(session):
        pictures.remove(session, out, robin)
    for one in (kept.file, name):
        file = settings(session).folder / "files" / one[:2] / one
        old = (MONDAY - timedelta(days=2)).timestamp()
        os.utime(file, (old, old))

    with transaction(session):
        pictures.sweep(session)

    assert files.read(session, name) is None
    assert files.read(session, kept.file) is not None


def test_what_was_just_written_is_not_swept_away(make, session):
    with clock.held_at(MONDAY):
        name = files.keep(session, b"just now")

    with transaction(session):
        pictures.sweep(session)

    assert files.read(session, name) == b"just now"


def two_for_news(session):
    with transaction(session):
        session.get_one(Company, 1).two_for_news = True


def test_where_two_are_asked_for_nobody_confirms_what_they_wrote(make, session):
    post, robin, ada = make.post(confirmed=False), make.robin(), make.ada()
    two_for_news(session)

    with refused(session, "Somebody else confirms"):
        posts.confirm(session, post, robin)
    with transaction(session):
        posts.confirm(session, post, ada)
    assert post.confirmed_by_id == ada.id


def test_nor_what_they_changed(make, session):
    post, ada = make.post(confirmed=False), make.ada()
    two_for_news(session)
    with transaction(session):
        pictures.add(session, post, ada, pixels=made_anew(drawing()), alt="A desk")

    with refused(session, "Somebody else confirms"):
        posts.confirm(session, post, ada)
    assert session.query(PostPicture).count() == 1


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//example.org", "ftp://example.org"])
def test_a_shared_link_is_one(make, session, link):
    robin = make.robin()
    draft = posts.Draft("Worth reading", "See for yourself.", Audience.JOINING, url=link)

    with refused(session, "starts with https"):
        posts.write(session, robin, draft=draft)
