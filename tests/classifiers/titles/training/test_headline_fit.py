"""What the weighing of headlines learns from, and what it does not learn."""

from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.training.appended_parts import append_parts
from classifiers.titles.training.dataset import LabeledTitle, read_appended_test, read_parts
from classifiers.titles.training.headline_fit import (
    JOBS,
    empty_parts,
    fit_headline_model,
    read_headlines,
)

ROLES = {
    *JOBS, "field", "sep", "employer", "place", "market", "tool", "certificate", "former", "sought",
    "aspiring", "student", "side", "served", "slogan", "personal", "award", "hiring", "contact",
}  # fmt: skip
NURSE = LabeledTitle("Nurse", ("nursing",), "specialist", None)
NOBODY = LabeledTitle("Have!", (), "other", None)


def test_written_headlines_follow_the_taxonomy_and_name_the_role_of_each_part(
    taxonomy: Taxonomy,
) -> None:
    headlines = read_headlines()

    assert len({headline.title.title for headline in headlines}) == len(headlines) > 1000
    for headline in headlines:
        title = headline.title
        assert title.title == "".join(text for _, text in headline.parts)
        assert set(title.functions) <= set(taxonomy.by_slug)
        assert len(title.functions) <= 3
        assert title.level in taxonomy.level_ranks
        assert title.industry is None or title.industry in taxonomy.industries
        assert {role for role, _ in headline.parts} <= ROLES


def test_parts_that_say_nothing_are_not_those_of_the_test() -> None:
    parts = read_parts()
    learned = {text.casefold() for _, text in parts}
    tested = {text.lstrip("|,·/@- ").casefold() for text in read_appended_test()}

    assert {role for role, _ in parts} <= ROLES - JOBS
    assert len(tested) == 60
    assert len(tested & learned) <= 20  # "MBA" and "Open to work" have no other wording.


def test_parts_without_a_job_beside_them_are_not_said_to_be_empty() -> None:
    with_job, *others = [
        headline for headline in read_headlines() if any(role in JOBS for role, _ in headline.parts)
    ]
    alone = [h for h in read_headlines() if not any(role in JOBS for role, _ in h.parts)]

    assert empty_parts([with_job, *others])
    assert empty_parts(alone) == []


def test_appended_parts_keep_the_labels_and_leave_titles_without_a_function_alone() -> None:
    found = append_parts([NURSE, NOBODY], ["ex-Google", "MBA"], count=5, seed=1)

    assert [title.functions for title in found] == [("nursing",)]
    assert "Nurse" in found[0].title
    assert found[0].title != "Nurse"
    assert found[0].level == "specialist"


def test_same_seed_appends_the_same_parts() -> None:
    titles = [LabeledTitle(f"Nurse {n}", ("nursing",), "specialist", None) for n in range(9)]

    first, again = (append_parts(titles, ["a", "b", "c"], count=5, seed=2) for _ in range(2))

    assert first == again
    assert len(first) == 5


def test_too_few_headlines_teach_nothing(cascade: TitleCascade) -> None:
    for titles in [[], [NURSE, NOBODY]]:
        assert fit_headline_model([cascade.model], [titles], [], seed=1) is None
