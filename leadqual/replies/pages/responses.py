"""Responses after something was done to replies: where to go, or what has changed."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from leadqual.accounts.page_routes import WorkspaceRequest
from leadqual.replies import selectors
from leadqual.replies.classification import thresholds
from leadqual.replies.pages.forms import folder_of
from leadqual.replies.pages.inbox_folders import folders, heading_of


def respond(request: WorkspaceRequest, back: str, reply_ids: Sequence[int]) -> HttpResponse:
    """Lead back to the inbox; where its script sent the press, say what has changed around it.

    Args:
        request: of whoever did it, with its messages.
        back: address of the inbox, in the folder that is open.
        reply_ids: what was changed.
    """
    if not request.htmx:
        return redirect(back)
    folder = folder_of(QueryDict(urlsplit(back).query))
    top, groups = folders(folder, selectors.folder_counts(request.workspace, folder))
    context = {
        "top": top,
        "groups": groups,
        "heading": heading_of(top, groups),
        "changed": selectors.replies_of(request.workspace).filter(pk__in=reply_ids),
        "thresholds": thresholds(),
    }
    return render(request, "replies/partials/changed.html", context)
