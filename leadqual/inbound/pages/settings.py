"""The panel Inbound leads of the settings: forms, routing rules in their order, the log."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import (
    HttpResponse,
    HttpResponseBase,
)
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from leadqual.accounts.models import Role, Workspace
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.settings import render_edit, render_settings
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors
from leadqual.inbound import forms as form_writes
from leadqual.inbound import routing, selectors
from leadqual.inbound.forms import FormValues
from leadqual.inbound.models import (
    LONGEST_NAME,
    MAX_SCORE,
    InboundForm,
    RoutingRule,
)
from leadqual.inbound.pages.public_form import HONEYPOT
from leadqual.inbound.routing import RuleValues
from leadqual.leads.records.owners import owners_of
from leadqual.taxonomy.models import Department, Level

_LONGEST_LIST = 2_000
PAGE = 50

HERE = "inbound:leads"


class FormSettingsForm(forms.Form):
    """An inbound form."""

    name = forms.CharField(max_length=LONGEST_NAME, label="Name")
    redirect_url = forms.CharField(
        required=False,
        max_length=500,
        label="Thank-you page",
        help_text="Address that visitors see afterwards. Empty for a short page of LeadQual.",
    )
    overwrites = forms.BooleanField(
        required=False,
        label="Overwrite existing values",
        help_text="Otherwise the form only fills in what is missing on a known person.",
    )
    is_active = forms.BooleanField(required=False, initial=True, label="Active")

    def values(self) -> FormValues:
        """Return what was filled in."""
        return FormValues(**self.cleaned_data)


class RuleForm(forms.Form):
    """A routing rule."""

    name = forms.CharField(max_length=LONGEST_NAME, label="Name")
    owner = forms.TypedChoiceField(coerce=int, label="Owner")
    departments = forms.MultipleChoiceField(
        required=False, label="Departments", help_text="None selected: all."
    )
    levels = forms.MultipleChoiceField(
        required=False, label="Levels", help_text="None selected: all."
    )
    countries = forms.CharField(
        required=False,
        max_length=_LONGEST_LIST,
        label="Countries",
        help_text="Separated by commas. Empty: all.",
    )
    min_score = forms.IntegerField(
        required=False, min_value=0, max_value=MAX_SCORE, label="Lowest lead score"
    )
    max_score = forms.IntegerField(
        required=False, min_value=0, max_value=MAX_SCORE, label="Highest lead score"
    )

    def __init__(self, workspace: Workspace, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = [(key, str(user)) for key, user in owners_of(workspace).items()]
        departments = Department.objects.filter(retired_at=None).order_by("position", "name")
        levels = Level.objects.order_by("rank")
        choices: dict[str, list[tuple[Any, Any]]] = {
            "owner": list(owners),
            "departments": list(departments.values_list("slug", "name")),
            "levels": list(levels.values_list("slug", "name")),
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]  # these have choices

    def values(self) -> RuleValues:
        """Return what was filled in."""
        given = self.cleaned_data
        return RuleValues(**given | {"countries": given["countries"].split(",")})


@route("settings/inbound-leads/")
def leads(request: WorkspaceRequest) -> HttpResponseBase:
    """Show forms, rules and the log."""
    return _render_page(request)


@route("settings/inbound-leads/forms/new/", methods="GET POST", role=Role.MANAGER)
def new_form(request: WorkspaceRequest) -> HttpResponseBase:
    """Add a form."""
    form = FormSettingsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with ShownErrors(form):
            row = form_writes.create_form(
                workspace=request.workspace, values=form.values(), author=request.user
            )
            messages.success(request, f"Added the form {row}.")
            return redirect("inbound:form", row.pk)
    return render_edit(request, form, "New form", "Add form", here=HERE)


@route("settings/inbound-leads/forms/<int:form_id>/", methods="GET POST", role=Role.MANAGER)
def form(request: WorkspaceRequest, form_id: int) -> HttpResponse:
    """Show the address and the HTML of a form; a post changes it."""
    row = _form(request, form_id)
    values = form_writes.values_of(row)
    initial = {name: getattr(values, name) for name in FormSettingsForm.base_fields}
    bound_form = FormSettingsForm(
        request.POST if request.method == "POST" else None, initial=initial
    )
    if bound_form.is_valid():
        with ShownErrors(bound_form):
            form_writes.change_form(form=row, values=bound_form.values(), author=request.user)
            messages.success(request, f"Saved the form {row}.")
            return redirect(address_of(HERE))
    address = request.build_absolute_uri(reverse("inbound:receive", args=[row.token]))
    return render_edit(
        request,
        bound_form,
        f"Form {values.name}",
        "Save form",
        here=HERE,
        template="inbound/edit.html",
        row=row,
        address=address,
        honeypot=HONEYPOT,
    )


@route("settings/inbound-leads/forms/<int:form_id>/renew/", methods="POST", role=Role.MANAGER)
def renew_form(request: WorkspaceRequest, form_id: int) -> HttpResponse:
    """Give a form another address."""
    row = _form(request, form_id)
    form_writes.renew_address(form=row, author=request.user)
    messages.success(request, f"The form {row} has a new address. Update your website.")
    return redirect("inbound:form", row.pk)


@route("settings/inbound-leads/rules/new/", methods="GET POST", role=Role.MANAGER)
def new_rule(request: WorkspaceRequest) -> HttpResponseBase:
    """Add a rule after the others."""
    bound_form = RuleForm(request.workspace, request.POST if request.method == "POST" else None)
    if bound_form.is_valid():
        with ShownErrors(bound_form):
            row = routing.create_rule(
                workspace=request.workspace, values=bound_form.values(), author=request.user
            )
            messages.success(request, f"Added the rule {row}.")
            return redirect(address_of(HERE))
    return render_edit(request, bound_form, "New rule", "Add rule", here=HERE)


@route("settings/inbound-leads/rules/<int:rule_id>/", methods="GET POST", role=Role.MANAGER)
def rule(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """Edit a rule."""
    row = _rule(request, rule_id)
    values = routing.values_of(row)
    initial = {name: getattr(values, name) for name in RuleForm.base_fields}
    initial["countries"] = ", ".join(values.countries)
    data = request.POST if request.method == "POST" else None
    bound_form = RuleForm(request.workspace, data, initial=initial)
    if bound_form.is_valid():
        with ShownErrors(bound_form):
            routing.change_rule(rule=row, values=bound_form.values(), author=request.user)
            messages.success(request, f"Saved the rule {row}.")
            return redirect(address_of(HERE))
    return render_edit(request, bound_form, f"Rule {values.name}", "Save rule", here=HERE)


@route("settings/inbound-leads/rules/<int:rule_id>/move/", methods="POST", role=Role.MANAGER)
def move_rule(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """Put a rule one place up or down."""
    row = _rule(request, rule_id)
    step = 1 if request.POST.get("to") == "down" else -1
    routing.move_rule(rule=row, position=row.position + step, author=request.user)
    return redirect(address_of(HERE))


@route("settings/inbound-leads/rules/<int:rule_id>/delete/", methods="POST", role=Role.MANAGER)
def delete_rule(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """Delete a rule."""
    row = _rule(request, rule_id)
    routing.delete_rule(rule=row, author=request.user)
    messages.success(request, f"Deleted the rule {row}.")
    return redirect(address_of(HERE))


def _form(request: WorkspaceRequest, form_id: int) -> InboundForm:
    return get_object_or_404(InboundForm.objects.filter(workspace=request.workspace), pk=form_id)


def _rule(request: WorkspaceRequest, rule_id: int) -> RoutingRule:
    return get_object_or_404(RoutingRule.objects.filter(workspace=request.workspace), pk=rule_id)


def _render_page(request: WorkspaceRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    log = selectors.leads_of(request.workspace)
    if before.isascii() and before.isdigit() and len(before) <= 18:  # digits of a key
        log = log.filter(pk__lt=int(before))
    rows = list(log[: PAGE + 1])
    context: dict[str, object] = {
        "forms": selectors.forms_of(request.workspace),
        "rules": rule_lines(selectors.rules_of(request.workspace)),
        "leads": rows[:PAGE],
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
    }
    return render_settings(request, "inbound/leads.html", context, here=HERE)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule of the list.

    Args:
        rule: with its owner.
        conditions: in words; "All leads" without any.
        is_first: it is checked first.
        is_last: it is checked last.
    """

    rule: RoutingRule
    conditions: str
    is_first: bool
    is_last: bool


def rule_lines(rules: Iterable[RoutingRule]) -> list[RuleLine]:
    """Return rules with their conditions in words; two queries."""
    rows = list(rules)
    departments = dict(Department.objects.values_list("pk", "name"))
    levels = dict(Level.objects.values_list("pk", "name"))
    return [
        RuleLine(
            rule, _describe_conditions(rule, departments, levels), at == 0, at == len(rows) - 1
        )
        for at, rule in enumerate(rows)
    ]


def _describe_conditions(
    rule: RoutingRule, departments: dict[int, str], levels: dict[int, str]
) -> str:
    lists = (
        [departments[key] for key in rule.departments if key in departments],
        [levels[key] for key in rule.levels if key in levels],
        rule.countries,
    )
    parts = [" or ".join(names) for names in lists if names]
    if rule.min_score is not None:
        parts.append(f"score from {rule.min_score}")
    if rule.max_score is not None:
        parts.append(f"score up to {rule.max_score}")
    return " · ".join(parts) or "All leads"
