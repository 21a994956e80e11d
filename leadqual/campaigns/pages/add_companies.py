"""Adding companies to a campaign, and undoing it."""

from collections.abc import Collection
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns import selectors
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pages.campaign_data import campaign_or_404
from leadqual.campaigns.pages.forms import AddCompaniesForm
from leadqual.campaigns.setup import services as writes
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.in_place import address_here, answered_in_place
from leadqual.core.pages.page_links import local_address
from leadqual.core.pages.undo import add_undo_message
from leadqual.core.texts.plain_texts import format_count
from leadqual.leads.models import Company
from leadqual.search.pages.record_routes import report_missing_records
from leadqual.search.query.query import is_key, keys_of
from leadqual.search.results.kinds import PEOPLE
from leadqual.search.results.result_pages import result_company_keys


@route("campaigns/add/", name="add_companies", methods="GET POST", role=Role.QUALIFIER)
@report_missing_records("contact", "company")
def add(request: WorkspaceRequest) -> HttpResponse:
    """Choose the campaign to add selected companies, or those of a search, to.

    The URL has the parameters of the search (`search:people`), or `?company=1&company=2`.
    """
    company_ids, back = _requested_companies(request)
    form = AddCompaniesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["campaign"]:
            campaign = campaign_or_404(request, form.cleaned_data["campaign"])
            return _add_companies(request, campaign, company_ids)
        created = _create_campaign(request, form, company_ids)
        if created is not None:
            return created
    campaigns = list(selectors.campaigns_of(request.workspace).filter(archived_at=None))
    context = {
        "form": form,
        "campaigns": campaigns,
        "with_all": selectors.campaigns_with_all(campaigns, company_ids),
        "n_companies": len(company_ids),
        "back": back,
    }
    part, page = "campaigns/partials/campaign/add_popover.html", "campaigns/add_companies.html"
    template = part if request.htmx else page
    return render(request, template, context, status=422 if form.is_bound else 200)


def _requested_companies(request: WorkspaceRequest) -> tuple[list[int], tuple[str, str]]:
    """Return the requested companies, and the name and URL of the page they come from."""
    params = dict(request.GET.lists())
    if set(params) <= {"company"}:
        selected_ids = keys_of(params.get("company", []))
        companies = Company.objects.filter(workspace=request.workspace, pk__in=selected_ids)
        return list(companies.values_list("pk", flat=True)), (
            "Companies",
            reverse("search:companies"),
        )
    query = PEOPLE.read_strictly(params, request.workspace, request.user)
    people = f"{reverse('search:people')}?{query.to_query()}".rstrip("?")
    return result_company_keys(request.workspace, query).tolist(), ("People", people)


def _create_campaign(
    request: WorkspaceRequest, form: AddCompaniesForm, company_ids: Collection[int]
) -> HttpResponse | None:
    """Create a campaign of only these companies; None if its name is invalid."""
    try:
        campaign = writes.create_campaign(
            workspace=request.workspace,
            name=form.cleaned_data["name"],
            scope=Campaign.Scope.SELECTED,
            author=request.user,
        )
    except LeadqualError as error:
        form.add_error("name", error.message)
        return None
    n_new = writes.add_companies(campaign=campaign, company_ids=company_ids, author=request.user)
    messages.success(
        request, f"{campaign.name} now has {format_count(n_new, 'company', 'companies')}."
    )
    return _respond(request, campaign)


@route("campaigns/<int:campaign_id>/companies/", methods="POST", role=Role.QUALIFIER)
@report_missing_records("company")
def add_to(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Add the companies named by `company` to a campaign."""
    campaign = campaign_or_404(request, campaign_id)
    ids = keys_of(request.POST.getlist("company"))
    return _add_companies(request, campaign, ids)


def _add_companies(
    request: WorkspaceRequest, campaign: Campaign, company_ids: Collection[int]
) -> HttpResponse:
    """Add companies; a campaign of all companies stays so unless `narrow=1` restricts it."""
    if campaign.scope == Campaign.Scope.ALL and request.POST.get("narrow") != "1":
        messages.info(
            request, f"Nothing was changed: {campaign.name} already includes all companies."
        )
        return _respond(request, campaign)
    added = writes.add_members(campaign=campaign, company_ids=company_ids, author=request.user)
    message = f"Added {format_count(added.n_new, 'company', 'companies')} to {campaign.name}."
    if added.was_all:
        n = selectors.progress_of([campaign])[campaign.pk].n_companies
        message = f"{campaign.name} is now restricted to {format_count(n, 'company', 'companies')}."
    if added.n_new or added.was_all:
        here = address_here(request, "") or None
        add_undo_message(request, message, _undo_url(campaign, added), back=here)
    else:
        messages.info(request, f"Nothing was changed: {campaign.name} already includes them.")
    return _respond(request, campaign)


def _respond(request: WorkspaceRequest, campaign: Campaign) -> HttpResponse:
    """Stay on the page of a popover; else open the campaign."""
    if request.htmx:
        return answered_in_place(request)
    return redirect("campaigns:results", campaign.pk)


def _undo_url(campaign: Campaign, added: writes.AddedCompanies) -> str:
    query = {"after": added.after, "upto": added.upto, "all": int(added.was_all)}
    return f"{reverse('campaigns:undo_added', args=[campaign.pk])}?{urlencode(query)}"


@route("campaigns/<int:campaign_id>/companies/undo/", methods="POST", role=Role.QUALIFIER)
def undo_added(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Undo an addition, given by `?after=` and `upto=`; `all=1` restores the scope `all`."""
    campaign = campaign_or_404(request, campaign_id)
    after, upto = request.GET.get("after", ""), request.GET.get("upto", "")
    if not all(is_key(key) for key in (after, upto)):
        return HttpResponseBadRequest("Send after and upto, keys of an addition.")
    was_all = request.GET.get("all") == "1"
    n = writes.undo_added(
        campaign=campaign,
        after=int(after),
        upto=int(upto),
        was_all=was_all,
        author=request.user,
    )
    about = (
        "includes all companies again"
        if was_all
        else f"no longer includes {format_count(n, 'company', 'companies')}"
    )
    messages.success(request, f"Undone: {campaign.name} {about}. Verdicts are kept.")
    there = reverse("campaigns:results", args=[campaign.pk])
    return redirect(local_address(request, request.GET.get("next", ""), there))
