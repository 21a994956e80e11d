"""What comes in from the pages of leads."""

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme

from leadqual.accounts.requests import WorkspaceRequest


class DoNotContactForm(forms.Form):
    """Why somebody must not be contacted."""

    reason = forms.CharField(max_length=60, required=False, initial="manual")


def safe_next(request: WorkspaceRequest, default: str) -> str:
    """Return the page to go back to that the form names, if it is one of ours."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if wanted and is_ours else default
