"""Inbound leads by API: send a lead, read the log; forms and routing rules."""

from dataclasses import asdict, replace
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Workspace
from leadqual.core.api import operations as op
from leadqual.core.api.pages import NewestFirst, SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.errors import WrongValue
from leadqual.inbound import forms, routing, selectors
from leadqual.inbound.errors import RoutingRuleError
from leadqual.inbound.lead_values import lead_values
from leadqual.inbound.models import (
    LONGEST_MESSAGE,
    LONGEST_NAME,
    MAX_SCORE,
    InboundForm,
    InboundLead,
    RoutingRule,
)
from leadqual.inbound.receiving import receive_lead
from leadqual.leads.records.owners import owners_of

_TEXT: dict[str, Any] = {"required": False, "allow_blank": True}


class InboundLeadInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /inbound-leads`; the person is found by the email."""

    email = serializers.EmailField(max_length=254)
    first_name = serializers.CharField(max_length=150, **_TEXT)
    last_name = serializers.CharField(max_length=150, **_TEXT)
    title = serializers.CharField(max_length=1_000, **_TEXT)
    company = serializers.CharField(max_length=300, **_TEXT)
    website = serializers.CharField(max_length=300, **_TEXT, help_text="Of the company.")
    phone = serializers.CharField(max_length=60, **_TEXT)
    city = serializers.CharField(max_length=150, **_TEXT)
    state = serializers.CharField(max_length=150, **_TEXT)
    country = serializers.CharField(max_length=100, **_TEXT)
    message = serializers.CharField(max_length=LONGEST_MESSAGE, **_TEXT)


class LeadFactsOutput(serializers.Serializer[Any]):
    """What the rules were asked about."""

    title = serializers.CharField()
    functions = serializers.ListField(child=serializers.CharField(), help_text="Slugs.")
    function_names = serializers.ListField(child=serializers.CharField(), required=False)
    departments = serializers.ListField(child=serializers.CharField(), help_text="Slugs.")
    department_names = serializers.ListField(child=serializers.CharField(), required=False)
    level = serializers.CharField(help_text="Slug; empty without one.")
    level_name = serializers.CharField(required=False)
    country = serializers.CharField()
    business_model = serializers.CharField()
    score = serializers.IntegerField()


class RoutingStepOutput(serializers.Serializer[Any]):
    """One rule that was asked."""

    rule = serializers.CharField()
    result = serializers.CharField(help_text="`matched`, or what did not match.")


@extend_schema_serializer(component_name="InboundLead")
class InboundLeadOutput(serializers.ModelSerializer[InboundLead]):
    """One lead that came: what it is, which rule decided, and why."""

    contact = serializers.IntegerField(source="contact_id", allow_null=True)
    form = serializers.IntegerField(source="form_id", allow_null=True)
    facts = serializers.SerializerMethodField(help_text="null for a lead that was not stored.")
    rule = serializers.CharField(source="rule_name", help_text="Name of the rule that decided.")
    owner = serializers.EmailField(source="owner.email", allow_null=True, default=None)
    steps = serializers.SerializerMethodField(help_text="Rules in the order they were asked.")

    class Meta:
        model = InboundLead
        fields = [
            *("id", "source", "form", "contact", "outcome", "facts", "message", "rule"),
            *("owner", "reason", "steps", "created_at"),
        ]

    @extend_schema_field(LeadFactsOutput(allow_null=True))
    def get_facts(self, row: InboundLead) -> dict[str, object] | None:
        return row.facts or None

    @extend_schema_field(RoutingStepOutput(many=True))
    def get_steps(self, row: InboundLead) -> list[dict[str, str]]:
        """Return the steps."""
        return [{"rule": rule, "result": result} for rule, result in row.steps]


class InboundLeadViewSet(WorkspaceViewSet[InboundLead]):
    """Leads that came in."""

    rows = staticmethod(selectors.leads_of)
    list_inbound_leads = op.listing(
        "inbound-leads",
        InboundLeadOutput,
        "Return the log of inbound leads, the newest first.",
        pages=NewestFirst,
    )

    @op.post("inbound-leads", body=InboundLeadInput, returns=InboundLeadOutput, status=201)
    def create_inbound_lead(self, body: op.Body) -> Any:
        """Classify, score and route a lead. A person with this email is updated."""
        return receive_lead(workspace=self.workspace, lead=lead_values(body))


@extend_schema_serializer(component_name="InboundForm")
class InboundFormOutput(serializers.ModelSerializer[InboundForm]):
    """A form on a website."""

    address = serializers.SerializerMethodField(help_text="What the form posts to.")

    class Meta:
        model = InboundForm
        fields = [
            *("id", "name", "address", "redirect_url", "overwrites", "is_active", "created_at"),
        ]

    def get_address(self, row: InboundForm) -> str:
        """Return the path of the address below the one of this installation."""
        return reverse("inbound:receive", args=[row.token])


class InboundFormInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /inbound-forms`."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    redirect_url = serializers.CharField(max_length=500, required=False, allow_blank=True)
    overwrites = serializers.BooleanField(
        required=False, help_text="Replace values on record instead of only filling gaps."
    )
    is_active = serializers.BooleanField(required=False)


class InboundFormChangeInput(InboundFormInput):
    """Body of `PATCH /inbound-forms/{id}`; omitted fields stay unchanged."""

    name = serializers.CharField(max_length=LONGEST_NAME, required=False)


class InboundFormViewSet(WorkspaceViewSet[InboundForm]):
    """Inbound forms of the workspace."""

    key, rows = "form", staticmethod(selectors.forms_of)
    write_role = Role.MANAGER

    list_inbound_forms = op.listing(
        "inbound-forms",
        InboundFormOutput,
        "Return all forms, the oldest first.",
        pages=SequencePages,
    )

    @op.post("inbound-forms", body=InboundFormInput, returns=InboundFormOutput, status=201)
    def create_inbound_form(self, body: forms.FormValues) -> Any:
        """Add a form with an address of its own."""
        return forms.create_form(
            workspace=self.workspace,
            values=body,
            author=self.user,
        )

    @op.patch("inbound-forms/<int:form_id>", body=InboundFormChangeInput, returns=InboundFormOutput)
    def update_inbound_form(self, form: InboundForm, body: op.Body) -> Any:
        """Change a form. `is_active: false` stops its address."""
        values = replace(forms.values_of(form), **body)
        forms.change_form(form=form, values=values, author=self.user)
        return form

    @op.post("inbound-forms/<int:form_id>/renew", returns=InboundFormOutput)
    def renew_inbound_form(self, form: InboundForm) -> Any:
        """Give a form a new address. The former one takes nothing any more."""
        forms.renew_address(form=form, author=self.user)
        return form


class InboundRuleInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /inbound-rules`; conditions that are left out match every lead."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    owner = serializers.EmailField(help_text="Email of a member.")
    departments = serializers.ListField(
        child=serializers.CharField(max_length=100), required=False, max_length=100
    )
    levels = serializers.ListField(
        child=serializers.CharField(max_length=100), required=False, max_length=100
    )
    countries = serializers.ListField(
        child=serializers.CharField(max_length=100),
        required=False,
        max_length=routing.MAX_VALUES,
        help_text="Names or ISO codes.",
    )
    min_score = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=MAX_SCORE
    )
    max_score = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=MAX_SCORE
    )


class InboundRuleChangeInput(InboundRuleInput):
    """Body of `PATCH /inbound-rules/{id}`; omitted fields stay unchanged."""

    name = serializers.CharField(max_length=LONGEST_NAME, required=False)
    owner = serializers.EmailField(required=False)
    position = serializers.IntegerField(
        required=False, min_value=1, max_value=1_000, help_text="New place, from 1."
    )


@extend_schema_serializer(component_name="InboundRule")
class InboundRuleOutput(serializers.Serializer[Any]):
    """A routing rule; the first that matches a lead decides."""

    id = serializers.IntegerField()
    position = serializers.IntegerField()
    name = serializers.CharField()
    owner = serializers.EmailField()
    departments = serializers.ListField(child=serializers.CharField())
    levels = serializers.ListField(child=serializers.CharField())
    countries = serializers.ListField(child=serializers.CharField())
    min_score = serializers.IntegerField(allow_null=True)
    max_score = serializers.IntegerField(allow_null=True)

    def to_representation(self, instance: RoutingRule) -> dict[str, Any]:
        values = asdict(routing.values_of(instance))
        identity = {"id": instance.pk, "position": instance.position, "owner": instance.owner.email}
        return super().to_representation({**values, **identity})


class InboundRuleViewSet(WorkspaceViewSet[RoutingRule]):
    """Routing rules of the workspace."""

    key, rows = "rule", staticmethod(selectors.rules_of)
    write_role = Role.MANAGER

    list_inbound_rules = op.listing(
        "inbound-rules",
        InboundRuleOutput,
        "Return the rules in the order in which they are asked.",
        pages=SequencePages,
    )

    @op.post("inbound-rules", body=InboundRuleInput, returns=InboundRuleOutput, status=201)
    def create_inbound_rule(self, body: op.Body) -> RoutingRule:
        """Add a rule behind the others."""
        values = routing.RuleValues(**_resolve_owner(self.workspace, body))
        return routing.create_rule(workspace=self.workspace, values=values, author=self.user)

    @op.patch("inbound-rules/<int:rule_id>", body=InboundRuleChangeInput, returns=InboundRuleOutput)
    def update_inbound_rule(self, rule: RoutingRule, body: op.Body) -> Any:
        """Change a rule, or move it to another place."""
        given = _resolve_owner(self.workspace, body)
        position = given.pop("position", None)
        if given:
            values = replace(routing.values_of(rule), **given)
            routing.change_rule(rule=rule, values=values, author=self.user)
        if position is not None:
            routing.move_rule(rule=rule, position=position, author=self.user)
        return self.get_object()

    @op.delete("inbound-rules/<int:rule_id>")
    def delete_inbound_rule(self, rule: RoutingRule) -> None:
        """Delete a rule. The log keeps its name."""
        routing.delete_rule(rule=rule, author=self.user)


def _resolve_owner(workspace: Workspace, given: op.Body) -> dict[str, Any]:
    if "owner" not in given:
        return dict(given)
    owner_email = given["owner"].casefold()
    owners = owners_of(workspace).items()
    key = next((key for key, user in owners if user.email.casefold() == owner_email), None)
    if key is None:
        emails = sorted(user.email for _, user in owners)
        raise RoutingRuleError(
            "The owner must be a member of this workspace.",
            WrongValue("owner", given["owner"], emails),
        )
    return {**given, "owner": key}
