"""The form of the second step."""

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator

from leadqual.accounts.sign_in import history


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code of the app, or a recovery code."""

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        history.record_failed(context.request, self.user.email)
