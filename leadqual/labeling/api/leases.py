"""The next title of a queue by API, leased to whoever asks; leases of titles and of groups."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role, Workspace
from leadqual.core import clock
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.labeling.agreement.blind_review import as_recorded
from leadqual.labeling.api.titles import TitleOutput, unknown_labels
from leadqual.labeling.corrections import selectors
from leadqual.labeling.models.queues import TitleGroup
from leadqual.labeling.queues import group_leases, leases, next_title
from leadqual.labeling.queues.label_filter import LabelFilter
from leadqual.labeling.queues.position import QueuePosition
from leadqual.labeling.queues.title_queues import WALKED
from leadqual.leads.models import JobTitle


class NextTitleInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Parameters of `GET /titles/next`."""

    queue = serializers.ChoiceField(choices=sorted(WALKED), default="todo")
    function = serializers.SlugField(
        required=False,
        help_text="Function slug: titles that have it, that a conflict proposes it for, or that "
        "are unclassified with it as the most likely one. Ignored in `second`.",
    )
    department = serializers.SlugField(
        required=False, help_text="Department slug; titles are matched as for `function`."
    )
    after = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        help_text="ID of a title to skip; its lease is released.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what names no function or department."""
        if errors := unknown_labels(LabelFilter.read(attrs)):
            raise serializers.ValidationError(errors)
        return attrs


class NextTitleOutput(serializers.Serializer[Any]):
    """The next title; null if none is available."""

    title = TitleOutput(allow_null=True)
    is_second = serializers.BooleanField(
        help_text="True if somebody else already labeled it; the labels shown do not include their "
        "correction. Answer with `POST /titles/{id}/second-labels`."
    )


class LeaseOutput(serializers.Serializer[Any]):
    """Lease of a title or a group."""

    is_mine = serializers.BooleanField(
        help_text="Whether you hold the lease. It expires after a minute; renew it before then."
    )
    open_by = serializers.CharField(allow_blank=True, help_text="Other people who have it open.")


class NextTitleView(APIView):
    """The next title of whoever asks."""

    read_role = Role.QUALIFIER  # It leases the title.

    @extend_schema(
        operation_id="get_next_title", parameters=[NextTitleInput], responses={200: NextTitleOutput}
    )
    def get(self, request: ApiRequest) -> Response:
        """Return the next title to label, leased to you for one minute."""
        query = NextTitleInput(data=request.query_params)
        query.is_valid(raise_exception=True)
        labels = LabelFilter.read(query.validated_data)
        place = QueuePosition(query.validated_data["queue"], "", "1", request.user.pk, labels)
        key = next_title.next_of(
            request.workspace,
            place,
            after=query.validated_data.get("after"),
            now=clock.now(),
        )
        row = selectors.titles_of(request.workspace).filter(pk=key).first() if key else None
        said = {"title": row, "is_second": place.queue == "second" and row is not None}
        shown = NextTitleOutput(said).data
        if row and said["is_second"]:
            shown["title"] |= _without_word(row)
        return Response(shown)


def _without_word(row: JobTitle) -> dict[str, Any]:
    """Return what hides the word of the first person, in the shape of `TitleOutput`."""
    told = as_recorded(row)
    return {
        **{name: told[name] for name in ("labels", "level", "source", "why", "level_why")},
        "model_version": told["model"],
        "propagated_from": None,
        "propagated_from_title": None,
    }


class TitleLeaseView(APIView):
    """Whether somebody looks at a title."""

    @extend_schema(operation_id="lease_title", request=None, responses={200: LeaseOutput})
    def put(self, request: ApiRequest, title_id: int) -> Response:
        """Renew the lease of a title, or return who has it."""
        workspace, row = self._title(request, title_id)
        person, now = request.user.pk, clock.now()
        hold = leases.hold(workspace=workspace, key=row.pk, person=person, now=now)
        return Response(LeaseOutput(hold).data)

    @extend_schema(operation_id="release_title", responses={204: None})
    def delete(self, request: ApiRequest, title_id: int) -> Response:
        """Release the lease of a title."""
        workspace, row = self._title(request, title_id)
        person = request.user.pk
        leases.give_back(workspace=workspace, key=row.pk, holder=person)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _title(self, request: ApiRequest, title_id: int) -> tuple[Workspace, JobTitle]:
        workspace = request.workspace
        titles = JobTitle.objects.filter(workspace=workspace)
        return workspace, get_object_or_404(titles, pk=title_id)


class GroupLeaseView(APIView):
    """Whether somebody works on a group of Others."""

    @extend_schema(operation_id="lease_title_group", request=None, responses={200: LeaseOutput})
    def put(self, request: ApiRequest, group_id: int) -> Response:
        """Renew the lease of a group, or return who has it."""
        workspace, group = self._group(request, group_id)
        person, now = request.user.pk, clock.now()
        hold = group_leases.hold(workspace=workspace, group=group, person=person, now=now)
        return Response(LeaseOutput(hold).data)

    @extend_schema(operation_id="release_title_group", responses={204: None})
    def delete(self, request: ApiRequest, group_id: int) -> Response:
        """Release the lease of a group."""
        workspace, group = self._group(request, group_id)
        person = request.user.pk
        group_leases.give_back(workspace=workspace, group=group, holder=person)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _group(self, request: ApiRequest, group_id: int) -> tuple[Workspace, TitleGroup]:
        workspace = request.workspace
        groups = TitleGroup.objects.filter(workspace=workspace)
        return workspace, get_object_or_404(groups, pk=group_id)
