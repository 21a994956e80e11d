"""Campaigns: list, creation, settings, and opening one."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from leadqual.accounts.models import Role, User
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns import selectors
from leadqual.campaigns.errors import CampaignNameTakenError, SearchUrlError
from leadqual.campaigns.models import Campaign, Reason, Seed
from leadqual.campaigns.pages.campaign_data import campaign_or_404, may_judge, page_context
from leadqual.campaigns.pages.forms import (
    KEYS,
    AddCompaniesForm,
    CampaignWithSeedsForm,
    ReasonsForm,
    reason_factor,
)
from leadqual.campaigns.ranking.cards import Card
from leadqual.campaigns.ranking.preview import preview
from leadqual.campaigns.setup import seeds
from leadqual.campaigns.setup import services as writes
from leadqual.campaigns.setup.segments import companies_by_params
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.undo import ShownErrors
from leadqual.leads.models import Company
from leadqual.search.pages.record_routes import report_missing_records

CUSTOMERS_SHOWN = 20


def seed_counts(form: CampaignWithSeedsForm) -> dict[str, object]:
    """Return the page context about domains and customers before they are saved."""
    values = form.cleaned_data
    domains, customers = values.get("domains"), values.get("customers")
    return {
        "domains": domains if domains is not None and form.data.get("domains") else None,
        "n_customers": None
        if customers is None or not form.data.get("customers")
        else customers.count(),
        "seed_errors": [*form.errors.get("domains", []), *form.errors.get("customers", [])],
    }


def add_domain_warnings(request: WorkspaceRequest, form: CampaignWithSeedsForm) -> None:
    """Report pending and ignored domains, so that no input is dropped silently."""
    domains: seeds.Domains = form.cleaned_data["domains"]
    notes = []
    if domains.unknown:
        n = len(domains.unknown)
        unknown = "unknown domain is" if n == 1 else "unknown domains are"
        shown = _join_names(domains.unknown_shown, n)
        notes.append(f"{n:,} {unknown} used once imported: {shown}.")
    if domains.invalid:
        n = len(domains.invalid)
        notes.append(f"{_skipped_words(n)}: {_join_names(domains.invalid_shown, n)}")
    if notes:
        messages.warning(request, " ".join(notes))


def _join_names(shown: Sequence[str], n: int) -> str:
    return ", ".join(shown) + (" and more" if n > len(shown) else "")


def _skipped_words(n: int) -> str:
    return "Skipped 1 invalid domain" if n == 1 else f"Skipped {n:,} invalid domains"


@route("campaigns/count/", name="count_seeds", methods="POST", role=Role.QUALIFIER)
def count(request: WorkspaceRequest) -> HttpResponse:
    """Show how many domains and customers a form would save; nothing is saved."""
    form = CampaignWithSeedsForm(request.POST, workspace=request.workspace)
    form.is_valid()
    return render(request, "campaigns/partials/campaign/seeds_counted.html", seed_counts(form))


@route("campaigns/preview/", name="preview", methods="POST", role=Role.QUALIFIER)
def preview_first(request: WorkspaceRequest) -> HttpResponse:
    """Show the first companies that the campaign of a form would ask about; nothing is saved."""
    form = CampaignWithSeedsForm(request.POST, workspace=request.workspace)
    form.is_valid()
    context = {"first": preview_cards(request, form)}
    return render(request, "campaigns/partials/campaign/first_companies.html", context)


def preview_cards(request: WorkspaceRequest, form: CampaignWithSeedsForm) -> list[Card]:
    """Return the first cards of an unsaved campaign; invalid fields are ignored."""
    values = form.cleaned_data
    return preview(
        workspace=request.workspace,
        person=request.user,
        description=values.get("description") or "",
        strategy=Campaign.Strategy(values.get("strategy") or Campaign.Strategy.LIKELY),
        domains=values.get("domains") or None,
        customers=values.get("customers"),
    )


@route("campaigns/like/", methods="GET POST", role=Role.QUALIFIER)
@report_missing_records("company")
def more_like(request: WorkspaceRequest) -> HttpResponse:
    """Choose the campaign that selected companies, or those of a search, are examples for.

    The URL has the parameters of the search (`search:companies`), or `?company=1&company=2`.
    """
    companies, refused = Company.objects.none(), ""
    try:
        companies = companies_by_params(request.workspace, dict(request.GET.lists()))
    except SearchUrlError as error:
        refused = error.message
    form = AddCompaniesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        campaign = _add_customers(request, form, companies)
        if campaign is not None:
            return redirect("campaigns:settings", campaign.pk)
    campaigns = selectors.campaigns_of(request.workspace).filter(archived_at=None)
    context = {
        "form": form,
        "campaigns": campaigns,
        "n_companies": companies.count(),
        "refused": refused,
        "most": seeds.MAX_SEEDS,
        "new_query": urlencode({"like": f"?{request.GET.urlencode()}"}),
    }
    return render(
        request, "campaigns/more_like_these.html", context, status=422 if form.is_bound else 200
    )


def _add_customers(
    request: WorkspaceRequest, form: AddCompaniesForm, companies: QuerySet[Company]
) -> Campaign | None:
    """Add the companies as customers; None if that fails, with the error in the form."""
    with ShownErrors(form, field="name"):
        with transaction.atomic():
            if form.cleaned_data["campaign"]:
                campaign = campaign_or_404(request, form.cleaned_data["campaign"])
            else:
                campaign = writes.create_campaign(
                    workspace=request.workspace,
                    name=form.cleaned_data["name"],
                    author=request.user,
                )
            n_new = seeds.add_customers(
                campaign=campaign,
                company_ids=companies.values_list("pk", flat=True),
                author=request.user,
            )
        messages.success(request, f"Added {n_new:,} companies to the customers of {campaign.name}.")
        return campaign
    return None


@route(
    "campaigns/<int:campaign_id>/seeds/<int:seed_id>/remove/", methods="POST", role=Role.QUALIFIER
)
def remove_seed(request: WorkspaceRequest, campaign_id: int, seed_id: int) -> HttpResponse:
    """Remove an example or customer. Idempotent."""
    campaign = campaign_or_404(request, campaign_id)
    if seeds.remove_seed(campaign=campaign, seed_id=seed_id, author=request.user):
        messages.success(request, "Example removed. The company is kept.")
    return redirect("campaigns:settings", campaign.pk)


@route("campaigns/<int:campaign_id>/customers/remove/", methods="POST", role=Role.QUALIFIER)
def remove_customers(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Remove all customers from a campaign; examples by domain stay."""
    campaign = campaign_or_404(request, campaign_id)
    n = seeds.remove_customers(campaign=campaign, author=request.user)
    messages.success(request, f"Removed {n:,} customers from the examples. The companies are kept.")
    return redirect("campaigns:settings", campaign.pk)


@route("campaigns/", name="campaigns")
def campaign_list(request: WorkspaceRequest) -> HttpResponse:
    """Show all campaigns and their progress."""
    campaigns = list(selectors.campaigns_of(request.workspace))
    progress = selectors.progress_of(campaigns)
    rows = [(campaign, progress[campaign.pk]) for campaign in campaigns]
    context = {
        "rows": [row for row in rows if row[0].archived_at is None],
        "archived": [row for row in rows if row[0].archived_at is not None],
        "may_judge": may_judge(request),
    }
    return render(request, "campaigns/campaigns.html", context)


@route("campaigns/new/", name="new", methods="GET POST", role=Role.QUALIFIER)
def new_campaign(request: WorkspaceRequest) -> HttpResponse:
    """Create a campaign and go to its queue."""
    initial = {"customers": request.GET.get("like", "")}
    form = CampaignWithSeedsForm(request.POST or None, workspace=request.workspace, initial=initial)
    is_preview = form.is_bound and bool({"count", "preview"} & request.POST.keys())
    if request.method == "POST" and form.is_valid() and not is_preview:
        campaign = _create_campaign(request, form)
        if campaign is not None:
            return redirect("campaigns:queue", campaign.pk)
    status = 422 if form.is_bound and not (is_preview and form.is_valid()) else 200
    first = preview_cards(request, form) if "preview" in request.POST else None
    context = {"form": form, "first": first} | (seed_counts(form) if form.is_bound else {})
    return render(request, "campaigns/new.html", context, status=status)


def _create_campaign(request: WorkspaceRequest, form: CampaignWithSeedsForm) -> Campaign | None:
    try:
        with transaction.atomic():
            campaign = _create_with_seeds(request, form)
    except LeadqualError as error:
        form.add_error(_field_of(error), error.message)
        return None
    add_domain_warnings(request, form)
    return campaign


def _create_with_seeds(request: WorkspaceRequest, form: CampaignWithSeedsForm) -> Campaign:
    values = form.cleaned_data
    campaign = writes.create_campaign(
        workspace=request.workspace,
        name=values["name"],
        description=values["description"],
        strategy=Campaign.Strategy(values["strategy"]),
        scope=Campaign.Scope(values["scope"]),
        double_labeling_percent=values["double_labeling_percent"] or 0,
        exploration=values["exploration"] or 0,
        author=request.user,
    )
    _save_seeds(campaign, form, request.user)
    return campaign


def _save_seeds(campaign: Campaign, form: CampaignWithSeedsForm, author: User) -> None:
    values = form.cleaned_data
    if "domains" in form.data:  # Fields that were not sent stay unchanged.
        seeds.set_domains(campaign=campaign, domains=values["domains"], author=author)
    seeds.add_customers(
        campaign=campaign,
        company_ids=values["customers"].values_list("pk", flat=True),
        author=author,
    )


def _field_of(error: LeadqualError) -> str:
    return "name" if isinstance(error, CampaignNameTakenError) else "domains"


@route("campaigns/<int:campaign_id>/settings/", methods="GET POST", role=Role.QUALIFIER)
def settings(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Change the name, description, card order and companies of a campaign."""
    campaign = campaign_or_404(request, campaign_id)
    form = CampaignWithSeedsForm(request.POST or None, workspace=request.workspace)
    is_counted = form.is_bound and "count" in request.POST
    if (
        request.method == "POST"
        and form.is_valid()
        and not is_counted
        and _save_campaign(campaign, form, request.user)
    ):
        add_domain_warnings(request, form)
        messages.success(request, "Campaign saved.")
        return redirect("campaigns:settings", campaign.pk)
    return _settings_page(request, campaign, form)


def _initial_values(campaign: Campaign, summary: seeds.SeedSummary) -> dict[str, str | int]:
    fields = ("name", "description", "strategy", "scope", "double_labeling_percent", "exploration")
    return {name: getattr(campaign, name) for name in fields} | {
        "domains": "\n".join(summary.domains)
    }


def _save_campaign(campaign: Campaign, form: CampaignWithSeedsForm, author: User) -> bool:
    values = form.cleaned_data
    try:
        with transaction.atomic():
            writes.update_campaign(
                campaign=campaign,
                name=values["name"],
                description=values["description"],
                strategy=Campaign.Strategy(values["strategy"]),
                scope=Campaign.Scope(values["scope"]),
                double_labeling_percent=(values["double_labeling_percent"] or 0)
                if "double_labeling_percent" in form.data
                else None,
                exploration=(values["exploration"] or 0) if "exploration" in form.data else None,
                author=author,
            )
            _save_seeds(campaign, form, author)
    except LeadqualError as error:
        form.add_error(_field_of(error), error.message)
        return False
    return True


def _settings_page(
    request: WorkspaceRequest, campaign: Campaign, form: CampaignWithSeedsForm
) -> HttpResponse:
    if form.is_bound:
        campaign.refresh_from_db()  # The header shows stored values, the form the input.
    summary = seeds.summarize_seeds(campaign)
    form.initial = _initial_values(campaign, summary)
    customers = seeds.seeds_of(campaign).filter(origin=Seed.Origin.SEGMENT)
    context = page_context(request, campaign, "settings") | {
        "form": form,
        "sown": summary,
        "customers": list(customers[:CUSTOMERS_SHOWN]) if summary.n_customers else [],
        **(seed_counts(form) if form.is_bound else {}),
    }
    is_counted = form.is_bound and "count" in request.POST and form.is_valid()
    is_refused = form.is_bound and not is_counted
    return render(request, "campaigns/settings.html", context, status=422 if is_refused else 200)


def _reasons_form(campaign: Campaign) -> ReasonsForm:
    listed = Reason.objects.filter(campaign=campaign, position__isnull=False)
    initial = {}
    for reason in listed:
        initial[f"{reason.verdict}_{reason.position}"] = reason.text
        factor = reason_factor(reason.factor, reason.direction)
        initial[f"{reason.verdict}_{reason.position}_factor"] = factor
    return ReasonsForm(initial=initial)


@route("campaigns/<int:campaign_id>/reasons/", methods="GET POST", role=Role.QUALIFIER)
def reasons(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show both lists of reasons; a posted form replaces them."""
    campaign = campaign_or_404(request, campaign_id)
    form = ReasonsForm(request.POST) if request.method == "POST" else _reasons_form(campaign)
    if request.method == "POST" and form.is_valid():
        for verdict in Reason.Verdict:
            lines = [writes.ReasonLine(*line) for line in form.lines(verdict)]
            writes.set_reasons(campaign=campaign, verdict=verdict, lines=lines, author=request.user)
        messages.success(request, "Reasons saved. Past verdicts keep theirs.")
        return redirect("campaigns:reasons", campaign.pk)
    lists = [
        (
            verdict,
            [(key, form[f"{verdict}_{key}"], form[f"{verdict}_{key}_factor"]) for key in KEYS],
        )
        for verdict in Reason.Verdict
    ]
    context = page_context(request, campaign, "reasons") | {"reason_lists": lists}
    return render(request, "campaigns/reasons.html", context, status=422 if form.is_bound else 200)


@route("campaigns/<int:campaign_id>/archive/", name="archive", methods="POST", role=Role.QUALIFIER)
def set_archived(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Archive a campaign, or restore it with `archived=0`."""
    campaign = campaign_or_404(request, campaign_id)
    is_archived = request.POST.get("archived", "1") != "0"
    writes.set_archived(campaign=campaign, is_archived=is_archived, author=request.user)
    words = "is archived. Its verdicts are kept." if is_archived else "is restored."
    messages.success(request, f"{campaign.name} {words}")
    return redirect("campaigns:campaigns")


@route("campaigns/<int:campaign_id>/", name="campaign")
def open_campaign(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Redirect to the next step: the queue, the recommendations or the results."""
    campaign = campaign_or_404(request, campaign_id)
    progress = selectors.progress_of([campaign])[campaign.pk]
    page = "results"
    if may_judge(request) and campaign.archived_at is None and progress.n_to_ask:
        page = "queue"
    elif progress.n_liked:
        page = "recommendations"
    return redirect(f"campaigns:{page}", campaign.pk)
