"""Rules of the lead score by API: read, preview, set, reset, undo, and how well each predicts."""

from dataclasses import asdict
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.lead_scores.evaluation.factor_auc import FactorAuc
from leadqual.lead_scores.evaluation.factor_quality import factor_qualities
from leadqual.lead_scores.rules.services import (
    check_rules,
    reset_rules,
    save_rules,
    undo_rules,
    values_of,
)
from leadqual.lead_scores.rules.tier_preview import preview_rules
from leadqual.lead_scores.scoring.score_factors import CODES
from leadqual.lead_scores.scoring.score_rules import MAX_HALF_LIFE, MAX_WEIGHT, ScoreRules
from leadqual.lead_scores.selectors import rules_of

_FITS = serializers.DictField(
    child=serializers.DictField(child=serializers.CharField()),
    required=False,
    help_text="Fact → value → `ideal`, `good` or `poor`; `*` stands for all other values.",
)


class LeadScoreRulesInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Rules of the lead score; parts that are left out stay as they are."""

    weights = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=MAX_WEIGHT),
        required=False,
        help_text="Factor → maximum points.",
    )
    half_lives = serializers.DictField(
        child=serializers.IntegerField(min_value=1, max_value=MAX_HALF_LIFE),
        required=False,
        help_text="Factor → days after which its points are halved.",
    )
    fits = _FITS
    tier_a = serializers.IntegerField(required=False, min_value=0, max_value=100)
    tier_b = serializers.IntegerField(required=False, min_value=0, max_value=100)


@extend_schema_serializer(component_name="LeadScoreRules")
class LeadScoreRulesOutput(serializers.Serializer[Any]):
    """The rules by which the workspace scores contacts."""

    weights = serializers.DictField(child=serializers.IntegerField())
    half_lives = serializers.DictField(child=serializers.IntegerField())
    fits = serializers.DictField(child=serializers.DictField(child=serializers.CharField()))
    tier_a = serializers.IntegerField(help_text="Minimum score of tier A.")
    tier_b = serializers.IntegerField(help_text="Minimum score of tier B.")
    version = serializers.IntegerField(help_text="Rises with each change; 0 for the defaults.")


class TierMoveOutput(serializers.Serializer[Any]):
    """Contacts that move from one tier to another."""

    now = serializers.CharField()
    then = serializers.CharField()
    n_contacts = serializers.IntegerField()


class LeadScorePreviewOutput(serializers.Serializer[Any]):
    """What other rules would change."""

    n_compared = serializers.IntegerField(help_text="Contacts in the sample.")
    n_contacts = serializers.IntegerField(help_text="Contacts of the workspace.")
    moves = TierMoveOutput(many=True)


class FactorAucOutput(serializers.Serializer[Any]):
    """How well a factor tells good outcomes from others."""

    auc = serializers.FloatField(allow_null=True, help_text="0.5: no better than chance.")
    n_good = serializers.IntegerField()
    n_other = serializers.IntegerField()


class FactorQualityOutput(serializers.Serializer[Any]):
    """How well a factor predicted."""

    factor = serializers.ChoiceField(CODES)
    likes = FactorAucOutput(allow_null=True, help_text="Null for factors of people.")
    replies = FactorAucOutput()


class LeadScoreQualityOutput(serializers.Serializer[Any]):
    """How well each factor predicted."""

    factors = FactorQualityOutput(many=True)


class LeadScoreRulesView(APIView):
    """The rules of the workspace."""

    write_role = Role.MANAGER

    @extend_schema(operation_id="get_lead_score_rules", responses={200: LeadScoreRulesOutput})
    def get(self, request: ApiRequest) -> Response:
        """Return the rules by which contacts are scored."""
        return Response(_shown(rules_of(request.workspace)))

    @extend_schema(
        operation_id="set_lead_score_rules",
        request=LeadScoreRulesInput,
        responses={200: LeadScoreRulesOutput},
    )
    def put(self, request: ApiRequest) -> Response:
        """Change the rules. Scores are updated within minutes."""
        wanted = _wanted(request)
        saved = save_rules(workspace=request.workspace, rules=wanted, author=request.user)
        return Response(_shown(saved))

    @extend_schema(operation_id="reset_lead_score_rules", responses={200: LeadScoreRulesOutput})
    def delete(self, request: ApiRequest) -> Response:
        """Reset the rules to the defaults. Scores are updated within minutes."""
        return Response(_shown(reset_rules(workspace=request.workspace, author=request.user)))


class LeadScoreRulesPreviewView(APIView):
    """What other rules would change."""

    write_role = Role.MANAGER

    @extend_schema(
        operation_id="preview_lead_score_rules",
        request=LeadScoreRulesInput,
        responses={200: LeadScorePreviewOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Return how many contacts would change tier by other rules. Nothing is saved."""
        wanted = _wanted(request)
        check_rules(wanted)
        found = preview_rules(request.workspace, wanted)
        moves = [
            {"now": now, "then": then, "n_contacts": n}
            for (now, then), n in sorted(found.moves.items())
        ]
        shown = {"n_compared": found.n_compared, "n_contacts": found.n_people, "moves": moves}
        return Response(shown)


class LeadScoreRulesUndoView(APIView):
    """Undoing a change of the rules."""

    write_role = Role.MANAGER

    @extend_schema(
        operation_id="undo_lead_score_rules",
        request=None,
        responses={200: LeadScoreRulesOutput},
    )
    def post(self, request: ApiRequest, version: int) -> Response:
        """Undo the change that made this version, if it is the newest."""
        if version > rules_of(request.workspace).version:
            raise Http404
        rules = undo_rules(workspace=request.workspace, version=version, author=request.user)
        return Response(_shown(rules))


class LeadScoreQualityView(APIView):
    """How well factors predict."""

    @extend_schema(operation_id="get_lead_score_quality", responses={200: LeadScoreQualityOutput})
    def get(self, request: ApiRequest) -> Response:
        """Return how well each factor predicted likes and positive replies."""
        rows = factor_qualities(request.workspace, rules_of(request.workspace))
        shown = [
            {
                "factor": row.factor.code,
                "likes": None if row.likes is None else _auc(row.likes),
                "replies": _auc(row.replies),
            }
            for row in rows
        ]
        return Response({"factors": shown})


def _wanted(request: ApiRequest) -> ScoreRules:
    body = LeadScoreRulesInput(data=request.data)
    body.is_valid(raise_exception=True)
    sent = body.validated_data
    stored = values_of(rules_of(request.workspace))
    for part in ("weights", "half_lives", "fits"):
        sent[part] = {**stored[part], **sent.get(part, {})}
    return ScoreRules(**{**stored, **sent})


def _shown(rules: ScoreRules) -> dict[str, Any]:
    return {**values_of(rules), "version": rules.version}


def _auc(found: FactorAuc) -> dict[str, Any]:
    return asdict(found)
