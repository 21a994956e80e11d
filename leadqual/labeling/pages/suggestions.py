"""Pages of suggestions: say that a label is wrong, review what others said, see the outcome."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from leadqual.accounts.models import Role
from leadqual.accounts.request_types import WorkspaceRequest, needs_role
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.undo import say_undoable
from leadqual.labeling.agreement.measures import agreement_on_titles
from leadqual.labeling.corrections import selectors
from leadqual.labeling.models.suggestions import Suggestion, with_waiting
from leadqual.labeling.pages.forms import BusinessModelForm, CorrectionForm, way_back
from leadqual.labeling.pages.forms_suggestions import ReturnForm, SuggestionForm
from leadqual.labeling.pages.paging import page_links
from leadqual.labeling.queues.position import PAGE, queue_tabs
from leadqual.labeling.suggestions import selectors as suggestions_selectors
from leadqual.labeling.suggestions import services
from leadqual.labeling.suggestions.company_suggestions import accept_business_model
from leadqual.labeling.suggestions.selectors import Proposal
from leadqual.labeling.suggestions.services import SuggestionAuthor, SuggestionInput
from leadqual.leads.models import Company, JobTitle
from leadqual.search.query.query import is_key
from leadqual.taxonomy.models import Function
from leadqual.taxonomy.selectors import function_names, industries, levels


@require_POST
def suggest(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Put a member's word on a title into the review queue and go back to where it was said."""
    row = get_object_or_404(selectors.titles_of(request.workspace), pk=title_id)
    back = way_back(request, reverse("labelling:title", args=[row.pk]))
    form = SuggestionForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.reason())
        return redirect(back)
    said = SuggestionInput(
        kind=Suggestion.Kind.TITLE,
        text=row.title,
        functions=form.said(),
        note=form.cleaned_data["note"],
        shown=_shown(row),
    )
    try:
        services.suggest(
            workspace=request.workspace,
            said=said,
            voice=SuggestionAuthor(author=request.user),
            title=row,
        )
    except LeadqualError as error:
        messages.error(request, error.message)
        return redirect(back)
    messages.success(
        request,
        f"Your suggestion for “{row.title}” is waiting for review. Its labels stay until then.",
    )
    return redirect(back)


def _shown(row: JobTitle) -> dict[str, object]:
    return {
        "labels": [[label.function.slug, label.score] for label in row.labels.all()],
        "level": row.level.slug if row.level else "",
        "model": row.model_version,
    }


@require_GET
@needs_role(Role.QUALIFIER)
def suggestions(request: WorkspaceRequest) -> HttpResponse:
    """Show what was suggested, most people first, with one open and the form that accepts it."""
    queue = suggestions_selectors.review_queue(request.workspace)
    page = Paginator(queue, PAGE).get_page(request.GET.get("page"))
    rows = suggestions_selectors.waiting_of(list(page.object_list))
    wanted = request.GET.get("open", "")
    waiting = suggestions_selectors.open_suggestions(request.workspace)
    waiting = waiting.select_related("job_title", "company")
    opened = waiting.filter(pk=wanted).first() if is_key(wanted) else None
    is_asked = opened is not None
    if opened is None and rows:
        opened = waiting.filter(pk=rows[0].newest).first()
    found = _opened(request, opened, chosen=wanted if is_asked else "") if opened else None
    if rows and found is None:
        return redirect("labelling:suggestions")  # Somebody decided at this moment.
    list_url = f"{reverse('labelling:suggestions')}?page={page.number}&"
    context = {
        "tabs": queue_tabs("suggestions", Role(request.member.role)),
        "rows": rows,
        "opened": opened,
        "is_asked": is_asked,
        "list_url": list_url,
        "agreement": agreement_on_titles(request.workspace),
        **page_links(page, list_url),
        **(found or {}),
    }
    return render(request, "labeling/suggestions.html", context)


def _opened(request: WorkspaceRequest, row: Suggestion, *, chosen: str) -> dict[str, object] | None:
    """Return what the form about a suggestion needs; None where somebody has just decided."""
    proposals = suggestions_selectors.proposals_about(row)
    if not proposals:
        return None
    proposal = _chosen(proposals, chosen)
    title = (
        selectors.titles_of(request.workspace).filter(pk=row.job_title_id).first()
        if row.job_title_id
        else None
    )
    slugs = proposal.slugs
    shown = [] if title else [str(slug) for slug, _ in row.shown.get("labels", ())]
    rows = Function.objects.filter(slug__in=[*slugs, *shown])
    names = {each.slug: each for each in rows}
    living = [slug for slug in shown if slug in names and names[slug].retired_at is None]
    level = title.level.slug if title and title.level else str(row.shown.get("level", ""))
    return {
        "title": title,
        "proposals": proposals,
        "proposal": proposal,
        "kept": {
            "chosen": [names[slug] for slug in slugs],
            "functions": slugs,
            "offered": [names[slug] for slug in living if slug not in slugs],
        },
        "says_other": proposal.suggestion.functions == [],
        "level_now": level,
        "business_models": Company.BusinessModel.choices if row.company else (),
        "levels": levels(),
        "industries": industries(),
    }


def _chosen(proposals: list[Proposal], chosen: str) -> Proposal:
    """Return the proposal that was opened, else the one of most voices."""
    asked = (one for one in proposals if any(str(row.pk) == chosen for row in one.voices))
    return next(asked, proposals[0])


@require_POST
@needs_role(Role.QUALIFIER)
def accept(request: WorkspaceRequest, suggestion_id: int) -> HttpResponse:
    """Make a correction of a suggestion, as it was made or changed by the reviewer."""
    row = get_object_or_404(Suggestion, workspace=request.workspace, pk=suggestion_id)
    if row.company_id is not None:
        return _accepted_company(request, row)
    if row.kind != Suggestion.Kind.TITLE:
        return _kept(request, row)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _again(request, row, form.reason())
    try:
        said = services.accept(suggestion=row, word=form.word(), reviewer=request.user)
    except LeadqualError as error:
        return _again(request, row, error.message)
    n_people = said.job_title.n_contacts
    people = "1 person" if n_people == 1 else f"{n_people:,} people"
    say_undoable(
        request,
        f"Corrected “{said.job_title.title}” for {people}, as suggested.",
        "labelling:undo",
        said.pk,
    )
    return redirect("labelling:suggestions")


def _accepted_company(request: WorkspaceRequest, row: Suggestion) -> HttpResponse:
    form = BusinessModelForm(request.POST)
    if not form.is_valid():
        return _again(request, row, form.reason())
    try:
        said = accept_business_model(
            suggestion=row,
            business_model=form.cleaned_data["business_model"],
            reviewer=request.user,
        )
    except LeadqualError as error:
        return _again(request, row, error.message)
    say_undoable(
        request,
        f"Corrected {said.company.name}: {said.get_business_model_display()}. Rankings "
        "are updating.",
        "labelling:undo-business-model",
        said.pk,
    )
    return redirect("labelling:suggestions")


def _kept(request: WorkspaceRequest, row: Suggestion) -> HttpResponse:
    try:
        services.keep_as_example(suggestion=row, reviewer=request.user)
    except LeadqualError as error:
        return _again(request, row, error.message)
    messages.success(request, f"The {row.get_kind_display()} is saved as an example.")
    return redirect("labelling:suggestions")


@require_POST
@needs_role(Role.QUALIFIER)
def give_back(request: WorkspaceRequest, suggestion_id: int) -> HttpResponse:
    """Return a suggestion with a note to everybody who made it."""
    row = get_object_or_404(Suggestion, workspace=request.workspace, pk=suggestion_id)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _again(request, row, form.reason())
    try:
        n_people = services.give_back(
            suggestion=row, note=form.cleaned_data["note"], reviewer=request.user
        )
    except LeadqualError as error:
        return _again(request, row, error.message)
    told = "The author sees" if n_people == 1 else f"The {n_people} authors see"
    messages.success(request, f"Suggestion returned. {told} your note.")
    return redirect("labelling:suggestions")


def _again(request: WorkspaceRequest, row: Suggestion, reason: str) -> HttpResponse:
    messages.error(request, reason)
    return redirect(f"{reverse('labelling:suggestions')}?open={row.pk}#title")


@require_GET
def mine(request: WorkspaceRequest) -> HttpResponse:
    """Show a member what became of their suggestions."""
    found = suggestions_selectors.suggested_by(request.workspace, request.user)
    page = Paginator(with_waiting(found), PAGE).get_page(request.GET.get("page"))
    names = function_names()
    rows = [(row, [names.get(slug, slug) for slug in row.functions or ()]) for row in page]
    here = reverse("labelling:my-suggestions")
    context = {"rows": rows, **page_links(page, f"{here}?")}
    return render(request, "labeling/my_suggestions.html", context)


@require_POST
def withdraw(request: WorkspaceRequest, suggestion_id: int) -> HttpResponse:
    """Take a suggestion of one's own back."""
    own = suggestions_selectors.suggested_by(request.workspace, request.user)
    row = get_object_or_404(own, pk=suggestion_id)
    try:
        services.withdraw(suggestion=row)
        messages.success(request, f"Suggestion for “{row.text[:80]}” withdrawn.")
    except LeadqualError as error:
        messages.error(request, error.message)
    return redirect("labelling:my-suggestions")
