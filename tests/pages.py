"""What holds for every page, checked whenever any test opens one: house rules are paid for once."""

import re
from collections import Counter

from tests.markup import Element, Page

_REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
_TOKEN = re.compile(r"(?<![\w-])[\w-]{32}\.[\w-]{43}(?![\w-])")
"""A signed link: 32 letters of key, a full stop, 43 of signature."""
MAY_HOLD_TOKENS = re.compile(r"/(l|u|dev|team/(join|invitation|reset|password))(/|$)")
"""The pages a token opens, which post back to their own address, and the demo's mails."""

FOREIGN = re.compile(r"/dev/mail/\d+/html$")
"""A mail as a mail program shows it: mails carry their styles with them."""


def check(html: str, *, path: str = "", csrf: bool = False) -> Page:
    """The page, taken apart. Raises AssertionError with every house rule that it breaks.

    `path` is where it was found; `csrf` says whether forms have tokens in this test.
    """
    page = Page(html)
    if FOREIGN.match(path):
        return page
    faults = [fault for rule in _RULES for fault in rule(page)]
    faults += _tokens(page, path) + (_csrf(page, path) if csrf else [])
    assert not faults, f"{path or 'This page'}:\n" + "\n".join(faults)
    return page


def _frame(page: Page) -> list[str]:
    html = page.every("html")
    title = [
        found for found in page.every("title") if not any(e.name == "svg" for e in found.inside)
    ]
    return _said(
        (page.doctype == "doctype html", "does not begin with <!doctype html>"),
        (len(html) == 1 and bool(html[0].get("lang")), "does not say its language"),
        (len(title) == 1 and len(title[0].text()) > 1, "has no title, or several"),
        (len(page.every("h1")) == 1, f"has {len(page.every('h1'))} h1"),
        (all(h1.text() for h1 in page.every("h1")), "has an empty h1"),
        (len(page.every("main")) == 1, "has no main, or several"),
        (not page.unclosed, f"closes what is not open, or leaves open: {page.unclosed}"),
    )


def _ids(page: Page) -> list[str]:
    ids = Counter(element.get("id") for element in page.elements if element.get("id") is not None)
    wrong = [
        f"has id {name!r} {count} times" for name, count in ids.items() if count > 1 or not name
    ]
    for element in page.elements:
        for attribute in _REFERENCES:
            named = (element.get(attribute) or "").split()
            wrong += [
                f"{attribute} names {name!r}, which is not there"
                for name in named
                if name not in ids
            ]
    return wrong


def _labels(page: Page) -> list[str]:
    labelled = {label.get("for") for label in page.every("label") if label.text()}
    return [
        f"field {element.get('name')!r} has no label"
        for element in page.fields()
        if element.get("id") not in labelled
        and not any(around.name == "label" and around.text() for around in element.inside)
        and not (element.get("aria-label") or element.get("aria-labelledby"))
    ]


def _forms(page: Page) -> list[str]:
    wrong = []
    for form in page.every("form"):
        method = (form.get("method") or "").lower()
        if not form.get("action") or method not in {"get", "post"}:
            wrong.append(f"a form lacks action or method: {form.attributes}")
    nameless = [
        f"a button without words: {found.attributes}"
        for found in page.every("button", "a")
        if not (found.text() or found.get("aria-label") or _pictured(page, found))
    ]
    return wrong + nameless


def _inline(page: Page) -> list[str]:
    wrong = [
        f"an inline <{found.name}>"
        for found in page.every("script", "style")
        if not found.get("src")
    ]
    for element in page.elements:
        for name, value in element.attributes.items():
            if name == "style" or name.startswith("on"):
                wrong.append(f"<{element.name}> has an inline {name}")
            if name in {"href", "src", "action"} and value.lstrip().lower().startswith(
                "javascript:"
            ):
                wrong.append(f"<{element.name}> runs a script by its {name}")
    return wrong


def _sources(page: Page) -> list[str]:
    """Nothing is loaded from elsewhere; links out don't say where they come from."""
    loaded = [
        e.get("src") or e.get("href") or "" for e in page.every("img", "script", "link", "iframe")
    ]
    wrong = [f"loads {found!r}" for found in loaded if re.match(r"(?i)\s*(https?:)?//", found)]
    wrong += [
        f"a picture without alt: {found.get('src')}"
        for found in page.every("img")
        if found.get("alt") is None
    ]
    for link in page.every("a"):
        away = re.match(r"(?i)\s*(https?:)?//", link.get("href") or "")
        if away and "noreferrer" not in (link.get("rel") or ""):
            wrong.append(f"a link out without rel=noreferrer: {link.get('href')}")
    return wrong


def _tokens(page: Page, path: str) -> list[str]:
    if MAY_HOLD_TOKENS.match(path):
        return []
    return ["holds a signed token"] if _TOKEN.search(page.html) else []


def _csrf(page: Page, path: str) -> list[str]:
    if MAY_HOLD_TOKENS.match(path):
        return []
    tokens = [e for e in page.every("input") if e.get("name") == "csrf_token" and e.get("value")]
    held = {id(around) for token in tokens for around in token.inside}
    posts = [form for form in page.every("form") if (form.get("method") or "").lower() == "post"]
    return [
        f"a form without its token: {form.attributes}" for form in posts if id(form) not in held
    ]


def _pictured(page: Page, element: Element) -> bool:
    inside = [found for found in page.elements if any(around is element for around in found.inside)]
    return any(found.get("aria-label") or found.get("alt") for found in inside)


def _said(*rules: tuple[bool, str]) -> list[str]:
    return [words for holds, words in rules if not holds]


_RULES = (_frame, _ids, _labels, _forms, _inline, _sources)
