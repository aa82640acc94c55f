"""What is published lets nobody work out a group of fewer than k people, nor the exact figures of
fewer than ten, nor people of restricted jobs alone: shown by exact algebra.

Each published figure is a row over the people whose answers it sums. A group can be worked out when
its own row is a sum of multiples of published ones. With any one rule removed, some group can.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.surveys import release
from portal.surveys.breakdown import Place, published, tree
from portal.surveys.figures import Figures, Share, figures_of, softened
from portal.surveys.items import Item, ItemKind
from tests.proof import examples

LIMITS = release.Limits()
NPS = [str(value) for value in range(11)]
TRIES = examples(200, 10_000)
PLACES = (
    *(Place(job, f"Job {job}", 1 + job // 3, "Department", job % 3 == 2) for job in range(9)),
    *(Place(job, f"Job {job}") for job in range(9, 12)),
)
"""Three departments of three jobs, the last of each restricted; three jobs of no department."""
RESTRICTED = frozenset(place.job_id for place in PLACES if place.is_restricted)

People = frozenset[int]


@dataclass(frozen=True)
class Turnout:
    """What became of one round: how many were asked, how many answered anything, and who of which
    job answered the question."""

    invited: int
    answered: int
    said: dict[int, People]


@dataclass(frozen=True)
class Released:
    """One release: how many were asked and answered, whom its groups hold and which of these are
    exact, and who of them answered about a restricted job."""

    invited: int
    answered: int
    groups: tuple[People, ...]
    exact: tuple[People, ...]
    quiet: People


def turnouts(seed: int) -> list[Turnout]:
    """One to four rounds of one touchpoint. Most jobs are about as small as what must not show."""
    random = Random(seed)  # noqa: S311
    rounds, number = [], 0
    for _each in range(random.randint(1, 4)):
        busy = random.choice([0.1, 0.4, 0.9])
        said = {}
        for place in PLACES:
            size = random.choice([1, 2, 3, 4, 5, 6, 7, 9, 12]) if random.random() < busy else 0
            said[place.job_id] = frozenset(range(number, number + size))
            number += size
        count = sum(map(len, said.values()))
        answered = count + random.choice([0, 0, 1, 3, 6])
        rounds.append(Turnout(answered + random.randint(0, 5), answered, said))
    return rounds


def releases(rounds: Sequence[Turnout], *, keeps: bool = False) -> Iterator[Released]:
    """What is published, round by round, as the actions do it; `keeps` what was released for the
    next release too."""
    waiting: dict[int, People] = {}
    invited = answered = 0
    for each in rounds:
        invited, answered = invited + each.invited, answered + each.answered
        waiting = {job: waiting.get(job, frozenset()) | who for job, who in each.said.items()}
        if release.pools(invited=invited, answered=answered, limits=LIMITS):
            continue
        counts = {job: {"5": len(who)} for job, who in waiting.items() if who}
        whole = release.shown(tree(counts, PLACES), LIMITS)
        groups = list(people_of(whole, waiting)) if whole else []
        yield Released(
            invited,
            answered,
            tuple(people for people, _exact in groups),
            tuple(people for people, exact in groups if exact),
            frozenset().union(*(waiting[job] for job in RESTRICTED)),
        )
        if not keeps:
            waiting, invited, answered = {}, 0, 0


def people_of(whole: release.Group, said: dict[int, People]) -> Iterator[tuple[People, bool]]:
    """The people in each group of a tree that is shown, and whether its figures are exact."""
    todo = [whole]
    while todo:
        part = todo.pop()
        todo += part.parts
        jobs = [place.job_id for place in PLACES if part.key in {"", place.key, place.above}]
        yield frozenset().union(*(said[job] for job in jobs)), release.is_exact(part)


def small_group(published: Sequence[People], k: int) -> People | None:
    """A group of 1 to k - 1 people that can be worked out, if there is one."""
    return worked_out(published, lambda people: len(people) < k, most=k - 1)


def worked_out(
    published: Sequence[People], is_secret: Callable[[People], bool], most: int
) -> People | None:
    """A secret group that can be worked out, if there is one.

    People who stand in the same published groups can't be told apart, so any such group is made of
    whole classes of them, each secret itself; of no more than `most` such classes.
    """
    pattern: dict[tuple[bool, ...], set[int]] = {}
    for who in frozenset().union(*published):
        pattern.setdefault(tuple(who in group for group in published), set()).add(who)
    classes = sorted((frozenset(each) for each in pattern.values()), key=len)
    rows = [[Fraction(each <= group) for each in classes] for group in published]
    secret = [number for number, each in enumerate(classes) if is_secret(each)]
    reduced = reduce(rows) if secret else []
    for size in range(1, most + 1):
        for some in combinations(secret, size):
            people = frozenset().union(*(classes[each] for each in some))
            row = [Fraction(each in some) for each in range(len(classes))]
            if is_secret(people) and in_span(reduced, row):
                return people
    return None


def reduce(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Row echelon form, exactly; rows of zeros left out."""
    left = [list(row) for row in rows]
    done: list[list[Fraction]] = []
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        left = [subtract(row, pivot, column) for row in left]
        done = [*[subtract(row, pivot, column) for row in done], pivot]
    return done


def subtract(row: list[Fraction], pivot: list[Fraction], column: int) -> list[Fraction]:
    return [value - row[column] * taken for value, taken in zip(row, pivot, strict=True)]


def in_span(reduced: list[list[Fraction]], row: list[Fraction]) -> bool:
    for pivot in reduced:
        column = next(place for place, value in enumerate(pivot) if value)
        row = subtract(row, pivot, column)
    return not any(row)


def leaks(seed: int, *, keeps: bool = False) -> bool:
    """Fewer than k people."""
    found = releases(turnouts(seed), keeps=keeps)
    return small_group([group for each in found for group in each.groups], LIMITS.k) is not None


def leaks_exactly(seed: int) -> bool:
    """Exact figures of fewer than ten people."""
    found = releases(turnouts(seed))
    exact = [group for each in found for group in each.exact]
    return small_group(exact, release.SMALL) is not None


def leaks_restricted(seed: int) -> bool:
    """People of restricted jobs alone."""
    found = list(releases(turnouts(seed)))
    quiet = frozenset().union(*(each.quiet for each in found))
    groups = [group for each in found for group in each.groups]
    return worked_out(groups, quiet.issuperset, most=3) is not None


def tells_of_few(seed: int) -> bool:
    """How many were asked, or answered, where that is not enough."""
    found = releases(turnouts(seed))
    return any(each.invited < 8 or each.answered < LIMITS.k for each in found)


LEAKS = [leaks, leaks_exactly, leaks_restricted, tells_of_few]


@pytest.mark.prove
@pytest.mark.parametrize("leak", LEAKS)
def test_nothing_that_is_kept_back_can_be_worked_out(leak):
    assert [seed for seed in range(TRIES) if leak(seed)] == []


def test_the_rounds_tried_publish_departments_and_jobs_and_pool():
    """Else nothing was shown by the property above."""
    tried = [turnouts(seed) for seed in range(200)]
    found = [list(releases(rounds)) for rounds in tried]

    assert sum(len(each.groups) for released in found for each in released) > 1000
    assert sum(len(each.exact) for released in found for each in released) > 500
    assert max(len(each.groups) for released in found for each in released) > 6
    assert (
        sum(
            release.pools(invited=each.invited, answered=each.answered, limits=LIMITS)
            for rounds in tried
            for each in rounds
        )
        > 20
    )


def any_number(group, _limits):
    return group.n > 0


def any_part(group, limits):
    return group.n >= limits.k if group.key == "" else group.n > 0


def whole_or_not_asked(group, limits):
    return group.key == "" or group.n >= limits.k


def all_parts(_group, parts, _least):
    return parts


def without_the_restricted(group, parts):
    known = [part for part in group.parts if part.n != part.restricted]
    return sum(part.n for part in known) - sum(part.n for part in parts)


def jobs_of_what_is_hidden(group, parts, least, covered=release.covered):
    kept = covered(group, parts, least)
    return (*kept, *(job for part in parts if part not in kept for job in part.parts))


def all_exact_parts(group):
    return tuple(part for part in group.parts if release.is_exact(part))


def exact_below_coarse(group):
    parts = tuple(part for part in group.parts if release.is_exact(part))
    return release.covered(group, parts, release.SMALL)


def however_few(group):
    return not group.is_coarse


def none_restricted(_group, _parts):
    return 0


def never(**_counts):
    return False


def few_invited(*, invited, answered, limits):
    return answered > 0 and invited < 8 and limits is LIMITS


def few_answered(*, invited, answered, limits):
    return invited > 0 and answered < limits.k


@pytest.mark.parametrize(
    ("rule", "without", "leak"),
    [
        ("is_enough", any_number, leaks),
        ("is_enough", any_part, leaks),
        ("is_enough", whole_or_not_asked, leaks),
        ("covered", all_parts, leaks),
        ("hidden", without_the_restricted, leaks),
        ("covered", jobs_of_what_is_hidden, leaks),
        ("covered", all_parts, leaks_exactly),
        ("exact_parts", all_exact_parts, leaks_exactly),
        ("exact_parts", exact_below_coarse, leaks_exactly),
        ("is_exact", however_few, leaks_exactly),
        ("hidden_restricted", none_restricted, leaks_restricted),
        ("pools", never, tells_of_few),
        ("pools", few_invited, tells_of_few),
        ("pools", few_answered, tells_of_few),
    ],
)
def test_with_any_one_rule_removed_something_can_be_worked_out(monkeypatch, rule, without, leak):
    monkeypatch.setattr(release, rule, without)

    assert any(leak(seed) for seed in range(200))


def test_an_answer_counted_in_two_releases_gives_a_few_away():
    assert any(leaks(seed, keeps=True) for seed in range(200))


@pytest.mark.parametrize("seed", range(40))
def test_the_algebra_finds_what_trying_every_group_of_people_finds(seed):
    random = Random(seed)  # noqa: S311
    people = range(7)
    sets = [frozenset(random.sample(people, random.randint(2, 7))) for _each in range(1 + seed % 4)]
    reduced = reduce([[Fraction(who in group) for who in people] for group in sets])
    groups = [frozenset(some) for size in (1, 2) for some in combinations(people, size)]
    span = [g for g in groups if in_span(reduced, [Fraction(who in g) for who in people])]

    found = small_group(sets, 3)

    assert found in span if span else found is None


def test_a_restricted_job_is_shown_nowhere_and_counts_as_hidden():
    said = {job: {"5": 10} for job in range(3)}

    whole = release.shown(tree(said | {2: {"5": 2}}, PLACES), LIMITS)

    (department,) = whole.parts
    assert (whole.n, department.n) == (22, 22)
    assert [job.n for job in department.parts] == [10]


def test_a_department_of_restricted_jobs_alone_is_not_shown():
    places = [
        Place(1, "Secret", 1, "Board", is_restricted=True),
        Place(2, "Open", 2, "Kitchen"),
        Place(3, "Quick", 3, "Cars"),
        Place(4, "Few", 3, "Cars"),
    ]

    said = {1: {"5": 9}, 2: {"5": 12}, 3: {"5": 9}}
    whole = release.shown(tree(said | {4: {"5": 1}}, places), LIMITS)

    assert [part.key for part in whole.parts] == ["department 2"]


def test_a_department_is_not_shown_where_only_its_restricted_jobs_answered_the_question():
    places = [Place(1, "Secret", 1, "Board", is_restricted=True), Place(2, "Open", 1, "Board")]

    whole = release.shown(tree({1: {"5": 9}}, [*places, Place(3, "Cook")]), LIMITS)

    assert whole is None


def test_what_is_left_of_the_whole_is_never_about_one_restricted_job_alone():
    places = [Place(1, "Secret", is_restricted=True), Place(2, "Driver"), Place(3, "Cook")]
    said = {1: {"5": 6}, 2: {"5": 7}}

    assert release.shown(tree(said, places), LIMITS).parts == ()
    whole = release.shown(tree(said | {3: {"5": 6}}, places), LIMITS)
    assert [part.key for part in whole.parts] == ["job 2"]


def test_the_few_beside_an_exact_part_are_not_worked_out_from_it():
    places = [Place(1, "Cook", 1, "Kitchen"), Place(2, "Waiter", 1, "Kitchen")]

    whole = release.shown(tree({1: {"5": 12}, 2: {"4": 5}}, places), LIMITS)

    (kitchen,) = whole.parts
    assert release.is_exact(kitchen)
    assert [(job.n, release.is_exact(job)) for job in kitchen.parts] == [(12, False), (5, False)]
    assert figures_of(ItemKind.NPS, NPS, kitchen.parts[0]) == Figures(12, mean=5.0, is_rough=True)


def test_what_nobody_is_shown_is_not_even_named():
    item = Item("on_time", ItemKind.RATING, "On time")
    places = [Place(1, "Cook", 1, "Kitchen"), Place(2, "Waiter", 1, "Kitchen"), Place(3, "Chef")]
    whole = release.shown(tree({1: {"5": 12}, 2: {"4": 6}, 3: {"1": 2}}, places), LIMITS)

    assert published([(item, whole)], places) == []
    whole = release.shown(tree({1: {"5": 12}, 2: {"4": 2}, 3: {"1": 6}}, places), LIMITS)
    kitchen, chef = published([(item, whole)], places)
    assert (kitchen["name"], kitchen["items"]["on_time"]["n"], kitchen["parts"]) == (
        "Kitchen",
        14,
        [],
    )
    assert (chef["job"], chef["items"]["on_time"]["mean"]) == (3, 1.0)
    assert kitchen["items"]["on_time"]["shares"] == []


@pytest.mark.parametrize(
    ("invited", "answered", "pools"), [(7, 7, True), (8, 4, True), (8, 5, False), (40, 4, True)]
)
def test_a_round_with_too_few_people_pools_whole(invited, answered, pools):
    assert release.pools(invited=invited, answered=answered, limits=LIMITS) is pools


def test_a_question_that_few_answered_is_not_published_at_all():
    assert release.shown(release.Group({"3": 2, "4": 2}), LIMITS) is None
    assert release.shown(release.Group({"3": 2, "4": 3}), LIMITS) is not None


@pytest.mark.parametrize(("k", "comments"), [(4, 10), (5, 9), (12, 11)])
def test_nobody_can_set_limits_that_people_could_be_guessed_under(k, comments):
    with pytest.raises(ValueError, match="guessed"):
        release.Limits(k, comments)


def test_five_times_the_same_score_gives_a_mean_and_no_share():
    found = figures_of(ItemKind.RATING, list("12345"), release.Group({"1": 5}))

    assert found == Figures(5, mean=1.0, is_rough=True)


@settings(max_examples=examples(100, 2000), deadline=None)
@given(st.dictionaries(st.sampled_from(NPS), st.integers(1, 30), min_size=1))
def test_a_few_answers_give_a_mean_to_the_nearest_half(tally):
    group = release.Group(tally)

    found = figures_of(ItemKind.NPS, NPS, group)

    exact = Fraction(sum(int(value) * n for value, n in tally.items()), group.n)
    if group.n < 10:
        assert found.mean * 2 == int(found.mean * 2)
        assert abs(Fraction(found.mean) - exact) <= Fraction(1, 4)
        assert (found.shares, found.cnps, found.margin, found.share) == ((), None, None, None)
    else:
        agree = 100 * max(tally.values()) >= min(95 * group.n, 100 * (group.n - 1))
        assert (found.mean * 2 == int(found.mean * 2)) if agree else (found.mean == float(exact))
        assert found.is_rough is agree
        least = max(5, 100 / group.n)
        assert all(least <= 100 * each.share <= 100 - least for each in found.shares)
        assert abs(found.cnps) <= 100 - least + 1e-9


def test_ten_times_the_same_score_never_reads_as_all_of_them():
    found = figures_of(ItemKind.NPS, NPS, release.Group({"0": 10}))

    assert (found.cnps, found.margin > 0) == (-90, True)
    assert found.shares[0] == Share("0", 0.9, ">=")
    assert found.shares[1] == Share("1", 0.1, "<=")


def told(kind, tally):
    found = figures_of(kind, [str(value) for value in range(11)], release.Group(tally))
    return replace(found, shares=()), {each for each in found.shares if each.bound != "<="}


@pytest.mark.parametrize("n", range(10, 101))
@pytest.mark.parametrize(
    ("kind", "most", "next_to_it"),
    [
        (ItemKind.NPS, "10", "9"),
        (ItemKind.NPS, "0", "1"),
        (ItemKind.RATING, "5", "4"),
        (ItemKind.RATING, "1", "2"),
        (ItemKind.EFFORT, "7", "6"),
        (ItemKind.YES_NO, "1", "0"),
        (ItemKind.CHOICE, "3", "5"),
    ],
)
def test_all_and_all_but_one_read_the_same(n, kind, most, next_to_it):
    assert told(kind, {most: n}) == told(kind, {most: n - 1, next_to_it: 1})


@pytest.mark.parametrize("n", range(8, 121))
def test_what_is_said_of_a_share_is_true_and_none_says_all_or_none(n):
    for part in range(n + 1):
        found, exact = softened("", part, n), Fraction(part, n)
        kept = Fraction(repr(found.share))
        if found.bound == "<=":
            assert exact <= kept
        elif found.bound == ">=":
            assert exact >= kept
        else:
            assert found.share == part / n
        alone_or_less = part <= max(1, n // 20)
        assert (found.bound == "<=") is alone_or_less
        assert (found.bound == ">=") is (n - part <= max(1, n // 20))


def test_a_share_that_is_neither_all_nor_none_is_exact():
    found = figures_of(ItemKind.YES_NO, ["0", "1"], release.Group({"0": 3, "1": 9}))

    assert found.share == Share("", 0.75)
    assert found.shares == (Share("0", 0.25), Share("1", 0.75))


def test_comments_are_published_from_the_tenth_on_and_in_an_order_that_says_nothing():
    words = [f"Comment {number}" for number in range(10)]

    first, second = (release.comments(words, LIMITS, Random(seed)) for seed in (1, 2))  # noqa: S311

    assert release.comments(words[:9], LIMITS, Random(1)) == ()  # noqa: S311
    assert sorted(first) == sorted(second) == words
    assert first != second
    assert list(first) != words
