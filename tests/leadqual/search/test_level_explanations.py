"""Why a title has its level: on record, by API, on the pages, and after a correction."""

from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.blind_titles import to_record
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import (
    classify_batch,
    record_correction,
    undo_correction,
)
from leadqual.leads.models import Contact, JobTitle
from leadqual.search.level_explanations import reason_of_level, sentences_about_level
from tests.leadqual.labeling.conftest import make_title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


@pytest.fixture
def director(workspace: Workspace) -> JobTitle:
    title = make_title(workspace, "Director of Dragon Facilities")
    classify_batch()
    title.refresh_from_db()
    return title


def test_reason_of_the_level_is_on_record_beside_those_of_the_functions(
    director: JobTitle,
) -> None:
    reason, known = director.level_why

    assert (reason["label"], reason["because"]) == ("director", "words")
    assert (known["label"], known["because"]) == ("director", "similar title")
    assert (known["text"], known["score"] > 0.5) == ("director of facilities", True)
    assert "director" in reason["text"].split()
    assert reason["score"] > 0


def test_correction_is_the_reason_until_it_is_undone(director: JobTitle, manager: User) -> None:
    before = director.level_why

    said = record_correction(
        job_title=director,
        correction_input=CorrectionInput(("operations",), "lead"),
        author=manager,
    )
    director.refresh_from_db()
    corrected, shown = director.level_why, reason_of_level(director)
    undo_correction(correction=said, author=manager)
    director.refresh_from_db()

    assert [(each["label"], each["because"]) for each in corrected] == [("lead", "correction")]
    assert shown is not None
    assert (shown.is_person, shown.sentences) == (True, "Confirmed by a person.")
    assert director.level_why == before


def test_title_that_follows_a_corrected_one_keeps_the_reason_of_its_own_level(
    workspace: Workspace, manager: User
) -> None:
    title = make_title(workspace, "Revenue Wizard Extraordinaire")
    like = make_title(workspace, "Junior Revenue Wizard Extraordinaire")
    classify_batch()
    like.refresh_from_db()
    before = like.level_why

    record_correction(
        job_title=title, correction_input=CorrectionInput(("sales",), "specialist"), author=manager
    )

    like.refresh_from_db()
    assert like.source == "correction"
    assert like.level_why == before
    assert "junior" in before[0]["text"]


def test_api_tells_the_reason_of_the_level_of_titles_and_people(
    api: Client, director: JobTitle
) -> None:
    classified = api.post(
        "/api/v1/titles/classify", {"titles": [director.title]}, content_type="application/json"
    ).json()["results"][0]
    (stored,) = api.get("/api/v1/titles").json()["results"]
    (person,) = api.get("/api/v1/contacts").json()["results"]

    for answer in (classified, stored, person):
        reason, known = answer["level_why"]
        assert (reason["label"], reason["because"]) == ("director", "words")
        assert (known["because"], known["text"]) == ("similar title", "director of facilities")
        assert "director" in reason["text"].split()


def test_pages_say_why_the_title_has_its_level(manager_client: Client, director: JobTitle) -> None:
    person = Contact.objects.get(job_title=director)

    for address in (f"/titles/{director.pk}/", f"/people/?person={person.pk}"):
        html = manager_client.get(address).content.decode()

        parts = html.split('data-level="director"')[1:]
        shown = "".join(part.split("</li>")[0] for part in parts)
        assert "Model, based on “director" in shown
        assert "Most similar known title of this level: “director of facilities” 0." in shown


def test_try_it_says_that_a_job_names_no_level(manager_client: Client) -> None:
    html = manager_client.get("/look-up/", {"title": "Dragon engineer"}).content.decode()

    shown = html.split('data-level="specialist"')[1].split("</dd>")[0]
    assert "“dragon engineer” names no level." in shown
    assert "Specialist &amp; Professional" in shown


def test_second_person_does_not_see_that_the_level_was_corrected(
    director: JobTitle, manager: User
) -> None:
    record_correction(
        job_title=director,
        correction_input=CorrectionInput(("operations",), "lead"),
        author=manager,
    )

    assert {reason["because"] for reason in _reasons(to_record(director))} == {
        "words",
        "similar title",
    }


def _reasons(answer: dict[str, object]) -> list[dict[str, Any]]:
    found = answer["level_why"]
    assert isinstance(found, list)
    return found


def test_title_that_was_read_before_reasons_were_kept_says_so(director: JobTitle) -> None:
    director.level_why = []

    reason = reason_of_level(director)

    assert reason is not None
    assert "classified again" in reason.sentences


def test_part_of_a_headline_is_told_with_the_words_in_it() -> None:
    why: list[dict[str, object]] = [
        {"label": "vp", "because": "words", "text": "vice president", "score": 9.0},
        {"label": "vp", "because": "part", "text": "vice president sales", "score": None},
    ]

    assert sentences_about_level(why, name="VP & Head") == (
        "Model, based on “vice president”. Read from the part “vice president sales”."
    )
