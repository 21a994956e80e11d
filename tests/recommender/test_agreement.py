"""Agreement, on published examples that were worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.agreement import cohen_kappa, krippendorff_alpha, measure

VALUES = st.sampled_from(["like", "dislike"])


def test_kappa_of_two_readers_of_fifty_proposals() -> None:
    """Agreed 35 of 50 (0.7), by chance 0.3 + 0.2 = 0.5: (0.7 - 0.5) / 0.5."""
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5
    pairs += [("no", "yes")] * 10 + [("no", "no")] * 15

    assert cohen_kappa(pairs) == pytest.approx(0.4)


def test_alpha_of_two_people_who_said_yes_or_no_of_ten_things() -> None:
    """Krippendorff 2011, B: 4 of 10 differ, 14 times no and 6 times yes: 1 - 19 * 8 / 168."""
    first, second = "0100000010", "1110010000"

    assert krippendorff_alpha(zip(first, second, strict=True)) == pytest.approx(0.095, abs=5e-4)


def test_alpha_of_two_people_and_five_categories() -> None:
    """Krippendorff 2011, C."""
    first, second = "aabbdcccedda", "babbbccceddd"

    assert krippendorff_alpha(zip(first, second, strict=True)) == pytest.approx(0.692, abs=5e-4)


def test_alpha_of_four_people_who_did_not_judge_everything() -> None:
    """Krippendorff 2011, D, nominal: 1 - 39 * 8 / (40**2 - 384)."""
    people = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")

    said = [[value for value in column if value != "."] for column in zip(*people, strict=True)]

    assert krippendorff_alpha(said) == pytest.approx(0.743, abs=5e-4)


def test_nothing_is_said_where_nobody_is_compared_or_all_say_the_same() -> None:
    assert cohen_kappa([]) is None
    assert cohen_kappa([("like", "like")] * 9) is None
    assert krippendorff_alpha([["like"], ["dislike"], []]) is None
    assert krippendorff_alpha([["like", "like"]] * 9) is None


def test_people_who_always_differ_agree_less_than_by_chance() -> None:
    pairs = [("like", "dislike"), ("dislike", "like")] * 5

    assert cohen_kappa(pairs) == pytest.approx(-1)
    assert krippendorff_alpha(pairs) == pytest.approx(1 - 19 * 20 / 200)


@given(st.lists(st.tuples(VALUES, VALUES), min_size=1))
def test_who_comes_first_does_not_matter(pairs: list[tuple[str, str]]) -> None:
    turned = [(other, one) for one, other in pairs]

    assert cohen_kappa(turned) == cohen_kappa(pairs)
    assert krippendorff_alpha(turned) == krippendorff_alpha(pairs)


@given(st.lists(st.tuples(VALUES, VALUES), min_size=2))
def test_agreement_is_full_only_where_all_agree(pairs: list[tuple[str, str]]) -> None:
    alpha = krippendorff_alpha(pairs)

    if alpha is not None:
        assert alpha <= 1
        assert (alpha == 1) == all(one == other for one, other in pairs)


def test_measure_compares_the_first_ones_and_counts_no_voice_alone() -> None:
    said = {1: ["a", "a", "b"], 2: ["a", "b"], 3: ["a"], 4: ["b", "b"]}

    everybody, two = measure(said), measure(said, most=2)

    assert (everybody.n, everybody.n_agreed, everybody.differing) == (3, 1, (1, 2))
    assert (two.n_agreed, two.differing) == (2, (2,))
    assert two.share == pytest.approx(2 / 3)
    assert everybody.alpha == two.alpha == krippendorff_alpha(said.values())
    assert measure({3: ["a"]}).share is None
