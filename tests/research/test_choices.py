"""One choice among all labels and none, and back."""

import numpy as np

from research.methods import ALSO, NONE, choices_of, chosen
from tests.research.made import example


def test_an_example_counts_once_however_many_labels_it_has() -> None:
    examples = [
        example(0, "test_engineering"),
        example(1, "devops", "test_engineering"),
        example(2),
    ]

    found = choices_of(examples)

    assert found.names == (NONE, "devops", "test_engineering")
    shares = found.shares(3)
    assert shares.sum(axis=1).tolist() == [1, 1, 1]
    assert shares[1].tolist() == [0, 0.5, 0.5]
    assert shares[2].tolist() == [1, 0, 0]


def test_a_likely_second_label_is_given_where_several_may_be_right() -> None:
    chances = np.array([[0.05, 0.5, 0.45], [0.05, 0.75, 0.2], [0.6, 0.4, 0.0], [0.35, 0.6, 0.05]])
    names = (NONE, "devops", "test_engineering")

    assert chosen(chances, names, has_many=True) == [
        ("devops", "test_engineering"),
        ("devops",),
        (),
        ("devops",),
    ]
    assert chosen(chances[:2], names, has_many=False) == [("devops",), ("devops",)]


def test_the_likeliest_is_given_also_where_nothing_is_likely() -> None:
    chances = np.full((1, 8), 0.12)
    chances[0, 3] = 0.16

    assert chances.max() < ALSO
    assert chosen(chances, tuple("abcdefgh"), has_many=True) == [("d",)]
