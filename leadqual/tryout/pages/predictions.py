"""The page that looks answers about replies up: what each was said to want, when, by whom."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from classifiers.replies.intents import INTENT_LABELS
from leadqual.accounts.request_types import WorkspaceRequest
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.pages.forms_predictions import LookUpForm, words
from leadqual.labeling.pages.paging import page_links
from leadqual.labeling.pages.prediction_log import look_up_tabs
from leadqual.labeling.prediction_lookup.titles import predictions_about, suggested_about
from leadqual.replies.intents.prediction_lookup import model_versions, replies_about
from leadqual.tryout.prediction_lookup import records_of

PAGE = 20
_HERE = "tryout:reply-predictions"


class ReplyLookUpForm(LookUpForm):
    """Replies, by what stands in them."""

    text = words("Reply", "Words of sender, subject or reply; or the whole text, as it was pasted.")


@require_GET
def reply_predictions(request: WorkspaceRequest) -> HttpResponse:
    """Show what is on record about replies, the newest first."""
    form = ReplyLookUpForm(request.GET, versions=model_versions(request.workspace))
    context: dict[str, object] = {"form": form, "tabs": look_up_tabs(_HERE)}
    if not form.is_valid():
        return render(request, "tryout/predictions.html", context, status=422)
    asked, at, model = (form.cleaned_data[name] for name in ("text", "at", "model"))
    rows = replies_about(request.workspace, asked, at=at, model=model)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    kept = {name: request.GET.get(name, "") for name in ("text", "at", "model")}
    context |= {
        "page": page,
        "records": records_of(request.workspace, list(page), at=at, model=model),
        "names": INTENT_LABELS,
        **page_links(page, f"{reverse(_HERE)}?{urlencode(kept)}&"),
    }
    if asked.strip():
        workspace, kind = request.workspace, Suggestion.Kind.REPLY
        context["shown"] = predictions_about(workspace, kind, asked, at=at, model=model)
        context["suggestions"] = suggested_about(workspace, kind, asked)
    return render(request, "tryout/predictions.html", context)
