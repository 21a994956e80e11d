"""Settings page for custom fields of people and companies."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, needs_role, route
from leadqual.accounts.pages.settings import render_edit, render_settings
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.leads.models import CustomField
from leadqual.leads.models.records import LONGEST_LABEL
from leadqual.leads.records import custom_fields as writes

HERE = "search:custom_fields"
_LONGEST_CHOICES = 12_000


class CustomFieldForm(forms.Form):
    """A custom field.

    Args:
        data: form data; None for an unsent form.
        field: to edit; None for a new one.
    """

    record = forms.ChoiceField(choices=CustomField.Record.choices, label="For")
    label = forms.CharField(max_length=LONGEST_LABEL, label="Label")
    kind = forms.ChoiceField(choices=CustomField.Kind.choices, label="Type")
    choices = forms.CharField(
        required=False,
        max_length=_LONGEST_CHOICES,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For the type Choice: one per line.",
    )

    def __init__(self, data: QueryDict | None = None, *, field: CustomField | None = None) -> None:
        super().__init__(data)
        if field is None:
            return
        self.initial = {"label": field.label, "choices": "\n".join(field.choices)}
        del self.fields["record"], self.fields["kind"]
        if field.kind == CustomField.Kind.CHOICE:
            self.fields["choices"].help_text = "One per line. Records keep a removed one."
        else:
            del self.fields["choices"]


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
    heading = f"Edit {field.label}"
    form = CustomFieldForm(request.POST if request.method == "POST" else None, field=field)
    if form.is_valid():
        choices = form.cleaned_data.get("choices", "").splitlines()
        with ShownErrors(form):
            writes.change_field(
                field=field,
                label=form.cleaned_data["label"],
                choices=choices,
                author=request.user,
            )
            messages.success(request, f"Saved the field {field}.")
            return redirect(address_of(HERE))
    return render_edit(request, form, heading, "Save field", here=HERE)


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
    add_undo_message(
        request, f"Deleted the field {field}.", "search:restore_custom_field", field.pk
    )
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
