"""A description with two themes keeps both in view."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns import embedding_job
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.pages.score_breakdown import score_breakdown
from leadqual.campaigns.ranking.ranked_list import recommendations
from leadqual.campaigns.setup.description_vectors import embed_descriptions
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder

pytestmark = pytest.mark.django_db

BREWERIES = (
    "A craft brewery with a tap room on the harbor.",
    "Brews lager and wheat beer since 1823.",
    "Family brewery that sells pale ale in bottles and kegs.",
    "Brewers of stout and porter for pubs.",
    "Small-batch beers with fruit, brewed in an old barn.",
)
SECURITY = (
    "Finds attacks in company networks and stops them.",
    "Password manager and sign-in with two factors for teams.",
    "Tests web applications for holes before criminals find them.",
    "Encrypts laptops and phones of large employers.",
    "Filters phishing and malware out of mailboxes.",
)
OTHERS = (
    "Bakes sourdough bread and cinnamon buns.",
    "Wooden furniture made to measure.",
    "A shipping line for containers between Asia and Europe.",
    "A winery with vineyards and a restaurant.",
    "Recycles car batteries.",
)


@pytest.fixture
def described(workspace: Workspace, manager: User) -> Campaign:
    for kind, texts in (("beer", BREWERIES), ("security", SECURITY), ("other", OTHERS)):
        for place, text in enumerate(texts):
            name = f"{kind} {place}"
            Company.objects.create(workspace=workspace, name=name, name_key=name, overview=text)
    campaign = create_campaign(
        workspace=workspace,
        name="Beer and bytes",
        description="Breweries or cyber security software",
        author=manager,
    )
    while embedding_job.embed_batch():
        pass
    embed_descriptions(load_encoder())
    return campaign


def kinds(campaign: Campaign, n: int) -> dict[str, int]:
    rows = recommendations(campaign, size=n).rows
    found = [row.company.name.split()[0] for row in rows]
    return {kind: found.count(kind) for kind in ("beer", "security", "other")}


def test_both_themes_lead_before_the_first_verdict(described: Campaign) -> None:
    found = kinds(described, 6)

    assert found["other"] == 0
    assert min(found["beer"], found["security"]) >= 2


def test_description_of_two_themes_is_one_line_of_a_score_breakdown(
    described: Campaign, manager: User
) -> None:
    company = Company.objects.get(workspace=described.workspace, name="other 0")
    record_verdict(campaign=described, company=company, value=Verdict.Value.DISLIKE, author=manager)

    for row in recommendations(described, size=6).rows:
        assert row.why is not None
        names = [one.name for one in row.why.neighbors]
        assert names.count("Your description") == 1
        found = score_breakdown(row.why)
        assert found is not None
        assert "example" not in found.note
        assert sum(line.value for line in found.neighbors) == pytest.approx(row.why.score)
