"""The pages of imports, as a browser sees them."""

import gzip
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Contact
from leadqual.leads.records.custom_fields import create_field
from tests.leadqual.imports.conftest import Import, counts
from tests.leadqual.parts import part

pytestmark = pytest.mark.django_db

PEOPLE = (
    "Name;E-Mail;Position;Notiz\n"
    "Ann Lee;ann@acme.example;CEO;x\n"
    ";=1+1;CFO;y\n"
    ";cy(at)acme.example;CFO;\n"
)


def send(client: Client, content: bytes, name: str = "list.csv", kind: str = "contacts") -> str:
    """Send a file and return the address it leads to."""
    file = SimpleUploadedFile(name, content)
    response = client.post(reverse("imports:send"), {"kind": kind, "file": file})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


@pytest.mark.django_db(transaction=True)
def test_a_file_is_sent_looked_at_and_imported(manager_client: Client, models: None) -> None:
    address = send(manager_client, gzip.compress(PEOPLE.encode("cp1252")), "fair.csv.gz")
    page = manager_client.get(address).content.decode()
    assert "fair.csv.gz" in page
    assert "ann@acme.example" in page
    assert 'value="full_name" selected>' in " ".join(page.split())
    assert not Contact.objects.exists()

    boxes = {"column-0": "full_name", "column-1": "email", "column-2": "job_title", "column-3": ""}
    response = manager_client.post(f"{address}start/", boxes, follow=True)

    page = response.content.decode()
    batch = ImportBatch.objects.get()
    assert (batch.status, counts(batch)) == ("done", (1, 0, 0, 2))
    assert "All rows processed" in page
    assert "cy(at)acme.example" in page
    assert "Not a valid email address" in page
    contact = Contact.objects.get()
    assert (contact.first_name, contact.last_name, contact.title) == ("Ann", "Lee", "CEO")
    assert contact.job_title is not None
    trail = AuditRow.objects.filter(action__startswith="import.").order_by("pk")
    actions = list(trail.values_list("action", flat=True))
    assert actions == ["import.sent", "import.started", "import.done"]


@pytest.mark.django_db(transaction=True)
def test_people_of_an_import_are_opened_from_its_page(
    manager_client: Client, bring: Import, models: None
) -> None:
    bring("name,email\nZoe Old,zoe@old.example\n")
    batch = bring("name,email\nAnn Lee,ann@acme.example\nBo Roe,bo@acme.example\n")
    page = manager_client.get(reverse("imports:batch", args=[batch.pk])).content.decode()
    address = f"{reverse('search:people')}?import={batch.pk}"

    people = manager_client.get(address).content.decode()

    assert f'href="{address}"' in page
    assert "Ann Lee" in people
    assert "Bo Roe" in people
    assert "Zoe Old" not in people
    assert "list.csv" in people


@pytest.mark.django_db(transaction=True)
def test_custom_fields_are_chosen_by_label_and_all_records_get_tags(
    manager_client: Client, workspace: Workspace, manager: User, models: None
) -> None:
    create_field(
        workspace=workspace,
        record="contact",
        label="Fair <b>",
        kind="text",
        choices=[],
        author=manager,
    )
    address = send(manager_client, b"email,Booth\nann@acme.example,7A\n")
    page = manager_client.get(address).content.decode()

    columns = {"column-0": "email", "column-1": "custom.fair_b", "tags": "May; Leads"}
    manager_client.post(f"{address}start/", columns)

    assert "Fair &lt;b&gt;</option>" in page
    ann = Contact.objects.get()
    assert (ann.custom, ann.tags) == ({"fair_b": "7A"}, ["Leads", "May"])


def test_rows_are_previewed_with_another_mapping_and_nothing_is_saved(
    manager_client: Client, viewer_client: Client
) -> None:
    address = send(manager_client, PEOPLE.encode())
    batch = ImportBatch.objects.get()
    former = batch.mapping

    columns = {"column-0": "full_name", "column-1": "email", "column-2": "job_title"}
    page = manager_client.get(address).content.decode()
    found = manager_client.post(f"{address}preview/", columns).content.decode()
    too_little = manager_client.post(f"{address}preview/", {"column-2": "job_title"})

    assert "Import 3 people" in " ".join(page.split())
    assert "Ann Lee" in found
    assert "without “cy(at)acme.example”" not in found  # The row stays out as a whole.
    assert "will be rejected" in found
    assert "No column identifies a person" in too_little.content.decode()
    assert viewer_client.post(f"{address}preview/", columns).status_code == 403
    batch.refresh_from_db()
    assert (batch.mapping, batch.status) == (former, "mapping")


def test_columns_to_check_come_first(manager_client: Client) -> None:
    address = send(manager_client, b"Name,Emial Adress\nAnn Lee,ann@acme.example\n")

    page = manager_client.get(address).content.decode()

    assert page.index('aria-label="Field for Emial Adress"') > 0
    batch = ImportBatch.objects.get()
    unsure = [column["name"] for column in batch.columns if column["because"] == "uncertain"]
    for name in unsure:
        assert page.index(f'"Field for {name}"') < page.index('"Field for Name"')


def test_what_is_no_list_is_told_and_leaves_nothing(
    manager_client: Client, settings: Settings
) -> None:
    def page_for(content: bytes) -> str:
        body = {"kind": "contacts", "file": SimpleUploadedFile("list.csv", content)}
        response = manager_client.post(reverse("imports:send"), body)
        assert response.status_code == 422
        return response.content.decode()

    without = manager_client.post(reverse("imports:send"), {"kind": "contacts"})
    no_list = page_for(b"Dear all,\nsee you tomorrow.\n")
    settings.UPLOAD_LIMIT_BYTES = 10
    too_large = page_for(PEOPLE.encode())

    assert "Choose a file." in without.content.decode()
    assert "no header row" in no_list
    assert "Compress it with gzip" in too_large
    assert not ImportBatch.objects.exists()


def test_a_file_can_be_thrown_away_until_it_starts(
    manager_client: Client, django_capture_on_commit_callbacks: object
) -> None:
    address = send(manager_client, PEOPLE.encode())
    batch = ImportBatch.objects.get()
    storage, name = batch.file.storage, batch.file.name
    assert name is not None
    assert storage.exists(name)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        manager_client.post(f"{address}discard/")

    assert not ImportBatch.objects.exists()
    assert not storage.exists(name)


def test_an_import_that_ran_cannot_be_thrown_away_or_started_again(
    manager_client: Client, bring: Import
) -> None:
    batch = bring(PEOPLE)

    for step in ("discard", "start", "stop"):
        response = manager_client.post(
            reverse(f"imports:{step}", args=[batch.pk]), {"column-1": "email"}
        )
        assert response.status_code == 409

    assert ImportBatch.objects.get().status == "done"


def test_progress_asks_again_only_while_something_is_to_come(
    manager_client: Client, bring: Import
) -> None:
    batch = bring("email\nann@acme.example\n")
    address, bar = reverse("imports:progress", args=[batch.pk]), reverse("imports:status")
    assert "hx-get" not in part(manager_client, address)
    assert part(manager_client, bar).strip() == ""

    ImportBatch.objects.update(status="running", n_rows=37, n_rows_all=100)

    page = part(manager_client, address)
    assert 'hx-trigger="every 1s"' in page
    assert "Running, 37%" in page
    assert "37%" in part(manager_client, bar)


def test_only_managers_import(
    viewer_client: Client, qualifier_client: Client, bring: Import
) -> None:
    batch = bring(PEOPLE)
    steps = [
        reverse("imports:send"),
        *(reverse(f"imports:{step}", args=[batch.pk]) for step in ("start", "stop", "discard")),
    ]

    for client in (viewer_client, qualifier_client):
        assert {client.post(step).status_code for step in steps} == {403}
        page = client.get(reverse("imports:batch", args=[batch.pk]))
        assert page.status_code == 200
        assert "Download rejected rows" not in page.content.decode()
        assert client.get(reverse("imports:rejected_csv", args=[batch.pk])).status_code == 403
        assert 'type="file"' not in client.get(reverse("imports:list")).content.decode()


def test_another_workspace_sees_nothing(stranger_client: Client, bring: Import) -> None:
    batch = bring(PEOPLE)

    for name in ("batch", "progress", "rejected_csv"):
        address = reverse(f"imports:{name}", args=[batch.pk])
        assert stranger_client.get(address).status_code == 404
    for name in ("start", "stop", "discard"):
        address = reverse(f"imports:{name}", args=[batch.pk])
        assert stranger_client.post(address).status_code == 404
    assert "list.csv" not in stranger_client.get(reverse("imports:list")).content.decode()


def test_pages_ask_few_questions(
    manager_client: Client, bring: Import, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        batch = bring(PEOPLE)

    with django_assert_max_num_queries(14):
        manager_client.get(reverse("imports:list"))
    with django_assert_max_num_queries(16):
        manager_client.get(reverse("imports:batch", args=[batch.pk]))


def test_imports_are_one_click_away(manager_client: Client) -> None:
    for address, link in [
        ("/people/", '<a href="/imports/">Imports</a>'),
        ("/companies/", '<a href="/imports/?kind=companies">Import</a>'),
    ]:
        shown = manager_client.get(address).content.decode()

        assert link in shown
        menu = shown[shown.index('class="menu-links"') :]
        assert re.search(r'<li><a href="/imports/">.*Imports</a></li>', menu)


def test_the_form_is_set_to_what_the_page_before_listed(manager_client: Client) -> None:
    shown = " ".join(manager_client.get("/imports/?kind=companies").content.decode().split())
    unknown = manager_client.get("/imports/?kind=x")

    assert re.search(r'value="companies"[^>]* checked', shown)
    assert unknown.status_code == 200


def test_rows_of_which_only_a_cell_stayed_out_are_a_file_to_mend_too(
    manager_client: Client, bring: Import
) -> None:
    batch = bring("email,phone\na@b.example,ask reception\n")

    page = manager_client.get(f"/imports/{batch.pk}/").content.decode()
    file = manager_client.get(f"/imports/{batch.pk}/rejected.csv").getvalue().decode()

    assert batch.n_rejected == 0
    assert "Download rejected rows" not in page
    assert f'href="/imports/{batch.pk}/rejected.csv"' in page
    assert "a@b.example,ask reception" in file


def test_a_wide_file_is_mapped_by_the_columns_that_hold_something(manager_client: Client) -> None:
    header = ["First Name", "Email", *(f"Property {n}" for n in range(250)), "Do not contact"]
    row = ["Ann", "ann@acme.example", "x", *[""] * 250]

    address = send(manager_client, "\n".join([",".join(header), ",".join(row)]).encode())

    page = " ".join(manager_client.get(address).content.decode().split())
    assert page.count('<select id="column-') == 4
    assert 'aria-label="Field for Property 0"' in page
    assert 'aria-label="Field for Do not contact"' in page
    assert "249 columns are empty in the first rows and skipped" in page
    assert "Property 1, Property 2, " in page
    assert len(page) < 400_000


def test_another_encoding_is_shown_and_keeps_the_fields_that_were_chosen(
    manager_client: Client,
) -> None:
    content = "Name;Fonction;Prénom\nAnn Lefèvre;CEO;Zoé\n".encode("cp1252")
    address = send(manager_client, content)
    fields = {"column-0": "last_name", "column-1": "", "column-2": "first_name"}

    chosen = {"line": "1", "encoding": "cp1250", **fields}
    page = manager_client.post(f"{address}sheet/", chosen, follow=True).content.decode()

    assert "Lefčvre" in page
    batch = ImportBatch.objects.get()
    assert batch.encoding == "cp1250"
    assert batch.mapping == {"Name": "last_name", "Prénom": "first_name"}
    unknown = manager_client.post(f"{address}sheet/", {"line": "1", "encoding": "rot13"})
    assert unknown.status_code == 422
