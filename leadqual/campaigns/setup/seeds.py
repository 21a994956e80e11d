"""Seeds: example domains and customers of a campaign, used before there are verdicts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Seed
from leadqual.campaigns.setup.services import record_campaign_audit
from leadqual.core.errors import LeadqualError
from leadqual.leads.models import Company
from leadqual.leads.websites import read_website

MAX_SEEDS = 5_000
"""Maximum number of seeds of a campaign."""

MAX_SHOWN = 20
"""Domains to list in a message."""

# Pending domains whose company is already a seed are deleted.
# The CTE joins companies first: without statistics, Postgres would choose nested loops.
_DELETE_DUPLICATES = """
    WITH known AS MATERIALIZED (
        SELECT w.id, w.campaign_id, c.id AS company_id
          FROM campaigns_seed w
          JOIN campaigns_campaign k ON k.id = w.campaign_id
          JOIN leads_company c ON c.workspace_id = k.workspace_id AND c.domain = w.domain
         WHERE w.company_id IS NULL)
    DELETE FROM campaigns_seed w USING known, campaigns_seed s
     WHERE w.id = known.id
       AND s.campaign_id = known.campaign_id AND s.company_id = known.company_id
"""
_LINK = """
    UPDATE campaigns_seed w SET company_id = c.id
      FROM campaigns_campaign k, leads_company c
     WHERE w.company_id IS NULL AND k.id = w.campaign_id
       AND c.workspace_id = k.workspace_id AND c.domain = w.domain
"""


@dataclass(frozen=True, slots=True)
class Domains:
    """A list of domains, looked up among the companies of a workspace.

    Args:
        found: domain → key of its company, in the order of the list.
        unknown: domains without a company; they stay pending.
        n_duplicates: lines that repeat another one.
        invalid: lines that are not a company domain, as entered.
    """

    found: dict[str, int] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    n_duplicates: int = 0
    invalid: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.found) + len(self.unknown)

    @property
    def unknown_shown(self) -> tuple[str, ...]:
        """Return the first unknown domains."""
        return self.unknown[:MAX_SHOWN]

    @property
    def invalid_shown(self) -> tuple[str, ...]:
        """Return the first invalid lines."""
        return self.invalid[:MAX_SHOWN]


@dataclass(frozen=True, slots=True)
class SeedSummary:
    """The seeds of a campaign.

    Args:
        domains: example domains in the order they were added, including pending ones.
        pending: example domains without a company.
        n_customers: number of customers.
    """

    domains: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    n_customers: int = 0

    @property
    def n_linked(self) -> int:
        return len(self.domains) - len(self.pending)

    @property
    def domains_shown(self) -> tuple[str, ...]:
        return self.domains[:MAX_SHOWN]

    @property
    def n_not_shown(self) -> int:
        """Return the number of domains that are not shown."""
        return len(self.domains) - len(self.domains_shown)

    @property
    def pending_shown(self) -> tuple[str, ...]:
        return self.pending[:MAX_SHOWN]


def look_up_domains(workspace: Workspace, lines: Iterable[str]) -> Domains:
    """Parse a list of domains or URLs, one per line, and find their companies; one query.

    Args:
        workspace: whose companies to search.
        lines: as entered; empty lines are ignored.

    Raises:
        LeadqualError: there are more than `MAX_SEEDS` different domains.
    """
    domains: dict[str, None] = {}
    invalid: dict[str, None] = {}
    n_duplicates = 0
    for line in lines:
        text = line.replace("\0", "").strip().rstrip(",;")
        if not text:
            continue
        website = read_website(text)
        into, key = (domains, website.domain) if website and website.domain else (invalid, text)
        n_duplicates += key in into
        into[key] = None
    _check_number(len(domains))
    companies = Company.objects.filter(workspace=workspace, domain__in=domains)
    known = dict(companies.values_list("domain", "pk"))
    return Domains(
        found={domain: known[domain] for domain in domains if domain in known},
        unknown=tuple(domain for domain in domains if domain not in known),
        n_duplicates=n_duplicates,
        invalid=tuple(invalid),
    )


@transaction.atomic
def set_domains(
    *,
    campaign: Campaign,
    domains: Domains,
    keeps_others: bool = False,
    author: User | None = None,
) -> int:
    """Replace the example domains of a campaign; customers are kept.

    A customer whose domain is listed becomes an example.

    Args:
        campaign: whose examples.
        domains: looked up in its workspace.
        keeps_others: keep examples that are not listed.
        author: who changed them.

    Returns:
        Number of new examples.

    Raises:
        LeadqualError: there would be more than `MAX_SEEDS` seeds; nothing was written.
    """
    _lock_seeds(campaign)
    seeds = Seed.objects.filter(campaign=campaign)
    examples = seeds.filter(origin=Seed.Origin.DOMAINS)
    listed = [*domains.found, *domains.unknown]
    n_removed = 0
    if not keeps_others:
        n_removed, _ = examples.exclude(domain__in=listed).delete()
    existing = set(examples.values_list("domain", flat=True))
    new = [domain for domain in listed if domain not in existing]
    promoted_ids = {domains.found[domain] for domain in new if domain in domains.found}
    seeds.filter(origin=Seed.Origin.SEGMENT, company__in=promoted_ids).delete()
    Seed.objects.bulk_create(
        (
            Seed(
                campaign=campaign,
                company_id=domains.found.get(domain),
                domain=domain,
                origin=Seed.Origin.DOMAINS,
            )
            for domain in new
        ),
        ignore_conflicts=True,  # Another domain that the same company had.
    )
    _check_number(seeds.count())
    link_pending()
    _record(campaign, author, n_added=len(new), n_removed=n_removed)
    return len(new)


@transaction.atomic
def add_customers(
    *,
    campaign: Campaign,
    company_ids: Collection[int] | QuerySet[Company, int],
    author: User | None = None,
) -> int:
    """Add companies as customers to the seeds of a campaign.

    Companies of other workspaces are ignored.

    Returns:
        Number of new seeds.

    Raises:
        LeadqualError: there would be more than `MAX_SEEDS`; nothing was written.
    """
    _lock_seeds(campaign)
    companies = Company.objects.filter(workspace_id=campaign.workspace_id, pk__in=company_ids)
    wanted = list(companies.order_by("pk").values_list("pk", flat=True)[: MAX_SEEDS + 1])
    seeds = Seed.objects.filter(campaign=campaign)
    before = seeds.count()
    _check_number(len(wanted))
    Seed.objects.bulk_create(
        (Seed(campaign=campaign, company_id=pk, origin=Seed.Origin.SEGMENT) for pk in wanted),
        ignore_conflicts=True,
    )
    after = seeds.count()
    _check_number(after)
    _record(campaign, author, n_added=after - before)
    return after - before


@transaction.atomic
def remove_customers(*, campaign: Campaign, author: User | None = None) -> int:
    """Remove all customers and return their number; example domains are kept."""
    customers = Seed.objects.filter(campaign=campaign, origin=Seed.Origin.SEGMENT)
    n, _ = customers.delete()
    _record(campaign, author, n_removed=n)
    return n


@transaction.atomic
def remove_seed(*, campaign: Campaign, seed_id: int, author: User | None = None) -> bool:
    """Remove a seed; return False if the campaign has no such seed."""
    n, _ = Seed.objects.filter(campaign=campaign, pk=seed_id).delete()
    _record(campaign, author, n_removed=n)
    return bool(n)


def _record(
    campaign: Campaign, author: User | None, *, n_added: int = 0, n_removed: int = 0
) -> None:
    if n_added or n_removed:
        details: dict[str, object] = {"n_added": n_added, "n_removed": n_removed}
        record_campaign_audit(campaign, "campaign.examples_changed", author=author, details=details)


def link_pending() -> int:
    """Link pending domains to companies imported since; return how many were linked."""
    if not Seed.objects.filter(company=None).exists():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_DELETE_DUPLICATES)
        cursor.execute(_LINK)
        return int(cursor.rowcount)


def seeds_of(campaign: Campaign) -> QuerySet[Seed]:
    """Return all seeds with their companies, in the order they were added."""
    return Seed.objects.filter(campaign=campaign).select_related("company").order_by("pk")


def summarize_seeds(campaign: Campaign) -> SeedSummary:
    """Return a summary of the seeds of a campaign; one query."""
    rows: Sequence[tuple[str, str, int | None]] = list(
        Seed.objects.filter(campaign=campaign)
        .order_by("pk")
        .values_list("origin", "domain", "company_id")
    )
    domains = [(domain, company) for origin, domain, company in rows if origin == "domains"]
    return SeedSummary(
        domains=tuple(domain for domain, _ in domains),
        pending=tuple(domain for domain, company in domains if company is None),
        n_customers=len(rows) - len(domains),
    )


def _lock_seeds(campaign: Campaign) -> None:
    Campaign.objects.select_for_update().only("pk").get(pk=campaign.pk)


def _check_number(n: int) -> None:
    if n > MAX_SEEDS:
        raise LeadqualError(
            f"A campaign can have up to {MAX_SEEDS:,} examples and customers. Nothing "
            "was saved. Shorten the list, or narrow the search.",
            code="too_many_seeds",
            status=422,
        )
