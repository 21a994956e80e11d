"""Navigation for account pages with django-allauth views, and full exports."""

from django.http import HttpRequest
from jinja2.runtime import Context

from leadqual.accounts import services
from leadqual.accounts.pages.settings import settings_navigation
from leadqual.core.pages.templates import Library

register = Library()
register.simple_tag(services.ready_exports)

_TAB_OF = {
    "account_set_password": "account_change_password",
    "mfa_activate_totp": "mfa_index",
    "mfa_deactivate_totp": "mfa_index",
    "mfa_view_recovery_codes": "mfa_index",
    "mfa_generate_recovery_codes": "mfa_index",
    "mfa_add_webauthn": "mfa_list_webauthn",
    "mfa_edit_webauthn": "mfa_list_webauthn",
    "mfa_remove_webauthn": "mfa_list_webauthn",
    "accounts:change_name": "accounts:account",
}
"""Steps of forms → the page that each belongs to."""


@register.simple_tag(takes_context=True)
def account_navigation(context: Context) -> dict[str, object]:
    """Return the sections, and the tabs of the account with the current page."""
    request: HttpRequest = context["request"]
    match = request.resolver_match
    here = match.view_name if match else ""
    return settings_navigation(request, _TAB_OF.get(here, here))
