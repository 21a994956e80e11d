"""Pages that give many people or companies an owner, a status or tags: one step, and its undo."""

from collections.abc import Sequence
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role, Workspace
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.pages.undo import ShownErrors, say_undoable
from leadqual.core.texts.counts import counted
from leadqual.leads.models import Company, Contact, RecordStatus
from leadqual.leads.records.bulk_changes import MAX_AT_ONCE, BulkChange, BulkResult, change_many
from leadqual.leads.records.owners import owners_of
from leadqual.leads.records.tags import split_tags
from leadqual.search.pages.gone_records import names_gone
from leadqual.search.pages.last_action import remember_change
from leadqual.search.query.query_parsing import exact_company_query, exact_contact_query
from leadqual.search.results import selectors
from leadqual.search.results.value_lookup import CompanyValues

_UNCHANGED, _NOBODY = "", "none"
_NOUNS = {Contact: ("person", "people"), Company: ("company", "companies")}


class BulkChangeForm(forms.Form):
    """What many records get; what is left empty stays as it is."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    status = forms.ChoiceField(required=False)
    owner = forms.ChoiceField(required=False)
    add_tags = forms.CharField(
        required=False, max_length=500, help_text="Separate tags with commas."
    )
    remove_tags = forms.CharField(required=False, max_length=500)

    def __init__(self, data: QueryDict | None = None, *, workspace: Workspace) -> None:
        """Offer the members as owners."""
        super().__init__(data)
        keep = (_UNCHANGED, "Keep as is")
        owners = [(str(key), str(user)) for key, user in owners_of(workspace).items()]
        self.fields["status"].choices = [keep, *RecordStatus.choices]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [keep, (_NOBODY, "No owner"), *owners]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Want something to change."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.change():
            raise forms.ValidationError("Choose what to change.")
        return cleaned

    def given(self) -> dict[str, str]:
        """Return what was filled in, as it is sent once more to repeat the change."""
        names = ("status", "owner", "add_tags", "remove_tags")
        return {name: str(self.cleaned_data.get(name) or "") for name in names}

    def change(self) -> BulkChange:
        """Return what was asked for."""
        cleaned = self.cleaned_data
        fields: dict[str, object] = {}
        words = []
        if status := cleaned.get("status"):
            fields["status"] = status
            words.append(f"status {RecordStatus(status).label}")
        if owner := cleaned.get("owner"):
            fields["owner_id"] = None if owner == _NOBODY else int(owner)
            names = dict(self.fields["owner"].choices)  # type: ignore[attr-defined]
            words.append(f"owner {names[owner]}")
        add, remove = (split_tags(cleaned.get(name, "")) for name in ("add_tags", "remove_tags"))
        words += [f"{verb} {', '.join(tags)}" for verb, tags in _said(add, remove) if tags]
        return BulkChange(fields, add, remove, "; ".join(words))


def _said(add: Sequence[str], remove: Sequence[str]) -> list[tuple[str, Sequence[str]]]:
    return [("tags added:", add), ("tags removed:", remove)]


@route("people/change/", methods="GET POST", role=Role.QUALIFIER)
@names_gone("contact")
def change_people(request: WorkspaceRequest) -> HttpResponse:
    """Change the people of a search, whose address this is; first says how many they are."""
    known = selectors.vocabulary(request.workspace)
    query = exact_contact_query(dict(request.GET.lists()), known).changed()
    n_found = selectors.n_found(request.workspace, query)
    is_small = n_found <= MAX_AT_ONCE
    keys = selectors.found_keys(request.workspace, query).tolist() if is_small else []
    back = f"{reverse('search:people')}?{query.to_query()}"
    return _change(request, Contact, keys, n_found, back)


@route("companies/change/", methods="GET POST", role=Role.QUALIFIER)
@names_gone("company")
def change_companies(request: WorkspaceRequest) -> HttpResponse:
    """Change the companies of a search, whose address this is; first says how many they are."""
    look_up = CompanyValues(request.workspace)
    query = exact_company_query(dict(request.GET.lists()), look_up).changed()
    n_found = selectors.n_found_companies(request.workspace, query)
    is_small = n_found <= MAX_AT_ONCE
    keys = selectors.all_company_keys(request.workspace, query).tolist() if is_small else []
    back = f"{reverse('search:companies')}?{query.without('company').to_query()}"
    return _change(request, Company, keys, n_found, back)


def _change(
    request: WorkspaceRequest,
    model: type[Contact | Company],
    keys: list[int],
    n_found: int,
    back: str,
) -> HttpResponse:
    form = BulkChangeForm(request.POST or None, workspace=request.workspace)
    is_small = n_found <= MAX_AT_ONCE
    if form.is_valid() and is_small:
        with ShownErrors(request):
            done = change_many(
                workspace=request.workspace,
                model=model,
                keys=keys,
                change=form.change(),
                author=request.user,
                step=form.cleaned_data["request_id"],
            )
            records = "companies" if model is Company else "people"
            remember_change(request, records, form.change().words, form.given())
            say_changed(request, done, model, back)
        return redirect(back)
    one, many = _NOUNS[model]
    context = {
        "form": form,
        "request_id": uuid4(),
        "n": n_found,
        "what": counted(n_found, one, many),
        "is_company": model is Company,
        "is_small": is_small,
        "back_url": back,
    }
    status = 422 if form.is_bound else 200
    return render(request, "search/records/bulk_change.html", context, status=status)


def say_changed(
    request: WorkspaceRequest, done: BulkResult, model: type[Contact | Company], back: str
) -> None:
    """Say how many people or companies were changed, with the undo."""
    if not done.n_changed:
        messages.success(request, "Nothing was changed: all of them had these values already.")
        return
    one, many = _NOUNS[model]
    words = f"Changed {done.n_changed:,} {one if done.n_changed == 1 else many}."
    if done.n_same:
        words += f" {done.n_same:,} had these values already."
    say_undoable(request, words, "search:undo_change", done.step, back=back)
