"""The form of a mailbox."""

from datetime import date
from typing import Any

from django import forms

from leadqual.accounts.pages.forms import OneLineField, SettingsForm
from leadqual.core.texts.name_rules import MAX_NAME
from leadqual.mailboxes.connections.access_tokens import is_set_up
from leadqual.mailboxes.models import Mailbox
from leadqual.mailboxes.models.mailboxes import LONGEST_FOLDER, LONGEST_HOST, LONGEST_USERNAME
from leadqual.mailboxes.services import LONGEST_SECRET, MailboxValues, default_since

_LONGEST_FOLDERS = 20_000


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
        if not is_set_up():
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
