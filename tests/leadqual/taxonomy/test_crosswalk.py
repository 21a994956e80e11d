"""What other tools call our functions: in the tables, in the admin, in exports."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.taxonomy.models import CrosswalkName, Function, OtherTool
from leadqual.taxonomy.selectors import crosswalk
from tests.leadqual.leads.exporting.files import read_csv
from tests.leadqual.leads.people import make_contact, make_title
from tests.leadqual.search.api.test_exports import content_of
from tests.product import client_of

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
