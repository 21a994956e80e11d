"""Bulk changes of owner, status and tags, with undo and repeat."""

from collections.abc import Sequence
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.middleware import WorkspaceRequest
from leadqual.accounts.models import Role, Workspace
from leadqual.core.pages.panels import own_address
from leadqual.core.pages.undo import ShownErrors, say_undoable
from leadqual.core.texts.plain_texts import counted
from leadqual.leads.records.bulk_changes import MAX_AT_ONCE, BulkChange, BulkResult, change_many
from leadqual.leads.records.record_values import owners_of, split_tags
from leadqual.leads.records.statuses import statuses_of
from leadqual.search.lists.selectors import all_lists
from leadqual.search.lists.services import add_records
from leadqual.search.pages.lists import words_of
from leadqual.search.pages.partials import LastAction, last_action, remember_change
from leadqual.search.pages.record_routes import Kind, names_gone, record_routes
from leadqual.search.results import selectors
from leadqual.search.results.selectors import COMPANIES

_UNCHANGED, _NOBODY = "", "none"


class BulkChangeForm(forms.Form):
    """Values for many records; empty fields stay unchanged."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    status = forms.ChoiceField(required=False)
    owner = forms.ChoiceField(required=False)
    add_tags = forms.CharField(
        required=False, max_length=500, help_text="Separate tags with commas."
    )
    remove_tags = forms.CharField(required=False, max_length=500)

    def __init__(self, data: QueryDict | None = None, *, workspace: Workspace) -> None:
        """Offer members as owners."""
        super().__init__(data)
        keep = (_UNCHANGED, "Keep as is")
        owners = [(str(key), str(user)) for key, user in owners_of(workspace).items()]
        self.fields["status"].choices = [keep, *statuses_of(workspace).choices()]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [keep, (_NOBODY, "No owner"), *owners]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Require at least one change."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.change():
            raise forms.ValidationError("Choose what to change.")
        return cleaned

    def given(self) -> dict[str, str]:
        """Return the filled-in fields as form data, to repeat the change."""
        names = ("status", "owner", "add_tags", "remove_tags")
        return {name: str(self.cleaned_data.get(name) or "") for name in names}

    def change(self) -> BulkChange:
        cleaned = self.cleaned_data
        fields: dict[str, object] = {}
        words = []
        if status := cleaned.get("status"):
            fields["status"] = status
            words.append(f"status {dict(self.fields['status'].choices)[status]}")  # type: ignore[attr-defined]
        if owner := cleaned.get("owner"):
            fields["owner_id"] = None if owner == _NOBODY else int(owner)
            names = dict(self.fields["owner"].choices)  # type: ignore[attr-defined]
            words.append(f"owner {names[owner]}")
        add, remove = (split_tags(cleaned.get(name, "")) for name in ("add_tags", "remove_tags"))
        words += [f"{verb} {', '.join(tags)}" for verb, tags in _said(add, remove) if tags]
        return BulkChange(fields, add, remove, "; ".join(words))


def _said(add: Sequence[str], remove: Sequence[str]) -> list[tuple[str, Sequence[str]]]:
    return [("tags added:", add), ("tags removed:", remove)]


@record_routes("change/", name="change_{records}", methods="GET POST", role=Role.QUALIFIER)
@names_gone()
def change(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Change the records of the search in the URL; first shows how many there are."""
    query = kind.exact(dict(request.GET.lists()), request.workspace, request.user).changed()
    n_found = selectors.n_found(request.workspace, query)
    shown = query.without("company") if kind is COMPANIES else query
    back = f"{reverse(kind.page)}?{shown.to_query()}"
    form = BulkChangeForm(request.POST or None, workspace=request.workspace)
    is_small = n_found <= MAX_AT_ONCE
    if form.is_valid() and is_small:
        with ShownErrors(request):
            done = change_many(
                workspace=request.workspace,
                model=kind.model,
                keys=selectors.found_keys(request.workspace, query).tolist(),
                change=form.change(),
                author=request.user,
                step=form.cleaned_data["request_id"],
            )
            remember_change(request, kind.records, form.change().words, form.given())
            _say_changed(request, done, kind, back)
        return redirect(back)
    context = {
        "form": form,
        "request_id": uuid4(),
        "n": n_found,
        "what": counted(n_found, kind.noun, kind.records),
        "is_company": kind is COMPANIES,
        "is_small": is_small,
        "back_url": back,
    }
    status = 422 if form.is_bound else 200
    return render(request, "search/records/bulk_change.html", context, status=status)


@record_routes("repeat/", name="repeat_{records}", methods="POST", role=Role.QUALIFIER)
@names_gone()
def repeat(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Repeat the last action with the selected records; the message offers undo."""
    sent = {name: [str(one) for one in values] for name, values in request.POST.lists()}
    sent.pop("csrfmiddlewaretoken", None)
    query = kind.exact(sent, request.workspace, request.user).changed()
    keys: list[int] = []
    if query.ticked(kind.code):
        keys = selectors.found_keys(request.workspace, query).tolist()
    back = own_address(request, request.headers.get("Referer", ""), reverse(kind.page))
    action = last_action(request, kind.records)
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
    form = BulkChangeForm(data, workspace=request.workspace)
    if not form.is_valid():  # The owner has since left.
        messages.error(request, "This cannot be repeated any more. Nothing was changed.")
        return
    done = change_many(
        workspace=request.workspace,
        model=kind.model,
        keys=keys,
        change=form.change(),
        author=request.user,
        step=step,
    )
    _say_changed(request, done, kind, back)


def _say_changed(request: WorkspaceRequest, done: BulkResult, kind: Kind, back: str) -> None:
    """Show a message on how many people or companies were changed, with undo."""
    if not done.n_changed:
        messages.success(request, "Nothing was changed: all of them had these values already.")
        return
    words = f"Changed {counted(done.n_changed, kind.noun, kind.records)}."
    if done.n_same:
        words += f" {done.n_same:,} had these values already."
    say_undoable(request, words, "search:undo_change", done.step, back=back)
