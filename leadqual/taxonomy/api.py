"""The taxonomy by API: the tree as it is and its history, and drafts for staff."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.response import Response

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Scope, User
from leadqual.core.api import operations as op
from leadqual.core.api.pages import NewestFirst
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.taxonomy.document.document import to_plain
from leadqual.taxonomy.document.document_parsing import read_plain
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.drafts import publish_draft, services
from leadqual.taxonomy.drafts.effects import ask_for_effect, effect_of
from leadqual.taxonomy.models import DraftEffect, TaxonomyDraft, TaxonomyVersion
from leadqual.taxonomy.selectors import current_version, industries, levels
from leadqual.taxonomy.versions import document_of

_ABOUT_DOCUMENT = (
    "`departments` with their functions, `dictionary` and `phrases`, as the file of "
    "the taxonomy has them."
)


class TaxonomyFunctionOutput(serializers.Serializer[Any]):
    """A function."""

    slug = serializers.CharField()
    name = serializers.CharField()
    about = serializers.CharField(required=False, help_text="What the function covers.")
    formerly = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Former slugs that redirect to it."
    )
    titles = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Representative titles."
    )
    threshold = serializers.FloatField(
        required=False, help_text="If null, the threshold of the model applies."
    )
    called = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        help_text="Name in each other tool, by tool slug.",
    )


class TaxonomyDepartmentOutput(serializers.Serializer[Any]):
    """A department with its functions, in their order."""

    slug = serializers.CharField()
    name = serializers.CharField()
    formerly = serializers.ListField(child=serializers.CharField(), required=False)
    functions = TaxonomyFunctionOutput(many=True, required=False)


class NamedOutput(serializers.Serializer[Any]):
    """A level or an industry."""

    slug = serializers.CharField()
    name = serializers.CharField()


class TaxonomyOutput(serializers.Serializer[Any]):
    """Departments and functions, levels and industries, in their order."""

    version = serializers.IntegerField(help_text="Changes with every change of the taxonomy.")
    departments = TaxonomyDepartmentOutput(many=True)
    levels = NamedOutput(many=True)
    industries = NamedOutput(many=True)


class TaxonomyVersionOutput(serializers.ModelSerializer[TaxonomyVersion]):
    """A taxonomy version."""

    author = serializers.CharField(
        allow_null=True, help_text="Author of the change; null for LeadQual itself."
    )
    changes = serializers.ListField(
        source="sentences",
        child=serializers.CharField(),
        help_text="The first 100 changes, as text.",
    )

    restored_version = serializers.PrimaryKeyRelatedField(  # type: ignore[var-annotated]  # reads only
        source="went_back_to",
        read_only=True,
        help_text="The version that it restored; null if it restored none.",
    )

    class Meta:
        model = TaxonomyVersion
        fields = [
            "id",
            "changed_at",
            "author",
            "reason",
            "n_changes",
            "changes",
            "restored_version",
        ]


class TaxonomyVersionDocumentOutput(TaxonomyVersionOutput):
    """A taxonomy version with its departments."""

    departments = TaxonomyDepartmentOutput(
        many=True, allow_null=True, help_text="Null if the document was not stored."
    )

    class Meta(TaxonomyVersionOutput.Meta):
        fields = [*TaxonomyVersionOutput.Meta.fields, "departments"]


class NewDraftInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /taxonomy/drafts`."""

    name = serializers.CharField(max_length=100)
    document = serializers.DictField(
        required=False, help_text=f"If omitted, the live taxonomy. {_ABOUT_DOCUMENT}"
    )


class DraftInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PUT /taxonomy/drafts/{id}`."""

    document = serializers.DictField(help_text=_ABOUT_DOCUMENT)


class RevertInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /taxonomy/drafts/{id}/revert`."""

    key = serializers.CharField(max_length=500, help_text="Of a change of the draft.")


class RebaseInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /taxonomy/drafts/{id}/rebase`."""

    draft_wins = serializers.BooleanField(
        default=False, help_text="Whether the draft is kept where both changed the same thing."
    )


class ReasonInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Why the taxonomy is changed; shown in its history."""

    reason = serializers.CharField(max_length=200)


class TaxonomyDraftOutput(serializers.ModelSerializer[TaxonomyDraft]):
    """A draft of the taxonomy."""

    author = serializers.CharField(source="author.email")
    is_open = serializers.BooleanField(help_text="Neither published nor discarded.")
    based_on = serializers.IntegerField(source="base_id", help_text="The version it started from.")
    published_as = serializers.IntegerField(
        source="published_as_id", allow_null=True, help_text="The version it became."
    )
    discarded_at = serializers.DateTimeField(source="archived_at", allow_null=True)

    class Meta:
        model = TaxonomyDraft
        fields: Any = (
            "id",
            "name",
            "author",
            "is_open",
            "based_on",
            "edits",
            "created_at",
            "edited_at",
            "published_as",
            "discarded_at",
        )


class DraftChangeOutput(serializers.Serializer[Any]):
    """A change of a draft."""

    key = serializers.CharField(help_text="Reverts it: `POST /taxonomy/drafts/{id}/revert`.")
    words = serializers.CharField()


class DraftDocumentOutput(serializers.Serializer[Any]):
    """What a draft says."""

    departments = TaxonomyDepartmentOutput(many=True)
    dictionary = serializers.DictField(required=False, help_text="Title → what it means.")
    phrases = serializers.DictField(required=False, help_text="Phrase → function slugs.")


@extend_schema_serializer(component_name="TaxonomyDraftDocument")
class DraftOutput(TaxonomyDraftOutput):
    """A draft of the taxonomy with its document."""

    is_stale = serializers.BooleanField(
        help_text="Whether the live taxonomy has changed since; rebase the draft then."
    )
    changes = DraftChangeOutput(many=True)
    document = DraftDocumentOutput()

    class Meta(TaxonomyDraftOutput.Meta):
        fields: Any = (*TaxonomyDraftOutput.Meta.fields, "is_stale", "changes", "document")

    def to_representation(self, instance: TaxonomyDraft) -> dict[str, Any]:
        changes = services.draft_changes(instance)
        return {
            **TaxonomyDraftOutput(instance).data,
            "is_stale": services.is_stale(instance),
            "changes": [{"key": change.key, "words": change.words} for change in changes],
            "document": to_plain(services.draft_document(instance)),
        }


class FunctionBalanceOutput(serializers.Serializer[Any]):
    """What a function would lose and gain."""

    name = serializers.CharField()
    titles_lost = serializers.IntegerField()
    contacts_lost = serializers.IntegerField()
    titles_gained = serializers.IntegerField()
    contacts_gained = serializers.IntegerField()


class ChangedTitleOutput(serializers.Serializer[Any]):
    """A title of your workspaces that would change."""

    title = serializers.CharField()
    n_contacts = serializers.IntegerField()
    now = serializers.ListField(child=serializers.CharField())
    then = serializers.ListField(child=serializers.CharField())


class DraftPreviewOutput(serializers.Serializer[Any]):
    """What a draft would change. `state` is `none` until it is requested for the last edit."""

    state = serializers.ChoiceField(["none", "running", "done", "failed"])
    n_done = serializers.IntegerField(help_text="Titles processed.")
    n_titles = serializers.IntegerField(help_text="Titles of all workspaces.")
    problem = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    functions = FunctionBalanceOutput(many=True)
    examples = ChangedTitleOutput(many=True)
    refused = serializers.ListField(
        child=serializers.CharField(),
        help_text="Functions and levels that get worse on the test set; they prevent publishing.",
    )


class TaxonomyViewSet(WorkspaceViewSet[TaxonomyVersion]):
    """The taxonomy, which is that of all workspaces, and every change of it with who and why."""

    key, write_role, write_scope = "version", Role.VIEWER, Scope.INSTALLATION

    def get_queryset(self) -> QuerySet[TaxonomyVersion]:
        return TaxonomyVersion.objects.select_related("author")

    @op.get("taxonomy", returns=TaxonomyOutput)
    def get_taxonomy(self) -> Response:
        """Return the taxonomy: departments with functions, levels and industries."""
        return Response(
            {
                "version": current_version(),
                "departments": to_plain(read_document())["departments"],
                "levels": NamedOutput(levels(), many=True).data,
                "industries": NamedOutput(industries(), many=True).data,
            }
        )

    @op.get("taxonomy/versions", lists=TaxonomyVersionOutput, pages=NewestFirst)
    def list_taxonomy_versions(self) -> QuerySet[TaxonomyVersion]:
        """List taxonomy versions, newest first."""
        return self.get_queryset().defer("document")

    @op.get("taxonomy/versions/<int:version_id>", returns=TaxonomyVersionDocumentOutput)
    def get_taxonomy_version(self, version: TaxonomyVersion) -> Response:
        """Return a taxonomy version with its departments and functions."""
        is_kept = version.document is not None
        departments = to_plain(document_of(version))["departments"] if is_kept else None
        return Response(TaxonomyVersionOutput(version).data | {"departments": departments})

    @op.post(
        "taxonomy/versions/<int:version_id>/restore",
        body=ReasonInput,
        returns=TaxonomyVersionOutput,
    )
    def restore_taxonomy_version(self, version: TaxonomyVersion, body: op.Body) -> TaxonomyVersion:
        """Publish a former version again. Staff only."""
        return publish_draft.go_back(version=version, reason=body["reason"], author=self.user)

    @op.post("taxonomy/versions/<int:version_id>/undo", returns=TaxonomyVersionOutput)
    def undo_taxonomy_version(self, version: TaxonomyVersion) -> TaxonomyVersion:
        """Undo the newest version: the one before it is published again. Staff only."""
        return publish_draft.undo_publishing(version=version, author=self.user)


class DraftViewSet(WorkspaceViewSet[TaxonomyDraft]):
    """Drafts of the taxonomy: for staff, since it is that of all workspaces."""

    key = "draft"
    read_role = write_role = Role.VIEWER
    read_scope = write_scope = Scope.INSTALLATION

    def get_queryset(self) -> QuerySet[TaxonomyDraft]:
        return TaxonomyDraft.objects.select_related("author", "base", "published_as")

    def hold_record(self, request: ApiRequest, **kwargs: Any) -> None:
        """Keep others from changing the draft while it is compared."""
        TaxonomyDraft.objects.select_for_update().filter(pk=kwargs["draft_id"]).first()

    @op.get("taxonomy/drafts", lists=TaxonomyDraftOutput, pages=NewestFirst)
    def list_taxonomy_drafts(self) -> QuerySet[TaxonomyDraft]:
        """List drafts, newest first, including published and discarded ones. Staff only."""
        return TaxonomyDraft.objects.select_related("author").defer("document", "former")

    @op.post(
        "taxonomy/drafts",
        body=NewDraftInput,
        returns=DraftOutput,
        status=201,
        answers_record=True,
    )
    def create_taxonomy_draft(self, body: op.Body) -> TaxonomyDraft:
        """Create a draft from the live taxonomy, or from a document. Staff only."""
        sent = body.get("document")
        document = None if sent is None else read_plain(sent)
        return services.start_draft(name=body["name"], author=self.user, document=document)

    get_taxonomy_draft = op.reading(
        "taxonomy/drafts/<int:draft_id>",
        DraftOutput,
        "Return a draft with its document and its changes. Staff only.",
        has_etag=True,
    )

    @op.put("taxonomy/drafts/<int:draft_id>", body=DraftInput, returns=DraftOutput, has_etag=True)
    def set_taxonomy_draft(self, draft: TaxonomyDraft, body: op.Body) -> TaxonomyDraft:
        """Replace the document of a draft: functions, departments, dictionary and phrases.

        Send the document of `GET` with your edits: add, rename, move or remove functions and
        departments, set thresholds, change entries of the dictionary and phrase rules. A function
        that becomes part of another is named in `formerly` of that one. Send `If-Match` so that
        edits of others are not overwritten. Staff only.
        """
        document = read_plain(body["document"])
        return services.edit_draft(draft_id=draft.pk, edit=lambda _: document, author=self.user)

    @op.delete("taxonomy/drafts/<int:draft_id>", has_etag=True)
    def discard_taxonomy_draft(self, draft: TaxonomyDraft) -> None:
        """Discard a draft; it can be reopened. Idempotent. Staff only."""
        services.discard(draft_id=draft.pk, is_archived=True)

    @op.post("taxonomy/drafts/<int:draft_id>/reopen", returns=DraftOutput, answers_record=True)
    def reopen_taxonomy_draft(self, draft: TaxonomyDraft) -> TaxonomyDraft:
        """Reopen a discarded draft. Idempotent. Staff only."""
        return services.discard(draft_id=draft.pk, is_archived=False)

    @op.post("taxonomy/drafts/<int:draft_id>/undo", returns=DraftOutput, answers_record=True)
    def undo_taxonomy_edit(self, draft: TaxonomyDraft) -> TaxonomyDraft:
        """Undo your last edit of a draft; again, and it is redone. Staff only."""
        return services.undo_edit(draft_id=draft.pk, author=self.user)

    @op.post(
        "taxonomy/drafts/<int:draft_id>/revert",
        body=RevertInput,
        returns=DraftOutput,
        answers_record=True,
    )
    def revert_taxonomy_change(self, draft: TaxonomyDraft, body: op.Body) -> TaxonomyDraft:
        """Revert one change of a draft, with those that depend on it. Idempotent. Staff only."""
        services.revert(draft_id=draft.pk, key=body["key"], author=self.user)
        return self.get_object()

    @op.post(
        "taxonomy/drafts/<int:draft_id>/rebase",
        body=RebaseInput,
        returns=DraftOutput,
        answers_record=True,
    )
    def rebase_taxonomy_draft(self, draft: TaxonomyDraft, body: op.Body) -> TaxonomyDraft:
        """Apply the changes of a draft to the live taxonomy of now. Staff only.

        Where both changed the same thing, 409 is returned unless the draft wins.
        """
        return services.rebase(draft_id=draft.pk, draft_wins=body["draft_wins"])

    @op.get("taxonomy/drafts/<int:draft_id>/preview", returns=DraftPreviewOutput)
    def get_taxonomy_preview(self, draft: TaxonomyDraft) -> dict[str, Any]:
        """Return what a draft would change, as far as it is computed. Staff only."""
        return _preview_of(draft, self.user)

    @op.post("taxonomy/drafts/<int:draft_id>/preview", returns=DraftPreviewOutput, status=202)
    def start_taxonomy_preview(self, draft: TaxonomyDraft) -> dict[str, Any]:
        """Compute in the background what a draft would change. Staff only."""
        ask_for_effect(draft_id=draft.pk)
        return _preview_of(self.get_object(), self.user)

    @op.post(
        "taxonomy/drafts/<int:draft_id>/publish", body=ReasonInput, returns=TaxonomyVersionOutput
    )
    def publish_taxonomy_draft(self, draft: TaxonomyDraft, body: op.Body) -> TaxonomyVersion:
        """Make a draft the taxonomy of all workspaces. Stored titles are classified again.

        Refused with 409 if the taxonomy has changed since the draft was begun; rebase it then.
        Staff only.
        """
        return publish_draft.publish(draft_id=draft.pk, reason=body["reason"], author=self.user)


def _preview_of(draft: TaxonomyDraft, reader: User) -> dict[str, Any]:
    """Return what a draft would change, as one member of staff may see it."""
    row = DraftEffect.objects.filter(pk=draft.pk, edits=draft.edits).first()
    shown: dict[str, Any] = {
        "state": "none",
        "n_done": row.done if row else 0,
        "n_titles": row.total if row else 0,
        "problem": row.problem if row else "",
        "counts": {},
        **{name: [] for name in ("functions", "examples", "refused")},
    }
    if row is None:
        return shown
    if row.finished_at is None:
        return shown | {"state": "running"}
    found = effect_of(
        row, reader=reader, old=document_of(draft.base), new=services.draft_document(draft)
    )
    return shown | {
        "state": "failed" if row.problem else "done",
        "counts": found["numbers"],
        "functions": found["functions"],
        "examples": found["examples"],
        "refused": [row["name"] for row in found["refused"]],
    }
