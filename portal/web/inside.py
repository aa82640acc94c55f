"""Where a page may send somebody on to: only ever to another of ours."""

from urllib.parse import urlsplit


def inside(target: str | None, face: str) -> str | None:
    """The target, if it is a plain path at or under `face` ("/team"); None for anything else.

    Browsers read `//e.x`, `/\\e.x` and a path with a tab in it as another host's address.
    """
    if not target or "\\" in target or any(letter <= " " or letter == "\x7f" for letter in target):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    is_ours = not parts.scheme and not parts.netloc and not target.startswith("//")
    is_there = parts.path == face or parts.path.startswith(f"{face}/")
    return target if is_ours and is_there else None
