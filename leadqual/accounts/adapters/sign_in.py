"""How django-allauth signs people in here: nobody signs up, every event leaves a trace."""

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

from leadqual.accounts.emails.email_queue import TRIED_FOR, queue_templates
from leadqual.accounts.models import User
from leadqual.accounts.selectors import account_with, sign_in_address
from leadqual.accounts.sessions.services import end_other_sessions
from leadqual.accounts.sign_in import attempts, history
from leadqual.accounts.workspaces.current import open_first_workspace
from leadqual.core.email.addresses import absolute_url
from leadqual.core.requests.client_address import client_address

_NO_ADDRESS = "0.0.0.0"  # noqa: S104  # stored where a connection has no address, never bound
# Said by the pages themselves, or plain to see.
_SILENT = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}
_NEW_FACTORS = {"totp_activated", "webauthn_added"}
# Their links work no longer than that.
_OF_RESETS = {"account/email/password_reset_key", "account/email/unknown_account"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts by invitation, limits of failed sign-ins, and the audit log."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Wrong email or password. Passwords are case-sensitive.",
        "incorrect_password": "Wrong password. Passwords are case-sensitive.",
        "enter_current_password": "Wrong password. Passwords are case-sensitive.",
        "invalid_password_reset": "This link has expired or was already used.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: accounts come from invitations, staff and the command line."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address behind the trusted proxies."""
        return client_address(request) or _NO_ADDRESS

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before the password is looked at, and end here above a limit."""
        email = str(credentials.get("email", ""))
        attempt = attempts.begin(request, email)
        if attempt.exceeded is not None:
            history.record_blocked(request, email, attempt.exceeded)
            raise ImmediateHttpResponse(render(request, "errors/429.html", status=429))
        self._attempt = attempt

    def _rollback_login_failed_rl_usage(self) -> None:
        """Forget the attempt that was right; allauth calls this after each one."""
        self._attempt.forget()

    def _delete_login_attempts_cached_email(
        self,
        request: HttpRequest,
        **credentials: Any,
    ) -> None:
        """Lift the limits of a user who has just reset the password."""
        attempts.clear(request, str(credentials.get("email", "")))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave a trace of the failed attempt."""
        history.record_failed(request, str(credentials.get("email", "")))

    def pre_login(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        **options: Any,
    ) -> HttpResponse | None:
        """Let nobody pass the provider where single sign-on is the only way in."""
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
            history.record_event(user, "signed_in")
            attempts.remember_browser(response, user)
        return response

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person by email what happened to the account, and the audit log too."""
        if isinstance(user, User):
            event = template_prefix.rpartition("/")[2]
            history.record_event(user, event)
            if event in _NEW_FACTORS:  # Older sessions were begun with a password alone.
                end_other_sessions(self.request, user)
        super().send_notification_mail(template_prefix, user, context, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue an email of `templates/…/email`: no request depends on an email server.

        The same work is done for an address without an account, so the time of an answer does not
        tell them apart.
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
        """Return the address of a reset link: the user and the token are two parts of it."""
        user, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[user, token])
        return absolute_url(path, request=self.request)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Return the address of a link that confirms an email address."""
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
            history.record_event(email_address.user, "email_confirmed")
        return is_confirmed

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **options: Any,
    ) -> None:
        """Show a message of `templates/account/messages`, unless it only says what is seen."""
        if message_template not in _SILENT:
            super().add_message(request, level, message_template, *args, **options)
