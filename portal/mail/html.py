"""The HTML part of a mail, made from its text, so that the words are written once. No pictures,
nothing to track by.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache

import css_inline
from markupsafe import Markup, escape

from portal.company.queries import CompanyFacts
from portal.mail.templates import environment
from portal.plumbing.words import language

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_PLAIN_ACCENT = "#2b5fd9"
_QUOTE = ">"
_SMALL = "-- \n"
_BUTTON_LINES = 2


@dataclass(frozen=True)
class Block:
    """A piece of the text: `kind` is button, quote, small or words."""

    kind: str
    html: Markup
    url: str = ""


def to_html(subject: str, text: str, *, company: CompanyFacts, links: Set[str]) -> str:
    """The text as mail programs show it; only the `links` made for this letter become buttons."""
    page = (
        environment()
        .get_template("layouts/mail.html")
        .render(
            subject=subject,
            company=company.name,
            accent=company.accent if _COLOUR.fullmatch(company.accent) else _PLAIN_ACCENT,
            language=language(),
            blocks=list(blocks(text, links)),
        )
    )
    return _inliner().inline(page)


def blocks(text: str, links: Set[str]) -> Iterator[Block]:
    """The paragraphs: a line as "Open your page:" above one of our links is a button, lines that
    begin with ">" are a quote, and what follows "-- " is small.
    """
    body, _mark, small = text.rpartition(f"\n{_SMALL}")
    for paragraph in filter(None, (part.strip("\n") for part in body.split("\n\n"))):
        yield _block(paragraph, links)
    for paragraph in filter(None, (part.strip("\n") for part in small.split("\n\n"))):
        yield Block("small", _linked(paragraph))


def _block(paragraph: str, links: Set[str]) -> Block:
    lines = paragraph.splitlines()
    if len(lines) == _BUTTON_LINES and lines[0].endswith(":") and lines[1] in links:
        return Block("button", escape(lines[0].removesuffix(":")), lines[1])
    if all(line.startswith(_QUOTE) for line in lines):
        quoted = "\n".join(line.removeprefix(_QUOTE).strip() for line in lines)
        return Block("quote", _linked(quoted))
    return Block("words", _linked(paragraph))


def _linked(words: str) -> Markup:
    """Escaped, with line ends kept and web addresses made links, as mail programs do by
    themselves.
    """
    html, end = Markup(""), 0
    for found in _ADDRESS.finditer(words):
        link = Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(found.group())
        html += escape(words[end : found.start()]) + link
        end = found.end()
    return Markup("<br>\n").join((html + escape(words[end:])).split("\n"))


@cache
def _inliner() -> css_inline.CSSInliner:
    """Rules for the dark stay in a style element: they can't be written on an element."""
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
