"""The lead score page under Settings: the rules, what they would change, how well they predict."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from leadqual.accounts.models import Role
from leadqual.accounts.pages.settings import render_settings
from leadqual.accounts.routing import WorkspaceRequest, needs_role, route
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.partials import partial_of
from leadqual.core.pages.undo import say_undoable
from leadqual.lead_scores.evaluation.factor_auc import MIN_OUTCOMES
from leadqual.lead_scores.evaluation.factor_quality import factor_qualities
from leadqual.lead_scores.pages.rules_form import RulesForm
from leadqual.lead_scores.rules.services import reset_rules, save_rules, undo_rules
from leadqual.lead_scores.rules.tier_preview import TierPreview, preview_rules
from leadqual.lead_scores.scoring.score_rules import ScoreRules
from leadqual.lead_scores.selectors import rules_of

HERE = "lead_scores:rules"


@route("settings/lead-score/", methods="GET POST")
def rules(request: WorkspaceRequest) -> HttpResponseBase:
    """Show the rules; a form sent here saves them, or previews what they would change."""
    if request.method == "POST":
        return _change(request)
    return _page(request, RulesForm(None, rules=rules_of(request.workspace)))


@needs_role(Role.MANAGER)
def _change(request: WorkspaceRequest) -> HttpResponse:
    form = RulesForm(request.POST, rules=rules_of(request.workspace))
    if not form.is_valid():
        return _page(request, form, status=422)
    wanted = form.rules()
    if "preview" in request.POST:
        found = preview_rules(request.workspace, wanted)
        return _page(request, form, preview=found, wanted=wanted)
    saved = save_rules(workspace=request.workspace, rules=wanted, author=request.user)
    _say(request, "Lead score saved. Scores are updated within minutes.", saved)
    return redirect(address_of(HERE))


@route("settings/lead-score/reset/", name="reset_rules", methods="POST", role=Role.MANAGER)
def reset(request: WorkspaceRequest) -> HttpResponse:
    """Score by the default rules again."""
    saved = reset_rules(workspace=request.workspace, author=request.user)
    _say(request, "Lead score reset to default. Scores are updated within minutes.", saved)
    return redirect(address_of(HERE))


@route(
    "settings/lead-score/<int:version>/undo/", name="undo_rules", methods="POST", role=Role.MANAGER
)
def undo(request: WorkspaceRequest, version: int) -> HttpResponse:
    """Bring back the rules before a change."""
    if version > rules_of(request.workspace).version:
        raise Http404
    try:
        undo_rules(workspace=request.workspace, version=version, author=request.user)
    except LeadqualError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Lead score change undone. Scores are updated within minutes.")
    return redirect(address_of(HERE))


@route("settings/lead-score/quality/")
@partial_of(HERE)
def quality(request: WorkspaceRequest) -> HttpResponse:
    """Answer how well each factor predicted."""
    context = {
        "qualities": factor_qualities(request.workspace, rules_of(request.workspace)),
        "min_outcomes": MIN_OUTCOMES,
    }
    return render(request, "lead_scores/partials/quality.html", context)


def _page(
    request: WorkspaceRequest,
    form: RulesForm,
    *,
    status: int = 200,
    preview: TierPreview | None = None,
    wanted: ScoreRules | None = None,
) -> HttpResponse:
    stored = rules_of(request.workspace)
    context: dict[str, object] = {
        "form": form,
        "preview": preview,
        "most_points": (wanted or stored).most_points,
        "is_default": stored.version == 0,
    }
    return render_settings(
        request, "lead_scores/settings/rules.html", context, here=HERE, status=status
    )


def _say(request: WorkspaceRequest, words: str, saved: ScoreRules) -> None:
    say_undoable(request, words, "lead_scores:undo_rules", saved.version)
