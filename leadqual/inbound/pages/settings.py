"""The panel Inbound leads of the settings: forms, routing rules in their order, the log."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.pages.settings import render_settings
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors
from leadqual.inbound import selectors
from leadqual.inbound.forms import services as form_writes
from leadqual.inbound.models import InboundForm, RoutingRule
from leadqual.inbound.pages.receive import HONEYPOT
from leadqual.inbound.pages.settings_forms import FormForm, RuleForm
from leadqual.inbound.routing import services as rule_writes
from leadqual.inbound.routing.rule_texts import rule_lines

HERE = "inbound:leads"
PAGE = 50


@route("settings/inbound-leads/")
def leads(request: WorkspaceRequest) -> HttpResponseBase:
    """Show forms, rules and the log."""
    return _page(request)


@route("settings/inbound-leads/forms/new/", methods="GET POST", role=Role.MANAGER)
def new_form(request: WorkspaceRequest) -> HttpResponseBase:
    """Add a form."""
    form = FormForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with ShownErrors(form):
            row = form_writes.create_form(
                workspace=request.workspace, values=form.values(), author=request.user
            )
            messages.success(request, f"Added the form {row}.")
            return redirect("inbound:form", row.pk)
    return _edit(request, form, "New form", "Add form")


@route("settings/inbound-leads/forms/<int:form_id>/", methods="GET POST", role=Role.MANAGER)
def form(request: WorkspaceRequest, form_id: int) -> HttpResponse:
    """Show the address and the HTML of a form; a post changes it."""
    row = _form(request, form_id)
    values = form_writes.values_of(row)
    initial = {name: getattr(values, name) for name in FormForm.base_fields}
    filled = FormForm(request.POST if request.method == "POST" else None, initial=initial)
    if filled.is_valid():
        with ShownErrors(filled):
            form_writes.change_form(form=row, values=filled.values(), author=request.user)
            messages.success(request, f"Saved the form {row}.")
            return redirect(address_of(HERE))
    address = request.build_absolute_uri(reverse("inbound:receive", args=[row.token]))
    extra: dict[str, object] = {"row": row, "address": address, "honeypot": HONEYPOT}
    return _edit(request, filled, f"Form {values.name}", "Save form", extra)


@route("settings/inbound-leads/forms/<int:form_id>/renew/", methods="POST", role=Role.MANAGER)
def renew_form(request: WorkspaceRequest, form_id: int) -> HttpResponse:
    """Give a form another address."""
    row = _form(request, form_id)
    form_writes.renew_address(form=row, author=request.user)
    messages.success(request, f"The form {row} has a new address. Update your website.")
    return redirect("inbound:form", row.pk)


@route("settings/inbound-leads/rules/new/", methods="GET POST", role=Role.MANAGER)
def new_rule(request: WorkspaceRequest) -> HttpResponseBase:
    """Add a rule behind the others."""
    filled = RuleForm(request.workspace, request.POST if request.method == "POST" else None)
    if filled.is_valid():
        with ShownErrors(filled):
            row = rule_writes.create_rule(
                workspace=request.workspace, values=filled.values(), author=request.user
            )
            messages.success(request, f"Added the rule {row}.")
            return redirect(address_of(HERE))
    return _edit(request, filled, "New rule", "Add rule")


@route("settings/inbound-leads/rules/<int:rule_id>/", methods="GET POST", role=Role.MANAGER)
def rule(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """Edit a rule."""
    row = _rule(request, rule_id)
    values = rule_writes.values_of(row)
    initial = {name: getattr(values, name) for name in RuleForm.base_fields}
    initial["countries"] = ", ".join(values.countries)
    data = request.POST if request.method == "POST" else None
    filled = RuleForm(request.workspace, data, initial=initial)
    if filled.is_valid():
        with ShownErrors(filled):
            rule_writes.change_rule(rule=row, values=filled.values(), author=request.user)
            messages.success(request, f"Saved the rule {row}.")
            return redirect(address_of(HERE))
    return _edit(request, filled, f"Rule {values.name}", "Save rule")


@route("settings/inbound-leads/rules/<int:rule_id>/move/", methods="POST", role=Role.MANAGER)
def move_rule(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """Put a rule one place up or down."""
    row = _rule(request, rule_id)
    step = 1 if request.POST.get("to") == "down" else -1
    rule_writes.move_rule(rule=row, position=row.position + step, author=request.user)
    return redirect(address_of(HERE))


@route("settings/inbound-leads/rules/<int:rule_id>/delete/", methods="POST", role=Role.MANAGER)
def delete_rule(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """Delete a rule."""
    row = _rule(request, rule_id)
    rule_writes.delete_rule(rule=row, author=request.user)
    messages.success(request, f"Deleted the rule {row}.")
    return redirect(address_of(HERE))


def _form(request: WorkspaceRequest, form_id: int) -> InboundForm:
    return get_object_or_404(InboundForm.objects.filter(workspace=request.workspace), pk=form_id)


def _rule(request: WorkspaceRequest, rule_id: int) -> RoutingRule:
    return get_object_or_404(RoutingRule.objects.filter(workspace=request.workspace), pk=rule_id)


def _page(request: WorkspaceRequest) -> HttpResponse:
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


def _edit(
    request: WorkspaceRequest,
    filled: FormForm | RuleForm,
    heading: str,
    action: str,
    extra: dict[str, object] | None = None,
) -> HttpResponse:
    context = {"form": filled, "heading": heading, "action": action, **(extra or {})}
    status = 422 if filled.is_bound else 200
    return render_settings(request, "inbound/edit.html", context, here=HERE, status=status)
