"""Campaigns: the list, a new one, overview, settings, companies that are added."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadqual.accounts.models import Role
from leadqual.accounts.requests import WorkspaceRequest, needs_role
from leadqual.leads.models import Company
from leadqual.leads.search import read_contact_query
from leadqual.leads.selectors import found_company_ids, vocabulary
from leadqual.matching import campaigns as writes
from leadqual.matching import selectors
from leadqual.matching.errors import CampaignNameTakenError
from leadqual.matching.forms import KEYS, AddCompaniesForm, CampaignForm, ReasonsForm
from leadqual.matching.models import Campaign, Reason
from leadqual.matching.views.shared import campaign_or_404, may_judge, page_context

HISTORY_SIZE = 50


@require_GET
def campaign_list(request: WorkspaceRequest) -> HttpResponse:
    """Show every campaign with how far it is."""
    campaigns = list(selectors.campaigns_of(request.workspace))
    progress = selectors.progress_of(campaigns)
    rows = [(campaign, progress[campaign.pk]) for campaign in campaigns]
    context = {
        "rows": [row for row in rows if row[0].archived_at is None],
        "archived": [row for row in rows if row[0].archived_at is not None],
        "may_judge": may_judge(request),
    }
    return render(request, "matching/campaigns.html", context)


@require_http_methods(["GET", "POST"])
@needs_role(Role.QUALIFIER)
def new_campaign(request: WorkspaceRequest) -> HttpResponse:
    """Start a campaign and go to its queue."""
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        campaign = _created(request, form)
        if campaign is not None:
            return redirect("matching:queue", campaign.pk)
    status = 422 if form.is_bound else 200
    return render(request, "matching/new.html", {"form": form}, status=status)


def _created(request: WorkspaceRequest, form: CampaignForm) -> Campaign | None:
    values = form.cleaned_data
    try:
        return writes.create_campaign(
            workspace=request.workspace,
            name=values["name"],
            description=values["description"],
            strategy=Campaign.Strategy(values["strategy"]),
            scope=Campaign.Scope(values["scope"]),
            author=request.user,
        )
    except CampaignNameTakenError as error:
        form.add_error("name", error.message)
        return None


@require_GET
def campaign(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show how far a campaign is and every verdict, undone ones too."""
    found = campaign_or_404(request, campaign_id)
    before = request.GET.get("before", "")
    history = selectors.history_of(found)
    if before.isdecimal():
        history = history.filter(pk__lt=int(before[:18]))
    verdicts = list(history[: HISTORY_SIZE + 1])
    context = page_context(request, found, "campaign") | {
        "verdicts": verdicts[:HISTORY_SIZE],
        "next_before": verdicts[HISTORY_SIZE - 1].pk if len(verdicts) > HISTORY_SIZE else None,
        "is_manager": Role(request.member.role).includes(Role.MANAGER),
    }
    return render(request, "matching/campaign.html", context)


@require_http_methods(["GET", "POST"])
@needs_role(Role.QUALIFIER)
def settings(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Change name, description, order of cards and companies of a campaign."""
    found = campaign_or_404(request, campaign_id)
    form = CampaignForm(request.POST or None, initial=_as_initial(found))
    if request.method == "POST" and form.is_valid() and _changed(found, form):
        messages.success(request, "The campaign is as you set it.")
        return redirect("matching:settings", found.pk)
    return _settings_page(request, found, form=form, reasons_form=_reasons_form(found))


def _as_initial(found: Campaign) -> dict[str, str]:
    return {name: getattr(found, name) for name in ("name", "description", "strategy", "scope")}


def _changed(found: Campaign, form: CampaignForm) -> bool:
    values = form.cleaned_data
    try:
        writes.update_campaign(
            campaign=found,
            name=values["name"],
            description=values["description"],
            strategy=Campaign.Strategy(values["strategy"]),
            scope=Campaign.Scope(values["scope"]),
        )
    except CampaignNameTakenError as error:
        form.add_error("name", error.message)
        return False
    return True


def _settings_page(
    request: WorkspaceRequest, found: Campaign, *, form: CampaignForm, reasons_form: ReasonsForm
) -> HttpResponse:
    if form.is_bound or reasons_form.is_bound:
        found.refresh_from_db()  # The head shows what is stored, the form what was typed.
    context = page_context(request, found, "settings") | {
        "form": form,
        "reason_lists": [
            (
                verdict,
                [
                    (key, reasons_form[f"{verdict}_{key}"], reasons_form[f"{verdict}_{key}_factor"])
                    for key in KEYS
                ],
            )
            for verdict in Reason.Verdict
        ],
    }
    is_refused = bool(form.is_bound or reasons_form.is_bound)
    return render(request, "matching/settings.html", context, status=422 if is_refused else 200)


def _reasons_form(found: Campaign) -> ReasonsForm:
    listed = Reason.objects.filter(campaign=found, position__isnull=False)
    initial = {}
    for reason in listed:
        initial[f"{reason.verdict}_{reason.position}"] = reason.text
        initial[f"{reason.verdict}_{reason.position}_factor"] = reason.factor
    return ReasonsForm(initial=initial)


@require_POST
@needs_role(Role.QUALIFIER)
def set_reasons(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Replace both lists of reasons."""
    found = campaign_or_404(request, campaign_id)
    reasons_form = ReasonsForm(request.POST)
    if not reasons_form.is_valid():
        form = CampaignForm(initial=_as_initial(found))
        return _settings_page(request, found, form=form, reasons_form=reasons_form)
    for verdict in Reason.Verdict:
        lines = [writes.ReasonLine(*line) for line in reasons_form.lines(verdict)]
        writes.set_reasons(campaign=found, verdict=verdict, lines=lines)
    messages.success(request, "The reasons are as you set them. Past verdicts keep theirs.")
    return redirect("matching:settings", found.pk)


@require_POST
@needs_role(Role.QUALIFIER)
def set_archived(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Put a campaign away, or bring it back with `archived=0`."""
    found = campaign_or_404(request, campaign_id)
    is_archived = request.POST.get("archived", "1") != "0"
    writes.set_archived(campaign=found, is_archived=is_archived)
    words = "is archived. Its verdicts stay." if is_archived else "is back."
    messages.success(request, f"{found.name} {words}")
    return redirect("matching:campaigns")


@require_http_methods(["GET", "POST"])
@needs_role(Role.QUALIFIER)
def add(request: WorkspaceRequest) -> HttpResponse:
    """Choose the campaign that the companies of a search, or ticked ones, go into.

    The address is that of the search (`leads:people`), or `?company=1&company=2`.
    """
    company_ids = _wanted_companies(request)
    form = AddCompaniesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _add(request, form, company_ids)
    campaigns = selectors.campaigns_of(request.workspace).filter(archived_at=None)
    context = {"form": form, "campaigns": campaigns, "n_companies": company_ids.count()}
    return render(request, "matching/add.html", context, status=422 if form.is_bound else 200)


def _wanted_companies(request: WorkspaceRequest) -> QuerySet[Company, int]:
    params = dict(request.GET.lists())
    ticked = [int(pk[:18]) for pk in params.get("company", []) if pk.isdecimal()]
    companies = Company.objects.filter(workspace=request.workspace)
    if set(params) <= {"company"}:
        return companies.filter(pk__in=ticked).values_list("pk", flat=True)
    query, _ = read_contact_query(params, vocabulary())
    found = found_company_ids(request.workspace, query)
    return companies.filter(pk__in=found).values_list("pk", flat=True)


def _add(
    request: WorkspaceRequest, form: AddCompaniesForm, company_ids: QuerySet[Company, int]
) -> HttpResponse:
    if form.cleaned_data["campaign"]:
        found = campaign_or_404(request, form.cleaned_data["campaign"])
    else:
        found = writes.create_campaign(
            workspace=request.workspace,
            name=form.cleaned_data["name"],
            scope=Campaign.Scope.SELECTED,
            author=request.user,
        )
    n_new = writes.add_companies(campaign=found, company_ids=company_ids)
    messages.success(request, f"{n_new:,} companies are new in {found.name}.")
    return redirect("matching:campaign", found.pk)


@require_POST
@needs_role(Role.QUALIFIER)
def add_to(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Add the companies named by `company` to a campaign."""
    found = campaign_or_404(request, campaign_id)
    ids = [int(pk[:18]) for pk in request.POST.getlist("company") if pk.isdecimal()]
    n_new = writes.add_companies(campaign=found, company_ids=ids)
    messages.success(request, f"{n_new:,} companies are new in {found.name}.")
    return redirect(reverse("matching:campaign", args=[found.pk]))
