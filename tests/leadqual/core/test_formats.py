"""Numbers as the product writes them."""

from leadqual.core.formats import band, commands, more, probability


def test_what_is_added_or_taken_away_has_a_real_sign() -> None:
    words = [more(value) for value in (4381, -7, 0, None, -12_345)]

    assert words == ["+4,381", "−7", "0", "–", "−12,345"]


def test_what_stands_between_backticks_is_code_and_nothing_else_is_markup() -> None:
    assert commands("Run `leadqual up`.") == "Run <code>leadqual up</code>."
    assert commands("<b>") == "&lt;b&gt;"


def test_two_probabilities_that_differ_are_never_written_alike() -> None:
    assert probability(0.994, 0.995) == "0.994"
    assert probability(0.995, 0.994) == "0.995"
    assert probability(0.91, 0.97) == "0.91"
    assert probability(0.97, 0.97) == "0.97"


def test_bands_have_dashes_and_commas() -> None:
    assert [band(code) for code in ("51-200", "1001-5000", "10001+", None)] == [
        *("51–200", "1,001–5,000", "10,001+", "")
    ]
