"""The public address that forms of websites post to, with rate limits.

The answer is the same for a new person, a known one and one who was erased, so that nobody can
find out by it who is on record.
"""

import json
from http import HTTPStatus

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt

from leadqual.accounts.page_routes import route
from leadqual.accounts.workspaces.errors import WorkspaceFullError
from leadqual.core.api.field_errors import pointer_to
from leadqual.core.request_counts import is_over
from leadqual.core.requests.client_addresses import client_network
from leadqual.core.requests.problems import PROBLEM_TYPE, problem_body
from leadqual.inbound.lead_values import lead_values
from leadqual.inbound.models import (
    LONGEST_MESSAGE,
    InboundForm,
)
from leadqual.inbound.receiving import receive_lead
from leadqual.inbound.selectors import open_form
from leadqual.leads.errors import ErasedPersonError, KeyTakenError

MAX_BYTES = 30_000
HONEYPOT = "fax"
"""A hidden field that only bots fill in."""
MINUTE, HOUR = 60, 3_600
MAX_PER_MINUTE = 10
"""Leads of one form from one network."""
MAX_PER_HOUR = 1_000
"""Leads of one form."""
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Content-Type",
}


class LeadForm(forms.Form):
    """What a visitor sends; other fields of the form are passed over."""

    email = forms.EmailField(max_length=254)
    first_name = forms.CharField(max_length=150, required=False)
    last_name = forms.CharField(max_length=150, required=False)
    title = forms.CharField(max_length=1_000, required=False)
    company = forms.CharField(max_length=300, required=False)
    website = forms.CharField(max_length=300, required=False)
    phone = forms.CharField(max_length=60, required=False)
    city = forms.CharField(max_length=150, required=False)
    state = forms.CharField(max_length=150, required=False)
    country = forms.CharField(max_length=100, required=False)
    message = forms.CharField(max_length=LONGEST_MESSAGE, required=False)


class _RefusedError(Exception):
    """A post is not taken."""

    def __init__(
        self, status: int, code: str, message: str, errors: list[dict[str, object]] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.errors = status, code, message, errors


@route("inbound/<slug:token>/", methods="")
@csrf_exempt
@login_not_required
def receive(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take what a form sends."""
    form = open_form(token)
    if form is None or request.method not in {"POST", "OPTIONS"}:
        if _wants_json(request):
            return _render_refusal(
                request, _RefusedError(404, "not_found", "There is no such form.")
            )
        raise Http404
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_CORS)
    try:
        _check_rate_limits(request, form)
        answer = _receive_lead(request, form)
    except _RefusedError as refused:
        answer = _render_refusal(request, refused)
    for name, value in _CORS.items():
        answer.headers[name] = value
    return answer


def _receive_lead(request: HttpRequest, form: InboundForm) -> HttpResponse:
    fields = _read_fields(request)
    if fields.get(HONEYPOT):
        return _thank(request, form)
    lead_form = LeadForm(fields)
    if not lead_form.is_valid():
        message = "; ".join(f"{name}: {texts[0]}" for name, texts in lead_form.errors.items())
        raise _RefusedError(422, "invalid", message, _field_errors(lead_form))
    try:
        receive_lead(workspace=form.workspace, lead=lead_values(lead_form.cleaned_data), form=form)
    except ErasedPersonError:
        pass  # Noted in the log; the visitor learns nothing of it.
    except KeyTakenError as error:
        raise _RefusedError(409, "busy", "Please send it again.") from error
    except WorkspaceFullError as error:
        message = "This form cannot take new contacts at the moment. Nothing was saved."
        raise _RefusedError(409, error.code, message) from error
    return _thank(request, form)


def _field_errors(form: LeadForm) -> list[dict[str, object]]:
    return [
        {"pointer": pointer_to(name), "code": error.code or "invalid", "detail": text}
        for name, errors in form.errors.as_data().items()
        for error in errors
        for text in error.messages
    ]


def _read_fields(request: HttpRequest) -> dict[str, str]:
    """Return the fields of the body as texts."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MAX_BYTES:
        raise _RefusedError(413, "too_large", f"Send at most {MAX_BYTES:,} bytes.")
    if request.content_type == _FORM:
        fields = QueryDict(request.body, encoding="utf-8")
        return {name: str(fields.get(name, "")) for name in fields}
    if request.content_type != _JSON:
        raise _RefusedError(415, "unsupported_media_type", f"Send {_FORM} or {_JSON}.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise _RefusedError(400, "bad_request", "The body is not valid JSON.") from error
    if not isinstance(body, dict):
        raise _RefusedError(400, "bad_request", "The body must be a JSON object.")
    return {name: value for name, value in body.items() if isinstance(value, str)}


def _check_rate_limits(request: HttpRequest, form: InboundForm) -> None:
    """Refuse what comes too often; while Redis is away nothing is counted."""
    limits = (
        (f"inbound:{form.pk}:{client_network(request)}", MINUTE, MAX_PER_MINUTE),
        (f"inbound:{form.pk}", HOUR, MAX_PER_HOUR),
    )
    for name, seconds, limit in limits:
        if is_over(name, seconds=seconds, most=limit):
            raise _RefusedError(429, "throttled", "Too many requests. Please try again later.")


def _thank(request: HttpRequest, form: InboundForm) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"status": "received"}, status=202)
    if form.redirect_url:
        return HttpResponseRedirect(form.redirect_url, status=303)
    return HttpResponse(render_to_string("inbound/received.html", {"is_received": True}))


def _render_refusal(request: HttpRequest, refused: _RefusedError) -> HttpResponse:
    if _wants_json(request):
        body = problem_body(refused.status, refused.code, refused.message)
        if refused.errors:
            body["errors"] = refused.errors
        answer: HttpResponse = JsonResponse(body, status=refused.status)
        answer.headers["Content-Type"] = PROBLEM_TYPE
    else:
        page = render_to_string("inbound/received.html", {"words": refused.message})
        answer = HttpResponse(page, status=refused.status)
    if refused.status == HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers["Retry-After"] = str(MINUTE)
    return answer


def _wants_json(request: HttpRequest) -> bool:
    return request.content_type == _JSON or _JSON in request.headers.get("Accept", "")
