"""Markdown to HTML that is safe to show: a small set of tags, rendered, then washed."""

import nh3
from markdown_it import MarkdownIt

_TAGS = {
    "p",
    "br",
    "em",
    "strong",
    "ul",
    "ol",
    "li",
    "h3",
    "h4",
    "blockquote",
    "code",
    "pre",
    "a",
    "hr",
}
_HEADINGS = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
_parser = MarkdownIt("commonmark", {"html": False})


def to_html(words: str) -> str:
    """The Markdown as HTML: no scripts, no pictures yet, links to http, https and mailto only,
    without a referrer.
    """
    html = _parser.render(words)
    for heading, smaller in _HEADINGS.items():
        html = html.replace(f"<{heading}>", f"<{smaller}>").replace(
            f"</{heading}>", f"</{smaller}>"
        )
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noreferrer noopener",
    )
