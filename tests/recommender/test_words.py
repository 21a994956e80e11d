import numpy as np

from recommender.ranking.word_topics import MIN_TEXTS, WordTopics

TRADES = ("dental clinics", "freight containers", "payroll salaries", "pizza oven", "vineyard wine")


def texts(n: int) -> list[str]:
    return [f"{TRADES[row % 5]} company number{row % 7}" for row in range(n)]


def test_texts_of_one_trade_lie_together() -> None:
    vectors = WordTopics().fit_transform(texts(90))
    near = vectors @ vectors.T

    assert near[0, 5] > near[0, 1] + 0.3
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_same_texts_give_the_same_vectors() -> None:
    first, second = (WordTopics().fit_transform(texts(60)) for _ in range(2))

    np.testing.assert_array_equal(first, second)


def test_too_few_texts_or_none_in_common_say_nothing() -> None:
    assert not WordTopics().fit_transform(texts(MIN_TEXTS - 1)).any()
    assert not WordTopics().fit_transform([f"w{row}x" for row in range(MIN_TEXTS)]).any()
    assert not WordTopics().fit_transform([""] * MIN_TEXTS).any()
    assert WordTopics().fit_transform([]).shape == (0, 1)
