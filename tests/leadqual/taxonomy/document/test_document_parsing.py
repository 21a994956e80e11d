"""What others wrote is read as a document, or every wrong place is named."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadqual.taxonomy.document.document import Document, to_plain
from leadqual.taxonomy.document.document_parsing import read_plain
from leadqual.taxonomy.errors import DocumentError
from tests.leadqual.taxonomy.documents import documents, small

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8) | st.integers(), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(documents())
@settings(deadline=None)
def test_document_is_read_as_it_was_written(document: Document) -> None:
    assert read_plain(json.loads(json.dumps(to_plain(document)))) == document


@given(
    ANYTHING
    | st.fixed_dictionaries({"departments": ANYTHING, "dictionary": ANYTHING, "phrases": ANYTHING})
    | st.fixed_dictionaries(
        {
            "departments": st.lists(
                st.fixed_dictionaries({"slug": ANYTHING, "name": ANYTHING, "functions": ANYTHING})
            )
        }
    )
)
@settings(deadline=None)
def test_anything_else_is_read_or_refused_and_never_fails(plain: object) -> None:
    with suppress(DocumentError):
        read_plain(plain)


def test_every_problem_is_named_with_its_place() -> None:
    plain = to_plain(small())
    plain["departments"][0]["functions"][1]["treshold"] = 0.4
    plain["departments"][0]["functions"][0]["threshold"] = "high"
    del plain["departments"][1]["name"]
    plain["dictionary"]["yes"] = {"functions": "sales"}

    with pytest.raises(DocumentError) as refusal:
        read_plain(plain)

    assert sorted(refusal.value.problems) == [
        "departments[1].functions[1].threshold: must be a number from 0 to 1, or omitted.",
        "departments[1].functions[2]: unknown field “treshold”.",
        "departments[2].name: is missing.",
        "dictionary.yes.functions: must be a list of texts.",
    ]


def test_titles_are_normalised_and_two_answers_to_one_title_are_refused() -> None:
    plain = to_plain(small())
    plain["dictionary"] = {"  OWL   Keeper ": {"functions": ["coding"]}}
    assert set(read_plain(plain).dictionary) == {"owl keeper"}

    plain["dictionary"]["Owl keeper"] = {"functions": ["selling"]}
    with pytest.raises(DocumentError, match="appears twice"):
        read_plain(plain)
