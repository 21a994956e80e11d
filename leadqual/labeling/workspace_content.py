"""What a workspace holds here: files of its export."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from leadqual.accounts.workspaces.export_files import ExportFile
from leadqual.labeling.models.corrections import BusinessModelCorrection, Correction

_SLUGS = (
    Correction.functions.through.objects.filter(correction=OuterRef("pk"))
    .order_by("function__slug")
    .values("function__slug")
)
EXPORT_FILES = (
    ExportFile(
        "title_corrections.csv",
        lambda workspace_id: Correction.objects.filter(workspace=workspace_id).annotate(
            function_slugs=ArraySubquery(_SLUGS)
        ),
        {
            "title": "job_title__title",
            "functions": "function_slugs",
            "level": "level__slug",
            "note": "note",
            "by": "author__email",
            **{name: name for name in ("created_at", "is_current", "undone_at")},
        },
    ),
    ExportFile(
        "business_model_corrections.csv",
        lambda workspace_id: BusinessModelCorrection.objects.filter(workspace=workspace_id),
        {
            "company": "company__name",
            "domain": "company__domain",
            "business_model": "business_model",
            "note": "note",
            "by": "author__email",
            **{name: name for name in ("created_at", "is_current", "undone_at")},
        },
    ),
)
