"""Files of a workspace export about enrichment, without secrets."""

from leadqual.accounts.workspaces.export_files import ExportFile
from leadqual.enrichment.models import EnrichmentResult, EnrichmentRun, FieldWebhook

EXPORT_FILES = (
    ExportFile(
        "field_webhooks.csv",
        lambda workspace_id: FieldWebhook.objects.filter(workspace=workspace_id),
        {name: name for name in ("id", "kind", "name", "url", "fields", "created_at")},
    ),
    ExportFile(
        "enrichment_runs.csv",
        lambda workspace_id: EnrichmentRun.objects.filter(workspace=workspace_id),
        {
            **{name: name for name in ("id", "kind", "source", "query", "question", "field")},
            **{name: name for name in ("status", "created_at", "finished_at")},
            "author": "author__email",
        },
    ),
    ExportFile(
        "enrichment_results.csv",
        lambda workspace_id: EnrichmentResult.objects.filter(run__workspace=workspace_id),
        {
            **{name: name for name in ("id", "run_id", "contact_id", "company_id", "outcome")},
            **{name: name for name in ("detail", "n_attempts", "done_at")},
        },
    ),
)
