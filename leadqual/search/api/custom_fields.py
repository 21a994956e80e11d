"""Custom fields by API."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.core.api.pages import SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.models import CustomField
from leadqual.leads.models.custom_fields import LONGEST_LABEL
from leadqual.leads.records import custom_fields as writes


@extend_schema_serializer(component_name="CustomField")
class FieldOutput(serializers.ModelSerializer[CustomField]):
    """A custom field."""

    class Meta:
        model = CustomField
        fields = ["id", "record", "code", "label", "kind", "choices"]


class FieldInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /custom-fields`."""

    record = serializers.ChoiceField(CustomField.Record.choices)
    label = serializers.CharField(max_length=LONGEST_LABEL)  # type: ignore[assignment]  # a field of the body
    kind = serializers.ChoiceField(CustomField.Kind.choices)
    choices = serializers.ListField(
        child=serializers.CharField(max_length=writes.LONGEST_CHOICE),
        required=False,
        max_length=writes.MAX_CHOICES,
    )


class FieldChangeInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PATCH /custom-fields/{id}`."""

    label = serializers.CharField(max_length=LONGEST_LABEL, required=False)  # type: ignore[assignment]  # a field of the body
    choices = serializers.ListField(
        child=serializers.CharField(max_length=writes.LONGEST_CHOICE),
        max_length=writes.MAX_CHOICES,
        required=False,
    )


class FieldListView(APIView):
    """Custom fields of the workspace."""

    write_role = Role.MANAGER

    @extend_schema(operation_id="list_custom_fields", responses={200: FieldOutput(many=True)})
    def get(self, request: ApiRequest) -> Response:
        """Return the fields of people, then those of companies."""
        rows = [
            field
            for record in CustomField.Record.values
            for field in writes.fields_of(request.workspace, record)
        ]
        pages = SequencePages()
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(FieldOutput(page, many=True).data)

    @extend_schema(
        operation_id="create_custom_field", request=FieldInput, responses={201: FieldOutput}
    )
    def post(self, request: ApiRequest) -> Response:
        """Add a field to people or companies."""
        body = FieldInput(data=request.data)
        body.is_valid(raise_exception=True)
        given: dict[str, Any] = {"choices": [], **body.validated_data}
        row = writes.create_field(workspace=request.workspace, author=request.user, **given)
        return Response(FieldOutput(row).data, status=status.HTTP_201_CREATED)


class FieldView(APIView):
    """One custom field."""

    write_role = Role.MANAGER

    @extend_schema(
        operation_id="update_custom_field",
        request=FieldChangeInput,
        responses={200: FieldOutput},
    )
    def patch(self, request: ApiRequest, field_id: int) -> Response:
        """Rename a field, or set its choices. Stored values are kept."""
        field = _field(request, field_id)
        body = FieldChangeInput(data=request.data)
        body.is_valid(raise_exception=True)
        given: dict[str, Any] = {"label": field.label, "choices": field.choices}
        writes.change_field(field=field, author=request.user, **given | body.validated_data)
        return Response(FieldOutput(field).data)

    @extend_schema(operation_id="delete_custom_field", responses={204: None})
    def delete(self, request: ApiRequest, field_id: int) -> Response:
        """Delete a field. Its values are kept, and it can be restored in the settings."""
        writes.delete_field(field=_field(request, field_id), author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class FieldRestoreView(APIView):
    """Restoring a custom field."""

    write_role = Role.MANAGER

    @extend_schema(operation_id="restore_custom_field", request=None, responses={200: FieldOutput})
    def post(self, request: ApiRequest, field_id: int) -> Response:
        """Restore a deleted field with its values."""
        rows = CustomField.objects.filter(workspace=request.workspace)
        field = get_object_or_404(rows, pk=field_id)
        writes.restore_field(field=field, author=request.user)
        return Response(FieldOutput(field).data)


def _field(request: ApiRequest, field_id: int) -> CustomField:
    rows = CustomField.objects.filter(workspace=request.workspace, deleted_at=None)
    return get_object_or_404(rows, pk=field_id)
