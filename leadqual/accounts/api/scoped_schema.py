"""What the OpenAPI description says of keys, scopes and the headers of requests."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import SAFE_METHODS

from leadqual.accounts.api.idempotency import HEADER, KEY_PATTERN, REPLAYED_HEADER
from leadqual.accounts.api.permissions import HasWorkspace
from leadqual.accounts.keys.scopes import operation_access
from leadqual.accounts.models import Role
from leadqual.core.api.schema.api_schema import ApiSchema, page_parameters

# Not as `format: uuid`: some generators send such a header as an object.
_UUID = {"type": "string", "minLength": 32, "maxLength": 36, "pattern": KEY_PATTERN}
_IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    _UUID,
    OpenApiParameter.HEADER,
    description="A UUID; generate one for each change. A repeated request within 24 hours gets the "
    "same response, and one that comes while the first is running 409.",
)
_REPLAYED = OpenApiParameter(
    REPLAYED_HEADER,
    str,
    OpenApiParameter.HEADER,
    response=[200, 201, 202, 204],
    enum=["true"],
    description="Sent with the stored response to a repeated request.",
)
_IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` as you read it: if the record was changed since, nothing is saved.",
)
_IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` that you have: if the record is unchanged, the response is 304.",
)
_TAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    response=[200, 201],
    description="Changes with the record.",
)


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # no types
    """How the OpenAPI page describes the key."""

    target_class = "leadqual.accounts.api.permissions.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the scheme as OpenAPI has it."""
        return {"type": "http", "scheme": "bearer"}


class ScopedSchema(ApiSchema):
    """Describes operations with the scope that a key needs and the role of its owner."""

    def get_override_parameters(self) -> list[Any]:
        """Return the headers that every write takes, and those of records that have a tag."""
        is_read = self.method in SAFE_METHODS
        found: list[Any] = [] if is_read else [_IDEMPOTENCY_KEY, _REPLAYED]
        if self._operation is not None and self._operation.query is not None:
            found.append(self._operation.query)
        if self._operation is not None and self._operation.pages and not self._operation.lists:
            found += page_parameters(self._operation.pages)
        has_etag = self._setting("has_etag")
        if has_etag:
            found.append(_IF_NONE_MATCH if is_read else _IF_MATCH)
        is_record = has_etag or (self._setting("answers_record") and not is_read)
        if is_record and self.method != "DELETE":
            found.append(_TAG)
        return found

    def get_override_statuses(self) -> set[int]:
        """Return the statuses that come with these headers."""
        is_matched = self._setting("has_etag") and self.method not in SAFE_METHODS
        return {412} if is_matched else set()

    def is_deprecated(self) -> bool:
        """Return whether the operation will go."""
        return self._setting("deprecated") is not None or bool(super().is_deprecated())

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        found = super()._get_response_bodies(direction)
        if self._setting("has_etag") and self.method in SAFE_METHODS:
            found["304"] = {"description": "It is as `If-None-Match` says."}
        return dict(sorted(found.items()))

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """Return the description of an operation; `x-scope` and `x-role` are for programs."""
        operation = super().get_operation(*args, **kwargs)
        if operation is None or HasWorkspace not in self.view.permission_classes:
            return operation
        needed = operation_access(self.view, self.method)
        role = needed.role.label.lower()
        required_role = role if needed.role == Role.MANAGER else f"{role} or above"
        required_role = "staff" if needed.needs_staff else required_role
        about = operation.get("description", "")
        operation["description"] = (
            f"{about}\n\nScope: `{needed.scope}`. Role: {required_role}.".strip()
        )
        return operation | {"x-scope": needed.scope.value, "x-role": needed.role.value}
