"""Changing a password, setting a first one, and resetting a forgotten one by email."""

from typing import Any

from allauth.account import views as allauth
from django.http import HttpResponse

from leadqual.accounts.email_addresses import confirm_address
from leadqual.accounts.emails import email_delivery_context

change = allauth.password_change
set_first = allauth.password_set
_ADDRESS_KEY = "reset_address"  # session key

reset_complete = allauth.password_reset_from_key_done


class _ResetView(allauth.PasswordResetView):  # type: ignore[misc]  # allauth has no types
    def form_valid(self, form: Any) -> HttpResponse:
        """Store the address, so that the next page can offer to resend the email."""
        self.request.session[_ADDRESS_KEY] = form.cleaned_data["email"]
        response: HttpResponse = super().form_valid(form)
        return response


class _ResetSentView(allauth.PasswordResetDoneView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add notes on email delivery, and the address for resending."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        address = self.request.session.get(_ADDRESS_KEY, "")
        return context | email_delivery_context() | {"address": address}


class _ResetFromLinkView(allauth.PasswordResetFromKeyView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        """Confirm the address, because the link was sent there."""
        response: HttpResponse = super().form_valid(form)
        confirm_address(self.reset_user)
        return response


reset = _ResetView.as_view()
reset_sent = _ResetSentView.as_view()
reset_from_link = _ResetFromLinkView.as_view()
