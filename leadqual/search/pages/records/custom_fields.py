"""Settings page for custom fields of people and companies."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from leadqual.accounts.middleware import WorkspaceRequest, needs_role, route
from leadqual.accounts.models import Role
from leadqual.accounts.pages.settings import render_settings
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors, say_undoable
from leadqual.leads.models import CustomField
from leadqual.leads.models.records import LONGEST_LABEL
from leadqual.leads.records import custom_fields as writes

HERE = "search:custom_fields"
_LONGEST_CHOICES = 12_000


class CustomFieldForm(forms.Form):
    """A new custom field."""

    record = forms.ChoiceField(choices=CustomField.Record.choices, label="For")
    label = forms.CharField(max_length=LONGEST_LABEL, label="Label")
    kind = forms.ChoiceField(choices=CustomField.Kind.choices, label="Type")
    choices = forms.CharField(
        required=False,
        max_length=_LONGEST_CHOICES,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For the type Choice: one per line.",
    )


@route("settings/custom-fields/", methods="GET POST")
def custom_fields(request: WorkspaceRequest) -> HttpResponseBase:
    """List the fields; a post adds one."""
    if request.method == "POST":
        return _add(request)
    return _page(request, CustomFieldForm())


@needs_role(Role.MANAGER)
def _add(request: WorkspaceRequest) -> HttpResponse:
    form = CustomFieldForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        with ShownErrors(form):
            row = writes.create_field(
                workspace=request.workspace,
                record=given["record"],
                label=given["label"],
                kind=given["kind"],
                choices=given["choices"].splitlines(),
                author=request.user,
            )
            messages.success(request, f"Added the field {row}.")
            return redirect(address_of(HERE))
    return _page(request, form)


@route(
    "settings/custom-fields/<int:field_id>/",
    name="change_custom_field",
    methods="GET POST",
    role=Role.MANAGER,
)
def change(request: WorkspaceRequest, field_id: int) -> HttpResponse:
    """Rename a field or change its choices."""
    field = _field(request, field_id)
    label = request.POST.get("label", field.label)
    choices = request.POST.get("choices", "\n".join(field.choices))
    problem = ""
    if request.method == "POST":
        try:
            writes.change_field(
                field=field, label=label, choices=choices.splitlines(), author=request.user
            )
        except LeadqualError as error:
            problem = error.message
        else:
            messages.success(request, f"Saved the field {field}.")
            return redirect(address_of(HERE))
    context = {
        "field": field,
        "label": label,
        "choices": choices,
        "problem": problem,
        "longest": LONGEST_LABEL,
        "has_choices": field.kind == CustomField.Kind.CHOICE,
    }
    template, status = "search/settings/custom_field.html", 422 if problem else 200
    return render_settings(request, template, context, here=HERE, status=status)


@route(
    "settings/custom-fields/<int:field_id>/delete/",
    name="delete_custom_field",
    methods="POST",
    role=Role.MANAGER,
)
def delete(request: WorkspaceRequest, field_id: int) -> HttpResponse:
    """Delete a field; its values are kept, and the message offers undo."""
    field = _field(request, field_id)
    writes.delete_field(field=field, author=request.user)
    say_undoable(request, f"Deleted the field {field}.", "search:restore_custom_field", field.pk)
    return redirect(address_of(HERE))


@route(
    "settings/custom-fields/<int:field_id>/restore/",
    name="restore_custom_field",
    methods="POST",
    role=Role.MANAGER,
)
def restore(request: WorkspaceRequest, field_id: int) -> HttpResponse:
    rows = CustomField.objects.filter(workspace=request.workspace)
    field = get_object_or_404(rows, pk=field_id)
    with ShownErrors(request):
        writes.restore_field(field=field, author=request.user)
        messages.success(request, f"Restored the field {field}.")
    return redirect(address_of(HERE))


def _field(request: WorkspaceRequest, field_id: int) -> CustomField:
    rows = CustomField.objects.filter(workspace=request.workspace, deleted_at=None)
    return get_object_or_404(rows, pk=field_id)


def _page(request: WorkspaceRequest, form: CustomFieldForm) -> HttpResponse:
    groups = [
        (name, writes.fields_of(request.workspace, record))
        for record, name in CustomField.Record.choices
    ]
    context: dict[str, object] = {"form": form, "groups": groups, "most": writes.MAX_FIELDS}
    template, status = "search/settings/custom_fields.html", 422 if form.is_bound else 200
    return render_settings(request, template, context, here=HERE, status=status)
