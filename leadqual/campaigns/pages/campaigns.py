"""Campaigns: list, creation, settings."""

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
from leadqual.campaigns.errors import CampaignNameTakenError, SegmentError
from leadqual.campaigns.models import Campaign, Reason, Seed
from leadqual.campaigns.pages.campaign_data import campaign_or_404, may_judge, page_context
from leadqual.campaigns.pages.forms import (
    KEYS,
    AddCompaniesForm,
    ReasonsForm,
    SownCampaignForm,
    reason_factor,
)
from leadqual.campaigns.ranking.cards import Card
from leadqual.campaigns.ranking.preview import preview
from leadqual.campaigns.setup import seeds
from leadqual.campaigns.setup import services as writes
from leadqual.campaigns.setup.segments import segment_by
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.undo import ShownErrors
from leadqual.leads.models import Company
from leadqual.search.pages.record_routes import names_gone

CUSTOMERS_SHOWN = 20


def counted(form: SownCampaignForm) -> dict[str, object]:
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


def say_sown(request: WorkspaceRequest, form: SownCampaignForm) -> None:
    """Report pending and ignored domains, so that no input is dropped silently."""
    domains: seeds.Domains = form.cleaned_data["domains"]
    notes = []
    if domains.unknown:
        n = len(domains.unknown)
        unknown = "unknown domain is" if n == 1 else "unknown domains are"
        shown = _named(domains.unknown_shown, n)
        notes.append(f"{n:,} {unknown} used once imported: {shown}.")
    if domains.unreadable:
        n = len(domains.unreadable)
        notes.append(f"{_not_domains(n)}: {_named(domains.unreadable_shown, n)}")
    if notes:
        messages.warning(request, " ".join(notes))


def _named(shown: Sequence[str], n: int) -> str:
    return ", ".join(shown) + (" and more" if n > len(shown) else "")


def _not_domains(n: int) -> str:
    return "Skipped 1 invalid domain" if n == 1 else f"Skipped {n:,} invalid domains"


@route("campaigns/count/", name="count_seeds", methods="POST", role=Role.QUALIFIER)
def count(request: WorkspaceRequest) -> HttpResponse:
    """Show how many domains and customers a form would save; nothing is saved."""
    form = SownCampaignForm(request.POST, workspace=request.workspace)
    form.is_valid()
    return render(request, "campaigns/partials/campaign/seeds_counted.html", counted(form))


@route("campaigns/preview/", name="preview", methods="POST", role=Role.QUALIFIER)
def preview_first(request: WorkspaceRequest) -> HttpResponse:
    """Show the first companies that the campaign of a form would ask about; nothing is saved."""
    form = SownCampaignForm(request.POST, workspace=request.workspace)
    form.is_valid()
    context = {"first": previewed(request, form)}
    return render(request, "campaigns/partials/campaign/first_companies.html", context)


def previewed(request: WorkspaceRequest, form: SownCampaignForm) -> list[Card]:
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
@names_gone("company")
def more_like(request: WorkspaceRequest) -> HttpResponse:
    """Choose the campaign that selected companies, or those of a search, are examples for.

    The URL has the parameters of the search (`search:companies`), or `?company=1&company=2`.
    """
    companies, refused = Company.objects.none(), ""
    try:
        companies = segment_by(request.workspace, dict(request.GET.lists()))
    except SegmentError as error:
        refused = error.message
    form = AddCompaniesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = _grown(request, form, companies)
        if found is not None:
            return redirect("campaigns:settings", found.pk)
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


def _grown(
    request: WorkspaceRequest, form: AddCompaniesForm, companies: QuerySet[Company]
) -> Campaign | None:
    """Add the companies as customers; None if that fails, with the error in the form."""
    with ShownErrors(form, field="name"):
        with transaction.atomic():
            if form.cleaned_data["campaign"]:
                found = campaign_or_404(request, form.cleaned_data["campaign"])
            else:
                found = writes.create_campaign(
                    workspace=request.workspace,
                    name=form.cleaned_data["name"],
                    author=request.user,
                )
            n_new = seeds.add_customers(
                campaign=found,
                company_ids=companies.values_list("pk", flat=True),
                author=request.user,
            )
        messages.success(request, f"Added {n_new:,} companies to the customers of {found.name}.")
        return found
    return None


@route(
    "campaigns/<int:campaign_id>/seeds/<int:seed_id>/remove/", methods="POST", role=Role.QUALIFIER
)
def remove_seed(request: WorkspaceRequest, campaign_id: int, seed_id: int) -> HttpResponse:
    """Remove an example or customer. Idempotent."""
    found = campaign_or_404(request, campaign_id)
    if seeds.remove_seed(campaign=found, seed_id=seed_id, author=request.user):
        messages.success(request, "Example removed. The company is kept.")
    return redirect("campaigns:settings", found.pk)


@route("campaigns/<int:campaign_id>/customers/remove/", methods="POST", role=Role.QUALIFIER)
def remove_customers(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Remove all customers from a campaign; examples by domain stay."""
    found = campaign_or_404(request, campaign_id)
    n = seeds.remove_customers(campaign=found, author=request.user)
    messages.success(request, f"Removed {n:,} customers from the examples. The companies are kept.")
    return redirect("campaigns:settings", found.pk)


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
    form = SownCampaignForm(request.POST or None, workspace=request.workspace, initial=initial)
    is_tried = form.is_bound and bool({"count", "preview"} & request.POST.keys())
    if request.method == "POST" and form.is_valid() and not is_tried:
        campaign = _created(request, form)
        if campaign is not None:
            return redirect("campaigns:queue", campaign.pk)
    status = 422 if form.is_bound and not (is_tried and form.is_valid()) else 200
    first = previewed(request, form) if "preview" in request.POST else None
    context = {"form": form, "first": first} | (counted(form) if form.is_bound else {})
    return render(request, "campaigns/new.html", context, status=status)


def _created(request: WorkspaceRequest, form: SownCampaignForm) -> Campaign | None:
    try:
        with transaction.atomic():
            campaign = _sown(request, form)
    except LeadqualError as error:
        form.add_error(_field_of(error), error.message)
        return None
    say_sown(request, form)
    return campaign


def _sown(request: WorkspaceRequest, form: SownCampaignForm) -> Campaign:
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
    _sow(campaign, form, request.user)
    return campaign


def _sow(campaign: Campaign, form: SownCampaignForm, author: User) -> None:
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
    found = campaign_or_404(request, campaign_id)
    form = SownCampaignForm(request.POST or None, workspace=request.workspace)
    is_counted = form.is_bound and "count" in request.POST
    if (
        request.method == "POST"
        and form.is_valid()
        and not is_counted
        and _changed(found, form, request.user)
    ):
        say_sown(request, form)
        messages.success(request, "Campaign saved.")
        return redirect("campaigns:settings", found.pk)
    return _settings_page(request, found, form)


def _as_initial(found: Campaign, summary: seeds.SeedSummary) -> dict[str, str | int]:
    fields = ("name", "description", "strategy", "scope", "double_labeling_percent", "exploration")
    return {name: getattr(found, name) for name in fields} | {"domains": "\n".join(summary.domains)}


def _changed(found: Campaign, form: SownCampaignForm, author: User) -> bool:
    values = form.cleaned_data
    try:
        with transaction.atomic():
            writes.update_campaign(
                campaign=found,
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
            _sow(found, form, author)
    except LeadqualError as error:
        form.add_error(_field_of(error), error.message)
        return False
    return True


def _settings_page(
    request: WorkspaceRequest, found: Campaign, form: SownCampaignForm
) -> HttpResponse:
    if form.is_bound:
        found.refresh_from_db()  # The header shows stored values, the form the input.
    summary = seeds.sown_in(found)
    form.initial = _as_initial(found, summary)
    customers = seeds.seeds_of(found).filter(origin=Seed.Origin.SEGMENT)
    context = page_context(request, found, "settings") | {
        "form": form,
        "sown": summary,
        "customers": list(customers[:CUSTOMERS_SHOWN]) if summary.n_customers else [],
        **(counted(form) if form.is_bound else {}),
    }
    is_counted = form.is_bound and "count" in request.POST and form.is_valid()
    is_refused = form.is_bound and not is_counted
    return render(request, "campaigns/settings.html", context, status=422 if is_refused else 200)


def _reasons_form(found: Campaign) -> ReasonsForm:
    listed = Reason.objects.filter(campaign=found, position__isnull=False)
    initial = {}
    for reason in listed:
        initial[f"{reason.verdict}_{reason.position}"] = reason.text
        factor = reason_factor(reason.factor, reason.direction)
        initial[f"{reason.verdict}_{reason.position}_factor"] = factor
    return ReasonsForm(initial=initial)


@route("campaigns/<int:campaign_id>/reasons/", methods="GET POST", role=Role.QUALIFIER)
def reasons(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show both lists of reasons; a posted form replaces them."""
    found = campaign_or_404(request, campaign_id)
    form = ReasonsForm(request.POST) if request.method == "POST" else _reasons_form(found)
    if request.method == "POST" and form.is_valid():
        for verdict in Reason.Verdict:
            lines = [writes.ReasonLine(*line) for line in form.lines(verdict)]
            writes.set_reasons(campaign=found, verdict=verdict, lines=lines, author=request.user)
        messages.success(request, "Reasons saved. Past verdicts keep theirs.")
        return redirect("campaigns:reasons", found.pk)
    lists = [
        (
            verdict,
            [(key, form[f"{verdict}_{key}"], form[f"{verdict}_{key}_factor"]) for key in KEYS],
        )
        for verdict in Reason.Verdict
    ]
    context = page_context(request, found, "reasons") | {"reason_lists": lists}
    return render(request, "campaigns/reasons.html", context, status=422 if form.is_bound else 200)


@route("campaigns/<int:campaign_id>/archive/", name="archive", methods="POST", role=Role.QUALIFIER)
def set_archived(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Archive a campaign, or restore it with `archived=0`."""
    found = campaign_or_404(request, campaign_id)
    is_archived = request.POST.get("archived", "1") != "0"
    writes.set_archived(campaign=found, is_archived=is_archived, author=request.user)
    words = "is archived. Its verdicts are kept." if is_archived else "is restored."
    messages.success(request, f"{found.name} {words}")
    return redirect("campaigns:campaigns")
