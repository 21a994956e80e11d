"""The pages on which sample data is removed: first what would happen, then it happens."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.texts.plain_texts import format_count
from leadqual.demo import sample_removal


@route("sample-data/remove/", methods="GET POST", role=Role.MANAGER)
def start_empty(request: WorkspaceRequest) -> HttpResponse:
    """Say what removing sample data would delete and keep; a post does it."""
    workspace = request.workspace
    if request.method == "GET":
        context = {"will": sample_removal.preview(workspace)}
        return render(request, "demo/start_empty.html", context)
    done = sample_removal.remove_sample_data(workspace=workspace, author=request.user)
    own_record_counts = [
        format_count(n, one, many)
        for n, one, many in (
            (done.n_own_people, "person", "people"),
            (done.n_own_companies, "company", "companies"),
            (done.n_own_lists, "list", "lists"),
        )
        if n
    ]
    kept_note = (
        f"Kept: {', '.join(own_record_counts)}."
        if own_record_counts
        else "Your workspace is ready for your own list."
    )
    messages.success(request, f"The sample data is deleted. {kept_note}")
    return redirect("home:dashboard")
