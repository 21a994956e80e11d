"""Pages of a draft that add: departments, functions, entries of the dictionary, phrase rules."""

from functools import partial
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.taxonomy.document.edits import set_entry, set_phrase
from leadqual.taxonomy.drafts.services import draft_document, edit_draft
from leadqual.taxonomy.pages.forms import EditForm, NewDepartmentForm, NewFunctionForm
from leadqual.taxonomy.pages.forms_structure import EntryForm, PhraseForm
from leadqual.taxonomy.pages.sources import TaxonomySource, answer_edit, change_messages, source_of
from leadqual.taxonomy.pages.tree_view import page_context


@route("taxonomy/drafts/<int:draft_id>/new/", name="draft-new", methods="GET HEAD POST")
def new(request: WorkspaceRequest, draft_id: int) -> HttpResponse:
    """Add a function or a department to a draft."""
    source = source_of(request, draft_id)
    if not source.may_edit:
        raise Http404
    kind = "department" if request.POST.get("do") == "department" else "function"
    forms: dict[str, EditForm] = {}
    for name, made in (("function", NewFunctionForm), ("department", NewDepartmentForm)):
        is_submitted = request.method == "POST" and name == kind
        data = request.POST if is_submitted else None
        start = {"department": request.GET.get("department", "")}
        forms[name] = made(data, document=source.document, auto_id=f"{name}-%s", initial=start)
    if request.method == "POST" and answer_edit(request, source, forms[kind]):
        return redirect(source.url(kind, forms[kind].target_slug()))
    context = page_context(request, source) | {"forms": forms}
    status = 422 if request.method == "POST" else 200
    return render(request, "taxonomy/add.html", context, status=status)


@route("taxonomy/drafts/<int:draft_id>/entry/", name="draft-entry", methods="GET HEAD POST")
def entry(request: WorkspaceRequest, draft_id: int) -> HttpResponse:
    """Add, change or take out an entry of the dictionary or a phrase rule of a draft."""
    source = source_of(request, draft_id)
    if not source.may_edit:
        raise Http404
    is_phrase = request.GET.get("kind") == "phrases"
    text = request.GET.get("text", "")
    known = source.document.phrases if is_phrase else source.document.dictionary
    if text and text not in known:
        raise Http404
    if request.method == "POST" and request.POST.get("do") == "remove":
        return _removed(request, source, text, is_phrase=is_phrase)
    form = _form(request, source, text, is_phrase=is_phrase)
    if request.method == "POST" and answer_edit(request, source, form):
        return redirect(_list_url(source, form.target_slug(), is_phrase=is_phrase))
    named = form["functions"].value() or []
    context = page_context(request, source) | {
        "form": form,
        "text": text,
        "is_phrase": is_phrase,
        "named": [row for row in source.document.functions if row.slug in named],
        "list_url": _list_url(source, "", is_phrase=is_phrase),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "taxonomy/entry.html", context, status=status)


def _form(
    request: WorkspaceRequest, source: TaxonomySource, text: str, *, is_phrase: bool
) -> PhraseForm:
    function = request.GET.get("function", "")
    start: dict[str, object] = {"text": text, "functions": [function] if function else []}
    if text and is_phrase:
        start["functions"] = sorted(source.document.phrases[text])
    elif text:
        meaning = source.document.dictionary[text]
        start |= {
            "functions": sorted(meaning.functions),
            "level": meaning.level,
            "industry": meaning.industry,
        }
    kind = PhraseForm if is_phrase else EntryForm
    data = request.POST if request.method == "POST" else None
    return kind(data, document=source.document, slug=text, initial=start)


def _removed(
    request: WorkspaceRequest, source: TaxonomySource, text: str, *, is_phrase: bool
) -> HttpResponse:
    edit = (
        partial(set_phrase, phrase=text, functions=None)
        if is_phrase
        else partial(set_entry, title=text, meaning=None)
    )
    if source.draft is not None:
        draft = edit_draft(draft_id=source.draft.pk, edit=edit, author=request.user)
        change_messages(request, draft, source.document, draft_document(draft))
    return redirect(_list_url(source, "", is_phrase=is_phrase))


def _list_url(source: TaxonomySource, words: str, *, is_phrase: bool) -> str:
    query = {"kind": "phrases"} if is_phrase else {}
    query |= {"q": words} if words else {}
    address = source.url("dictionary")
    return f"{address}?{urlencode(query)}" if query else address
