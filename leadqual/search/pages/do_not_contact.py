"""Do-not-contact pages: many people at once, the list in the settings, and undo."""

from collections.abc import Iterable
from urllib.parse import quote_plus
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, needs_role, route
from leadqual.accounts.pages.settings import render_settings
from leadqual.core.pages.page_links import page_links, safe_next
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.core.texts.plain_texts import format_count
from leadqual.leads.do_not_contact.entries import (
    EntrySource,
    add_entry,
    entry_for,
    lift_entries,
    restore_entry,
    set_entry,
    set_record_entry,
)
from leadqual.leads.do_not_contact.lifting import OTHER_ORIGINS, liftable_by, require_liftable
from leadqual.leads.do_not_contact.selectors import (
    Kind,
    company_entries,
    domain_entries,
    found_entries,
    personal_entries,
)
from leadqual.leads.errors import UnreadableEntryError
from leadqual.leads.id_resolution import MODELS
from leadqual.leads.models import DoNotContact
from leadqual.search.lists import bulk_do_not_contact
from leadqual.search.lists.services import limit_message
from leadqual.search.pages.forms import StepForm
from leadqual.search.pages.record_routes import report_missing_records
from leadqual.search.query.query import keys_of
from leadqual.search.results.kinds import PEOPLE
from leadqual.search.results.record_rows import companies_of, contacts_of
from leadqual.search.results.result_pages import n_found, result_keys

PAGE = 50
HERE = "search:do_not_contact"
KINDS = [one for one in DoNotContact.Kind.choices if one[0] != DoNotContact.Kind.ALIAS]
"""Emails with and without aliases are shown as one kind."""

_PAGES = {
    "company": ("Added from the company’s page", "search:company"),
    "import": ("Set by an import", "imports:batch"),
}
"""Prefix of an origin → its description, and the page of the related record."""


class EntryForm(forms.Form):
    """One email address, domain, phone number or LinkedIn profile."""

    value = forms.CharField(
        max_length=500, label="Email, domain, phone or LinkedIn profile", strip=True
    )


@route("settings/do-not-contact/", methods="GET POST")
def do_not_contact(request: WorkspaceRequest) -> HttpResponseBase:
    """List the entries; a post adds one."""
    return _add_entry(request) if request.method == "POST" else _page(request, EntryForm())


@needs_role(Role.QUALIFIER)
def _add_entry(request: WorkspaceRequest) -> HttpResponse:
    form = EntryForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    with ShownErrors(form, UnreadableEntryError, field="value"):
        entry = add_entry(
            workspace=request.workspace,
            text=form.cleaned_data["value"],
            kind="",
            source=EntrySource("manual", "settings", request.user),
        )
        add_undo_message(
            request, f"{entry.value} is marked Do not contact.", "search:lift_entry", entry.pk
        )
        return redirect(address_of(HERE))
    return _page(request, form, status=422)


@route(
    "settings/do-not-contact/<int:entry_id>/lift/",
    name="lift_entry",
    methods="POST",
    role=Role.QUALIFIER,
)
def lift(request: WorkspaceRequest, entry_id: int) -> HttpResponse:
    """Lift one entry; entries from other sources stay."""
    entry = _entry(request, entry_id)
    entries = DoNotContact.objects.filter(pk=entry.pk)
    require_liftable(entries, Role(request.member.role))
    if not lift_entries(workspace=request.workspace, entries=entries, author=request.user):
        messages.error(request, f"{entry.value} was already removed. Nothing was changed.")
        return redirect(address_of(HERE))
    other_entries = DoNotContact.objects.filter(
        workspace=request.workspace, lifted_at=None, kind=entry.kind, key=entry.key
    )
    text = f"Removed the entry for {entry.value}."
    if n_other_entries := other_entries.count():
        verb = (
            "another source requires"
            if n_other_entries == 1
            else f"{n_other_entries} other sources require"
        )
        text += f" It stays marked Do not contact: {verb} it."
    add_undo_message(request, text, "search:restore_entry", entry.pk)
    return redirect(address_of(HERE))


@route(
    "settings/do-not-contact/<int:entry_id>/restore/",
    name="restore_entry",
    methods="POST",
    role=Role.QUALIFIER,
)
def restore(request: WorkspaceRequest, entry_id: int) -> HttpResponse:
    """Restore a lifted entry with its source."""
    entry = _entry(request, entry_id)
    restore_entry(entry=entry, author=request.user)
    messages.success(request, f"{entry.value} is marked Do not contact.")
    return redirect(address_of(HERE))


def _entry(request: WorkspaceRequest, entry_id: int) -> DoNotContact:
    entries = DoNotContact.objects.filter(workspace=request.workspace)
    return get_object_or_404(entries.select_related("suppression_list"), pk=entry_id)


def _page(request: WorkspaceRequest, form: EntryForm, *, status: int = 200) -> HttpResponse:
    search = request.GET.get("q", "").strip()[:200]
    kind = request.GET.get("kind", "")
    state = request.GET.get("state", "")
    entries = found_entries(
        request.workspace, search=search, kind=kind, is_lifted=state == "lifted"
    )
    if not search:  # A search also finds entries by other keys of marked people.
        entries = entries.filter(derived_from=None)
    pages = Paginator(
        entries.select_related("author", "lifted_by", "suppression_list", "derived_from"), PAGE
    )
    page = pages.get_page(request.GET.get("page"))
    filters = {"q": search, "kind": kind, "state": state}
    filter_params = "".join(
        f"{name}={quote_plus(value)}&" for name, value in filters.items() if value
    )
    names = _record_names(page)
    liftable = entries.filter(
        liftable_by(Role(request.member.role)), pk__in=[row.pk for row in page]
    )
    context = {
        "form": form,
        "liftable": set(liftable.values_list("pk", flat=True)),
        "page": page,
        "rows": [
            (entry, names.get(entry.value, entry.value), _describe_source(entry)) for entry in page
        ],
        **page_links(page, f"{address_of(HERE)}&{filter_params}"),
        "kinds": KINDS,
        "may_change": Role(request.member.role).includes(Role.QUALIFIER),
        **filters,
    }
    return render_settings(
        request, "leads/settings/do_not_contact.html", context, here=HERE, status=status
    )


def _record_names(entries: Iterable[DoNotContact]) -> dict[str, str]:
    """Return value → name for entries that refer to a person or company by record."""
    keys: dict[str, list[int]] = {"contact": [], "company": []}
    for entry in entries:
        if entry.kind in keys:
            keys[entry.kind].append(int(entry.key))
    return {
        f"{kind}:{row.pk}": str(row)
        for kind, model in MODELS.items()
        for row in model._default_manager.filter(pk__in=keys[kind])
    }


def _describe_source(entry: DoNotContact) -> tuple[str, str]:
    """Return the description of an entry's source, and the URL of its page, if any."""
    kind, _, key = entry.origin.partition(":")
    if entry.suppression_list:
        return f"Suppression list “{entry.suppression_list}”", reverse(
            "imports:suppression_list", args=[entry.suppression_list.pk]
        )
    if kind == "reply" and key.isdigit():
        return "Unsubscribed in a reply", (f"{reverse('replies:inbox')}?reply={key}#letter")
    if kind == "bounce" and key.isdigit():
        return "Email bounced", f"{reverse('replies:inbox')}?reply={key}#letter"
    if kind in _PAGES and key.isdigit():
        return _PAGES[kind][0], reverse(_PAGES[kind][1], args=[key])
    if kind == "contact" and key.isdigit():
        return "Added from the person’s page", f"{reverse('search:people')}?person={key}#person"
    text = {
        "step": "Added in bulk",
        "settings": "Added in Settings",
        "api": "Added through the API",
        "erased_person": "Kept after an erasure was lifted",
    }
    reason = entry.reason.replace("_", " ")
    return text.get(kind, reason[:1].upper() + reason[1:]), ""


def _lift_entries(
    request: WorkspaceRequest, active: QuerySet[DoNotContact], name: str
) -> int | None:
    """Lift the entries that the member may lift, and report those that stay.

    Args:
        request: of the member.
        active: the active entries of a person or a company.
        name: of the person or the company.

    Returns:
        Number of lifted entries; None if others stay.
    """
    entries = active.filter(liftable_by(Role(request.member.role)))
    n_lifted = lift_entries(workspace=request.workspace, entries=entries, author=request.user)
    if not active.exists():
        return n_lifted
    messages.warning(
        request,
        f"{name} stays marked Do not contact: {OTHER_ORIGINS} requires it. "
        "Only managers can remove the entry.",
    )
    return None


@route("people/do-not-contact/", methods="GET POST", role=Role.QUALIFIER)
@report_missing_records("contact")
def set_do_not_contact(request: WorkspaceRequest) -> HttpResponse:
    """Show how many people of a search would be marked; a post marks them.

    The URL has the parameters of the search (`search:people`).
    """
    query = PEOPLE.read_strictly(dict(request.GET.lists()), request.workspace, request.user)
    n_people = n_found(request.workspace, query.changed())
    limit_error = limit_message(n_people)
    keys = [] if limit_error else result_keys(request.workspace, query.changed()).tolist()
    back = f"{reverse('search:people')}?{query.to_query()}"
    form = StepForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and not limit_error:
        result = bulk_do_not_contact.set_do_not_contact_for_all(
            workspace=request.workspace,
            ids=[*keys, *keys_of(query.contact)],  # Deleted people stay marked when restored.
            author=request.user,
            request_id=form.cleaned_data["request_id"],
        )
        undo = "search:undo_do_not_contact" if result.n_new else ""
        add_undo_message(request, _result_message(result), undo, result.request_id)
        return redirect(back)
    n_new = bulk_do_not_contact.count_unmarked(request.workspace, keys)
    shown = {
        "request_id": uuid4(),
        "n_new": n_people if limit_error else n_new,
        "n_already": n_people - n_new,
        "too_many": limit_error,
        "people_url": back,
    }
    return render(
        request, "search/do_not_contact.html", shown, status=422 if form.is_bound else 200
    )


@route(
    "people/do-not-contact/<uuid:request_id>/undo/",
    name="undo_do_not_contact",
    methods="POST",
    role=Role.QUALIFIER,
)
def undo(request: WorkspaceRequest, request_id: UUID) -> HttpResponse:
    """Allow contacting everybody that one step marked."""
    if not bulk_do_not_contact.is_step(request.workspace, request_id):
        raise Http404
    n_lifted = bulk_do_not_contact.undo_do_not_contact(
        workspace=request.workspace, request_id=request_id, author=request.user
    )
    if n_lifted:
        messages.success(
            request, f"{format_count(n_lifted, 'person', 'people')} can be contacted again."
        )
    else:
        messages.error(request, "This was already undone. Nothing was changed.")
    return redirect("search:people")


def _result_message(result: bulk_do_not_contact.BulkDoNotContact) -> str:
    parts = [f"{format_count(result.n_new, 'person', 'people')} marked Do not contact."]
    if result.n_already:
        parts.append(f"{result.n_already:,} were already marked.")
    return " ".join(parts)


@route(
    "people/<int:contact_id>/do-not-contact/",
    name="mark_do_not_contact",
    methods="POST",
    role=Role.QUALIFIER,
)
def mark_person(request: WorkspaceRequest, contact_id: int) -> HttpResponse:
    """Mark a person do not contact."""
    contact = get_object_or_404(contacts_of(request.workspace), pk=contact_id)
    back = safe_next(request, reverse("search:people"))
    entry = entry_for(contact, kind=request.POST.get("kind", ""))
    source = EntrySource("manual", f"contact:{contact.pk}", request.user)
    set_entry(workspace=request.workspace, entry=entry, source=source)
    add_undo_message(request, f"{contact} is marked Do not contact.", "search:allow", contact.pk)
    return redirect(back)


@route("people/<int:contact_id>/allow/", name="allow", methods="POST", role=Role.QUALIFIER)
def allow_person(request: WorkspaceRequest, contact_id: int) -> HttpResponse:
    """Allow contacting a person again."""
    contact = get_object_or_404(contacts_of(request.workspace), pk=contact_id)
    n_lifted = _lift_entries(request, personal_entries(contact), str(contact))
    if n_lifted is not None and (other_entry := domain_entries(contact).first()):
        company = contact.company or "their former company"
        covered_by = (
            f"the domain {other_entry.value}" if other_entry.kind == Kind.DOMAIN else str(company)
        )
        text = f"{contact} stays marked Do not contact: an entry covers {covered_by}."
        messages.warning(request, f"{text} Remove it under Settings › Privacy › Do not contact.")
    elif n_lifted:
        messages.success(request, f"{contact} can be contacted again.")
    default = f"{reverse('search:people')}?person={contact.pk}#person"
    return redirect(safe_next(request, default))


@route(
    "companies/<int:company_id>/do-not-contact/",
    name="mark_company_do_not_contact",
    methods="POST",
    role=Role.QUALIFIER,
)
def mark_company(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Mark everybody at a company do not contact."""
    row = get_object_or_404(companies_of(request.workspace), pk=company_id)
    source = EntrySource("manual", f"company:{row.pk}", request.user)
    set_record_entry(workspace=request.workspace, kind="company", record_id=row.pk, source=source)
    add_undo_message(
        request, f"{row.name} is marked Do not contact.", "search:allow_company", row.pk
    )
    return redirect("search:company", row.pk)


@route("companies/<int:company_id>/allow/", methods="POST", role=Role.QUALIFIER)
def allow_company(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Allow contacting the people of a company again, except those marked individually."""
    row = get_object_or_404(companies_of(request.workspace), pk=company_id)
    if _lift_entries(request, company_entries(row), row.name):
        messages.success(request, f"{row.name} can be contacted again.")
    return redirect("search:company", row.pk)
