"""fastText beside the title model on the Lab page, and the departments that are confused."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from leadqual.lab.shown_comparison import ShownComparison, shown_comparison
from research.study import own_comparison
from research.title_comparison import write_comparison
from tests.research.test_title_comparison import MADE


@pytest.fixture
def state(tmp_path: Path) -> Path:
    write_comparison(own_comparison(tmp_path), MADE)
    return tmp_path


def shown(state: Path, **asked: str) -> ShownComparison:
    found = shown_comparison(state, page="/lab/", asked=asked)
    assert found is not None
    return found


def test_every_method_has_its_figures_speed_and_size(state: Path) -> None:
    product, peer = shown(state).rows

    assert (product.name, product.version) == ("LeadQual", "titles-1")
    assert dict(product.values) == {
        "Micro-F1": "0.950",
        "Macro-F1": "0.940",
        "Micro-F1, unseen": "0.930",
        "Departments": "0.970",
        "Level": "0.980",
        "Titles per second": "28,000",
        "Size": "30 MB",
    }
    assert dict(peer.values)["Titles per second"] == "60,000"


def test_the_largest_confusion_comes_first_with_its_examples(state: Path) -> None:
    first, second = shown(state).sentences

    assert first.words == "2 titles of Sales were given Marketing."
    assert first.examples == ("“Brand Ambassador”: Sales, given Brand Management.",)
    assert second.words == "1 title of no department was given Design."


def test_table_has_a_row_and_a_column_for_each_of_the_13_departments(state: Path) -> None:
    found = shown(state)

    assert len(found.departments) == len(found.cells) == 14
    sales = next(row for row in found.cells if row.name == "Sales")
    assert (sales.n_titles, sales.share) == (10, 0.8)
    assert [(cell.name, cell.n_titles, cell.kind) for cell in sales.cells if cell.n_titles] == [
        ("Marketing", 2, "wrong"),
        ("Sales", 8, "right"),
    ]
    assert next(cell for cell in sales.cells if cell.name == "Marketing").depth == 4


def test_departments_of_another_method_are_a_click_away(state: Path) -> None:
    found = shown(state, kind="titles", method="fasttext")

    assert found.method.name == "fastText"
    assert found.sentences[0].words == (
        "Sales was missed in 3 titles, and no wrong department was given."
    )
    assert [tab.is_here for tab in found.method_tabs] == [False, True]
    assert all("kind=titles" in tab.url for tab in (*found.method_tabs, *found.set_tabs))
    first = shown(state, set="nonsense", method="<script>")
    assert (first.shown_set.code, first.method.code) == ("frozen", "product")


def test_results_that_come_with_the_product_are_shown_where_nothing_was_run(
    tmp_path: Path,
) -> None:
    found = shown(tmp_path)

    assert not found.is_own
    assert [row.name for row in found.rows] == ["LeadQual", "fastText"]
    assert len(found.sentences) > 1


@pytest.mark.django_db
@pytest.mark.usefixtures("models")
def test_lab_page_shows_it_for_titles_alone(
    viewer_client: Client, settings: Settings, state: Path
) -> None:
    settings.STATE_DIR = state

    titles = viewer_client.get(
        "/lab/comparison/", {"kind": "titles", "method": "fasttext"}
    ).content.decode()
    replies = viewer_client.get("/lab/comparison/", {"kind": "replies"}).content.decode()

    assert 'id="beside"' in titles
    assert 'id="departments"' in titles
    assert "Sales was missed in 3 titles" in titles
    assert "measured with titles-1." in titles
    assert 'id="beside"' not in replies
