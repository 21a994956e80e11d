"""The account page: name, email, password and sign-in methods."""

from typing import Any, cast

from allauth.account import views as allauth
from allauth.account.models import EmailAddress, get_emailconfirmation_model
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from leadqual.accounts.email_addresses import ensure_address
from leadqual.accounts.emails import email_delivery_context
from leadqual.accounts.models import User
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.forms import NameForm


class _EmailView(allauth.EmailView):  # type: ignore[misc]  # allauth has no types
    """Change the address, but only after the current one is confirmed.

    Otherwise an intruder could move the account to another address without any notice to its
    owner.
    """

    template_name = "account/email_change.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse a new address until the current one is confirmed."""
        if isinstance(request.user, User):
            self.current = ensure_address(request.user)
            if "action_add" in request.POST and not self.current.verified:
                messages.error(request, "Confirm your current address first. Nothing was changed.")
                return redirect("account_email")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the current address and the pending new one."""
        pending = EmailAddress.objects.filter(user=self.request.user, verified=False)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "current": self.current,
            "pending": pending.exclude(pk=self.current.pk).last(),
            **email_delivery_context(),
        }


class _ConfirmView(allauth.ConfirmEmailView):  # type: ignore[misc]
    """Confirm an address; the user must be signed in to its account.

    Otherwise the owner of the address could be tricked into confirming it for another account.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse links of other accounts; the middleware asks for sign-in first."""
        found = get_emailconfirmation_model().from_key(kwargs["key"])
        if found is not None and found.email_address.user_id != request.user.pk:
            return render(request, self.template_name, {"is_other_account": True}, status=403)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


@route("account/")
def account(request: HttpRequest) -> HttpResponse:
    """Show the account of the current user."""
    user = _signed_in_user(request)
    names = {"first_name": user.first_name, "last_name": user.last_name}
    return _account_page(request, NameForm(initial=names))


def _signed_in_user(request: HttpRequest) -> User:
    return cast("WorkspaceRequest", request).user


def _account_page(request: HttpRequest, form: NameForm, *, status: int = 200) -> HttpResponse:
    return render(request, "accounts/account/profile.html", {"form": form}, status=status)


@route("account/name/", methods="POST")
def change_name(request: HttpRequest) -> HttpResponse:
    """Save the name of the user."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _account_page(request, form, status=422)
    user = _signed_in_user(request)
    user.first_name = form.cleaned_data["first_name"]
    user.last_name = form.cleaned_data["last_name"]
    user.save(update_fields=["first_name", "last_name"])
    messages.success(request, "Name saved.")
    return redirect("accounts:account")


def sign_in_methods(request: HttpRequest) -> dict[str, object]:  # of Django
    """Add `sso_name`, empty if single sign-on is not set up, and `is_sso_only`."""
    name = settings.OIDC_NAME if settings.OIDC_ISSUER else ""
    return {"sso_name": name, "is_sso_only": settings.OIDC_ONLY}


email = _EmailView.as_view()
confirm_email = _ConfirmView.as_view()
