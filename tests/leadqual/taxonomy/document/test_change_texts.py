"""Changes in words: names, a few of many."""

from leadqual.taxonomy.document.diff import Wording, listed
from leadqual.taxonomy.document.document import Meaning
from tests.leadqual.taxonomy.documents import small


def test_a_few_are_named_and_the_rest_counted() -> None:
    assert listed(["a", "b"]) == "“a”, “b”"
    assert listed("abcdef") == "“a”, “b”, “c”, “d” and 2 more"


def test_meanings_name_functions_level_and_industry() -> None:
    words = Wording(small(), small())

    said = Meaning(frozenset({"selling", "coding"}), "manager", "health")
    assert words.meaning(said) == "Coding + Selling, level manager, industry health"
    assert words.meaning(Meaning()) == "Unclassified"
    assert words.phrase("queen", frozenset(), frozenset({"coding"})) == (
        "Phrase rule: “queen” now means Coding; before: Unclassified."
    )
