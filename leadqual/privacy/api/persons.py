"""A person is found, exported and erased by API."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role, Scope
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.privacy.erasure import erase_person, find_person
from leadqual.privacy.erasure.person import Identifiers
from leadqual.privacy.models import Erasure


class IdentifiersInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Identifiers of a person; one is enough, in any format."""

    email = serializers.CharField(max_length=254, required=False)
    linkedin_url = serializers.CharField(max_length=500, required=False)
    external_id = serializers.CharField(max_length=100, required=False)
    phone = serializers.CharField(max_length=60, required=False)
    contact_id = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


class PersonDataOutput(serializers.Serializer[Any]):
    """Data about a person in one table."""

    table = serializers.CharField(source="table.model")
    contents = serializers.CharField(source="table.holds")
    erasure = serializers.CharField(source="table.erased", help_text="What an erasure does to it.")
    n_rows = serializers.IntegerField()
    sample = serializers.CharField()


class PersonOutput(serializers.Serializer[Any]):
    """Data about a person, by table."""

    contact_ids = serializers.ListField(child=serializers.IntegerField())
    tables = PersonDataOutput(many=True)
    erased_at = serializers.DateTimeField(
        allow_null=True, help_text="When the person was erased; null if they were not."
    )


class ErasureOutput(serializers.ModelSerializer[Erasure]):
    """Progress of an erasure. `finished_at` is null while a job removes the last traces."""

    class Meta:
        model = Erasure
        fields = ["id", "counts", "n_done", "n_steps", "finished_at"]


class _PersonView(APIView):
    read_role = write_role = Role.MANAGER
    read_scope = write_scope = Scope.ADMIN

    def identifiers(self, request: Request) -> Identifiers:
        """Read who is meant."""
        body = IdentifiersInput(data=request.data)
        body.is_valid(raise_exception=True)
        return Identifiers(**body.validated_data)


class PersonFindView(_PersonView):
    """Finding what is held."""

    @extend_schema(
        operation_id="find_person", request=IdentifiersInput, responses={200: PersonOutput}
    )
    def post(self, request: ApiRequest) -> Response:
        """Find all data about a person: counts and samples by table."""
        person, held = find_person.find(request.workspace, self.identifiers(request))
        find_person.record_lookup(
            workspace=request.workspace, actor=request.user, action="person.searched"
        )
        erased = find_person.erased_before(person)
        found = {
            "contact_ids": list(person.contact_ids),
            "tables": held,
            "erased_at": erased.erased_at if erased else None,
        }
        return Response(PersonOutput(found).data)


class PersonExportView(_PersonView):
    """Exporting what is held."""

    @extend_schema(
        operation_id="export_person",
        request=IdentifiersInput,
        responses={200: OpenApiTypes.OBJECT},
    )
    def post(self, request: ApiRequest) -> Response:
        """Export all data about a person, with purpose and date."""
        workspace = request.workspace
        held = find_person.export(workspace, self.identifiers(request))
        find_person.record_lookup(workspace=workspace, actor=request.user, action="person.exported")
        return Response(held)


class PersonEraseView(_PersonView):
    """Erasing a person."""

    @extend_schema(
        operation_id="erase_person", request=IdentifiersInput, responses={202: ErasureOutput}
    )
    def post(self, request: ApiRequest) -> Response:
        """Erase a person from all tables and files. This cannot be undone. Idempotent.

        Rows about the person are deleted immediately; a job redacts other texts and files.
        From now on, imports, this API and replies do not store the person.
        """
        erasure = erase_person.start_erasure(
            workspace=request.workspace,
            identifiers=self.identifiers(request),
            author=request.user,
        )
        return Response(ErasureOutput(erasure).data, status=status.HTTP_202_ACCEPTED)


class ErasureView(APIView):
    """One erasure."""

    read_role = Role.MANAGER
    read_scope = Scope.ADMIN

    @extend_schema(operation_id="get_erasure", responses=ErasureOutput)
    def get(self, request: ApiRequest, erasure_id: int) -> Response:
        """Return the progress of an erasure."""
        rows = Erasure.objects.filter(workspace=request.workspace)
        return Response(ErasureOutput(get_object_or_404(rows, pk=erasure_id)).data)
