"""Verdicts of campaigns by API: cards, recommendations, bulk verdicts, agreement, the map."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.campaigns import selectors
from leadqual.campaigns.models import BulkVerdict, Campaign, ExcludedVerdict, Reason, Verdict
from leadqual.campaigns.verdicts import agreement, exclusions, services
from leadqual.campaigns.verdicts.services import MAX_COMPANIES
from leadqual.core.api import operations as op
from leadqual.core.api.pages import NewestFirst, SequencePages
from leadqual.core.api.request_bodies import (
    IDS_HELP,
    KnownFieldsOnly,
    ResolvedIdsOutput,
    find_record,
)
from leadqual.core.double_review import Disagreement, DoubleReview
from leadqual.leads.id_resolution import resolve_ids
from leadqual.leads.models import Company

MAX_ROWS = 500


class VerdictInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /campaigns/{id}/verdicts`."""

    company = serializers.IntegerField(min_value=1)
    verdict = serializers.ChoiceField(choices=Verdict.Value.choices)
    weight = serializers.ChoiceField(
        choices=Verdict.Weight.choices,
        default=Verdict.Weight.NORMAL,
        help_text="2 for a strong like or dislike: it counts twice. A skip has weight 1.",
    )
    reasons = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=9
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a strong skip."""
        if attrs["verdict"] == Verdict.Value.SKIP and attrs["weight"] != Verdict.Weight.NORMAL:
            raise serializers.ValidationError({"weight": ["A skip has weight 1. Omit weight."]})
        return attrs


class VerdictQuery(op.Query):
    """Query of `GET /campaigns/{id}/verdicts`."""

    company = serializers.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        required=False,
        help_text="Return only verdicts on this company.",
    )
    current = op.BooleanParameter(default=False, help_text="Exclude undone and replaced verdicts.")


class VerdictOutput(serializers.ModelSerializer[Verdict]):
    """A verdict."""

    company_external_id = serializers.CharField(source="company.external_id", allow_null=True)
    verdict = serializers.CharField(source="value")
    author = serializers.CharField(
        read_only=True, help_text="Name of the person who gave the verdict."
    )
    is_final_decision = serializers.BooleanField(
        read_only=True,
        help_text="Final decision on a disagreement; it overrides all other verdicts.",
    )

    class Meta:
        model = Verdict
        fields = [
            *("id", "company", "company_external_id", "verdict", "weight", "reasons", "author"),
            *("request_id", "created_at", "score", "is_final_decision", "is_current", "undone_at"),
        ]


class BulkVerdictInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /campaigns/{id}/bulk-verdicts`."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=MAX_COMPANIES,
        help_text=f"{IDS_HELP} Companies that already have a verdict keep it.",
    )
    verdict = serializers.ChoiceField(choices=Reason.Verdict.choices)


class BulkVerdictOutput(ResolvedIdsOutput, serializers.ModelSerializer[BulkVerdict]):
    """A bulk verdict."""

    verdict = serializers.CharField(source="value")

    class Meta:
        model = BulkVerdict
        fields = [
            *("id", "verdict", "n_companies", "request_id", "created_at", "undone_at"),
            *("unknown_ids", "deleted_ids"),
        ]


class ExcludedVerdictInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /campaigns/{id}/excluded-verdicts`."""

    company = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class ExcludedVerdictOutput(serializers.ModelSerializer[ExcludedVerdict]):
    """A company whose verdicts are excluded from the ranking."""

    name = serializers.CharField(source="company.name")
    company_external_id = serializers.CharField(source="company.external_id", allow_null=True)
    author = serializers.CharField(read_only=True, help_text="Name of the person who excluded it.")

    class Meta:
        model = ExcludedVerdict
        fields = ["company", "company_external_id", "name", "author", "created_at"]


class PairOutput(serializers.Serializer[Any]):
    """Agreement of two people."""

    first = serializers.CharField()
    second = serializers.CharField()
    n = serializers.IntegerField(help_text="Companies that both reviewed.")
    n_agreed = serializers.IntegerField()
    kappa = serializers.FloatField(
        allow_null=True,
        help_text="Cohen's kappa; null if both gave every company the same verdict.",
    )


class AgreementOutput(serializers.Serializer[Any]):
    """Agreement between reviewers, without decisions on disagreements."""

    n_companies = serializers.IntegerField(
        source="measured.n", help_text="Companies reviewed by two or more people."
    )
    n_agreed = serializers.IntegerField(source="measured.n_agreed")
    alpha = serializers.FloatField(
        source="measured.alpha",
        allow_null=True,
        help_text="Krippendorff's alpha; null if it is undefined.",
    )
    pairs = PairOutput(many=True)
    n_awaiting = serializers.IntegerField(help_text="Companies waiting for a second reviewer.")
    n_open = serializers.IntegerField(help_text="Disagreements without a final decision.")


class OpinionOutput(serializers.Serializer[Any]):
    """Verdict of one person."""

    author = serializers.CharField()
    verdict = serializers.ChoiceField(choices=Reason.Verdict.choices)

    def to_representation(self, opinion: tuple[str, str]) -> dict[str, str]:
        """Return the opinion by name."""
        return dict(zip(("author", "verdict"), opinion, strict=True))


class CurrentVerdictField(serializers.CharField):
    """The verdict that counts where people disagree."""

    def to_representation(self, disagreement: Any) -> str:
        """Return it."""
        return agreement.current_verdict(disagreement)


class DisagreementOutput(serializers.Serializer[Any]):
    """A company with different verdicts."""

    company = serializers.IntegerField(source="thing.pk")
    company_external_id = serializers.CharField(source="thing.external_id", allow_null=True)
    name = serializers.CharField(source="thing.name")
    opinions = OpinionOutput(many=True)
    counts = CurrentVerdictField(source="*", help_text="The verdict used in the ranking.")
    decided_by = serializers.CharField(
        source="decided.author", allow_null=True, help_text="Null while the disagreement is open."
    )


class DecisionInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /campaigns/{id}/disagreements`."""

    company = serializers.IntegerField(min_value=1)
    verdict = serializers.ChoiceField(choices=Reason.Verdict.choices)


class VerdictViewSet(WorkspaceViewSet[Campaign]):
    """Verdicts of a campaign, and how far reviewers agree."""

    key, rows = "campaign", staticmethod(selectors.campaigns_of)

    @property
    def companies(self) -> QuerySet[Company]:
        """Return the companies of the workspace."""
        return Company.objects.filter(workspace=self.workspace)

    @op.get(
        "campaigns/<int:campaign_id>/verdicts",
        query=VerdictQuery,
        lists=VerdictOutput,
        pages=NewestFirst,
    )
    def list_verdicts(self, campaign: Campaign, query: op.Body) -> QuerySet[Verdict]:
        """List verdicts, the latest first, including undone ones."""
        found = selectors.history_of(campaign)
        if "company" in query:
            found = found.filter(company=query["company"])
        return found.filter(is_current=True) if query["current"] else found

    @op.post(
        "campaigns/<int:campaign_id>/verdicts", body=VerdictInput, returns=VerdictOutput, status=201
    )
    def record_verdict(self, campaign: Campaign, body: op.Body) -> Verdict:
        """Like, dislike or skip a company. The verdict counts from the next card."""
        return services.record_verdict(
            campaign=campaign,
            company=find_record(selectors.companies_of(campaign), "company", body["company"]),
            value=Verdict.Value(body["verdict"]),
            weight=body["weight"],
            author=self.user,
            reason_ids=body.get("reasons", []),
            request_id=self.request_id,
        )

    @op.delete("campaigns/<int:campaign_id>/verdicts/<int:verdict_id>")
    def undo_verdict(self, campaign: Campaign, verdict_id: int) -> None:
        """Undo a verdict. It stays in the history. Idempotent."""
        verdict = get_object_or_404(selectors.history_of(campaign), pk=verdict_id)
        services.undo_verdicts(step=verdict, person=self.user)

    @op.post(
        "campaigns/<int:campaign_id>/bulk-verdicts",
        body=BulkVerdictInput,
        returns=BulkVerdictOutput,
        status=201,
    )
    def create_bulk_verdict(self, campaign: Campaign, body: op.Body) -> BulkVerdict:
        """Like or dislike many companies at once."""
        resolved = resolve_ids(self.workspace, "company", body["ids"])
        step = services.record_bulk(
            campaign=campaign,
            company_ids=resolved.ids,
            value=Reason.Verdict(body["verdict"]),
            author=self.user,
            request_id=self.request_id or uuid.uuid4(),
        )
        step.resolved = resolved  # type: ignore[attr-defined]  # read by the output
        return step

    @op.delete("campaigns/<int:campaign_id>/bulk-verdicts/<int:step_id>")
    def undo_bulk_verdict(self, campaign: Campaign, step_id: int) -> None:
        """Undo a bulk verdict. Idempotent."""
        step = get_object_or_404(BulkVerdict, campaign=campaign, pk=step_id)
        services.undo_verdicts(step=step, person=self.user)

    @op.get("campaigns/<int:campaign_id>/excluded-verdicts", lists=ExcludedVerdictOutput)
    def list_excluded_verdicts(self, campaign: Campaign) -> QuerySet[ExcludedVerdict]:
        """List excluded verdicts."""
        return exclusions.excluded_of(campaign)

    @op.post(
        "campaigns/<int:campaign_id>/excluded-verdicts",
        body=ExcludedVerdictInput,
        returns=ExcludedVerdictOutput,
        status=201,
    )
    def exclude_verdicts(self, campaign: Campaign, body: op.Body) -> ExcludedVerdict:
        """Exclude the verdicts on a company from the ranking."""
        company = find_record(self.companies, "company", body["company"])
        return exclusions.exclude(campaign=campaign, company=company, author=self.user)

    @op.delete("campaigns/<int:campaign_id>/excluded-verdicts/<int:company_id>")
    def include_verdicts(self, campaign: Campaign, company_id: int) -> None:
        """Include the verdicts on a company again. Idempotent."""
        company = get_object_or_404(self.companies, pk=company_id)
        exclusions.include(campaign=campaign, company=company, person=self.user)

    @op.get("campaigns/<int:campaign_id>/agreement", returns=AgreementOutput)
    def get_agreement(self, campaign: Campaign) -> DoubleReview:
        """Return the agreement between reviewers."""
        return agreement.agreement_of(campaign)

    @op.get(
        "campaigns/<int:campaign_id>/disagreements", lists=DisagreementOutput, pages=SequencePages
    )
    def list_disagreements(self, campaign: Campaign) -> list[Disagreement]:
        """List disagreements, open ones first, up to 200."""
        return agreement.disagreements_of(agreement.agreement_of(campaign))

    @op.post(
        "campaigns/<int:campaign_id>/disagreements",
        body=DecisionInput,
        returns=VerdictOutput,
        status=201,
    )
    def decide_disagreement(self, campaign: Campaign, body: op.Body) -> Verdict:
        """Decide a disagreement. Deleting the verdict reopens it."""
        return agreement.resolve(
            campaign=campaign,
            company=find_record(self.companies, "company", body["company"]),
            value=Verdict.Value(body["verdict"]),
            person=self.user,
        )
