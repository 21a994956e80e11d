"""Rankings of campaigns by API: cards, recommendations, order and weights, the company map."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role
from leadqual.campaigns import map_layout
from leadqual.campaigns.api.campaigns import update
from leadqual.campaigns.models import Campaign, ChosenBecause
from leadqual.campaigns.ranking.cards import Card, NoCard, Recommendation, Recommendations
from leadqual.campaigns.ranking.learned_weights import learned_of, use_learned
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.ranking.preview import preview
from leadqual.campaigns.ranking.ranked_list import default_weights, recommendations
from leadqual.campaigns.selectors import campaigns_of
from leadqual.campaigns.setup import seeds
from leadqual.campaigns.setup import services as writes
from leadqual.campaigns.setup.segments import companies_by_url
from leadqual.campaigns.setup.services import MAX_EXPLORATION
from leadqual.core.api import operations as op
from leadqual.core.api.pages import SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.models import Company
from recommender.types import FACTORS

MAX_ROWS = 500


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
        source="excluded",
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
        # Cards of the API have no filters.
        choices=[choice for choice in NoCard.choices if choice[0] != NoCard.NO_MATCHES],
        allow_null=True,
        help_text="Why there is no company; null where there is one.",
    )


class RecommendationOutput(serializers.Serializer[Any]):
    """A row of the ranking."""

    rank = serializers.IntegerField()
    company = CompanyOutput()
    why = ScoreBreakdownOutput(allow_null=True, help_text="Null before the first like or dislike.")
    similarity = serializers.FloatField(source="description_similarity", allow_null=True)


class RecommendationsOutput(serializers.Serializer[Any]):
    """A page of the ranking."""

    total = serializers.IntegerField()
    n_verdicts = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = RecommendationOutput(many=True)


class RankedPages(SequencePages):
    """Pages of a ranking, which is computed for each."""

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


class CardOrder(KnownFieldsOnly, serializers.Serializer[Any]):
    """Card order of a campaign. Omitted fields stay unchanged."""

    strategy = serializers.ChoiceField(choices=Campaign.Strategy.choices, required=False)
    double_labeling_percent = serializers.IntegerField(
        min_value=0,
        max_value=100,
        required=False,
        help_text="Percentage of companies to double-label.",
    )
    exploration_percent = serializers.IntegerField(
        source="exploration",
        min_value=0,
        max_value=MAX_EXPLORATION,
        required=False,
        help_text="Percentage of cards that check an area in which little was judged.",
    )


class WeightsInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PUT /campaigns/{id}/weights`."""

    weights = serializers.DictField(
        child=serializers.FloatField(min_value=0, max_value=1),
        required=False,
        help_text=f"Weights of {', '.join(FACTORS)}; omitted ones keep their default.",
    )
    use_learned = serializers.BooleanField(
        default=False, help_text="Use the learned weights; omit `weights` then."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Want one of the two."""
        if attrs["use_learned"] == ("weights" in attrs):
            raise serializers.ValidationError("Send either `weights` or `use_learned`.")
        return attrs


class LearnedWeightsOutput(serializers.Serializer[Any]):
    """Weights learned from verdicts."""

    weights = serializers.DictField(child=serializers.FloatField())
    n_verdicts = serializers.IntegerField()
    n_reasons = serializers.IntegerField()


class WeightsOutput(serializers.Serializer[Any]):
    """Weights of the factors."""

    weights = serializers.DictField(
        child=serializers.FloatField(), help_text="The active weight of each factor."
    )
    own = serializers.DictField(
        child=serializers.FloatField(), help_text="The weights set for this campaign."
    )
    learned = LearnedWeightsOutput(allow_null=True, help_text="Null before the tenth verdict.")


class MapLayoutOutput(serializers.Serializer[Any]):
    """What became of the map."""

    is_done = serializers.BooleanField(
        help_text="Whether the map has changed. False: it is recomputed in the background, or "
        "there was no previous map."
    )


class RankingViewSet(WorkspaceViewSet[Campaign]):
    """Rankings of campaigns."""

    key, rows = "campaign", staticmethod(campaigns_of)

    @op.get(  # It leases the card.
        "campaigns/<int:campaign_id>/next", returns=CardOutput, role=Role.QUALIFIER
    )
    def get_next_card(self, campaign: Campaign) -> dict[str, Any]:
        """Return the next company to review, leased to you for one minute.

        Companies and the description of a campaign are analyzed in the background. While
        `empty_reason` is `not_embedded` or `description_unread`, ask again after a second.
        """
        found = next_card(campaign, person=self.user)
        if isinstance(found, Card):
            return shown_card(found)
        return {**dict.fromkeys(CardOutput().fields), "empty_reason": found.value}

    @op.get(
        "campaigns/<int:campaign_id>/recommendations",
        returns=RecommendationsOutput,
        pages=RankedPages,
    )
    def list_recommendations(self, campaign: Campaign) -> dict[str, Any]:
        """Rank every company without a like or dislike, best first."""
        pages, ranking = RankedPages(), _Ranking(campaign)
        rows = pages.paginate_queryset(ranking, self.request, view=self)
        return {
            "total": ranking.whole.total,
            "n_verdicts": ranking.whole.n_verdicts,
            "next": pages.get_next_link(),
            "previous": pages.get_previous_link(),
            "results": rows,
        }

    @op.post("campaigns/preview", body=CampaignPreviewInput, returns=CampaignPreviewOutput)
    def preview_campaign(self, body: op.Body) -> dict[str, Any]:
        """Return the first companies that a campaign would ask about. Nothing is saved."""
        domains = seeds.look_up_domains(self.workspace, body["domains"])
        customers = companies_by_url(self.workspace, body["search"]) if "search" in body else None
        cards = preview(
            workspace=self.workspace,
            person=self.user,
            description=body["description"],
            strategy=Campaign.Strategy(body["strategy"]),
            domains=domains,
            customers=customers,
        )
        return {
            "found": domains.found,
            "unknown": domains.unknown,
            "invalid": domains.invalid,
            "n_customers": customers.count() if customers is not None else 0,
            "cards": [shown_card(card) for card in cards],
        }

    @op.get("campaigns/<int:campaign_id>/order", returns=CardOrder)
    def get_order(self, campaign: Campaign) -> Campaign:
        """Return the card order, and the shares of double labeling and exploration."""
        return campaign

    @op.put("campaigns/<int:campaign_id>/order", body=CardOrder, returns=CardOrder)
    def set_order(self, campaign: Campaign, body: op.Body) -> Campaign:
        """Set the card order, starting with the next card."""
        update(campaign, body, author=self.user)
        return campaign

    @op.get("campaigns/<int:campaign_id>/weights", returns=WeightsOutput)
    def get_weights(self, campaign: Campaign) -> dict[str, Any]:
        """Return the active weights, and the weights learned from verdicts and reasons."""
        return _weights(campaign)

    @op.put("campaigns/<int:campaign_id>/weights", body=WeightsInput, returns=WeightsOutput)
    def set_weights(self, campaign: Campaign, body: op.Body) -> dict[str, Any]:
        """Set the weights of a campaign. An empty object resets them to the defaults."""
        if body["use_learned"]:
            use_learned(campaign, author=self.user)
        else:
            writes.set_weights(campaign=campaign, weights=body["weights"], author=self.user)
        return _weights(campaign)


class CompanyMapViewSet(WorkspaceViewSet[Any]):
    """The positions of companies on the map of the workspace."""

    write_role = Role.MANAGER

    @op.post("company-map", returns=MapLayoutOutput)
    def lay_out_map(self) -> dict[str, bool]:
        """Recompute the map of companies; in the background where there are many."""
        return {"is_done": map_layout.recompute_or_enqueue(self.workspace.pk)}

    @op.delete("company-map", returns=MapLayoutOutput)
    def undo_map_layout(self) -> dict[str, bool]:
        """Restore the previous map. Idempotent."""
        return {"is_done": map_layout.undo_layout(self.workspace.pk)}


def shown_card(card: Card) -> dict[str, Any]:
    """Return a card as `CardOutput` writes it."""
    return {
        "company": card.company,
        "why": card.why,
        "similarity": card.description_similarity,
        "chosen_because": card.chosen_because or None,
        "empty_reason": None,
    }


def _weights(campaign: Campaign) -> dict[str, Any]:
    return {
        "weights": {**default_weights(), **campaign.weights},
        "own": campaign.weights,
        "learned": learned_of(campaign),
    }
