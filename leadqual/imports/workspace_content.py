"""Uploaded files of a workspace."""

from leadqual.imports.models import ImportBatch


def delete_uploads(workspace_id: int) -> int:
    """Delete the uploaded files of a workspace; returns how many."""
    batches = ImportBatch.objects.filter(workspace=workspace_id).exclude(file="")
    n_files = 0
    for batch in batches.order_by("pk").iterator():
        n_files += batch.file.storage.exists(str(batch.file.name))
        batch.file.delete(save=False)
    return n_files
