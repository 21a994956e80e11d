"""Full addresses of invitations, as they are in emails."""

from functools import partial

from django.http import HttpRequest
from django.urls import reverse

from leadqual.accounts.invitations.emails import LinkOf
from leadqual.core.email.addresses import absolute_url


def link_of(request: HttpRequest) -> LinkOf:
    """Return what makes the full address of an invitation from its secret."""
    return partial(_address, request=request)


def _address(token: str, *, request: HttpRequest) -> str:
    return absolute_url(reverse("accounts:open_invitation", args=[token]), request=request)
