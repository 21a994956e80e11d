"""The people of one company by department and level, and its gaps."""

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.search.results.company_staff import staff_of_company
from leadqual.taxonomy.models import Department, Function, Level
from tests.leadqual.leads.people import make_company, make_contact, make_title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def test_levels_of_a_department_add_up_and_departments_without_people_are_gaps(
    workspace: Workspace, viewer_client: Client
) -> None:
    company, other = make_company(workspace, "Nord"), make_company(workspace, "Berg")
    director = Level.objects.get(slug="director")
    head = make_title(workspace, "Head of Sales", {"sales": 1.0}, level=director)
    plain = make_title(workspace, "Seller", {"sales": 1.0})
    for title, place in ((head, company), (plain, company), (plain, company), (plain, other)):
        make_contact(workspace, company=place, job_title=title, title=title.title)
    department = Function.objects.get(slug="sales").department

    staff = staff_of_company(workspace, company)
    page = viewer_client.get(f"/companies/{company.pk}/").content.decode()

    line = staff.departments[0]
    assert (line.slug, line.n_people, line.by_level) == (department.slug, 3, {"director": 1, "": 2})
    assert staff.levels == [("director", director.name), ("", "No level")]
    others = Department.objects.filter(retired_at=None).exclude(pk=department.pk)
    assert {slug for slug, _ in staff.gaps} == set(others.values_list("slug", flat=True))
    assert "No one in" in page
    assert f"department={department.slug}&amp;level=director" in page


def test_a_company_without_classified_people_has_no_gaps(workspace: Workspace) -> None:
    staff = staff_of_company(workspace, make_company(workspace))

    assert (staff.departments, staff.levels, staff.gaps) == ([], [], [])
