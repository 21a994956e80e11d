"""Privacy by API: a person is found, exported and erased; requests are closed."""

from typing import Any, Literal

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Scope
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.privacy.erasure import erase_person, find_person
from leadqual.privacy.erasure.person import Identifiers
from leadqual.privacy.models import Erasure, PrivacyRequest
from leadqual.privacy.requests import close_request

State = PrivacyRequest.State


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


class ClosePrivacyRequestInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /privacy-requests/{id}/close`."""

    state = serializers.ChoiceField(choices=[State.DONE.value, State.DECLINED.value])
    reason = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=300,
        default="",
        help_text="Required to decline a request.",
    )


class PrivacyRequestOutput(serializers.ModelSerializer[PrivacyRequest]):
    """A request of a person for their data or for its erasure."""

    request_kind = serializers.ChoiceField(source="kind", choices=PrivacyRequest.Kind.choices)
    state = serializers.ChoiceField(choices=State.choices)
    reply = serializers.IntegerField(
        source="reply_id", allow_null=True, help_text="Null once the reply is erased."
    )

    class Meta:
        model = PrivacyRequest
        fields = [
            *("id", "request_kind", "state", "reply", "sender", "received_at", "due_on"),
            *("reason", "closed_at"),
        ]


class PersonViewSet(WorkspaceViewSet[Erasure]):
    """Persons, found by their identifiers, and their erasures."""

    key, queryset = "erasure", Erasure.objects.all()
    read_role = write_role = Role.MANAGER
    read_scope = write_scope = Scope.ADMIN

    get_erasure = op.reading(
        "persons/erasures/<int:erasure_id>", ErasureOutput, "Return the progress of an erasure."
    )

    @op.post("persons/find", body=IdentifiersInput, returns=PersonOutput)
    def find_person(self, body: Identifiers) -> dict[str, object]:
        """Find all data about a person: counts and samples by table."""
        person, held = find_person.find(self.workspace, body)
        self._record_lookup("person.searched")
        erased = find_person.find_erasure(person)
        return {
            "contact_ids": list(person.contact_ids),
            "tables": held,
            "erased_at": erased.erased_at if erased else None,
        }

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    @op.post("persons/export", body=IdentifiersInput)
    def export_person(self, body: Identifiers) -> Response:
        """Export all data about a person, with purpose and date."""
        held = find_person.export(self.workspace, body)
        self._record_lookup("person.exported")
        return Response(held)

    @op.post("persons/erase", body=IdentifiersInput, returns=ErasureOutput, status=202)
    def erase_person(self, body: Identifiers) -> Erasure:
        """Erase a person from all tables and files. This cannot be undone. Idempotent.

        Rows about the person are deleted immediately; a job redacts other texts and files.
        From now on, imports, this API and replies do not store the person.
        """
        return erase_person.start_erasure(
            workspace=self.workspace, identifiers=body, author=self.user
        )

    # 404: nobody with these identifiers was erased.
    @op.post("persons/lift", body=IdentifiersInput, further_errors=(404,))
    def lift_erasure(self, body: Identifiers) -> None:
        """Let an erased person be stored again. Erased data is not restored."""
        erase_person.lift_erasure(workspace=self.workspace, identifiers=body, author=self.user)

    def _record_lookup(self, action: Literal["person.searched", "person.exported"]) -> None:
        find_person.record_lookup(workspace=self.workspace, actor=self.user, action=action)


class PrivacyRequestViewSet(WorkspaceViewSet[PrivacyRequest]):
    """Privacy requests of the workspace."""

    key, queryset = "privacy_request", PrivacyRequest.objects.all()
    read_role = write_role = Role.MANAGER
    read_scope = write_scope = Scope.ADMIN

    list_privacy_requests = op.listing(
        "privacy-requests",
        PrivacyRequestOutput,
        "List privacy requests that arrived as replies.",
    )

    @op.post(
        "privacy-requests/<int:privacy_request_id>/close",
        body=ClosePrivacyRequestInput,
        returns=PrivacyRequestOutput,
    )
    def close_privacy_request(
        self, privacy_request: PrivacyRequest, body: op.Body
    ) -> PrivacyRequest:
        """Close a request as done, or decline it with a reason. A closed one stays as it is."""
        return close_request(request=privacy_request, author=self.user, **body)
