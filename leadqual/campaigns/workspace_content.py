"""Campaign data of a workspace: files for its export, and index files deleted with it."""

from pathlib import Path

from django.conf import settings

from leadqual.accounts.workspaces.export_files import ExportFile
from leadqual.campaigns.models import Campaign, CampaignCompany, Verdict
from leadqual.core.files.shared_files import delete_shared_folder, shared_folders

EXPORT_FILES = (
    ExportFile(
        "campaigns.csv",
        lambda workspace_id: Campaign.objects.filter(workspace=workspace_id),
        {
            **{name: name for name in ("id", "name", "description", "strategy", "scope")},
            "created_by": "author__email",
            **{name: name for name in ("created_at", "archived_at")},
        },
    ),
    ExportFile(
        "campaign_companies.csv",
        lambda workspace_id: CampaignCompany.objects.filter(campaign__workspace=workspace_id),
        {
            "campaign": "campaign__name",
            "company_id": "company_id",
            "company": "company__name",
            "domain": "company__domain",
            "added_at": "created_at",
        },
    ),
    ExportFile(
        "verdicts.csv",
        lambda workspace_id: Verdict.objects.filter(workspace=workspace_id),
        {
            "campaign": "campaign__name",
            "company_id": "company_id",
            "company": "company__name",
            "domain": "company__domain",
            "verdict": "value",
            "weight": "weight",
            "by": "author__email",
            **{name: name for name in ("score", "created_at", "is_current", "undone_at")},
        },
    ),
)


def delete_index_files(workspace_id: int) -> int:
    """Delete a workspace's company indexes for all encoders, and return how many there were."""
    home = Path(settings.STATE_DIR) / "indexes"
    folders = [name for name in shared_folders(home) if name.startswith(f"{workspace_id}-")]
    for name in folders:
        delete_shared_folder(home / name)
    return len(folders)
