"""Titles that nobody has: an honest answer, never an exception."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.titles.hostile import hostile_titles
from classifiers.titles.cascade import NotATitleError, TitleCascade
from classifiers.titles.text.normalize import LONGEST_KEY
from tests.examples import examples

HOSTILE = hostile_titles()
PIECES = st.sampled_from(
    [*"()[]{}|/,&@#.-'\"+*:;_<>", " ", "\n", "m/", "a.", "/in", "at ", "job 1", "é"]
)
LONG = st.builds(
    lambda piece, count: piece * count, st.text(min_size=1, max_size=4), st.integers(0, 3_000)
)


def test_hostile_titles_are_answered(cascade: TitleCascade) -> None:
    for kind in HOSTILE:
        for explain in [True, False]:
            title = HOSTILE[kind]

            (found,) = cascade.predict([title], explain=explain)

            assert found.title == title
            assert len(found.normalised) <= LONGEST_KEY
            assert len(found.functions) <= 3


def test_what_says_nothing_is_other(cascade: TitleCascade) -> None:
    for kind in [
        *("empty", "spaces", "control characters", "only emoji", "10,000 digits", "numbers"),
        *("lone surrogates", "combining flood", "5,000 commas", "5,000 separators", "dots"),
        "quotes",
    ]:
        assert cascade.predict([HOSTILE[kind]])[0].functions == ()


def test_a_missing_cell_is_other(cascade: TitleCascade) -> None:
    for missing in [None, float("nan")]:
        (found,) = cascade.predict([missing])  # type: ignore[list-item]  # as tables have them

        assert (found.title, found.functions, found.level.slug) == ("", (), "other")


def test_another_type_is_named_with_its_place(cascade: TitleCascade) -> None:
    for wrong in [7, b"CEO", ["CEO"], {"title": "CEO"}, 3.5, True]:
        with pytest.raises(
            NotATitleError, match=rf"titles\[1\] is of type {type(wrong).__name__};"
        ):
            cascade.predict(["CEO", wrong])  # type: ignore[list-item]  # the mistake


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(st.one_of(st.text(max_size=80), LONG, PIECES), max_size=30).map("".join))
def test_never_raises(cascade: TitleCascade, title: str) -> None:
    (found,) = cascade.predict([title])

    assert found.title == title
    assert found.level.slug in cascade.taxonomy.level_ranks
    scores = [label.score for label in found.functions]
    assert len({label.slug for label in found.functions}) == len(scores) <= 3
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
