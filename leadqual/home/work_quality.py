"""How far people agree, and how well the live models do."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models.fields.json import KeyTransform
from django.urls import reverse

from classifiers.evaluation.headline import REPORT
from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.home.trends import DAYS
from leadqual.monitoring.models import ModelDay
from leadqual.monitoring.outcomes import KINDS, TITLES
from leadqual.registry.model_sources import AgreementCounts, recent_agreement
from leadqual.registry.models import ModelVersion, Trial
from leadqual.registry.pages.report_summary import KeyFigure, headline_figure

# Companies with current likes or dislikes of at least two people, in campaigns not archived.
_DOUBLE_REVIEWS = """
SELECT count(*), count(*) FILTER (WHERE n_values = 1),
       (array_agg(campaign_id ORDER BY n_values DESC, campaign_id DESC))[1]
FROM (
    SELECT v.campaign_id, v.company_id, count(DISTINCT v.value) AS n_values
    FROM campaigns_verdict v JOIN campaigns_campaign g ON g.id = v.campaign_id
    WHERE g.workspace_id = %s AND g.archived_at IS NULL AND v.is_current AND v.value <> 'skip'
    GROUP BY v.campaign_id, v.company_id HAVING count(DISTINCT v.author_id) > 1
) AS twice
"""


@dataclass(frozen=True, slots=True)
class AgreementFigure:
    """How far people agree on cases that two of them judged.

    Args:
        n: number of cases that two people judged.
        share: of these on which they agree, 0 to 1.
        url: where disagreements are resolved.
    """

    name: str
    n: int
    share: float
    url: str


@dataclass(frozen=True, slots=True)
class ModelHealth:
    """One live model: its headline figure and recent corrections, as in the Lab.

    Args:
        name: of its kind.
        version: that is live.
        figure: the headline figure; None if it has none.
        corrected: number of predictions, and how many of them people corrected.
        candidate: text about its newest candidate; empty without one.
        url: page with the details.
    """

    name: str
    version: str
    figure: KeyFigure | None
    corrected: AgreementCounts
    candidate: str
    url: str


def work_quality(workspace: Workspace) -> tuple[list[AgreementFigure], list[ModelHealth]]:
    """Return the agreement on cases judged by two people, and the health of the live models.

    Four queries, plus two for each model.
    """
    since = clock.now().date() - timedelta(days=DAYS)
    days = ModelDay.objects.filter(workspace=workspace, day__gte=since, kind=TITLES, n_pairs__gt=0)
    newest = days.order_by("-day").values_list("n_pairs", "n_agreed").first()
    return _agreement(workspace, newest or (0, 0)), _model_health(workspace)


def _agreement(workspace: Workspace, pairs: tuple[int, int]) -> list[AgreementFigure]:
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_DOUBLE_REVIEWS, [workspace.pk])
        n, n_agreed, campaign = cursor.fetchone()
    if n:
        url = reverse("campaigns:agreement", args=[campaign])
        found.append(AgreementFigure("Companies", n, n_agreed / n, url))
    if pairs[0]:
        url = f"{reverse('monitoring:page')}?tab=model"
        found.append(AgreementFigure("Titles", pairs[0], pairs[1] / pairs[0], url))
    return found


def _model_health(workspace: Workspace) -> list[ModelHealth]:
    live = ModelVersion.objects.filter(kind__in=KINDS, is_active=True).defer("report")
    live = live.annotate(measured=KeyTransform(REPORT, "report"))
    candidates = _describe_candidates()
    return [
        ModelHealth(
            name=version.get_kind_display().capitalize(),
            version=version.version,
            figure=headline_figure(version, report={REPORT: version.measured}),
            corrected=recent_agreement(version.kind, workspace),
            candidate=candidates.get(version.kind, ""),
            url=f"{reverse('registry:models')}?kind={version.kind}",
        )
        for version in sorted(live, key=lambda each: KINDS.index(each.kind))
    ]


def _describe_candidates() -> dict[str, str]:
    """Return kind → text about the newest evaluated candidate."""
    rows = Trial.objects.filter(
        candidate__is_active=False, candidate__withdrawn_at=None, live__is_active=True
    )
    newest = rows.select_related("candidate").defer("figures").order_by("pk")
    return {trial.candidate.kind: _describe_trial(trial) for trial in newest[:50]}


def _describe_trial(trial: Trial) -> str:
    if trial.state in {Trial.State.WAITING, Trial.State.RUNNING}:
        return "A candidate is being evaluated"
    n_passed = sum(bool(gate["passes"]) for gate in trial.gates)
    if trial.state != Trial.State.DONE:
        return "The evaluation of the candidate stopped"
    if n_passed == len(trial.gates):
        return "A candidate passed its quality gates"
    return f"A candidate passed {n_passed} of {len(trial.gates)} quality gates"
