"""A lead becomes a contact, is classified, scored and given to an owner; the log says why."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from leadqual.accounts.models import Member, User, Workspace
from leadqual.inbound.forms import FormValues, change_form
from leadqual.inbound.lead_values import LeadValues, lead_values
from leadqual.inbound.models import InboundForm, InboundLead, RoutingRule
from leadqual.inbound.receiving import receive_lead
from leadqual.inbound.routing import RuleValues, change_rule, move_rule
from leadqual.leads.errors import ErasedPersonError
from leadqual.leads.models import Contact
from leadqual.leads.services import set_do_not_contact
from leadqual.privacy.erasure.erase_person import run_erasure, start_erasure
from leadqual.privacy.erasure.person import Identifiers
from leadqual.privacy.retention import run_retention
from tests.rolled_back import rolled_back

pytestmark = pytest.mark.django_db
LEAD = LeadValues(
    email="jana@port.example",
    first_name="Jana",
    last_name="Port",
    title="Head of Sales",
    company="Port GmbH",
    website="https://www.port.example/about",
    country="Deutschland",
    message="Please call me.",
)


def test_lead_is_stored_classified_scored_and_routed(
    workspace: Workspace, qualifier: User, rules: tuple[RoutingRule, RoutingRule]
) -> None:
    row = receive_lead(workspace=workspace, lead=LEAD)

    contact = Contact.objects.get()
    assert (contact.email, contact.title, contact.country) == (
        *("jana@port.example", "Head of Sales", "Germany"),
    )
    assert contact.company is not None
    assert (contact.company.name, contact.company.domain) == ("Port GmbH", "port.example")
    assert contact.owner == qualifier
    assert contact.lead_score == row.facts["score"]
    assert (row.outcome, row.rule, row.owner) == ("created", rules[0], qualifier)
    assert (row.facts["departments"], row.facts["country"]) == (["sales"], "Germany")
    assert row.facts["department_names"] == ["Sales"]
    assert (row.facts["functions"], row.facts["function_names"]) == (["sales"], ["Sales"])
    assert (row.facts["level"], row.facts["level_name"]) == ("vp", "VP & Head")
    assert row.message == "Please call me."
    assert "Sales" in row.reason
    assert row.steps == [["German sales", "matched"]]


def test_first_rule_that_matches_decides_and_the_log_says_why_not_the_others(
    workspace: Workspace, manager: User, rules: tuple[RoutingRule, RoutingRule]
) -> None:
    lead = LeadValues(email="bo@port.example", title="Head of Sales", country="France")

    row = receive_lead(workspace=workspace, lead=lead)

    assert (row.rule, row.owner) == (rules[1], manager)
    assert row.steps == [["German sales", "country is France"], ["Everybody else", "matched"]]


def test_order_of_the_rules_counts(
    workspace: Workspace, manager: User, rules: tuple[RoutingRule, RoutingRule]
) -> None:
    move_rule(rule=rules[1], position=1, author=manager)

    assert receive_lead(workspace=workspace, lead=LEAD).rule == rules[1]


def test_each_condition_is_asked(
    workspace: Workspace, manager: User, rules: tuple[RoutingRule, RoutingRule]
) -> None:
    for values, missed in [
        ({"levels": ["entry"]}, "level is"),
        ({"min_score": 100}, "is below 100"),
        ({"max_score": 0}, "is above 0"),
        ({"departments": ["legal"]}, "department is Sales"),
    ]:
        with rolled_back():
            asked = RuleValues("Asked", manager.pk, **values)  # type: ignore[arg-type]  # one of each kind
            change_rule(rule=rules[0], values=asked, author=manager)

            row = receive_lead(workspace=workspace, lead=LEAD)

            assert row.rule == rules[1]
            assert missed in row.steps[0][1]


def test_lead_without_rules_has_no_owner(workspace: Workspace, models: None) -> None:
    row = receive_lead(workspace=workspace, lead=LEAD)

    assert (row.owner, row.rule_name, row.reason) == (None, "", "There are no rules.")


def test_rule_of_a_former_member_is_passed_over(
    workspace: Workspace, manager: User, qualifier: User, rules: tuple[RoutingRule, RoutingRule]
) -> None:
    Member.objects.filter(user=qualifier).delete()

    row = receive_lead(workspace=workspace, lead=LEAD)

    assert row.owner == manager
    assert "no longer a member" in row.steps[0][1]


def test_api_updates_and_a_form_only_fills_gaps_unless_it_overwrites(
    workspace: Workspace, manager: User, form: InboundForm
) -> None:
    receive_lead(workspace=workspace, lead=LEAD)
    other = LeadValues(email=LEAD.email, title="Buyer", phone="123", city="Lyon", company="Other")

    bound_form = receive_lead(workspace=workspace, lead=other, form=form)
    contact = Contact.objects.get()
    assert (bound_form.outcome, contact.title, contact.phone) == ("updated", "Head of Sales", "123")
    assert (contact.city, str(contact.company)) == ("", "Port GmbH")

    change_form(form=form, values=FormValues(form.name, overwrites=True), author=manager)
    receive_lead(workspace=workspace, lead=other, form=form)
    contact = Contact.objects.get()
    assert (contact.title, contact.city, str(contact.company)) == ("Buyer", "Lyon", "Other")

    receive_lead(workspace=workspace, lead=LEAD)
    assert Contact.objects.get().title == "Head of Sales"


def test_owner_who_is_a_member_stays(
    workspace: Workspace, manager: User, rules: tuple[RoutingRule, RoutingRule]
) -> None:
    Contact.objects.create(workspace=workspace, email=LEAD.email, owner=manager)

    row = receive_lead(workspace=workspace, lead=LEAD)

    assert (row.owner, row.rule) == (manager, None)
    assert "Already owned" in row.reason
    assert Contact.objects.get().owner == manager


def test_owner_who_left_is_replaced(
    workspace: Workspace, manager: User, qualifier: User, rules: tuple[RoutingRule, RoutingRule]
) -> None:
    Contact.objects.create(workspace=workspace, email=LEAD.email, owner=qualifier)
    Member.objects.filter(user=qualifier).delete()

    row = receive_lead(workspace=workspace, lead=LEAD)

    assert (row.owner, row.rule) == (manager, rules[1])
    assert Contact.objects.get().owner == manager


def test_do_not_contact_stays_and_gets_no_owner(
    workspace: Workspace, manager: User, rules: tuple[RoutingRule, RoutingRule]
) -> None:
    set_do_not_contact(
        workspace=workspace, email=LEAD.email, reason="manual", origin="test", author=manager
    )

    row = receive_lead(workspace=workspace, lead=LEAD)

    assert (row.owner, row.reason) == (None, "Marked Do not contact.")
    assert Contact.objects.get().do_not_contact
    assert Contact.objects.get().owner is None


def test_erased_people_are_refused_and_the_log_names_nobody(
    workspace: Workspace,
    manager: User,
    rules: tuple[RoutingRule, RoutingRule],
    tmp_path: Path,
    settings: Settings,
) -> None:
    settings.STATE_DIR = tmp_path
    receive_lead(workspace=workspace, lead=LEAD)
    given = Identifiers(email=LEAD.email)
    erasure = start_erasure(workspace=workspace, identifiers=given, author=manager)
    run_erasure(erasure.pk)
    assert not InboundLead.objects.exists()

    with pytest.raises(ErasedPersonError):
        receive_lead(workspace=workspace, lead=LEAD)

    row = InboundLead.objects.get()
    assert (row.outcome, row.contact, row.facts, row.message) == ("refused", None, {}, "")
    assert not Contact.objects.exists()


def test_values_are_cleaned() -> None:
    lead = lead_values(
        {"email": " Jana@Port.Example ", "first_name": "Ja\n na", "message": " a\nb ", "utm": "x"}
    )

    assert (lead.email, lead.first_name, lead.message) == ("jana@port.example", "Ja na", "a\nb")


def test_old_rows_of_the_log_are_removed_and_people_stay(
    workspace: Workspace, models: None, tmp_path: Path, settings: Settings
) -> None:
    settings.STATE_DIR = tmp_path
    old, new = (receive_lead(workspace=workspace, lead=LEAD) for _ in range(2))
    ago = timezone.now() - timedelta(days=366)
    InboundLead.objects.filter(pk=old.pk).update(created_at=ago)

    run = run_retention(workspace)

    assert run is not None
    assert run.counts["inbound_leads"] == 1
    assert InboundLead.objects.get() == new
    assert Contact.objects.exists()
