"""The taxonomy goes into a file and comes back; hostile files are refused with their line."""

import re
from contextlib import suppress

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from leadqual.core.errors import LeadqualError
from leadqual.taxonomy.document.document import (
    Document,
    Meaning,
    WrittenDepartment,
    WrittenFunction,
)
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.document.yaml_files import MAX_BYTES, read_yaml, write_yaml
from leadqual.taxonomy.errors import DocumentError
from tests.growth import assert_grows_no_faster
from tests.leadqual.taxonomy.documents import documents, small

FEW = b"""departments:
- slug: sales
  name: Sales
  functions:
  - slug: selling
    name: Selling
dictionary:
  seller: {functions: [selling]}
"""


def problems_of(content: bytes) -> tuple[str, ...]:
    with pytest.raises(DocumentError) as refusal:
        read_yaml(content)
    return refusal.value.problems


@given(documents())
@settings(deadline=None)
def test_what_was_written_is_read_as_it_was(document: Document) -> None:
    text = write_yaml(document)

    assert read_yaml(text.encode()) == document
    assert yaml.safe_load(text) == yaml.load(text, Loader=yaml.CSafeLoader)
    assert "&" not in text


@pytest.mark.django_db
@pytest.mark.usefixtures("taxonomy")
def test_taxonomy_of_the_product_is_read_as_it_was() -> None:
    live = read_document()
    text = write_yaml(live).encode()

    assert read_yaml(text) == live
    assert len(text) < MAX_BYTES / 4


def test_words_that_yaml_takes_for_something_else_stay_words() -> None:
    odd = ("no", "null", "12", "1:30", "2026-11-21", "~", "<<", "=", "0x1f", ".inf", "a: b", "#x")
    document = Document(
        departments=(WrittenDepartment("on", "Off"),),
        functions=(WrittenFunction("off", "No", "on", titles=frozenset(odd)),),
        dictionary={"no": Meaning(frozenset({"off"}))},
    )

    assert read_yaml(write_yaml(document).encode()) == document


def test_every_problem_names_its_line() -> None:
    content = FEW.replace(b"name: Selling", b"name: no\n    treshold: 0.4\n    about: 7")
    content = content.replace(b"{functions: [selling]}", b"{functions: selling}")

    assert sorted(problems_of(content)) == [
        "Line 10: dictionary.seller.functions: must be a list of texts.",
        "Line 5: departments[1].functions[1]: unknown field “treshold”.",
        "Line 6: departments[1].functions[1].name: must be text. Put it in quotes.",
        "Line 8: departments[1].functions[1].about: must be text. Put it in quotes.",
    ]


def test_what_is_no_taxonomy_is_refused_with_its_line() -> None:
    for content, said in [
        (b"", "must be a mapping"),
        (b"just words", "must be a mapping"),
        (b"\xff\xfe", "Line 1: not valid UTF-8"),
        (b"departments: [\n", r"Line \d, column \d+: not valid YAML"),
        (b"departments:\n- \x07\n", "not valid YAML"),
        (FEW + b"---\nmore: 1\n", "Line 9: .*second document"),
        (FEW.replace(b"Sales", b"&name Sales"), "Line 3: &name: anchors"),
        (FEW.replace(b"[selling]", b"*name"), r"Line 8: \*name: .*Write the value out"),
        (FEW.replace(b"Sales", b"!!python/name:os.system"), "Line 3: .*tags are not supported"),
        (FEW + b"dictionary: {}\n", "Line 9: “dictionary” appears twice"),
        (FEW + b"  2026-11-21: {}\n", "Line 9: 2026-11-21 must be text"),
        (FEW + b"? [a]\n: b\n", "Line 9: a name must be text"),
        (
            FEW.replace(b"Selling", b"Selling\n    threshold: " + b"9" * 400),
            r"Line 7: .*threshold: must be a number from 0 to 1",
        ),
        (b"[" * 100_000, "Line 1: lists and mappings are nested too deep"),
        (b"a: {" * 5_000, "Line 1: lists and mappings are nested too deep"),
    ]:
        assert re.search(said, " ".join(problems_of(content)))


def test_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(LeadqualError, match="maximum is 5"):
        read_yaml(b"#" * (MAX_BYTES + 1))


def test_file_of_many_problems_costs_no_more_than_its_length() -> None:
    assert_grows_no_faster(lambda n: problems_of(b"a: 1\n" * n), 5_000)

    assert problems_of(b"a: 1\n" * 900_000)


def test_file_of_many_titles_costs_no_more_than_its_length() -> None:
    def read(n: int) -> None:
        titles = "".join(f"  seller {at}: {{functions: [selling]}}\n" for at in range(n))
        assert len(read_yaml(FEW + titles.encode()).dictionary) == n + 1

    assert_grows_no_faster(read, 200)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@settings(deadline=None)
def test_anything_else_is_read_or_refused_and_never_fails(content: bytes) -> None:
    with suppress(LeadqualError):
        read_yaml(content)


LINES = (*write_yaml(small()).splitlines()[5:], "- ", "  a: ", "?", "!x", "{", "&a")


@given(st.lists(st.sampled_from(LINES), max_size=20))
@settings(deadline=None)
def test_shuffled_lines_are_read_or_refused_and_never_fail(lines: list[str]) -> None:
    with suppress(LeadqualError):
        read_yaml("\n".join(lines).encode())
