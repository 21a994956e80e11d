"""The delivery log of a webhook by API, and sending again."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.core.api.pages import CursorPages
from leadqual.webhooks.api.serializers import (
    DeliveryQuery,
    ResendInput,
    ResentOutput,
    WebhookDeliveryOutput,
)
from leadqual.webhooks.api.webhooks import ManagedView, endpoint_in
from leadqual.webhooks.deliveries.resend import Span, resend_one, resend_span
from leadqual.webhooks.endpoints.selectors import deliveries_of
from leadqual.webhooks.models import WebhookDelivery


class NewestDeliveriesFirst(CursorPages):
    """Pages of deliveries, the newest first."""

    ordering = "-id"
    max_page_size = 100


class WebhookDeliveryListView(ListAPIView[WebhookDelivery]):
    """The delivery log of a webhook."""

    read_role = Role.MANAGER
    serializer_class = WebhookDeliveryOutput
    pagination_class = NewestDeliveriesFirst

    @extend_schema(operation_id="list_webhook_deliveries", parameters=[DeliveryQuery])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List deliveries of a webhook, newest first, each with its message and the last answer."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[WebhookDelivery]:
        """Return the deliveries that are asked for."""
        if getattr(self, "swagger_fake_view", False):
            return WebhookDelivery.objects.none()
        query = DeliveryQuery(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        lookups = {
            "state": "state",
            "event_type": "event__type",
            "since": "event__created_at__gte",
            "until": "event__created_at__lte",
        }
        wanted = {lookups[name]: value for name, value in query.validated_data.items()}
        endpoint = endpoint_in(self.request, self.kwargs["webhook_id"])
        return deliveries_of(endpoint).filter(**wanted)


class WebhookDeliveryView(ManagedView):
    """One delivery."""

    @extend_schema(operation_id="get_webhook_delivery", responses={200: WebhookDeliveryOutput})
    def get(self, request: ApiRequest, webhook_id: int, delivery_id: int) -> Response:
        """Return a delivery with its message and the last answer."""
        return Response(WebhookDeliveryOutput(_delivery(request, webhook_id, delivery_id)).data)


class ResendWebhookDeliveryView(ManagedView):
    """A delivery, once more."""

    @extend_schema(
        operation_id="resend_webhook_delivery",
        request=None,
        responses={202: WebhookDeliveryOutput},
    )
    def post(self, request: ApiRequest, webhook_id: int, delivery_id: int) -> Response:
        """Send a delivery again, with the same message ID."""
        delivery = _delivery(request, webhook_id, delivery_id)
        again = resend_one(delivery=delivery, author=request.user)
        return Response(WebhookDeliveryOutput(again).data, status.HTTP_202_ACCEPTED)


class ResendWebhookEventsView(ManagedView):
    """The events of a span of time, once more."""

    @extend_schema(
        operation_id="resend_webhook_events", request=ResendInput, responses={202: ResentOutput}
    )
    def post(self, request: ApiRequest, webhook_id: int) -> Response:
        """Send the events of a time span again: what failed or was missed, or all of them."""
        endpoint, body = endpoint_in(request, webhook_id), ResendInput(data=request.data)
        body.is_valid(raise_exception=True)
        span = Span(**body.validated_data)
        n_deliveries = resend_span(endpoint=endpoint, span=span, author=request.user)
        found = ResentOutput({"n_deliveries": n_deliveries})
        return Response(found.data, status.HTTP_202_ACCEPTED)


def _delivery(request: Request, webhook_id: int, delivery_id: int) -> WebhookDelivery:
    return get_object_or_404(deliveries_of(endpoint_in(request, webhook_id)), pk=delivery_id)
