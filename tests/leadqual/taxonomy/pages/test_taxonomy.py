"""The taxonomy in the tables: loaded once, reloaded after a change, edited in the admin."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.api.titles import answers
from leadqual.registry.models import ModelVersion
from leadqual.taxonomy.library_values import load_knowledge
from leadqual.taxonomy.models import Department, Function, Level
from leadqual.taxonomy.services import load_taxonomy, note_change
from tests.product import client_of

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


def test_function_without_threshold_keeps_that_of_the_model_and_staff_can_move_it(
    admin_client_: Client, workspace: Workspace, models: None
) -> None:
    title = "Regional Sales Manager Pumps"
    before = answers(workspace=workspace, titles=[title])[0]
    assert "sales" in str(before["labels"])
    function = Function.objects.get(slug="sales")
    Function.objects.filter(pk=function.pk).update(threshold=1)
    note_change("moved a threshold")

    after = answers(workspace=workspace, titles=[title])[0]

    assert "sales" not in after["labels"]  # type: ignore[operator]


def test_lists_of_the_admin_show_functions_without_a_query_for_each_row(
    admin_client_: Client, models: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for screen, n_queries in [("dictionaryentry", 20), ("phraserule", 20)]:
        with django_assert_max_num_queries(n_queries):
            page = admin_client_.get(f"/admin/taxonomy/{screen}/?q=sales").content.decode()

        assert re.search(r"field-named_functions[^<]*>\s*Sales", page)


def test_members_without_staff_rights_do_not_enter_the_admin(manager_client: Client) -> None:
    response = manager_client.get("/admin/taxonomy/function/", follow=True)

    assert response.status_code == 403


def test_shipped_models_are_registered_once_and_live(models: None) -> None:
    live = ModelVersion.objects.filter(is_active=True)

    kinds = ["companies", "encoder", "replies", "titles"]
    assert sorted(live.values_list("kind", flat=True)) == kinds


def test_admin_has_the_icon_of_the_product(admin_client_: Client) -> None:
    page = admin_client_.get("/admin/").content.decode()

    assert re.search(r'<link rel="icon" href="/static/icon[^"]*\.svg" type="image/svg\+xml"', page)
