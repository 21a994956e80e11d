"""Managers edit forms and rules, on pages and by API; everything is in the audit log."""

from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.inbound.errors import InboundFormError, RoutingRuleError
from leadqual.inbound.forms import FormValues, create_form, renew_address
from leadqual.inbound.models import InboundForm, InboundLead, RoutingRule
from leadqual.inbound.routing import RuleValues, create_rule, delete_rule, move_rule
from leadqual.leads.models import Contact

pytestmark = pytest.mark.django_db
JSON = "application/json"
PANEL = "/settings/integrations/?panel=inbound-leads"


def order(workspace: Workspace) -> list[str]:
    rules = RoutingRule.objects.filter(workspace=workspace)
    assert [rule.position for rule in rules] == [*range(1, len(rules) + 1)]
    return [rule.name for rule in rules]


def test_forms_have_addresses_that_nobody_guesses(
    workspace: Workspace, manager: User, form: InboundForm
) -> None:
    former = form.token
    other = create_form(workspace=workspace, values=FormValues("Other"), author=manager)
    renew_address(form=form, author=manager)

    assert len({former, form.token, other.token}) == 3
    assert min(map(len, (former, form.token))) >= 32
    assert set(AuditRow.objects.values_list("action", flat=True)) >= {
        *("inbound_form.created", "inbound_form.address_renewed")
    }


def test_redirect_must_be_a_full_web_address(workspace: Workspace, manager: User) -> None:
    for url in [
        "javascript:alert(1)",
        "//evil.example",
        "/home",
        "https://a:b@x.example/",
        "nonsense",
    ]:
        with pytest.raises(InboundFormError):
            create_form(workspace=workspace, values=FormValues("F", url), author=manager)


def test_rules_that_cannot_be_are_refused(
    workspace: Workspace, manager: User, models: None
) -> None:
    changes: list[dict[str, Any]] = [
        {"name": ""},
        {"owner": 0},
        {"departments": ["nothing"]},
        {"levels": ["nothing"]},
        {"countries": ["Atlantis"]},
        {"min_score": 101},
        {"min_score": 60, "max_score": 40},
    ]
    for change in changes:
        values = RuleValues(**{"name": "R", "owner": manager.pk, **change})

        with pytest.raises(RoutingRuleError):
            create_rule(workspace=workspace, values=values, author=manager)

        assert not RoutingRule.objects.exists()


def test_rules_are_moved_and_deleted_without_gaps(
    workspace: Workspace, manager: User, models: None
) -> None:
    rows = [
        create_rule(workspace=workspace, values=RuleValues(name, manager.pk), author=manager)
        for name in "abc"
    ]

    move_rule(rule=rows[2], position=1, author=manager)
    assert order(workspace) == ["c", "a", "b"]
    move_rule(rule=rows[2], position=99, author=manager)
    assert order(workspace) == ["a", "b", "c"]
    delete_rule(rule=rows[1], author=manager)
    assert order(workspace) == ["a", "c"]


def test_api_creates_changes_moves_and_deletes_rules(
    manager_client: Client, qualifier: User, workspace: Workspace, models: None
) -> None:
    body = {"name": "Sales", "owner": qualifier.email, "countries": ["DE"], "min_score": 10}
    first = manager_client.post("/api/v1/inbound-rules", body, content_type=JSON).json()
    second = manager_client.post(
        "/api/v1/inbound-rules", body | {"name": "Rest"}, content_type=JSON
    ).json()

    changed = manager_client.patch(
        f"/api/v1/inbound-rules/{second['id']}",
        {"position": 1, "levels": ["vp"], "min_score": None},
        content_type=JSON,
    ).json()

    assert first["countries"] == ["Germany"]
    assert (changed["position"], changed["levels"], changed["min_score"]) == (1, ["vp"], None)
    assert changed["owner"] == qualifier.email
    assert order(workspace) == ["Rest", "Sales"]
    assert manager_client.delete(f"/api/v1/inbound-rules/{first['id']}").status_code == 204
    left = manager_client.get("/api/v1/inbound-rules").json()
    assert [row["name"] for row in left["results"]] == ["Rest"]
    assert (left["next"], left["previous"]) == (None, None)


def test_api_receives_leads_and_lists_the_log(
    qualifier_client: Client, qualifier: User, rules: tuple[RoutingRule, RoutingRule]
) -> None:
    body = {"email": "a@port.example", "title": "VP Sales", "country": "Germany"}

    sent = qualifier_client.post("/api/v1/inbound-leads", body, content_type=JSON)
    listed = qualifier_client.get("/api/v1/inbound-leads").json()["results"]

    assert sent.status_code == 201
    assert listed == [sent.json()]
    assert (listed[0]["rule"], listed[0]["owner"]) == ("German sales", qualifier.email)
    assert listed[0]["facts"]["departments"] == ["sales"]
    assert listed[0]["steps"] == [{"rule": "German sales", "result": "matched"}]


def test_api_refuses_what_is_no_lead(qualifier_client: Client, workspace: Workspace) -> None:
    for body, status in [
        ({"email": "nobody"}, 422),
        ({}, 422),
        ({"email": "a@b.example", "x": 1}, 400),
    ]:
        answer = qualifier_client.post("/api/v1/inbound-leads", body, content_type=JSON)

        assert answer.status_code == status
        assert not InboundLead.objects.exists()


def test_api_creates_and_stops_forms(manager_client: Client, workspace: Workspace) -> None:
    made = manager_client.post("/api/v1/inbound-forms", {"name": "F"}, content_type=JSON).json()
    path = f"/api/v1/inbound-forms/{made['id']}"

    stopped = manager_client.patch(path, {"is_active": False}, content_type=JSON).json()

    assert made["address"].startswith("/inbound/")
    assert (stopped["name"], stopped["is_active"]) == ("F", False)
    assert manager_client.post(made["address"], {}, content_type=JSON).status_code == 404


def test_pages_add_forms_and_rules_and_show_the_log(
    manager_client: Client, manager: User, workspace: Workspace, models: None
) -> None:
    manager_client.post("/settings/inbound-leads/forms/new/", {"name": "Demo", "is_active": "on"})
    row = InboundForm.objects.get()
    rule = {"name": "All", "owner": manager.pk, "countries": "Germany, France"}
    manager_client.post("/settings/inbound-leads/rules/new/", rule)
    lead = {"email": "a@b.example", "first_name": "Ada", "country": "France"}
    manager_client.post(f"/inbound/{row.token}/", lead, content_type=JSON)

    page = manager_client.get(PANEL).content.decode()
    shown = manager_client.get(f"/settings/inbound-leads/forms/{row.pk}/").content.decode()

    assert Contact.objects.get().owner == manager
    for words in ("Demo", "1. All", "Germany or France", "country France", "Ada"):
        assert words in page
    assert row.token in shown


def test_pages_edit_move_and_delete_rules(
    manager_client: Client, workspace: Workspace, rules: tuple[RoutingRule, RoutingRule]
) -> None:
    first, second = (f"/settings/inbound-leads/rules/{rule.pk}/" for rule in rules)
    bound_form = {"name": "Renamed", "owner": rules[0].owner_id, "levels": ["vp"], "countries": ""}

    assert manager_client.get(first).status_code == 200
    assert manager_client.post(first, bound_form).status_code == 302
    assert manager_client.post(first, bound_form | {"countries": "Atlantis"}).status_code == 422
    manager_client.post(f"{second}move/", {"to": "up"})
    assert order(workspace) == ["Everybody else", "Renamed"]
    manager_client.post(f"{second}delete/")
    assert order(workspace) == ["Renamed"]


def test_others_see_the_panel_and_change_nothing(
    viewer_client: Client, form: InboundForm, rules: tuple[RoutingRule, RoutingRule]
) -> None:
    page = viewer_client.get(PANEL)
    refused = viewer_client.post("/settings/inbound-leads/forms/new/", {"name": "X"})
    by_api = viewer_client.post("/api/v1/inbound-forms", {"name": "X"}, content_type=JSON)

    assert page.status_code == 200
    assert "Add rule" not in page.content.decode()
    assert (refused.status_code, by_api.status_code) == (403, 403)
    assert InboundForm.objects.count() == 1
