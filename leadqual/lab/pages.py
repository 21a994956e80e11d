"""The comparison page of the lab: learning curves of the methods."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.panels import Tab
from leadqual.lab.curves import KINDS, curves_of

SHIPPED = "shipped"
_TESTED_ON = {
    "replies": "replies of one person, from whom no method learned",
    "titles": "titles that two people labeled without seeing each other’s labels",
    "companies": "a fifth of the companies, from which no method learned",
}
"""What no method has seen, in plain words; studies say it in technical ones."""


@route("lab/comparison/", name="comparison")
def curves(request: WorkspaceRequest) -> HttpResponse:
    """Show how good each method is with so many labels; figures are of no workspace."""
    asked = request.GET.get("kind", "")
    kind = asked if asked in KINDS else KINDS[0]
    wants_shipped = request.GET.get("results") == SHIPPED
    address = reverse("lab:comparison")
    context = {
        "kind": kind,
        "parts": [
            Tab(f"{address}?kind={each}", each.capitalize(), None, is_here=each == kind)
            for each in KINDS
        ],
        "curves": curves_of(
            settings.STATE_DIR, kind, wants_shipped=wants_shipped, cpu_hour=settings.LAB_CPU_HOUR
        ),
        "tested_on": _TESTED_ON.get(kind, "examples from which no method learned"),
        "wants_shipped": wants_shipped,
        "empty_words": f"On a machine with labeled {kind}: `leadqual lab run {kind}`.",
        "runs": _page_of(settings.LAB_TRACKING),
    }
    return render(request, "lab/learning_curves.html", context)


def _page_of(tracking: str) -> str:
    """Return the address of a tracking server without its password; empty for a store in a file."""
    parts = urlsplit(tracking)
    if parts.scheme not in ("http", "https") or parts.hostname is None:
        return ""
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
