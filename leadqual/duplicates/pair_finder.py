"""Finds the pairs of a workspace that may be one, and stores them."""

from collections.abc import Collection, Iterator, Sequence

from django.db import transaction
from django.db.models import QuerySet

from classifiers.duplicates.duplicate_companies import CompanyMatcher, ComparableCompany
from classifiers.duplicates.duplicate_people import MIN_SCORE, ComparablePerson, PeopleMatcher
from classifiers.duplicates.match_evidence import Match
from leadqual.accounts.models import Workspace
from leadqual.companies.vectors import description_vectors
from leadqual.core import clock
from leadqual.duplicates.models import DuplicatePair, DuplicateRun, Kind
from leadqual.leads.firmographics.geography import city_name, country_codes
from leadqual.leads.models import Company, Contact, ContactFormerKey
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import NoModelError, active_model

Matcher = PeopleMatcher | CompanyMatcher
CHUNK_SIZE = 5_000
_MAX_REASONS = 12
_MAX_EMPLOYEES = {
    "1-10": 10,
    "11-50": 50,
    "51-200": 200,
    "201-500": 500,
    "501-1000": 1_000,
    "1001-5000": 5_000,
    "5001-10000": 10_000,
    "10001+": 50_000,
}


def store_progress(run: DuplicateRun, *, n_done: int, n_all: int | None = None) -> None:
    """Store how far a job is, with a heartbeat."""
    run.n_done, run.heartbeat_at = n_done, clock.now()
    run.n_all = run.n_all if n_all is None else n_all
    run.save(update_fields=["n_done", "n_all", "heartbeat_at"])


def find_pairs(run: DuplicateRun) -> int:
    """Find the duplicates of a workspace again; dismissed pairs stay dismissed.

    Returns:
        How many pairs are open now.
    """
    workspace = run.workspace
    matcher = load_matcher(workspace, run.kind)
    candidates = matcher.candidates()
    store_progress(run, n_done=0, n_all=len(candidates))
    found: list[Match] = []
    for start in range(0, len(candidates), CHUNK_SIZE):
        matches = (matcher.score(*pair) for pair in candidates[start : start + CHUNK_SIZE])
        found.extend(match for match in matches if match.score >= MIN_SCORE)
        store_progress(run, n_done=min(start + CHUNK_SIZE, len(candidates)))
    return store_pairs(workspace, run.kind, list(_rescore_with_vectors(matcher, found)))


def _rescore_with_vectors(matcher: Matcher, found: Sequence[Match]) -> Iterator[Match]:
    """Score companies again by the vectors of their descriptions, which few candidates need."""
    if isinstance(matcher, PeopleMatcher):
        yield from found
        return
    for start in range(0, len(found), CHUNK_SIZE):
        chunk = found[start : start + CHUNK_SIZE]
        _use_vectors(matcher, {key for match in chunk for key in (match.first, match.second)})
        rescored = (matcher.score(match.first, match.second) for match in chunk)
        yield from (match for match in rescored if match.score >= MIN_SCORE)


def _use_vectors(matcher: CompanyMatcher, keys: Collection[int]) -> None:
    """Have descriptions of these companies compared by their vectors; others by words."""
    try:
        encoder = active_model(ModelVersion.Kind.ENCODER).version
    except NoModelError:
        return
    matcher.use_vectors(description_vectors(keys, encoder=encoder))


def load_matcher(workspace: Workspace, kind: str) -> Matcher:
    """Read all people or companies of a workspace for comparing."""
    return people_matcher(workspace) if kind == Kind.CONTACT else company_matcher(workspace)


@transaction.atomic
def store_pairs(workspace: Workspace, kind: str, matches: list[Match]) -> int:
    """Replace the open pairs of a workspace; records that are gone by now are passed over."""
    rows = DuplicatePair.objects.filter(workspace=workspace, kind=kind)
    dismissed = rows.filter(dismissed_at__isnull=False)
    dismissed_pairs = {
        frozenset(keys) for keys in dismissed.values_list(f"{kind}_a_id", f"{kind}_b_id")
    }
    rows.filter(dismissed_at=None).delete()
    model = Contact if kind == Kind.CONTACT else Company
    keys = {key for match in matches for key in (match.first, match.second)}
    existing = model._default_manager.filter(workspace=workspace, pk__in=keys)
    existing_keys = set(existing.values_list("pk", flat=True))
    DuplicatePair.objects.bulk_create(
        [
            _build_pair(workspace, kind, match)
            for match in matches
            if {match.first, match.second} <= existing_keys
            and frozenset((match.first, match.second)) not in dismissed_pairs
        ],
        batch_size=CHUNK_SIZE,
        ignore_conflicts=True,
    )
    return rows.filter(dismissed_at=None).count()


def stored_reasons(match: Match) -> list[list[object]]:
    """Return the reasons of a match as a pair keeps them."""
    return [
        [reason.code, reason.text, round(reason.bits, 1)] for reason in match.reasons[:_MAX_REASONS]
    ]


def _build_pair(workspace: Workspace, kind: str, match: Match) -> DuplicatePair:
    return DuplicatePair(
        workspace=workspace,
        kind=kind,
        score=match.score,
        reasons=stored_reasons(match),
        **{f"{kind}_a_id": match.first, f"{kind}_b_id": match.second},
    )


def people_matcher(workspace: Workspace) -> PeopleMatcher:
    """Read the people of a workspace for comparing."""
    rows = Contact.objects.filter(workspace=workspace)
    return PeopleMatcher(_people(rows.order_by("pk"), _former_emails(workspace)))


def _former_emails(workspace: Workspace, **filters: Collection[int]) -> dict[int, list[str]]:
    former_emails: dict[int, list[str]] = {}
    emails = ContactFormerKey.objects.filter(workspace=workspace, kind="email", **filters)
    for contact_id, email in emails.values_list("contact_id", "value"):
        former_emails.setdefault(contact_id, []).append(email)
    return former_emails


def _people(
    rows: QuerySet[Contact], former_emails: dict[int, list[str]]
) -> Iterator[ComparablePerson]:
    values = rows.values_list(
        "pk",
        "first_name",
        "last_name",
        "email",
        "linkedin_url",
        "phone",
        "title",
        "company__name",
        "company__employees",
        "company__size",
        "city",
        "country",
        "company__country",
    )
    for (
        pk,
        first,
        last,
        email,
        url,
        phone,
        title,
        company,
        n,
        size,
        city,
        country,
        company_country,
    ) in values.iterator(chunk_size=CHUNK_SIZE):
        yield ComparablePerson(
            key=pk,
            first_name=first,
            last_name=last,
            email=email or "",
            former_emails=tuple(former_emails.get(pk, ())),
            linkedin_url=url or "",
            phone=phone,
            title=title,
            company=company or "",
            company_size=n or _MAX_EMPLOYEES.get(size or "", 0),
            city=city_name(city, country),
            country=country,
            region=country_codes().get(country or company_country or "", ""),
        )


def company_matcher(workspace: Workspace) -> CompanyMatcher:
    """Read the companies of a workspace for comparing."""
    return CompanyMatcher(_companies(Company.objects.filter(workspace=workspace).order_by("pk")))


def _companies(rows: QuerySet[Company]) -> Iterator[ComparableCompany]:
    values = rows.values(
        "pk",
        "name",
        "domain",
        "linkedin_url",
        "city",
        "state",
        "country",
        "industry",
        "employees",
        "founded",
        "headquarters",
        "overview",
    )
    for row in values.iterator(chunk_size=CHUNK_SIZE):
        yield ComparableCompany(
            key=row["pk"],
            name=row["name"],
            domain=row["domain"] or "",
            linkedin_url=row["linkedin_url"],
            city=city_name(row["city"], row["country"]),
            state=row["state"],
            country=row["country"],
            industry=row["industry"],
            employees=row["employees"] or 0,
            founded=row["founded"] or 0,
            address=row["headquarters"],
            text=row["overview"],
        )


def refresh_records(matcher: Matcher, workspace: Workspace, keys: Collection[int]) -> None:
    """Read some records again, as they are now; how common names are stays as it was."""
    if isinstance(matcher, CompanyMatcher):
        matcher.update(_companies(Company.objects.filter(workspace=workspace, pk__in=keys)))
        _use_vectors(matcher, keys)
    else:
        rows = Contact.objects.filter(workspace=workspace, pk__in=keys)
        matcher.update(_people(rows, _former_emails(workspace, contact__in=keys)))
