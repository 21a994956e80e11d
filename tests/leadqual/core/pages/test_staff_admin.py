"""The Django admin: what staff may change, and that nothing goes around the product."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client
from pytest_django.fixtures import Settings

from leadqual.accounts.models import AuditRow, Member, User, Workspace
from leadqual.taxonomy.models import OtherTool, TaxonomyVersion
from tests.emails import sent_emails
from tests.product import PASSWORD, client_of

pytestmark = pytest.mark.django_db
READ_ONLY = {
    *("accounts.auditrow", "registry.modelversion"),
    *("taxonomy.department", "taxonomy.function", "taxonomy.level", "taxonomy.industry"),
    *("taxonomy.dictionaryentry", "taxonomy.phraserule", "taxonomy.crosswalkname"),
    "taxonomy.taxonomyversion",
}
EDITABLE = {"accounts.user", "accounts.workspace", "taxonomy.othertool"}


@pytest.fixture
def superuser(manager: User) -> User:
    """The manager, who may do everything in the admin."""
    manager.is_staff = manager.is_superuser = True
    manager.save()
    return manager


@pytest.fixture
def staff_browser(superuser: User) -> Client:
    """Their browser."""
    return client_of(superuser)


def models() -> Iterator[type[Model]]:
    """Return what the admin shows."""
    yield from admin.site._registry


def address(model: type[Model], *parts: object) -> str:
    """Return an address of the admin."""
    path = "/".join(str(part) for part in (model._meta.app_label, model._meta.model_name, *parts))
    return f"/admin/{path}/"


def test_admin_shows_the_models_that_are_listed_here() -> None:
    assert {model._meta.label_lower for model in models()} == READ_ONLY | EDITABLE


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("label", sorted(READ_ONLY))
def test_read_only_rows_are_neither_added_changed_nor_deleted(
    staff_browser: Client, taxonomy: None, superuser: User, label: str
) -> None:
    model = next(model for model in models() if model._meta.label_lower == label)
    AuditRow.objects.create(actor=superuser, action="member.left", subject="member:1")
    row = model._default_manager.first()
    before = list(model._default_manager.order_by("pk").values())

    assert staff_browser.get(address(model)).status_code == 200
    assert staff_browser.get(address(model, "add")).status_code == 403
    assert staff_browser.post(address(model, "add"), {"name": "New"}).status_code == 403
    if row is not None:
        key = quote(str(row.pk))
        page = staff_browser.get(address(model, key, "change"))
        assert page.status_code == 200
        assert 'name="_save"' not in page.content.decode()
        changed = staff_browser.post(address(model, key, "change"), {"name": "Other"})
        assert changed.status_code == 403
        deleted = staff_browser.post(address(model, key, "delete"), {"post": "yes"})
        assert deleted.status_code == 403
        chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        staff_browser.post(address(model), chosen)
    assert list(model._default_manager.order_by("pk").values()) == before


def test_taxonomy_screens_lead_to_the_drafts(staff_browser: Client, taxonomy: None) -> None:
    page = staff_browser.get("/admin/taxonomy/function/").content.decode()

    assert 'href="/taxonomy/drafts/"' in page
    assert staff_browser.get("/taxonomy/drafts/").status_code == 200


def test_tool_is_added_and_renamed_with_a_version_and_never_deleted(
    staff_browser: Client, taxonomy: None
) -> None:
    body = {"name": "Our CRM", "slug": "crm", "calls": "team", "position": 9}
    staff_browser.post("/admin/taxonomy/othertool/add/", body)
    tool = OtherTool.objects.get(slug="crm")
    changed = {**body, "name": "Their CRM", "slug": "other"}
    staff_browser.post(f"/admin/taxonomy/othertool/{tool.pk}/change/", changed)

    tool.refresh_from_db()
    assert (tool.name, tool.slug) == ("Their CRM", "crm")
    assert "changed tool" in TaxonomyVersion.objects.latest("pk").reason
    answer = staff_browser.post(f"/admin/taxonomy/othertool/{tool.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 403


def test_staff_create_no_users_and_set_no_passwords(
    staff_browser: Client, viewer: User, manager: User
) -> None:
    change = f"/admin/accounts/user/{viewer.pk}/change/"
    page = staff_browser.get(change).content.decode()

    assert 'type="password"' not in page
    assert viewer.password not in page
    assert staff_browser.get("/admin/accounts/user/add/").status_code == 403
    assert staff_browser.get(f"/admin/accounts/user/{viewer.pk}/password/").status_code in {
        302,
        404,
    }
    body = {"email": "thief@leadqual.example", "password": "x" * 20, "is_active": "on"}
    staff_browser.post(change, body)
    viewer.refresh_from_db()
    assert viewer.email == "viewer@leadqual.example"
    assert viewer.check_password(PASSWORD)
    gone = staff_browser.post(f"/admin/accounts/user/{viewer.pk}/delete/", {"post": "yes"})
    assert gone.status_code == 403


def test_staff_deactivate_and_reactivate_an_account_and_the_log_says_so(
    staff_browser: Client, viewer: User, viewer_client: Client, superuser: User
) -> None:
    change = f"/admin/accounts/user/{viewer.pk}/change/"

    staff_browser.post(change, {})
    out = viewer_client.get("/settings/")
    staff_browser.post(change, {"is_active": "on"})

    assert out.status_code == 302
    viewer.refresh_from_db()
    assert viewer.is_active
    off, on = AuditRow.objects.filter(action="account.changed_by_staff").order_by("pk")
    assert (off.actor, off.name, off.before) == (superuser, viewer.email, {"is_active": True})
    assert on.after == {"is_active": True}


def test_staff_send_a_reset_link_and_never_see_it(
    staff_browser: Client, viewer: User, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    page = staff_browser.post(
        "/admin/accounts/user/",
        {"action": "send_password_reset", "_selected_action": [viewer.pk]},
        follow=True,
    ).content.decode()

    (sent,) = sent_emails()
    assert sent.to == [viewer.email]
    found = re.search(r"/account/password/reset/\S+", str(sent.body))
    assert found is not None
    assert found[0] not in page


def test_staff_who_are_no_superusers_make_nobody_staff(workspace: Workspace, viewer: User) -> None:
    helper = User.objects.create_user("helper@leadqual.example", PASSWORD, is_staff=True)
    helper.user_permissions.set(Permission.objects.filter(codename__in=["change_user"]))
    browser = client_of(helper)

    for user in (viewer, helper):
        flags = {"is_active": "on", "is_staff": "on", "is_superuser": "on"}
        browser.post(f"/admin/accounts/user/{user.pk}/change/", flags)

    viewer.refresh_from_db()
    helper.refresh_from_db()
    assert (viewer.is_staff, viewer.is_superuser, helper.is_superuser) == (False, False, False)


def test_members_are_shown_and_added_by_invitation_only(
    staff_browser: Client, workspace: Workspace, viewer: User
) -> None:
    page = staff_browser.get(f"/admin/accounts/workspace/{workspace.pk}/change/").content.decode()

    assert str(viewer) in page
    assert "members-TOTAL_FORMS" not in page or 'name="members-0-role"' not in page
    assert Member.objects.filter(workspace=workspace).count() == 2


def test_staff_set_limits_of_a_workspace_and_nothing_else(
    staff_browser: Client, superuser: User, workspace: Workspace
) -> None:
    form = {
        "max_contacts": "5000",
        "max_companies": "",
        "max_jobs": "0",
        "max_requests": "60",
        "name": "Theirs",
        "slug": "theirs",
        "members-TOTAL_FORMS": "0",
        "members-INITIAL_FORMS": "0",
    }

    answer = staff_browser.post(f"/admin/accounts/workspace/{workspace.pk}/change/", form)

    assert answer.status_code == 302
    name = workspace.name
    workspace.refresh_from_db()
    limits = (workspace.max_contacts, workspace.max_companies, workspace.max_jobs)
    assert (*limits, workspace.max_requests, workspace.name) == (5000, None, 0, 60, name)
    row = AuditRow.objects.get(action="workspace.limits_changed")
    assert row.after is not None
    assert (row.actor, row.after["max_contacts"]) == (superuser, 5000)
    assert staff_browser.get("/admin/accounts/workspace/add/").status_code == 403
    gone = staff_browser.post(f"/admin/accounts/workspace/{workspace.pk}/delete/", {"post": "yes"})
    assert gone.status_code == 403


def test_admin_has_no_sign_in_of_its_own(client: Client, manager: User) -> None:
    asked = client.get("/admin/login/?next=/admin/accounts/")
    tried = client.post("/admin/login/", {"username": manager.email, "password": PASSWORD})

    assert asked.headers["Location"].startswith("/account/login/?next=")
    assert tried.status_code == 302
    assert "_auth_user_id" not in client.session


def test_policy_of_admin_and_api_page_is_as_strict_as_that_of_the_product(
    staff_browser: Client,
) -> None:
    strict = staff_browser.get("/settings/").headers["Content-Security-Policy"]
    assert "unsafe" not in strict

    for path in ("/admin/", "/api/docs/"):
        answer = staff_browser.get(path)
        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"] == strict
