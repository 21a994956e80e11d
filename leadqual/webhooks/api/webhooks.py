"""Webhooks by API: settings, secrets, test events."""

from dataclasses import replace
from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.core.api.pages import SequencePages
from leadqual.webhooks.api.serializers import (
    EventTypeOutput,
    TestEventInput,
    WebhookChangeInput,
    WebhookDeliveryOutput,
    WebhookInput,
    WebhookOutput,
    WebhookSecretOutput,
)
from leadqual.webhooks.deliveries.resend import send_test
from leadqual.webhooks.endpoints import services
from leadqual.webhooks.endpoints.endpoint_settings import EndpointSettings
from leadqual.webhooks.endpoints.selectors import endpoints_of
from leadqual.webhooks.event_types import EVENT_TYPES
from leadqual.webhooks.models import WebhookEndpoint


class ManagedView(APIView):
    """Managers only, by key with the scope `admin`."""

    read_role = write_role = Role.MANAGER


class EventTypeListView(ManagedView):
    """Types of events."""

    @extend_schema(
        operation_id="list_webhook_event_types", responses={200: EventTypeOutput(many=True)}
    )
    def get(self, request: ApiRequest) -> Response:
        """List the event types that a webhook can subscribe to."""
        pages = SequencePages()
        page = pages.paginate_queryset(list(EVENT_TYPES.values()), request, view=self)
        return pages.get_paginated_response(EventTypeOutput(page, many=True).data)


class WebhookListView(ListAPIView[WebhookEndpoint]):
    """The webhooks of the workspace."""

    read_role = write_role = Role.MANAGER
    serializer_class = WebhookOutput

    @extend_schema(operation_id="list_webhooks")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List webhooks, oldest first."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[WebhookEndpoint]:
        """Return the webhooks of the workspace."""
        if getattr(self, "swagger_fake_view", False):
            return WebhookEndpoint.objects.none()
        return endpoints_of(cast("ApiRequest", self.request).workspace)

    @extend_schema(
        operation_id="create_webhook", request=WebhookInput, responses={201: WebhookSecretOutput}
    )
    def post(self, request: ApiRequest) -> Response:
        """Create a webhook. Its secret is returned this once."""
        body = WebhookInput(data=request.data)
        body.is_valid(raise_exception=True)
        endpoint, secret = services.create_endpoint(
            workspace=request.workspace,
            wanted=EndpointSettings(**body.validated_data),
            author=request.user,
        )
        return shown(request, endpoint, secret, status.HTTP_201_CREATED)


class WebhookView(ManagedView):
    """One webhook."""

    @extend_schema(operation_id="get_webhook", responses={200: WebhookOutput})
    def get(self, request: ApiRequest, webhook_id: int) -> Response:
        """Return a webhook."""
        return shown(request, endpoint_in(request, webhook_id))

    @extend_schema(
        operation_id="update_webhook",
        request=WebhookChangeInput,
        responses={200: WebhookOutput},
    )
    def patch(self, request: ApiRequest, webhook_id: int) -> Response:
        """Update a webhook; omitted fields stay unchanged."""
        endpoint = endpoint_in(request, webhook_id)
        body = WebhookChangeInput(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = replace(services.settings_of(endpoint), **body.validated_data)
        services.change_endpoint(endpoint=endpoint, wanted=wanted, author=request.user)
        return shown(request, endpoint)

    @extend_schema(operation_id="delete_webhook", responses={204: None})
    def delete(self, request: ApiRequest, webhook_id: int) -> Response:
        """Delete a webhook with its delivery log."""
        author = request.user
        services.delete_endpoint(endpoint=endpoint_in(request, webhook_id), author=author)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RotateWebhookSecretView(ManagedView):
    """Another secret for a webhook."""

    @extend_schema(
        operation_id="rotate_webhook_secret", request=None, responses={200: WebhookSecretOutput}
    )
    def post(self, request: ApiRequest, webhook_id: int) -> Response:
        """Rotate the secret. For 24 hours, messages carry a signature of the old one, too."""
        endpoint = endpoint_in(request, webhook_id)
        rotated, secret = services.rotate_secret(endpoint=endpoint, author=request.user)
        return shown(request, rotated, secret)


class TestWebhookView(ManagedView):
    """A test event for a webhook."""

    @extend_schema(
        operation_id="test_webhook", request=TestEventInput, responses={202: WebhookDeliveryOutput}
    )
    def post(self, request: ApiRequest, webhook_id: int) -> Response:
        """Send a test event. Look up its delivery by `message_id` to see the answer."""
        endpoint, body = endpoint_in(request, webhook_id), TestEventInput(data=request.data)
        body.is_valid(raise_exception=True)
        delivery = send_test(
            endpoint=endpoint, author=request.user, event_type=body.validated_data["event_type"]
        )
        return Response(WebhookDeliveryOutput(delivery).data, status.HTTP_202_ACCEPTED)


def endpoint_in(request: Request, webhook_id: int) -> WebhookEndpoint:
    """Return a webhook of the workspace of a request; 404 where there is none."""
    workspace = cast("ApiRequest", request).workspace
    return get_object_or_404(endpoints_of(workspace), pk=webhook_id)


def shown(
    request: ApiRequest,
    endpoint: WebhookEndpoint,
    secret: str = "",
    code: int = status.HTTP_200_OK,
) -> Response:
    """Write a webhook as it is now, with its secret where there is a new one."""
    found = endpoints_of(request.workspace).get(pk=endpoint.pk)
    written = WebhookSecretOutput if secret else WebhookOutput
    return Response(written(found, context={"secret": secret}).data, code)
