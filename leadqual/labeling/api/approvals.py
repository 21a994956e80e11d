"""Corrections of a title by API: what people said, approval and return."""

from typing import Any

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role
from leadqual.core.api import operations as op
from leadqual.core.api.pages import CursorPages
from leadqual.labeling.api.suggestions import ReturnInput, SuggestionOutput
from leadqual.labeling.api.titles import TitleCorrectionInput, TitleCorrectionOutput
from leadqual.labeling.corrections import approvals, selectors, services
from leadqual.labeling.corrections.correction_input import word_of
from leadqual.labeling.corrections.selectors import corrections_of
from leadqual.labeling.models.corrections import Correction
from leadqual.leads.models import JobTitle


class NewestFirst(CursorPages):
    """The newest correction first."""

    ordering = "-pk"


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
            word=word_of(body),
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


api = op.routes(CorrectionViewSet, ApprovalViewSet)
