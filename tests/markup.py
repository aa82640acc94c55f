"""A page taken apart, as a reader of HTML sees it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
_UNSHOWN = {"hidden", "submit", "button", "image", "reset"}
_SILENT = {"script", "style", "title", "template"}
_INLINE = {"a", "abbr", "b", "bdi", "code", "em", "i", "small", "span", "strong", "sub", "sup"}
_INLINE |= {"time"}


@dataclass
class Element:
    """One tag: its name, its attributes, the names of what it stands in."""

    name: str
    attributes: dict[str, str]
    inside: tuple["Element", ...]
    words: list[str] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """The attribute's value; an attribute without one is the empty string."""
        return self.attributes.get(name)

    def text(self) -> str:
        """Its visible words, on one line."""
        return " ".join("".join(self.words).split())


class Page(HTMLParser):
    """A page taken apart: its elements in order, its visible words, what is wrong with it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[Element] = []
        self.doctype = ""
        self.unclosed: list[str] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        self.unclosed += [element.name for element in self._open]

    def handle_decl(self, decl: str) -> None:
        self.doctype = decl.lower()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open))
        self.elements.append(element)
        self._break_line(tag)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self._open or self._open[-1].name != tag:
            self.unclosed.append(f"/{tag}")
        if any(element.name == tag for element in self._open):
            while self._open.pop().name != tag:
                pass
        self._break_line(tag)

    def handle_data(self, data: str) -> None:
        if not any(element.name in _SILENT - {"title"} for element in self._open):
            for element in self._open:
                element.words.append(data)

    def _break_line(self, tag: str) -> None:
        for element in self._open if tag not in _INLINE else ():
            element.words.append("\n")

    def every(self, *names: str) -> list[Element]:
        """The elements of those names, in the order of the page."""
        return [element for element in self.elements if element.name in names]

    def text(self) -> str:
        """What a reader sees, on one line."""
        return " ".join(self.lines())

    def lines(self) -> list[str]:
        """What a reader sees, line by line."""
        words = "".join(word for body in self.every("body") for word in body.words)
        return [" ".join(line.split()) for line in words.split("\n") if line.strip()]

    def fields(self) -> list[Element]:
        """The fields that are shown."""
        found = self.every("input", "select", "textarea")
        return [element for element in found if (element.get("type") or "text") not in _UNSHOWN]
