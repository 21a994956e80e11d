"""Pages of suggestions: say that a label is wrong, review what others said, see the outcome."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, needs_role, route
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.page_links import page_links
from leadqual.core.pages.panels import Tab
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.core.texts.plain_texts import format_count
from leadqual.labeling import suggestions as services
from leadqual.labeling.agreement import agreement_on_titles, disagreements_on_titles
from leadqual.labeling.corrections import selectors
from leadqual.labeling.models.suggestions import Suggestion, annotate_open
from leadqual.labeling.pages.forms import (
    BusinessModelForm,
    CorrectionForm,
    ReturnForm,
    SuggestionForm,
    return_address,
)
from leadqual.labeling.pages.titles import queue_page
from leadqual.labeling.queues.positions import PAGE
from leadqual.labeling.queues.queue_tabs import (
    MINE,
    SUGGESTED,
    QueueReader,
    first_review,
    queue_navigation,
)
from leadqual.labeling.queues.title_queues import queue_named
from leadqual.labeling.suggestions import (
    Proposal,
    SuggestionAuthor,
    SuggestionInput,
    accept_business_model,
)
from leadqual.leads.models import Company, JobTitle
from leadqual.search.query.query import is_key
from leadqual.taxonomy.models import Function
from leadqual.taxonomy.selectors import function_names, industries, levels


@route("titles/<int:title_id>/suggest/", methods="POST")
def suggest(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Put a member's word on a title into the review queue and go back to where it was said."""
    row = get_object_or_404(selectors.titles_of(request.workspace), pk=title_id)
    back = return_address(request, reverse("labeling:title", args=[row.pk]))
    form = SuggestionForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.reason())
        return redirect(back)
    suggested = SuggestionInput(
        kind=Suggestion.Kind.TITLE,
        text=row.title,
        functions=form.suggested(),
        note=form.cleaned_data["note"],
        shown=_shown(row),
    )
    with ShownErrors(request):
        services.suggest(
            workspace=request.workspace,
            suggested=suggested,
            suggester=SuggestionAuthor(author=request.user),
            title=row,
        )
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


@route("titles/review/")
def review(request: WorkspaceRequest) -> HttpResponseBase:
    """Show what needs a second person: suggestions, corrections to approve, second labels."""
    reader = QueueReader(request.workspace, request.user, Role(request.member.role))
    named = request.GET.get("queue", "")
    queue = named if named in {SUGGESTED, MINE} else queue_named(named, "")
    if not queue:
        queue = first_review(reader)
        if queue not in {SUGGESTED, MINE}:
            return redirect(f"{reverse('labeling:review')}?queue={queue}")
    if queue == MINE:
        return mine(request)
    return suggestions(request) if queue == SUGGESTED else queue_page(request, "unapproved")


@needs_role(Role.QUALIFIER)
def suggestions(request: WorkspaceRequest) -> HttpResponse:
    """Show what was suggested, most people first, with one open and the form that accepts it."""
    queue = services.review_queue(request.workspace)
    page = Paginator(queue, PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    wanted = request.GET.get("open", "")
    waiting = services.open_suggestions(request.workspace)
    waiting = waiting.select_related("job_title", "company")
    opened = waiting.filter(pk=wanted).first() if is_key(wanted) else None
    is_asked = opened is not None
    if opened is None and rows:
        opened = waiting.filter(pk=rows[0]["newest"]).first()
    found = _opened(request, opened, chosen=wanted if is_asked else "") if opened else None
    if rows and found is None:
        return redirect(_suggestions_url())  # Somebody decided at this moment.
    list_url = f"{_suggestions_url()}&page={page.number}&"
    agreement = agreement_on_titles(request.workspace)
    context = {
        **_tab_context(request, SUGGESTED),
        "rows": rows,
        "opened": opened,
        "is_asked": is_asked,
        "list_url": list_url,
        "agreement": agreement,
        "disagreements": disagreements_on_titles(agreement),
        **page_links(page, list_url),
        **(found or {}),
    }
    return render(request, "labeling/suggestions.html", context)


def _opened(request: WorkspaceRequest, row: Suggestion, *, chosen: str) -> dict[str, object] | None:
    """Return what the form about a suggestion needs; None where somebody has just decided."""
    proposals = services.proposals_about(row)
    if not proposals:
        return None
    proposal = _selected_proposal(proposals, chosen)
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
    asked = proposal.suggestion
    level = title.level.slug if title and title.level else str(row.shown.get("level", ""))
    industry = title.industry.slug if title and title.industry else ""
    return {
        "title": title,
        "proposals": proposals,
        "proposal": proposal,
        "kept": {
            "chosen": [names[slug] for slug in slugs],
            "functions": slugs,
            "offered": [names[slug] for slug in living if slug not in slugs],
        },
        "says_other": asked.functions == [],
        "level_now": asked.level or level,
        "industry_now": asked.industry if asked.level else industry,
        "business_models": Company.BusinessModel.choices if row.company else (),
        "levels": levels(),
        "industries": industries(),
    }


def _selected_proposal(proposals: list[Proposal], chosen: str) -> Proposal:
    """Return the proposal that was opened, else the one of most voices."""
    asked = (
        proposal for proposal in proposals if any(str(row.pk) == chosen for row in proposal.voices)
    )
    return next(asked, proposals[0])


@route(
    "titles/suggestions/<int:suggestion_id>/accept/",
    name="accept-suggestion",
    methods="POST",
    role=Role.QUALIFIER,
)
def accept(request: WorkspaceRequest, suggestion_id: int) -> HttpResponse:
    """Make a correction of a suggestion, as it was made or changed by the reviewer."""
    row = get_object_or_404(Suggestion, workspace=request.workspace, pk=suggestion_id)
    if row.company_id is not None:
        return _accepted_company(request, row)
    if row.kind != Suggestion.Kind.TITLE:
        return _form_context(request, row)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _render_again(request, row, form.reason())
    try:
        correction = services.accept(
            suggestion=row, correction_input=form.correction_input(), reviewer=request.user
        )
    except LeadqualError as error:
        return _render_again(request, row, error.message)
    people = format_count(correction.job_title.n_contacts, "person", "people")
    row.refresh_from_db(fields=["answer"])
    how = "with your changes" if row.answer else "as suggested"
    add_undo_message(
        request,
        f"Corrected “{correction.job_title.title}” for {people}, {how}.",
        "labeling:undo",
        correction.pk,
    )
    return redirect(_suggestions_url())


def _accepted_company(request: WorkspaceRequest, row: Suggestion) -> HttpResponse:
    form = BusinessModelForm(request.POST)
    if not form.is_valid():
        return _render_again(request, row, form.reason())
    try:
        correction = accept_business_model(
            suggestion=row,
            business_model=form.cleaned_data["business_model"],
            reviewer=request.user,
        )
    except LeadqualError as error:
        return _render_again(request, row, error.message)
    add_undo_message(
        request,
        f"Corrected {correction.company.name}: {correction.get_business_model_display()}. Rankings "
        "are updating.",
        "labeling:undo-business-model",
        correction.pk,
    )
    return redirect(_suggestions_url())


def _form_context(request: WorkspaceRequest, row: Suggestion) -> HttpResponse:
    try:
        services.keep_as_example(suggestion=row, reviewer=request.user)
    except LeadqualError as error:
        return _render_again(request, row, error.message)
    messages.success(request, f"The {row.get_kind_display()} is saved as an example.")
    return redirect(_suggestions_url())


@route(
    "titles/suggestions/<int:suggestion_id>/return/",
    name="return-suggestion",
    methods="POST",
    role=Role.QUALIFIER,
)
def give_back(request: WorkspaceRequest, suggestion_id: int) -> HttpResponse:
    """Return a suggestion with a note to everybody who made it."""
    row = get_object_or_404(Suggestion, workspace=request.workspace, pk=suggestion_id)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _render_again(request, row, form.reason())
    try:
        n_people = services.give_back(
            suggestion=row, note=form.cleaned_data["note"], reviewer=request.user
        )
    except LeadqualError as error:
        return _render_again(request, row, error.message)
    shown = "The author sees" if n_people == 1 else f"The {n_people} authors see"
    messages.success(request, f"Suggestion returned. {shown} your note.")
    return redirect(_suggestions_url())


def _render_again(request: WorkspaceRequest, row: Suggestion, reason: str) -> HttpResponse:
    messages.error(request, reason)
    return redirect(f"{_suggestions_url()}&open={row.pk}#title")


def _suggestions_url() -> str:
    return f"{reverse('labeling:review')}?queue={SUGGESTED}"


def _tab_context(request: WorkspaceRequest, here: str) -> dict[str, list[Tab]]:
    reader = QueueReader(request.workspace, request.user, Role(request.member.role))
    return queue_navigation(reader, here)


def mine(request: WorkspaceRequest) -> HttpResponse:
    """Show a member what became of their suggestions."""
    found = services.suggested_by(request.workspace, request.user)
    page = Paginator(annotate_open(found), PAGE).get_page(request.GET.get("page"))
    names = function_names()
    level_names = {each.slug: each.name for each in levels()}
    rows = [
        (
            row,
            [names.get(slug, slug) for slug in row.functions or ()],
            level_names.get(row.level, ""),
        )
        for row in page
    ]
    here = f"{reverse('labeling:review')}?queue={MINE}&"
    context = {"rows": rows, **_tab_context(request, MINE), **page_links(page, here)}
    return render(request, "labeling/my_suggestions.html", context)


@route(
    "titles/suggestions/<int:suggestion_id>/withdraw/", name="withdraw-suggestion", methods="POST"
)
def withdraw(request: WorkspaceRequest, suggestion_id: int) -> HttpResponse:
    """Take a suggestion of one's own back."""
    own = services.suggested_by(request.workspace, request.user)
    row = get_object_or_404(own, pk=suggestion_id)
    with ShownErrors(request):
        services.withdraw(suggestion=row)
        messages.success(request, f"Suggestion for “{row.text[:80]}” withdrawn.")
    return redirect(f"{reverse('labeling:review')}?queue={MINE}")
