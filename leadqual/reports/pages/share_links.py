"""Links to the team report or to a list: created, revoked and restored."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core import clock
from leadqual.core.email.addresses import absolute_url
from leadqual.core.pages.undo import add_redo_message, add_undo_message
from leadqual.leads.models import ContactList
from leadqual.reports.models import ShareLink
from leadqual.reports.share_links import (
    DAYS,
    NewLink,
    create_link,
    links_of,
    links_to,
    restore_link,
    revoke_link,
)
from leadqual.search.lists.selectors import all_lists


class ShareForm(forms.Form):
    """How long a new link works."""

    days = forms.TypedChoiceField(
        choices=[(days, f"{days} days") for days in DAYS],
        coerce=int,
        initial=30,
        label="Expires in",
    )


@route("team/share/", methods="GET POST", role=Role.MANAGER)
def share_report(request: WorkspaceRequest) -> HttpResponse:
    """List the links to the report; a post creates one."""
    return _share(request, None)


@route("people/lists/<int:list_id>/share/", methods="GET POST", role=Role.MANAGER)
def share_list(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    """List the links to a list; a post creates one."""
    return _share(
        request, get_object_or_404(all_lists(request.workspace, request.user), pk=list_id)
    )


def _share(request: WorkspaceRequest, contact_list: ContactList | None) -> HttpResponse:
    form = ShareForm(request.POST or None)
    made: NewLink | None = None
    if request.method == "POST" and form.is_valid():
        made = create_link(
            workspace=request.workspace,
            author=request.user,
            days=form.cleaned_data["days"],
            contact_list=contact_list,
        )
        form = ShareForm()
    now = clock.now()
    links = links_to(request.workspace, contact_list)
    shown = {
        "list": contact_list,
        "form": form,
        "new_url": _public_url(request, made),
        "new_link": made.link if made else None,
        "links": [(link, link.state_at(now)) for link in links],
    }
    return render(request, "reports/share.html", shown, status=422 if form.errors else 200)


def _public_url(request: HttpRequest, made: NewLink | None) -> str:
    """Return the URL of a link that was just created; "" without one."""
    if made is None:
        return ""
    return absolute_url(reverse("reports:shared", args=[made.token]), request=request)


@route("shared-links/<int:link_id>/revoke/", methods="POST", role=Role.MANAGER)
def revoke(request: WorkspaceRequest, link_id: int) -> HttpResponse:
    """End a link at once; the message offers undo."""
    link = _link_or_404(request, link_id)
    revoke_link(link=link, author=request.user)
    words = f"The link to {link.public_name} no longer works."
    add_undo_message(request, words, "reports:restore", link.pk)
    return _to_links(link)


@route("shared-links/<int:link_id>/restore/", methods="POST", role=Role.MANAGER)
def restore(request: WorkspaceRequest, link_id: int) -> HttpResponse:
    """Let a revoked link work again."""
    link = _link_or_404(request, link_id)
    restore_link(link=link, author=request.user)
    add_redo_message(
        request, f"The link to {link.public_name} works again.", "reports:revoke", link.pk
    )
    return _to_links(link)


def _link_or_404(request: WorkspaceRequest, link_id: int) -> ShareLink:
    return get_object_or_404(links_of(request.workspace, request.user), pk=link_id)


def _to_links(link: ShareLink) -> HttpResponse:
    if link.contact_list_id is None:
        return redirect("reports:share_report")
    return redirect("reports:share_list", link.contact_list_id)
