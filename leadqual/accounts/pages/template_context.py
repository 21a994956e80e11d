"""What pages about signing in show: which ways there are."""

from django.conf import settings
from django.http import HttpRequest


def sign_in_methods(request: HttpRequest) -> dict[str, object]:  # of Django
    """Add `sso_name`, empty where single sign-on is not set up, and `is_sso_only`."""
    name = settings.OIDC_NAME if settings.OIDC_ISSUER else ""
    return {"sso_name": name, "is_sso_only": settings.OIDC_ONLY}
