"""Corrections of a title by API: what people said, approval and return."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.core.api.pages import CursorPages
from leadqual.labeling.api.suggestions import ReturnInput, SuggestionOutput
from leadqual.labeling.api.titles import TitleCorrectionInput, TitleCorrectionOutput
from leadqual.labeling.corrections import approvals, selectors, services
from leadqual.labeling.corrections.selectors import corrections_of
from leadqual.labeling.models.corrections import Correction


class NewestFirst(CursorPages):
    """The newest correction first."""

    ordering = "-pk"


class CorrectionListView(APIView):
    """Corrections of one title."""

    @extend_schema(
        operation_id="list_title_corrections",
        responses={200: TitleCorrectionOutput(many=True)},
    )
    def get(self, request: ApiRequest, title_id: int) -> Response:
        """List corrections of a title, newest first."""
        workspace = request.workspace
        job_title = get_object_or_404(selectors.titles_of(workspace), pk=title_id)
        pages = NewestFirst()
        page = pages.paginate_queryset(selectors.history_of(job_title), request, view=self)
        return pages.get_paginated_response(TitleCorrectionOutput(page, many=True).data)

    @extend_schema(
        operation_id="correct_title",
        request=TitleCorrectionInput,
        responses={201: TitleCorrectionOutput},
    )
    def post(self, request: ApiRequest, title_id: int) -> Response:
        """Correct a title. The correction is active from the next request."""
        titles = selectors.titles_of(request.workspace)
        job_title = get_object_or_404(titles, pk=title_id)
        body = TitleCorrectionInput(data=request.data)
        body.is_valid(raise_exception=True)
        correction = services.record_correction(
            job_title=job_title,
            word=body.word(),
            author=request.user,
        )
        return Response(TitleCorrectionOutput(correction).data, status=status.HTTP_201_CREATED)


def _correction(request: ApiRequest, correction_id: int) -> Correction:
    found = corrections_of(request.workspace)
    return get_object_or_404(found, pk=correction_id)


class ApprovalView(APIView):
    """A second person's word on a correction."""

    write_role = Role.MANAGER

    @extend_schema(
        operation_id="approve_title_correction",
        request=None,
        responses={200: TitleCorrectionOutput},
    )
    def put(self, request: ApiRequest, correction_id: int) -> Response:
        """Approve a correction by someone else. Corrections are active before approval."""
        row = approvals.approve(
            correction=_correction(request, correction_id),
            reviewer=request.user,
        )
        return Response(TitleCorrectionOutput(row).data)

    @extend_schema(operation_id="withdraw_title_approval", responses={204: None})
    def delete(self, request: ApiRequest, correction_id: int) -> Response:
        """Withdraw an approval."""
        approvals.withdraw_approval(
            correction=_correction(request, correction_id),
            reviewer=request.user,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReturnCorrectionView(APIView):
    """A correction goes back to its author."""

    write_role = Role.MANAGER

    @extend_schema(
        operation_id="return_title_correction",
        request=ReturnInput,
        responses={200: SuggestionOutput},
    )
    def post(self, request: ApiRequest, correction_id: int) -> Response:
        """Undo a correction and return it to its author with a note."""
        row = _correction(request, correction_id)
        body = ReturnInput(data=request.data)
        body.is_valid(raise_exception=True)
        told = approvals.return_correction(
            correction=row,
            note=body.validated_data["note"],
            reviewer=request.user,
        )
        return Response(SuggestionOutput(told).data)
