"""API keys by API: list, create, change, rotate, revoke."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.api.workspace import WorkspaceOutput
from leadqual.accounts.keys import services
from leadqual.accounts.keys.state import KeyState, keys_of, state_of
from leadqual.accounts.models import ApiKey, Role, Scope
from leadqual.core.api import operations as op
from leadqual.core.api.pages import SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.texts.name_rules import MAX_NAME, check_name


class ApiKeyOutput(serializers.ModelSerializer[ApiKey]):
    """An API key, without its secret."""

    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices))
    owner = serializers.EmailField(source="created_by.email", help_text="Owner of the key.")
    state = serializers.SerializerMethodField()

    class Meta:
        model = ApiKey
        fields = [
            *("id", "name", "prefix", "scopes", "owner", "state", "requests_per_minute"),
            *("created_at", "rotated_at", "expires_at", "revoked_at", "last_used_at"),
            *("last_used_ip", "previous_prefix", "previous_valid_until", "issued_by"),
        ]

    @extend_schema_field(serializers.ChoiceField(choices=KeyState.choices))
    def get_state(self, key: ApiKey) -> str:
        """Return whether the key works, or why not."""
        return state_of(key).value


class ApiKeySecretOutput(ApiKeyOutput):
    """An API key with its new secret, which is shown this once."""

    secret = serializers.CharField(
        source="new_secret", read_only=True, help_text="Shown only once. Store it safely."
    )

    class Meta(ApiKeyOutput.Meta):
        fields = [*ApiKeyOutput.Meta.fields, "secret"]


def _scopes_field(*, required: bool = True) -> serializers.ListField:
    choices = serializers.ChoiceField(choices=Scope.choices)
    return serializers.ListField(child=choices, allow_empty=False, required=required)


def _days_field() -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=1,
        max_value=services.MAX_DAYS,
        allow_null=True,
        default=services.DEFAULT_DAYS,
        help_text="Null: never expires, if the installation allows that. If requested with a "
        "key, the new key expires no later than that key.",
    )


def _rate_field() -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        allow_null=True,
        required=False,
        help_text="Null: the default rate limit.",
    )


class NewApiKeyInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /keys`."""

    name = serializers.CharField(max_length=MAX_NAME, validators=[check_name])
    scopes = _scopes_field()
    expires_in_days = _days_field()
    requests_per_minute = _rate_field()


class ApiKeyInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PATCH /keys/{id}`; omitted fields stay unchanged."""

    name = serializers.CharField(max_length=MAX_NAME, validators=[check_name], required=False)
    scopes = _scopes_field(required=False)
    requests_per_minute = _rate_field()


class RotateInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /keys/{id}/rotate`."""

    overlap_hours = serializers.IntegerField(
        min_value=0,
        max_value=services.MAX_OVERLAP_HOURS,
        default=services.DEFAULT_OVERLAP_HOURS,
        help_text="How long the old secret keeps working.",
    )
    expires_in_days = _days_field()


class CallerOutput(serializers.Serializer[Any]):
    """Who makes a request, and what they may do."""

    email = serializers.EmailField(source="user.email", help_text="Owner of the key.")
    role = serializers.ChoiceField(source="member.role", choices=Role.choices)
    workspace = WorkspaceOutput()
    key = serializers.SerializerMethodField(help_text="Null for a session.")

    @extend_schema_field(ApiKeyOutput(allow_null=True))
    def get_key(self, request: ApiRequest) -> dict[str, Any] | None:
        """Return the key of the request."""
        key = _caller_key(request)
        return ApiKeyOutput(key).data if key else None


class CallerViewSet(WorkspaceViewSet[Any]):
    """Who makes a request."""

    @op.get("key", returns=CallerOutput)
    def get_caller(self) -> Request:
        """Return the key of this request, its owner, their role and the workspace."""
        return self.request


class ApiKeyViewSet(WorkspaceViewSet[ApiKey]):
    """Managers only, by key with the scope `admin`, and not with a secret that was rotated."""

    key, rows = "key", staticmethod(keys_of)
    read_role = write_role = Role.MANAGER
    needs_current_secret = True

    list_api_keys = op.listing(
        "keys", ApiKeyOutput, "List API keys, newest first.", pages=SequencePages
    )
    get_api_key = op.reading("keys/<int:key_id>", ApiKeyOutput, "Return an API key.")

    @op.post("keys", body=NewApiKeyInput, returns=ApiKeySecretOutput, status=201)
    def create_api_key(self, body: op.Body) -> ApiKey:
        """Create an API key.

        A key cannot create one with a scope that it does not have, or that expires later than
        itself. Revoking a key revokes the keys created with it.
        """
        limits = services.KeyLimits(body["expires_in_days"], body.get("requests_per_minute"))
        return self._with_secret(
            *services.create_api_key(
                workspace=self.workspace,
                name=body["name"],
                scopes=body["scopes"],
                author=self.user,
                by_key=_caller_key(self.request),
                limits=limits,
            )
        )

    @op.patch("keys/<int:key_id>", body=ApiKeyInput, returns=ApiKeyOutput)
    def update_api_key(self, key: ApiKey, body: op.Body) -> ApiKey:
        """Update the name, scopes or rate limit of an API key."""
        now = {name: getattr(key, name) for name in ("name", "scopes", "requests_per_minute")}
        services.change_api_key(
            key=key, author=self.user, by_key=_caller_key(self.request), **{**now, **body}
        )
        return self.get_object()

    @op.delete("keys/<int:key_id>")
    def revoke_api_key(self, key: ApiKey) -> None:
        """Revoke an API key and all keys created with it. This cannot be undone."""
        services.revoke_api_key(key=key, author=self.user)

    @op.post("keys/<int:key_id>/rotate", body=RotateInput, returns=ApiKeySecretOutput)
    def rotate_api_key(self, key: ApiKey, body: op.Body) -> ApiKey:
        """Rotate an API key. The old secret keeps working for the given hours.

        Only the owner can rotate a key. The old secret can no longer manage keys.
        """
        by_key = _caller_key(self.request)
        return self._with_secret(
            *services.rotate_api_key(key=key, author=self.user, by_key=by_key, **body)
        )

    def _with_secret(self, key: ApiKey, secret: str) -> ApiKey:
        found = self.get_queryset().get(pk=key.pk)
        found.new_secret = secret  # type: ignore[attr-defined]  # shown once
        return found


def _caller_key(request: Request) -> ApiKey | None:
    """Return the key with which a program asks."""
    return request.auth if isinstance(request.auth, ApiKey) else None
