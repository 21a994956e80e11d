"""Quick sums are the sums of the listed features, and the listed features are what they were."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.core.array_types import Floats
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.feature_sums import FeatureSums
from classifiers.titles.model.features import N_BUCKETS, extract
from classifiers.titles.model.network import TitleModel
from classifiers.titles.text.normalize import names_role, normalize
from classifiers.titles.training.dataset import read_written
from tests.examples import examples

TEXT = st.text(alphabet="abc né总.+#\n\ud800", max_size=30)


@pytest.fixture(scope="module")
def model(cascade: TitleCascade) -> TitleModel:
    return cascade.model


def plain_sums(model: TitleModel, titles: list[str]) -> Floats:
    """Every feature of every title, one by one."""
    sums = np.zeros((len(titles), model.heads.shape[0]), np.float32)
    features = extract(titles)
    ends = [*features.starts[1:], len(features.buckets)]
    for number, (start, end) in enumerate(zip(features.starts, ends[: len(titles)], strict=True)):
        for bucket, value in zip(
            features.buckets[start:end], features.values[start:end], strict=True
        ):
            row = model.rows[bucket]
            sums[number] += model.vectors[row] * model.scales[row] * value
    return sums


def mixed_titles(count: int) -> Iterator[str]:
    drawn = random.Random(3)
    words = [word for title in read_written() for word in normalize(title.title).split()]
    for _ in range(count):
        yield " ".join(drawn.choices(words, k=drawn.randint(0, 9)))


@pytest.mark.slow
def test_sums_are_those_of_the_listed_features_on_thousands_of_titles(model: TitleModel) -> None:
    titles = [normalize(title.title) for title in read_written()] + list(mixed_titles(2_000))

    quick = model.sums.of(titles)

    assert np.allclose(quick, plain_sums(model, titles), atol=1e-4)


@settings(max_examples=examples(100), deadline=None)
@given(titles=st.lists(TEXT, max_size=6))
def test_sums_are_those_of_the_listed_features_on_any_text(
    model: TitleModel, titles: list[str]
) -> None:
    assert np.allclose(model.sums.of(titles), plain_sums(model, titles), atol=1e-4)


def test_a_title_has_exactly_the_same_sum_in_any_batch(model: TitleModel) -> None:
    titles = ["head of sales", "", "cto", "senior tax manager, emea and latam", "营销总监"]

    together = model.sums.of(titles)

    for title, joint in zip(titles, together, strict=True):
        assert np.array_equal(model.sums.of([title])[0], joint)


def test_forgotten_words_and_threads_change_nothing(
    model: TitleModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classifiers.titles.model.features.MAX_WORDS", 20)
    monkeypatch.setattr("classifiers.titles.model.features.FIRST_ROWS", 2)
    sums = FeatureSums(model.rows, model.vectors, model.scales)
    batches = [list(mixed_titles(40))[start : start + 8] for start in range(0, 40, 8)] * 4

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(sums.of, batches))

    for batch, sum_ in zip(batches, found, strict=True):
        assert np.array_equal(sum_, model.sums.of(batch))


@settings(max_examples=examples(50), deadline=None)
@given(titles=st.lists(TEXT, max_size=6))
def test_sums_without_each_word_are_those_of_the_rest(model: TitleModel, titles: list[str]) -> None:
    words, found = model.sums.without_each_word(titles)

    rest = [
        " ".join(word for word in of_title if word != left_out)
        for of_title in words
        for left_out in (None, *of_title)
    ]
    assert np.array_equal(found, model.sums.of(rest))


def test_features_of_a_title_are_these() -> None:
    """What a stored model was fitted on; a change here needs a new model."""
    features = extract(["tax it 税", ""])
    wanted = {
        **dict.fromkeys(["bias", f"3 words, role: {names_role(['tax', 'it', '税'])}"], 1.0),
        **dict.fromkeys(["1 tax", "1 it", "1 税"], 1.0),
        **dict.fromkeys(["2 tax it", "_ tax 税", "^ tax", "2 it 税", "2 税 $"], 1.0),
        **dict.fromkeys(["c <ta", "c tax", "c ax>", "c <tax", "c tax>"], 5**-0.5),
        **dict.fromkeys(["c <it", "c it>"], 2**-0.5),
        **dict.fromkeys(["c <", "c 税", "c >", "c <税", "c 税>"], 5**-0.5),
    }

    count = features.starts[1]
    found = dict(zip(features.buckets[:count], features.values[:count], strict=True))

    assert {int(key): round(float(value), 5) for key, value in found.items()} == {
        crc32(name.encode()) % N_BUCKETS: round(value, 5) for name, value in wanted.items()
    }
    assert list(features.buckets[count:]) == [
        crc32(name.encode()) % N_BUCKETS for name in ("bias", "0 words, role: False")
    ]
