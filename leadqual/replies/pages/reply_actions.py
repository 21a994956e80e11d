"""Corrections and proposals of a reply on its page, and their undo."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.page_links import local_address, safe_next
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.replies import corrections, proposals, selectors
from leadqual.replies.models import Reply
from leadqual.replies.pages.forms import IntentForm, NamedContactForm
from leadqual.replies.pages.responses import respond


@route("replies/<int:reply_id>/correct/", methods="POST", role=Role.QUALIFIER)
def correct(request: WorkspaceRequest, reply_id: int) -> HttpResponse:
    """Correct a reply, or confirm its intent."""
    reply = _get_reply(request, reply_id)
    back = safe_next(request, _reply_url(reply))
    form = IntentForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose an intent. Nothing was saved.")
        return respond(request, back, [reply.pk])
    with ShownErrors(request):
        correction = corrections.correct_reply(
            reply=reply, intent=form.cleaned_data["intent"], author=request.user
        )
        is_confirmed = correction.intent == correction.former_intent
        done = "Confirmed" if is_confirmed else "Corrected"
        _add_undo_message(request, f"{done}: {correction.get_intent_display()}.", reply, back)
    return respond(request, back, [reply.pk])


@route("replies/<int:reply_id>/undo/", methods="POST", role=Role.QUALIFIER)
def undo(request: WorkspaceRequest, reply_id: int) -> HttpResponse:
    """Undo a person's last correction, or the automatic action."""
    reply = _get_reply(request, reply_id)
    with ShownErrors(request):
        corrections.undo_reply(reply=reply, author=request.user)
        messages.success(request, "Undone. The reply is as it was before.")
    back = local_address(request, request.GET.get("next", ""), _reply_url(reply))
    return respond(request, safe_next(request, back), [reply.pk])


@route("replies/<int:reply_id>/contact/", methods="POST", role=Role.QUALIFIER)
def accept(request: WorkspaceRequest, reply_id: int) -> HttpResponse:
    """Create the contact that a reply names, or take the one that has the address."""
    reply = _get_reply(request, reply_id)
    back = safe_next(request, _reply_url(reply))
    form = NamedContactForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Enter the email of the contact. Nothing was saved.")
        return respond(request, back, [reply.pk])
    with ShownErrors(request):
        _accept(request, reply, form, back)
    return respond(request, back, [reply.pk])


def _accept(request: WorkspaceRequest, reply: Reply, form: NamedContactForm, back: str) -> None:
    values = {name: form.cleaned_data[name] for name in form.fields if name in form.data}
    if reply.action == Reply.Action.PROPOSE_STOP:
        proposals.accept_stop(reply=reply, email=values["email"], author=request.user)
        _add_undo_message(request, f"{values['email']} was marked Do not contact.", reply, back)
        return
    named = proposals.ReferredPerson(**values)
    contact, is_new = proposals.accept_contact(reply=reply, named=named, author=request.user)
    outcome = "was added to People" if is_new else "is already in People"
    _add_undo_message(request, f"{contact} {outcome}.", reply, back)


@route("replies/<int:reply_id>/dismiss/", methods="POST", role=Role.QUALIFIER)
def dismiss(request: WorkspaceRequest, reply_id: int) -> HttpResponse:
    """Settle that nothing follows from what a reply proposes."""
    reply = _get_reply(request, reply_id)
    back = safe_next(request, _reply_url(reply))
    with ShownErrors(request):
        proposals.dismiss_proposal(reply=reply, author=request.user)
        _add_undo_message(request, "Dismissed.", reply, back)
    return respond(request, back, [reply.pk])


def _get_reply(request: WorkspaceRequest, reply_id: int) -> Reply:
    return get_object_or_404(selectors.replies_of(request.workspace), pk=reply_id)


def _reply_url(reply: Reply) -> str:
    return f"{reverse('replies:inbox')}?reply={reply.pk}#letter"


def _add_undo_message(request: WorkspaceRequest, words: str, reply: Reply, back: str) -> None:
    """Say what was done; its undo leads back to the reply, in the folder it was in."""
    folder = urlsplit(back)
    query = QueryDict(folder.query, mutable=True)
    query["reply"] = str(reply.pk)
    here = f"{folder.path}?{query.urlencode()}#letter"
    add_undo_message(request, words, "replies:undo", reply.pk, back=here)
