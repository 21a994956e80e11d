"""Which account a sign-in at the OpenID provider belongs to."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from leadqual.accounts.models import User
from leadqual.accounts.services import account_with

NEW_USER_KEY = "single_sign_on_user_id"
"""Session key that holds the ID of a newly created user."""


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Existing accounts only; nobody gets an account by signing in elsewhere."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return False: accounts come from invitations, staff and the command line."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse a response whose user info and ID token name different people.

        After accepting an invitation, whose link proved the address, connect the provider's
        identity to the new account.
        """
        keys = {part.get("sub") for part in _read_claims(sociallogin)}
        if len(keys) != 1:
            raise ImmediateHttpResponse(
                render(request, "socialaccount/authentication_error.html", status=403)
            )
        new_user = User.objects.filter(pk=request.session.pop(NEW_USER_KEY, None), is_active=True)
        user = new_user.filter(socialaccount=None).first()
        if user is not None and not sociallogin.is_existing:
            sociallogin.connect(request, user)

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Return the account of an address that the provider has verified, if that is allowed."""
        email = _verified_email(sociallogin)
        if not settings.OIDC_LINK_BY_EMAIL or email is None:
            return None
        user = account_with(email)
        return None if user is None or not user.is_active else (user, user.email)


def _verified_email(sociallogin: SocialLogin) -> str | None:
    for claims in _read_claims(sociallogin):
        email = claims.get("email")
        if isinstance(email, str) and claims.get("email_verified") is True:
            return email
    return None


def _read_claims(sociallogin: SocialLogin) -> list[dict[str, Any]]:
    """Return the provider's claims: from its user info endpoint, and from the signed ID token."""
    extra_data = sociallogin.account.extra_data
    parts = [extra_data.get("userinfo"), extra_data.get("id_token")]
    return [part for part in parts if isinstance(part, dict)]
