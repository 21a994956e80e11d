"""What comes in from the pages of replies."""

from django import forms

from leadqual.accounts.requests import WorkspaceRequest
from leadqual.replies.models import Reply
from leadqual.replies.selectors import Folder

LONGEST_TEXT = 200_000


class ReplyForm(forms.Form):
    """A reply that somebody pastes."""

    sender = forms.EmailField(
        label="From", required=False, help_text="Address of whoever replied; it finds the contact."
    )
    subject = forms.CharField(label="Subject", max_length=500, required=False)
    text = forms.CharField(
        label="Reply",
        max_length=LONGEST_TEXT,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="With quote and signature, as it came: they are taken off.",
    )


class IntentForm(forms.Form):
    """A person's word on a reply."""

    intent = forms.ChoiceField(choices=Reply.Intent.choices)


class NamedContactForm(forms.Form):
    """The contact that a reply names."""

    first_name = forms.CharField(label="First name", max_length=150, required=False)
    last_name = forms.CharField(label="Last name", max_length=150, required=False)
    email = forms.EmailField(label="Address", max_length=254)


def folder_of(request: WorkspaceRequest) -> Folder:
    """Return the folder that an address names; what is unknown means all replies."""
    intent, category = request.GET.get("intent", ""), request.GET.get("category", "")
    show = request.GET.get("show", "")
    if intent in Reply.Intent.values:
        return Folder(intent=intent)
    if category in Reply.Category.values:
        return Folder(category=category)
    return Folder(show=show if show in ("waiting", "unsure") else "")
