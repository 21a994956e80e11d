"""The tree and its history by API."""

import pytest
from django.test import Client

from leadqual.taxonomy.models import TaxonomyVersion
from leadqual.taxonomy.services import note_change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def test_tree_is_given_with_its_version_levels_and_industries(api: Client) -> None:
    note_change("now")

    body = api.get("/api/v1/taxonomy").json()

    assert body["version"] == TaxonomyVersion.objects.latest("pk").pk
    assert len(body["departments"]) == 13
    assert sum(len(row["functions"]) for row in body["departments"]) == 196
    assert body["departments"][0]["functions"][0]["slug"] == "executive"
    assert (len(body["levels"]), len(body["industries"])) == (10, 14)


def test_versions_are_listed_newest_first_and_one_has_what_it_said(api: Client) -> None:
    note_change("first")
    note_change("second")

    rows = api.get("/api/v1/taxonomy/versions").json()["results"]
    one = api.get(f"/api/v1/taxonomy/versions/{rows[0]['id']}").json()
    bare = TaxonomyVersion.objects.create(reason="bare")

    assert [row["reason"] for row in rows[:2]] == ["second", "first"]
    assert "document" not in rows[0]
    assert len(one["departments"]) == 13
    assert api.get(f"/api/v1/taxonomy/versions/{bare.pk}").json()["departments"] is None
    assert api.get("/api/v1/taxonomy/versions/999999").status_code == 404
    assert Client().get("/api/v1/taxonomy").status_code in {401, 403}
