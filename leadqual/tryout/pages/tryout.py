"""Try it: pages that answer and store nothing; for members, or for all where settings say so."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from leadqual.accounts.models import Workspace
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.navigation import Tab
from leadqual.core.pages.panels import address_of, panel, shows_panels
from leadqual.labeling.pages.forms_suggestions import SuggestionForm
from leadqual.taxonomy.selectors import department_tree
from leadqual.tryout import services, suggestions
from leadqual.tryout.pages.forms import CompanyForm, ReplyForm, TitleForm
from leadqual.tryout.preloading import load_soon
from leadqual.tryout.request_limits import MAX_SUGGESTIONS, WINDOW_SECONDS, seconds_to_wait

View = Callable[..., HttpResponseBase]
FORMS: dict[str, type[forms.Form]] = {
    "title": TitleForm,
    "company": CompanyForm,
    "reply": ReplyForm,
}

EXAMPLES = (
    "Head of Sales & Office Manager | ex-Google",
    "Vertriebsleiter/in",
    "Recriuter",
    "CTO | dad | ex-Google",
    "Queen of the World",
)
_TABS = (("title", "Job title"), ("company", "Company"), ("reply", "Reply"))


def open_by_setting(view: View) -> View:
    """Let members in, and everybody where `TRY_PUBLIC` is on."""

    @login_not_required
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not (request.user.is_authenticated or settings.TRY_IS_PUBLIC):
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return checked


@shows_panels("tryout:title")
@open_by_setting
@require_http_methods(["GET", "POST"])
def title(request: HttpRequest) -> HttpResponse:
    """Say what `?title=` means; the address can be shared.

    A title comes by post, as no server would take the address of a page of text, and what can be
    read goes on to its address.
    """
    form = TitleForm(request.POST) if request.method == "POST" else _title_of_address(request)
    if request.method == "POST" and form.is_valid():
        return redirect(f"{reverse('tryout:title')}?{urlencode(form.cleaned_data)}")
    return _page(request, "title", form)


@open_by_setting
@require_http_methods(["GET", "POST"])
@panel("tryout:company")
def company(request: HttpRequest) -> HttpResponse:
    """Say to whom a company sells; the model is loaded while somebody types."""
    if request.method == "GET":
        load_soon()
    form = CompanyForm(request.POST if request.method == "POST" else None)
    return _page(request, "company", form)


@open_by_setting
@require_http_methods(["GET", "POST"])
@panel("tryout:reply")
def reply(request: HttpRequest) -> HttpResponse:
    """Say what a reply wants; it comes by post, so that no log has it in an address."""
    form = ReplyForm(request.POST if request.method == "POST" else None)
    return _page(request, "reply", form)


@open_by_setting
@require_POST
def suggest(request: HttpRequest, kind: str) -> HttpResponse:
    """Put “this is wrong, it should be …” into the review queue, never into the live labels."""
    workspace = suggestions.reviewing_workspace(request)
    if workspace is None:
        raise Http404
    typed = FORMS[kind](request.POST)
    form = (
        SuggestionForm(request.POST)
        if kind == "title"
        else suggestions.LabelForm(request.POST, kind=kind)
    )
    if wait := seconds_to_wait(request, what="suggest", most=MAX_SUGGESTIONS):
        return _pause(request, wait)
    if not typed.is_valid():
        messages.error(request, "Enter the text again. Nothing was saved.")
        return redirect(_address(kind, typed))
    if not form.is_valid():
        return _refused(request, kind, typed, form.reason())
    text = suggestions.text_of(kind, typed.cleaned_data)
    told = _answer(request, kind, typed)
    try:
        suggestions.suggest(
            request, workspace=workspace, kind=kind, text=text, form=form, answer=told
        )
    except LeadqualError as error:
        return _refused(request, kind, typed, error.message)
    messages.success(request, "Thank you. A reviewer will check your suggestion.")
    return redirect(_address(kind, typed))


def _refused(request: HttpRequest, kind: str, typed: forms.Form, reason: str) -> HttpResponse:
    """Say why a suggestion was not taken, beside the answer: what was typed is not lost."""
    messages.error(request, reason)
    if kind == "title":
        return redirect(_address(kind, typed))
    return _page(request, kind, typed, status=422)


def _address(kind: str, typed: forms.Form) -> str:
    """Return the address of an answer: of a title with its text, of all else the empty page."""
    here = address_of(f"tryout:{kind}")
    if kind != "title" or not typed.is_valid():
        return here
    return f"{here}?{urlencode(typed.cleaned_data)}"


def _pause(request: HttpRequest, wait: int) -> HttpResponse:
    response = render(request, "errors/429.html", status=429)
    response["Retry-After"] = str(min(wait, WINDOW_SECONDS))
    return response


def _answer(request: HttpRequest, kind: str, form: forms.Form) -> suggestions.AnyAnswer:
    """Answer what was typed; the form is valid."""
    words: dict[str, Any] = form.cleaned_data
    if kind == "title":
        return services.answer_title(words["title"], workspace=_workspace(request))
    if kind == "company":
        return services.answer_company(**words)
    return services.answer_reply(**words)


def _workspace(request: HttpRequest) -> Workspace | None:
    """Return that of the member who asks, None for the public."""
    return getattr(request, "workspace", None)


def _page(request: HttpRequest, name: str, form: forms.Form, *, status: int = 200) -> HttpResponse:
    """Show a form and, where it was sent, its answer: 422 with reasons, 429 after too many."""
    context = {
        "form": form,
        "send_url": reverse(f"tryout:{name}"),
        "tabs": _tabs(name),
        "answer": None,
        "examples": EXAMPLES,
    }
    template = f"tryout/{name}.html"
    if not form.is_bound:
        return render(request, template, context)
    if not form.is_valid():
        return render(request, template, context, status=422)
    if wait := seconds_to_wait(request):
        return _pause(request, wait)
    told = _answer(request, name, form)
    text = suggestions.text_of(name, form.cleaned_data)
    suggestions.keep_answer(told, text=text, workspace=_workspace(request))
    context |= {"answer": told, "share_url": _share(request, name, form)}
    context |= _wrong(request, name, text, form)
    if workspace := _workspace(request):
        context |= suggestions.record_of(workspace, kind=name, text=text)
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex"  # The text of somebody stands in it.
    return response


def _share(request: HttpRequest, name: str, form: forms.Form) -> str:
    """Return an address with the text in it, which gives the same answer; nothing is stored.

    Browsers keep what stands behind `#` to themselves, so that no log has a reply or a company;
    js/components/shared-link.js puts it into the form and sends it.
    """
    words = urlencode(form.cleaned_data)
    here = request.build_absolute_uri(address_of(f"tryout:{name}"))
    return f"{here}{'?' if name == 'title' else '#'}{words}"


def _wrong(request: HttpRequest, name: str, text: str, form: forms.Form) -> dict[str, object]:
    """Return what the form “this is wrong” needs; nothing where nobody would review it."""
    if suggestions.reviewing_workspace(request) is None:
        return {}
    return {
        "suggest_url": reverse(f"tryout:suggest-{name}"),
        "typed": list(form.cleaned_data.items()),
        "own": suggestions.own_suggestion(request, kind=name, text=text),
        "all_departments": department_tree() if name == "title" else (),
        "all_labels": () if name == "title" else suggestions.choices_of(name),
    }


def _title_of_address(request: HttpRequest) -> TitleForm:
    return TitleForm(request.GET if "title" in request.GET else None)


def _tabs(here: str) -> list[Tab]:
    return [
        Tab(address_of(f"tryout:{name}"), words, None, is_here=name == here)
        for name, words in _TABS
    ]
