"""What operations on drafts of the taxonomy take and answer."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from leadqual.accounts.models import User
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.taxonomy.api.taxonomy import TaxonomyDepartmentOutput
from leadqual.taxonomy.document.document import to_plain
from leadqual.taxonomy.drafts import services
from leadqual.taxonomy.drafts.effects import effect_of
from leadqual.taxonomy.models import DraftEffect, TaxonomyDraft
from leadqual.taxonomy.versions import document_of

_ABOUT_DOCUMENT = (
    "`departments` with their functions, `dictionary` and `phrases`, as the file of "
    "the taxonomy has them."
)


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
    discarded_at = serializers.DateTimeField(source="put_away_at", allow_null=True)

    class Meta:
        model = TaxonomyDraft
        fields: Any = (
            *("id", "name", "author", "is_open", "based_on", "edits", "created_at", "edited_at"),
            *("published_as", "discarded_at"),
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


def shown_draft(draft: TaxonomyDraft) -> dict[str, Any]:
    """Return a draft as the API answers it."""
    shown = {
        "is_stale": services.is_stale(draft),
        "changes": [
            {"key": change.key, "words": change.words} for change in services.draft_changes(draft)
        ],
        "document": to_plain(services.draft_document(draft)),
    }
    return {**TaxonomyDraftOutput(draft).data, **shown}


def preview_of(draft: TaxonomyDraft, reader: User) -> dict[str, Any]:
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
        "counts": dict(found.numbers),
        "functions": [asdict(one) for one in found.functions],
        "examples": [asdict(one) for one in found.examples],
        "refused": [str(getattr(one, "name", one)) for one in found.refused],
    }
