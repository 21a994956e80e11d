"""Drafts of the taxonomy by API, for staff: begin, change, preview, publish, discard."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role, Scope
from leadqual.core.api.pages import CursorPages
from leadqual.taxonomy.api.draft_bodies import (
    DraftInput,
    DraftOutput,
    DraftPreviewOutput,
    NewDraftInput,
    ReasonInput,
    RebaseInput,
    RevertInput,
    TaxonomyDraftOutput,
    preview_of,
    shown_draft,
)
from leadqual.taxonomy.api.taxonomy import TaxonomyVersionOutput
from leadqual.taxonomy.document.document_parsing import read_plain
from leadqual.taxonomy.drafts import publish_draft, services
from leadqual.taxonomy.drafts.effects import ask_for_effect
from leadqual.taxonomy.models import TaxonomyDraft, TaxonomyVersion


class _StaffView(APIView):
    """For staff, since the taxonomy is that of all workspaces."""

    read_role = write_role = Role.VIEWER
    read_scope = write_scope = Scope.INSTALLATION


class DraftListView(_StaffView):
    """All drafts."""

    answers_record = True

    class _Newest(CursorPages):
        ordering = "-id"

    @extend_schema(
        operation_id="list_taxonomy_drafts", responses={200: TaxonomyDraftOutput(many=True)}
    )
    def get(self, request: ApiRequest) -> Response:
        """List drafts, newest first, including published and discarded ones. Staff only."""
        rows = TaxonomyDraft.objects.select_related("author").defer("document", "former")
        pages = self._Newest()
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(TaxonomyDraftOutput(page, many=True).data)

    @extend_schema(
        operation_id="create_taxonomy_draft", request=NewDraftInput, responses={201: DraftOutput}
    )
    def post(self, request: ApiRequest) -> Response:
        """Create a draft from the live taxonomy, or from a document. Staff only."""
        body = NewDraftInput(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data.get("document")
        draft = services.start_draft(
            name=body.validated_data["name"],
            author=request.user,
            document=None if sent is None else read_plain(sent),
        )
        return Response(shown_draft(draft), status=status.HTTP_201_CREATED)


class DraftView(_StaffView):
    """One draft."""

    has_etag = True

    def hold_record(self, request: ApiRequest, draft_id: int) -> None:
        """Keep others from changing the draft while it is compared."""
        TaxonomyDraft.objects.select_for_update().filter(pk=draft_id).first()

    @extend_schema(operation_id="get_taxonomy_draft", responses={200: DraftOutput})
    def get(self, request: ApiRequest, draft_id: int) -> Response:
        """Return a draft with its document and its changes. Staff only."""
        return Response(shown_draft(_draft(draft_id)))

    @extend_schema(
        operation_id="set_taxonomy_draft", request=DraftInput, responses={200: DraftOutput}
    )
    def put(self, request: ApiRequest, draft_id: int) -> Response:
        """Replace the document of a draft: functions, departments, dictionary and phrases.

        Send the document of `GET` with your edits: add, rename, move or remove functions and
        departments, set thresholds, change entries of the dictionary and phrase rules. A function
        that becomes part of another is named in `formerly` of that one. Send `If-Match` so that
        edits of others are not overwritten. Staff only.
        """
        _draft(draft_id)
        body = DraftInput(data=request.data)
        body.is_valid(raise_exception=True)
        document = read_plain(body.validated_data["document"])
        draft = services.edit_draft(draft_id=draft_id, edit=lambda _: document, author=request.user)
        return Response(shown_draft(draft))

    @extend_schema(operation_id="discard_taxonomy_draft", responses={204: None})
    def delete(self, request: ApiRequest, draft_id: int) -> Response:
        """Discard a draft; it can be reopened. Idempotent. Staff only."""
        _draft(draft_id)
        services.discard(draft_id=draft_id, is_away=True)
        return Response(status=status.HTTP_204_NO_CONTENT)


class DraftReopenView(_StaffView):
    """Reopening a draft."""

    answers_record = True

    @extend_schema(operation_id="reopen_taxonomy_draft", request=None, responses={200: DraftOutput})
    def post(self, request: ApiRequest, draft_id: int) -> Response:
        """Reopen a discarded draft. Idempotent. Staff only."""
        _draft(draft_id)
        return Response(shown_draft(services.discard(draft_id=draft_id, is_away=False)))


class DraftUndoView(_StaffView):
    """Undoing the last edit of a draft."""

    answers_record = True

    @extend_schema(operation_id="undo_taxonomy_edit", request=None, responses={200: DraftOutput})
    def post(self, request: ApiRequest, draft_id: int) -> Response:
        """Undo your last edit of a draft; again, and it is redone. Staff only."""
        _draft(draft_id)
        return Response(shown_draft(services.undo_edit(draft_id=draft_id, author=request.user)))


class DraftRevertView(_StaffView):
    """Reverting one change of a draft."""

    answers_record = True

    @extend_schema(
        operation_id="revert_taxonomy_change", request=RevertInput, responses={200: DraftOutput}
    )
    def post(self, request: ApiRequest, draft_id: int) -> Response:
        """Revert one change of a draft, with those that depend on it. Idempotent. Staff only."""
        _draft(draft_id)
        body = RevertInput(data=request.data)
        body.is_valid(raise_exception=True)
        services.revert(draft_id=draft_id, key=body.validated_data["key"], author=request.user)
        return Response(shown_draft(_draft(draft_id)))


class DraftRebaseView(_StaffView):
    """Bringing a draft up to date."""

    answers_record = True

    @extend_schema(
        operation_id="rebase_taxonomy_draft", request=RebaseInput, responses={200: DraftOutput}
    )
    def post(self, request: ApiRequest, draft_id: int) -> Response:
        """Apply the changes of a draft to the live taxonomy of now. Staff only.

        Where both changed the same thing, 409 is returned unless the draft wins.
        """
        _draft(draft_id)
        body = RebaseInput(data=request.data)
        body.is_valid(raise_exception=True)
        draft = services.rebase(draft_id=draft_id, draft_wins=body.validated_data["draft_wins"])
        return Response(shown_draft(draft))


class DraftPreviewView(_StaffView):
    """What a draft would change."""

    @extend_schema(operation_id="get_taxonomy_preview", responses={200: DraftPreviewOutput})
    def get(self, request: ApiRequest, draft_id: int) -> Response:
        """Return what a draft would change, as far as it is computed. Staff only."""
        return Response(preview_of(_draft(draft_id), request.user))

    @extend_schema(
        operation_id="start_taxonomy_preview",
        request=None,
        responses={202: DraftPreviewOutput},
    )
    def post(self, request: ApiRequest, draft_id: int) -> Response:
        """Compute in the background what a draft would change. Staff only."""
        _draft(draft_id)
        ask_for_effect(draft_id=draft_id)
        shown = preview_of(_draft(draft_id), request.user)
        return Response(shown, status=status.HTTP_202_ACCEPTED)


class DraftPublishView(_StaffView):
    """Publishing a draft."""

    @extend_schema(
        operation_id="publish_taxonomy_draft",
        request=ReasonInput,
        responses={200: TaxonomyVersionOutput},
    )
    def post(self, request: ApiRequest, draft_id: int) -> Response:
        """Make a draft the taxonomy of all workspaces. Stored titles are classified again.

        Refused with 409 if the taxonomy has changed since the draft was begun; rebase it then.
        Staff only.
        """
        _draft(draft_id)
        body = ReasonInput(data=request.data)
        body.is_valid(raise_exception=True)
        version = publish_draft.publish(
            draft_id=draft_id, reason=body.validated_data["reason"], author=request.user
        )
        return Response(TaxonomyVersionOutput(version).data)


class VersionRestoreView(_StaffView):
    """Going back to a version."""

    @extend_schema(
        operation_id="restore_taxonomy_version",
        request=ReasonInput,
        responses={200: TaxonomyVersionOutput},
    )
    def post(self, request: ApiRequest, version_id: int) -> Response:
        """Publish a former version again. Staff only."""
        row = get_object_or_404(TaxonomyVersion, pk=version_id)
        body = ReasonInput(data=request.data)
        body.is_valid(raise_exception=True)
        version = publish_draft.go_back(
            version=row, reason=body.validated_data["reason"], author=request.user
        )
        return Response(TaxonomyVersionOutput(version).data)


class VersionUndoView(_StaffView):
    """Undoing a version."""

    @extend_schema(
        operation_id="undo_taxonomy_version",
        request=None,
        responses={200: TaxonomyVersionOutput},
    )
    def post(self, request: ApiRequest, version_id: int) -> Response:
        """Undo the newest version: the one before it is published again. Staff only."""
        row = get_object_or_404(TaxonomyVersion, pk=version_id)
        version = publish_draft.undo_publishing(version=row, author=request.user)
        return Response(TaxonomyVersionOutput(version).data)


def _draft(draft_id: int) -> TaxonomyDraft:
    rows = TaxonomyDraft.objects.select_related("author", "base", "published_as")
    return get_object_or_404(rows, pk=draft_id)
