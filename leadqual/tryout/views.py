"""Try it: pages that answer and store nothing; for members, or for all where settings say so."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from leadqual.accounts.models import Workspace
from leadqual.tryout import services
from leadqual.tryout.forms import CompanyForm, ReplyForm, TitleForm
from leadqual.tryout.limits import WINDOW_SECONDS, seconds_to_wait
from leadqual.tryout.warming import load_soon

View = Callable[[HttpRequest], HttpResponse]

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
    def checked(request: HttpRequest) -> HttpResponse:
        if not (request.user.is_authenticated or settings.TRY_IS_PUBLIC):
            return redirect_to_login(request.get_full_path())
        return view(request)

    return checked


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
    workspace: Workspace | None = getattr(request, "workspace", None)
    return _page(
        request,
        "title",
        form,
        lambda words: services.answer_title(words["title"], workspace=workspace),
        examples=EXAMPLES,
    )


@open_by_setting
@require_http_methods(["GET", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    """Say to whom a company sells; the model is loaded while somebody types."""
    if request.method == "GET":
        load_soon()
    form = CompanyForm(request.POST if request.method == "POST" else None)
    return _page(request, "company", form, lambda words: services.answer_company(**words))


@open_by_setting
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest) -> HttpResponse:
    """Say what a reply wants; it comes by post, so that no log has it in an address."""
    form = ReplyForm(request.POST if request.method == "POST" else None)
    return _page(request, "reply", form, lambda words: services.answer_reply(**words))


def _page(
    request: HttpRequest,
    name: str,
    form: forms.Form,
    answer: Callable[[dict[str, Any]], object],
    **context: object,
) -> HttpResponse:
    """Show a form and, where it was sent, its answer: 422 with reasons, 429 after too many."""
    context |= {"form": form, "tabs": _tabs(name), "answer": None}
    template = f"tryout/{name}.html"
    if not form.is_bound:
        return render(request, template, context)
    if not form.is_valid():
        return render(request, template, context, status=422)
    if wait := seconds_to_wait(request):
        response = render(request, "errors/429.html", status=429)
        response["Retry-After"] = str(min(wait, WINDOW_SECONDS))
        return response
    context["answer"] = answer(form.cleaned_data)
    return render(request, template, context)


def _title_of_address(request: HttpRequest) -> TitleForm:
    return TitleForm(request.GET if "title" in request.GET else None)


def _tabs(here: str) -> list[dict[str, object]]:
    return [
        {"url": reverse(f"tryout:{name}"), "words": words, "count": None, "is_here": name == here}
        for name, words in _TABS
    ]
