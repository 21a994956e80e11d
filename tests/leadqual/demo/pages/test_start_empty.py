"""“Start empty” deletes sample records alone, and says before what happens to what is mixed."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from leadqual.accounts.models import AuditRow, Member, Role, User, Workspace
from leadqual.core import clock
from leadqual.demo.sample_removal import NoSampleDataError, remove_sample_data
from leadqual.demo.story import sample_team
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.models import ImportBatch
from leadqual.imports.options import Options
from leadqual.imports.services import start_and_confirm
from leadqual.leads.models import Company, Contact, ContactList, JobTitle, Note, RecordChange
from leadqual.leads.records.change_undo import undo_step
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.notes import add_note
from leadqual.search.lists.services import add_records, create_list

pytestmark = pytest.mark.django_db
URL = "/sample-data/remove/"
SAMPLE = """first_name,last_name,email,job_title,company,company_domain
Ana,Sol,ana@brightwater.example,Buyer,Brightwater,brightwater.example
Ben,Roth,ben@northway.example,Baker,Northway,northway.example
Cleo,Dahl,cleo@northway.example,Buyer,Northway,northway.example
"""
OWN = """first_name,last_name,email,job_title,company,company_domain
Dora,Winter,dora@brightwater.example,Buyer,Brightwater,brightwater.example
Emil,Stone,emil@own.example,Welder,Own GmbH,own.example
Cleo,Dahl,cleo@northway.example,Head buyer,Northway,northway.example
"""


def bring(workspace: Workspace, author: User, text: str) -> ImportBatch:
    batch = start_and_confirm(
        workspace=workspace,
        author=author,
        kind=ImportBatch.Kind.CONTACTS,
        file=ContentFile(text.encode(), name="list.csv"),
        file_name="list.csv",
        changes={},
        options=Options(),
        is_queued=False,
    )
    run_import(batch.pk)
    return batch


def fill(row: ContactList, author: User, *first_names: str) -> None:
    people = Contact.objects.filter(first_name__in=first_names).values_list("pk", flat=True)
    add_records(contact_list=row, keys=list(people), author=author, request_id=uuid4())


@pytest.fixture
def sample(workspace: Workspace, manager: User) -> Workspace:
    """Sample people of three days ago, in a list."""
    workspace.sample_steps, workspace.name = 90, "Demo"
    workspace.save()
    sample_team.create_team(workspace, manager)
    with clock.using(lambda: workspace.created_at - timedelta(days=3)):
        bring(workspace, manager, SAMPLE)
        fill(create_list(workspace=workspace, name="Call", author=manager), manager, "Ana", "Ben")
    return workspace


def names(workspace: Workspace) -> list[str]:
    people = Contact.objects.filter(workspace=workspace)
    return sorted(people.values_list("first_name", flat=True))


def figures(page: str) -> dict[str, int]:
    """Return what the preview says, label → number."""
    rows = re.findall(r'<th scope="row">(.*?)</th><td class="num">([\d,]+)</td>', page)
    return {html.unescape(label): int(n.replace(",", "")) for label, n in rows}


def test_sample_records_go_alone_after_a_page_that_says_what_happens(
    manager_client: Client, manager: User, sample: Workspace
) -> None:
    bring(sample, manager, OWN)
    own_list = create_list(workspace=sample, name="Fair", author=manager)
    fill(own_list, manager, "Ben", "Dora")
    fill(ContactList.objects.get(name="Call"), manager, "Emil")
    add_note(record=Contact.objects.get(first_name="Ben"), text="Rang twice", author=manager)

    home = manager_client.get("/").content.decode()
    assert f'href="{URL}"' in home
    assert f'action="{URL}"' not in home
    will = figures(manager_client.get(URL).content.decode())

    assert will == {
        "Sample people: deleted": 2,
        "Sample companies: deleted": 0,
        "Your people: kept": 3,
        "Your companies: kept": 3,
        "Your lists: kept": 1,
        "Of your people, sample people that you edited, imported or merged": 1,
        "Of your companies, sample companies where your people work or that you edited, imported "
        "or merged": 2,
        "Of your lists, those that lose their sample people and companies": 1,
        "Your people and companies in sample lists: the lists are deleted, the records kept": 1,
        "Your notes on sample people and companies: deleted": 1,
    }
    assert len(names(sample)) == 5
    clicked_twice = Workspace.objects.get(pk=sample.pk)

    page = manager_client.post(URL, follow=True)

    assert names(sample) == ["Cleo", "Dora", "Emil"]
    assert Contact.objects.get(first_name="Dora").company == Company.objects.get(name="Brightwater")
    assert list(ContactList.objects.values_list("name", flat=True)) == ["Fair"]
    assert [entry.contact.first_name for entry in own_list.entries.all()] == ["Dora"]
    assert not Note.objects.exists()
    assert ImportBatch.objects.get().created_at >= sample.created_at
    assert sorted(JobTitle.objects.values_list("title", "n_contacts")) == [
        ("Buyer", 1),
        ("Head buyer", 1),
        ("Welder", 1),
    ]
    said = page.content.decode()
    assert "The sample data is deleted. Kept: 3 people, 3 companies, 1 list." in said
    assert URL not in said
    sample.refresh_from_db()
    assert (sample.name, sample.sample_steps, sample.deleted_at) == ("My workspace", None, None)
    assert Member.objects.get(workspace=sample).role == Role.MANAGER
    assert not AuditRow.objects.filter(workspace=sample, created_at__lt=sample.created_at).exists()
    with pytest.raises(NoSampleDataError):
        remove_sample_data(workspace=clicked_twice, author=manager)
    assert names(sample) == ["Cleo", "Dora", "Emil"]


def test_edited_sample_records_stay_and_are_named_before(
    manager_client: Client, manager: User, sample: Workspace
) -> None:
    ben = Contact.objects.get(first_name="Ben")
    change_record(record=ben, values={"first_name": "Benno"}, author=manager)
    brightwater = Company.objects.get(name="Brightwater")
    change_record(record=brightwater, values={"city": "Ulm"}, author=manager)
    cleo = Contact.objects.get(first_name="Cleo")
    change_record(record=cleo, values={"phone": "+49 731 5550101"}, author=manager)
    step = RecordChange.objects.get(contact=cleo).step
    undo_step(workspace=sample, step=step, author=manager)

    will = figures(manager_client.get(URL).content.decode())

    assert will["Sample people: deleted"] == 2
    assert will["Sample companies: deleted"] == 0
    assert will["Of your people, sample people that you edited, imported or merged"] == 1

    manager_client.post(URL)

    assert names(sample) == ["Benno"]
    assert sorted(Company.objects.values_list("name", "city")) == [
        ("Brightwater", "Ulm"),
        ("Northway", ""),
    ]


def test_sample_goes_whole_where_nothing_is_own_but_own_data_and_other_roles_are_refused(
    manager_client: Client, qualifier_client: Client, sample: Workspace
) -> None:
    assert qualifier_client.get(URL).status_code == 403
    assert qualifier_client.post(URL).status_code == 403
    assert URL not in qualifier_client.get("/").content.decode()
    Workspace.objects.filter(pk=sample.pk).update(sample_steps=None)
    manager_client.post(URL)
    assert names(sample) == ["Ana", "Ben", "Cleo"]
    assert URL not in manager_client.get("/").content.decode()
    Workspace.objects.filter(pk=sample.pk).update(sample_steps=90)

    will = figures(manager_client.get(URL).content.decode())
    page = manager_client.post(URL, follow=True)

    assert will["Sample people: deleted"] == 3
    assert will["Sample companies: deleted"] == 2
    assert "First steps" in page.content.decode()
    for model in (Contact, Company, JobTitle, ContactList, ImportBatch):
        assert not model.objects.filter(workspace=sample).exists(), model
