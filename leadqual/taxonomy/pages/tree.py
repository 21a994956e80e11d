"""Pages of the taxonomy: the tree, one department, one function; live for all, drafts for staff."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.taxonomy.models import TaxonomyDraft, TaxonomyVersion
from leadqual.taxonomy.pages import tree_view
from leadqual.taxonomy.pages.forms import (
    CalledForm,
    DepartmentForm,
    EditForm,
    FunctionForm,
    TitlesForm,
)
from leadqual.taxonomy.pages.forms_structure import (
    MergeDepartmentForm,
    MergeFunctionForm,
    RetireDepartmentForm,
    RetireFunctionForm,
    SplitDepartmentForm,
    SplitForm,
)
from leadqual.taxonomy.pages.sources import TaxonomySource, answer_edit, found_or_404, source_of
from leadqual.taxonomy.pages.tree_view import page_context
from leadqual.taxonomy.selectors import other_tools

UNKNOWN_FORM = "Unknown form. Nothing was changed. Reload the page."
_MAX_DRAFTS, _MAX_VERSIONS, _ROWS = 20, 5, 50
_DEPARTMENT_FORMS: dict[str, type[EditForm]] = {
    "save": DepartmentForm,
    "split": SplitDepartmentForm,
    "merge": MergeDepartmentForm,
    "retire": RetireDepartmentForm,
}
_FUNCTION_FORMS: dict[str, type[EditForm]] = {
    "save": FunctionForm,
    "titles": TitlesForm,
    "called": CalledForm,
    "split": SplitForm,
    "merge": MergeFunctionForm,
    "retire": RetireFunctionForm,
}


@route("taxonomy/")
@route("taxonomy/drafts/<int:draft_id>/tree/", name="draft-tree")
def tree(request: WorkspaceRequest, draft_id: int | None = None) -> HttpResponse:
    """Show all departments and functions, narrowed to the words that are searched."""
    source = source_of(request, draft_id)
    context = page_context(request, source)
    if request.user.is_staff and source.draft is None:
        rows = TaxonomyDraft.objects.filter(published_as=None, archived_at=None)
        context["drafts"] = rows.select_related("author").defer("document", "former")[:_MAX_DRAFTS]
    versions = TaxonomyVersion.objects.select_related("author").defer("document")
    context["versions"] = versions[:_MAX_VERSIONS]
    return render(request, "taxonomy/tree.html", context)


@route("taxonomy/departments/<slug:slug>/", methods="GET HEAD POST")
@route(
    "taxonomy/drafts/<int:draft_id>/departments/<slug:slug>/",
    name="draft-department",
    methods="GET HEAD POST",
)
def department(request: WorkspaceRequest, slug: str, draft_id: int | None = None) -> HttpResponse:
    """Show one department; in a draft, change it."""
    source = source_of(request, draft_id)
    row = found_or_404(source, "department", slug)
    if row.slug != slug and request.method != "POST":
        return redirect(source.url("department", row.slug))
    forms = _forms(request, source, row.slug, _DEPARTMENT_FORMS)
    if answer := _edited(request, source, forms, "department"):
        return answer
    context = page_context(request, source) | {
        "department": row,
        "functions": [
            (each, source.url("function", each.slug))
            for each in source.document.functions_of(row.slug)
        ],
        "forms": forms,
    }
    return render(request, "taxonomy/department.html", context, status=_status(request))


@route("taxonomy/functions/<slug:slug>/", methods="GET HEAD POST")
@route(
    "taxonomy/drafts/<int:draft_id>/functions/<slug:slug>/",
    name="draft-function",
    methods="GET HEAD POST",
)
def function(request: WorkspaceRequest, slug: str, draft_id: int | None = None) -> HttpResponse:
    """Show one function with all that is known of it; in a draft, change it."""
    source = source_of(request, draft_id)
    row = found_or_404(source, "function", slug)
    if row.slug != slug and request.method != "POST":
        return redirect(source.url("function", row.slug))
    forms = _forms(request, source, row.slug, _FUNCTION_FORMS)
    if answer := _edited(request, source, forms, "function"):
        return answer
    found = tree_view.entry_rows(source.document, function=row.slug)
    context = page_context(request, source) | {
        "function": row,
        "home": source.document.department(getattr(row, "department", "")),
        "titles": sorted(getattr(row, "titles", ())),
        "entries": found[: tree_view.MAX_ENTRIES],
        "n_entries": len(found),
        "phrases": tree_view.entry_rows(source.document, is_phrase=True, function=row.slug),
        "called": [
            (tool.name, getattr(row, "called", {}).get(tool.slug, "")) for tool in other_tools()
        ],
        "forms": forms,
    }
    return render(request, "taxonomy/function.html", context, status=_status(request))


@route("taxonomy/dictionary/")
@route("taxonomy/drafts/<int:draft_id>/dictionary/", name="draft-dictionary")
def dictionary(request: WorkspaceRequest, draft_id: int | None = None) -> HttpResponse:
    """Show the dictionary or the phrase rules, narrowed to words and to a function."""
    source = source_of(request, draft_id)
    words, slug = request.GET.get("q", "")[:200], request.GET.get("function", "")
    kind = "phrases" if request.GET.get("kind") == "phrases" else "entries"
    rows = tree_view.entry_rows(
        source.document, is_phrase=kind == "phrases", words=words, function=slug
    )
    page = Paginator(rows, _ROWS).get_page(request.GET.get("page"))
    query = request.GET.copy()
    context = page_context(request, source) | {
        "words": words,
        "function": source.document.function(slug),
        "kind": kind,
        "page": page,
        "total": page.paginator.count,
        "entry_url": source.url("entry") if source.may_edit else "",
    }
    for name, has_step, number in (
        ("back_url", page.has_previous(), page.number - 1),
        ("next_url", page.has_next(), page.number + 1),
    ):
        query["page"] = str(number)
        context[name] = f"?{query.urlencode()}" if has_step else ""
    return render(request, "taxonomy/dictionary.html", context)


def _forms(
    request: WorkspaceRequest, source: TaxonomySource, slug: str, kinds: dict[str, type[EditForm]]
) -> dict[str, EditForm]:
    """Return the forms of a page by what they do; the one that was sent holds what was typed."""
    if not source.may_edit:
        return {}
    sent = request.POST.get("do", "") if request.method == "POST" else ""
    made: dict[str, EditForm] = {}
    for name, kind in kinds.items():
        more: dict[str, Any] = {"document": source.document, "slug": slug, "auto_id": f"{name}-%s"}
        if kind is CalledForm:
            more["tools"] = [(tool.slug, tool.name) for tool in other_tools()]
        made[name] = kind(request.POST, **more) if name == sent else kind(**more)
    return made


def _edited(
    request: WorkspaceRequest, source: TaxonomySource, forms: dict[str, EditForm], kind: str
) -> HttpResponse | None:
    """Do what was sent; None shows the page, with what was typed where it was refused."""
    if request.method != "POST":
        return None
    form = forms.get(request.POST.get("do", ""))
    if form is None:
        return HttpResponseBadRequest(UNKNOWN_FORM)
    if not answer_edit(request, source, form):
        return None
    slug = form.target_slug()
    return redirect(source.url(kind, slug) if slug else source.url("tree"))


def _status(request: WorkspaceRequest) -> int:
    return 422 if request.method == "POST" else 200
