"""Changing a password, setting a first one, and resetting a forgotten one by email."""

from typing import Any

from allauth.account import views as allauth
from django.conf import settings
from django.http import HttpResponse

from leadqual.accounts.sign_in.addresses import confirm_address

change = allauth.password_change
set_first = allauth.password_set


class _ResetSentView(allauth.PasswordResetDoneView):  # type: ignore[misc]  # allauth has no types
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        """Say where the email is, on an installation that sends none."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        is_file = settings.EMAIL_DELIVERY == "file"
        return context | {"email_folder": settings.EMAIL_FILE_PATH if is_file else None}


class _ResetFromLinkView(allauth.PasswordResetFromKeyView):  # type: ignore[misc]  # as above
    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401
        """Note that whoever followed the link reads the address."""
        response: HttpResponse = super().form_valid(form)
        confirm_address(self.reset_user)
        return response


reset = allauth.password_reset
reset_sent = _ResetSentView.as_view()
reset_from_link = _ResetFromLinkView.as_view()
reset_complete = allauth.password_reset_from_key_done
