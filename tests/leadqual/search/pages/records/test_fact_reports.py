"""A wrong value is reported where it stands; a manager applies or dismisses the report."""

import re

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.errors import FactReportError
from leadqual.leads.models import Company, Contact, FactReport
from leadqual.leads.records.fact_reports import (
    report_fact,
    resolve_report,
    shown_value,
)
from tests.leadqual.leads.people import make_company, make_contact
from tests.leadqual.search.pages.test_people_and_companies import HTMX, html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
REVIEW = "/settings/?panel=reported-values"


@pytest.fixture
def ada(workspace: Workspace) -> Contact:
    company = make_company(workspace, "Kelvia", size="51-200", city="Kiel")
    return make_contact(
        workspace, "Ada Abel", email="ada@x.example", phone="+49 1", company=company, city="Kiel"
    )


def posted(client: Client, path: str, **values: str) -> str:
    return html_of(client.post(path, values, follow=True))


def test_every_fact_of_the_panel_can_be_reported_where_it_stands(
    viewer_client: Client, ada: Contact
) -> None:
    html = html_of(viewer_client.get(f"/people/{ada.pk}/", headers=HTMX))
    company = html_of(viewer_client.get(f"/companies/{ada.company_id}/preview/", headers=HTMX))
    page = html_of(viewer_client.get(f"/companies/{ada.company_id}/"))

    reported = r'class="flag" href="/(?:people|companies)/\d+/report/\?field=(\w+)'
    assert re.findall(reported, html) == ["company", "email", "phone", "city"]
    for shown in (company, page):
        assert {"size", "city"} <= set(re.findall(reported, shown))


def test_viewer_reports_and_manager_applies_with_an_undo(
    viewer_client: Client, manager_client: Client, ada: Contact
) -> None:
    path = f"/people/{ada.pk}/report/"
    form = html_of(viewer_client.get(f"{path}?field=phone"))
    assert "+49 1" in form

    said = posted(viewer_client, path, field="phone", right_value=" +49 2 ", next="/people/?q=ada")
    assert "Reported the phone of Ada Abel" in said
    panel = html_of(viewer_client.get(f"/people/{ada.pk}/", headers=HTMX))
    assert "Reported</span>" in panel
    assert viewer_client.get(REVIEW).status_code == 403
    listed = html_of(manager_client.get(REVIEW))
    report = FactReport.objects.get()
    assert (report.value, report.right_value) == ("+49 1", "+49 2")
    assert f"/settings/reported-values/{report.pk}/apply/" in listed

    applied = posted(manager_client, f"/settings/reported-values/{report.pk}/apply/")
    ada.refresh_from_db()
    report.refresh_from_db()
    assert (ada.phone, ada.email, ada.city) == ("+49 2", "ada@x.example", "Kiel")
    assert report.is_applied
    (undo,) = re.findall(r'action="(/records/changes/[^"]+)"', applied)
    manager_client.post(undo.replace("&amp;", "&"))
    ada.refresh_from_db()
    assert ada.phone == "+49 1"


def test_company_of_a_person_and_facts_of_a_company_are_applied(
    qualifier_client: Client, manager_client: Client, ada: Contact
) -> None:
    posted(qualifier_client, f"/people/{ada.pk}/report/", field="company", right_value="Nord")
    posted(
        qualifier_client,
        f"/companies/{ada.company_id}/report/",
        field="employees",
        right_value="120",
    )

    kelvia = ada.company
    assert kelvia is not None
    for report in FactReport.objects.all():
        posted(manager_client, f"/settings/reported-values/{report.pk}/apply/")

    ada.refresh_from_db()
    assert ada.company is not None
    assert ada.company.name == "Nord"
    assert Company.objects.get(pk=kelvia.pk).employees == 120
    assert "No reported values" in html_of(manager_client.get(REVIEW))


def test_value_that_does_not_fit_is_not_applied_and_the_report_stays(
    manager_client: Client, manager: User, ada: Contact
) -> None:
    assert ada.company is not None
    wrong = [
        report_fact(record=ada, field="email", right_value="no email", author=manager),
        report_fact(record=ada.company, field="employees", right_value="many", author=manager),
        report_fact(record=ada, field="city", author=manager),
    ]

    for report in wrong:
        html = posted(manager_client, f"/settings/reported-values/{report.pk}/apply/")
        assert "was not applied" in html

    ada.refresh_from_db()
    assert (ada.email, ada.city) == ("ada@x.example", "Kiel")
    assert FactReport.objects.filter(resolved_at=None).count() == len(wrong)


def test_dismissing_is_undone_and_done_again(
    manager_client: Client, manager: User, ada: Contact
) -> None:
    report = report_fact(record=ada, field="phone", author=manager)
    base = f"/settings/reported-values/{report.pk}"

    dismissed = posted(manager_client, f"{base}/dismiss/")
    assert f'action="{base}/reopen/"' in dismissed
    again = posted(manager_client, f"{base}/reopen/")
    assert f'action="{base}/dismiss/"' in again
    assert FactReport.objects.filter(resolved_at=None).exists()
    resolve_report(report=report, author=manager, is_applied=False)
    report_fact(record=ada, field="phone", author=manager)  # Said anew: one is enough.
    assert "stays closed" in posted(manager_client, f"{base}/reopen/")


def test_same_field_is_reported_once_by_one_person(manager: User, ada: Contact) -> None:
    first = report_fact(record=ada, field="phone", author=manager)
    second = report_fact(record=ada, field="phone", right_value="+49 3", author=manager)

    assert first.pk == second.pk
    assert FactReport.objects.get().right_value == "+49 3"


def test_report_that_says_nothing_is_refused(manager: User, ada: Contact) -> None:
    for field, value in (("owner", "x"), ("phone", "+49 1"), ("phone", "9" * 501), ("", "")):
        with pytest.raises(FactReportError):
            report_fact(record=ada, field=field, right_value=value, author=manager)

    assert not FactReport.objects.exists()


def test_others_see_and_touch_nothing(
    stranger_client: Client, viewer_client: Client, manager: User, ada: Contact
) -> None:
    report = report_fact(record=ada, field="phone", author=manager)

    assert stranger_client.get(f"/people/{ada.pk}/report/?field=phone").status_code == 404
    for action in ("apply", "dismiss", "reopen"):
        path = f"/settings/reported-values/{report.pk}/{action}/"
        assert viewer_client.post(path).status_code == 403
    no_fact = viewer_client.get(f"/people/{ada.pk}/report/?field=owner")
    assert no_fact.headers["Location"] == f"/people/?person={ada.pk}#person"


def test_api_reports_lists_and_dismisses(
    manager_client: Client, qualifier_client: Client, ada: Contact
) -> None:
    json = "application/json"
    path = f"/api/v1/contacts/{ada.pk}/fact-reports"

    made = qualifier_client.post(path, {"field": "phone", "right_value": "+49 2"}, json)
    bad = qualifier_client.post(path, {"field": "shoe_size"}, json)
    found = manager_client.get("/api/v1/fact-reports").json()["results"]
    refused = qualifier_client.delete(f"/api/v1/fact-reports/{made.json()['id']}")
    gone = manager_client.delete(f"/api/v1/fact-reports/{made.json()['id']}")

    assert (made.status_code, bad.status_code) == (201, 422)
    assert [(one["field"], one["value"], one["right_value"]) for one in found] == [
        ("phone", "+49 1", "+49 2")
    ]
    assert (refused.status_code, gone.status_code) == (403, 204)
    assert manager_client.get("/api/v1/fact-reports").json()["results"] == []


def test_api_gives_a_company_the_right_value_and_an_undo(
    manager_client: Client, manager: User, ada: Contact
) -> None:
    company = ada.company
    assert company is not None
    for field, right, stored in (
        ("employees", "120", 120),
        ("technologies", "Python, Rust", ["Python", "Rust"]),
        ("country", "DE", "Germany"),
    ):
        former = getattr(company, field)
        report = report_fact(record=company, field=field, right_value=right, author=manager)

        applied = manager_client.post(f"/api/v1/fact-reports/{report.pk}/apply").json()

        company.refresh_from_db()
        report.refresh_from_db()
        assert (getattr(company, field), report.is_applied) == (stored, True)
        assert (applied["field"], applied["value"]) == (field, shown_value(company, field))
        undone = manager_client.post(f"/api/v1/record-changes/{applied['request_id']}/undo")
        company.refresh_from_db()
        assert (undone.status_code, getattr(company, field)) == (200, former)


def test_api_refuses_a_value_that_does_not_fit_and_keeps_the_report(
    manager_client: Client, manager: User, ada: Contact
) -> None:
    assert ada.company is not None
    for field, right, wrong in (
        ("employees", "many", "#/employees"),
        ("founded", "99", "#/founded"),
        ("city", "", "#/right_value"),
    ):
        report = report_fact(record=ada.company, field=field, right_value=right, author=manager)

        refused = manager_client.post(f"/api/v1/fact-reports/{report.pk}/apply")

        report.refresh_from_db()
        assert (refused.status_code, report.resolved_at) == (422, None)
        assert [one["pointer"] for one in refused.json()["errors"]] == [wrong]
