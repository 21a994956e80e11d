"""The taxonomy as a file: exported, live or as a draft has it, and imported as a draft."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.errors import LeadqualError
from leadqual.core.texts.plain_texts import to_plain_line
from leadqual.taxonomy.document.yaml_files import MAX_BYTES, refuse_too_large, write_yaml
from leadqual.taxonomy.drafts.services import draft_from_file
from leadqual.taxonomy.errors import DocumentError
from leadqual.taxonomy.models import TaxonomyDraft
from leadqual.taxonomy.pages.sources import require_staff, source_of
from leadqual.taxonomy.selectors import current_version

_MAX_PROBLEMS = 50


@route("taxonomy/export/", name="export")
@route("taxonomy/drafts/<int:draft_id>/export/", name="draft-export")
def export_file(request: WorkspaceRequest, draft_id: int | None = None) -> HttpResponse:
    """Give the taxonomy as a file: what is live to everybody, a draft to staff."""
    source = source_of(request, draft_id)
    name = f"draft-{draft_id}" if draft_id else f"version-{current_version()}"
    return HttpResponse(
        write_yaml(source.document),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="taxonomy-{name}.yaml"'},
    )


@route("taxonomy/drafts/import/", name="import", methods="GET HEAD POST")
def import_file(request: WorkspaceRequest) -> HttpResponse:
    """Make a draft of a file; its page shows what the file changes, and nothing is live before."""
    require_staff(request)
    problems: tuple[str, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            draft = _drafted(request)
        except LeadqualError as error:
            problems = error.problems if isinstance(error, DocumentError) else (error.message,)
            status = error.status
        else:
            messages.success(request, f"Created the draft “{draft}”. Review its changes below.")
            return redirect("taxonomy:draft", draft.pk)
    context = {
        "problems": problems[:_MAX_PROBLEMS],
        "n_hidden": max(0, len(problems) - _MAX_PROBLEMS),
        "most_megabytes": MAX_BYTES // 1_000_000,
    }
    return render(request, "taxonomy/import_file.html", context, status=status)


def _drafted(request: WorkspaceRequest) -> TaxonomyDraft:
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        raise LeadqualError("Choose a file. Nothing was changed.")
    refuse_too_large(sent.size or 0)
    content = sent.read(MAX_BYTES + 1)
    name = to_plain_line(sent.name or "", 80)
    return draft_from_file(content, name=f"From {name or 'a file'}", author=request.user)
