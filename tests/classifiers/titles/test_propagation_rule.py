from classifiers.titles.dictionary import Entry
from classifiers.titles.propagation import (
    CloseVariant,
    StoredCorrection,
    follows,
)

SALES, MARKETING = frozenset({"sales"}), frozenset({"marketing"})
CORRECTION = StoredCorrection(1, "happy wrangler", "happy wrangl", Entry(("nursing",), "staff"))


def variant(matched: frozenset[str] | None = None) -> CloseVariant:
    return CloseVariant("senior happy wrangler", "happy wrangl", "senior", matched)


def test_correction_is_propagated_to_a_variant_that_the_dictionary_does_not_know() -> None:
    assert follows(CORRECTION, variant())


def test_dictionary_keeps_a_variant_unless_it_said_the_same_of_both() -> None:
    overruled = StoredCorrection(1, "happy wrangler", "happy wrangl", CORRECTION.entry, SALES)

    assert not follows(CORRECTION, variant(SALES))
    assert follows(overruled, variant(SALES))
    assert not follows(overruled, variant(MARKETING))


def test_correction_is_not_propagated_to_its_own_title() -> None:
    assert not follows(CORRECTION, CloseVariant("happy wrangler", "happy wrangl"))
