"""Which records left with an export is kept, and told in the timeline of each."""

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import Role, User, Workspace
from leadqual.leads.exported_keys import RANGE, ExportedKeys, exports_with
from leadqual.leads.models import Contact, Export, ExportedRange
from leadqual.leads.services import set_do_not_contact
from leadqual.search.exports.services import ExportOptions, ExportRequester, start_export
from leadqual.search.query.query import ContactQuery
from leadqual.search.timeline import timeline_of
from tests.leadqual.leads.people import make_company, make_contact
from tests.leadqual.search.pages.test_exports import CHOICE, content_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def export_of(workspace: Workspace, author: User) -> Export:
    return Export.objects.create(
        workspace=workspace, author=author, format="csv", way="page", columns=["name"], n_people=9
    )


@pytest.mark.slow
def test_keys_of_several_ranges_are_found_and_their_neighbors_are_not(
    workspace: Workspace, manager: User
) -> None:
    export = export_of(workspace, manager)
    rng = np.random.default_rng(3)
    exported = set(rng.integers(1, 5 * RANGE, 3_000).tolist()) | {RANGE - 1, RANGE, 3 * RANGE}
    keys = ExportedKeys()
    for chunk in np.array_split(np.array(sorted(exported)), 7):
        keys.add(chunk.tolist())
    keys.save(export)

    asked = sorted({*exported, *(key + 1 for key in exported)})[:400]
    asked += [RANGE - 1, RANGE, RANGE + 1, 3 * RANGE]
    for key in asked:
        found = exports_with(Contact(pk=key, workspace=workspace), until=timezone.now())
        assert bool(list(found)) == (key in exported), key
    assert max(len(row.bits) for row in ExportedRange.objects.all()) < 8_300


def test_timeline_says_who_exported_a_person_and_when(
    workspace: Workspace, qualifier: User, qualifier_client: Client
) -> None:
    ada = make_contact(workspace, "Ada Abel", email="ada@x.example", country="Germany")
    bo = make_contact(workspace, "Bo Roe", email="bo@x.example", country="France")

    content_of(qualifier_client.post("/people/export/?country=Germany", CHOICE | {"format": "csv"}))

    (event,) = [one for one in timeline_of(ada).events if one.kind == "exported"]
    assert event.words == "Exported as CSV in the browser"
    assert event.who == str(qualifier)
    assert not [one for one in timeline_of(bo).events if one.kind == "exported"]


def test_who_is_left_out_at_the_last_moment_was_not_exported(
    workspace: Workspace, manager: User
) -> None:
    ada = make_contact(workspace, "Ada Abel", email="ada@x.example")
    bo = make_contact(workspace, "Bo Roe", email="bo@x.example")
    stream = start_export(
        workspace=workspace,
        query=ContactQuery(),
        requester=ExportRequester(manager, Role.MANAGER, Export.Way.API),
        options=ExportOptions(columns=["email"]),
    )
    set_do_not_contact(
        workspace=workspace, email="bo@x.example", reason="manual", origin="x", author=manager
    )

    assert b"bo@" not in b"".join(stream.blocks)
    assert list(exports_with(ada, until=timezone.now())) == [stream.export]
    assert not list(exports_with(bo, until=timezone.now()))


def test_companies_and_people_of_one_key_and_workspaces_are_apart(
    workspace: Workspace, other_workspace: Workspace, manager: User, manager_client: Client
) -> None:
    company = make_company(workspace, "Kelvia", domain="kelvia.example")
    content_of(manager_client.post("/companies/export/", {"format": "csv", "columns": ["name"]}))

    now = timezone.now()
    assert [one.kind for one in timeline_of(company).events][:1] == ["exported"]
    assert not list(exports_with(Contact(pk=company.pk, workspace=workspace), until=now))
    stranger = type(company)(pk=company.pk, workspace=other_workspace)
    assert not list(exports_with(stranger, until=now))
