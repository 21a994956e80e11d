"""Runs: what they would do, start, stop, resume, undo, and how far they are."""

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.accounts.workspaces.quotas import require_job
from leadqual.core import clock
from leadqual.core.errors import WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.core.texts.plain_texts import format_count
from leadqual.enrichment.connections import (
    api_key_of,
    language_model_of,
    secret_of,
    webhooks_of,
)
from leadqual.enrichment.errors import (
    EnrichmentLimitError,
    EnrichmentSettingError,
    EnrichmentStateError,
    SourceUnusableError,
)
from leadqual.enrichment.models import (
    LONGEST_QUESTION,
    EnrichmentResult,
    EnrichmentRun,
    FieldWebhook,
    LanguageModel,
)
from leadqual.enrichment.sources.description import DescriptionSource
from leadqual.enrichment.sources.question import (
    TYPICAL_ANSWER_TOKENS,
    QuestionSource,
)
from leadqual.enrichment.sources.source import Source
from leadqual.enrichment.sources.webhook import WebhookSource
from leadqual.enrichment.sources.website import WebsiteSource
from leadqual.imports.columns.custom_columns import NEW_FIELD
from leadqual.leads.errors import CustomFieldError
from leadqual.leads.models import Company, Contact, CustomField, RecordChange
from leadqual.leads.models.records import LONGEST_LABEL
from leadqual.leads.records.change_undo import Undone, undo_step
from leadqual.leads.records.custom_fields import MAX_FIELDS, create_field, fields_of
from leadqual.leads.records.record_values import Record

MAX_RECORDS = 20_000
"""Of one run."""
_SAMPLE_SIZE = 200
_CHUNK = 2_000
_Source = EnrichmentRun.Source
_Status = EnrichmentRun.Status
_MILLION = 1_000_000
_NOTHING_TO_FILL = "None of these records has anything to fill"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run would do.

    Args:
        n_found: records of the search.
        n_records: those that the run would ask about.
        n_excluded: people marked Do not contact, whom it would not ask about.
        n_tokens: that a language model would read and write, about.
        cost: in US dollars, about.
    """

    n_found: int
    n_records: int
    n_excluded: int = 0
    n_tokens: int = 0
    cost: Decimal = Decimal(0)


def runs_of(workspace: Workspace) -> QuerySet[EnrichmentRun]:
    """Return the runs of a workspace, newest first, with `n_all`, `n_done` and `n_filled`."""
    done = ~Q(results__outcome=EnrichmentResult.Outcome.PENDING)
    filled = Q(results__outcome=EnrichmentResult.Outcome.FILLED)
    rows = EnrichmentRun.objects.filter(workspace=workspace)
    return rows.select_related("author", "webhook", "workspace").annotate(
        n_all=Count("results"),
        n_done=Count("results", filter=done),
        n_filled=Count("results", filter=filled),
    )


def count_active_runs(workspace: Workspace) -> int:
    """Return how many runs are queued or running."""
    return EnrichmentRun.objects.filter(
        workspace=workspace, status__in=[_Status.QUEUED, _Status.RUNNING]
    ).count()


def outcomes_of(run: EnrichmentRun) -> Counter[str]:
    """Return outcome → number of records."""
    rows = run.results.order_by().values_list("outcome").annotate(n=Count("pk"))
    return Counter(dict(rows))


def results_of(run: EnrichmentRun, outcome: str = "") -> QuerySet[EnrichmentResult]:
    """Return the results of a run with their records, those of one outcome or all."""
    rows = run.results.select_related("contact", "company").order_by("pk")
    return rows.filter(outcome=outcome) if outcome else rows


def estimate(*, run: EnrichmentRun, keys: Collection[int]) -> Estimate:
    """Return what a run would do.

    Args:
        run: not saved; `field` is the code of a custom field, or `NEW_FIELD`.
        keys: of the records found.

    Raises:
        EnrichmentSettingError: it is incomplete or names what is not there.
        EnrichmentLimitError: it has more records than a run takes.
    """
    record_ids, n_excluded = _check_run(run, keys), _count_excluded(run, keys)
    if run.source != _Source.QUESTION:
        return Estimate(len(keys), len(record_ids), n_excluded)
    source = _question_source(run)
    interval = max(len(record_ids) // _SAMPLE_SIZE, 1)
    sample = load_records(run.kind, record_ids[::interval][:_SAMPLE_SIZE])
    n_sample = sum(source.n_input_tokens(record) for record in sample)
    n_input = math.ceil(n_sample / max(len(sample), 1) * len(record_ids))
    n_output = TYPICAL_ANSWER_TOKENS * len(record_ids)
    cost = cost_of(source.model, n_input, n_output)
    return Estimate(len(keys), len(record_ids), n_excluded, n_input + n_output, cost)


def cost_of(model: LanguageModel, n_input: int, n_output: int) -> Decimal:
    """Return the price of tokens in US dollars."""
    return (n_input * model.input_price + n_output * model.output_price) / _MILLION


@transaction.atomic
def start_run(*, run: EnrichmentRun, keys: Collection[int], author: User) -> EnrichmentRun:
    """Start to fill records; a job does it. People marked Do not contact are left out.

    Args:
        run: as `estimate` takes it.
        keys: of the records found.
        author: whose changes they are.

    Raises:
        EnrichmentSettingError: it is incomplete or names what is not there; nothing was started.
        EnrichmentLimitError: it has no records, or more than a run takes; nothing was started.
        TooManyJobsError: the workspace has reached its limit of jobs; nothing was started.
    """
    record_ids = _check_run(run, keys)
    run.n_excluded, run.step, run.author = _count_excluded(run, keys), uuid4(), author
    if not record_ids:
        reason = (
            "All of these people are marked Do not contact" if run.n_excluded else _NOTHING_TO_FILL
        )
        raise EnrichmentLimitError(f"{reason}. Nothing was started.")
    require_job(run.workspace)
    if run.source == _Source.QUESTION and run.field == NEW_FIELD:
        run.field = _create_field(run).code
    run.save()
    results = (EnrichmentResult(run=run, **{f"{run.kind}_id": key}) for key in record_ids)
    EnrichmentResult.objects.bulk_create(results, batch_size=_CHUNK)
    noun = format_count(len(record_ids), "record")
    _record_audit(run, author, "enrichment.started", f"{noun} from {run.get_source_display()}")
    enqueue(Job.RUN_ENRICHMENTS)
    return run


@transaction.atomic
def stop_run(*, run: EnrichmentRun, author: User) -> None:
    """Stop a run; what it filled stays, and it can be resumed.

    Raises:
        EnrichmentStateError: it has ended.
    """
    active = EnrichmentRun.objects.filter(pk=run.pk, status__in=[_Status.QUEUED, _Status.RUNNING])
    if not active.update(status=_Status.STOPPED, finished_at=clock.now()):
        raise EnrichmentStateError("This run has already ended.")
    _record_audit(run, author, "enrichment.stopped", str(run))


@transaction.atomic
def resume_run(*, run: EnrichmentRun, author: User) -> None:
    """Go on with a stopped or failed run.

    Raises:
        EnrichmentStateError: it has not stopped, or nothing is left.
        TooManyJobsError: the workspace has reached its limit of jobs.
    """
    pending = run.results.filter(outcome=EnrichmentResult.Outcome.PENDING)
    ended = EnrichmentRun.objects.filter(pk=run.pk, status__in=[_Status.STOPPED, _Status.FAILED])
    if not pending.exists():
        raise EnrichmentStateError("This run has no records left.")
    require_job(run.workspace)
    if not ended.update(status=_Status.QUEUED, problem="", finished_at=None):
        raise EnrichmentStateError("This run has not stopped.")
    _record_audit(run, author, "enrichment.resumed", str(run))
    enqueue(Job.RUN_ENRICHMENTS)


def undo_run(*, run: EnrichmentRun, author: User) -> Undone:
    """Restore what a run changed, but for records that were changed since.

    Raises:
        EnrichmentStateError: it is still running.
        NothingToUndoError: it changed nothing, or was undone before.
    """
    if EnrichmentRun.objects.get(pk=run.pk).is_active:
        raise EnrichmentStateError("This run is still active. Stop it first.")
    return undo_step(workspace=run.workspace, step=run.step, author=author)


def is_undone(run: EnrichmentRun) -> bool:
    """Return whether no change of a run is left to undo."""
    changes = RecordChange.objects.filter(workspace=run.workspace_id, step=run.step)
    return not changes.filter(undone_at=None).exists()


def source_of(run: EnrichmentRun) -> Source:
    """Return what finds the values of a run.

    Raises:
        SourceUnusableError: a connection was deleted since.
    """
    try:
        if run.source == _Source.WEBSITE:
            return WebsiteSource()
        if run.source == _Source.TEXT:
            return DescriptionSource()
        if run.source == _Source.WEBHOOK:
            return _webhook_source(run.workspace, run.webhook)
        return _question_source(run)
    except EnrichmentSettingError as error:
        raise SourceUnusableError(error.message) from error


def load_records(kind: str, keys: Collection[int]) -> list[Record]:
    """Return records with all that sources read; one query."""
    rows: Any = Company.objects if kind == "company" else Contact.objects.select_related("company")
    found: list[Record] = list(rows.filter(pk__in=keys).order_by("pk"))
    return found


def _webhook_source(workspace: Workspace, webhook: FieldWebhook | None) -> WebhookSource:
    if webhook is None:
        raise EnrichmentSettingError("The webhook was deleted.", WrongValue("webhook"))
    custom_fields = fields_of(workspace, webhook.kind)
    fields = [field for field in custom_fields if field.code in webhook.fields]
    if not fields:
        raise EnrichmentSettingError("The fields of this webhook were deleted.")
    return WebhookSource(webhook.url, secret_of(webhook), fields, custom_fields)


def _question_source(run: EnrichmentRun) -> QuestionSource:
    model = language_model_of(run.workspace)
    if model is None:
        raise EnrichmentSettingError(
            "No language model is set up. A manager can add one in Settings, Enrichment."
        )
    custom_fields = fields_of(run.workspace, run.kind)
    return QuestionSource(
        model, api_key_of(model), run.question, _find_field(custom_fields, run.field), custom_fields
    )


def _create_field(run: EnrichmentRun) -> CustomField:
    """Create a custom field named like the question."""
    used_labels = {field.label.casefold() for field in fields_of(run.workspace, run.kind)}
    suffixes = ("", *(f" {n}" for n in range(2, MAX_FIELDS + 2)))
    labels = (f"{run.question[: LONGEST_LABEL - len(end)].rstrip()}{end}" for end in suffixes)
    label = next(label for label in labels if label.casefold() not in used_labels)
    try:
        return create_field(
            workspace=run.workspace,
            record=run.kind,
            label=label,
            kind=CustomField.Kind.TEXT,
            choices=(),
            author=run.author,
        )
    except CustomFieldError as error:
        raise EnrichmentSettingError(error.message, WrongValue("field")) from error


def _find_field(custom_fields: Collection[CustomField], code: str) -> CustomField:
    if code == NEW_FIELD:
        return CustomField(code=code, label="the new field", kind=CustomField.Kind.TEXT)
    found = next((field for field in custom_fields if field.code == code), None)
    if found is None:
        raise EnrichmentSettingError(
            "Choose the custom field that gets the answers.",
            WrongValue("field", code, [field.code for field in custom_fields]),
        )
    return found


def _check_run(run: EnrichmentRun, keys: Collection[int]) -> list[int]:
    """Check a new run and return the keys of the records that it would ask about."""
    run.question = " ".join(run.question.split())
    if run.kind == "contact" and run.source in (_Source.WEBSITE, _Source.TEXT):
        raise EnrichmentSettingError("Only companies have a website.", WrongValue("source"))
    if run.source == _Source.WEBHOOK:
        rows = webhooks_of(run.workspace, run.kind).filter(pk=run.webhook_id or 0)
        if not rows.exists():
            raise EnrichmentSettingError("Choose a webhook.", WrongValue("webhook"))
    if run.source == _Source.QUESTION:
        if not 0 < len(run.question) <= LONGEST_QUESTION:
            raise EnrichmentSettingError(
                f"Enter a question of up to {LONGEST_QUESTION} characters.", WrongValue("question")
            )
        _question_source(run)
    if len(keys) > MAX_RECORDS:
        raise EnrichmentLimitError(
            f"A run takes up to {MAX_RECORDS:,} records. Nothing was started. "
            "Narrow the search or select fewer."
        )
    return list(_eligible_records(run, keys).order_by("pk").values_list("pk", flat=True))


def _eligible_records(run: EnrichmentRun, keys: Collection[int]) -> QuerySet[Any]:
    model: Any = Company if run.kind == "company" else Contact
    rows: QuerySet[Any] = model.objects.filter(workspace=run.workspace, pk__in=list(keys))
    if run.source == _Source.WEBSITE:
        return rows.filter(overview="").exclude(website="", domain=None)
    if run.source == _Source.TEXT:
        return rows.exclude(overview="").filter(Q(industry="") | Q(size_band=""))
    if run.source == _Source.QUESTION and not run.replaces:
        rows = rows.exclude(custom__has_key=run.field)
    return rows.filter(do_not_contact=False) if run.kind == "contact" else rows


def _count_excluded(run: EnrichmentRun, keys: Collection[int]) -> int:
    """Return how many of the people asked about are marked Do not contact."""
    if run.kind != "contact":
        return 0
    people = Contact.objects.filter(workspace=run.workspace, do_not_contact=True)
    return people.filter(pk__in=list(keys)).count()


def _record_audit(run: EnrichmentRun, author: User, action: str, name: str) -> None:
    record_audit(
        workspace=run.workspace,
        actor=author,
        action=action,
        subject=f"enrichment:{run.pk}",
        name=name,
    )
