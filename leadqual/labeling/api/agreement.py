"""Agreement on titles by API: how far people agree, how many titles two label, second words."""

from typing import Any

from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role
from leadqual.accounts.services import set_title_overlap
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.double_review import MAX_PERCENT
from leadqual.labeling.agreement import second_labels
from leadqual.labeling.agreement.measures import agreement_on_titles
from leadqual.labeling.api.titles import TitleCorrectionInput
from leadqual.labeling.corrections import selectors
from leadqual.labeling.corrections.correction_input import word_of
from leadqual.leads.models import JobTitle


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
        help_text="Percentage of titles that two people label independently."
    )
    n_titles = serializers.IntegerField(help_text="Titles labeled by two people.")
    n_agreed = serializers.IntegerField()
    kappa = serializers.FloatField(
        allow_null=True,
        help_text="Cohen's kappa of the first two labelers; null if it is undefined.",
    )
    alpha = serializers.FloatField(
        allow_null=True, help_text="Krippendorff's alpha over all labelers."
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
        return self._figures()

    @op.patch("titles/agreement", body=TitleAgreementInput, returns=TitleAgreementOutput)
    def update_title_agreement(self, body: op.Body) -> Any:
        """Set the percentage of titles to double-label."""
        set_title_overlap(
            workspace=self.workspace,
            percent=body["double_labeling_percent"],
            author=self.user,
        )
        return self._figures()

    def _figures(self) -> dict[str, Any]:
        found = agreement_on_titles(self.workspace)
        return {
            "double_labeling_percent": self.workspace.title_overlap,
            "n_titles": found.measured.n,
            "n_agreed": found.measured.n_agreed,
            "kappa": found.measured.kappa,
            "alpha": found.measured.alpha,
            "n_open": found.n_open,
            "n_awaiting": found.n_awaiting,
        }


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
            job_title=title, word=word_of(body), author=self.user
        )
        return {"title": title.pk, "is_first": correction is not None}

    @op.delete("titles/<int:title_id>/second-labels")
    def undo_second_label(self, title: JobTitle) -> None:
        """Undo your second label. The title needs a second label again."""
        second_labels.undo_second_label(job_title=title, author=self.user)


api = op.routes(TitleAgreementViewSet, SecondLabelViewSet)
