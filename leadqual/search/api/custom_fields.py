"""Custom fields by API."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role
from leadqual.core.api import operations as op
from leadqual.core.api.pages import SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.models import CustomField
from leadqual.leads.models.records import LONGEST_LABEL
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


class FieldViewSet(WorkspaceViewSet[CustomField]):
    """Custom fields of the workspace."""

    key = "field"
    write_role = Role.MANAGER

    def get_queryset(self) -> QuerySet[CustomField]:
        """Return the fields of the workspace; a deleted one can only be restored."""
        fields = CustomField.objects.filter(workspace=self.workspace)
        return fields if self.action == "restore_custom_field" else fields.filter(deleted_at=None)

    @op.get("custom-fields", lists=FieldOutput, pages=SequencePages)
    def list_custom_fields(self) -> Any:
        """Return the fields of people, then those of companies."""
        return [
            field
            for record in CustomField.Record.values
            for field in writes.fields_of(self.workspace, record)
        ]

    @op.post("custom-fields", body=FieldInput, returns=FieldOutput, status=201)
    def create_custom_field(self, body: op.Body) -> Any:
        """Add a field to people or companies."""
        given: dict[str, Any] = {"choices": [], **body}
        return writes.create_field(workspace=self.workspace, author=self.user, **given)

    @op.patch("custom-fields/<int:field_id>", body=FieldChangeInput, returns=FieldOutput)
    def update_custom_field(self, field: CustomField, body: op.Body) -> CustomField:
        """Rename a field, or set its choices. Stored values are kept."""
        given: dict[str, Any] = {"label": field.label, "choices": field.choices}
        writes.change_field(field=field, author=self.user, **given | dict(body))
        return field

    @op.delete("custom-fields/<int:field_id>")
    def delete_custom_field(self, field: CustomField) -> None:
        """Delete a field. Its values are kept, and it can be restored in the settings."""
        writes.delete_field(field=field, author=self.user)

    @op.post("custom-fields/<int:field_id>/restore", returns=FieldOutput)
    def restore_custom_field(self, field: CustomField) -> Any:
        """Restore a deleted field with its values."""
        writes.restore_field(field=field, author=self.user)
        return field
