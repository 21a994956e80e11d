"""Signing in with an OpenID provider, and connecting it to an account."""

import logging
from collections.abc import Callable

from allauth.socialaccount import views as allauth
from allauth.socialaccount.providers.openid_connect import views as openid
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import TemplateView
from requests.exceptions import RequestException

logger = logging.getLogger(__name__)

connections = allauth.connections
canceled = TemplateView.as_view(template_name="socialaccount/login_cancelled.html")
failed = TemplateView.as_view(template_name="socialaccount/authentication_error.html")


def _handle_provider_errors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show an error page if the provider is unavailable or sends an invalid response."""

    @login_not_required
    def answered(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id=provider_id)
        except (RequestException, KeyError, ValueError) as error:
            logger.warning("single sign-on failed", extra={"error": type(error).__name__})
            template = "socialaccount/authentication_error.html"
            return render(request, template, {"is_away": True}, status=424)

    return answered


sign_in = _handle_provider_errors(openid.login)
callback = _handle_provider_errors(openid.callback)
