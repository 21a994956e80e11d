"""Setting up campaigns by API: a preview, companies, customers and reasons."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.campaigns.api.campaigns import CardOutput, shown_card
from leadqual.campaigns.models import Campaign, Reason
from leadqual.campaigns.ranking.preview import CampaignDraft, preview
from leadqual.campaigns.selectors import campaigns_of
from leadqual.campaigns.setup import seeds
from leadqual.campaigns.setup import services as writes
from leadqual.campaigns.setup.search_scope import segment_of
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.api.resolved_ids import IDS_HELP, ResolvedIdsOutput
from recommender.types import FACTORS

_MAX_KEY = 2**63 - 1


class CampaignPreviewInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /campaigns/preview`; nothing of it is saved."""

    description = serializers.CharField(
        required=False, allow_blank=True, max_length=5_000, default=""
    )
    strategy = serializers.ChoiceField(
        choices=Campaign.Strategy.choices, default=Campaign.Strategy.LIKELY
    )
    domains = serializers.ListField(
        child=serializers.CharField(max_length=2_000),
        default=list,
        max_length=2 * seeds.MAX_SEEDS,
        help_text="Domains of example companies.",
    )
    search = serializers.CharField(
        required=False, max_length=50_000, help_text="A company search that finds customers."
    )


class CampaignPreviewOutput(serializers.Serializer[Any]):
    """What a campaign would begin with."""

    found = serializers.ListField(
        child=serializers.CharField(), help_text="Domains of known companies."
    )
    unknown = serializers.ListField(
        child=serializers.CharField(), help_text="Domains without a company so far."
    )
    invalid = serializers.ListField(
        child=serializers.CharField(), help_text="Lines that are not a company domain."
    )
    n_customers = serializers.IntegerField()
    cards = CardOutput(many=True, help_text="The first companies that it would ask about.")


class CampaignCompaniesInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /campaigns/{id}/companies`."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=_MAX_KEY),
        min_length=1,
        max_length=100_000,
        help_text=IDS_HELP,
    )


class CampaignAdditionOutput(ResolvedIdsOutput):
    """What an addition changed. Send `after`, `upto` and `was_all` to undo it."""

    n_new = serializers.IntegerField(help_text="Companies that were not in the campaign.")
    after = serializers.IntegerField()
    upto = serializers.IntegerField()
    was_all = serializers.BooleanField(
        help_text="Whether the campaign included all companies; it is restricted now."
    )


class CampaignAdditionUndoInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /campaigns/{id}/companies/undo`: the answer to the addition, or its values."""

    after = serializers.IntegerField(min_value=0, max_value=_MAX_KEY)
    upto = serializers.IntegerField(min_value=0, max_value=_MAX_KEY)
    was_all = serializers.BooleanField(default=False)
    unknown_ids = serializers.ListField(
        child=serializers.IntegerField(), required=False, help_text="Ignored."
    )
    deleted_ids = serializers.ListField(
        child=serializers.IntegerField(), required=False, help_text="Ignored."
    )


class RemovedCompaniesOutput(serializers.Serializer[Any]):
    """What was removed."""

    n_removed = serializers.IntegerField()


class ReasonLineInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """A reason; its place in the list is its key, 1 to 9."""

    text = serializers.CharField(max_length=60, allow_blank=True, help_text="Empty frees the key.")
    factor = serializers.ChoiceField(
        FACTORS,
        required=False,
        allow_blank=True,
        help_text="What it is about; empty for something else.",
    )
    direction = serializers.IntegerField(
        default=0, min_value=-1, max_value=1, help_text="-1: too small, 1: too large."
    )


def _reason_lines() -> ReasonLineInput:
    """Return a list of reasons, at most one for each key."""
    listed: dict[str, Any] = {"many": True, "max_length": writes.N_REASONS}
    return ReasonLineInput(required=False, **listed)


class ReasonsInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PUT /campaigns/{id}/reasons`; a list that is left out stays."""

    like = _reason_lines()
    dislike = _reason_lines()


class ReasonOutput(serializers.ModelSerializer[Reason]):
    """A reason of verdicts."""

    class Meta:
        model = Reason
        fields = ["id", "position", "text", "factor", "direction"]


class ReasonsOutput(serializers.Serializer[Any]):
    """The reasons that a campaign offers."""

    like = ReasonOutput(many=True)
    dislike = ReasonOutput(many=True)


class CampaignPreviewView(APIView):
    """A campaign that is not there yet."""

    @extend_schema(
        operation_id="preview_campaign",
        request=CampaignPreviewInput,
        responses={200: CampaignPreviewOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Return the first companies that a campaign would ask about. Nothing is saved."""
        body = CampaignPreviewInput(data=request.data)
        body.is_valid(raise_exception=True)
        sent, workspace = body.validated_data, request.workspace
        domains = seeds.look_up(workspace, sent["domains"])
        customers = segment_of(workspace, sent["search"]) if "search" in sent else None
        draft = CampaignDraft(
            sent["description"], Campaign.Strategy(sent["strategy"]), domains, customers
        )
        cards = preview(draft, workspace=workspace, person=request.user)
        shown = {
            "found": list(domains.found),
            "unknown": list(domains.unknown),
            "invalid": list(domains.unreadable),
            "n_customers": customers.count() if customers is not None else 0,
            "cards": [shown_card(card) for card in cards],
        }
        return Response(shown)


class CampaignCompaniesView(APIView):
    """Companies of one campaign."""

    @extend_schema(
        operation_id="add_campaign_companies",
        request=CampaignCompaniesInput,
        responses={200: CampaignAdditionOutput},
    )
    def post(self, request: ApiRequest, campaign_id: int) -> Response:
        """Add companies, and restrict the campaign to those that were added."""
        campaign = _campaign(request, campaign_id)
        body = CampaignCompaniesInput(data=request.data)
        body.is_valid(raise_exception=True)
        ids = body.validated_data["ids"]
        added = writes.add_members(campaign=campaign, company_ids=ids, author=request.user)
        return Response(CampaignAdditionOutput(added).data)


class CampaignCompaniesUndoView(APIView):
    """Undoing an addition."""

    @extend_schema(
        operation_id="undo_campaign_companies",
        request=CampaignAdditionUndoInput,
        responses={200: RemovedCompaniesOutput},
    )
    def post(self, request: ApiRequest, campaign_id: int) -> Response:
        """Undo an addition of companies. Verdicts are kept."""
        campaign = _campaign(request, campaign_id)
        body = CampaignAdditionUndoInput(data=request.data)
        body.is_valid(raise_exception=True)
        added = {name: body.validated_data[name] for name in ("after", "upto", "was_all")}
        n = writes.undo_added(campaign=campaign, author=request.user, **added)
        return Response({"n_removed": n})


class CustomersView(APIView):
    """Customers of one campaign, which are examples."""

    @extend_schema(operation_id="remove_customers", responses={200: RemovedCompaniesOutput})
    def delete(self, request: ApiRequest, campaign_id: int) -> Response:
        """Remove all customers from the examples. The companies are kept. Idempotent."""
        campaign = _campaign(request, campaign_id)
        return Response(
            {"n_removed": seeds.remove_customers(campaign=campaign, author=request.user)}
        )


class ReasonsView(APIView):
    """Reasons of one campaign."""

    @extend_schema(operation_id="get_reasons", responses={200: ReasonsOutput})
    def get(self, request: ApiRequest, campaign_id: int) -> Response:
        """Return the reasons for likes and dislikes; verdicts name them by ID."""
        return Response(_reasons(_campaign(request, campaign_id)))

    @extend_schema(operation_id="set_reasons", request=ReasonsInput, responses={200: ReasonsOutput})
    def put(self, request: ApiRequest, campaign_id: int) -> Response:
        """Replace the reasons. Past verdicts keep theirs."""
        campaign = _campaign(request, campaign_id)
        body = ReasonsInput(data=request.data)
        body.is_valid(raise_exception=True)
        for verdict in Reason.Verdict:
            if verdict.value in body.validated_data:
                lines = [writes.ReasonLine(**line) for line in body.validated_data[verdict.value]]
                writes.set_reasons(
                    campaign=campaign, verdict=verdict, lines=lines, author=request.user
                )
        return Response(_reasons(campaign))


def _campaign(request: ApiRequest, campaign_id: int) -> Campaign:
    return get_object_or_404(campaigns_of(request.workspace), pk=campaign_id)


def _reasons(campaign: Campaign) -> dict[str, Any]:
    rows = list(Reason.objects.filter(campaign=campaign, position__isnull=False))
    return {
        verdict.value: ReasonOutput([row for row in rows if row.verdict == verdict], many=True).data
        for verdict in Reason.Verdict
    }
