"""Promises of saved searches that are watched."""

import json
from zlib import compress

import numpy as np
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from leadqual.accounts.models import OutgoingEmail, User, Workspace
from leadqual.leads.models import SearchMatch, WatchedSearch
from leadqual.leads.records.changes import change_record
from leadqual.search.new_people import new_people
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.taxonomy import vocabulary
from leadqual.search.saved_search_changes import change_search, record_visit, save_search
from leadqual.search.watches import (
    matches_of,
    read_keys,
    run_all_watches,
    send_digests,
    stop_watching,
    watch_search,
)
from leadqual.webhooks.endpoint_settings import EndpointSettings
from leadqual.webhooks.endpoints import create_endpoint
from leadqual.webhooks.event_types import EVENT_TYPES
from leadqual.webhooks.models import WebhookEvent
from tests.described_answers import description
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = pytest.mark.django_db
GERMANY = ContactQuery(country=("Germany",))


def test_each_new_match_is_reported_once_also_if_it_only_changed(
    workspace: Workspace, manager: User
) -> None:
    before = make_contact(workspace, "Before", country="Germany")
    french = make_contact(workspace, "French", country="France")
    saved = save_search(workspace=workspace, name="Germans", query=GERMANY, author=manager)
    watch_search(saved=saved, user=manager)
    assert run_all_watches() == 0  # Whoever is there at the first look is not new.

    new = make_contact(workspace, "New", country="Germany")
    change_record(record=french, values={"country": "Germany"}, author=manager)

    assert run_all_watches() == 2
    assert {one.contact_id for one in matches_of(saved)} == {new.pk, french.pk}
    for country, n_new in (("France", 1), ("Germany", 0)):  # Who leaves and comes back is not new.
        for one in (before, french):
            one.refresh_from_db()
            change_record(record=one, values={"country": country}, author=manager)
        if n_new:
            make_contact(workspace, "Newer", country="Germany")
        assert run_all_watches() == n_new
    assert matches_of(saved).count() == 3


def test_new_matches_are_an_event_with_the_search_as_its_filter(
    workspace: Workspace, manager: User
) -> None:
    saved = save_search(workspace=workspace, name="Germans", query=GERMANY, author=manager)
    other = save_search(workspace=workspace, name="All", query=ContactQuery(), author=manager)
    wanted = EndpointSettings(
        url="https://example.com/",
        event_types=["saved_search.matched"],
        filters={"saved_search": [saved.pk]},
    )
    create_endpoint(workspace=workspace, wanted=wanted, author=manager)
    for one in (saved, other):
        watch_search(saved=one, user=manager)
    run_all_watches()
    contact = make_contact(workspace, "New", country="Germany")

    run_all_watches()

    event = WebhookEvent.objects.get(facts={"saved_search": [str(saved.pk)]})
    assert (event.data["ids"], event.data["n_new"]) == ([contact.pk], 1)


def test_companies_are_watched_too(workspace: Workspace, manager: User) -> None:
    query = CompanyQuery(country=("Germany",))
    saved = save_search(workspace=workspace, name="Firms", query=query, author=manager)
    watch_search(saved=saved, user=manager)
    run_all_watches()
    company = make_company(workspace, "Werk", country="Germany")

    assert run_all_watches() == 1
    assert matches_of(saved).get().company_id == company.pk


def test_other_filters_begin_anew(workspace: Workspace, manager: User) -> None:
    make_contact(workspace, "French", country="France")
    saved = save_search(workspace=workspace, name="Some", query=GERMANY, author=manager)
    watch_search(saved=saved, user=manager)
    run_all_watches()

    change_search(saved=saved, author=manager, query=ContactQuery(country=("France",)))

    assert run_all_watches() == 0
    make_contact(workspace, "Second", country="France")
    assert run_all_watches() == 1


def test_digest_names_each_match_in_one_email_alone(
    workspace: Workspace, manager: User, qualifier: User
) -> None:
    saved = save_search(workspace=workspace, name="Germans", query=GERMANY, author=manager)
    watch_search(saved=saved, user=manager)
    run_all_watches()
    assert send_digests() == 0
    make_contact(workspace, "New", country="Germany")
    run_all_watches()

    assert send_digests() == 1
    assert send_digests() == 0
    assert OutgoingEmail.objects.filter(kind="search/new_matches", user=manager).count() <= 1
    watch_search(saved=saved, user=qualifier)  # What was new before is not new for them.
    assert send_digests() == 0


def test_search_that_nobody_watches_is_not_asked(workspace: Workspace, manager: User) -> None:
    saved = save_search(workspace=workspace, name="Germans", query=GERMANY, author=manager)
    watch_search(saved=saved, user=manager)
    watch_search(saved=saved, user=manager)

    stop_watching(saved=saved, user=manager)

    assert not WatchedSearch.objects.exists()


def test_search_is_watched_on_the_page_and_its_matches_are_shown(
    workspace: Workspace, manager: User, viewer_client: Client
) -> None:
    saved = save_search(workspace=workspace, name="Germans", query=GERMANY, author=manager)
    path = reverse("search:saved_watch", args=[saved.pk])

    assert viewer_client.post(path).status_code == 302
    run_all_watches()
    contact = make_contact(workspace, "New", country="Germany")
    run_all_watches()

    page = viewer_client.get(reverse("search:saved"), follow=True).content.decode()
    assert reverse("search:saved_unwatch", args=[saved.pk]) in page
    assert reverse("search:saved_matches", args=[saved.pk]) in page
    shown = viewer_client.get(reverse("search:saved_matches", args=[saved.pk]))
    assert shown.headers["Location"].endswith(f"contact={contact.pk}")
    viewer_client.post(reverse("search:saved_unwatch", args=[saved.pk]))
    assert not SearchMatch.objects.exists()


def test_search_is_watched_by_api(workspace: Workspace, manager: User, api: Client) -> None:
    saved = save_search(workspace=workspace, name="Germans", query=GERMANY, author=manager)
    path = f"/api/v1/searches/{saved.pk}"

    assert api.put(f"{path}/watch", json.dumps({})).status_code == 204
    run_all_watches()
    contact = make_contact(workspace, "New", country="Germany")
    run_all_watches()

    rows = api.get(f"{path}/matches").json()["results"]
    assert [row["contact_id"] for row in rows] == [contact.pk]
    assert api.delete(f"{path}/watch").status_code == 204
    assert api.get(f"{path}/matches").json()["results"] == []


def test_whoever_was_there_and_matches_since_an_edit_is_new_for_a_visitor_once(
    workspace: Workspace, manager: User
) -> None:
    french = make_contact(workspace, "French", country="France")
    saved = save_search(workspace=workspace, name="Germans", query=GERMANY, author=manager)
    watch_search(saved=saved, user=manager)
    run_all_watches()
    record_visit(saved=saved, user=manager)
    make_contact(workspace, "Added", country="Germany")
    change_record(record=french, values={"country": "Germany"}, author=manager)
    run_all_watches()

    known = vocabulary()
    before = [one.n_new for one in new_people([saved], manager, known)]
    record_visit(saved=saved, user=manager)
    after = [one.n_new for one in new_people([saved], manager, known)]

    assert (before, after) == ([2], [0])
    assert [one.contact_id for one in matches_of(saved) if one.is_changed] == [french.pk]


def test_keys_that_the_first_release_stored_are_still_known() -> None:
    keys = np.arange(10_000_000_000, 10_000_100_000, dtype=np.int64)

    steps = compress(np.diff(keys, prepend=np.int64(0)).astype("<i8").tobytes())

    assert list(read_keys(steps)) == keys.tolist()
    assert len(read_keys(steps).serialize()) < 30_000
    assert list(read_keys(read_keys(steps).serialize())) == keys.tolist()


def test_nobody_else_hears_of_a_private_view(
    workspace: Workspace, manager: User, qualifier: User
) -> None:
    saved = save_search(workspace=workspace, name="Mine", query=GERMANY, author=qualifier)
    for user in (manager, qualifier):
        watch_search(saved=saved, user=user)
    run_all_watches()
    wanted = EndpointSettings(url="https://example.com/", event_types=["saved_search.matched"])
    create_endpoint(workspace=workspace, wanted=wanted, author=manager)
    change_search(saved=saved, author=qualifier, is_private=True)
    make_contact(workspace, "New", country="Germany")

    run_all_watches()
    send_digests()

    assert not WebhookEvent.objects.exists()
    emails = OutgoingEmail.objects.filter(kind="search/new_matches")
    assert [email.user for email in emails] == [qualifier]


def test_the_description_says_how_often_new_matches_are_looked_for() -> None:
    seconds = settings.CELERY_BEAT_SCHEDULE["watch-searches"]["schedule"]
    often = f"every {seconds / 60:.0f} minutes"

    said = {
        operation["operationId"]: " ".join(operation["description"].split())
        for item in description()["paths"].values()
        for operation in item.values()
    }

    assert often in said["watch_search"]
    assert often in said["list_search_matches"]
    assert often in EVENT_TYPES["saved_search.matched"].words
