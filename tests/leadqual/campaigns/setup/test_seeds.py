"""Cold start: domains, customers and a description give the first cards, and fade."""

from collections.abc import Sequence

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.embedding_job import work
from leadqual.campaigns.models import Campaign, Seed, Verdict
from leadqual.campaigns.pages.score_breakdown import score_breakdown
from leadqual.campaigns.ranking.cards import Card, ScoreExplanation
from leadqual.campaigns.ranking.evidence import MAX_WEIGHTED_SEEDS
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.ranking.ranked_list import recommendations
from leadqual.campaigns.selectors import progress_of
from leadqual.campaigns.setup.seeds import (
    MAX_SEEDS,
    add_customers,
    link_pending,
    look_up_domains,
    remove_customers,
    remove_seed,
    seeds_of,
    set_domains,
    summarize_seeds,
)
from leadqual.campaigns.verdicts.services import record_verdict, undo_last
from leadqual.leads.models import Company
from leadqual.leads.upserts import CompanyValues, save_company
from tests.leadqual.campaigns.conftest import (
    CLUSTERS,
    describe,
    embed,
    evidence_now,
    make_companies,
)
from tests.problems import refused

pytestmark = pytest.mark.django_db
LIKE, DISLIKE = Verdict.Value.LIKE, Verdict.Value.DISLIKE


def with_domain(company: Company, domain: str) -> Company:
    company.domain = domain
    company.save()
    return company


def sow(campaign: Campaign, *lines: str) -> None:
    set_domains(campaign=campaign, domains=look_up_domains(campaign.workspace, lines))


def card_of(campaign: Campaign, person: User) -> Card:
    card = next_card(campaign, person=person)
    assert isinstance(card, Card), card
    return card


def why_of(campaign: Campaign, company: Company) -> ScoreExplanation:
    why = next(row.why for row in recommendations(campaign).rows if row.company == company)
    assert why is not None
    return why


def test_first_card_without_a_verdict_names_its_domain(
    campaign: Campaign, qualifier: User, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    with_domain(clinics[0], "kelvia.example")
    sow(campaign, "https://www.kelvia.example/about")

    card = card_of(campaign, qualifier)

    assert card.company in clinics[1:]
    assert card.why is not None
    (neighbor,) = card.why.neighbors
    assert (neighbor.name, neighbor.verdict) == ("kelvia.example", "example")
    assert card.why.score == pytest.approx(neighbor.contribution)
    shown = score_breakdown(card.why, campaign=campaign)
    assert shown is not None
    assert shown.neighbors[0].note.startswith("one of your examples")
    assert shown.neighbors[0].drop_url == ""
    assert shown.note.startswith("1 example +")


def test_only_customers_give_the_order_and_are_no_verdicts(
    campaign: Campaign, qualifier: User, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    n_new = add_customers(campaign=campaign, company_ids=[one.pk for one in clinics[:2]])

    found = recommendations(campaign)

    assert n_new == 2
    assert [row.company for row in found.rows[:3]] != clinics[:3]
    assert {row.company for row in found.rows[:3]} == set(clinics[2:])
    assert not {row.company for row in found.rows} & set(clinics[:2])
    assert (found.n_verdicts, found.n_examples) == (0, 2)
    progress = progress_of([campaign])[campaign.pk]
    assert (progress.n_judged, progress.n_left, progress.n_to_ask) == (0, 10, 8)
    assert {one.verdict for one in why_of(campaign, clinics[2]).neighbors} == {"customer"}


def test_description_stays_a_pull_after_the_first_verdict(
    campaign: Campaign, qualifier: User, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)
    before = why_of(campaign, clinics[0]).score

    describe(campaign, "Software for a clinic", axis=CLUSTERS.index("clinic"))
    why = why_of(campaign, clinics[0])

    assert why.score > before
    names = {one.name: one for one in why.neighbors}
    assert names["Your description"].contribution > 0.01
    assert names["Your description"].company_id is None
    assert why.n_verdicts == 1
    assert sum(one.contribution for one in why.neighbors) + why.others == pytest.approx(why.score)


def lines_of(campaign: Campaign, company: Company) -> dict[str, float]:
    """Return verdict or kind of example → what those lines contribute to a score."""
    lines: dict[str, float] = {}
    for one in why_of(campaign, company).neighbors:
        lines[one.verdict] = lines.get(one.verdict, 0.0) + one.contribution
    return lines


def test_dislikes_take_nothing_from_what_is_looked_for(
    campaign: Campaign, qualifier: User, clinics: Sequence[Company]
) -> None:
    others = make_companies(campaign.workspace, "bakery", 3)
    describe(campaign, "Software for a clinic", axis=CLUSTERS.index("clinic"))
    add_customers(campaign=campaign, company_ids=[clinics[0].pk])

    record_verdict(campaign=campaign, company=others[0], value=DISLIKE, author=qualifier)

    evidence = evidence_now(campaign)
    assert (evidence.fade, evidence.description_weight) == (1.0, 3.0)
    assert evidence.seeds == {clinics[0].pk: 0.5}
    assert why_of(campaign, clinics[1]).outlook == "likely match"


def test_one_dislike_of_the_same_trade_does_not_turn_what_is_described_into_dislikes(
    campaign: Campaign, qualifier: User, clinics: Sequence[Company]
) -> None:
    describe(campaign, "Software for a clinic", axis=CLUSTERS.index("clinic"))

    record_verdict(campaign=campaign, company=clinics[0], value=DISLIKE, author=qualifier)

    assert why_of(campaign, clinics[1]).score > 0


def test_seeds_and_description_fade_as_verdicts_come(
    campaign: Campaign, qualifier: User, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    more = make_companies(campaign.workspace, "bakery", 10)
    describe(campaign, "Software for a clinic", axis=CLUSTERS.index("clinic"))
    add_customers(campaign=campaign, company_ids=[clinics[0].pk])
    assert evidence_now(campaign).seeds == {clinics[0].pk: 0.5}
    before = lines_of(campaign, clinics[1])

    for company in more:
        record_verdict(campaign=campaign, company=company, value=LIKE, author=qualifier)

    evidence = evidence_now(campaign)
    assert evidence.seeds == {clinics[0].pk: pytest.approx(0.25)}
    assert evidence.description_weight == pytest.approx(1.5)
    after = lines_of(campaign, clinics[1])
    assert after["description"] < before["description"]
    assert after["customer"] < before["customer"]
    undo_last(campaign=campaign, person=qualifier)
    assert evidence_now(campaign).seeds[clinics[0].pk] > 0.25


def test_unknown_domain_waits_and_joins_when_its_company_is_imported(
    campaign: Campaign, workspace: Workspace, ports: Sequence[Company]
) -> None:
    with_domain(ports[0], "known.example")
    sow(campaign, "known.example", "later.example")
    assert summarize_seeds(campaign).pending == ("later.example",)
    assert set(evidence_now(campaign).seeds) == {ports[0].pk}

    imported, _ = save_company(
        workspace=workspace, values=CompanyValues("Later", domain="later.example")
    )
    work(is_follow_up=False)

    assert summarize_seeds(campaign).pending == ()
    assert summarize_seeds(campaign).domains == ("known.example", "later.example")
    assert set(evidence_now(campaign).seeds) == {ports[0].pk, imported.pk}


def test_list_of_domains_is_cleaned_and_counted(
    workspace: Workspace, ports: Sequence[Company]
) -> None:
    with_domain(ports[0], "kelvia.example")

    found = look_up_domains(
        workspace,
        [
            "https://www.Kelvia.example/team?x=1",
            "kelvia.example",
            "",
            "  unknown.example, ",
            "Domain",
            "\0",
            "linkedin.com/company/kelvia",
            "x" * 3_000,
        ],
    )

    assert found.found == {"kelvia.example": ports[0].pk}
    assert found.unknown == ("unknown.example",)
    assert found.n_duplicates == 1
    assert found.invalid == ("Domain", "linkedin.com/company/kelvia", "x" * 3_000)


def test_waiting_domain_of_a_customer_says_nothing_twice(
    campaign: Campaign, ports: Sequence[Company]
) -> None:
    add_customers(campaign=campaign, company_ids=[ports[0].pk])
    sow(campaign, "kelvia.example")
    with_domain(ports[0], "kelvia.example")

    link_pending()

    assert [seed.origin for seed in seeds_of(campaign)] == ["segment"]
    sow(campaign, "kelvia.example")
    assert [(seed.origin, seed.company) for seed in seeds_of(campaign)] == [("domains", ports[0])]


def test_deleted_line_and_deleted_company_are_no_seeds_any_more(
    campaign: Campaign, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    with_domain(ports[0], "port.example")
    with_domain(ports[1], "other.example")
    sow(campaign, "port.example", "other.example")
    add_customers(campaign=campaign, company_ids=[one.pk for one in clinics[:3]])

    sow(campaign, "other.example")
    clinics[0].delete()
    remove_seed(campaign=campaign, seed_id=Seed.objects.get(company=clinics[1]).pk)

    assert set(evidence_now(campaign).seeds) == {ports[1].pk, clinics[2].pk}
    assert ports[0] in [row.company for row in recommendations(campaign).rows]
    assert remove_customers(campaign=campaign) == 1
    assert set(evidence_now(campaign).seeds) == {ports[1].pk}


def test_seed_that_is_disliked_is_a_dislike(
    campaign: Campaign, qualifier: User, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    add_customers(campaign=campaign, company_ids=[ports[0].pk])
    assert why_of(campaign, ports[1]).score > 0

    record_verdict(campaign=campaign, company=ports[0], value=DISLIKE, author=qualifier)

    evidence = evidence_now(campaign)
    assert (dict(evidence.signals), evidence.seeds) == ({ports[0].pk: -1}, {})
    assert why_of(campaign, ports[1]).score < 0
    assert progress_of([campaign])[campaign.pk].n_examples == 0
    undo_last(campaign=campaign, person=qualifier)
    assert why_of(campaign, ports[1]).score > 0


@pytest.mark.slow
def test_five_thousand_seeds_rank_and_one_more_is_refused(
    campaign: Campaign, qualifier: User, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    Company.objects.bulk_create(
        Company(workspace=campaign.workspace, name=f"Customer {n}", name_key=f"customer {n}")
        for n in range(MAX_SEEDS)
    )
    customers = list(Company.objects.filter(name__startswith="Customer").order_by("pk"))
    for place, company in enumerate(customers[:400]):
        embed(company, "clinic", seed=place)

    add_customers(campaign=campaign, company_ids=[one.pk for one in customers])
    evidence, card = evidence_now(campaign), card_of(campaign, qualifier)

    assert len(evidence.seeds) == MAX_SEEDS
    assert len(evidence.weighted_seeds) == MAX_WEIGHTED_SEEDS
    assert card.company in clinics
    assert card.why is not None
    assert card.why.neighbors[0].verdict == "customer"
    with refused("too_many_seeds"):
        add_customers(campaign=campaign, company_ids=[ports[0].pk])
    assert campaign.seeds.count() == MAX_SEEDS


def test_two_workspaces_with_the_same_domain_share_nothing(
    campaign: Campaign,
    foreign_campaign: Campaign,
    other_workspace: Workspace,
    ports: Sequence[Company],
) -> None:
    (theirs,) = make_companies(other_workspace, "port", 1)
    sow(campaign, "kelvia.example")
    sow(foreign_campaign, "kelvia.example")
    with_domain(theirs, "kelvia.example")

    link_pending()
    add_customers(campaign=campaign, company_ids=[theirs.pk])

    assert summarize_seeds(campaign).pending == ("kelvia.example",)
    assert evidence_now(campaign).seeds == {}
    assert set(evidence_now(foreign_campaign).seeds) == {theirs.pk}
    with_domain(ports[0], "kelvia.example")
    link_pending()
    assert set(evidence_now(campaign).seeds) == {ports[0].pk}
