"""The written replies: how many, by whom, the writer who is kept out for ever, none twice."""

import hashlib
import json
import re

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from classifiers.replies.intents import INTENTS
from classifiers.replies.training.fitting import TEST_WRITER
from classifiers.replies.training.recipe import PRODUCT_DATA

FROZEN = "3665e71f3c50407d71ffa68be262a114e3352f565ffedd2270601a6bce01c592"
MAX_ALIKE = 0.6
GIVEN = {"w1", "w2", "w3", "w4", "w5"}  # They were there before the others were written.
SHORTEST = 6  # Different words; of shorter ones, as “STOP”, many are alike.


def rows() -> list[dict[str, str]]:
    return [json.loads(line) for line in PRODUCT_DATA.read_text(encoding="utf-8").splitlines()]


def test_more_than_four_thousand_are_there_in_five_languages_and_of_every_intent() -> None:
    found = rows()

    assert len(found) >= 4_000
    assert {"en", "de", "fr", "es", "pt"} <= {row["language"] for row in found}
    assert {row["label"] for row in found} == set(INTENTS)


def test_the_writer_who_is_kept_out_is_frozen() -> None:
    lines = PRODUCT_DATA.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if json.loads(line)["writer"] == TEST_WRITER]

    assert len(kept) == 400
    assert hashlib.sha256("".join(kept).encode()).hexdigest() == FROZEN


@pytest.mark.slow
def test_no_two_that_were_written_since_are_alike() -> None:
    texts = [row["text"] for row in rows() if row["writer"] not in GIVEN]
    words = [frozenset(re.findall(r"\w+", text.casefold())) for text in texts]
    words = [each for each in words if len(each) >= SHORTEST]
    places = {word: place for place, word in enumerate(sorted(frozenset().union(*words)))}
    ends = np.cumsum([0, *map(len, words)])
    columns = [places[word] for each in words for word in each]
    matrix = csr_matrix((np.ones(len(columns), np.float32), columns, ends))
    lengths = np.diff(ends)

    shared = (matrix @ matrix.T).tocoo()
    overlap = shared.data / (lengths[shared.row] + lengths[shared.col] - shared.data)
    alike = (overlap > MAX_ALIKE) & (shared.row < shared.col)

    assert len(words) > 4_000
    assert not alike.any()
