"""A mail scanner that goes too far: it follows every link and presses every button of a page, with
whatever stands in the fields.
"""

from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.markup import Element, Page

LAST = "/sign-out"
"""What ends the walk."""

Fields = tuple[tuple[str, str], ...]
_UNTOUCHED = {"button", "submit", "reset", "image", "file"}
_TICKED = {"checkbox", "radio"}


@dataclass
class Robot:
    """Walks in one browser; `seen` is every address it read, `pressed` every form it sent."""

    browser: FlaskClient
    seen: list[str] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)
    _known: set[tuple[str, str, Fields]] = field(default_factory=set)

    def walk(self, start: str) -> None:
        """Everything that can be reached from there; what signs out is pressed last."""
        waiting: list[tuple[str, str, Fields]] = [("get", start, ())]
        late: list[tuple[str, str, Fields]] = []
        while waiting or late:
            step = waiting.pop(0) if waiting else late.pop(0)
            if step in self._known:
                continue
            self._known.add(step)
            if step[1].endswith(LAST) and waiting:
                self._known.discard(step)
                late.append(step)
                continue
            waiting += self._go(*step)

    def _go(self, method: str, path: str, fields: Fields) -> list[tuple[str, str, Fields]]:
        if method == "post":
            reply = self.browser.post(path, data=as_sent(fields))
            self.pressed.append(path)
        else:
            reply = self.browser.get(path, query_string=as_sent(fields) if fields else None)
            self.seen.append(path)
        assert reply.status_code < 500, (method, path, reply.status)
        return self._ahead(path, reply)

    def _ahead(self, path: str, reply: TestResponse) -> list[tuple[str, str, Fields]]:
        if reply.location:
            return [("get", inner(path, reply.location), ())] if inner(path, reply.location) else []
        if reply.mimetype != "text/html":
            return []
        page = Page(reply.text)
        links = [inner(path, link.get("href") or "") for link in page.every("a")]
        return [("get", link, ()) for link in links if link] + forms(page, path)


def forms(page: Page, path: str) -> list[tuple[str, str, Fields]]:
    """Each form of the page, once for each of its buttons, with what stands in its fields."""
    found = []
    for form in page.every("form"):
        own = [element for element in page.elements if form in element.inside]
        values = defaults(page, own)
        buttons = [one for one in own if one.name == "button"] or [form]
        for button in buttons:
            name = button.get("name") if button.name == "button" else None
            pressed = ((name, button.get("value") or ""),) if name else ()
            action = inner(path, form.get("action") or path)
            if action:
                found.append(((form.get("method") or "get").lower(), action, values + pressed))
    return found


def defaults(page: Page, own: list[Element]) -> Fields:
    """What those fields send when nobody touches them."""
    found: list[tuple[str, str]] = []
    for element in own:
        name, kind = element.get("name") or "", element.get("type") or "text"
        if not name or name == "csrf_token":
            continue
        if element.name == "textarea":
            found.append((name, "".join(element.words)))
        elif element.name == "select":
            options = [one for one in page.every("option") if element in one.inside]
            chosen = [one for one in options if one.get("selected") is not None] or options[:1]
            found += [(name, one.get("value") or "") for one in chosen]
        elif element.name == "input" and kind not in _UNTOUCHED:
            if kind in _TICKED and element.get("checked") is None:
                continue
            found.append((name, element.get("value") or ""))
    return tuple(found)


def inner(path: str, target: str) -> str:
    """The address on our own site that a link leads to; empty for any other."""
    parts = urlsplit(urljoin(f"http://localhost{path}", target))
    is_ours = parts.netloc == "localhost" and not parts.path.startswith(("/static/", "/dev/"))
    return parts.path + (f"?{parts.query}" if parts.query else "") if is_ours else ""


def as_sent(fields: Fields) -> dict[str, list[str]]:
    """The fields as the test client sends them."""
    sent: dict[str, list[str]] = {}
    for name, value in fields:
        sent.setdefault(name, []).append(value)
    return sent
