"""Searches of exports in words."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import ContactList, Export

pytestmark = pytest.mark.django_db


def test_what_left_is_said_in_words(
    qualifier_client: Client, qualifier: User, workspace: Workspace, taxonomy: None
) -> None:
    chosen = ContactList.objects.create(workspace=workspace, name="Spring fair", author=qualifier)
    searches = (
        "country=Peru&exclude=level%3Amanager",
        f"list={chosen.pk}",
        "function=no_such_function",
    )
    for search in ("", *searches):
        Export.objects.create(
            workspace=workspace,
            author=qualifier,
            query=search,
            format="csv",
            way="page",
            columns=["email"],
            n_people=0,
        )

    page = qualifier_client.get("/imports/?panel=exports").content.decode()

    assert ">Country Peru, Exclude level Manager</span>" in page
    assert ">List Spring fair</span>" in page
    assert ">function=no_such_function</span>" in page
    assert "Everyone" in page
