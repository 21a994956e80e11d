"""Campaigns by API: create and change them, their companies, examples, reasons and weights."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import User
from leadqual.campaigns import selectors
from leadqual.campaigns.models import Campaign, Reason, Seed
from leadqual.campaigns.setup import seeds
from leadqual.campaigns.setup import services as writes
from leadqual.campaigns.setup.segments import companies_by_url
from leadqual.campaigns.setup.services import MAX_EXPLORATION
from leadqual.core.api import operations as op
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import IDS_HELP, KnownFieldsOnly, ResolvedIdsOutput
from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.leads.id_resolution import ResolvedIds, resolve_ids
from recommender.types import FACTORS

_LONGEST_LINE = 2_000
_MAX_KEY = 2**63 - 1


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
        source="exploration", required=False, min_value=0, max_value=MAX_EXPLORATION
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
    n_companies = serializers.IntegerField(
        source="progress.n_companies", read_only=True, help_text="Companies in the campaign."
    )
    n_judged = serializers.IntegerField(
        source="progress.n_judged", read_only=True, help_text="Companies with a like or dislike."
    )
    n_liked = serializers.IntegerField(
        source="progress.n_liked", read_only=True, help_text="Liked companies."
    )

    class Meta:
        model = Campaign
        fields = [
            *("id", "name", "description", "strategy", "scope", "double_labeling_percent"),
            *("exploration_percent", "weights", "created_at", "archived_at"),
            *("n_companies", "n_judged", "n_liked"),
        ]


class CreatedCampaignOutput(ResolvedIdsOutput, CampaignOutput):
    """A new campaign, and what the IDs of its companies meant."""

    class Meta(CampaignOutput.Meta):
        fields = [*CampaignOutput.Meta.fields, "unknown_ids", "deleted_ids"]


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


class SeedsInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /campaigns/{id}/seeds`; at least one of the three."""

    domains = serializers.ListField(
        child=serializers.CharField(max_length=_LONGEST_LINE),
        required=False,
        max_length=2 * seeds.MAX_SEEDS,
        help_text="Domains of example companies; unknown ones are used once the company is "
        "imported.",
    )
    company_ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        required=False,
        max_length=seeds.MAX_SEEDS,
        help_text=f"Companies that are customers. {IDS_HELP}",
    )
    search = serializers.CharField(
        required=False,
        max_length=50_000,
        help_text="Query string of a company search, e.g. `?industry=Software`, that finds "
        "customers.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Want at least one of the three."""
        if not attrs:
            raise serializers.ValidationError("Send `domains`, `company_ids` or `search`.")
        return attrs


class SeedsOutput(ResolvedIdsOutput):
    """The result of adding examples."""

    n_new = serializers.IntegerField(help_text="Examples that are new in the campaign.")
    found = serializers.ListField(
        child=serializers.CharField(), help_text="Domains of known companies."
    )
    unknown = serializers.ListField(
        child=serializers.CharField(),
        help_text="Domains without a company so far.",
    )
    n_duplicates = serializers.IntegerField()
    invalid = serializers.ListField(
        child=serializers.CharField(),
        help_text="Lines that are not a company domain; skipped.",
    )


class SeedOutput(serializers.ModelSerializer[Seed]):
    """An example or customer. `company` is null while its domain is unknown."""

    name = serializers.SerializerMethodField()
    company_external_id = serializers.CharField(source="company.external_id", allow_null=True)

    class Meta:
        model = Seed
        fields = [
            *("id", "origin", "domain", "company", "company_external_id", "name", "created_at")
        ]

    def get_name(self, seed: Seed) -> str:
        """Return the name of the company; empty while the domain is unknown."""
        return seed.company.name if seed.company else ""


class CampaignPages(CursorPages):
    """Pages of campaigns with their progress."""

    def paginate_queryset(self, *args: Any, **kwargs: Any) -> Any:
        """Return the campaigns of a page; one query for the progress of all."""
        return _with_progress(super().paginate_queryset(*args, **kwargs))


def _with_progress(campaigns: list[Campaign]) -> list[Campaign]:
    progress = selectors.progress_of(campaigns)
    for campaign in campaigns:
        campaign.progress = progress[campaign.pk]  # type: ignore[attr-defined]  # read by the output
    return campaigns


class CampaignViewSet(WorkspaceViewSet[Campaign]):
    """Campaigns of the workspace, their companies, examples and reasons."""

    key, rows = "campaign", staticmethod(selectors.campaigns_of)

    @op.get("campaigns", lists=CampaignOutput, pages=CampaignPages)
    def list_campaigns(self) -> QuerySet[Campaign]:
        """List campaigns, including archived ones."""
        return self.get_queryset()

    @op.post("campaigns", body=CampaignInput, returns=CreatedCampaignOutput, status=201)
    def create_campaign(self, body: op.Body) -> Campaign:
        """Create a campaign with the default reasons."""
        campaign = writes.create_campaign(
            workspace=self.workspace,
            name=body["name"],
            description=body.get("description", ""),
            strategy=Campaign.Strategy(body["strategy"]),
            author=self.user,
        )
        resolved = ResolvedIds(())
        if "company_ids" in body:
            resolved = writes.add_members(
                campaign=campaign, company_ids=body["company_ids"], author=self.user
            ).resolved
        campaign.resolved = resolved  # type: ignore[attr-defined]  # read by the output
        return _with_progress([campaign])[0]

    @op.get("campaigns/<int:campaign_id>", returns=CampaignOutput)
    def get_campaign(self, campaign: Campaign) -> Campaign:
        """Return a campaign and its progress."""
        return _with_progress([campaign])[0]

    @op.patch("campaigns/<int:campaign_id>", body=CampaignChangeInput, returns=CampaignOutput)
    def update_campaign(self, campaign: Campaign, body: op.Body) -> Campaign:
        """Change a campaign, archive it or restore it. Verdicts and reasons are kept."""
        if body.keys() - {"archived"}:
            update(campaign, body, author=self.user)
        if "archived" in body:
            writes.set_archived(campaign=campaign, is_archived=body["archived"], author=self.user)
        return _with_progress([self.get_object()])[0]

    @op.post(
        "campaigns/<int:campaign_id>/companies",
        body=CampaignCompaniesInput,
        returns=CampaignAdditionOutput,
    )
    def add_campaign_companies(self, campaign: Campaign, body: op.Body) -> Any:
        """Add companies, and restrict the campaign to those that were added."""
        return writes.add_members(campaign=campaign, company_ids=body["ids"], author=self.user)

    @op.post(
        "campaigns/<int:campaign_id>/companies/undo",
        body=CampaignAdditionUndoInput,
        returns=RemovedCompaniesOutput,
    )
    def undo_campaign_companies(self, campaign: Campaign, body: op.Body) -> dict[str, int]:
        """Undo an addition of companies. Verdicts are kept."""
        added = {name: body[name] for name in ("after", "upto", "was_all")}
        n_removed = writes.undo_added(campaign=campaign, author=self.user, **added)
        return {"n_removed": n_removed}

    @op.delete("campaigns/<int:campaign_id>/customers", returns=RemovedCompaniesOutput)
    def remove_customers(self, campaign: Campaign) -> dict[str, int]:
        """Remove all customers from the examples. The companies are kept. Idempotent."""
        return {"n_removed": seeds.remove_customers(campaign=campaign, author=self.user)}

    @op.get("campaigns/<int:campaign_id>/reasons", returns=ReasonsOutput)
    def get_reasons(self, campaign: Campaign) -> dict[str, list[Reason]]:
        """Return the reasons for likes and dislikes; verdicts name them by ID."""
        return _reasons(campaign)

    @op.put("campaigns/<int:campaign_id>/reasons", body=ReasonsInput, returns=ReasonsOutput)
    def set_reasons(self, campaign: Campaign, body: op.Body) -> dict[str, list[Reason]]:
        """Replace the reasons. Past verdicts keep theirs."""
        for verdict in Reason.Verdict:
            if verdict.value in body:
                lines = [writes.ReasonLine(**line) for line in body[verdict.value]]
                writes.set_reasons(
                    campaign=campaign, verdict=verdict, lines=lines, author=self.user
                )
        return _reasons(campaign)

    @op.get("campaigns/<int:campaign_id>/seeds", lists=SeedOutput)
    def list_seeds(self, campaign: Campaign) -> QuerySet[Seed]:
        """List examples and customers, including unknown domains."""
        return seeds.seeds_of(campaign)

    @op.post("campaigns/<int:campaign_id>/seeds", body=SeedsInput, returns=SeedsOutput, status=201)
    def add_seeds(self, campaign: Campaign, body: op.Body) -> dict[str, Any]:
        """Add examples and customers. They count immediately."""
        author = self.user
        domains = seeds.look_up_domains(self.workspace, body.get("domains", []))
        with transaction.atomic():
            n_new = seeds.set_domains(
                campaign=campaign, domains=domains, keeps_others=True, author=author
            )
            resolved = resolve_ids(self.workspace, "company", body.get("company_ids", []))
            n_new += seeds.add_customers(campaign=campaign, company_ids=resolved.ids, author=author)
            if "search" in body:
                found = companies_by_url(self.workspace, body["search"]).values_list(
                    "pk", flat=True
                )
                n_new += seeds.add_customers(campaign=campaign, company_ids=found, author=author)
        return {
            "n_new": n_new,
            "resolved": resolved,
            "found": domains.found,
            "unknown": domains.unknown,
            "n_duplicates": domains.n_duplicates,
            "invalid": domains.invalid,
        }

    @op.delete("campaigns/<int:campaign_id>/seeds/<int:seed_id>")
    def remove_seed(self, campaign: Campaign, seed_id: int) -> None:
        """Remove an example or customer. The company is kept. Idempotent."""
        seeds.remove_seed(campaign=campaign, seed_id=seed_id, author=self.user)


def _reasons(campaign: Campaign) -> dict[str, list[Reason]]:
    rows = list(Reason.objects.filter(campaign=campaign, position__isnull=False))
    return {
        verdict.value: [row for row in rows if row.verdict == verdict] for verdict in Reason.Verdict
    }


def update(campaign: Campaign, body: op.Body, *, author: User) -> None:
    """Change the fields of a campaign that a body has."""
    writes.update_campaign(
        campaign=campaign,
        name=body.get("name", campaign.name),
        description=body.get("description", campaign.description),
        strategy=Campaign.Strategy(body.get("strategy", campaign.strategy)),
        scope=Campaign.Scope(body.get("scope", campaign.scope)),
        double_labeling_percent=body.get("double_labeling_percent"),
        exploration=body.get("exploration"),
        author=author,
    )
