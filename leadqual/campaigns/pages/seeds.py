"""Seeds of a campaign: counted before they are saved, added from a search, taken out."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.campaigns import selectors
from leadqual.campaigns.errors import SegmentError
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pages.campaign_data import campaign_or_404
from leadqual.campaigns.pages.forms import AddCompaniesForm, SownCampaignForm
from leadqual.campaigns.ranking.cards import Card
from leadqual.campaigns.ranking.preview import CampaignDraft, preview
from leadqual.campaigns.setup import seeds
from leadqual.campaigns.setup import services as writes
from leadqual.campaigns.setup.search_scope import segment_by
from leadqual.core.errors import LeadqualError
from leadqual.leads.models import Company
from leadqual.search.pages.gone_records import names_gone


def counted(form: SownCampaignForm) -> dict[str, object]:
    """Return what a page says of domains and customers before they are saved."""
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
    """Say what waits and what was left out, so that nothing typed passes without a word."""
    domains: seeds.Domains = form.cleaned_data["domains"]
    said = []
    if domains.unknown:
        n = len(domains.unknown)
        unknown = "unknown domain is" if n == 1 else "unknown domains are"
        shown = _named(domains.unknown_shown, n)
        said.append(f"{n:,} {unknown} used once imported: {shown}.")
    if domains.unreadable:
        n = len(domains.unreadable)
        said.append(f"{_not_domains(n)}: {_named(domains.unreadable_shown, n)}")
    if said:
        messages.warning(request, " ".join(said))


def _named(shown: Sequence[str], n: int) -> str:
    return ", ".join(shown) + (" and more" if n > len(shown) else "")


def _not_domains(n: int) -> str:
    return "Skipped 1 invalid domain" if n == 1 else f"Skipped {n:,} invalid domains"


@route("campaigns/count/", name="count_seeds", methods="POST", role=Role.QUALIFIER)
def count(request: WorkspaceRequest) -> HttpResponse:
    """Say how many domains and customers a form would save; nothing is written."""
    form = SownCampaignForm(request.POST, workspace=request.workspace)
    form.is_valid()
    return render(request, "campaigns/partials/campaign/seeds_counted.html", counted(form))


@route("campaigns/preview/", name="preview", methods="POST", role=Role.QUALIFIER)
def preview_first(request: WorkspaceRequest) -> HttpResponse:
    """Show the first companies that the campaign of a form would ask about; nothing is written."""
    form = SownCampaignForm(request.POST, workspace=request.workspace)
    form.is_valid()
    context = {"first": previewed(request, form)}
    return render(request, "campaigns/partials/campaign/first_companies.html", context)


def previewed(request: WorkspaceRequest, form: SownCampaignForm) -> list[Card]:
    """Return the first cards of a campaign as it was typed; a field that is wrong says nothing."""
    values = form.cleaned_data
    draft = CampaignDraft(
        description=values.get("description") or "",
        strategy=Campaign.Strategy(values.get("strategy") or Campaign.Strategy.LIKELY),
        domains=values.get("domains") or seeds.Domains(),
        customers=values.get("customers"),
    )
    return preview(draft, workspace=request.workspace, person=request.user)


@route("campaigns/like/", methods="GET POST", role=Role.QUALIFIER)
@names_gone("company")
def more_like(request: WorkspaceRequest) -> HttpResponse:
    """Choose the campaign that looks for more companies like those of a search, or ticked ones.

    The address is that of the search (`search:companies`), or `?company=1&company=2`.
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
    """Add the companies as customers; None where that was refused, with the words in the form."""
    try:
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
    except LeadqualError as error:
        form.add_error("name", error.message)
        return None
    messages.success(request, f"Added {n_new:,} companies to the customers of {found.name}.")
    return found


@route(
    "campaigns/<int:campaign_id>/seeds/<int:seed_id>/remove/", methods="POST", role=Role.QUALIFIER
)
def remove_seed(request: WorkspaceRequest, campaign_id: int, seed_id: int) -> HttpResponse:
    """Take one example or customer out; twice is as good as once."""
    found = campaign_or_404(request, campaign_id)
    if seeds.remove_seed(campaign=found, seed_id=seed_id, author=request.user):
        messages.success(request, "Example removed. The company is kept.")
    return redirect("campaigns:settings", found.pk)


@route("campaigns/<int:campaign_id>/customers/remove/", methods="POST", role=Role.QUALIFIER)
def remove_customers(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Take all customers out of a campaign; examples by domain stay."""
    found = campaign_or_404(request, campaign_id)
    n = seeds.remove_customers(campaign=found, author=request.user)
    messages.success(request, f"Removed {n:,} customers from the examples. The companies are kept.")
    return redirect("campaigns:settings", found.pk)
