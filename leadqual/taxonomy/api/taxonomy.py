"""The taxonomy by API: the tree as it is, and its history."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.core.api.pages import CursorPages
from leadqual.taxonomy.document.document import to_plain
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.models import TaxonomyVersion
from leadqual.taxonomy.selectors import current_version, industries, levels
from leadqual.taxonomy.versions import document_of


class TaxonomyFunctionOutput(serializers.Serializer[Any]):
    """A function."""

    slug = serializers.CharField()
    name = serializers.CharField()
    about = serializers.CharField(required=False, help_text="What the function covers.")
    formerly = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Former slugs that redirect to it."
    )
    titles = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Representative titles."
    )
    threshold = serializers.FloatField(
        required=False, help_text="If null, the threshold of the model applies."
    )
    called = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        help_text="Name in each other tool, by tool slug.",
    )


class TaxonomyDepartmentOutput(serializers.Serializer[Any]):
    """A department with its functions, in their order."""

    slug = serializers.CharField()
    name = serializers.CharField()
    formerly = serializers.ListField(child=serializers.CharField(), required=False)
    functions = TaxonomyFunctionOutput(many=True, required=False)


class NamedOutput(serializers.Serializer[Any]):
    """A level or an industry."""

    slug = serializers.CharField()
    name = serializers.CharField()


class TaxonomyOutput(serializers.Serializer[Any]):
    """Departments and functions, levels and industries, in their order."""

    version = serializers.IntegerField(help_text="Changes with every change of the taxonomy.")
    departments = TaxonomyDepartmentOutput(many=True)
    levels = NamedOutput(many=True)
    industries = NamedOutput(many=True)


class TaxonomyVersionOutput(serializers.ModelSerializer[TaxonomyVersion]):
    """A taxonomy version."""

    author = serializers.CharField(
        allow_null=True, help_text="Author of the change; null for LeadQual itself."
    )
    changes = serializers.ListField(
        source="sentences",
        child=serializers.CharField(),
        help_text="The first 100 changes, as text.",
    )

    restored_version = serializers.PrimaryKeyRelatedField(  # type: ignore[var-annotated]  # reads only
        source="went_back_to",
        read_only=True,
        help_text="The version that it restored; null if it restored none.",
    )

    class Meta:
        model = TaxonomyVersion
        fields = [
            "id",
            "changed_at",
            "author",
            "reason",
            "n_changes",
            "changes",
            "restored_version",
        ]


class TaxonomyVersionDocumentOutput(TaxonomyVersionOutput):
    """A taxonomy version with its departments."""

    departments = TaxonomyDepartmentOutput(
        many=True, allow_null=True, help_text="Null if the document was not stored."
    )

    class Meta(TaxonomyVersionOutput.Meta):
        fields = [*TaxonomyVersionOutput.Meta.fields, "departments"]


class TaxonomyView(APIView):
    """The taxonomy as it is now."""

    @extend_schema(operation_id="get_taxonomy", responses={200: TaxonomyOutput})
    def get(self, request: Request) -> Response:
        """Return the taxonomy: departments with functions, levels and industries."""
        return Response(
            {
                "version": current_version(),
                "departments": to_plain(read_document())["departments"],
                "levels": NamedOutput(levels(), many=True).data,
                "industries": NamedOutput(industries(), many=True).data,
            }
        )


class TaxonomyVersionPages(CursorPages):
    """Pages of versions, newest first."""

    ordering = "-id"


class VersionListView(ListAPIView[TaxonomyVersion]):
    """Every change of the taxonomy with who and why, newest first."""

    serializer_class = TaxonomyVersionOutput
    pagination_class = TaxonomyVersionPages
    queryset = TaxonomyVersion.objects.select_related("author").defer("document")

    @extend_schema(operation_id="list_taxonomy_versions")
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List taxonomy versions, newest first."""
        return super().get(request, *args, **kwargs)


class VersionView(APIView):
    """One version."""

    @extend_schema(
        operation_id="get_taxonomy_version", responses={200: TaxonomyVersionDocumentOutput}
    )
    def get(self, request: Request, version_id: int) -> Response:
        """Return a taxonomy version with its departments and functions."""
        rows = TaxonomyVersion.objects.select_related("author")
        version = get_object_or_404(rows, pk=version_id)
        is_kept = version.document is not None
        departments = to_plain(document_of(version))["departments"] if is_kept else None
        return Response(TaxonomyVersionOutput(version).data | {"departments": departments})
