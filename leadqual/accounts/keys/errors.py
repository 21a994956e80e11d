"""Errors of API keys."""

from collections.abc import Sequence

from leadqual.accounts.models import Scope
from leadqual.core.errors import LeadqualError


class MissingScopeError(LeadqualError):
    """The key of a request lacks the scope that the operation needs."""

    code = "missing_scope"
    status = 403

    def __init__(self, scope: Scope) -> None:
        super().__init__(
            f"This API key lacks the scope `{scope}`. A manager can add it under Settings › API "
            "keys."
        )
        self.details = {"scope": scope.value}


class UncoveredScopeError(LeadqualError):
    """The owner of a key may not do any more what the scope allows."""

    code = "scope_not_covered"
    status = 403

    def __init__(self, scope: Scope) -> None:
        super().__init__(
            f"This API key has the scope `{scope}`, but its owner may not do this any more. A "
            "manager can take the key over under Settings › API keys."
        )
        self.details = {"scope": scope.value}


class ScopeNotGrantedError(LeadqualError):
    """Somebody tried to give a key more than they may themselves."""

    code = "scope_not_granted"
    status = 403

    def __init__(self, scopes: Sequence[Scope]) -> None:
        named = ", ".join(f"`{scope}`" for scope in scopes)
        super().__init__(f"You cannot grant {named}, or get a secret with it. Nothing was changed.")
        self.details = {"scopes": [scope.value for scope in scopes]}


class KeyRevokedError(LeadqualError):
    """A revoked key cannot be changed; revoking is final."""

    code = "api_key_revoked"
    status = 409

    def __init__(self) -> None:
        super().__init__("This key is revoked, and that is final. Create another key.")


class KeyLimitError(LeadqualError):
    """An expiry, overlap or rate limit beyond what this installation allows."""

    code = "api_key_limit"
    status = 422
