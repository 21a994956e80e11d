import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.errors import NotFittedError, VerdictError
from recommender.ranking.factors import unit_rows
from recommender.ranking.ranker import Ranker
from recommender.ranking.scale import evidence_label, outlook
from recommender.types import FactorWeights, Features
from tests.examples import examples

DIMENSIONS = 64
seeds = st.integers(0, 2**32 - 1)
counts = st.integers(0, 12)


def companies(generator: np.random.Generator, n: int) -> Features:
    """Random companies in loose groups, with every factor and with gaps in each."""
    groups = generator.normal(size=(4, DIMENSIONS))
    vectors = groups[generator.integers(4, size=n)] + generator.normal(size=(n, DIMENSIONS))
    gaps = generator.random((6, n)) < 0.3
    technologies = generator.integers(0, 2**16, size=(n, 4)).astype(np.uint64)
    return Features(
        text=unit_rows(vectors),
        words=unit_rows(generator.normal(size=(n, 10)) * ~gaps[0][:, None]),
        industry=np.where(gaps[1], 0, generator.integers(1, 4, size=n)),
        size=np.where(gaps[2], np.nan, generator.normal(4, 2, size=n)).astype(np.float32),
        founded=np.where(gaps[3], np.nan, generator.integers(1900, 2026, size=n)).astype(
            np.float32
        ),
        country=np.where(gaps[4], 0, generator.integers(1, 3, size=n)),
        city=np.where(gaps[4], 0, generator.integers(1, 5, size=n)),
        technologies=technologies * ~gaps[5][:, None],
        business_model=generator.integers(-1, 4, size=n).astype(np.int8),
    )


def verdicts_of(n_likes: int, n_dislikes: int) -> NDArray[np.int8]:
    return np.array([1] * n_likes + [-1] * n_dislikes, dtype=np.int8)


def text_only(*rows: NDArray[np.floating]) -> Features:
    return Features(text=unit_rows(np.stack(rows)))


def axis(number: int) -> NDArray[np.floating]:
    return np.asarray(np.eye(DIMENSIONS)[number])


def test_those_who_come_last_stand_behind_all_others_and_the_best_of_them_first() -> None:
    ranker = Ranker().fit(text_only(axis(0)), [1])
    candidates = text_only(axis(0) + axis(1), axis(0), axis(2), axis(0) + 0.5 * axis(1))

    last = np.array([True, True, False, False])

    assert ranker.rank(candidates, last=last).order.tolist() == [3, 2, 1, 0]
    assert ranker.rank(candidates, last=last, top=2).order.tolist() == [3, 2]


@given(seed=seeds, n_likes=counts, n_dislikes=counts)
@settings(max_examples=examples(60), deadline=None)
def test_score_is_the_sum_of_what_verdicts_and_factors_contributed(
    seed: int, n_likes: int, n_dislikes: int
) -> None:
    generator = np.random.default_rng(seed)
    judged, candidates = companies(generator, n_likes + n_dislikes), companies(generator, 7)
    verdicts = verdicts_of(n_likes, n_dislikes)

    ranking = Ranker().fit(judged, verdicts).rank(candidates)

    assert np.abs(ranking.scores).max() <= 1
    assert (ranking.evidence >= 0).all()
    assert (ranking.evidence < 1).all()
    for row in range(7):
        why = ranking.explain(row)
        assert sum(part.contribution for part in why.contributions) == pytest.approx(
            ranking.scores[row], abs=1e-5
        )
        assert why.score == pytest.approx(ranking.scores[row], abs=1e-5)
        assert sum(why.by_factor.values()) == pytest.approx(why.score, abs=1e-9)
        for part in why.contributions:
            assert part.contribution * verdicts[part.verdict_index] > 0
            assert sum(part.by_factor.values()) == pytest.approx(part.contribution, abs=1e-9)


@given(seed=seeds, n_others=st.integers(0, 30))
@settings(max_examples=examples(60), deadline=None)
def test_identical_to_a_liked_company_is_near_one_and_to_a_disliked_one_near_minus_one(
    seed: int, n_others: int
) -> None:
    generator = np.random.default_rng(seed)
    others = generator.normal(size=(n_others, DIMENSIONS))
    judged = text_only(axis(0), -axis(0), *others)
    verdicts = np.array([1, -1, *generator.choice((-1, 1), n_others)], dtype=np.int8)

    ranking = Ranker().fit(judged, verdicts).rank(judged)

    assert ranking.scores[0] > 0.9
    assert ranking.scores[1] < -0.9
    assert ranking.evidence[0] > 0.3


@given(seed=seeds, n_likes=counts, n_dislikes=counts)
@settings(max_examples=examples(30), deadline=None)
def test_far_from_everything_is_zero_with_no_evidence(
    seed: int, n_likes: int, n_dislikes: int
) -> None:
    generator = np.random.default_rng(seed)
    vectors = generator.normal(size=(n_likes + n_dislikes, DIMENSIONS))
    vectors[:, 0] = 0
    judged = Features(text=unit_rows(vectors))

    ranking = Ranker().fit(judged, verdicts_of(n_likes, n_dislikes)).rank(text_only(axis(0)))

    assert ranking.scores[0] == pytest.approx(0, abs=1e-6)
    assert ranking.evidence[0] == pytest.approx(0, abs=1e-6)
    assert ranking.evidence_label(0) == "none"


@given(seed=seeds, n_likes=counts, n_dislikes=counts, nearness=st.floats(0, 0.5))
@settings(max_examples=examples(100), deadline=None)
def test_one_more_like_nearby_never_lowers_and_one_more_dislike_never_raises(
    seed: int, n_likes: int, n_dislikes: int, nearness: float
) -> None:
    generator = np.random.default_rng(seed)
    vectors = unit_rows(generator.normal(size=(n_likes + n_dislikes, DIMENSIONS)))
    candidate = unit_rows(generator.normal(size=(1, DIMENSIONS)))
    added = unit_rows(candidate + nearness * unit_rows(generator.normal(size=(1, DIMENSIONS))))
    verdicts = verdicts_of(n_likes, n_dislikes)

    def score(verdict: int | None) -> float:
        if verdict is None:
            ranker = Ranker().fit(Features(text=vectors), verdicts)
        else:
            judged = Features(text=np.concatenate([vectors, added]))
            ranker = Ranker().fit(judged, np.append(verdicts, np.int8(verdict)))
        return float(ranker.rank(Features(text=candidate)).scores[0])

    assert score(1) >= score(None) - 1e-6
    assert score(-1) <= score(None) + 1e-6


@given(seed=seeds, n_likes=counts, n_dislikes=counts)
@settings(max_examples=examples(40), deadline=None)
def test_order_of_verdicts_does_not_matter_and_swapping_them_flips_the_sign(
    seed: int, n_likes: int, n_dislikes: int
) -> None:
    generator = np.random.default_rng(seed)
    judged, candidates = companies(generator, n_likes + n_dislikes), companies(generator, 9)
    verdicts = verdicts_of(n_likes, n_dislikes)
    shuffled = generator.permutation(len(verdicts))

    before = Ranker().fit(judged, verdicts).rank(candidates).scores
    other_order = Ranker().fit(judged.take(shuffled), verdicts[shuffled]).rank(candidates).scores
    swapped = Ranker().fit(judged, -verdicts).rank(candidates).scores

    np.testing.assert_allclose(other_order, before, atol=1e-5)
    if max(n_likes, n_dislikes) <= max(min(n_likes, n_dislikes) + 1, 6):  # Neither is scaled down.
        np.testing.assert_allclose(swapped, -before, atol=1e-5)


@given(seed=seeds, n_likes=st.integers(1, 30), n_dislikes=st.integers(1, 30))
@settings(max_examples=examples(20), deadline=None)
def test_explanation_names_the_side_of_the_score_first_and_the_most_similar_of_each(
    seed: int, n_likes: int, n_dislikes: int
) -> None:
    generator = np.random.default_rng(seed)
    ranker = Ranker().fit(
        companies(generator, n_likes + n_dislikes), verdicts_of(n_likes, n_dislikes)
    )

    for _ in range(5):
        asked = companies(generator, 1)
        (short,), (whole,) = ranker.explain_all(asked, most=3), ranker.explain_all(asked)
        for side, n in ((1, n_likes), (-1, n_dislikes)):
            named = [one for one in short.contributions if one.contribution * side > 0]
            everyone = [one for one in whole.contributions if one.contribution * side > 0]
            nearest = sorted((one.similarity for one in everyone), reverse=True)[:3]
            assert [one.similarity for one in named] == nearest
            assert len(everyone) <= n
            total = sum(one.contribution for one in everyone)
            assert short.by_side[side] == pytest.approx(total, abs=1e-5)
        assert sum(short.by_side.values()) == pytest.approx(short.score, abs=1e-5)
        signs = [np.sign(one.contribution) for one in short.contributions]
        own = 1 if short.score >= 0 else -1
        assert signs == sorted(signs, key=lambda sign: sign != own)


def test_no_verdicts_score_zero_for_all_and_keep_the_order() -> None:
    generator = np.random.default_rng(0)
    candidates = companies(generator, 5)

    ranking = Ranker().fit(companies(generator, 0), []).rank(candidates)

    assert ranking.scores.tolist() == [0.0] * 5
    assert ranking.evidence.tolist() == [0.0] * 5
    assert ranking.order.tolist() == [0, 1, 2, 3, 4]
    assert ranking.explain(2).contributions == ()


def test_three_likes_stand_up_to_five_hundred_dislikes() -> None:
    generator = np.random.default_rng(3)
    wanted = generator.normal(size=DIMENSIONS)

    def near(n: int) -> NDArray[np.floating]:
        return unit_rows(wanted + 1.2 * generator.normal(size=(n, DIMENSIONS)))

    likes, targets = near(3), near(20)
    dislikes = unit_rows(generator.normal(size=(500, DIMENSIONS)))
    strangers = unit_rows(generator.normal(size=(300, DIMENSIONS)))
    judged = Features(text=np.concatenate([likes, dislikes]))
    candidates = Features(text=np.concatenate([strangers, targets]))

    ranking = Ranker().fit(judged, verdicts_of(3, 500)).rank(candidates, top=20)

    assert (ranking.order >= 300).mean() >= 0.8
    assert ranking.scores[ranking.order[0]] > 0.1


def test_all_verdicts_alike_still_rank() -> None:
    judged = text_only(axis(0), axis(1))
    candidates = text_only(axis(5), axis(0) + axis(5), axis(0))

    liked = Ranker().fit(judged, [1, 1]).rank(candidates)
    disliked = Ranker().fit(judged, [-1, -1]).rank(candidates)

    assert liked.order.tolist() == [2, 1, 0]
    assert disliked.order.tolist() == [0, 1, 2]


def test_liked_and_disliked_twin_cancel_each_other_with_much_evidence() -> None:
    ranking = Ranker().fit(text_only(axis(0), axis(0)), [1, -1]).rank(text_only(axis(0)))

    assert ranking.scores[0] == pytest.approx(0, abs=1e-6)
    assert ranking.evidence_label(0) == "strong"


def test_missing_fields_cost_nothing() -> None:
    judged = Features(
        text=unit_rows(axis(0)[None]), industry=np.array([7]), size=np.array([4], dtype=np.float32)
    )
    half_alike = unit_rows((axis(0) + axis(1))[None])
    bare = Features(text=half_alike)
    gaps = Features(
        text=half_alike, industry=np.array([0]), size=np.array([np.nan], dtype=np.float32)
    )
    ranker = Ranker().fit(judged, [1])

    assert ranker.rank(gaps).scores[0] == pytest.approx(ranker.rank(bare).scores[0], abs=1e-6)


def test_company_of_which_next_to_nothing_is_known_is_no_twin_without_text() -> None:
    nothing = np.zeros((3, 4), dtype=np.float32)
    candidates = Features(
        text=nothing,
        industry=np.array([0, 0, 7]),
        size=np.array([np.nan, np.nan, 4.5], dtype=np.float32),
        country=np.array([0, 0, 1]),
        city=np.array([0, 0, 0]),
        business_model=np.array([0, -1, 0], dtype=np.int8),
    )
    ranker = Ranker(weights=FactorWeights(text=0, words=0)).fit(candidates.take(slice(2, 3)), [1])

    ranking = ranker.rank(candidates)

    bare, unknown, known = ranking.scores
    assert ranking.order.tolist() == [2, 0, 1]
    assert known > 0.9
    assert 0 < bare < 0.5
    assert unknown == 0
    labels = [ranking.evidence_label(row) for row in range(3)]
    assert labels == ["weak", "none", "strong"]
    assert sum(ranking.explain(0).by_factor.values()) == pytest.approx(bare, abs=1e-6)


def test_a_heavier_factor_moves_the_order() -> None:
    judged = Features(text=unit_rows(axis(0)[None]), size=np.array([3], dtype=np.float32))
    candidates = Features(
        text=unit_rows(np.stack([axis(0) + axis(1), axis(0) + 1.2 * axis(1)])),
        size=np.array([7, 3], dtype=np.float32),
    )

    by_text = Ranker(weights=FactorWeights(size=0)).fit(judged, [1]).rank(candidates)
    by_size = Ranker(weights=FactorWeights(size=2)).fit(judged, [1]).rank(candidates)

    assert by_text.order.tolist() == [0, 1]
    assert by_size.order.tolist() == [1, 0]
    assert by_size.explain(1).by_factor["size"] > by_size.explain(1).by_factor["text"]


def test_excluded_companies_get_a_score_and_no_place() -> None:
    candidates = text_only(axis(0), axis(1), axis(0) + axis(1))
    exclude = np.array([True, False, False])

    ranking = Ranker().fit(text_only(axis(0)), [1]).rank(candidates, top=5, exclude=exclude)

    assert ranking.scores[0] > 0.9
    assert ranking.order.tolist() == [2, 1]


def test_ties_at_the_last_place_keep_the_order_given() -> None:
    candidates = text_only(*[axis(1)] * 6, axis(0))

    ranking = Ranker().fit(text_only(axis(0)), [1]).rank(candidates, top=3)

    assert ranking.order.tolist() == [6, 0, 1]


def test_chunks_give_the_same_scores_as_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(1)
    judged, candidates = companies(generator, 9), companies(generator, 50)
    ranker = Ranker().fit(judged, verdicts_of(4, 5))
    whole = ranker.rank(candidates).scores

    monkeypatch.setattr("recommender.ranking.ranker.CHUNK", 7)

    np.testing.assert_allclose(ranker.rank(candidates).scores, whole, atol=1e-6)


def test_wrong_verdicts_are_refused() -> None:
    judged = text_only(axis(0), axis(1))

    with pytest.raises(VerdictError, match="as many"):
        Ranker().fit(judged, [1])
    with pytest.raises(VerdictError, match="omit skips"):
        Ranker().fit(judged, [1, 0])
    with pytest.raises(VerdictError, match="omit skips"):
        Ranker().fit(judged, [1, -1.5])


def test_ranking_before_fitting_is_refused() -> None:
    with pytest.raises(NotFittedError):
        Ranker().rank(text_only(axis(0)))


def test_weights_below_zero_or_all_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="change size"):
        FactorWeights(size=-1)
    with pytest.raises(ValueError, match="At least one"):
        FactorWeights(**dict.fromkeys(FactorWeights().as_dict(), 0.0))


def test_evidence_has_a_word() -> None:
    for amount, label in [(0.0, "none"), (0.05, "weak"), (0.2, "good"), (0.9, "strong")]:
        assert evidence_label(amount) == label


def clustered(generator: np.random.Generator, n: int, *, cosine: float) -> NDArray[np.float32]:
    """Companies of one kind, at about this cosine to each other."""
    middle = unit_rows(generator.normal(size=(1, DIMENSIONS)))
    noise = unit_rows(generator.normal(size=(n, DIMENSIONS)))
    noise = unit_rows(noise - (noise @ middle.T) * middle)
    return unit_rows(np.sqrt(cosine) * middle + np.sqrt(1 - cosine) * noise)


@given(
    seed=seeds,
    cosine=st.floats(0.3, 0.9),
    sides=st.sampled_from([(5, 5), (10, 30), (3, 60), (30, 10), (1, 1), (6, 0)]),
)
@settings(max_examples=examples(25), deadline=None)
def test_removing_a_neighbor_moves_the_score_by_what_it_contributed(
    seed: int, cosine: float, sides: tuple[int, int]
) -> None:
    generator = np.random.default_rng(seed)
    n_likes, n_dislikes = sides
    wanted = clustered(generator, n_likes + 4, cosine=cosine)
    others = unit_rows(generator.normal(size=(n_dislikes, DIMENSIONS)))
    judged = Features(text=np.concatenate([wanted[:n_likes], others]))
    candidates = Features(text=wanted[n_likes:])
    verdicts = verdicts_of(n_likes, n_dislikes)
    ranker = Ranker().fit(judged, verdicts)
    before = ranker.rank(candidates).scores

    for index in range(0, len(verdicts), max(len(verdicts) // 6, 1)):
        kept = np.arange(len(verdicts)) != index
        held = ranker.without(index).rank(candidates)
        anew = Ranker().fit(judged.take(np.flatnonzero(kept)), verdicts[kept]).rank(candidates)
        for row, why in enumerate(ranker.explain_all(candidates)):
            said = sum(p.contribution for p in why.contributions if p.verdict_index == index)
            # Sums of up to 63 numbers in single precision, added in two orders.
            is_at_the_end = abs(before[row] - said) > 1  # No score leaves the scale.
            after = np.clip(before[row] - said, -1, 1)
            assert held.scores[row] == pytest.approx(after, abs=5e-6)
            assert not is_at_the_end or said * before[row] < 0
            assert held.explain(row).score == pytest.approx(held.scores[row], abs=5e-6)
            # Where one side is scaled to the other, each verdict moves that scale as well.
            is_even = max(sides) <= max(min(sides) + 1, 6)
            # Of n verdicts each pulls 1/√n of its likeness: without one the others pull more.
            others_gain = abs(before[row]) * (1 - np.sqrt(1 - 1 / max(sides)))
            if abs(said) >= 0.01 + others_gain and is_even:
                assert (before[row] - anew.scores[row]) * np.sign(said) > -1e-6


@given(seed=seeds, cosine=st.floats(0.3, 0.9), n_likes=counts, n_dislikes=counts)
@settings(max_examples=examples(100), deadline=None)
def test_one_more_like_never_lowers_where_it_is_nearby(
    seed: int, cosine: float, n_likes: int, n_dislikes: int
) -> None:
    generator = np.random.default_rng(seed)
    wanted = clustered(generator, n_likes + 2, cosine=cosine)
    others = unit_rows(generator.normal(size=(n_dislikes, DIMENSIONS)))
    candidate = Features(text=wanted[:1])
    verdicts = verdicts_of(n_likes, n_dislikes)

    fewer = Features(text=np.concatenate([wanted[2:], others]))
    more = Features(text=np.concatenate([wanted[2:], others, wanted[1:2]]))
    before = Ranker().fit(fewer, verdicts).rank(candidate).scores[0]
    after = Ranker().fit(more, np.append(verdicts, np.int8(1))).rank(candidate).scores[0]

    near = wanted @ wanted[0]
    # Of the side that has fewer one half as near as the others is; else it is as near as they are.
    needed = 0.5 if n_likes < max(n_dislikes + 1, 6) else 1.0
    is_nearby = not n_likes or near[1] >= needed * near[2:].mean()
    assert not is_nearby or after >= before - 1e-6


@pytest.mark.parametrize("cosine", [0.3, 0.5, 0.8])
def test_a_twin_of_a_liked_company_stands_out_among_five_hundred_dislikes_nearby(
    cosine: float,
) -> None:
    near = clustered(np.random.default_rng(5), 501, cosine=cosine)
    judged = Features(text=near)

    scores = Ranker().fit(judged, verdicts_of(1, 500)).rank(judged).scores

    assert scores[0] > 0.9
    assert scores[1:].max() < -0.9


def test_five_hundred_verdicts_far_away_say_next_to_nothing() -> None:
    generator = np.random.default_rng(4)
    candidate = unit_rows(axis(0)[None])
    noise = unit_rows(generator.normal(size=(503, DIMENSIONS)) * (np.arange(DIMENSIONS) > 0))
    judged = Features(text=unit_rows(0.1 * candidate + np.sqrt(0.99) * noise))

    for n_likes in (0, 3, 250):
        ranker = Ranker().fit(judged, verdicts_of(n_likes, 503 - n_likes))
        ranking = ranker.rank(Features(text=candidate))
        assert outlook(float(ranking.scores[0])) == "uncertain"
        assert ranking.evidence_label(0) in ("none", "weak")


def test_an_example_counts_as_much_as_it_is_said_to() -> None:
    judged, candidate = text_only(axis(0), axis(1)), text_only(axis(0) + 2 * axis(1))

    whole = Ranker().fit(judged, [1, 1]).rank(candidate).explain(0)
    half = Ranker().fit(judged, [1, 0.5]).rank(candidate).explain(0)

    by_verdict = {part.verdict_index: part.contribution for part in whole.contributions}
    by_half = {part.verdict_index: part.contribution for part in half.contributions}
    assert by_half[1] < 0.8 * by_verdict[1]
    assert by_half[1] / by_half[0] == pytest.approx(by_verdict[1] / by_verdict[0] / 2, rel=0.05)
    assert by_half[0] >= by_verdict[0]


def test_a_verdict_that_is_left_out_moves_no_score_beyond_the_scale() -> None:
    for side in [1, -1]:
        judged = text_only(*[axis(0) + 0.4 * axis(n) for n in range(1, 6)], axis(0) + axis(7))
        candidate = text_only(axis(0) + 0.2 * axis(9))
        left = Ranker().fit(judged, [side] * 5 + [-side]).without(5)

        score = left.rank(candidate).scores[0]
        why = left.explain(candidate)

        assert 0.99 < side * score <= 1
        assert sum(part.contribution for part in why.contributions) == pytest.approx(
            score, abs=1e-5
        )


@given(
    seed=st.integers(0, 2**32 - 1), weights=st.lists(st.sampled_from([1, 2, -1, -2]), max_size=8)
)
@settings(max_examples=examples(60), deadline=None)
def test_a_strong_verdict_counts_exactly_like_two(seed: int, weights: list[int]) -> None:
    generator = np.random.default_rng(seed)
    judged, candidates = companies(generator, len(weights)), companies(generator, 6)
    twice = np.repeat(np.arange(len(weights)), np.abs(weights).astype(int))

    found = Ranker().fit(judged, weights, most=2).rank(candidates)
    listed = Ranker().fit(judged.take(twice), np.sign(weights)[twice]).rank(candidates)

    np.testing.assert_allclose(found.scores, listed.scores, atol=2e-5)
    np.testing.assert_allclose(found.evidence, listed.evidence, atol=2e-5)


@given(seed=st.integers(0, 2**32 - 1), n_others=st.integers(0, 5))
@settings(max_examples=examples(60), deadline=None)
def test_a_stronger_like_never_lowers_its_near_twin(seed: int, n_others: int) -> None:
    judged = companies(np.random.default_rng(seed), n_others + 1)
    others = [(-1) ** number for number in range(n_others)]
    twin = judged.take(np.array([0]))

    def score(weight: int) -> float:
        return float(Ranker().fit(judged, [weight, *others], most=2).rank(twin).scores[0])

    assert score(2) >= score(1) - 1e-6
    assert score(-2) <= score(-1) + 1e-6
