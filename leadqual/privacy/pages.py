"""Pages on which a person is found, exported and erased, and requests for that are closed."""

import json
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.settings import render_settings
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors
from leadqual.leads.models import ErasedPerson
from leadqual.privacy.erasure import erase_person, find_person
from leadqual.privacy.erasure.person import Identifiers
from leadqual.privacy.models import PrivacyRequest
from leadqual.privacy.requests import close_request
from leadqual.privacy.retention import count_due, last_runs

PAGE_NAME = "privacy:privacy"
_MAX_SHOWN = 50
_RUNS_SHOWN = 10


class IdentifiersForm(forms.Form):
    """Identifiers of a person; one field is enough."""

    email = forms.CharField(label="Email", max_length=254, required=False)
    linkedin_url = forms.CharField(label="LinkedIn URL", max_length=500, required=False)
    external_id = forms.CharField(label="External ID", max_length=100, required=False)
    phone = forms.CharField(label="Phone", max_length=60, required=False)
    contact_id = forms.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput
    )

    def identifiers(self) -> Identifiers:
        """Return what was given; call it on a valid form."""
        given: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        return Identifiers(**given)


@route("settings/privacy/", role=Role.MANAGER)
def privacy(request: WorkspaceRequest) -> HttpResponse:
    """Show past erasures, and a form to find a person's data."""
    erased = ErasedPerson.objects.filter(workspace=request.workspace)
    requests = PrivacyRequest.objects.filter(workspace=request.workspace)
    context: dict[str, object] = {
        "privacy_requests": requests.select_related("closed_by").order_by("-state", "due_on")[
            :_MAX_SHOWN
        ],
        "today": timezone.now().date(),
        "erased_people": erased.select_related("erased_by", "lifted_by", "erasure")[:_MAX_SHOWN],
        "n_erased": erased.count(),
        "find_form": IdentifiersForm(),
        "due": count_due(request.workspace),
        "runs": last_runs(request.workspace, most=_RUNS_SHOWN),
    }
    return render_settings(request, "privacy/privacy.html", context, here=PAGE_NAME)


@route("settings/privacy/person/", role=Role.MANAGER)
def person(request: WorkspaceRequest) -> HttpResponse:
    """Show a person's data by table, and what erasing would do to it."""
    form = IdentifiersForm(request.GET)
    context: dict[str, object] = {"find_form": form}
    status = 200
    if request.GET and form.is_valid():
        try:
            found, person_data = find_person.find(request.workspace, form.identifiers())
            find_person.record_lookup(
                workspace=request.workspace, actor=request.user, action="person.searched"
            )
            context |= {
                "person": found,
                "held": person_data,
                "n_rows": sum(one.n_rows for one in person_data),
            }
            context["erased"] = find_person.find_erasure(found)
        except LeadqualError as error:
            context["problem"], status = error.message, error.status
    elif request.GET:
        status = 422
    return render_settings(request, "privacy/person.html", context, here=PAGE_NAME, status=status)


@route("settings/privacy/person/export/", methods="POST", role=Role.MANAGER)
def export(request: WorkspaceRequest) -> HttpResponse:
    """Download all data of a person as one JSON file."""
    form = IdentifiersForm(request.POST)
    if not form.is_valid():
        return redirect(PAGE_NAME)
    person_data = find_person.export(request.workspace, form.identifiers())
    find_person.record_lookup(
        workspace=request.workspace, actor=request.user, action="person.exported"
    )
    content = json.dumps(person_data, ensure_ascii=False, indent=2, default=str)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    return response


@route("settings/privacy/person/erase/", methods="POST", role=Role.MANAGER)
def erase(request: WorkspaceRequest) -> HttpResponse:
    """Erase a person; the page before said what goes, and that it cannot be undone."""
    form = IdentifiersForm(request.POST)
    if not form.is_valid():
        return redirect(PAGE_NAME)
    if request.POST.get("confirm") != "erase":
        messages.error(request, "Nothing was erased. Select the checkbox to confirm.")
        return redirect(f"{address_of('privacy:person')}&{_query(form)}")
    with ShownErrors(request):
        erase_person.start_erasure(
            workspace=request.workspace, identifiers=form.identifiers(), author=request.user
        )
        messages.success(
            request,
            "Person erased. A background job removes the last traces from texts and files.",
        )
    return redirect(PAGE_NAME)


@route("settings/privacy/person/lift/", methods="POST", role=Role.MANAGER)
def lift(request: WorkspaceRequest) -> HttpResponse:
    """Let an erased person be stored again."""
    form = IdentifiersForm(request.POST)
    if form.is_valid():
        with ShownErrors(request):
            erase_person.lift_erasure(
                workspace=request.workspace, identifiers=form.identifiers(), author=request.user
            )
            messages.success(
                request,
                "Erasure lifted. The person can be imported again. Erased data is not restored.",
            )
    return redirect(PAGE_NAME)


def _query(form: IdentifiersForm) -> str:
    if not form.is_valid():
        return ""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in asdict(form.identifiers()).items() if value})
    return query.urlencode()


@route(
    "settings/privacy/requests/<int:privacy_request_id>/close/",
    name="close_request",
    methods="POST",
    role=Role.MANAGER,
)
def close(request: WorkspaceRequest, privacy_request_id: int) -> HttpResponse:
    """Close a request as done, or as declined with a reason."""
    rows = PrivacyRequest.objects.filter(workspace=request.workspace)
    row = get_object_or_404(rows, pk=privacy_request_id)
    states = PrivacyRequest.State
    state = states.DECLINED if request.POST.get("state") == "declined" else states.DONE
    with ShownErrors(request):
        close_request(
            request=row, author=request.user, state=state, reason=request.POST.get("reason", "")
        )
        messages.success(request, f"The request is {state}.")
    return redirect("privacy:privacy")
