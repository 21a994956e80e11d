"""API keys by API: list, create, change, rotate, revoke."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.api.workspace import WorkspaceOutput
from leadqual.accounts.keys import services
from leadqual.accounts.keys.state import KeyState, keys_of, state_of
from leadqual.accounts.models import ApiKey, Role, Scope
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

    secret = serializers.SerializerMethodField(help_text="Shown only once. Store it safely.")

    class Meta(ApiKeyOutput.Meta):
        fields = [*ApiKeyOutput.Meta.fields, "secret"]

    def get_secret(self, _key: ApiKey) -> str:
        """Return the secret."""
        return str(self.context["secret"])


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
        key = _key_of(request)
        return ApiKeyOutput(key).data if key else None


class CallerView(APIView):
    """Who makes a request."""

    @extend_schema(operation_id="get_caller", responses={200: CallerOutput})
    def get(self, request: ApiRequest) -> Response:
        """Return the key of this request, its owner, their role and the workspace."""
        return Response(CallerOutput(request).data)


class _ApiKeyView(APIView):
    """Managers only, by key with the scope `admin`, and not with a secret that was rotated."""

    read_role = write_role = Role.MANAGER
    needs_current_secret = True


class ApiKeyListView(_ApiKeyView):
    """The keys of the workspace."""

    @extend_schema(operation_id="list_api_keys", responses={200: ApiKeyOutput(many=True)})
    def get(self, request: ApiRequest) -> Response:
        """List API keys, newest first."""
        keys = keys_of(request.workspace)
        pages = SequencePages()
        page = pages.paginate_queryset(keys, request, view=self)
        return pages.get_paginated_response(ApiKeyOutput(page, many=True).data)

    @extend_schema(
        operation_id="create_api_key", request=NewApiKeyInput, responses={201: ApiKeySecretOutput}
    )
    def post(self, request: ApiRequest) -> Response:
        """Create an API key.

        A key cannot create one with a scope that it does not have, or that expires later than
        itself. Revoking a key revokes the keys created with it.
        """
        asked, body = request, NewApiKeyInput(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        limits = services.KeyLimits(values["expires_in_days"], values.get("requests_per_minute"))
        key, secret = services.create_api_key(
            workspace=asked.workspace,
            name=values["name"],
            scopes=values["scopes"],
            author=asked.user,
            by_key=_key_of(request),
            limits=limits,
        )
        return _answer(asked, key, secret, status.HTTP_201_CREATED)


class ApiKeyView(_ApiKeyView):
    """One key."""

    @extend_schema(operation_id="get_api_key", responses={200: ApiKeyOutput})
    def get(self, request: ApiRequest, key_id: int) -> Response:
        """Return an API key."""
        return _answer(request, _key(request, key_id))

    @extend_schema(
        operation_id="update_api_key", request=ApiKeyInput, responses={200: ApiKeyOutput}
    )
    def patch(self, request: ApiRequest, key_id: int) -> Response:
        """Update the name, scopes or rate limit of an API key."""
        asked, key, body = request, _key(request, key_id), ApiKeyInput
        values = body(data=request.data)
        values.is_valid(raise_exception=True)
        now = {
            "name": key.name,
            "scopes": key.scopes,
            "requests_per_minute": key.requests_per_minute,
        }
        services.change_api_key(
            key=key, author=asked.user, by_key=_key_of(request), **now | values.validated_data
        )
        return _answer(asked, key)

    @extend_schema(operation_id="revoke_api_key", responses={204: None})
    def delete(self, request: ApiRequest, key_id: int) -> Response:
        """Revoke an API key and all keys created with it. This cannot be undone."""
        author = request.user
        services.revoke_api_key(key=_key(request, key_id), author=author)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RotateApiKeyView(_ApiKeyView):
    """Another secret for a key."""

    @extend_schema(
        operation_id="rotate_api_key", request=RotateInput, responses={200: ApiKeySecretOutput}
    )
    def post(self, request: ApiRequest, key_id: int) -> Response:
        """Rotate an API key. The old secret keeps working for the given hours.

        Only the owner can rotate a key. The old secret can no longer manage keys.
        """
        asked, body = request, RotateInput(data=request.data)
        former = _key(request, key_id)
        body.is_valid(raise_exception=True)
        key, secret = services.rotate_api_key(
            key=former,
            author=asked.user,
            by_key=_key_of(request),
            **body.validated_data,
        )
        return _answer(asked, key, secret)


def _key(request: ApiRequest, key_id: int) -> ApiKey:
    return get_object_or_404(keys_of(request.workspace), pk=key_id)


def _key_of(request: Request) -> ApiKey | None:
    """Return the key with which a program asks."""
    return request.auth if isinstance(request.auth, ApiKey) else None


def _answer(
    request: ApiRequest, key: ApiKey, secret: str = "", code: int = status.HTTP_200_OK
) -> Response:
    """Write a key as it is now, with its secret where there is a new one."""
    found = keys_of(request.workspace).get(pk=key.pk)
    written = ApiKeySecretOutput if secret else ApiKeyOutput
    return Response(written(found, context={"secret": secret}).data, code)
