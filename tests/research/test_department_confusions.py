"""Which departments are confused: cells by the department that is right and the one given."""

from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.training.dataset import LabelledTitle
from research.title_comparison import (
    MAX_EXAMPLES,
    NONE,
    ConfusionCell,
    ConfusionExample,
    department_confusions,
    department_counts,
)


def labeled(title: str, *functions: str) -> LabelledTitle:
    return LabelledTitle(title, functions, None, None)


def counts(cells: list[ConfusionCell]) -> dict[tuple[str, str], int]:
    return {(cell.right, cell.given): cell.n_titles for cell in cells}


def test_wrong_departments_stand_beside_those_that_were_missed_or_else_are_right(
    taxonomy: Taxonomy,
) -> None:
    titles = [
        labeled("Recruiter", "recruiting"),
        labeled("Tax and sales person", "tax", "sales"),
        labeled("Tax Manager", "tax"),
        labeled("Brand Ambassador", "sales"),
        labeled("Queen"),
        labeled("Poet"),
        labeled("Account Manager", "account_management"),
    ]
    given: list[tuple[str, ...]] = [
        ("recruiting",),
        ("tax", "marketing"),
        (),
        ("sales", "marketing"),
        ("executive",),
        (),
        ("sales",),
    ]

    found = department_confusions(titles, given, taxonomy=taxonomy, may_show=True)

    assert counts(found) == {
        ("human_resources", "human_resources"): 1,
        ("finance", "finance"): 1,
        ("finance", NONE): 1,
        ("sales", "sales"): 2,
        ("sales", "marketing"): 2,
        (NONE, "senior_leadership"): 1,
        (NONE, NONE): 1,
    }


def test_titles_are_counted_by_the_department_that_is_right(taxonomy: Taxonomy) -> None:
    titles = [labeled("Tax and sales person", "tax", "sales", "accounting"), labeled("Queen")]

    assert department_counts(titles, taxonomy=taxonomy) == {"finance": 1, "sales": 1, NONE: 1}


def test_examples_tell_title_and_functions_of_what_is_wrong_and_only_where_they_may(
    taxonomy: Taxonomy,
) -> None:
    titles = [labeled(f"Tax person {n}", "tax") for n in range(MAX_EXAMPLES + 2)]
    given = [("sales",)] * len(titles)

    (shown,) = department_confusions(titles, given, taxonomy=taxonomy, may_show=True)
    (hidden,) = department_confusions(titles, given, taxonomy=taxonomy, may_show=False)

    assert len(shown.examples) == MAX_EXAMPLES
    assert shown.examples[0] == ConfusionExample("Tax person 0", ("tax",), ("sales",))
    assert hidden == ConfusionCell("finance", "sales", len(titles))


def test_what_is_right_has_no_examples(taxonomy: Taxonomy) -> None:
    titles = [labeled("Tax Manager", "tax")]

    (cell,) = department_confusions(titles, [("tax",)], taxonomy=taxonomy, may_show=True)

    assert cell == ConfusionCell("finance", "finance", 1)
