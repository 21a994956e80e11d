"""Second words and the agreement on titles by API."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import labels_of, make_title
from tests.product import client_of

pytestmark = pytest.mark.django_db
AGREEMENT = "/api/v1/titles/agreement"


@pytest.fixture
def spoken(workspace: Workspace, qualifier: User, models: None) -> JobTitle:
    """A known title of which one person said what nobody else would."""
    title = make_title(workspace, "Chief Financial Officer", people=3)
    classify_batch()
    title.refresh_from_db()
    word = CorrectionInput(("nursing",), "specialist", propagate=False)
    record_correction(job_title=title, correction_input=word, author=qualifier)
    return title


def _patch(client: Client, overlap: object) -> int:
    answer = client.patch(
        AGREEMENT, {"double_labeling_percent": overlap}, content_type="application/json"
    )
    return answer.status_code


def test_a_manager_sets_the_share_and_all_read_the_figures(
    manager_client: Client, qualifier_client: Client, viewer_client: Client, spoken: JobTitle
) -> None:
    assert viewer_client.get(AGREEMENT).json()["double_labeling_percent"] == 5
    assert [_patch(manager_client, bad) for bad in (-1, 101, "x", None)] == [422] * 4
    assert _patch(qualifier_client, 100) == 403
    assert _patch(manager_client, 100) == 200

    assert viewer_client.get(AGREEMENT).json() == {
        "double_labeling_percent": 100,
        "n_titles": 0,
        "n_agreed": 0,
        "kappa": None,
        "alpha": None,
        "n_open": 0,
        "n_awaiting": 1,
    }


def test_the_second_is_asked_without_the_first_word_and_answers(
    manager_client: Client, qualifier_client: Client, spoken: JobTitle, stranger: User
) -> None:
    _patch(manager_client, 100)
    address = f"/api/v1/titles/{spoken.pk}/second-labels"
    asked = {"queue": "second"}

    given = manager_client.get("/api/v1/titles/next", asked).json()
    own = qualifier_client.get("/api/v1/titles/next", asked).json()
    word = {"functions": ["sales"], "level": "manager"}
    said = manager_client.post(address, word, content_type="application/json")

    assert own == {"title": None, "is_second": False}
    assert (given["title"]["id"], given["is_second"]) == (spoken.pk, True)
    assert "nursing" not in str(given)
    assert given["title"]["labels"]
    assert (said.status_code, said.json()) == (201, {"title": spoken.pk, "is_first": False})
    assert labels_of(spoken) == {"nursing": "correction"}
    figures = manager_client.get(AGREEMENT).json()
    assert (figures["n_titles"], figures["n_open"], figures["n_awaiting"]) == (1, 1, 0)
    assert manager_client.delete(address).status_code == 204
    assert manager_client.delete(address).json()["code"] == "nothing_to_undo"
    assert client_of(stranger).delete(address).status_code == 404
    assert manager_client.get("/api/v1/titles", asked).status_code == 422  # It hides labels.
