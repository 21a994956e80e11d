"""Review of titles by API: the next title and its lease, second labels, approvals."""

from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role
from leadqual.accounts.workspaces.services import set_title_overlap
from leadqual.core import clock
from leadqual.core.api import operations as op
from leadqual.core.api.pages import NewestFirst
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.double_review import MAX_PERCENT
from leadqual.labeling import second_labels
from leadqual.labeling.agreement import agreement_on_titles
from leadqual.labeling.api.suggestions import ReturnInput, SuggestionOutput
from leadqual.labeling.api.titles import (
    TitleCorrectionInput,
    TitleCorrectionOutput,
    TitleOutput,
    unknown_labels,
)
from leadqual.labeling.blind_titles import to_record
from leadqual.labeling.corrections import approvals, selectors, services
from leadqual.labeling.corrections.correction_input import word_of
from leadqual.labeling.corrections.selectors import corrections_of
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.queues import TitleGroup
from leadqual.labeling.queues import group_leases, leases, next_titles
from leadqual.labeling.queues.label_filter import LabelFilter
from leadqual.labeling.queues.positions import QueuePosition
from leadqual.labeling.queues.title_queues import WORK_QUEUES
from leadqual.leads.models import JobTitle


class NextTitleQuery(op.Query):
    """Parameters of `GET /titles/next`."""

    queue = serializers.ChoiceField(choices=sorted(WORK_QUEUES), default="todo")
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
        position = QueuePosition(query["queue"], "", "1", self.user.pk, labels)
        key = next_titles.next_of(
            self.workspace,
            position,
            after=query.get("after"),
            now=clock.now(),
        )
        row = selectors.titles_of(self.workspace).filter(pk=key).first() if key else None
        given = {"title": row, "is_second": position.queue == "second" and row is not None}
        shown = NextTitleOutput(given).data
        if row and given["is_second"]:
            shown["title"] |= _without_word(row)
        return Response(shown)


def _without_word(row: JobTitle) -> dict[str, Any]:
    """Return what hides the word of the first person, in the shape of `TitleOutput`."""
    shown = to_record(row)
    return {
        **{name: shown[name] for name in ("labels", "level", "source", "why", "level_why")},
        "model_version": shown["model"],
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


class TitleAgreementInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PATCH /titles/agreement`."""

    double_labeling_percent = serializers.IntegerField(
        min_value=0,
        max_value=MAX_PERCENT,
        help_text="Percentage of titles to label twice, by two people.",
    )


class TitleAgreementOutput(serializers.Serializer[Any]):
    """Agreement between labelers on functions of titles."""

    double_labeling_percent = serializers.IntegerField(
        source="percent", help_text="Percentage of titles that two people label independently."
    )
    n_titles = serializers.IntegerField(
        source="measured.n", help_text="Titles labeled by two people."
    )
    n_agreed = serializers.IntegerField(source="measured.n_agreed")
    kappa = serializers.FloatField(
        source="measured.kappa",
        allow_null=True,
        help_text="Cohen's kappa of the first two labelers; null if it is undefined.",
    )
    alpha = serializers.FloatField(
        source="measured.alpha",
        allow_null=True,
        help_text="Krippendorff's alpha over all labelers.",
    )
    n_open = serializers.IntegerField(help_text="Disagreements without a final decision.")
    n_awaiting = serializers.IntegerField(help_text="Titles waiting for a second labeler.")


class SecondLabelOutput(serializers.Serializer[Any]):
    """A second label. It does not reveal the first one."""

    title = serializers.IntegerField()
    is_first = serializers.BooleanField(
        help_text="True if the first correction was undone in the meantime, so that this one is "
        "now "
        "the active correction."
    )


class TitleAgreementViewSet(WorkspaceViewSet[Any]):
    """Agreement on titles."""

    write_role = Role.MANAGER

    @op.get("titles/agreement", returns=TitleAgreementOutput)
    def get_title_agreement(self) -> Any:
        """Return the agreement between labelers on titles."""
        return agreement_on_titles(self.workspace)

    @op.patch("titles/agreement", body=TitleAgreementInput, returns=TitleAgreementOutput)
    def update_title_agreement(self, body: op.Body) -> Any:
        """Set the percentage of titles to double-label."""
        set_title_overlap(
            workspace=self.workspace,
            percent=body["double_labeling_percent"],
            author=self.user,
        )
        return agreement_on_titles(self.workspace)


class SecondLabelViewSet(WorkspaceViewSet[JobTitle]):
    """What the second of two people says of a title."""

    key, rows = "title", staticmethod(selectors.titles_of)

    @op.post(
        "titles/<int:title_id>/second-labels",
        body=TitleCorrectionInput,
        returns=SecondLabelOutput,
        status=201,
    )
    def record_second_label(self, title: JobTitle, body: op.Body) -> Any:
        """Record a second label for a title. Its labels stay.

        If the two labels differ, a manager or a third person decides.
        """
        correction = second_labels.record_second_label(
            job_title=title, correction_input=word_of(body), author=self.user
        )
        return {"title": title.pk, "is_first": correction is not None}

    @op.delete("titles/<int:title_id>/second-labels")
    def undo_second_label(self, title: JobTitle) -> None:
        """Undo your second label. The title needs a second label again."""
        second_labels.undo_second_label(job_title=title, author=self.user)


class CorrectionViewSet(WorkspaceViewSet[JobTitle]):
    """Corrections of one title."""

    key, rows = "title", staticmethod(selectors.titles_of)

    @op.get("titles/<int:title_id>/corrections", lists=TitleCorrectionOutput, pages=NewestFirst)
    def list_title_corrections(self, title: JobTitle) -> Any:
        """List corrections of a title, newest first."""
        return selectors.history_of(title)

    @op.post(
        "titles/<int:title_id>/corrections",
        body=TitleCorrectionInput,
        returns=TitleCorrectionOutput,
        status=201,
    )
    def correct_title(self, title: JobTitle, body: op.Body) -> Any:
        """Correct a title. The correction is active from the next request."""
        return services.record_correction(
            job_title=title,
            correction_input=word_of(body),
            author=self.user,
        )


class ApprovalViewSet(WorkspaceViewSet[Correction]):
    """Approvals of corrections by a second person."""

    key, rows = "correction", staticmethod(corrections_of)
    write_role = Role.MANAGER

    @op.put("titles/corrections/<int:correction_id>/approval", returns=TitleCorrectionOutput)
    def approve_title_correction(self, correction: Correction) -> Any:
        """Approve a correction by someone else. Corrections are active before approval."""
        return approvals.approve(
            correction=correction,
            reviewer=self.user,
        )

    @op.delete("titles/corrections/<int:correction_id>/approval")
    def withdraw_title_approval(self, correction: Correction) -> None:
        """Withdraw an approval."""
        approvals.withdraw_approval(
            correction=correction,
            reviewer=self.user,
        )

    @op.post(
        "titles/corrections/<int:correction_id>/return", body=ReturnInput, returns=SuggestionOutput
    )
    def return_title_correction(self, correction: Correction, body: op.Body) -> Any:
        """Undo a correction and return it to its author with a note."""
        return approvals.return_correction(
            correction=correction,
            note=body["note"],
            reviewer=self.user,
        )
