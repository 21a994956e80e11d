"""Lead scores by API: the score of a contact, and the rules of the workspace."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.lead_scores.evaluation import factor_qualities
from leadqual.lead_scores.factors import CODES, Group
from leadqual.lead_scores.person_score import breakdown_of
from leadqual.lead_scores.rule_preview import preview_rules
from leadqual.lead_scores.rules import (
    check_rules,
    reset_rules,
    save_rules,
    undo_rules,
    values_of,
)
from leadqual.lead_scores.score_rules import MAX_HALF_LIFE, MAX_WEIGHT, ScoreRules
from leadqual.lead_scores.scoring import TIERS
from leadqual.lead_scores.selectors import rules_of
from leadqual.leads.models import Contact

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


class FactorPointsOutput(serializers.Serializer[Any]):
    """What one factor adds to a score."""

    factor = serializers.ChoiceField(CODES, source="factor.code")
    label = serializers.CharField(source="factor.label")  # type: ignore[assignment]  # hides the name of the base
    group = serializers.ChoiceField([group.value for group in Group], source="factor.group")
    points = serializers.IntegerField(help_text="Negative for a deduction.")
    max_points = serializers.IntegerField(source="most", help_text="Maximum points of the factor.")
    days = serializers.IntegerField(
        allow_null=True, help_text="Days since it happened; null if the factor does not decay."
    )
    why = serializers.CharField(help_text="What earned the points, in words.")


@extend_schema_serializer(component_name="LeadScore")
class LeadScoreOutput(serializers.Serializer[Any]):
    """The lead score of a contact; the points and `limited` add up to it."""

    score = serializers.IntegerField(help_text="0 to 100.")
    tier = serializers.ChoiceField(TIERS)
    factors = FactorPointsOutput(many=True, source="lines")
    limited = serializers.IntegerField(
        help_text="Points added or removed to keep the score from 0 to 100."
    )


class LeadScoreViewSet(WorkspaceViewSet[Contact]):
    """The lead score of one person."""

    key, queryset = "contact", Contact.objects.all()

    @op.get("contacts/<int:contact_id>/lead-score", returns=LeadScoreOutput)
    def get_lead_score(self, contact: Contact) -> Any:
        """Return the lead score of a contact and the points of each factor."""
        return breakdown_of(self.workspace, contact)


class LeadScoreRulesViewSet(WorkspaceViewSet[Any]):
    """The rules of the workspace."""

    write_role = Role.MANAGER

    @op.get("lead-score-rules", returns=LeadScoreRulesOutput)
    def get_lead_score_rules(self) -> dict[str, Any]:
        """Return the rules by which contacts are scored."""
        return _serialized(rules_of(self.workspace))

    @op.put("lead-score-rules", body=LeadScoreRulesInput, returns=LeadScoreRulesOutput)
    def set_lead_score_rules(self, body: op.Body) -> dict[str, Any]:
        """Change the rules. Scores are updated within minutes."""
        wanted = self._rules_from(body)
        return _serialized(save_rules(workspace=self.workspace, rules=wanted, author=self.user))

    @op.delete("lead-score-rules", returns=LeadScoreRulesOutput)
    def reset_lead_score_rules(self) -> dict[str, Any]:
        """Reset the rules to the defaults. Scores are updated within minutes."""
        return _serialized(reset_rules(workspace=self.workspace, author=self.user))

    @op.post("lead-score-rules/preview", body=LeadScoreRulesInput, returns=LeadScorePreviewOutput)
    def preview_lead_score_rules(self, body: op.Body) -> dict[str, Any]:
        """Return how many contacts would change tier by other rules. Nothing is saved."""
        wanted = self._rules_from(body)
        check_rules(wanted)
        found = preview_rules(self.workspace, wanted)
        moves = [
            {"now": now, "then": then, "n_contacts": n}
            for (now, then), n in sorted(found.moves.items())
        ]
        return {"n_compared": found.n_compared, "n_contacts": found.n_people, "moves": moves}

    @op.post("lead-score-rules/<int:version>/undo", returns=LeadScoreRulesOutput)
    def undo_lead_score_rules(self, version: int) -> dict[str, Any]:
        """Undo the change that made this version, if it is the newest."""
        if version > rules_of(self.workspace).version:
            raise Http404
        rules = undo_rules(workspace=self.workspace, version=version, author=self.user)
        return _serialized(rules)

    @op.get("lead-score-rules/quality", returns=LeadScoreQualityOutput)
    def get_lead_score_quality(self) -> dict[str, Any]:
        """Return how well each factor predicted likes and positive replies."""
        rows = factor_qualities(self.workspace, rules_of(self.workspace))
        factors = [
            {"factor": row.factor.code, "likes": row.likes, "replies": row.replies} for row in rows
        ]
        return {"factors": factors}

    def _rules_from(self, body: op.Body) -> ScoreRules:
        stored, sent = values_of(rules_of(self.workspace)), dict(body)
        for part in ("weights", "half_lives", "fits"):
            sent[part] = {**stored[part], **sent.get(part, {})}
        return ScoreRules(**{**stored, **sent})


def _serialized(rules: ScoreRules) -> dict[str, Any]:
    return {**values_of(rules), "version": rules.version}
