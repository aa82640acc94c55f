"""Pictures to hand in: made here, so that none is kept beside the tests."""

from io import BytesIO

GPS = 0x8825
ORIENTATION = 0x0112


def drawing(
    width: int = 40, height: int = 30, *, kind: str = "PNG", colour: str = "teal", **more: object
) -> bytes:
    """A plain picture of that size."""
    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (width, height), colour).save(file, kind, **more)
    return file.getvalue()


def taken_somewhere() -> bytes:
    """A photograph lying on its side, that tells where it was taken."""
    from PIL import Image

    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (38.0, 42.0, 0.0)
    return drawing(kind="JPEG", exif=exif.tobytes())


def see_through() -> bytes:
    """A picture with nothing on it."""
    from PIL import Image

    file = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(file, "PNG")
    return file.getvalue()
