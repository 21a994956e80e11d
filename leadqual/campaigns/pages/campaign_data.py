"""Shared by all pages of a campaign: access, header and tabs."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.selectors import Progress, campaigns_of, progress_of
from leadqual.core.pages.page_links import local_address
from leadqual.core.pages.panels import Tab

_RESULTS = {"results": "Progress", "history": "Verdicts", "agreement": "Agreement"}
_SETTINGS = {"settings": "Campaign", "reasons": "Reasons"}
_PAGES_OF_TABS = {"results": _RESULTS, "settings": _SETTINGS}
"""Parts of a tab, by URL name."""

_QUALIFIER_TABS = ("queue", "settings")


def campaign_or_404(request: WorkspaceRequest, campaign_id: int) -> Campaign:
    """Return a campaign of the member's workspace; 404 for others."""
    return get_object_or_404(campaigns_of(request.workspace), pk=campaign_id)


def came_from(request: WorkspaceRequest) -> str:
    """Return our page that a form, or the undo in a toast, was sent from; "" if unknown."""
    page = request.POST.get("next") or request.GET.get("next", "")
    return local_address(request, page, "")


def may_judge(request: WorkspaceRequest) -> bool:
    """Return whether the member may give verdicts and change campaigns."""
    return Role(request.member.role).includes(Role.QUALIFIER)


def page_context(request: WorkspaceRequest, campaign: Campaign, here: str) -> dict[str, object]:
    """Return the context of the campaign header."""
    progress = progress_of([campaign])[campaign.pk]
    has_liked = may_judge(request) and progress.n_liked
    return {
        "campaign": campaign,
        "progress": progress,
        "tabs": _campaign_tabs(campaign, progress, here, with_queue=may_judge(request)),
        "parts": _tab_pages(campaign, here) if may_judge(request) or here in _RESULTS else [],
        "may_judge": may_judge(request),
        "liked_url": reverse("campaigns:export_liked", args=[campaign.pk]) if has_liked else "",
    }


def _campaign_tabs(
    campaign: Campaign, progress: Progress, here: str, *, with_queue: bool
) -> list[Tab]:
    pages = (
        ("queue", "Queue", progress.n_to_ask or None),
        ("recommendations", "Recommendations", None),
        ("map", "Map", None),
        ("results", "Results", None),
        ("settings", "Settings", None),
    )
    tab = next((tab for tab, parts in _PAGES_OF_TABS.items() if here in parts), here)
    return [
        Tab(reverse(f"campaigns:{name}", args=[campaign.pk]), words, count, name == tab)
        for name, words, count in pages
        if with_queue or name not in _QUALIFIER_TABS
    ]


def _tab_pages(campaign: Campaign, here: str) -> list[Tab]:
    """Return the parts of the current tab; empty if it has only one."""
    parts = next((parts for parts in _PAGES_OF_TABS.values() if here in parts), {})
    return [
        Tab(reverse(f"campaigns:{name}", args=[campaign.pk]), words, None, name == here)
        for name, words in parts.items()
    ]
