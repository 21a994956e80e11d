"""What comes in from the pages of replies."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from classifiers.replies.intents import INTENTS
from leadqual.accounts.middleware import WorkspaceRequest
from leadqual.replies import selectors
from leadqual.replies.intents import thresholds
from leadqual.replies.models import Reply, intent_choices
from leadqual.replies.pages.inbox_folders import folders, heading_of
from leadqual.replies.receiving.messages import LONGEST_TEXT
from leadqual.replies.receiving.uploads import LARGEST_FILES
from leadqual.replies.selectors import MAX_KEY, SHOWS, Folder

MAX_FILES = 200


class ReplyForm(forms.Form):
    """A reply that somebody pastes."""

    sender = forms.EmailField(
        label="From", required=False, help_text="The sender’s email, used to find the contact."
    )
    subject = forms.CharField(label="Subject", max_length=500, required=False)
    text = forms.CharField(
        label="Reply",
        max_length=LONGEST_TEXT,
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
    """A person's word on many replies; without an intent each is confirmed as it stands."""

    intent = forms.ChoiceField(choices=intent_choices, required=False)


def folder_of(asked: QueryDict) -> Folder:
    """Return the folder that an address names; what is unknown means all replies."""
    form = FolderForm(asked)
    form.is_valid()
    asked_for = {name: value for name, value in form.cleaned_data.items() if value}
    narrowed = Folder(is_inbox=True, **asked_for)
    intent, category = asked.get("intent", ""), asked.get("category", "")
    show = asked.get("show", "")
    if intent in INTENTS:
        return narrowed.moved(intent=intent)
    if category in Reply.Category.values:
        return narrowed.moved(category=category)
    return narrowed.moved(show=show if show in SHOWS else "")


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
        checked = [super(MailFilesField, self).clean(one, initial) for one in files or [None]]
        if len(checked) > MAX_FILES:
            raise ValidationError(f"Upload up to {MAX_FILES} files. Nothing was uploaded.")
        if sum(one.size or 0 for one in checked) > LARGEST_FILES:
            limit = LARGEST_FILES // 2**20
            raise ValidationError(f"Upload up to {limit} MB. Nothing was uploaded.")
        return checked


class FilesForm(forms.Form):
    """Files of mail."""

    mails = MailFilesField(
        label="Files",
        allow_empty_file=True,
        error_messages={"required": "Choose a file."},
    )


# What a page answers once somebody did something to replies: where to go, or what has changed.


def answer(request: WorkspaceRequest, back: str, reply_ids: Sequence[int]) -> HttpResponse:
    """Lead back to the inbox; where its script sent the press, say what has changed around it.

    Args:
        request: of whoever did it, with what is to be told in its messages.
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
