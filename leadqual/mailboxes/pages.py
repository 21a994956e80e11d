"""Settings, Integrations: the mailboxes of a workspace, and one of them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.forms import OneLineField, SettingsForm
from leadqual.accounts.pages.settings import render_settings
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors
from leadqual.core.texts.name_rules import MAX_NAME
from leadqual.mailboxes import selectors, services
from leadqual.mailboxes.folders import Folder
from leadqual.mailboxes.models import LONGEST_FOLDER, LONGEST_HOST, LONGEST_USERNAME, Mailbox
from leadqual.mailboxes.oauth_tokens import is_configured
from leadqual.mailboxes.services import LONGEST_SECRET, MailboxValues, default_since

_LONGEST_FOLDERS = 20_000

HERE = "mailboxes:list"
N_SKIPPED = 50


class MailboxForm(SettingsForm):
    """A mailbox to connect, or to change.

    Args:
        mailbox: that is changed; None for a new one, which needs a secret.
    """

    name = OneLineField(
        max_length=MAX_NAME, required=False, label="Name", help_text="Default: the user name."
    )
    host = forms.CharField(
        max_length=LONGEST_HOST, label="IMAP server", help_text="E.g. imap.example.com."
    )
    port = forms.IntegerField(min_value=1, max_value=65_535, initial=993, label="Port")
    security = forms.ChoiceField(choices=Mailbox.Security.choices, label="Encryption")
    username = forms.CharField(
        max_length=LONGEST_USERNAME,
        label="User name",
        help_text="Usually the email address of the mailbox.",
    )
    sign_in = forms.ChoiceField(choices=Mailbox.SignIn.choices, label="Sign-in")
    secret = forms.CharField(
        max_length=LONGEST_SECRET,
        strip=False,
        label="Password",
        help_text="With OAuth 2.0: the refresh token. Stored encrypted and never shown.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    folders = forms.CharField(
        required=False,
        max_length=_LONGEST_FOLDERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One per line. Leave empty to read all folders but spam, trash and drafts.",
    )
    sent_folder = forms.CharField(
        required=False,
        max_length=LONGEST_FOLDER,
        label="Folder of sent emails",
        help_text="Leave empty to detect it.",
    )
    since = forms.DateField(
        label="Read emails since", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    known_only = forms.BooleanField(
        required=False,
        initial=True,
        label="Only emails from people in this workspace, answers and requests to unsubscribe",
    )

    def __init__(
        self,
        *args: Any,
        mailbox: Mailbox | None = None,
        **kwargs: Any,
    ) -> None:
        initial: dict[str, object] = {"since": default_since()}
        if mailbox is not None:
            names = MailboxValues.__dataclass_fields__
            initial = {name: getattr(mailbox, name) for name in names}
            initial["folders"] = "\n".join(mailbox.folders)
        super().__init__(*args, initial=initial, **kwargs)
        if mailbox is not None:
            self.fields["secret"].required = False
            self.fields["secret"].help_text = "Leave empty to keep the current one."
        if not is_configured():
            del self.fields["sign_in"]

    def values(self) -> MailboxValues:
        """Return what a valid form says, without the secret."""
        given = self.cleaned_data
        since: date = given["since"]
        folders = [line.strip() for line in given["folders"].splitlines()]
        return MailboxValues(
            name=given["name"],
            host=given["host"],
            username=given["username"],
            port=given["port"],
            security=given["security"],
            sign_in=given.get("sign_in", Mailbox.SignIn.PASSWORD),
            folders=tuple(filter(None, folders)),
            sent_folder=given["sent_folder"],
            since=since,
            known_only=given["known_only"],
        )


@dataclass(frozen=True, slots=True)
class MailboxRow:
    """A mailbox as the list shows it."""

    mailbox: Mailbox
    counts: selectors.MailboxCounts

    @property
    def n_percent(self) -> int:
        """Return how far it is read, of what is known to be there."""
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
    with ShownErrors(form):
        if "test" in request.POST:
            found = services.try_connection(values=form.values(), secret=secret)
            return _list(request, form, found=found)
        mailbox = services.connect_mailbox(
            workspace=request.workspace, values=form.values(), secret=secret, author=request.user
        )
        messages.success(request, f"Connected the mailbox {mailbox}. It is being read now.")
        return redirect(address_of(HERE))
    return _list(request, form, status=422)


@route("settings/mailboxes/<int:mailbox_id>/", methods="GET POST", role=Role.MANAGER)
def mailbox(request: WorkspaceRequest, mailbox_id: int) -> HttpResponse:
    """Show one mailbox with its progress; a form sent here changes it."""
    row = _find_mailbox(request, mailbox_id)
    if request.method != "POST":
        return _detail(request, row, MailboxForm(mailbox=row))
    form = MailboxForm(request.POST, mailbox=row)
    if not form.is_valid():
        return _detail(request, row, form, status=422)
    with ShownErrors(form):
        services.change_mailbox(
            mailbox=row,
            values=form.values(),
            secret=form.cleaned_data["secret"],
            author=request.user,
        )
        messages.success(request, f"Saved the mailbox {form.values().name or row}.")
        return redirect("mailboxes:mailbox", row.pk)
    return _detail(request, row, form, status=422)


@route("settings/mailboxes/<int:mailbox_id>/test/", methods="POST", role=Role.MANAGER)
def test(request: WorkspaceRequest, mailbox_id: int) -> HttpResponse:
    """Sign in to a mailbox and show its folders."""
    row = _find_mailbox(request, mailbox_id)
    with ShownErrors(request):
        found = services.try_mailbox(mailbox=row)
        return _detail(request, row, MailboxForm(mailbox=row), found=found)
    return redirect("mailboxes:mailbox", row.pk)


@route("settings/mailboxes/<int:mailbox_id>/check/", methods="POST", role=Role.MANAGER)
def check(request: WorkspaceRequest, mailbox_id: int) -> HttpResponse:
    row = _find_mailbox(request, mailbox_id)
    with ShownErrors(request):
        services.check_now(mailbox=row)
        messages.success(request, f"Checking the mailbox {row} for new emails.")
    return redirect("mailboxes:mailbox", row.pk)


@route("settings/mailboxes/<int:mailbox_id>/pause/", methods="POST", role=Role.MANAGER)
def pause(request: WorkspaceRequest, mailbox_id: int) -> HttpResponse:
    """Stop checking a mailbox."""
    row = services.pause_mailbox(mailbox=_find_mailbox(request, mailbox_id), author=request.user)
    messages.success(request, f"Paused the mailbox {row}.")
    return redirect("mailboxes:mailbox", row.pk)


@route("settings/mailboxes/<int:mailbox_id>/resume/", methods="POST", role=Role.MANAGER)
def resume(request: WorkspaceRequest, mailbox_id: int) -> HttpResponse:
    """Check a mailbox again."""
    row = services.resume_mailbox(mailbox=_find_mailbox(request, mailbox_id), author=request.user)
    messages.success(request, f"Resumed the mailbox {row}.")
    return redirect("mailboxes:mailbox", row.pk)


@route("settings/mailboxes/<int:mailbox_id>/remove/", methods="POST", role=Role.MANAGER)
def remove(request: WorkspaceRequest, mailbox_id: int) -> HttpResponse:
    """Remove a mailbox; its replies stay."""
    row = _find_mailbox(request, mailbox_id)
    services.remove_mailbox(mailbox=row, author=request.user)
    messages.success(request, f"Removed the mailbox {row}. Its replies were kept.")
    return redirect(address_of(HERE))


def _find_mailbox(request: WorkspaceRequest, mailbox_id: int) -> Mailbox:
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
