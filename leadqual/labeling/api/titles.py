"""Titles by API: classify, list, correct, undo."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from classifiers.titles.prediction_json import as_json
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Scope, Workspace
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.labeling.classification import load_online
from leadqual.labeling.corrections import selectors, services
from leadqual.labeling.corrections.correction_input import MAX_FUNCTIONS
from leadqual.labeling.errors import TooManyFunctionsError
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.prediction_log import log_shown, read_shown_answer
from leadqual.labeling.queues import selectors as queues_selectors
from leadqual.labeling.queues.label_filter import LabelFilter
from leadqual.labeling.queues.title_queues import QUEUES
from leadqual.leads.models import JobTitle
from leadqual.search.title_explanations import add_reasons, source_of_title
from leadqual.taxonomy.services import normalised

MAX_TITLES = 1_000
LONGEST_TITLE = 10_000
LISTED = [queue for queue in QUEUES if queue != "second"]  # It hides labels.
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")  # What `CharField` refuses.
SOURCES = (
    "Source of the functions, joined by ` + `: `correction` (of this title), `propagated` "
    "(from a close variant), `dictionary`, `rules`, `learned` (from corrections), `model`."
)

LEVEL_REASONS = (
    "What decided the level, in the shape of `why`. `because` is `correction`, `dictionary`, "
    "`words` (that carry the model's score), `whole title`, `no level named` (the default of a job "
    "is `specialist`) or `nothing known`; `part` names the part of a headline that was decisive, "
    "`similar title` the most similar known title of the level that has one of these words."
)


class FunctionSlugsField(serializers.ListField):
    """Slugs of functions, as many as a title can have; one that is repeated counts once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=serializers.SlugField(), max_length=MAX_FUNCTIONS, **kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        """Read the list.

        Raises:
            TooManyFunctionsError: it names more.
        """
        found = list(dict.fromkeys(super().to_internal_value(data)))
        if len(found) > MAX_FUNCTIONS:
            raise TooManyFunctionsError(len(found), most=MAX_FUNCTIONS)
        return found


class TitleTextsField(serializers.ListField):
    """Titles; a list of nothing but acceptable texts is taken as it is, which is quicker."""

    def run_child_validation(self, data: list[Any]) -> list[str]:
        """Return the texts; what is wrong with others is said of each."""
        are_texts = all(type(text) is str and len(text) <= LONGEST_TITLE for text in data)
        if are_texts and not _UNSTORABLE.search("\n".join(data)):
            return data
        return super().run_child_validation(data)


class ClassifyInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /titles/classify`: `titles`, or `title` for one."""

    titles = TitleTextsField(
        child=serializers.CharField(
            allow_blank=True, max_length=LONGEST_TITLE, trim_whitespace=False
        ),
        min_length=1,
        max_length=MAX_TITLES,
        required=False,
    )
    title = serializers.CharField(
        allow_blank=True, max_length=LONGEST_TITLE, trim_whitespace=False, required=False
    )

    explain = serializers.BooleanField(
        default=True, help_text="False leaves `why` and `level_why` empty, which is quicker."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the titles as a list; exactly one of both fields is needed."""
        if ("titles" in attrs) == ("title" in attrs):
            raise serializers.ValidationError({"titles": ["Send either `titles` or `title`."]})
        titles = attrs["titles"] if "titles" in attrs else [attrs["title"]]
        return {"titles": titles, "explain": attrs["explain"]}


class LabelOutput(serializers.Serializer[Any]):
    """One function of a title."""

    category = serializers.CharField(help_text="`master_` followed by the department slug.")
    score = serializers.FloatField()


class ScoredLabelOutput(serializers.Serializer[Any]):
    """A level or an industry with its probability."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer
    score = serializers.FloatField()


class TitleReasonOutput(serializers.Serializer[Any]):
    """What decided a function or the level."""

    label = serializers.CharField(help_text="Slug of the function or the level.")  # type: ignore[assignment]  # a field of the answer
    because = serializers.CharField(help_text="Kind of reason, e.g. `dictionary`, `words`.")
    text = serializers.CharField(help_text="The entry, phrase, words or part that decided.")
    score = serializers.FloatField(
        required=False, help_text="Contribution in log-odds, or similarity, if the kind has one."
    )


class TitlePredictionOutput(serializers.Serializer[Any]):
    """Labels of one title."""

    title = serializers.CharField()
    labels = serializers.DictField(child=LabelOutput(), help_text="Scores by function slug.")
    level = ScoredLabelOutput()
    industry = ScoredLabelOutput(allow_null=True)
    source = serializers.CharField(help_text=SOURCES)  # type: ignore[assignment]  # a field of the answer
    model = serializers.CharField()
    why = TitleReasonOutput(many=True, help_text="What decided each function.")
    level_why = TitleReasonOutput(many=True, help_text=LEVEL_REASONS)


class TitlePredictionsOutput(serializers.Serializer[Any]):
    """Labels in the order of the titles."""

    results = TitlePredictionOutput(many=True)


class TitleCorrectionInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /titles/{id}/corrections`."""

    functions = FunctionSlugsField(
        help_text="Function slugs; an empty list means unclassified.",
    )
    level = serializers.SlugField()
    industry = serializers.SlugField(
        required=False, allow_null=True, help_text="Omit it if the title names no industry."
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)
    propagate = serializers.BooleanField(
        default=True, help_text="Whether to also correct close variants."
    )


class TitleCorrectionOutput(serializers.ModelSerializer[Correction]):
    """A correction of a title."""

    functions = serializers.SlugRelatedField("slug", many=True, read_only=True)  # type: ignore[var-annotated]  # reads only
    level = serializers.SlugRelatedField("slug", read_only=True)  # type: ignore[var-annotated]  # reads only
    industry = serializers.SlugRelatedField("slug", read_only=True)  # type: ignore[var-annotated]  # reads only
    n_propagated = serializers.SerializerMethodField()
    author = serializers.CharField()
    approved_by = serializers.CharField(
        allow_null=True, help_text="Who else confirmed it; null while only its author has."
    )

    class Meta:
        model = Correction
        fields = [
            "id",
            "job_title",
            "functions",
            "level",
            "industry",
            "note",
            "is_current",
            "is_retired",
            "n_propagated",
            "author",
            "created_at",
            "approved_by",
            "approved_at",
        ]

    def get_n_propagated(self, correction: Correction) -> int:
        """Number of titles with labels propagated from it."""
        return selectors.propagated_from(correction).n_titles


class _TitleList(serializers.ListSerializer[JobTitle]):
    """Titles, with the reasons of all of them read at once."""

    def to_representation(self, data: Iterable[JobTitle]) -> list[Any]:  # type: ignore[override]  # as many pages call it
        titles = list(data)
        add_reasons(titles)
        return super().to_representation(titles)


class TitleOutput(serializers.ModelSerializer[JobTitle]):
    """A stored title with its labels."""

    normalized = serializers.CharField(source="normalised", read_only=True)
    labels = serializers.SerializerMethodField()
    level = serializers.SerializerMethodField()
    source = serializers.SerializerMethodField(help_text=SOURCES)  # type: ignore[assignment]  # a field of the answer
    propagated_from = serializers.SerializerMethodField(
        help_text="The correction of the close variant, if any."
    )
    propagated_from_title = serializers.SerializerMethodField(
        help_text="The close variant the labels come from, if any."
    )
    is_pending = serializers.SerializerMethodField()

    class Meta:
        list_serializer_class = _TitleList
        model = JobTitle
        fields = [
            "id",
            "title",
            "normalized",
            "n_contacts",
            "labels",
            "level",
            "source",
            "model_version",
            "why",
            "level_why",
            "propagated_from",
            "propagated_from_title",
            "is_pending",
        ]

    def to_representation(self, instance: JobTitle) -> dict[str, Any]:
        """Show a title with the reasons of its labels."""
        add_reasons([instance])
        return super().to_representation(instance)

    def get_labels(self, title: JobTitle) -> dict[str, dict[str, Any]]:
        """Return the labels in the shape of `POST /titles/classify`."""
        return {
            label.function.slug: {
                "category": f"master_{label.function.department.slug}",
                "score": label.score,
            }
            for label in title.labels.all()
        }

    def get_level(self, title: JobTitle) -> dict[str, Any] | None:
        """Return the level with its score; null until the title is classified."""
        if title.level is None:
            return None
        return {"label": title.level.slug, "score": title.level_score}

    def get_propagated_from(self, title: JobTitle) -> int | None:
        """Return the id of the correction of a like title that it follows."""
        return next((move.correction_id for move in selectors.propagated_to(title)), None)

    def get_propagated_from_title(self, title: JobTitle) -> str | None:
        """Return the corrected title that it follows."""
        moves = selectors.propagated_to(title)
        return next((move.correction.job_title.title for move in moves), None)

    def get_source(self, title: JobTitle) -> str:
        """Return what gave it its functions."""
        return source_of_title(title)

    def get_is_pending(self, title: JobTitle) -> bool:
        """Return whether the title is waiting to be classified."""
        return title.classified_at is None


class ClassifyViewSet(WorkspaceViewSet[Any]):
    """Titles in, functions out; nothing is stored."""

    write_role = Role.VIEWER
    write_scope = Scope.CLASSIFY

    @op.post("titles/classify", body=ClassifyInput, returns=TitlePredictionsOutput)
    def classify_titles(self, body: op.Body) -> Any:
        """Classify up to 1,000 titles, with the corrections of the workspace.

        Send `titles`, or `title` for one; `results` has an entry for each, in the same order.
        """
        found = answers(workspace=self.workspace, **body)
        return Response({"results": found})


class TitleQuery(op.Query):
    """Parameters of `GET /titles`."""

    normalized = serializers.CharField(required=False, help_text="Exact normalized title.")
    title = serializers.CharField(
        required=False,
        help_text="Look up a title by its text. Case, spaces and punctuation that "
        "normalization removes do not matter.",
    )
    queue = serializers.ChoiceField(
        choices=LISTED,
        required=False,
        help_text="Return only titles of this queue, ordered by ID.",
    )
    function = serializers.CharField(
        required=False, help_text="Function slug; see `GET /titles/next`."
    )
    department = serializers.CharField(required=False, help_text="Department slug.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what names no function or department: left out, it would give all titles."""
        if errors := unknown_labels(LabelFilter.read(attrs)):
            raise serializers.ValidationError(errors)
        return attrs


def unknown_labels(labels: LabelFilter) -> dict[str, list[str]]:
    """Return a sentence for each parameter that names no function or department."""
    return {name: ["Unknown slug."] for name in labels.unknown()}


class TitleViewSet(WorkspaceViewSet[JobTitle]):
    """Stored titles of the workspace."""

    rows = staticmethod(selectors.titles_of)

    @op.get("titles", query=TitleQuery, lists=TitleOutput)
    def list_titles(self, query: op.Body) -> QuerySet[JobTitle]:
        """List titles with their labels."""
        labels, queue = LabelFilter.read(query), query.get("queue")
        found = (
            labels.narrow(self.get_queryset())
            if queue is None
            else queues_selectors.title_queue(self.workspace, queue, labels=labels)
        )
        if "normalized" in query:
            found = found.filter(normalised=query["normalized"])
        if "title" in query:
            found = found.filter(normalised=normalised(query["title"]))
        return found


class CorrectionViewSet(WorkspaceViewSet[Correction]):
    """Corrections of titles."""

    key, rows = "correction", staticmethod(selectors.corrections_of)

    @op.get("titles/corrections/<int:correction_id>/propagated-titles", lists=TitleOutput)
    def list_propagated_titles(self, correction: Correction) -> Any:
        """List the titles with labels propagated from a correction."""
        return selectors.propagated_titles(self.workspace, correction)

    get_title_correction = op.reading(
        "titles/corrections/<int:correction_id>",
        TitleCorrectionOutput,
        "Return a correction and the number of propagated titles.",
    )

    @op.delete("titles/corrections/<int:correction_id>")
    def undo_title_correction(self, correction: Correction) -> None:
        """Undo a correction. The title gets its previous labels."""
        services.undo_correction(correction=correction, author=self.user)

    @op.post(
        "titles/corrections/<int:correction_id>/redo", returns=TitleCorrectionOutput, status=201
    )
    def redo_title_correction(self, correction: Correction) -> Any:
        """Record an undone correction again, if nobody corrected the title since."""
        again = services.redo_correction(correction=correction, author=self.user)
        return self.get_queryset().get(pk=again.pk)


def answers(
    *, workspace: Workspace, titles: Sequence[str], explain: bool = True
) -> list[dict[str, object]]:
    """Classify titles and give them in the shape of the API; see `WorkspaceCascade`.

    No title is stored. What is said of each stays on record, its text as a keyed hash alone.
    """
    online = load_online(workspace)
    found = online.predict(titles, explain=explain)
    log_shown([read_shown_answer(row) for row in found], workspace=workspace)
    shown = [as_json(row, online.cascade.taxonomy) for row in found]
    return shown if explain else [row | {"why": [], "level_why": []} for row in shown]
