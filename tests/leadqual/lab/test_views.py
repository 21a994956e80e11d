"""The page of learning curves."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from research.study import own_results
from tests.leadqual.core.pages.drawn_charts import drawn_charts
from tests.leadqual.lab.test_curves import MADE
from tests.research.made import FACTS, write_lines

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def state(settings: Settings, tmp_path: Path) -> Path:
    settings.STATE_DIR = tmp_path
    return tmp_path


def body_of(client: Client, **query: str) -> str:
    response = client.get("/lab/comparison/", query)
    assert response.status_code == 200
    return str(response.content.decode())


def test_results_of_the_product_are_shown_with_chart_and_table(viewer_client: Client) -> None:
    body = body_of(viewer_client, kind="replies")

    assert "ships with LeadQual" in body
    assert "Linear model on words" in body
    assert drawn_charts(body)["Macro-F1 by labeled examples"].is_same_in_its_table
    assert "<span>replies of one person, from whom no method learned</span>" in body
    assert "<li>Tested on: all replies of the writer w12.</li>" in body
    assert "leadqual lab run replies" in body


def test_the_chart_has_the_figures_of_the_study_and_so_has_its_table(
    viewer_client: Client, state: Path
) -> None:
    own_results(state, "titles").parent.mkdir()
    write_lines(own_results(state, "titles"), [FACTS, *MADE])

    chart = drawn_charts(body_of(viewer_client, kind="titles"))["Macro-F1 by labeled examples"]

    own, tuned = chart.lines["LeadQual 0.61"], chart.lines["Tuned model 0.43"]
    assert chart.drawing["names"] == ["25", "50", "100", "200"]
    assert own["values"] == pytest.approx([0.5225, 0.535, 0.56, 0.61])  # Means of three seeds.
    assert own["band"][0] == pytest.approx([0.5225 - 0.0248, 0.5225 + 0.0248], abs=1e-4)
    assert tuned["values"][2] is None
    assert tuned["band"][2] is None
    assert chart.rows["100"] == ["0.56", "–"]
    assert chart.is_same_in_its_table


def test_every_subject_has_its_page_and_one_that_was_not_measured_says_how_to(
    viewer_client: Client, state: Path
) -> None:
    for kind in ("nonsense", ""):
        assert "Learning curves" in body_of(viewer_client, kind=kind)
    assert 'href="/lab/comparison/' in viewer_client.get("/lab/").content.decode()
    own_results(state, "titles").parent.mkdir()
    own_results(state, "titles").write_bytes(b"\xff\x00 no results\n")
    assert "ships with LeadQual" in body_of(viewer_client, kind="titles")

    body = body_of(viewer_client, kind="companies")

    assert "No measurements yet" in body
    assert "<code>leadqual lab run companies</code>" in body


def test_own_results_go_first_and_those_of_the_product_stay_a_click_away(
    viewer_client: Client, state: Path
) -> None:
    own_results(state, "titles").parent.mkdir()
    write_lines(own_results(state, "titles"), [FACTS, *MADE])

    own = body_of(viewer_client, kind="titles")
    shipped = body_of(viewer_client, kind="titles", results="shipped")

    assert "run here" in own
    assert "01234567" in own
    assert "Results that ship with LeadQual" in own
    assert "ships with LeadQual" in shipped
    assert "01234567" not in shipped
    assert "Results from this installation" in shipped


def test_a_tracking_server_is_linked_without_its_password(
    viewer_client: Client, settings: Settings
) -> None:
    for address in ("sqlite:////var/lib/mlflow.db", ""):
        settings.LAB_TRACKING = address
        assert "Runs in MLflow" not in body_of(viewer_client, kind="companies")
    settings.LAB_TRACKING = "https://me:secret@mlflow.example.com/x"

    body = body_of(viewer_client, kind="companies")

    assert "Runs in MLflow" in body
    assert 'href="https://mlflow.example.com/x"' in body
    assert "secret" not in body


def test_strangers_see_nothing(client: Client) -> None:
    assert client.get("/lab/comparison/").status_code == 302
