"""Look up: predictions for a text, and for members past predictions.

Visible to members, or to everyone if enabled in the settings; input is not stored.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import Workspace
from leadqual.accounts.page_routes import route
from leadqual.companies.background_loading import want_classifier
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.page_links import page_links
from leadqual.core.pages.panels import address_of
from leadqual.labeling.pages.forms import SuggestionForm
from leadqual.labeling.prediction_log import predictions_about
from leadqual.labeling.suggestions import suggested_about
from leadqual.lookup import answers, past_companies, past_replies, past_titles, suggestions
from leadqual.lookup.forms import CompanyForm, PastForm, ReplyForm, TitleForm
from leadqual.lookup.kinds import KINDS, Kind
from leadqual.lookup.suggestions import MAX_SUGGESTIONS, WINDOW_SECONDS, seconds_to_wait

_SUGGESTION_PAGES = {
    "title": "suggest-title",
    "company": "suggest-company",
    "reply": "suggest-reply",
}

View = Callable[..., HttpResponseBase]
EXAMPLES = (
    "Head of Sales & Office Manager | ex-Google",
    "Vertriebsleiter/in",
    "Recriuter",
    "CTO | dad | ex-Google",
    "Queen of the World",
)

FORMER_ADDRESSES = (
    ("try/", "title", "", "former"),
    ("try/company/", "company", "", "former"),
    ("try/reply/", "reply", "", "former"),
    ("titles/predictions/", "title", "", "former-title"),
    ("companies/predictions/", "company", "company", "former-company"),
    ("replies/predictions/", "reply", "text", "former-reply"),
)
"""Addresses of before, the kind of text, its parameter and the URL name."""


def open_by_setting(view: View) -> View:
    """Allow members, or everyone if `TRY_PUBLIC` is on."""

    @login_not_required
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not (request.user.is_authenticated or settings.TRY_IS_PUBLIC):
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return checked


@route("look-up/", methods="GET POST", guard=open_by_setting)
def title(request: HttpRequest) -> HttpResponse:
    """Say what `?title=` means; the address can be shared.

    A title comes by post, as no server would take the address of a page of text, and what can be
    read is redirected to its address.
    """
    if request.method == "POST":
        form = TitleForm(request.POST)
        if form.is_valid():
            return redirect(f"{reverse('lookup:title')}?{urlencode(form.cleaned_data)}")
    else:
        form = TitleForm(request.GET if "title" in request.GET else None)
    return _page(request, "title", form)


@route("look-up/company/", methods="GET POST", guard=open_by_setting)
def company(request: HttpRequest) -> HttpResponse:
    """Show a company's business model; the model is loaded while the user types."""
    if request.method == "GET":
        want_classifier()
    return _page(request, "company", CompanyForm(_post_data(request)))


@route("look-up/reply/", methods="GET POST", guard=open_by_setting)
def reply(request: HttpRequest) -> HttpResponse:
    """Show the intent of a reply; sent by POST, so that no log has it in a URL."""
    return _page(request, "reply", ReplyForm(_post_data(request)))


def suggest(request: HttpRequest, kind: str) -> HttpResponse:
    """Put “this is wrong, it should be …” into the review queue, never into the live labels."""
    workspace = suggestions.reviewing_workspace(request)
    if workspace is None:
        raise Http404
    typed = KINDS[kind].form(request.POST)
    form = (
        SuggestionForm(request.POST)
        if kind == "title"
        else suggestions.LabelForm(request.POST, kind=kind)
    )
    if seconds := seconds_to_wait(request, counter="suggest", most=MAX_SUGGESTIONS):
        return _render_limit(request, seconds)
    if not typed.is_valid():
        messages.error(request, "Enter the text again. Nothing was saved.")
        return redirect(_answer_url(kind, typed))
    if not form.is_valid():
        return _reject_suggestion(request, kind, typed, form.reason())
    text = suggestions.text_of(kind, typed.cleaned_data)
    answer = answers.answer(kind, typed.cleaned_data, workspace=_workspace(request))
    try:
        suggestions.suggest(
            request, workspace=workspace, kind=kind, text=text, form=form, answer=answer
        )
    except LeadqualError as error:
        return _reject_suggestion(request, kind, typed, error.message)
    messages.success(request, "Thank you. A reviewer will check your suggestion.")
    return redirect(_answer_url(kind, typed))


def former_address(request: HttpRequest, kind: str, text: str) -> HttpResponse:
    """Redirect from an address of before; its parameter `text` is the search now."""
    query = {("q" if name == text else name): str(value) for name, value in request.GET.items()}
    kind = query.pop("panel", kind)  # Of `/try/`.
    if kind not in KINDS:
        raise Http404
    return redirect(address_of(f"lookup:{kind}", **query))


def _post_data(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _reject_suggestion(
    request: HttpRequest, kind: str, typed: forms.Form, reason: str
) -> HttpResponse:
    """Say why a suggestion was not taken, next to the answer: what was typed is not lost."""
    messages.error(request, reason)
    if kind == "title":
        return redirect(_answer_url(kind, typed))
    return _page(request, kind, typed, status=422)


def _answer_url(kind: str, typed: forms.Form) -> str:
    """Return the address of an answer: of a title with its text, of all else the empty page."""
    page_url = address_of(f"lookup:{kind}")
    if kind != "title" or not typed.is_valid():
        return page_url
    return f"{page_url}?{urlencode(typed.cleaned_data)}"


def _render_limit(request: HttpRequest, seconds: int) -> HttpResponse:
    response = render(request, "errors/429.html", status=429)
    response["Retry-After"] = str(min(seconds, WINDOW_SECONDS))
    return response


def _workspace(request: HttpRequest) -> Workspace | None:
    """Return that of the member who asks, None for the public."""
    return getattr(request, "workspace", None)


def _page(request: HttpRequest, name: str, form: forms.Form, *, status: int = 200) -> HttpResponse:
    """Show a form, its answer where it was sent, and past predictions to members.

    422 with reasons where something cannot be read, 429 after too many answers.
    """
    context: dict[str, object] = {
        "form": form,
        "kind": KINDS[name],
        "page_name": f"lookup:{name}",
        "page_address": reverse(f"lookup:{name}"),
        "examples": EXAMPLES,
    }
    is_answered = form.is_bound and form.is_valid()
    text = suggestions.text_of(name, form.cleaned_data) if is_answered else ""
    if is_answered:
        if seconds := seconds_to_wait(request):
            return _render_limit(request, seconds)
        answer = answers.answer(name, form.cleaned_data, workspace=_workspace(request))
        suggestions.log_answer(answer, text=text, workspace=_workspace(request))
        context |= {"answer": answer, "share_url": _share_url(request, name, form)}
        context |= _correction_form(request, name, text, form)
    elif form.is_bound:
        status = 422
    workspace = _workspace(request)
    if workspace is not None and (is_answered or not form.is_bound):
        past_context = _past_context(request, KINDS[name], text, workspace)
        context |= past_context
        status = 422 if "past" not in past_context else status
    response = render(request, f"lookup/{name}.html", context, status=status)
    if is_answered:
        response["X-Robots-Tag"] = "noindex"  # It has the text of a person.
    return response


def _past_context(
    request: HttpRequest, kind: Kind, typed: str, workspace: Workspace
) -> dict[str, object]:
    """Return past predictions: for the input or search, else the latest replaced ones."""
    versions = kind.versions(workspace)
    form = PastForm(request.GET.dict(), label=kind.label, hint=kind.hint, versions=versions)
    if not form.is_valid():
        return {"past_form": form}
    form_values = form.cleaned_data
    limits = {"at": form_values["at"], "model": form_values["model"]}
    text = typed or form_values["q"].strip()
    found: dict[str, object] = {"past_form": form, "past": limits | {"text": text}}
    found["names"] = kind.names()
    if text:
        found["shown"] = predictions_about(workspace, kind.name, text, **limits)
    if text and kind.name != "title":
        found["suggested"] = suggested_about(workspace, kind.name, text)
    if text and kind.name == "title":
        return found | {"records": [past_titles.record_of(workspace, text, **limits)]}
    if text and kind.name == "company":
        name = text.partition("\n")[0]
        return found | {"records": past_companies.records_of(workspace, name, **limits)}
    if typed:  # A reply that was pasted: replies with all of its words are searched by `q`.
        return found
    rows = (
        past_replies.replies_about(workspace, text, **limits)
        if text
        else kind.replaced(workspace, **limits)
    )
    page = Paginator(rows, kind.page_size).get_page(request.GET.get("page"))
    kept = {name: request.GET.get(name, "") for name in ("q", "at", "model")}
    found |= page_links(page, f"{address_of(f'lookup:{kind.name}', **kept)}&")
    if kind.name == "reply":
        found["records"] = past_replies.records_of(workspace, list(page), **limits)
    return found | {"page": page}


def _share_url(request: HttpRequest, name: str, form: forms.Form) -> str:
    """Return an address with the text in it, which gives the same answer; nothing is stored.

    Browsers do not send what follows `#`, so that no log has a reply or a company;
    js/components/shared-link.js puts it into the form and sends it.
    """
    words = urlencode(form.cleaned_data)
    page_url = request.build_absolute_uri(address_of(f"lookup:{name}"))
    return f"{page_url}{'?' if name == 'title' else '#'}{words}"


def _correction_form(
    request: HttpRequest, name: str, text: str, form: forms.Form
) -> dict[str, object]:
    """Return what the form “Suggest a correction” needs; nothing where nobody would review it."""
    if suggestions.reviewing_workspace(request) is None:
        return {}
    return {
        "suggest_url": reverse(f"lookup:{_SUGGESTION_PAGES[name]}"),
        "typed": list(form.cleaned_data.items()),
        "own": suggestions.own_suggestion(request, kind=name, text=text),
        "all_labels": () if name == "title" else suggestions.choices_of(name),
    }


for former in FORMER_ADDRESSES:
    route_defaults = {"kind": former[1], "text": former[2]}
    route(former[0], name=former[3], guard=open_by_setting, defaults=route_defaults)(former_address)
for form_values, page_name in _SUGGESTION_PAGES.items():
    of_kind = {"kind": form_values}
    address = f"look-up/{form_values}/suggest/"
    route(address, name=page_name, methods="POST", guard=open_by_setting, defaults=of_kind)(suggest)
