"""Campaigns by API: list, create, verdicts, the next card, recommendations."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.campaigns import selectors
from leadqual.campaigns.models import Campaign, ChosenBecause, Verdict
from leadqual.campaigns.ranking.cards import (
    Card,
    NoCard,
    Recommendation,
    Recommendations,
    ScoreExplanation,
)
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.ranking.ranked_list import recommendations
from leadqual.campaigns.setup import services as writes
from leadqual.campaigns.setup.services import MAX_EXPLORATION
from leadqual.campaigns.verdicts import services
from leadqual.campaigns.verdicts.undo import undo_verdict
from leadqual.core.api.pages import CursorPages, SequencePages
from leadqual.core.api.records_in_bodies import named_record
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.api.resolved_ids import IDS_HELP, ResolvedIdsOutput
from leadqual.core.api.schema.page_parameters import page_parameters
from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.leads.models import Company
from leadqual.leads.record_ids import ResolvedIds

MAX_ROWS = 500


class CampaignInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /campaigns`."""

    name = serializers.CharField(max_length=MAX_NAME, validators=[check_name])
    description = serializers.CharField(required=False, allow_blank=True, max_length=5_000)
    strategy = serializers.ChoiceField(
        choices=Campaign.Strategy.choices, default=Campaign.Strategy.LIKELY
    )
    company_ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        required=False,
        max_length=100_000,
        help_text="Restrict to these companies; if omitted, all companies of the workspace. "
        f"{IDS_HELP}",
    )


class CampaignChangeInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PATCH /campaigns/{id}`; omitted fields stay unchanged."""

    name = serializers.CharField(required=False, max_length=MAX_NAME, validators=[check_name])
    description = serializers.CharField(required=False, allow_blank=True, max_length=5_000)
    strategy = serializers.ChoiceField(choices=Campaign.Strategy.choices, required=False)
    scope = serializers.ChoiceField(
        choices=Campaign.Scope.choices,
        required=False,
        help_text="All companies of the workspace, or only those that were added.",
    )
    double_labeling_percent = serializers.IntegerField(required=False, min_value=0, max_value=100)
    exploration_percent = serializers.IntegerField(
        required=False, min_value=0, max_value=MAX_EXPLORATION
    )
    archived = serializers.BooleanField(required=False)


class CampaignOutput(serializers.ModelSerializer[Campaign]):
    """A campaign and its progress."""

    double_labeling_percent = serializers.IntegerField(
        read_only=True, help_text="Percentage of companies to double-label."
    )
    exploration_percent = serializers.IntegerField(
        source="exploration",
        read_only=True,
        help_text="Percentage of cards that check an area in which little was judged.",
    )
    n_companies = serializers.SerializerMethodField()
    n_judged = serializers.SerializerMethodField()
    n_liked = serializers.SerializerMethodField()

    class Meta:
        model = Campaign
        fields = [
            *("id", "name", "description", "strategy", "scope", "double_labeling_percent"),
            *("exploration_percent", "weights", "created_at", "archived_at"),
            *("n_companies", "n_judged", "n_liked"),
        ]

    def get_n_companies(self, campaign: Campaign) -> int:
        """Return the number of companies in the campaign."""
        return self._progress(campaign).n_companies

    def get_n_judged(self, campaign: Campaign) -> int:
        """Return the number of companies with a like or dislike."""
        return self._progress(campaign).n_judged

    def get_n_liked(self, campaign: Campaign) -> int:
        """Return the number of liked companies."""
        return self._progress(campaign).n_liked

    def _progress(self, campaign: Campaign) -> selectors.Progress:
        progress: dict[int, selectors.Progress] = self.context["progress"]
        return progress[campaign.pk]


class CreatedCampaignOutput(ResolvedIdsOutput, CampaignOutput):
    """A new campaign, and what the IDs of its companies meant."""

    class Meta(CampaignOutput.Meta):
        fields = [*CampaignOutput.Meta.fields, "unknown_ids", "deleted_ids"]


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


class VerdictQuery(serializers.Serializer[Any]):
    """Query of `GET /campaigns/{id}/verdicts`."""

    company = serializers.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        required=False,
        help_text="Return only verdicts on this company.",
    )
    current = serializers.BooleanField(
        default=False, help_text="Exclude undone and replaced verdicts."
    )


class VerdictOutput(serializers.ModelSerializer[Verdict]):
    """A verdict."""

    company_external_id = serializers.CharField(source="company.external_id", allow_null=True)
    verdict = serializers.CharField(source="value")
    author = serializers.SerializerMethodField()
    is_final_decision = serializers.BooleanField(
        read_only=True,
        help_text="Final decision on a disagreement; it overrides all other verdicts.",
    )

    class Meta:
        model = Verdict
        fields = [
            *(
                "id",
                "company",
                "company_external_id",
                "verdict",
                "weight",
                "reasons",
                "author",
                "request_id",
                "created_at",
            ),
            *("score", "is_final_decision", "is_current", "undone_at"),
        ]

    def get_author(self, verdict: Verdict) -> str:
        """Return the name of the person who gave the verdict."""
        return str(verdict.author)


class CompanyOutput(serializers.ModelSerializer[Company]):
    """The company of a card or a row."""

    class Meta:
        model = Company
        fields = [
            *("id", "external_id", "name", "domain", "industry", "business_model", "size"),
            *("employees", "city", "country"),
        ]


class NeighborOutput(serializers.Serializer[Any]):
    """A verdict or an example with its contribution to the score."""

    company = serializers.IntegerField(
        source="company_id", allow_null=True, help_text="Null for the description."
    )
    name = serializers.CharField()
    verdict = serializers.ChoiceField(
        choices=["like", "dislike", "example", "customer", "description"],
        help_text="The last three are examples, not verdicts: they count as likes until there "
        "are more likes.",
    )
    weight = serializers.IntegerField(help_text="2 for a strong like or dislike, else 1.")
    similarity = serializers.FloatField(help_text="0 to 1.")
    contribution = serializers.FloatField(help_text="Contribution to the score.")


class ScoreSideOutput(serializers.Serializer[Any]):
    """What all likes and examples, or all dislikes, contribute to a score."""

    n = serializers.IntegerField(help_text="Likes and examples, or dislikes.")
    total = serializers.FloatField(help_text="Contribution of all of them.")
    n_others = serializers.IntegerField(help_text="Those not listed in `neighbors`.")
    others = serializers.FloatField(help_text="Contribution of those.")


class ScoreBreakdownOutput(serializers.Serializer[Any]):
    """Score breakdown.

    `likes.total` and `dislikes.total` add up to the score; so do `neighbors` and `others`, and so
    do `factors`.
    """

    score = serializers.FloatField(
        help_text="Score from -1 to 1. From 0.25, half of 1 plus the score approximates the "
        "probability of a like."
    )
    outlook = serializers.CharField(
        help_text="The score in words: likely match, possible match, uncertain, possibly not a "
        "match or likely not a match."
    )
    evidence = serializers.ChoiceField(choices=["none", "weak", "good", "strong"])
    neighbors = NeighborOutput(
        many=True,
        help_text="The most similar verdicts and examples. Likes and examples come first if the "
        "score is above 0, dislikes if it is below.",
    )
    likes = ScoreSideOutput()
    dislikes = ScoreSideOutput()
    others = serializers.FloatField()
    n_others = serializers.IntegerField()
    n_verdicts = serializers.IntegerField()
    n_examples = serializers.IntegerField(
        help_text="Examples, including the description, that also count."
    )
    factors = serializers.DictField(child=serializers.FloatField())
    excluded_neighbors = NeighborOutput(
        source="dropped",
        many=True,
        help_text="Excluded neighbors, with the contribution they would have.",
    )


class CardOutput(serializers.Serializer[Any]):
    """The next company. If there is none, `company` is null and `empty_reason` gives the reason."""

    company = CompanyOutput(allow_null=True)
    why = ScoreBreakdownOutput(allow_null=True, help_text="Null before the first like or dislike.")
    similarity = serializers.FloatField(
        allow_null=True, help_text="Similarity to the description, -1 to 1."
    )
    chosen_because = serializers.ChoiceField(
        choices=ChosenBecause.choices,
        allow_null=True,
        help_text="Why this company is next; null if you chose it yourself.",
    )
    empty_reason = serializers.ChoiceField(
        choices=NoCard.choices,
        allow_null=True,
        help_text="Why there is no company; null where there is one.",
    )


class RecommendationOutput(serializers.Serializer[Any]):
    """A row of the ranking."""

    rank = serializers.IntegerField()
    company = CompanyOutput()
    why = ScoreBreakdownOutput(allow_null=True, help_text="Null before the first like or dislike.")
    similarity = serializers.FloatField(allow_null=True)


class RecommendationsOutput(serializers.Serializer[Any]):
    """A page of the ranking."""

    total = serializers.IntegerField()
    n_verdicts = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = RecommendationOutput(many=True)


class RankedPages(SequencePages):
    """Pages of a ranking, which is made anew for each."""

    max_page_size = MAX_ROWS


class _Ranking(Sequence[Recommendation]):
    """The ranking of a campaign, of which only what is asked for is made.

    Attributes:
        whole: numbers of the whole ranking; there once a part has been asked for.
    """

    whole: Recommendations

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign

    def __len__(self) -> int:
        return self.whole.total

    def __getitem__(self, part: Any) -> Any:
        self.whole = recommendations(self._campaign, start=part.start, size=part.stop - part.start)
        return self.whole.rows


def _campaign(request: ApiRequest, campaign_id: int) -> Campaign:
    campaigns = selectors.campaigns_of(request.workspace)
    return get_object_or_404(campaigns, pk=campaign_id)


def _output(campaigns: list[Campaign], *, many: bool) -> Any:
    context = {"progress": selectors.progress_of(campaigns)}
    return CampaignOutput(campaigns if many else campaigns[0], many=many, context=context).data


class CampaignListView(APIView):
    """Campaigns of the workspace."""

    @extend_schema(operation_id="list_campaigns", responses={200: CampaignOutput(many=True)})
    def get(self, request: ApiRequest) -> Response:
        """List campaigns, including archived ones."""
        pages = CursorPages()
        campaigns = selectors.campaigns_of(request.workspace)
        page = pages.paginate_queryset(campaigns, request, view=self) or []
        return pages.get_paginated_response(_output(list(page), many=True))

    @extend_schema(
        operation_id="create_campaign",
        request=CampaignInput,
        responses={201: CreatedCampaignOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Create a campaign with the default reasons."""
        body = CampaignInput(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        campaign = writes.create_campaign(
            workspace=request.workspace,
            name=values["name"],
            description=values.get("description", ""),
            strategy=Campaign.Strategy(values["strategy"]),
            author=request.user,
        )
        resolved = ResolvedIds(())
        if "company_ids" in values:
            resolved = writes.add_members(
                campaign=campaign,
                company_ids=values["company_ids"],
                author=request.user,
            ).resolved
        shown = _output([campaign], many=False)
        named = ResolvedIdsOutput({"resolved": resolved}).data
        return Response({**shown, **named}, status=status.HTTP_201_CREATED)


class CampaignView(APIView):
    """One campaign."""

    @extend_schema(operation_id="get_campaign", responses={200: CampaignOutput})
    def get(self, request: ApiRequest, campaign_id: int) -> Response:
        """Return a campaign and its progress."""
        return Response(_output([_campaign(request, campaign_id)], many=False))

    @extend_schema(
        operation_id="update_campaign",
        request=CampaignChangeInput,
        responses={200: CampaignOutput},
    )
    def patch(self, request: ApiRequest, campaign_id: int) -> Response:
        """Change a campaign, archive it or restore it. Verdicts and reasons are kept."""
        campaign = _campaign(request, campaign_id)
        body = CampaignChangeInput(data=request.data)
        body.is_valid(raise_exception=True)
        sent = dict(body.validated_data)
        is_archived = sent.pop("archived", None)
        if sent:
            fields = ("name", "description", "strategy", "scope")
            given = {name: sent.get(name, getattr(campaign, name)) for name in fields}
            writes.update_campaign(
                campaign=campaign,
                name=given["name"],
                description=given["description"],
                strategy=Campaign.Strategy(given["strategy"]),
                scope=Campaign.Scope(given["scope"]),
                double_labeling_percent=sent.get("double_labeling_percent"),
                exploration=sent.get("exploration_percent"),
                author=request.user,
            )
        if is_archived is not None:
            writes.set_archived(campaign=campaign, is_archived=is_archived, author=request.user)
        return Response(_output([_campaign(request, campaign_id)], many=False))


class LatestFirst(CursorPages):
    """Pages with the latest first."""

    ordering = "-id"


class VerdictListView(APIView):
    """Verdicts of one campaign."""

    @extend_schema(
        operation_id="list_verdicts",
        parameters=[VerdictQuery],
        responses={200: VerdictOutput(many=True)},
    )
    def get(self, request: ApiRequest, campaign_id: int) -> Response:
        """List verdicts, the latest first, including undone ones."""
        query = VerdictQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = selectors.history_of(_campaign(request, campaign_id))
        if "company" in query.validated_data:
            found = found.filter(company=query.validated_data["company"])
        if query.validated_data["current"]:
            found = found.filter(is_current=True)
        pages = LatestFirst()
        page = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(VerdictOutput(page, many=True).data)

    @extend_schema(
        operation_id="record_verdict",
        request=VerdictInput,
        responses={201: VerdictOutput},
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                uuid.UUID,
                OpenApiParameter.HEADER,
                description="Generate one for each verdict; a repeated request changes nothing.",
            )
        ],
    )
    def post(self, request: ApiRequest, campaign_id: int) -> Response:
        """Like, dislike or skip a company. The verdict counts from the next card."""
        campaign = _campaign(request, campaign_id)
        body = VerdictInput(data=request.data)
        body.is_valid(raise_exception=True)
        companies = selectors.companies_of(campaign)
        verdict = services.record_verdict(
            campaign=campaign,
            company=named_record(companies, "company", body.validated_data["company"]),
            value=Verdict.Value(body.validated_data["verdict"]),
            weight=body.validated_data["weight"],
            author=request.user,
            reason_ids=body.validated_data.get("reasons", []),
            request_id=_request_id(request),
        )
        return Response(VerdictOutput(verdict).data, status=status.HTTP_201_CREATED)


def _request_id(request: Request) -> uuid.UUID | None:
    sent = request.headers.get("Idempotency-Key")
    if sent is None:
        return None
    try:
        return uuid.UUID(sent)
    except ValueError as error:
        raise serializers.ValidationError({"Idempotency-Key": "Send a UUID."}) from error


class VerdictView(APIView):
    """One verdict."""

    @extend_schema(operation_id="undo_verdict", responses={204: None})
    def delete(self, request: ApiRequest, campaign_id: int, verdict_id: int) -> Response:
        """Undo a verdict. It stays in the history. Idempotent."""
        history = selectors.history_of(_campaign(request, campaign_id))
        verdict = get_object_or_404(history, pk=verdict_id)
        undo_verdict(verdict=verdict, person=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class NextView(APIView):
    """The next card of whoever asks."""

    read_role = Role.QUALIFIER  # It leases the card.

    @extend_schema(operation_id="get_next_card", responses={200: CardOutput})
    def get(self, request: ApiRequest, campaign_id: int) -> Response:
        """Return the next company to review, leased to you for one minute.

        Companies and the description of a campaign are analyzed in the background. While
        `empty_reason` is `not_embedded` or `description_unread`, ask again after a second.
        """
        campaign = _campaign(request, campaign_id)
        found = next_card(campaign, person=request.user)
        if isinstance(found, Card):
            return Response(shown_card(found))
        return Response(
            {
                **dict.fromkeys(("company", "why", "similarity", "chosen_because")),
                "empty_reason": found.value,
            }
        )


class RecommendationListView(APIView):
    """The ranked list of one campaign."""

    @extend_schema(
        operation_id="list_recommendations",
        parameters=page_parameters(RankedPages),
        responses={200: RecommendationsOutput},
    )
    def get(self, request: ApiRequest, campaign_id: int) -> Response:
        """Rank every company without a like or dislike, best first."""
        campaign = _campaign(request, campaign_id)
        pages, ranking = RankedPages(), _Ranking(campaign)
        rows = pages.paginate_queryset(ranking, request, view=self)
        response = pages.get_paginated_response([_row(row) for row in rows])
        response.data |= {"total": ranking.whole.total, "n_verdicts": ranking.whole.n_verdicts}
        return response


def shown_card(card: Card) -> dict[str, Any]:
    """Return a card as the API answers it."""
    return {
        "company": CompanyOutput(card.company).data,
        "why": _why(card.why),
        "similarity": card.likeness,
        "chosen_because": card.chosen_because or None,
        "empty_reason": None,
    }


def _row(row: Recommendation) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "company": CompanyOutput(row.company).data,
        "why": _why(row.why),
        "similarity": row.likeness,
    }


def _why(why: ScoreExplanation | None) -> dict[str, Any] | None:
    return None if why is None else dict(ScoreBreakdownOutput(why).data)
