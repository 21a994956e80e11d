"""Undo takes back the last thing that a person did, and what was done is found for 30 days."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import ExcludedVerdict, Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.core import clock
from leadqual.core.models import UndoStep
from leadqual.labeling.models.corrections import Correction
from leadqual.leads.bulk_deletion import delete_records
from leadqual.leads.models import (
    Company,
    Contact,
    ContactList,
    DeletedRecord,
    MergedRecord,
    RecordChange,
)
from leadqual.leads.records.bulk_changes import BulkChange, change_many
from leadqual.leads.records.changes import change_record
from leadqual.search.lists.services import create_list
from tests.leadqual.leads.people import make_company, make_contact, make_title, merge_two

pytestmark = pytest.mark.django_db
UNDO, PAGE = "/undo/", "/settings/recent-changes/"
OFFERED = r'action="([^"]+)">\s*<input[^>]*>\s*<button class="btn small" aria-keyshortcuts="Z '


def undo(client: Client) -> tuple[str, str]:
    """Press Z on a page that has nothing of its own to undo, and again on what it names.

    Return the page and its address.
    """
    answer = client.post(UNDO, follow=True)
    if offered := re.findall(OFFERED, answer.content.decode()):
        answer = client.post(unescape(offered[-1]), follow=True)
    assert answer.status_code == 200
    return answer.content.decode(), answer.request["PATH_INFO"] + "?" + answer.request[
        "QUERY_STRING"
    ]


def words_on(client: Client, **query: str) -> list[str]:
    page = client.get(PAGE, query, follow=True).content.decode()
    return re.findall(r'<th scope="row">(.*?)</th>', page)


def test_after_an_excluded_neighbor_its_exclusion_is_undone_and_no_older_verdict(
    qualifier_client: Client, qualifier: User, manager: User, workspace: Workspace
) -> None:
    campaign = create_campaign(workspace=workspace, name="Wholesale", author=manager)
    company = make_company(workspace, "Kelvia")
    record_verdict(campaign=campaign, company=company, value=Verdict.Value.LIKE, author=qualifier)
    queue = f"/campaigns/{campaign.pk}/queue/"
    drop = f"/campaigns/{campaign.pk}/companies/{company.pk}/exclude/"
    qualifier_client.post(drop, {"next": queue}, follow=True)

    deck = qualifier_client.get(queue).content.decode()
    assert f'id="undo-last" action="{UNDO}"' in deck
    assert 'aria-label="Undo: Excluded Kelvia' in deck
    said, address = undo(qualifier_client)

    assert "Kelvia is included again" in said
    assert address.startswith(queue)
    assert not ExcludedVerdict.objects.filter(undone_at=None).exists()
    assert Verdict.objects.get().undone_at is None

    deck = qualifier_client.get(queue).content.decode()
    assert f'id="undo-last" action="/campaigns/{campaign.pk}/undo/"' in deck
    said, _ = undo(qualifier_client)
    assert "Undone: like of Kelvia" in said
    assert Verdict.objects.get().undone_at is not None


@pytest.mark.usefixtures("taxonomy")
def test_a_corrected_title_is_undone_from_another_page_once_its_message_is_gone(
    qualifier_client: Client, workspace: Workspace
) -> None:
    title = make_title(workspace, "Key account wizard", {"marketing": 0.5})
    form = {"functions": "nursing", "level": "director"}
    qualifier_client.post(f"/titles/{title.pk}/correct/", form, follow=True)
    assert Correction.objects.get().undone_at is None
    home = qualifier_client.get("/").content.decode()
    assert f'action="{UNDO}"' in home
    assert "corrections/" not in home

    said, address = undo(qualifier_client)

    assert "“Key account wizard” has its previous labels again." in said
    assert address.startswith(f"/titles/{title.pk}/")
    assert Correction.objects.get().undone_at is not None


def edit(person: Contact, user: User) -> None:
    change_record(record=person, values={"first_name": "Eva"}, author=user)


def test_what_is_undone_is_shown_again_and_the_next_press_undoes_what_was_before(
    qualifier_client: Client, qualifier: User, workspace: Workspace
) -> None:
    person = make_contact(workspace, "Ada Abel", email="ada@x.example")
    row = create_list(workspace=workspace, name="Fair", author=qualifier)
    form = {"list": str(row.pk), "request_id": str(uuid4())}
    qualifier_client.post("/people/lists/add/", form)
    assert row.entries.count() == 1
    edit(person, qualifier)
    qualifier_client.post(f"/people/{person.pk}/delete/")

    for name in ("Eva", "Ada"):  # The deletion, then the edit.
        said, address = undo(qualifier_client)

        person.refresh_from_db()
        assert person.first_name == name
        assert "Restored" in said or "restored" in said
        assert str(person.pk) in address
        assert f"{name} Abel" in said
        assert row.entries.count() == 1

    undo(qualifier_client)
    assert row.entries.count() == 0


def test_who_did_nothing_undoes_nothing_and_nobody_undoes_what_others_did(
    qualifier_client: Client, manager: User, workspace: Workspace
) -> None:
    person = make_contact(workspace, "Ada Abel")
    change_record(record=person, values={"first_name": "Eva"}, author=manager)

    said, _ = undo(qualifier_client)

    assert "Nothing to undo" in said
    person.refresh_from_db()
    assert person.first_name == "Eva"


def test_undo_ends_with_what_the_person_did_and_leaves_sample_verdicts_and_old_ones(
    qualifier_client: Client, qualifier: User, manager: User, workspace: Workspace
) -> None:
    workspace.sample_steps = 90
    workspace.save()
    campaign = create_campaign(workspace=workspace, name="Wholesale", author=manager)
    queue, undo_last = (f"/campaigns/{campaign.pk}/{name}/" for name in ("queue", "undo"))
    story, own, other = (make_company(workspace, name) for name in ("Story", "Own", "Other"))

    def like(company: Company) -> Verdict:
        value = Verdict.Value.LIKE
        return record_verdict(campaign=campaign, company=company, value=value, author=qualifier)

    with clock.using(lambda: workspace.created_at - timedelta(hours=1)):
        seeded = like(story)
    given = [like(own), like(other)]

    deck = qualifier_client.get(queue).content.decode()
    offered = deck.partition('id="undo-data"')[2].partition("</script>")[0]
    for _ in range(3):
        said = qualifier_client.post(undo_last, follow=True).content.decode()
    everywhere, _ = undo(qualifier_client)

    assert [name in offered for name in ("Own", "Other", "Story")] == [True, True, False]
    assert "Nothing to undo" in said
    assert "Nothing to undo" in everywhere
    seeded.refresh_from_db()
    assert seeded.undone_at is None
    assert Verdict.objects.filter(pk__in=[one.pk for one in given], undone_at=None).count() == 0

    like(own)
    with clock.using(lambda: timezone.now() + timedelta(days=2)):
        said = qualifier_client.post(undo_last, follow=True).content.decode()
    assert "Nothing to undo" in said
    assert Verdict.objects.filter(company=own, undone_at=None).exists()


def test_a_tab_undoes_what_it_offered_and_names_a_change_of_elsewhere_first(
    qualifier_client: Client, qualifier: User, workspace: Workspace
) -> None:
    here, elsewhere = (make_contact(workspace, name) for name in ("Ada Abel", "Ben Brandt"))
    edit(here, qualifier)
    offered = f"/records/changes/{RecordChange.objects.get().step}/undo/?next=/people/"
    edit(elsewhere, qualifier)

    qualifier_client.post(UNDO, {"change": ["/gone/", offered]}, follow=True)
    answer = qualifier_client.post(UNDO, {"change": offered}, follow=True)

    assert [Contact.objects.get(pk=one.pk).first_name for one in (here, elsewhere)] == [
        "Ada",
        "Eva",
    ]
    assert "Your last change: Edited Eva Brandt" in answer.content.decode()


def test_what_a_message_undid_is_not_undone_again(
    qualifier_client: Client, qualifier: User, workspace: Workspace
) -> None:
    people = [make_contact(workspace, "Ada Abel", country=name) for name in ("Germany", "France")]
    row = create_list(workspace=workspace, name="Fair", author=qualifier)
    page = ""
    for person in people:
        form = {"list": str(row.pk), "request_id": str(uuid4())}
        page = qualifier_client.post(
            f"/people/lists/add/?country={person.country}", form, follow=True
        ).content.decode()
    address = re.search(r'action="(/people/lists/\d+/additions/[^"]+)"', page)
    assert address is not None
    qualifier_client.post(address[1])
    assert [entry.contact for entry in row.entries.all()] == people[:1]

    undo(qualifier_client)

    assert not row.entries.exists()


def test_edits_deletions_and_merges_are_found_and_undone_by_step(
    qualifier_client: Client, qualifier: User, workspace: Workspace
) -> None:
    people = [make_contact(workspace, f"Ada Abel{n}", email=f"a{n}@x.example") for n in range(6)]
    change_many(
        workspace=workspace,
        model=Contact,
        keys=[person.pk for person in people],
        change=BulkChange(add_tags=("fair",)),
        author=qualifier,
        step=uuid4(),
    )
    delete_records(
        records=people[:3], workspace=workspace, kind="contact", author=qualifier, step=uuid4()
    )
    merge_two(people[3], people[4], qualifier)

    assert words_on(qualifier_client) == ["Merged Ada Abel4", "Deleted 3 people", "Edited 3 people"]
    assert words_on(qualifier_client, kind="deletion") == ["Deleted 3 people"]

    page = qualifier_client.get(PAGE, follow=True).content.decode()
    for address in re.findall(r'action="(/(?:deleted|duplicates)/[^"]+)"', page):
        qualifier_client.post(address)

    assert Contact.objects.count() == 6
    assert not DeletedRecord.objects.exists()
    assert not MergedRecord.objects.exists()
    assert words_on(qualifier_client) == ["Edited 6 people"]

    later = clock.now() + timedelta(days=31)
    with clock.using(lambda: later):
        assert words_on(qualifier_client) == []


def test_viewers_and_others_see_none_of_it(
    viewer_client: Client,
    manager_client: Client,
    stranger_client: Client,
    manager: User,
    workspace: Workspace,
) -> None:
    nameless = make_contact(workspace, "", email="ada@kelvia.example")
    change_record(record=nameless, values={"city": "Berlin"}, author=manager)

    assert any("Edited ada@kelvia.example" in words for words in words_on(manager_client))
    assert viewer_client.post(UNDO).status_code == 403
    assert viewer_client.get(PAGE, follow=True).status_code == 403
    assert UNDO not in viewer_client.get("/").content.decode()
    assert words_on(stranger_client) == []


def test_a_list_that_was_deleted_is_found_by_what_was_said(
    qualifier_client: Client, manager_client: Client, qualifier: User, workspace: Workspace
) -> None:
    row = create_list(workspace=workspace, name="Fair", author=qualifier)
    qualifier_client.post(f"/people/lists/{row.pk}/delete/")
    assert UndoStep.objects.get().undo == f"/people/lists/{row.pk}/restore/"
    assert words_on(manager_client) == ["“Fair” is deleted. The people in it are kept."]

    said, _ = undo(qualifier_client)

    assert "Fair" in said
    assert ContactList.objects.get().deleted_at is None
    assert words_on(manager_client) == []
