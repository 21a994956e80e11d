"""The taxonomy in the tables: loaded once, reloaded after a change, edited in the admin."""

import re

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.labelling.answering import answers
from leadqual.registry.models import ModelVersion
from leadqual.taxonomy.loading import load_knowledge
from leadqual.taxonomy.models import Department, DictionaryEntry, Function, Level
from leadqual.taxonomy.selectors import current_version
from leadqual.taxonomy.services import load_taxonomy
from tests.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client_(workspace: Workspace, manager: User) -> Client:
    """A browser of a staff member."""
    manager.is_staff = manager.is_superuser = True
    manager.save()
    return client_of(manager)


def test_taxonomy_is_loaded_once(taxonomy: None) -> None:
    again = load_taxonomy()

    assert again is False
    assert (Department.objects.count(), Function.objects.count()) == (13, 196)
    assert Level.objects.count() == 10
    assert len(load_knowledge().taxonomy.functions) == 196
    assert load_knowledge().dictionary


def test_dictionary_entry_of_the_admin_counts_at_the_next_request(
    admin_client_: Client, workspace: Workspace, models: None
) -> None:
    before = answers(workspace=workspace, titles=["Zamboni Whisperer"])[0]
    function = Function.objects.get(slug="mechanic")
    version = current_version()

    response = admin_client_.post(
        "/admin/taxonomy/dictionaryentry/add/",
        {
            "normalised": "  ZAMBONI Whisperer",
            "functions": [function.pk],
            "level": Level.objects.get(slug="specialist").pk,
            "industry": "",
        },
    )

    after = answers(workspace=workspace, titles=["Zamboni Whisperer"])[0]
    assert response.status_code == 302
    assert DictionaryEntry.objects.filter(normalised="zamboni whisperer").exists()
    assert current_version() > version
    assert "mechanic" not in str(before["labels"])
    assert after["labels"] == {"mechanic": {"category": "master_engineering", "score": 1.0}}
    assert after["source"] == "dictionary"


def test_function_without_threshold_keeps_that_of_the_model_and_staff_can_move_it(
    admin_client_: Client, workspace: Workspace, models: None
) -> None:
    title = "Regional Sales Manager Pumps"
    before = answers(workspace=workspace, titles=[title])[0]
    assert "sales" in str(before["labels"])
    function = Function.objects.get(slug="sales")
    Function.objects.filter(pk=function.pk).update(threshold=1)
    admin_client_.post(
        "/admin/taxonomy/phraserule/add/", {"phrase": "pump whisperer", "functions": [function.pk]}
    )

    after = answers(workspace=workspace, titles=[title])[0]

    assert "sales" not in after["labels"]  # type: ignore[operator]


@pytest.mark.parametrize(
    "screen", ["department", "function", "level", "industry", "dictionaryentry", "phraserule"]
)
def test_every_screen_of_the_admin_opens(admin_client_: Client, models: None, screen: str) -> None:
    listed = admin_client_.get(f"/admin/taxonomy/{screen}/")
    form = admin_client_.get(f"/admin/taxonomy/{screen}/add/")

    assert (listed.status_code, form.status_code) == (200, 200)


def test_new_function_gets_a_slug_from_its_name_and_the_page_says_the_next_step(
    admin_client_: Client, models: None
) -> None:
    department = Department.objects.get(slug="operations")
    titles = {"representative_titles-TOTAL_FORMS": 0, "representative_titles-INITIAL_FORMS": 0}
    row = {"name": "Owl Care & Feeding", "slug": "", "department": department.pk, "position": 99}

    page = admin_client_.post("/admin/taxonomy/function/add/", row | titles, follow=True)

    said = page.content.decode()
    assert Function.objects.get(name="Owl Care & Feeding").slug == "owl_care_feeding"
    assert "correct five titles to it on" in said
    assert 'href="/admin/taxonomy/dictionaryentry/add/"' in said
    assert 'href="/">Back to LeadQual</a>' in said


@pytest.mark.parametrize(("screen", "n_queries"), [("dictionaryentry", 20), ("phraserule", 20)])
def test_lists_of_the_admin_show_functions_without_a_query_for_each_row(
    admin_client_: Client,
    models: None,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    screen: str,
    n_queries: int,
) -> None:
    with django_assert_max_num_queries(n_queries):
        page = admin_client_.get(f"/admin/taxonomy/{screen}/?q=sales").content.decode()

    assert re.search(r"field-named_functions[^<]*>\s*Sales", page)


def test_members_without_staff_rights_do_not_enter_the_admin(manager_client: Client) -> None:
    response = manager_client.get("/admin/taxonomy/function/")

    assert response.status_code == 302


def test_shipped_models_are_registered_once_and_live(models: None) -> None:
    live = ModelVersion.objects.filter(is_active=True)

    kinds = ["companies", "encoder", "replies", "titles"]
    assert sorted(live.values_list("kind", flat=True)) == kinds


def test_frozen_test_set_refuses_a_phrase_with_the_figures_and_keeps_what_was_typed(
    admin_client_: Client, models: None
) -> None:
    nursing = Function.objects.get(slug="nursing")
    version = current_version()

    page = admin_client_.post(
        "/admin/taxonomy/phraserule/add/", {"phrase": "sales manager", "functions": [nursing.pk]}
    )

    said = page.content.decode()
    assert page.status_code == 200
    assert "Sales worse on titles whose answer is known" in said
    assert "Nothing was written" in said
    assert 'value="sales manager"' in said
    assert current_version() == version


def test_frozen_test_set_refuses_an_entry_by_which_a_level_falls(
    admin_client_: Client, models: None
) -> None:
    entry = DictionaryEntry.objects.get(normalised="chief financial officer")
    word: dict[str, object] = {"normalised": entry.normalised, "industry": ""}
    word |= {"functions": [function.pk for function in entry.functions.all()]}

    def changed(level: str) -> str:
        chosen = word | {"level": Level.objects.get(slug=level).pk}
        address = f"/admin/taxonomy/dictionaryentry/{entry.pk}/change/"
        return admin_client_.post(address, chosen).content.decode()

    refused = changed("owner")
    entry.refresh_from_db()

    assert f"make level {escape(Level.objects.get(slug='owner').name)} worse" in refused
    assert entry.level is not None
    assert entry.level.slug == "c_level"
    assert changed("c_level") == ""


@pytest.mark.parametrize(("threshold", "is_refused"), [("0.99", False), ("0.0", True)])
def test_threshold_may_cost_its_own_function_and_no_other(
    admin_client_: Client, models: None, threshold: str, *, is_refused: bool
) -> None:
    function = Function.objects.get(slug="executive")
    row = {name: getattr(function, name) for name in ("name", "slug", "about", "position")}
    titles = {"representative_titles-TOTAL_FORMS": 0, "representative_titles-INITIAL_FORMS": 0}

    page = admin_client_.post(
        f"/admin/taxonomy/function/{function.pk}/change/",
        row | titles | {"department": function.department_id, "threshold": threshold},
    )

    function.refresh_from_db()
    assert ("The frozen test set refuses this" in page.content.decode()) == is_refused
    assert (function.threshold is None) == is_refused


def test_admin_has_the_icon_of_the_product(admin_client_: Client) -> None:
    page = admin_client_.get("/admin/").content.decode()

    assert re.search(r'<link rel="icon" href="/static/icon[^"]*\.svg" type="image/svg\+xml"', page)
