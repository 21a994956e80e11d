"""What other tools call our functions: in the tables, in the admin, in exports."""

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from leadqual.accounts.models import User, Workspace
from leadqual.taxonomy.models import CrosswalkName, Function, OtherTool, TaxonomyVersion
from leadqual.taxonomy.selectors import crosswalk
from leadqual.taxonomy.services import load_crosswalk
from tests.conftest import client_of
from tests.leadqual.leads.exporting.files import read_csv
from tests.leadqual.leads.people import NOW, make_contact, make_title
from tests.leadqual.leads.test_api_exports import content_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def staff(workspace: Workspace) -> Client:
    """A member of staff."""
    return client_of(User.objects.create_superuser("staff@leadqual.example", "x"))


def test_every_living_function_has_a_name_in_each_tool() -> None:
    functions = set(Function.objects.values_list("pk", flat=True))

    assert {slug: set(names) for slug, names in crosswalk().items()} == dict.fromkeys(
        OtherTool.objects.values_list("slug", flat=True), functions
    )
    assert len(crosswalk()) == 5


def test_tables_that_staff_changed_are_left_as_they_are() -> None:
    CrosswalkName.objects.all().delete()

    assert load_crosswalk() is False
    assert CrosswalkName.objects.count() == 0
    OtherTool.objects.all().delete()
    assert load_crosswalk() is True
    assert CrosswalkName.objects.count() == 5 * 196


def test_export_carries_the_names_each_once(api: Client, workspace: Workspace) -> None:
    title = make_title(
        workspace, "Head", {"sales": 0.9, "sales_operations": 0.8, "recruiting": 0.7}
    )
    make_contact(workspace, job_title=title)
    make_contact(workspace, "No Title")

    response = api.get(
        "/api/v1/contacts/export?column=in_linkedin&column=in_apollo&column=in_hubspot"
    )

    assert read_csv(content_of(response)) == [
        {
            "in_linkedin": "Sales; Human Resources",
            "in_apollo": "Sales; Sales Operations; Recruiting & Talent Acquisition",
            "in_hubspot": "Sales; Recruiting",
        },
        {"in_linkedin": "", "in_apollo": "", "in_hubspot": ""},
    ]


def test_name_that_staff_changed_is_in_the_next_export_and_no_title_is_read_anew(
    staff: Client,
    api: Client,
    workspace: Workspace,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    title = make_title(workspace, "Rep", {"sales": 0.9})
    make_contact(workspace, job_title=title)
    row = CrosswalkName.objects.get(tool__slug="hubspot", function__slug="sales")

    with django_capture_on_commit_callbacks(execute=True):
        response = staff.post(
            f"/admin/taxonomy/crosswalkname/{row.pk}/change/",
            {"tool": row.tool_id, "function": row.function_id, "name": "Revenue"},
        )
    exported = api.get("/api/v1/contacts/export?column=in_hubspot")

    assert response.status_code == 302
    assert read_csv(content_of(exported)) == [{"in_hubspot": "Revenue"}]
    title.refresh_from_db()
    assert title.classified_at == NOW
    version = TaxonomyVersion.objects.select_related("author").latest("pk")
    assert version.sentences == ["“Sales” is “Revenue” in hubspot."]
    assert str(version.author) == "staff@leadqual.example"


def test_new_tool_is_a_new_column(staff: Client, api: Client, workspace: Workspace) -> None:
    make_contact(workspace, job_title=make_title(workspace, "Rep", {"sales": 0.9}))

    staff.post(
        "/admin/taxonomy/othertool/add/",
        {"name": "Our CRM", "slug": "crm", "calls": "team", "position": 9},
    )
    empty = read_csv(content_of(api.get("/api/v1/contacts/export?column=in_crm")))
    CrosswalkName.objects.create(
        tool=OtherTool.objects.get(slug="crm"),
        function=Function.objects.get(slug="sales"),
        name="Hunters",
    )
    filled = read_csv(content_of(api.get("/api/v1/contacts/export?column=in_crm")))

    assert empty == [{"in_crm": ""}]
    assert filled == [{"in_crm": "Hunters"}]


def test_lists_of_the_admin_open(staff: Client) -> None:
    for name in ("othertool", "crosswalkname"):
        assert staff.get(f"/admin/taxonomy/{name}/").status_code == 200
    page = staff.get("/admin/taxonomy/crosswalkname/?q=recruiting").content.decode()
    assert "Recruiting &amp; Talent Acquisition" in page
