"""Bulk changes of fields, with undo and repeat."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.in_place import address_here, answered_in_place
from leadqual.core.pages.page_links import local_address
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.core.texts.plain_texts import format_count
from leadqual.leads.errors import CustomFieldError
from leadqual.leads.records.bulk_changes import MAX_AT_ONCE, BulkChange, BulkResult, change_many
from leadqual.leads.records.changes import COMPANY
from leadqual.leads.records.tags import split_tags
from leadqual.leads.services import classify_now, job_title_for
from leadqual.search.lists.selectors import all_lists
from leadqual.search.lists.services import add_records
from leadqual.search.pages.last_actions import LastAction, last_action, remember_change
from leadqual.search.pages.lists import addition_message
from leadqual.search.pages.record_routes import record_panels, report_missing_records
from leadqual.search.pages.records.record_fields import RecordFields
from leadqual.search.query.query import is_key
from leadqual.search.results.kinds import COMPANIES, Kind
from leadqual.search.results.result_pages import n_found, result_keys

_NO_VALUE = "none"
"""Stands in a choice for no value, as nothing at all leaves a field as it is."""
_TAGS = {"add_tags": "Add tags", "remove_tags": "Remove tags"}
_BUILT_IN = {
    "contact": ("status", "owner", "title", COMPANY, "country"),
    "company": ("status", "owner", "country"),
}


class BulkChangeForm(forms.Form):
    """Values for many records; empty fields stay unchanged.

    Args:
        data: form data; None for an unsent form.
        fields: of the kind of record.
        only: code of the one field that is shown, which may also be emptied; "" for all.
    """

    request_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, fields: RecordFields, only: str = ""
    ) -> None:
        super().__init__(data)
        self._fields, self._only_field = fields, only
        self._values: dict[str, object] = {}
        self.codes = [*_BUILT_IN[fields.kind][:2], *_TAGS, *_BUILT_IN[fields.kind][2:]]
        self.codes += fields.custom
        if only in self.codes:
            self.codes = [only]
        for code in self.codes:
            self.fields[code] = self._form_field(code)

    def _form_field(self, code: str) -> forms.Field:
        if label := _TAGS.get(code):
            help_text = "Separate tags with commas."
            return forms.CharField(label=label, required=False, max_length=500, help_text=help_text)
        found = self._fields.form_field_of(code)
        found.required = False
        if isinstance(found, forms.ChoiceField):
            choices: Any = found.choices
            choice_list = [(value or _NO_VALUE, name) for value, name in choices]
            found.choices = choice_list if self._only_field else [("", "Keep as is"), *choice_list]
        return found

    def shown(self) -> list[forms.BoundField]:
        """Return the fields that a person fills in."""
        return [self[code] for code in self.codes]

    def clean(self) -> dict[str, Any]:
        """Require at least one change."""
        cleaned = super().clean() or self.cleaned_data
        for code in self.codes:
            as_form_data = cleaned.get(code, "")
            if (
                code in _TAGS
                or code in self.errors
                or (as_form_data in ("", None) and not self._only_field)
            ):
                continue
            try:
                self._values |= self._fields.values(
                    code, "" if as_form_data == _NO_VALUE else as_form_data
                )
            except CustomFieldError as error:
                self.add_error(code, error.message)
            except forms.ValidationError as error:
                self.add_error(code, error)
        if not self.errors and not self.change():
            raise forms.ValidationError("Choose what to change.")
        return cleaned

    def as_form_data(self) -> dict[str, str]:
        """Return the filled-in fields as form data, to repeat the change."""
        return {
            "field": self._only_field,
            **{code: str(self.cleaned_data.get(code) or "") for code in self.codes},
        }

    def change(self) -> BulkChange:
        cleaned = self.cleaned_data
        add, remove = (split_tags(cleaned.get(name, "")) for name in _TAGS)
        words = [
            f"{str(self.fields[code].label).lower()} {self._describe_value(code)}"
            for code in self.codes
            if code not in _TAGS and (self._only_field or cleaned.get(code))
        ]
        words += [
            f"{verb} {', '.join(tags)}" for verb, tags in _describe_value(add, remove) if tags
        ]
        return BulkChange(self._values, add, remove, "; ".join(words))

    def _describe_value(self, code: str) -> str:
        value = str(self.cleaned_data.get(code) or "")
        choices = dict(getattr(self.fields[code], "choices", ()))
        return str(choices.get(value, value)) or "none"


def _describe_value(add: Sequence[str], remove: Sequence[str]) -> list[tuple[str, Sequence[str]]]:
    return [("tags added:", add), ("tags removed:", remove)]


@record_panels(
    "change/", "change_people", "change_companies", methods="GET POST", role=Role.QUALIFIER
)
@report_missing_records()
def change(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Change the records of the search in the URL; first shows how many there are.

    In a popover, `field` is the one to change.
    """
    params = dict(request.GET.lists())
    only = params.pop("field", [""])[-1]
    query = kind.read_strictly(params, request.workspace, request.user).changed()
    n_records = n_found(request.workspace, query)
    shown = query.without("company") if kind is COMPANIES else query
    next_url = address_here(request, f"{reverse(kind.page)}?{shown.to_query()}")
    fields = RecordFields(request.workspace, kind.code)
    form = BulkChangeForm(request.POST or None, fields=fields, only=only)
    is_small = n_records <= MAX_AT_ONCE
    if form.is_valid() and is_small:
        with ShownErrors(request):
            keys = result_keys(request.workspace, query).tolist()
            result = _change(request, kind, keys, form, form.cleaned_data["request_id"])
            remember_change(request, kind.records, form.change().words, form.as_form_data())
            _show_change_message(request, result, kind, form, next_url)
        return answered_in_place(request) if request.htmx else redirect(next_url)
    context = {
        "form": form,
        "request_id": uuid4(),
        "n": n_records,
        "what": format_count(n_records, kind.noun, kind.records),
        "is_one_field": len(form.codes) == 1,
        "is_company": kind is COMPANIES,
        "is_small": is_small,
        "back_url": next_url,
    }
    status = 422 if form.is_bound else 200
    page = "bulk_change_popover.html" if request.htmx else "bulk_change.html"
    return render(request, f"search/records/{page}", context, status=status)


def _change(
    request: WorkspaceRequest, kind: Kind, keys: Sequence[int], form: BulkChangeForm, step: UUID
) -> BulkResult:
    result = change_many(
        workspace=request.workspace,
        model=kind.model,
        keys=keys,
        change=form.change(),
        author=request.user,
        step=step,
    )
    if title := form.cleaned_data.get("title"):
        classify_now(job_title_for(workspace=request.workspace, title=title))
    return result


@route("<kind:kind>/repeat/", methods="POST", role=Role.QUALIFIER)
@report_missing_records()
def repeat(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Repeat the last action with the selected records; the message offers undo.

    In the URL, `list` is the one that the button names.
    """
    sent = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    sent.pop("csrfmiddlewaretoken", None)
    query = kind.read_strictly(sent, request.workspace, request.user).changed()
    keys: list[int] = []
    if query.ticked(kind.code):
        keys = result_keys(request.workspace, query).tolist()
    next_url = local_address(request, request.headers.get("Referer", ""), reverse(kind.page))
    choice_list = request.GET.get("list", "")
    named_action = LastAction("", {}, int(choice_list)) if is_key(choice_list) else None
    action = named_action or last_action(request, kind.records)
    if action is None or not keys:
        messages.error(request, f"Select {kind.records} first. Nothing was changed.")
        return redirect(next_url)
    with ShownErrors(request):
        if action.list_id:
            _repeat_addition(request, action, kind, keys)
        else:
            _repeat_change(request, action, kind, keys, next_url)
    return redirect(next_url)


def _repeat_addition(
    request: WorkspaceRequest, action: LastAction, kind: Kind, keys: Sequence[int]
) -> None:
    lists = all_lists(request.workspace, request.user)
    row = lists.filter(pk=action.list_id, records=kind.records).first()
    if row is None:
        messages.error(request, "The list was deleted. Nothing was added.")
        return
    added = add_records(contact_list=row, keys=keys, author=request.user, request_id=uuid4())
    undo = reverse("search:list_undo", args=[row.pk, added.request_id]) if added.n_new else ""
    add_undo_message(request, addition_message(added, row), undo)


def _repeat_change(
    request: WorkspaceRequest, action: LastAction, kind: Kind, keys: Sequence[int], next_url: str
) -> None:
    step = uuid4()
    data = QueryDict(mutable=True)
    data.update({**action.fields, "request_id": str(step)})
    fields = RecordFields(request.workspace, kind.code)
    form = BulkChangeForm(data, fields=fields, only=action.fields.get("field", ""))
    if not form.is_valid():  # The owner has since left.
        messages.error(request, "This cannot be repeated any more. Nothing was changed.")
        return
    _show_change_message(request, _change(request, kind, keys, form, step), kind, form, next_url)


def _show_change_message(
    request: WorkspaceRequest, result: BulkResult, kind: Kind, form: BulkChangeForm, next_url: str
) -> None:
    """Show a message on how many people or companies were changed, with undo."""
    if not result.n_changed:
        messages.success(request, "Nothing was changed: all of them had these values already.")
        return
    n_changed = format_count(result.n_changed, kind.noun, kind.records)
    words = f"Changed {n_changed}: {form.change().words}."
    if result.n_same:
        words += f" {result.n_same:,} had these values already."
    add_undo_message(request, words, "search:undo_change", result.step, back=next_url)
