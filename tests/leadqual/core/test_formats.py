"""Numbers as the product writes them."""

import pytest

from leadqual.core.templatetags.formats import more


@pytest.mark.parametrize(
    ("value", "words"), [(4381, "+4,381"), (-7, "−7"), (0, "0"), (None, "–"), (-12_345, "−12,345")]
)
def test_what_is_added_or_taken_away_has_a_real_sign(value: int | None, words: str) -> None:
    assert more(value) == words
