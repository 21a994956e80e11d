"""django-allauth adapters: no public sign-up, and every event is written to the audit log."""

import base64
import secrets
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts import sign_in
from leadqual.accounts.emails import TRIED_FOR, queue_templates
from leadqual.accounts.models import User
from leadqual.accounts.services import account_with, sign_in_address
from leadqual.accounts.two_step import end_other_sessions
from leadqual.accounts.workspaces.selectors import open_first_workspace
from leadqual.core.email.addresses import absolute_url
from leadqual.core.encryption import cipher
from leadqual.core.requests.request_ids import client_address

_NO_ADDRESS = "0.0.0.0"  # noqa: S104  # stored where a connection has no address, never bound
# The pages already make these obvious.
_SILENT = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}
_NEW_FACTORS = {"totp_activated", "webauthn_added"}
# Sent until the link expires, and not after.
_OF_RESETS = {"account/email/password_reset_key", "account/email/unknown_account"}

NEW_USER_KEY = "single_sign_on_user_id"
_PURPOSE = "leadqual.two_step"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Invitation-only accounts, limits on failed sign-ins, and audit logging."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Wrong email or password. Passwords are case-sensitive.",
        "incorrect_password": "Wrong password. Passwords are case-sensitive.",
        "enter_current_password": "Wrong password. Passwords are case-sensitive.",
        "invalid_password_reset": "This link has expired or was already used.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: accounts come from invitations, staff and the command line."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address as seen by the trusted proxies."""
        return client_address(request) or _NO_ADDRESS

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before checking the password, and answer 429 above a limit."""
        email = str(credentials.get("email", ""))
        attempt = sign_in.begin(request, email)
        if attempt.exceeded is not None:
            sign_in.record_blocked(request, email, attempt.exceeded)
            raise ImmediateHttpResponse(render(request, "errors/429.html", status=429))
        self._attempt = attempt

    def _rollback_login_failed_rl_usage(self) -> None:
        """Uncount a successful attempt; allauth calls this after each one."""
        self._attempt.forget()

    def _delete_login_attempts_cached_email(
        self,
        request: HttpRequest,
        **credentials: Any,
    ) -> None:
        """Lift the limits of a user who has just reset the password."""
        sign_in.clear(request, str(credentials.get("email", "")))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the failed attempt."""
        sign_in.record_failed(request, str(credentials.get("email", "")))

    def pre_login(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        **options: Any,
    ) -> HttpResponse | None:
        """Require the identity provider where single sign-on is the only way in."""
        is_single_sign_on = "sociallogin" in (options.get("signal_kwargs") or {})
        if settings.OIDC_ONLY and not is_single_sign_on:
            messages.error(request, f"Sign in with {settings.OIDC_NAME}.")
            return redirect("account_login")
        refusal: HttpResponse | None = super().pre_login(request, user, **options)
        return refusal

    def post_login(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        **options: Any,
    ) -> HttpResponse:
        """Record the sign-in, and remember the browser as one of this person's."""
        response: HttpResponse = super().post_login(request, user, **options)
        if isinstance(user, User):
            open_first_workspace(request, user)
            sign_in.record_event(user, "signed_in")
            sign_in.remember_browser(response, user)
        return response

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Email the user about an account event, and add it to the audit log."""
        if isinstance(user, User):
            event = template_prefix.rpartition("/")[2]
            sign_in.record_event(user, event)
            if event in _NEW_FACTORS:  # Older sessions began with a password alone.
                end_other_sessions(self.request, user)
        super().send_notification_mail(template_prefix, user, context, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue an email of `templates/…/email`: no request depends on an email server.

        Addresses without an account take the same work, so response times do not reveal which
        addresses have one.
        """
        home = absolute_url(reverse("home:dashboard"), request=self.request)
        reset = absolute_url(reverse("account_reset_password"), request=self.request)
        user = context.get("user") or account_with(email)
        context = {**context, "user": user, "email": email, "home_url": home, "reset_url": reset}
        is_reset = template_prefix in _OF_RESETS
        queue_templates(
            template_prefix,
            to=email,
            context=context,
            user=user,
            tried_for=timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT) if is_reset else TRIED_FOR,
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the URL of a reset link, which holds the user and the token separately."""
        user, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[user, token])
        return absolute_url(path, request=self.request)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Return the URL that confirms an email address."""
        return absolute_url(
            reverse("account_confirm_email", args=[emailconfirmation.key]), request=request
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the account page."""
        return reverse("accounts:account")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Go back to the account page."""
        return reverse("accounts:account")

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Confirm an address, unless another account signs in with it."""
        others = User.objects.filter(email=sign_in_address(email_address.email))
        if others.exclude(pk=email_address.user_id).exists():
            messages.error(
                request, "This email address belongs to another account. Nothing was changed."
            )
            return False
        is_confirmed = bool(super().confirm_email(request, email_address))
        if is_confirmed:
            sign_in.record_event(email_address.user, "email_confirmed")
        return is_confirmed

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **options: Any,
    ) -> None:
        """Show a message of `templates/account/messages`, unless it states the obvious."""
        if message_template not in _SILENT:
            super().add_message(request, level, message_template, *args, **options)


# Which account a sign-in at the OpenID provider belongs to.

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
        keys = {part.get("sub") for part in _claims(sociallogin)}
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
    for claims in _claims(sociallogin):
        email = claims.get("email")
        if isinstance(email, str) and claims.get("email_verified") is True:
            return email
    return None


def _claims(sociallogin: SocialLogin) -> list[dict[str, Any]]:
    """Return the provider's claims: from its user info endpoint, and from the signed ID token."""
    said = sociallogin.account.extra_data
    parts = [said.get("userinfo"), said.get("id_token")]
    return [part for part in parts if isinstance(part, dict)]


# How django-allauth stores second factors.


class TwoStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Encrypts secrets with a key derived from `SECRET_KEY`: a database dump reveals nothing."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is wrong, has expired or was already used.",
    }

    def get_totp_issuer(self) -> str:
        """Return the product name that the authenticator app shows."""
        return "LeadQual"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name passkeys after the product instead of the host."""
        return {**super().get_public_key_credential_rp_entity(), "name": "LeadQual"}

    def encrypt(self, text: str) -> str:
        return cipher(_PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a stored secret, with earlier values of `SECRET_KEY` as fallbacks.

        A secret that no key decrypts becomes a random one, which no code matches.
        """
        try:
            return cipher(_PURPOSE).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002
        """Return a default name for a passkey."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"
