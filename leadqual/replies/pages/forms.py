"""What comes in from the pages of replies."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from classifiers.replies.intents import INTENTS
from leadqual.replies.models import Reply, intent_choices
from leadqual.replies.receiving.trimmed_messages import MAX_TEXT_LENGTH
from leadqual.replies.receiving.uploads import MAX_UPLOAD_BYTES
from leadqual.replies.selectors import MAX_KEY, SHOW_CHOICES, Folder

MAX_FILES = 200


class ReplyForm(forms.Form):
    """A reply that somebody pastes."""

    sender = forms.EmailField(
        label="From", required=False, help_text="The sender’s email, used to find the contact."
    )
    subject = forms.CharField(label="Subject", max_length=500, required=False)
    text = forms.CharField(
        label="Reply",
        max_length=MAX_TEXT_LENGTH,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Paste the full message; quotes and signatures are removed.",
    )


class IntentForm(forms.Form):
    """A person's word on a reply."""

    intent = forms.ChoiceField(choices=intent_choices)


class NamedContactForm(forms.Form):
    """The contact that a reply names."""

    first_name = forms.CharField(label="First name", max_length=150, required=False)
    last_name = forms.CharField(label="Last name", max_length=150, required=False)
    email = forms.EmailField(label="Address", max_length=254)
    company_name = forms.CharField(label="Company", max_length=300, required=False)


class FolderForm(forms.Form):
    """What narrows the inbox; a value that cannot be is left out."""

    state = forms.ChoiceField(choices=Reply.State.choices, required=False)
    campaign = forms.IntegerField(min_value=1, max_value=MAX_KEY, required=False)
    contact = forms.IntegerField(min_value=1, max_value=MAX_KEY, required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    text = forms.CharField(max_length=200, required=False)


class SnoozeForm(forms.Form):
    """Until when a reply is hidden; without a day it returns to the inbox."""

    until = forms.DateField(required=False)


class MarkForm(forms.Form):
    """A correction of many replies; without an intent each is confirmed."""

    intent = forms.ChoiceField(choices=intent_choices, required=False)


def folder_of(params: QueryDict) -> Folder:
    """Return the folder that an address names; what is unknown means all replies."""
    form = FolderForm(params)
    form.is_valid()
    values = {name: value for name, value in form.cleaned_data.items() if value}
    folder = Folder(is_inbox=True, **values)
    intent, category = params.get("intent", ""), params.get("category", "")
    show = params.get("show", "")
    if intent in INTENTS:
        return folder.with_folder(intent=intent)
    if category in Reply.Category.values:
        return folder.with_folder(category=category)
    return folder.with_folder(show=show if show in SHOW_CHOICES else "")


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class MailFilesField(forms.FileField):
    """Several files; each is checked as one."""

    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files.

        Raises:
            ValidationError: there is none, there are too many, or they are too large together.
        """
        files = data if isinstance(data, (list, tuple)) else [data]
        checked = [super(MailFilesField, self).clean(file, initial) for file in files or [None]]
        if len(checked) > MAX_FILES:
            raise ValidationError(f"Upload up to {MAX_FILES} files. Nothing was uploaded.")
        if sum(file.size or 0 for file in checked) > MAX_UPLOAD_BYTES:
            limit = MAX_UPLOAD_BYTES // 2**20
            raise ValidationError(f"Upload up to {limit} MB. Nothing was uploaded.")
        return checked


class FilesForm(forms.Form):
    """Files of mail."""

    mails = MailFilesField(
        label="Files",
        allow_empty_file=True,
        error_messages={"required": "Choose a file."},
    )
