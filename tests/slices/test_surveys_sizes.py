"""How many people make a round worth while."""

import pytest

from portal.surveys.sizes import enough


@pytest.mark.parametrize(("k", "people"), [(5, 15), (6, 18), (10, 30), (1, 8), (2, 8)])
def test_of_three_one_answers_and_eight_have_to_be_asked(k, people):
    assert enough(k) == people
