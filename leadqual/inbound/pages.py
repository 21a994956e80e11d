"""The address that forms of websites post to: open to everyone, limited, and saying little.

The answer is the same for a new person, a known one and one who was erased, so that nobody can
find out by it who is on record.
"""

import json
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from leadqual.accounts.middleware import WorkspaceRequest, route
from leadqual.accounts.models import Role, Workspace
from leadqual.accounts.pages.settings import render_edit, render_settings
from leadqual.accounts.workspaces.errors import WorkspaceFullError
from leadqual.core.api.field_errors import pointer_to
from leadqual.core.api.rate_limits import is_over
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors
from leadqual.core.requests.problems import PROBLEM_TYPE, problem_body
from leadqual.core.requests.request_ids import client_network
from leadqual.inbound import forms as form_writes
from leadqual.inbound import routing, selectors
from leadqual.inbound.forms import FormValues
from leadqual.inbound.models import (
    LONGEST_MESSAGE,
    LONGEST_NAME,
    MAX_SCORE,
    InboundForm,
    RoutingRule,
)
from leadqual.inbound.receiving import lead_values, receive_lead
from leadqual.inbound.routing import RuleValues, rule_lines
from leadqual.inbound.selectors import open_form
from leadqual.leads.errors import ErasedPersonError, KeyTakenError
from leadqual.leads.records.record_values import owners_of
from leadqual.taxonomy.models import Department, Level

MAX_BYTES = 30_000
HONEYPOT = "fax"
"""People do not see this field; what fills it in is a program."""
MINUTE, HOUR = 60, 3_600
MAX_A_MINUTE = 10
"""Leads of one form from one network."""
MAX_AN_HOUR = 1_000
"""Leads of one form."""
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Content-Type",
}

_LONGEST_LIST = 2_000
HERE = "inbound:leads"
PAGE = 50


class LeadForm(forms.Form):
    """What a visitor sends; other fields of the form are passed over."""

    email = forms.EmailField(max_length=254)
    first_name = forms.CharField(max_length=150, required=False)
    last_name = forms.CharField(max_length=150, required=False)
    title = forms.CharField(max_length=1_000, required=False)
    company = forms.CharField(max_length=300, required=False)
    website = forms.CharField(max_length=300, required=False)
    phone = forms.CharField(max_length=60, required=False)
    city = forms.CharField(max_length=150, required=False)
    state = forms.CharField(max_length=150, required=False)
    country = forms.CharField(max_length=100, required=False)
    message = forms.CharField(max_length=LONGEST_MESSAGE, required=False)


class _RefusedError(Exception):
    """A post is not taken."""

    def __init__(
        self, status: int, code: str, words: str, errors: list[dict[str, object]] | None = None
    ) -> None:
        super().__init__(words)
        self.status, self.code, self.words, self.errors = status, code, words, errors


@route("inbound/<slug:token>/", methods="")
@csrf_exempt
@login_not_required
def receive(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take what a form sends."""
    form = open_form(token)
    if form is None or request.method not in {"POST", "OPTIONS"}:
        if _wants_json(request):
            return _refusal(request, _RefusedError(404, "not_found", "There is no such form."))
        raise Http404
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_CORS)
    try:
        _count(request, form)
        answer = _taken(request, form)
    except _RefusedError as refused:
        answer = _refusal(request, refused)
    for name, value in _CORS.items():
        answer.headers[name] = value
    return answer


def _taken(request: HttpRequest, form: InboundForm) -> HttpResponse:
    said = _said(request)
    if said.get(HONEYPOT):
        return _thanks(request, form)
    checked = LeadForm(said)
    if not checked.is_valid():
        words = "; ".join(f"{name}: {texts[0]}" for name, texts in checked.errors.items())
        raise _RefusedError(422, "invalid", words, _errors(checked))
    try:
        receive_lead(workspace=form.workspace, lead=lead_values(checked.cleaned_data), form=form)
    except ErasedPersonError:
        pass  # Noted in the log; the visitor learns nothing of it.
    except KeyTakenError as error:
        raise _RefusedError(409, "busy", "Please send it again.") from error
    except WorkspaceFullError as error:
        words = "This form cannot take new contacts at the moment. Nothing was saved."
        raise _RefusedError(409, error.code, words) from error
    return _thanks(request, form)


def _errors(form: LeadForm) -> list[dict[str, object]]:
    return [
        {"pointer": pointer_to(name), "code": error.code or "invalid", "detail": text}
        for name, errors in form.errors.as_data().items()
        for error in errors
        for text in error.messages
    ]


def _said(request: HttpRequest) -> dict[str, str]:
    """Return the fields of the body as texts."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MAX_BYTES:
        raise _RefusedError(413, "too_large", f"Send at most {MAX_BYTES:,} bytes.")
    if request.content_type == _FORM:
        fields = QueryDict(request.body, encoding="utf-8")
        return {name: str(fields.get(name, "")) for name in fields}
    if request.content_type != _JSON:
        raise _RefusedError(415, "unsupported_media_type", f"Send {_FORM} or {_JSON}.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise _RefusedError(400, "bad_request", "The body is not valid JSON.") from error
    if not isinstance(body, dict):
        raise _RefusedError(400, "bad_request", "The body must be a JSON object.")
    return {name: value for name, value in body.items() if isinstance(value, str)}


def _count(request: HttpRequest, form: InboundForm) -> None:
    """Refuse what comes too often; while Redis is away nothing is counted."""
    limits = (
        (f"inbound:{form.pk}:{client_network(request)}", MINUTE, MAX_A_MINUTE),
        (f"inbound:{form.pk}", HOUR, MAX_AN_HOUR),
    )
    for name, seconds, most in limits:
        if is_over(name, seconds=seconds, most=most):
            raise _RefusedError(429, "throttled", "Too many requests. Please try again later.")


def _thanks(request: HttpRequest, form: InboundForm) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"status": "received"}, status=202)
    if form.redirect_url:
        return HttpResponseRedirect(form.redirect_url, status=303)
    return HttpResponse(render_to_string("inbound/received.html", {"is_received": True}))


def _refusal(request: HttpRequest, refused: _RefusedError) -> HttpResponse:
    if _wants_json(request):
        body = problem_body(refused.status, refused.code, refused.words)
        if refused.errors:
            body["errors"] = refused.errors
        answer: HttpResponse = JsonResponse(body, status=refused.status)
        answer.headers["Content-Type"] = PROBLEM_TYPE
    else:
        page = render_to_string("inbound/received.html", {"words": refused.words})
        answer = HttpResponse(page, status=refused.status)
    if refused.status == HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers["Retry-After"] = str(MINUTE)
    return answer


def _wants_json(request: HttpRequest) -> bool:
    return request.content_type == _JSON or _JSON in request.headers.get("Accept", "")


# Forms of the panel of inbound leads.


class FormForm(forms.Form):
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


# The panel Inbound leads of the settings: forms, routing rules in their order, the log.


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
    return render_edit(request, form, "New form", "Add form", here=HERE)


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
    return render_edit(
        request,
        filled,
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
    """Add a rule behind the others."""
    filled = RuleForm(request.workspace, request.POST if request.method == "POST" else None)
    if filled.is_valid():
        with ShownErrors(filled):
            row = routing.create_rule(
                workspace=request.workspace, values=filled.values(), author=request.user
            )
            messages.success(request, f"Added the rule {row}.")
            return redirect(address_of(HERE))
    return render_edit(request, filled, "New rule", "Add rule", here=HERE)


@route("settings/inbound-leads/rules/<int:rule_id>/", methods="GET POST", role=Role.MANAGER)
def rule(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """Edit a rule."""
    row = _rule(request, rule_id)
    values = routing.values_of(row)
    initial = {name: getattr(values, name) for name in RuleForm.base_fields}
    initial["countries"] = ", ".join(values.countries)
    data = request.POST if request.method == "POST" else None
    filled = RuleForm(request.workspace, data, initial=initial)
    if filled.is_valid():
        with ShownErrors(filled):
            routing.change_rule(rule=row, values=filled.values(), author=request.user)
            messages.success(request, f"Saved the rule {row}.")
            return redirect(address_of(HERE))
    return render_edit(request, filled, f"Rule {values.name}", "Save rule", here=HERE)


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
