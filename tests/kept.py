"""Words as they were reviewed: what pages and letters say, kept beside the tests.

    assert_kept("candidate/offers/decline.html", reply.get_data(as_text=True))
    assert_kept("mail/candidate/update.txt", letter.text, case="late")

`make snapshots` writes them anew; then the diff is read.
"""

import os
import re
from pathlib import Path

from tests.markup import Page

FOLDER = Path(__file__).parent / "snapshots"
_TOKEN = re.compile(r"[\w-]{32}\.[\w-]{43}")
_REF = re.compile(r"(?<=/)[2-9a-hjkmnp-z]{16}(?![\w-])")


def assert_kept(template: str, said: str, *, case: str = "") -> None:
    """Fail unless it says what is kept for that template and case; a page, its visible words."""
    file = _file(template, case)
    words = _visible(said) if template.endswith(".html") else said
    words = constant(words)
    if os.environ.get("SNAPSHOTS") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(words, encoding="utf-8")
    assert file.exists(), f"Nothing is kept for {template}: `make snapshots`, then read {file}"
    kept = file.read_text(encoding="utf-8")
    assert words == kept, (
        f"{template} says something else than {file}: `make snapshots`, then read the diff"
    )


def constant(words: str) -> str:
    """With one token and one ref for all, since they are others each time."""
    return _REF.sub("REF", _TOKEN.sub("TOKEN", words)).strip() + "\n"


def _file(template: str, case: str) -> Path:
    path = FOLDER / template
    return path.with_name(f"{path.stem}{'.' if case else ''}{case}.txt")


def _visible(html: str) -> str:
    return "\n".join(Page(html).lines())
