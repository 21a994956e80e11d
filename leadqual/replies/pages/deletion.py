"""Pages on which replies are deleted; the message undoes it."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.page_links import safe_next
from leadqual.leads.models import DeletedRecord
from leadqual.replies import selectors
from leadqual.replies.pages.bulk_corrections import selected_replies
from leadqual.search.pages.deleted_records import delete_now


@route("replies/<int:reply_id>/delete/", methods="POST", role=Role.QUALIFIER)
def delete(request: WorkspaceRequest, reply_id: int) -> HttpResponse:
    reply = get_object_or_404(selectors.replies_of(request.workspace), pk=reply_id)
    back = safe_next(request, reverse("replies:inbox"))
    delete_now(request, DeletedRecord.Kind.REPLY, [reply], step=uuid4(), next_url=back)
    return redirect(back)


@route("replies/delete/", methods="POST", role=Role.QUALIFIER)
def delete_selected(request: WorkspaceRequest) -> HttpResponse:
    """Delete the selected replies of a folder."""
    back = safe_next(request, reverse("replies:inbox"))
    keys = selected_replies(request, request.POST.getlist("reply"))
    rows = selectors.replies_of(request.workspace).filter(pk__in=keys).order_by("pk")
    if not keys or not rows:
        messages.error(request, "Select at least one reply. Nothing was deleted.")
        return redirect(back)
    delete_now(request, DeletedRecord.Kind.REPLY, rows, step=uuid4(), next_url=back)
    return redirect(back)
