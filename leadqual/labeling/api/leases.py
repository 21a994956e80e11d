"""The next title of a queue by API, leased to whoever asks; leases of titles and of groups."""

from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role
from leadqual.core import clock
from leadqual.core.api import operations as op
from leadqual.labeling.agreement.blind_review import as_recorded
from leadqual.labeling.api.titles import TitleOutput, unknown_labels
from leadqual.labeling.corrections import selectors
from leadqual.labeling.models.queues import TitleGroup
from leadqual.labeling.queues import group_leases, leases, next_title
from leadqual.labeling.queues.label_filter import LabelFilter
from leadqual.labeling.queues.position import QueuePosition
from leadqual.labeling.queues.title_queues import WALKED
from leadqual.leads.models import JobTitle


class NextTitleQuery(op.Query):
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


class NextTitleViewSet(WorkspaceViewSet[Any]):
    """The next title of whoever asks."""

    read_role = Role.QUALIFIER

    @op.get("titles/next", query=NextTitleQuery, returns=NextTitleOutput)
    def get_next_title(self, query: op.Body) -> Any:
        """Return the next title to label, leased to you for one minute."""
        labels = LabelFilter.read(query)
        place = QueuePosition(query["queue"], "", "1", self.user.pk, labels)
        key = next_title.next_of(
            self.workspace,
            place,
            after=query.get("after"),
            now=clock.now(),
        )
        row = selectors.titles_of(self.workspace).filter(pk=key).first() if key else None
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


class TitleLeaseViewSet(WorkspaceViewSet[JobTitle]):
    """Whether somebody looks at a title."""

    key, queryset = "title", JobTitle.objects.all()

    @op.put("titles/<int:title_id>/lease", returns=LeaseOutput)
    def lease_title(self, title: JobTitle) -> Any:
        """Renew the lease of a title, or return who has it."""
        return leases.hold(
            workspace=self.workspace, key=title.pk, person=self.user.pk, now=clock.now()
        )

    @op.delete("titles/<int:title_id>/lease")
    def release_title(self, title: JobTitle) -> None:
        """Release the lease of a title."""
        leases.give_back(workspace=self.workspace, key=title.pk, holder=self.user.pk)


class GroupLeaseViewSet(WorkspaceViewSet[TitleGroup]):
    """Whether somebody works on a group of unclassified titles."""

    key, queryset = "group", TitleGroup.objects.all()

    @op.put("titles/groups/<int:group_id>/lease", returns=LeaseOutput)
    def lease_title_group(self, group: TitleGroup) -> Any:
        """Renew the lease of a group, or return who has it."""
        return group_leases.hold(
            workspace=self.workspace, group=group, person=self.user.pk, now=clock.now()
        )

    @op.delete("titles/groups/<int:group_id>/lease")
    def release_title_group(self, group: TitleGroup) -> None:
        """Release the lease of a group."""
        group_leases.give_back(workspace=self.workspace, group=group, holder=self.user.pk)


api = op.routes(NextTitleViewSet, TitleLeaseViewSet, GroupLeaseViewSet)
