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
from leadqual.core.pages.panels import own_address
from leadqual.core.pages.undo import ShownErrors, say_undoable
from leadqual.core.texts.plain_texts import counted
from leadqual.leads.errors import CustomFieldError
from leadqual.leads.records.bulk_changes import MAX_AT_ONCE, BulkChange, BulkResult, change_many
from leadqual.leads.records.changes import COMPANY
from leadqual.leads.records.tags import split_tags
from leadqual.leads.services import classify_now, job_title_for
from leadqual.search.lists.selectors import all_lists
from leadqual.search.lists.services import add_records
from leadqual.search.pages.last_actions import LastAction, last_action, remember_change
from leadqual.search.pages.lists import words_of
from leadqual.search.pages.record_routes import names_gone, record_panels
from leadqual.search.pages.records.record_fields import RecordFields
from leadqual.search.query.query import is_key
from leadqual.search.results.kinds import COMPANIES, Kind
from leadqual.search.results.result_pages import found_keys, n_found

_NONE = "none"
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
        self._fields, self._only = fields, only
        self._values: dict[str, object] = {}
        self.codes = [*_BUILT_IN[fields.kind][:2], *_TAGS, *_BUILT_IN[fields.kind][2:]]
        self.codes += fields.custom
        if only in self.codes:
            self.codes = [only]
        for code in self.codes:
            self.fields[code] = self._control(code)

    def _control(self, code: str) -> forms.Field:
        if label := _TAGS.get(code):
            help_text = "Separate tags with commas."
            return forms.CharField(label=label, required=False, max_length=500, help_text=help_text)
        found = self._fields.control(code)
        found.required = False
        if isinstance(found, forms.ChoiceField):
            offered: Any = found.choices
            named = [(value or _NONE, name) for value, name in offered]
            found.choices = named if self._only else [("", "Keep as is"), *named]
        return found

    def shown(self) -> list[forms.BoundField]:
        """Return the fields that a person fills in."""
        return [self[code] for code in self.codes]

    def clean(self) -> dict[str, Any]:
        """Require at least one change."""
        cleaned = super().clean() or self.cleaned_data
        for code in self.codes:
            given = cleaned.get(code, "")
            if code in _TAGS or code in self.errors or (given in ("", None) and not self._only):
                continue
            try:
                self._values |= self._fields.values(code, "" if given == _NONE else given)
            except CustomFieldError as error:
                self.add_error(code, error.message)
            except forms.ValidationError as error:
                self.add_error(code, error)
        if not self.errors and not self.change():
            raise forms.ValidationError("Choose what to change.")
        return cleaned

    def given(self) -> dict[str, str]:
        """Return the filled-in fields as form data, to repeat the change."""
        return {
            "field": self._only,
            **{code: str(self.cleaned_data.get(code) or "") for code in self.codes},
        }

    def change(self) -> BulkChange:
        cleaned = self.cleaned_data
        add, remove = (split_tags(cleaned.get(name, "")) for name in _TAGS)
        words = [
            f"{str(self.fields[code].label).lower()} {self._said(code)}"
            for code in self.codes
            if code not in _TAGS and (self._only or cleaned.get(code))
        ]
        words += [f"{verb} {', '.join(tags)}" for verb, tags in _said(add, remove) if tags]
        return BulkChange(self._values, add, remove, "; ".join(words))

    def _said(self, code: str) -> str:
        value = str(self.cleaned_data.get(code) or "")
        choices = dict(getattr(self.fields[code], "choices", ()))
        return str(choices.get(value, value)) or "none"


def _said(add: Sequence[str], remove: Sequence[str]) -> list[tuple[str, Sequence[str]]]:
    return [("tags added:", add), ("tags removed:", remove)]


@record_panels(
    "change/", "change_people", "change_companies", methods="GET POST", role=Role.QUALIFIER
)
@names_gone()
def change(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Change the records of the search in the URL; first shows how many there are.

    In a popover, `field` is the one to change.
    """
    params = dict(request.GET.lists())
    only = params.pop("field", [""])[-1]
    query = kind.exact(params, request.workspace, request.user).changed()
    n_records = n_found(request.workspace, query)
    shown = query.without("company") if kind is COMPANIES else query
    back = address_here(request, f"{reverse(kind.page)}?{shown.to_query()}")
    fields = RecordFields(request.workspace, kind.code)
    form = BulkChangeForm(request.POST or None, fields=fields, only=only)
    is_small = n_records <= MAX_AT_ONCE
    if form.is_valid() and is_small:
        with ShownErrors(request):
            keys = found_keys(request.workspace, query).tolist()
            done = _change(request, kind, keys, form, form.cleaned_data["request_id"])
            remember_change(request, kind.records, form.change().words, form.given())
            _say_changed(request, done, kind, form, back)
        return answered_in_place(request) if request.htmx else redirect(back)
    context = {
        "form": form,
        "request_id": uuid4(),
        "n": n_records,
        "what": counted(n_records, kind.noun, kind.records),
        "is_one_field": len(form.codes) == 1,
        "is_company": kind is COMPANIES,
        "is_small": is_small,
        "back_url": back,
    }
    status = 422 if form.is_bound else 200
    page = "bulk_change_popover.html" if request.htmx else "bulk_change.html"
    return render(request, f"search/records/{page}", context, status=status)


def _change(
    request: WorkspaceRequest, kind: Kind, keys: Sequence[int], form: BulkChangeForm, step: UUID
) -> BulkResult:
    done = change_many(
        workspace=request.workspace,
        model=kind.model,
        keys=keys,
        change=form.change(),
        author=request.user,
        step=step,
    )
    if title := form.cleaned_data.get("title"):
        classify_now(job_title_for(workspace=request.workspace, title=title))
    return done


@route("<kind:kind>/repeat/", methods="POST", role=Role.QUALIFIER)
@names_gone()
def repeat(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Repeat the last action with the selected records; the message offers undo.

    In the URL, `list` is the one that the button names.
    """
    sent = {name: [str(one) for one in values] for name, values in request.POST.lists()}
    sent.pop("csrfmiddlewaretoken", None)
    query = kind.exact(sent, request.workspace, request.user).changed()
    keys: list[int] = []
    if query.ticked(kind.code):
        keys = found_keys(request.workspace, query).tolist()
    back = own_address(request, request.headers.get("Referer", ""), reverse(kind.page))
    named = request.GET.get("list", "")
    told = LastAction("", {}, int(named)) if is_key(named) else None
    action = told or last_action(request, kind.records)
    if action is None or not keys:
        messages.error(request, f"Select {kind.records} first. Nothing was changed.")
        return redirect(back)
    with ShownErrors(request):
        if action.list_id:
            _add_again(request, action, kind, keys)
        else:
            _change_again(request, action, kind, keys, back)
    return redirect(back)


def _add_again(
    request: WorkspaceRequest, action: LastAction, kind: Kind, keys: Sequence[int]
) -> None:
    lists = all_lists(request.workspace, request.user)
    row = lists.filter(pk=action.list_id, records=kind.records).first()
    if row is None:
        messages.error(request, "The list was deleted. Nothing was added.")
        return
    added = add_records(contact_list=row, keys=keys, author=request.user, request_id=uuid4())
    undo = reverse("search:list_undo", args=[row.pk, added.request_id]) if added.n_new else ""
    say_undoable(request, words_of(added, row), undo)


def _change_again(
    request: WorkspaceRequest, action: LastAction, kind: Kind, keys: Sequence[int], back: str
) -> None:
    step = uuid4()
    data = QueryDict(mutable=True)
    data.update({**action.fields, "request_id": str(step)})
    fields = RecordFields(request.workspace, kind.code)
    form = BulkChangeForm(data, fields=fields, only=action.fields.get("field", ""))
    if not form.is_valid():  # The owner has since left.
        messages.error(request, "This cannot be repeated any more. Nothing was changed.")
        return
    _say_changed(request, _change(request, kind, keys, form, step), kind, form, back)


def _say_changed(
    request: WorkspaceRequest, done: BulkResult, kind: Kind, form: BulkChangeForm, back: str
) -> None:
    """Show a message on how many people or companies were changed, with undo."""
    if not done.n_changed:
        messages.success(request, "Nothing was changed: all of them had these values already.")
        return
    n_changed = counted(done.n_changed, kind.noun, kind.records)
    words = f"Changed {n_changed}: {form.change().words}."
    if done.n_same:
        words += f" {done.n_same:,} had these values already."
    say_undoable(request, words, "search:undo_change", done.step, back=back)
