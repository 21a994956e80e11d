"""Email of the account: the address of an account is changed once the new one is confirmed."""

from typing import Any

from allauth.account import views as allauth
from allauth.account.models import EmailAddress, get_emailconfirmation_model
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from leadqual.accounts.emails.notices import email_notes
from leadqual.accounts.models import User
from leadqual.accounts.sign_in.sign_in_addresses import ensure_address


class _EmailView(allauth.EmailView):  # type: ignore[misc]  # allauth has no types
    """Change the address; one that was never confirmed is confirmed first.

    Whoever got into an account could otherwise move it to an address of theirs, and nobody who
    reads the former one would be told.
    """

    template_name = "account/email_change.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Note the address, and refuse another one before it is confirmed."""
        if isinstance(request.user, User):
            self.current = ensure_address(request.user)
            if "action_add" in request.POST and not self.current.verified:
                messages.error(request, "Confirm your current address first. Nothing was changed.")
                return redirect("account_email")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the current address, and the one it is being changed to."""
        pending = EmailAddress.objects.filter(user=self.request.user, verified=False)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "current": self.current,
            "pending": pending.exclude(pk=self.current.pk).last(),
            **email_notes(),
        }


class _ConfirmView(allauth.ConfirmEmailView):  # type: ignore[misc]
    """Confirm an address; only who is signed in to its account does.

    Whoever reads the address could otherwise be led to confirm it for the account of a stranger.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse links of another account; the middleware asks others to sign in first."""
        found = get_emailconfirmation_model().from_key(kwargs["key"])
        if found is not None and found.email_address.user_id != request.user.pk:
            return render(request, self.template_name, {"is_other_account": True}, status=403)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


email = _EmailView.as_view()
confirm_email = _ConfirmView.as_view()
