"""What Ctrl-K finds: people, companies, lists, campaigns and functions."""

from django.http import HttpResponse
from django.shortcuts import render

from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.pages.navigation import partial_of
from leadqual.home.palette_options import found_options


@route("palette/", name="palette")
@partial_of("home:dashboard")
def palette_options(request: WorkspaceRequest) -> HttpResponse:
    """Answer what `?q=` finds, a few of each kind."""
    options = found_options(request.workspace, request.GET.get("q", ""))
    return render(request, "home/partials/palette_options.html", {"options": options})
