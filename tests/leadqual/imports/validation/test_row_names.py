"""Lines of a dry run name who is not imported yet."""

import pytest
from django.test import Client
from django.urls import reverse

from leadqual.imports.models import ImportBatch
from tests.leadqual.imports.conftest import Import

pytestmark = pytest.mark.django_db


def test_a_dry_run_names_who_would_be_new(manager_client: Client, bring: Import) -> None:
    people = bring("email,first_name,last_name\na@x.example,Ann,Lee\nb@x.example,,\n", is_dry=True)
    companies = bring("name,website\nAcme,acme.example\n", kind="companies", is_dry=True)

    def created(batch: ImportBatch) -> str:
        lines = reverse("imports:lines", args=[batch.pk])
        return manager_client.get(lines, {"outcome": "created"}).content.decode()

    for batch, name in ((people, "Ann Lee"), (people, "b@x.example"), (companies, "Acme")):
        assert f'{name} <span class="muted">not imported yet' in created(batch)
    people.file.storage.delete(str(people.file.name))
    assert '<span class="muted">not imported yet' in created(people)
