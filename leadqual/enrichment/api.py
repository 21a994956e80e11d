"""Enrichment by API: estimate, start, stop and resume runs, and read what they did."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from leadqual.accounts.api.permissions import role_of
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role
from leadqual.core.api import operations as op
from leadqual.core.api.pages import NewestFirst, SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.errors import WrongValue
from leadqual.enrichment import runs
from leadqual.enrichment.connections import webhooks_of
from leadqual.enrichment.errors import EnrichmentSettingError
from leadqual.enrichment.models import (
    LONGEST_QUESTION,
    EnrichmentResult,
    EnrichmentRun,
    FieldWebhook,
)
from leadqual.enrichment.runs import Estimate
from leadqual.imports.columns.custom_columns import NEW_FIELD
from leadqual.leads.models import Export
from leadqual.search.api.search_parameters import read_search_text
from leadqual.search.results.kinds import KINDS
from leadqual.search.results.result_pages import result_keys


class EnrichmentInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /enrichment-runs` and `POST /enrichment-estimates`."""

    records = serializers.ChoiceField(
        choices=Export.Records.choices,
        default=Export.Records.COMPANIES,
        help_text="Whose values are filled; websites and descriptions are of companies.",
    )
    query = serializers.CharField(
        max_length=20_000,
        allow_blank=True,
        default="",
        help_text="Query string of the search: `country=Germany` or `company=17&company=18`. "
        "Empty: all.",
    )
    source = serializers.ChoiceField(  # type: ignore[assignment]  # the name in the API
        choices=EnrichmentRun.Source.choices,
        help_text="`website` fills descriptions from websites, `text` industry and size from "
        "descriptions, `webhook` and `question` fill custom fields.",
    )
    webhook = serializers.IntegerField(
        required=False, source="webhook_id", help_text="ID of a field webhook."
    )
    question = serializers.CharField(
        max_length=LONGEST_QUESTION, required=False, help_text="About each record."
    )
    field = serializers.CharField(
        max_length=60,
        default=NEW_FIELD,
        help_text="Code of the custom field for the answers. `new_field`, for managers, creates "
        "one named like the question.",
    )
    replaces = serializers.BooleanField(
        default=False, help_text="Answers replace values; else they only fill empty fields."
    )


class EnrichmentEstimateOutput(serializers.Serializer[Estimate]):
    """What a run would do."""

    n_found = serializers.IntegerField(help_text="Records of the search.")
    n_records = serializers.IntegerField(help_text="Those that would be asked about.")
    n_excluded = serializers.IntegerField(
        help_text="People marked Do not contact, about whom nothing would be sent."
    )
    n_tokens = serializers.IntegerField(help_text="Of a language model, about.")
    cost = serializers.DecimalField(
        max_digits=14, decimal_places=4, help_text="US dollars, about, by your prices."
    )


class EnrichmentRunOutput(serializers.ModelSerializer[EnrichmentRun]):
    """A run over the records of a search."""

    records = serializers.SerializerMethodField()
    author = serializers.CharField(source="author.email")
    webhook = serializers.IntegerField(source="webhook_id", allow_null=True)
    n_records = serializers.IntegerField(source="n_all")
    n_done = serializers.IntegerField()
    n_filled = serializers.IntegerField()
    step = serializers.UUIDField(help_text="`POST /record-changes/{step}/undo` undoes the run.")

    class Meta:
        model = EnrichmentRun
        fields = [
            *("id", "records", "source", "query", "webhook", "question", "field", "replaces"),
            "status",
            *("problem", "n_records", "n_done", "n_filled", "n_excluded"),
            *("n_input_tokens", "n_output_tokens"),
            *("step", "author", "created_at", "finished_at"),
        ]

    def get_records(self, run: EnrichmentRun) -> str:
        return "companies" if run.kind == "company" else "people"


class EnrichmentResultOutput(serializers.ModelSerializer[EnrichmentResult]):
    """What a run did with one record."""

    contact = serializers.IntegerField(source="contact_id", allow_null=True)
    company = serializers.IntegerField(source="company_id", allow_null=True)

    class Meta:
        model = EnrichmentResult
        fields = ["id", "contact", "company", "outcome", "detail", "n_attempts", "done_at"]


class FieldWebhookOutput(serializers.ModelSerializer[FieldWebhook]):
    """A webhook that fills custom fields."""

    class Meta:
        model = FieldWebhook
        fields = ["id", "kind", "name", "url", "fields", "created_at"]


class EnrichmentResultQuery(op.Query):
    """Parameters of `GET /enrichment-runs/{id}/results`."""

    outcome = serializers.ChoiceField(choices=EnrichmentResult.Outcome.choices, required=False)


class EnrichmentRunViewSet(WorkspaceViewSet[EnrichmentRun]):
    """Runs of the workspace."""

    key, rows = "enrichment", staticmethod(runs.runs_of)
    write_role = Role.QUALIFIER

    list_enrichment_runs = op.listing(
        "enrichment-runs", EnrichmentRunOutput, "List runs, newest first.", pages=NewestFirst
    )
    get_enrichment_run = op.reading(
        "enrichment-runs/<int:enrichment_id>",
        EnrichmentRunOutput,
        "Return a run and how far it is.",
    )

    def new_run(self, body: op.Body) -> tuple[EnrichmentRun, list[int]]:
        """Return a run that is not saved, and the keys of the records found."""
        given = dict(body)
        is_new = given["source"] == EnrichmentRun.Source.QUESTION and given["field"] == NEW_FIELD
        if is_new and not role_of(self.request).includes(Role.MANAGER):
            raise EnrichmentSettingError(
                "Only managers create custom fields. Choose one that is there.", WrongValue("field")
            )
        kind = KINDS[given.pop("records")]
        query = read_search_text(kind, given.pop("query"), self.workspace, self.user)
        keys = result_keys(self.workspace, query).tolist()
        run = EnrichmentRun(
            workspace=self.workspace, kind=kind.code, query=query.to_query(), **given
        )
        return run, keys

    @op.post("enrichment-estimates", body=EnrichmentInput, returns=EnrichmentEstimateOutput)
    def create_enrichment_estimate(self, body: op.Body) -> Estimate:
        """Return how many records a run would ask about, and what a language model would cost."""
        run, keys = self.new_run(body)
        return runs.estimate(run=run, keys=keys)

    @op.post("enrichment-runs", body=EnrichmentInput, returns=EnrichmentRunOutput, status=202)
    def start_enrichment_run(self, body: op.Body) -> Any:
        """Start to fill the records of a search in the background.

        Ask `POST /enrichment-estimates` first for what a question costs.
        """
        run, keys = self.new_run(body)
        runs.start_run(run=run, keys=keys, author=self.user)
        return self.get_queryset().get(pk=run.pk)

    @op.post("enrichment-runs/<int:enrichment_id>/stop", returns=EnrichmentRunOutput)
    def stop_enrichment_run(self, enrichment: EnrichmentRun) -> Any:
        """Stop a run. What it filled stays."""
        runs.stop_run(run=enrichment, author=self.user)
        return self.get_object()

    @op.post("enrichment-runs/<int:enrichment_id>/resume", returns=EnrichmentRunOutput)
    def resume_enrichment_run(self, enrichment: EnrichmentRun) -> Any:
        """Go on with a stopped or failed run."""
        runs.resume_run(run=enrichment, author=self.user)
        return self.get_object()


class EnrichmentResultViewSet(WorkspaceViewSet[EnrichmentResult]):
    """Results of a run."""

    key = "result"

    def get_queryset(self) -> Any:
        """Return the results of the run in the URL."""
        run = get_object_or_404(runs.runs_of(self.workspace), pk=self.kwargs["enrichment_id"])
        return runs.results_of(run)

    list_enrichment_results = op.listing(
        "enrichment-runs/<int:enrichment_id>/results",
        EnrichmentResultOutput,
        "List what a run did with each record.",
        query=EnrichmentResultQuery,
        pages=SequencePages,
    )


class FieldWebhookViewSet(WorkspaceViewSet[FieldWebhook]):
    """Webhooks that fill custom fields; managers add them in Settings."""

    key, rows = "webhook", staticmethod(webhooks_of)

    list_field_webhooks = op.listing(
        "field-webhooks", FieldWebhookOutput, "List the field webhooks.", pages=SequencePages
    )
