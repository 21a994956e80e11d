"""Promises about the page of a new function: suggestions, answers, and the draft they lead to."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.taxonomy.drafts.services import draft_document
from leadqual.taxonomy.models import Function, Level, TaxonomyDraft

pytestmark = pytest.mark.django_db
COST = pytest.mark.costs("the title model and an encoder read the examples")
OK, FOUND, FORBIDDEN, UNPROCESSABLE = 200, 302, 403, 422
EXAMPLES = "Decarbonization Manager\nHead of Decarbonization\nNet Zero Lead"
HTMX = {"HX-Request": "true"}


def _title(workspace: Workspace, title: str, n_contacts: int = 3, function: str = "") -> JobTitle:
    row = JobTitle.objects.create(
        workspace=workspace,
        title=title,
        normalised=title.lower(),
        n_contacts=n_contacts,
        level=Level.objects.first(),
    )
    if function:
        of_title = Function.objects.get(slug=function)
        TitleLabel.objects.create(job_title=row, function=of_title, source="model", score=0.8)
    return row


@pytest.fixture
def titles(workspace: Workspace) -> dict[str, JobTitle]:
    """Titles of the workspace: three that belong to the function, and others."""
    return {
        "british": _title(workspace, "Decarbonisation Consultant", function="corporate_strategy"),
        "slip": _title(workspace, "Decarbonizaton Specialist"),
        "meaning": _title(workspace, "Net Zero Programme Director"),
        "other": _title(workspace, "Carbon Steel Sales Manager"),
        "far": _title(workspace, "Kindergarten Teacher", n_contacts=90),
    }


def _page(client: Client, **asked: Any) -> str:
    answer = client.get(
        reverse("labeling:new-function"), {"titles": EXAMPLES, **asked}, headers=HTMX
    )
    assert answer.status_code == OK
    return unescape(answer.content.decode())


def _suggested(page: str) -> list[str]:
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r'<span class="longtitle" title="([^"]+)"', table)


@COST
def test_titles_in_other_spellings_and_of_near_meaning_are_suggested_first(
    manager_client: Client, titles: dict[str, JobTitle]
) -> None:
    found = _suggested(_page(manager_client))

    near = [titles[name].title for name in ("british", "slip", "meaning")]
    assert found[:2] == near[:2]
    assert near[2] in found
    assert titles["far"].title not in found


@COST
def test_an_accepted_title_leaves_the_list_and_a_phrase_takes_its_spellings_along(
    manager_client: Client, titles: dict[str, JobTitle]
) -> None:
    key = titles["meaning"].pk

    page = _page(manager_client, accept=key, phrase="decarbonization")

    summary = page.partition('aria-label="The new function"')[2]
    for name in ("british", "slip", "meaning"):
        assert titles[name].title not in _suggested(page)
        assert titles[name].title in summary
    assert f'name="steps" value="a{key}|pdecarbonization"' in page
    assert 'name="moved" value="corporate_strategy"' in page


@COST
def test_a_name_and_a_department_are_filled_in_only_where_they_are_clear(
    manager_client: Client, titles: dict[str, JobTitle]
) -> None:
    clear = _page(manager_client)
    page = _page(manager_client, titles="Net Zero Lead\nESG Analyst\nClimate Strategist")

    assert re.search(r'name="name" value="Decarbonization"', clear)
    assert not re.search(r'name="name" value=', page)
    assert '<option value="" selected' in page


@COST
def test_a_draft_holds_titles_phrases_and_what_moves(
    staff_client: Client, titles: dict[str, JobTitle]
) -> None:
    answer = staff_client.post(
        reverse("labeling:new-function"),
        {
            "titles": EXAMPLES,
            "steps": f"a{titles['meaning'].pk}|r{titles['slip'].pk}.{titles['other'].pk}"
            "|pdecarbonization",
            "moved": ["corporate_strategy"],
            "name": "Decarbonization",
            "department": Function.objects.get(slug="corporate_strategy").department.slug,
        },
    )

    draft = TaxonomyDraft.objects.get()
    assert answer.headers["Location"] == reverse("taxonomy:draft", args=[draft.pk])
    document = draft_document(draft)
    function = document.function("decarbonization")
    assert function is not None
    assert {"Net Zero Lead", titles["meaning"].title} <= function.titles
    assert document.phrases["decarbonization"] == {"decarbonization"}
    assert document.phrases["decarbonisation"] == {"decarbonization"}
    for rejected in ("slip", "other"):
        assert document.dictionary[titles[rejected].normalised].functions == set()
    assert titles["british"].normalised not in document.dictionary


@COST
def test_a_manager_sends_a_draft_to_the_staff_and_may_undo_it(
    manager_client: Client, manager: User, titles: dict[str, JobTitle]
) -> None:
    answer = manager_client.post(
        reverse("labeling:new-function"),
        {
            "titles": EXAMPLES,
            "steps": f"a{titles['meaning'].pk}",
            "name": "Decarbonization",
            "department": Function.objects.get(slug="corporate_strategy").department.slug,
        },
    )
    assert answer.headers["Location"] == reverse("taxonomy:tree")
    draft = TaxonomyDraft.objects.get(author=manager)
    assert draft.is_open

    manager_client.post(reverse("labeling:withdraw-function", args=[draft.pk]))

    draft.refresh_from_db()
    assert not draft.is_open


def test_a_name_that_is_taken_is_refused_with_what_was_typed(
    staff_client: Client, titles: dict[str, JobTitle]
) -> None:
    function = Function.objects.get(slug="corporate_strategy")
    answer = staff_client.post(
        reverse("labeling:new-function"),
        {
            "titles": EXAMPLES,
            "steps": f"a{titles['meaning'].pk}",
            "name": function.name,
            "slug_field": function.slug,
            "department": function.department.slug,
        },
    )

    assert answer.status_code == UNPROCESSABLE
    assert not TaxonomyDraft.objects.exists()
    assert f'name="steps" value="a{titles["meaning"].pk}"' in answer.content.decode()


def test_examples_that_cannot_be_read_are_asked_for_again(
    manager_client: Client, qualifier_client: Client
) -> None:
    assert qualifier_client.get(reverse("labeling:new-function")).status_code == FORBIDDEN
    for asked in ["", " \n ", "...", "x\n" * 30, "y" * 900]:
        answer = manager_client.post(reverse("labeling:new-function"), {"titles": asked})

        assert answer.status_code == UNPROCESSABLE
        assert "errorlist" in answer.content.decode() or 'class="error"' in answer.content.decode()


@COST
def test_keys_of_another_workspace_and_nonsense_are_left_aside(
    manager_client: Client, titles: dict[str, JobTitle], other_workspace: Workspace
) -> None:
    stranger = _title(other_workspace, "Decarbonization Trainee")

    page = _page(manager_client, steps=f"a{stranger.pk}.x.99999999999|r-1|?", phrase="|,|")

    assert stranger.title not in page
    assert '<b class="num">0</b> titles' in page
