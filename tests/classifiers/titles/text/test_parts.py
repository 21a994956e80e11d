"""Headlines are cut at their separators, other titles are not."""

from hypothesis import example, given
from hypothesis import strategies as st

from classifiers.titles.text.normalize import normalize
from classifiers.titles.text.parts import SEPARATORS, Part, parts_of


def test_title_that_is_no_headline_is_one_part() -> None:
    for title in ["", "Nurse", "Director, Sales", "Sales & Marketing Director", "Head of R&D"]:
        key = normalize(title)

        assert parts_of(key) == (Part(key),)


def test_parts_know_the_separator_before_them() -> None:
    key = "nurse | night shifts / runner, swimmer"

    assert parts_of(key) == (
        Part("nurse"),
        Part("night shifts", "|"),
        Part("runner", "/"),
        Part("swimmer", ","),
    )


def test_strongest_of_several_separators_counts() -> None:
    assert parts_of("nurse, | runner / cook")[1] == Part("runner", "|")


def test_list_between_commas_is_a_headline() -> None:
    assert [part.text for part in parts_of("seo, design, events")] == ["seo", "design", "events"]


def test_two_fields_are_a_list_and_a_job_with_its_field_is_none() -> None:
    assert parts_of("product, marketing") == (Part("product"), Part("marketing", ","))
    assert parts_of("product manager, marketing") == (Part("product manager, marketing"),)


@example("a, , a")
@given(st.text(alphabet="ab |/,", max_size=30))
def test_parts_hold_all_words_and_no_separator(title: str) -> None:
    key = " ".join(title.split())

    parts = parts_of(key)

    if len(parts) > 1:
        words = [word for part in parts for word in part.text.split(" ")]
        kept = [word for word in key.replace(", ", " , ").split() if word not in SEPARATORS]
        assert words == kept
        assert all(part.text for part in parts)
