"""Inbound leads by API: send a lead, read the log; forms and routing rules."""

from dataclasses import asdict, replace
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.core.api.pages import CursorPages, SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.errors import WrongValue
from leadqual.inbound import selectors
from leadqual.inbound.errors import RoutingRuleError
from leadqual.inbound.forms import services as form_writes
from leadqual.inbound.models import (
    LONGEST_MESSAGE,
    LONGEST_NAME,
    MAX_SCORE,
    InboundForm,
    InboundLead,
    RoutingRule,
)
from leadqual.inbound.receiving.lead_values import lead_values
from leadqual.inbound.receiving.services import receive_lead
from leadqual.inbound.routing import services as rule_writes
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


class LogPages(CursorPages):
    """The log, the newest first."""

    ordering = "-id"


class InboundLeadListView(APIView):
    """Leads that came in."""

    @extend_schema(operation_id="list_inbound_leads", responses={200: InboundLeadOutput(many=True)})
    def get(self, request: ApiRequest) -> Response:
        """Return the log of inbound leads, the newest first."""
        pages = LogPages()
        rows = pages.paginate_queryset(
            selectors.leads_of(request.workspace).order_by(), request, self
        )
        return pages.get_paginated_response(InboundLeadOutput(rows or [], many=True).data)

    @extend_schema(
        operation_id="create_inbound_lead",
        request=InboundLeadInput,
        responses={201: InboundLeadOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Classify, score and route a lead. A person with this email is updated."""
        body = InboundLeadInput(data=request.data)
        body.is_valid(raise_exception=True)
        row = receive_lead(workspace=request.workspace, lead=lead_values(body.validated_data))
        return Response(InboundLeadOutput(row).data, status=status.HTTP_201_CREATED)


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


class InboundFormListView(APIView):
    """Inbound forms of the workspace."""

    write_role = Role.MANAGER

    @extend_schema(operation_id="list_inbound_forms", responses={200: InboundFormOutput(many=True)})
    def get(self, request: ApiRequest) -> Response:
        """Return all forms, the oldest first."""
        pages = SequencePages()
        rows = pages.paginate_queryset(selectors.forms_of(request.workspace), request, self)
        return pages.get_paginated_response(InboundFormOutput(rows, many=True).data)

    @extend_schema(
        operation_id="create_inbound_form",
        request=InboundFormInput,
        responses={201: InboundFormOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Add a form with an address of its own."""
        body = InboundFormInput(data=request.data)
        body.is_valid(raise_exception=True)
        row = form_writes.create_form(
            workspace=request.workspace,
            values=form_writes.FormValues(**body.validated_data),
            author=request.user,
        )
        return Response(InboundFormOutput(row).data, status=status.HTTP_201_CREATED)


class InboundFormView(APIView):
    """One inbound form."""

    write_role = Role.MANAGER

    @extend_schema(
        operation_id="update_inbound_form",
        request=InboundFormChangeInput,
        responses={200: InboundFormOutput},
    )
    def patch(self, request: ApiRequest, form_id: int) -> Response:
        """Change a form. `is_active: false` stops its address."""
        row = get_object_or_404(selectors.forms_of(request.workspace), pk=form_id)
        body = InboundFormChangeInput(data=request.data)
        body.is_valid(raise_exception=True)
        values = replace(form_writes.values_of(row), **body.validated_data)
        form_writes.change_form(form=row, values=values, author=request.user)
        return Response(InboundFormOutput(row).data)


class InboundFormRenewView(APIView):
    """A new address for a form."""

    write_role = Role.MANAGER

    @extend_schema(
        operation_id="renew_inbound_form", request=None, responses={200: InboundFormOutput}
    )
    def post(self, request: ApiRequest, form_id: int) -> Response:
        """Give a form a new address. The former one takes nothing any more."""
        row = get_object_or_404(selectors.forms_of(request.workspace), pk=form_id)
        form_writes.renew_address(form=row, author=request.user)
        return Response(InboundFormOutput(row).data)


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
        max_length=rule_writes.MAX_VALUES,
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


class InboundRuleListView(APIView):
    """Routing rules of the workspace."""

    write_role = Role.MANAGER

    @extend_schema(operation_id="list_inbound_rules", responses={200: InboundRuleOutput(many=True)})
    def get(self, request: ApiRequest) -> Response:
        """Return the rules in the order in which they are asked."""
        pages = SequencePages()
        rows = pages.paginate_queryset(selectors.rules_of(request.workspace), request, self)
        shown = [_rule_shown(row) for row in rows]
        return pages.get_paginated_response(InboundRuleOutput(shown, many=True).data)

    @extend_schema(
        operation_id="create_inbound_rule",
        request=InboundRuleInput,
        responses={201: InboundRuleOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Add a rule behind the others."""
        body = InboundRuleInput(data=request.data)
        body.is_valid(raise_exception=True)
        values = rule_writes.RuleValues(**_with_owner(request, body.validated_data))
        row = rule_writes.create_rule(
            workspace=request.workspace, values=values, author=request.user
        )
        shown = InboundRuleOutput(_rule_shown(row)).data
        return Response(shown, status=status.HTTP_201_CREATED)


class InboundRuleView(APIView):
    """One routing rule."""

    write_role = Role.MANAGER

    @extend_schema(
        operation_id="update_inbound_rule",
        request=InboundRuleChangeInput,
        responses={200: InboundRuleOutput},
    )
    def patch(self, request: ApiRequest, rule_id: int) -> Response:
        """Change a rule, or move it to another place."""
        row = get_object_or_404(selectors.rules_of(request.workspace), pk=rule_id)
        body = InboundRuleChangeInput(data=request.data)
        body.is_valid(raise_exception=True)
        given = _with_owner(request, body.validated_data)
        position = given.pop("position", None)
        if given:
            values = replace(rule_writes.values_of(row), **given)
            rule_writes.change_rule(rule=row, values=values, author=request.user)
        if position is not None:
            rule_writes.move_rule(rule=row, position=position, author=request.user)
        found = selectors.rules_of(request.workspace).get(pk=row.pk)
        return Response(InboundRuleOutput(_rule_shown(found)).data)

    @extend_schema(operation_id="delete_inbound_rule", responses={204: None})
    def delete(self, request: ApiRequest, rule_id: int) -> Response:
        """Delete a rule. The log keeps its name."""
        row = get_object_or_404(selectors.rules_of(request.workspace), pk=rule_id)
        rule_writes.delete_rule(rule=row, author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _with_owner(request: ApiRequest, given: dict[str, Any]) -> dict[str, Any]:
    if "owner" not in given:
        return dict(given)
    wanted = given["owner"].casefold()
    owners = owners_of(request.workspace).items()
    key = next((key for key, user in owners if user.email.casefold() == wanted), None)
    if key is None:
        emails = sorted(user.email for _, user in owners)
        raise RoutingRuleError(
            "The owner must be a member of this workspace.",
            WrongValue("owner", given["owner"], emails),
        )
    return {**given, "owner": key}


def _rule_shown(row: RoutingRule) -> dict[str, object]:
    values = asdict(rule_writes.values_of(row))
    return {**values, "id": row.pk, "position": row.position, "owner": row.owner.email}
