"""Settings, Integrations: the mailboxes of a workspace, and one of them."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from leadqual.accounts.models import Role
from leadqual.accounts.pages.settings import render_settings
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.panels import address_of
from leadqual.mailboxes import selectors, services
from leadqual.mailboxes.connections.imap_folders import Folder
from leadqual.mailboxes.models import Mailbox
from leadqual.mailboxes.pages.forms import MailboxForm

HERE = "mailboxes:list"
N_SKIPPED = 50


@dataclass(frozen=True, slots=True)
class MailboxRow:
    """A mailbox as the list shows it."""

    mailbox: Mailbox
    counts: selectors.MailboxCounts

    @property
    def n_percent(self) -> int:
        """Say how far it is read, of what is known to be there."""
        n_all = self.counts.n_read + self.mailbox.n_left
        return 100 * self.counts.n_read // n_all if n_all else 0


@route("settings/mailboxes/", name="list", methods="GET POST", role=Role.MANAGER)
def mailboxes(request: WorkspaceRequest) -> HttpResponseBase:
    """List the mailboxes; a form sent here tests a connection, or connects a mailbox."""
    if request.method != "POST":
        return _list(request, MailboxForm())
    form = MailboxForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    secret = form.cleaned_data["secret"]
    try:
        if "test" in request.POST:
            found = services.try_connection(values=form.values(), secret=secret)
            return _list(request, form, found=found)
        mailbox = services.connect_mailbox(
            workspace=request.workspace, values=form.values(), secret=secret, author=request.user
        )
    except LeadqualError as error:
        form.add_error(None, error.message)
        return _list(request, form, status=422)
    messages.success(request, f"Connected the mailbox {mailbox}. It is being read now.")
    return redirect(address_of(HERE))


@route("settings/mailboxes/<int:mailbox_id>/", methods="GET POST", role=Role.MANAGER)
def mailbox(request: WorkspaceRequest, mailbox_id: int) -> HttpResponse:
    """Show one mailbox with its progress; a form sent here changes it."""
    row = _found(request, mailbox_id)
    if request.method != "POST":
        return _detail(request, row, MailboxForm(mailbox=row))
    form = MailboxForm(request.POST, mailbox=row)
    if not form.is_valid():
        return _detail(request, row, form, status=422)
    try:
        services.change_mailbox(
            mailbox=row,
            values=form.values(),
            secret=form.cleaned_data["secret"],
            author=request.user,
        )
    except LeadqualError as error:
        form.add_error(None, error.message)
        return _detail(request, row, form, status=422)
    messages.success(request, f"Saved the mailbox {form.values().name or row}.")
    return redirect("mailboxes:mailbox", row.pk)


@route("settings/mailboxes/<int:mailbox_id>/test/", methods="POST", role=Role.MANAGER)
def test(request: WorkspaceRequest, mailbox_id: int) -> HttpResponse:
    """Sign in to a mailbox and show its folders."""
    row = _found(request, mailbox_id)
    try:
        found = services.try_mailbox(mailbox=row)
    except LeadqualError as error:
        messages.error(request, error.message)
        return redirect("mailboxes:mailbox", row.pk)
    return _detail(request, row, MailboxForm(mailbox=row), found=found)


@route("settings/mailboxes/<int:mailbox_id>/check/", methods="POST", role=Role.MANAGER)
def check(request: WorkspaceRequest, mailbox_id: int) -> HttpResponse:
    """Check a mailbox now."""
    row = _found(request, mailbox_id)
    try:
        services.check_now(mailbox=row)
    except LeadqualError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Checking the mailbox {row} for new emails.")
    return redirect("mailboxes:mailbox", row.pk)


@route("settings/mailboxes/<int:mailbox_id>/pause/", methods="POST", role=Role.MANAGER)
def pause(request: WorkspaceRequest, mailbox_id: int) -> HttpResponse:
    """Stop checking a mailbox."""
    row = services.pause_mailbox(mailbox=_found(request, mailbox_id), author=request.user)
    messages.success(request, f"Paused the mailbox {row}.")
    return redirect("mailboxes:mailbox", row.pk)


@route("settings/mailboxes/<int:mailbox_id>/resume/", methods="POST", role=Role.MANAGER)
def resume(request: WorkspaceRequest, mailbox_id: int) -> HttpResponse:
    """Check a mailbox again."""
    row = services.resume_mailbox(mailbox=_found(request, mailbox_id), author=request.user)
    messages.success(request, f"Resumed the mailbox {row}.")
    return redirect("mailboxes:mailbox", row.pk)


@route("settings/mailboxes/<int:mailbox_id>/remove/", methods="POST", role=Role.MANAGER)
def remove(request: WorkspaceRequest, mailbox_id: int) -> HttpResponse:
    """Remove a mailbox; its replies stay."""
    row = _found(request, mailbox_id)
    services.remove_mailbox(mailbox=row, author=request.user)
    messages.success(request, f"Removed the mailbox {row}. Its replies were kept.")
    return redirect(address_of(HERE))


def _found(request: WorkspaceRequest, mailbox_id: int) -> Mailbox:
    return get_object_or_404(selectors.mailboxes_of(request.workspace), pk=mailbox_id)


def _list(
    request: WorkspaceRequest,
    form: MailboxForm,
    *,
    found: list[Folder] | None = None,
    status: int = 200,
) -> HttpResponse:
    counts = selectors.counts_of(request.workspace)
    rows = [
        MailboxRow(row, counts.get(row.pk, selectors.MailboxCounts()))
        for row in selectors.mailboxes_of(request.workspace)
    ]
    context: dict[str, object] = {"rows": rows, "form": form, "found": found}
    return render_settings(request, "mailboxes/mailboxes.html", context, here=HERE, status=status)


def _detail(
    request: WorkspaceRequest,
    row: Mailbox,
    form: MailboxForm,
    *,
    found: list[Folder] | None = None,
    status: int = 200,
) -> HttpResponse:
    counts = selectors.counts_of(request.workspace).get(row.pk, selectors.MailboxCounts())
    context: dict[str, object] = {
        "row": MailboxRow(row, counts),
        "folders": selectors.folders_read(row),
        "skipped": selectors.skipped_emails(row)[:N_SKIPPED],
        "form": form,
        "found": found,
    }
    return render_settings(request, "mailboxes/mailbox.html", context, here=HERE, status=status)
