"""What is published lets nobody work out a group of fewer than k people, shown by exact algebra.

Each published figure is a row over the people whose answers it sums. A group can be worked out when
its own row is a sum of multiples of published ones. With any one rule removed, some group can.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from portal.surveys import release
from portal.surveys.items import ItemKind
from tests.proof import examples

LIMITS = release.Limits()
SEARCH = settings(max_examples=2000, deadline=None, database=None)
NPS = [str(value) for value in range(11)]

People = frozenset[tuple[int, int]]
"""Person number so-and-so of round so-and-so."""
Rule = Callable[[release.Group, release.Limits], tuple[release.Group, ...]]

SILENT, SKIPPED, SAID = range(3)
turnouts = st.lists(
    st.lists(st.sampled_from([SILENT, SKIPPED, SAID]), max_size=14), min_size=1, max_size=6
)
"""For each round, what each of the invited did about the question."""


def publish(
    rounds: Sequence[Sequence[int]],
    *,
    shown: Rule = release.shown,
    is_kept_after_release: bool = False,
) -> list[People]:
    """The groups whose figures are published, round by round, as the actions do it."""
    published: list[People] = []
    waiting: People = frozenset()
    invited = answered = 0
    for number, people in enumerate(rounds):
        invited += len(people)
        answered += sum(did != SILENT for did in people)
        waiting |= {(number, who) for who, did in enumerate(people) if did == SAID}
        if release.pools(invited=invited, answered=answered, limits=LIMITS):
            continue
        group = release.Group({"5": len(waiting)})
        published += [waiting for _each in shown(group, LIMITS)]
        if not is_kept_after_release:
            waiting, invited, answered = frozenset(), 0, 0
    return published


def small_group(published: Sequence[People], k: int) -> People | None:
    """A group of 1 to k - 1 people that can be worked out, if there is one.

    People who stand in the same published groups can't be told apart, so any such group is made of
    whole classes of them.
    """
    pattern: dict[tuple[bool, ...], set[tuple[int, int]]] = {}
    for who in sorted(frozenset().union(*published)):
        pattern.setdefault(tuple(who in group for group in published), set()).add(who)
    classes = list(pattern.values())
    rows = [[Fraction(next(iter(c)) in group) for c in classes] for group in published]
    reduced = reduce(rows)
    for size in range(1, k):
        for some in combinations(range(len(classes)), size):
            people = frozenset().union(*(classes[each] for each in some))
            row = [Fraction(each in some) for each in range(len(classes))]
            if len(people) < k and in_span(reduced, row):
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


@settings(max_examples=examples(200, 10_000), deadline=None)
@given(turnouts)
def test_no_group_of_fewer_than_k_can_be_worked_out(rounds):
    assert small_group(publish(rounds), LIMITS.k) is None


def test_without_the_threshold_small_groups_are_published():
    def anybody(group, _limits):
        return (group,) if group.n else ()

    def leaks(rounds):
        return small_group(publish(rounds, shown=anybody), LIMITS.k) is not None

    assert find(turnouts, leaks, settings=SEARCH)


def test_an_answer_counted_in_two_releases_gives_the_newest_away():
    def leaks(rounds):
        return small_group(publish(rounds, is_kept_after_release=True), LIMITS.k) is not None

    assert find(turnouts, leaks, settings=SEARCH)


def test_the_search_itself_finds_nothing_where_every_rule_holds():
    with pytest.raises(NoSuchExample):
        find(
            turnouts,
            lambda rounds: small_group(publish(rounds), LIMITS.k) is not None,
            settings=settings(SEARCH, max_examples=200),
        )


@pytest.mark.parametrize(
    ("invited", "answered", "pools"), [(7, 7, True), (8, 4, True), (8, 5, False), (40, 4, True)]
)
def test_a_round_with_too_few_people_pools_whole(invited, answered, pools):
    assert release.pools(invited=invited, answered=answered, limits=LIMITS) is pools


def test_a_question_that_few_answered_is_not_published_at_all():
    assert release.shown(release.Group({"3": 2, "4": 2}), LIMITS) == ()
    assert release.shown(release.Group({"3": 2, "4": 3}), LIMITS) != ()


@pytest.mark.parametrize(("k", "comments"), [(4, 10), (5, 9), (12, 11)])
def test_nobody_can_set_limits_that_people_could_be_guessed_under(k, comments):
    with pytest.raises(ValueError, match="guessed"):
        release.Limits(k, comments)


def test_five_times_the_same_score_gives_a_mean_and_no_share():
    found = release.figures(ItemKind.RATING, list("12345"), release.Group({"1": 5}))

    assert found == release.Figures(5, mean=1.0)


@settings(max_examples=examples(100, 2000), deadline=None)
@given(st.dictionaries(st.sampled_from(NPS), st.integers(1, 30), min_size=1))
def test_a_few_answers_give_a_mean_to_the_nearest_half(tally):
    group = release.Group(tally)

    found = release.figures(ItemKind.NPS, NPS, group)

    exact = Fraction(sum(int(value) * n for value, n in tally.items()), group.n)
    if group.n < 10:
        assert found.mean * 2 == int(found.mean * 2)
        assert abs(Fraction(found.mean) - exact) <= Fraction(1, 4)
        assert (found.shares, found.cnps, found.margin, found.share) == ((), None, None, None)
    else:
        assert found.mean == float(exact)
        assert all(0.05 <= each.share <= 0.95 for each in found.shares)
        assert -95 <= found.cnps <= 95


def test_ten_times_the_same_score_never_reads_as_all_of_them():
    found = release.figures(ItemKind.NPS, NPS, release.Group({"0": 10}))

    assert (found.cnps, found.margin > 0) == (-95, True)
    assert found.shares[0] == release.Share("0", 0.95, ">=")
    assert found.shares[1] == release.Share("1", 0.05, "<=")


def test_a_share_that_is_neither_all_nor_none_is_exact():
    found = release.figures(ItemKind.YES_NO, ["0", "1"], release.Group({"0": 3, "1": 9}))

    assert found.share == release.Share("", 0.75)
    assert found.shares == (release.Share("0", 0.25), release.Share("1", 0.75))


def test_comments_are_published_from_the_tenth_on_and_in_an_order_that_says_nothing():
    words = [f"Comment {number}" for number in range(10)]

    first, second = (release.comments(words, LIMITS, Random(seed)) for seed in (1, 2))  # noqa: S311

    assert release.comments(words[:9], LIMITS, Random(1)) == ()  # noqa: S311
    assert sorted(first) == sorted(second) == words
    assert first != second
    assert list(first) != words
