"""django-allauth adapters: no public sign-up, and every event is written to the audit log."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts import sign_in, sign_in_log
from leadqual.accounts.email_queue import RETRY_PERIOD, queue_templates
from leadqual.accounts.models import User
from leadqual.accounts.services import account_with, open_memberships, sign_in_address
from leadqual.accounts.sessions import end_other_sessions
from leadqual.accounts.workspaces.selectors import SESSION_KEY
from leadqual.core.email.addresses import absolute_url
from leadqual.core.requests.client_addresses import client_address

_NO_ADDRESS = "0.0.0.0"  # noqa: S104  # stored where a connection has no address, never bound
# The pages already make these obvious.
_HIDDEN_MESSAGES = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}
_NEW_FACTORS = {"totp_activated", "webauthn_added"}
# Sent until the link expires, and not after.
_RESET_TEMPLATES = {"account/email/password_reset_key", "account/email/unknown_account"}


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
        attempt = sign_in.count_attempt(request, email)
        if attempt.exceeded is not None:
            sign_in_log.record_blocked(request, email, attempt.exceeded)
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
        sign_in.forget_attempts(request, str(credentials.get("email", "")))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the failed attempt."""
        sign_in_log.record_failed(request, str(credentials.get("email", "")))

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
            member = open_memberships(user).first()
            if member is not None:  # So that its loss can be reported by name.
                request.session.setdefault(SESSION_KEY, member.workspace_id)
            sign_in_log.record_event(user, "signed_in")
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
            sign_in_log.record_event(user, event)
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
        is_reset = template_prefix in _RESET_TEMPLATES
        queue_templates(
            template_prefix,
            to=email,
            context=context,
            user=user,
            tried_for=timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
            if is_reset
            else RETRY_PERIOD,
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
            sign_in_log.record_event(email_address.user, "email_confirmed")
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
        if message_template not in _HIDDEN_MESSAGES:
            super().add_message(request, level, message_template, *args, **options)
