"""Agreement on titles by API: how far people agree, how many titles two label, second words."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.accounts.services import set_title_overlap
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.double_review import MAX_PERCENT
from leadqual.labeling.agreement import second_labels
from leadqual.labeling.agreement.measures import agreement_on_titles
from leadqual.labeling.api.titles import TitleCorrectionInput
from leadqual.labeling.corrections import selectors
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


class TitleAgreementView(APIView):
    """Agreement on titles."""

    write_role = Role.MANAGER

    @extend_schema(operation_id="get_title_agreement", responses={200: TitleAgreementOutput})
    def get(self, request: ApiRequest) -> Response:
        """Return the agreement between labelers on titles."""
        return Response(self._figures(request))

    @extend_schema(
        operation_id="update_title_agreement",
        request=TitleAgreementInput,
        responses={200: TitleAgreementOutput},
    )
    def patch(self, request: ApiRequest) -> Response:
        """Set the percentage of titles to double-label."""
        body = TitleAgreementInput(data=request.data)
        body.is_valid(raise_exception=True)
        set_title_overlap(
            workspace=request.workspace,
            percent=body.validated_data["double_labeling_percent"],
            author=request.user,
        )
        return Response(self._figures(request))

    def _figures(self, request: ApiRequest) -> dict[str, Any]:
        workspace = request.workspace
        found = agreement_on_titles(workspace)
        figures = {
            "double_labeling_percent": workspace.title_overlap,
            "n_titles": found.measured.n,
            "n_agreed": found.measured.n_agreed,
            "kappa": found.measured.kappa,
            "alpha": found.measured.alpha,
            "n_open": found.n_open,
            "n_awaiting": found.n_awaiting,
        }
        return TitleAgreementOutput(figures).data


class SecondLabelView(APIView):
    """What the second of two people says of a title."""

    @extend_schema(
        operation_id="record_second_label",
        request=TitleCorrectionInput,
        responses={201: SecondLabelOutput},
    )
    def post(self, request: ApiRequest, title_id: int) -> Response:
        """Record a second label for a title. Its labels stay.

        If the two labels differ, a manager or a third person decides.
        """
        title = self._title(request, title_id)
        body = TitleCorrectionInput(data=request.data)
        body.is_valid(raise_exception=True)
        correction = second_labels.record_second_label(
            job_title=title, word=body.word(), author=request.user
        )
        said = {"title": title.pk, "is_first": correction is not None}
        return Response(SecondLabelOutput(said).data, status=status.HTTP_201_CREATED)

    @extend_schema(operation_id="undo_second_label", responses={204: None})
    def delete(self, request: ApiRequest, title_id: int) -> Response:
        """Undo your second label. The title needs a second label again."""
        title = self._title(request, title_id)
        second_labels.undo_second_label(job_title=title, author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _title(self, request: ApiRequest, title_id: int) -> JobTitle:
        titles = selectors.titles_of(request.workspace)
        return get_object_or_404(titles, pk=title_id)
