"""Corrections of many replies at once on their pages, and their undo."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.page_links import safe_next
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.core.texts.plain_texts import format_count
from leadqual.replies import corrections, selectors
from leadqual.replies.models import BulkReplyCorrection
from leadqual.replies.pages.forms import MarkForm
from leadqual.replies.pages.responses import respond
from leadqual.search.pages.record_routes import show_missing_message
from leadqual.search.query.query import is_key


def selected_replies(request: WorkspaceRequest, values: Iterable[str]) -> list[int]:
    """Return the IDs that are sent; the page names those that are gone."""
    keys = dict.fromkeys(int(key) for key in values if is_key(key))
    n_existing = selectors.replies_of(request.workspace).filter(pk__in=keys).count()
    show_missing_message(request, len(keys) - n_existing, "replies")
    return list(keys)


@route("replies/mark/", methods="POST", role=Role.QUALIFIER)
def mark(request: WorkspaceRequest) -> HttpResponse:
    """Correct all selected replies, or confirm each."""
    back = safe_next(request, reverse("replies:inbox"))
    form = MarkForm(request.POST)
    keys = selected_replies(request, request.POST.getlist("reply"))
    if not form.is_valid() or not keys:
        messages.error(request, "Select replies and choose an intent. Nothing was saved.")
        return redirect(back)
    step, n_corrected = corrections.correct_many(
        workspace=request.workspace,
        reply_ids=keys,
        intent=form.cleaned_data["intent"],
        author=request.user,
    )
    n_words = format_count(n_corrected, "reply", "replies")
    words = (
        f"{n_words} labeled “{step.get_intent_display()}”."
        if step.intent
        else f"{n_words} confirmed."
    )
    without = selectors.replies_of(request.workspace).filter(pk__in=keys, intent="")
    if n_skipped := without.count():
        words += (
            f" {format_count(n_skipped, 'reply', 'replies')} without a proposed intent left as is."
        )
    add_undo_message(request, words, "replies:undo_bulk_action", step.pk)
    return respond(request, back, keys)


@route(
    "replies/bulk-actions/<int:reply_step_id>/undo/",
    name="undo_bulk_action",
    methods="POST",
    role=Role.QUALIFIER,
)
def undo_step(request: WorkspaceRequest, reply_step_id: int) -> HttpResponse:
    """Take one word on many replies back."""
    steps = BulkReplyCorrection.objects.filter(workspace=request.workspace)
    step = get_object_or_404(steps, pk=reply_step_id)
    with ShownErrors(request):
        n_undone, n_kept = corrections.undo_step(step=step, author=request.user)
        kept = f" {n_kept:,} were changed by a colleague since and stay." if n_kept else ""
        messages.success(request, f"Undone for {n_undone:,}.{kept}")
    return redirect(safe_next(request, reverse("replies:inbox")))
