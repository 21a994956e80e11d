"""The API documentation in Settings: Markdown pages from the repository."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.settings import render_settings
from leadqual.core.pages.api_documents import DESCRIPTION, DOCUMENTS, find_document, render_document
from leadqual.core.pages.panels import Tab, address_of

PAGE_NAME = "accounts:api_docs"


@route("settings/api-docs/")
def api_docs(request: WorkspaceRequest) -> HttpResponseBase:
    """Show the first page."""
    return _page(request, DOCUMENTS[0].name)


@route("settings/api-docs/<path:slug>/")
def api_document(request: WorkspaceRequest, slug: str) -> HttpResponse:
    """Show one page; its slug is its path in the folder."""
    return _page(request, slug)


def address_of_document(name: str) -> str | None:
    """Return the URL of a page, or of the reference for the API description."""
    if name == DESCRIPTION:
        return reverse("api-docs")
    if name == DOCUMENTS[0].name:
        return address_of(PAGE_NAME)
    return reverse("accounts:api_document", args=[name]) if find_document(name) else None


def _page(request: WorkspaceRequest, name: str) -> HttpResponse:
    document = find_document(name)
    if document is None:
        raise Http404
    base_url = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    context: dict[str, object] = {
        "document": document,
        "pages": [
            Tab(address_of_document(one.name) or "", one.words, None, one == document)
            for one in DOCUMENTS
        ],
        "html": render_document(document, base_url=base_url, addresses=address_of_document),
    }
    return render_settings(request, "accounts/settings/api_docs.html", context, here=PAGE_NAME)
