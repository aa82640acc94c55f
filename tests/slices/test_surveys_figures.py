"""Published figures equal what a spreadsheet would make of the answers, sheet by sheet.

Worked out here on a second way: from lists of people, with decimals, not from tallies.
"""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from random import Random
from statistics import fmean, pvariance

import pytest
from sqlalchemy import select

from portal.plumbing import clock
from portal.surveys import breakdown, jobs, release, scoring
from portal.surveys.breakdown import Place
from portal.surveys.figures import Figures, figures_of
from portal.surveys.items import Item, ItemKind
from portal.surveys.models import Snapshot
from portal.web.recruiter.figure_words import mean_words, share_words
from tests.asked import AFTER, AUTUMN, answer, crowd
from tests.proof import examples

LIMITS = release.Limits()
ITEMS = {
    "recommend": Item("recommend", ItemKind.NPS, "Recommend"),
    "courtesy": Item("courtesy", ItemKind.RATING, "Courtesy"),
    "easy": Item("easy", ItemKind.EFFORT, "Easy"),
    "again": Item("again", ItemKind.YES_NO, "Again"),
}
GOOD = {"courtesy": ("4", "5"), "easy": ("5", "6", "7"), "again": ("1",)}
PLACES = [
    Place(1, "Cook", 1, "Kitchen"),
    Place(2, "Waiter", 1, "Kitchen"),
    Place(3, "Driver", 2, "Cars"),
    Place(4, "Chef"),
]
DEPARTMENTS = {"department 1": (1, 2), "department 2": (3,)}

Sheet = tuple[int, dict[str, str]]
"""The job somebody applied for, and what they answered, skipped questions left out."""


def sheets(seed: int) -> list[Sheet]:
    """Up to 120 people. Some skip much; in some rounds nearly all say the same."""
    random = Random(seed)  # noqa: S311
    skips, agree = random.choice([0, 0.2, 0.7]), random.choice([0, 0.5, 1])
    usual = {key: random.choice(item.values()) for key, item in ITEMS.items()}

    def said(key: str) -> str:
        return usual[key] if random.random() < agree else random.choice(ITEMS[key].values())

    return [
        (
            random.choice([1, 1, 1, 2, 3, 3, 4]),
            {key: said(key) for key in ITEMS if random.random() >= skips},
        )
        for _each in range(random.randint(5, 120))
    ]


def groups(key: str, people: Sequence[Sheet]) -> Iterator[tuple[list[str], release.Group]]:
    """Each group that is shown for that question, with what its people answered."""
    tallies: dict[int, dict[str, int]] = {}
    for job, answers in people:
        if key in answers:
            tally = tallies.setdefault(job, {})
            tally[answers[key]] = tally.get(answers[key], 0) + 1
    whole = release.shown(breakdown.tree(tallies, PLACES), LIMITS)
    todo = [whole] if whole else []
    while todo:
        group = todo.pop()
        todo += group.parts
        own = DEPARTMENTS.get(group.key, [p.job_id for p in PLACES if group.key in ("", p.key)])
        yield [answers[key] for job, answers in people if job in own and key in answers], group


def capped(share: float, n: int) -> float:
    """A share as it is kept: one of a few stands for none, all but one for all."""
    least = max(5, ceil(Decimal(100) / n)) / 100
    return min(max(share, least), 1 - least)


def plain(words: str) -> str:
    """Without the end of the scale and the space that keeps words together."""
    return words.replace("\N{NO-BREAK SPACE}", " ").partition(" of ")[0]


def means(numbers: list[int], *, is_exact: bool) -> dict[str, object]:
    """The mean of these, as it is kept and shown."""
    exact = Decimal(sum(numbers)) / len(numbers)
    others = len(numbers) - max(map(numbers.count, numbers))
    if is_exact and others > 1 and 20 * others > len(numbers):
        shown = str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))
        return {"mean": pytest.approx(float(exact)), "mean shown": shown}
    rough = (2 * exact).quantize(Decimal(1), ROUND_HALF_UP) / 2
    return {"mean": pytest.approx(float(rough)), "mean shown": f"about {rough:g}"}


def content(marks: list[bool]) -> dict[str, object]:
    """The share of those who are content, as it is kept and, where it is exact, shown."""
    good, n = sum(marks), len(marks)
    expected: dict[str, object] = {"good": pytest.approx(capped(good / n, n))}
    if 1 < good < n - 1 and n < 20 * good < 19 * n:
        percent = (Decimal(100 * good) / n).quantize(Decimal(1), ROUND_HALF_UP)
        expected["good shown"] = f"{percent} %"
    return expected


def score(numbers: list[int]) -> dict[str, object]:
    """Their cNPS."""
    marks = [100 * ((number >= 9) - (number <= 6)) for number in numbers]
    exact, most = fmean(marks), min(95, 100 - 100 / len(marks))
    expected: dict[str, object] = {"cnps": pytest.approx(min(max(exact, -most), most))}
    if abs(exact) < most - 1e-9:
        expected["margin"] = pytest.approx(1.96 * (pvariance(marks) / len(marks)) ** 0.5)
    return expected


def wrong(item: Item, said: list[str], found: Figures, *, is_exact: bool) -> list[str]:
    """The names of the figures that are not what a list of the answers gives."""
    numbers = [int(each) for each in said]
    expected: dict[str, object] = {"n": len(said)}
    if item.kind is not ItemKind.YES_NO:
        expected |= means(numbers, is_exact=is_exact)
    if is_exact and item.key in GOOD:
        expected |= content([each in GOOD[item.key] for each in said])
    if is_exact and item.kind is ItemKind.NPS:
        expected |= score(numbers)
    kept = found.to_json()
    told = {
        "n": found.n,
        "mean shown": plain(mean_words({"kind": item.kind.value, "figures": kept})),
        "good shown": plain(share_words(kept["share"])),
        "mean": found.mean,
        "good": found.share and found.share.share,
        "cnps": found.cnps,
        "margin": found.margin,
    }
    return [name for name, value in expected.items() if told[name] != value]


@pytest.mark.prove
def test_every_figure_of_every_group_equals_one_from_the_list_of_answers():
    compared = 0
    for seed in range(examples(200, 5000)):
        people = sheets(seed)
        for key, item in ITEMS.items():
            for said, group in groups(key, people):
                found = figures_of(item.kind, item.values(), group)
                is_exact = len(said) >= 10 and not group.is_coarse
                assert wrong(item, said, found, is_exact=is_exact) == [], (seed, key, group.key)
                compared += 1
    assert compared > 2000


def test_shares_of_a_question_are_those_of_its_values_capped():
    for seed in range(50):
        for said, group in groups("courtesy", sheets(seed)):
            found = figures_of(ItemKind.RATING, list("12345"), group)
            shares = [each.share for each in found.shares]
            exact = [capped(said.count(value) / len(said), len(said)) for value in "12345"]
            assert shares == (pytest.approx(exact) if release.is_exact(group) else [])


def test_rates_equal_those_of_lists_of_what_became_of_each():
    random = Random(7)  # noqa: S311
    for _each in range(200):
        offers = random.choices(["accepted", "declined", "lapsed", "open"], k=random.randint(0, 30))
        decided = [each == "accepted" for each in offers if each != "open"]
        counts = [offers.count(each) for each in ("accepted", "declined", "lapsed")]
        acceptance = scoring.offer_acceptance(*counts)
        due = random.choices([True, False], k=random.randint(0, 30))
        kept = scoring.promises_kept(sum(due), len(due))

        assert acceptance == (pytest.approx(fmean(decided)) if decided else None)
        assert kept == (pytest.approx(fmean(due)) if due else None)


def test_what_is_kept_of_a_round_equals_a_list_of_what_was_sent(make, session):
    random = Random(11)  # noqa: S311
    with clock.held_at(AUTUMN):
        people = [*crowd(make, 13, job=make.job("Cook")), *crowd(make, 11, job=make.job("Driver"))]
        sent = [
            {"recommend": str(random.randint(0, 10)), "prepared": random.choice(["", "2", "4"])}
            for _each in people[2:]
        ]
        for invitation, given in zip(people[2:], sent, strict=True):
            answer(session, invitation, given)
    with clock.held_at(AFTER):
        jobs.close_rounds(session)

    published = session.scalars(select(Snapshot)).one()
    kept = published.figures

    recommend, *_between = (item["figures"] for item in kept["items"])
    prepared = next(item["figures"] for item in kept["items"] if item["key"] == "prepared")
    rated = [int(given["prepared"]) for given in sent if given["prepared"]]
    marks = [100 * ((int(g["recommend"]) >= 9) - (int(g["recommend"]) <= 6)) for g in sent]
    assert kept["response"]["share"] == pytest.approx(22 / 24)
    assert recommend["cnps"] == pytest.approx(fmean(marks))
    assert (prepared["n"], prepared["mean"]) == (len(rated), pytest.approx(fmean(rated)))
    cook, driver = (part["items"]["recommend"]["cnps"] for part in published.parts)
    assert (cook, driver) == (pytest.approx(fmean(marks[:11])), pytest.approx(fmean(marks[11:])))
