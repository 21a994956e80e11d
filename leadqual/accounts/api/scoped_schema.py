"""What the OpenAPI page says of accounts."""

from typing import Any
from uuid import UUID

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter

from leadqual.accounts.api.idempotency import HEADER
from leadqual.accounts.api.permissions import HasWorkspace
from leadqual.accounts.keys.scopes import operation_access
from leadqual.accounts.models import Role
from leadqual.core.api.schema.api_schema import ApiSchema

_ONCE = OpenApiParameter(
    HEADER,
    UUID,
    OpenApiParameter.HEADER,
    description="Generate one for each change. A repeated request within 24 hours gets the same "
    "response.",
)


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # no types
    """How the OpenAPI page describes the key."""

    target_class = "leadqual.accounts.api.authentication.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the scheme as OpenAPI has it."""
        return {"type": "http", "scheme": "bearer"}


class ScopedSchema(ApiSchema):
    """Describes operations with the scope that a key needs and the role of its owner."""

    def get_override_parameters(self) -> list[Any]:
        """Return the header of operations that can be sent again without changing twice."""
        handler = getattr(self.view, self.method.lower(), None)
        return [_ONCE] if getattr(handler, "is_idempotent", False) else []

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:  # noqa: ANN401  # of the base
        """Return the description of an operation; `x-scope` and `x-role` are for programs."""
        operation = super().get_operation(*args, **kwargs)
        if operation is None or HasWorkspace not in self.view.permission_classes:
            return operation
        needed = operation_access(self.view, self.method)
        role = needed.role.label.lower()
        who = role if needed.role == Role.MANAGER else f"{role} or above"
        who = "staff" if needed.needs_staff else who
        about = operation.get("description", "")
        operation["description"] = f"{about}\n\nScope: `{needed.scope}`. Role: {who}.".strip()
        return operation | {"x-scope": needed.scope.value, "x-role": needed.role.value}
