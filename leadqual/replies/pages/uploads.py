"""Pages of uploads: send files of mail, and what became of every message."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.page_links import page_links
from leadqual.core.pages.panels import Tab
from leadqual.replies import selectors
from leadqual.replies.models import Upload, UploadedMail
from leadqual.replies.pages.forms import FilesForm
from leadqual.replies.receiving.uploads import MAX_UPLOAD_BYTES, MailFile, receive_files

PAGE_SIZE = 100
N_PREVIOUS = 10


@route("replies/uploads/", name="uploads", methods="GET HEAD POST", role=Role.QUALIFIER)
def send(request: WorkspaceRequest) -> HttpResponse:
    """Take files of mail."""
    is_sent = request.method == "POST"
    form = FilesForm(request.POST, request.FILES) if is_sent else FilesForm()
    if is_sent and form.is_valid():
        files = [MailFile(mail.name or "mails", mail) for mail in form.cleaned_data["mails"]]
        upload = receive_files(workspace=request.workspace, author=request.user, files=files)
        return redirect("replies:upload", upload.pk)
    context = {
        "form": form,
        "largest": MAX_UPLOAD_BYTES,
        "uploads": selectors.uploads_of(request.workspace)[:N_PREVIOUS],
    }
    return render(request, "replies/uploads.html", context, status=422 if is_sent else 200)


@route("replies/uploads/<int:upload_id>/")
def upload(request: WorkspaceRequest, upload_id: int) -> HttpResponse:
    """Show what became of every message of an upload."""
    found = get_object_or_404(selectors.uploads_of(request.workspace), pk=upload_id)
    outcome = request.GET.get("outcome", "")
    mails = found.mails.select_related("reply")
    if outcome in UploadedMail.Outcome.values:
        mails = mails.filter(outcome=outcome)
    page = Paginator(mails.order_by("pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    kept = f"outcome={outcome}&" if outcome else ""
    context = {
        "upload": found,
        "page": page,
        "tabs": _tabs(found, outcome),
        **page_links(page, f"?{kept}"),
    }
    return render(request, "replies/upload.html", context)


def _tabs(upload: Upload, here: str) -> list[Tab]:
    counts = {
        outcome.value: getattr(upload, f"n_{outcome.value}") for outcome in UploadedMail.Outcome
    }
    words = {"new": "Added", "known": "Already known", "rejected": "Rejected"}
    tabs = [Tab(f"?outcome={name}", words[name], n, here == name) for name, n in counts.items()]
    return [Tab("?", "All", sum(counts.values()), here not in counts), *tabs]
