"""A large workspace of invented people, for benchmarks and for trying what a large one is like.

Rows go in by COPY, past the checks of an import: they are made to pass them. Titles are those of
the product with an area or a line of business behind them; few are common and many are rare, as in
real life. They wait for the job that classifies titles, like any others.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, product
from typing import Any

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from classifiers.titles.text.normalize import normalize
from leadqual.accounts.models import Member, Workspace
from leadqual.core.committed_writes import copy
from leadqual.core.foreign_keys import lock_parents, skip_foreign_key_checks
from leadqual.core.jobs import Job, enqueue
from leadqual.demo.people_names import DATA, SEED, demo_titles, plain_letters, read_companies
from leadqual.demo.sample_data import SLUG as DEMO
from leadqual.leads.company_identity import name_key
from leadqual.leads.models import Contact

CONTACTS_PER_COMPANY = 10
"""Contacts for each company and for each distinct title."""

_CHUNK = 50_000
_DO_NOT_CONTACT_SHARE = 0.01  # Share of people who must not be contacted.
_AREAS = (
    *("EMEA", "DACH", "North America", "LATAM", "APAC", "Nordics", "Benelux", "UK & Ireland"),
    *("Iberia", "Italy", "France", "Germany", "Poland", "Eastern Europe", "Middle East", "Africa"),
    *("India", "Japan", "Australia", "Canada", "Brazil", "Mexico", "East Coast", "West Coast"),
)
_BUSINESS_LINES = (
    *("Retail", "Key Accounts", "Mid Market", "Public Sector", "Healthcare", "Automotive"),
    *("Energy", "Financial Services", "Manufacturing", "Logistics", "Education", "Telecoms"),
)
_TRADES = (
    *("Logistics", "Software", "Foods", "Metals", "Consulting", "Clinics", "Energy", "Textiles"),
    *("Packaging", "Robotics", "Insurance", "Travel", "Media", "Pharma", "Plastics", "Optics"),
    *("Tools", "Foundry", "Interiors", "Analytics", "Security", "Marine", "Seeds", "Furniture"),
)
_SIZES = ("1-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10000")
_SIZE_SHARES = (0.34, 0.27, 0.18, 0.08, 0.06, 0.05, 0.02)
_MODELS = ("b2b", "b2c", "both", "public", "unknown")
_MODEL_SHARES = (0.5, 0.2, 0.12, 0.08, 0.1)
_COPY_COMPANIES = """
    COPY leads_company (
        id, workspace_id, name, name_key, domain, website, linkedin_url, overview, industry,
        categories, specialties, sic_codes, technologies, hubs, events, type, ownership_type, size,
        headquarters, city, state, country, business_model, business_model_why,
        business_model_version
    ) FROM STDIN
"""
_COPY_TITLES = """
    COPY leads_jobtitle (
        id, workspace_id, title, normalised, n_contacts, source, model_version, why
    ) FROM STDIN
"""
_COPY_CONTACTS = """
    COPY leads_contact (
        workspace_id, company_id, job_title_id, title, first_name, last_name, email, phone, city,
        state, country, do_not_contact
    ) FROM STDIN
"""


def create_records(
    workspace: Workspace,
    n_contacts: int,
    *,
    n_companies: int | None = None,
    renews_statistics: bool = True,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Put invented contacts with their companies and titles into an empty workspace.

    The same number gives the same people.

    Args:
        workspace: without contacts.
        n_contacts: how many.
        n_companies: where they work; one for each ten contacts when None.
        renews_statistics: of the tables, which takes seconds; whoever fills several does it once.
        progress: called with the number of contacts that are there.

    Raises:
        ValueError: the workspace has contacts; nothing has been written.
    """
    if Contact.objects.filter(workspace=workspace).exists():
        raise ValueError("This workspace already has contacts. Use an empty one.")
    rng = np.random.default_rng(SEED)
    n_rows = max(n_contacts // CONTACTS_PER_COMPANY, 1)
    companies = _create_companies(workspace, n_companies or n_rows, rng)
    titles_by_contact = _draw_choices(n_contacts, n_rows, rng, flat=8)
    titles = _create_titles(workspace, n_rows, np.bincount(titles_by_contact, minlength=n_rows))
    companies_by_contact = _draw_choices(n_contacts, len(companies), rng, flat=200)
    companies_by_contact = rng.permutation(len(companies))[companies_by_contact]
    _create_contacts(
        workspace, companies, titles, companies_by_contact, titles_by_contact, rng, progress
    )
    if renews_statistics:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE leads_company, leads_jobtitle, leads_contact")
    enqueue(Job.CLASSIFY_TITLES)
    enqueue(Job.KEEP_FACETS)


def open_workspace(slug: str) -> Workspace:
    """Return the workspace with this slug, new if need be; members of the demo may enter it."""
    workspace, _ = Workspace.objects.get_or_create(slug=slug, defaults={"name": slug.capitalize()})
    for member in Member.objects.filter(workspace__slug=DEMO):
        Member.objects.get_or_create(
            workspace=workspace, user=member.user, defaults={"role": member.role}
        )
    return workspace


def list_titles(n: int) -> list[str]:
    """Return distinct titles: those of the product first, then with areas or business lines."""
    base = demo_titles()
    ends = [
        "",
        *(f" - {area}" for area in _AREAS),
        *(f", {line}" for line in _BUSINESS_LINES),
        *(f", {line} - {area}" for line, area in product(_BUSINESS_LINES, _AREAS)),
    ]
    found: dict[str, str] = {}
    for end, title in product(ends, base):
        if len(found) == n:
            break
        found.setdefault(normalize(f"{title}{end}"), f"{title}{end}")
    found.pop("", None)
    return list(found.values())


def _create_companies(
    workspace: Workspace, n: int, rng: np.random.Generator
) -> list[tuple[int, str, str, str]]:
    """Create companies; returns key, domain, city and country of each."""
    templates = read_companies()
    first_names, last_names = _read_names("first_names.txt"), _read_names("last_names.txt")
    keys = _new_keys("leads_company", n)
    names = (" ".join(parts) for parts in product(first_names, last_names, _TRADES))
    sizes = rng.choice(_SIZES, n, p=_SIZE_SHARES)
    models = rng.choice(_MODELS, n, p=_MODEL_SHARES)
    chosen = _draw_choices(n, len(templates), rng, flat=30)
    created: list[tuple[int, str, str, str]] = []
    with _copy_rows(_COPY_COMPANIES, accounts_workspace=[workspace.pk]) as copied:
        for number, name in enumerate(islice(names, n)):
            like = templates[chosen[number]]
            city, country = str(like.get("city") or ""), str(like.get("country") or "")
            plain = "-".join(filter(None, map(plain_letters, name.split())))
            domain = f"{plain}-{number}.example"
            technologies = list(like.get("technologies") or [])
            copied.write_row(
                (
                    *(keys[number], workspace.pk, name, name_key(name), domain, "", "", ""),
                    *(str(like.get("industry") or ""), [], [], [], technologies, [], [], "", ""),
                    *(sizes[number], f"{city}, {country}", city, "", country, models[number]),
                    *("[]", ""),
                )
            )
            created.append((keys[number], domain, city, country))
    return created


def _create_titles(
    workspace: Workspace, n: int, n_carriers: NDArray[np.int64]
) -> list[tuple[int, str]]:
    """Create titles that wait to be classified; returns key and text of each."""
    texts = list_titles(n)
    keys = _new_keys("leads_jobtitle", len(texts))
    with _copy_rows(_COPY_TITLES, accounts_workspace=[workspace.pk]) as copied:
        for key, text, n_people in zip(keys, texts, n_carriers.tolist(), strict=False):
            copied.write_row((key, workspace.pk, text, normalize(text), n_people, "", "", "[]"))
    return list(zip(keys, texts, strict=True))


def _create_contacts(
    workspace: Workspace,
    companies: list[tuple[int, str, str, str]],
    titles: list[tuple[int, str]],
    companies_by_contact: NDArray[np.integer],
    titles_by_contact: NDArray[np.integer],
    rng: np.random.Generator,
    progress: Callable[[int], None],
) -> None:
    first_names, last_names = _read_names("first_names.txt"), _read_names("last_names.txt")
    for start in range(0, len(companies_by_contact), _CHUNK):
        here = slice(start, start + _CHUNK)
        n = len(companies_by_contact[here])
        first = rng.choice(first_names, n).tolist()
        last = rng.choice(last_names, n).tolist()
        stopped = (rng.random(n) < _DO_NOT_CONTACT_SHARE).tolist()
        works_at = [companies[at] for at in companies_by_contact[here].tolist()]
        named = [titles[min(at, len(titles) - 1)] for at in titles_by_contact[here].tolist()]
        with _copy_rows(
            _COPY_CONTACTS,
            accounts_workspace=[workspace.pk],
            leads_company=[company[0] for company in works_at],
            leads_jobtitle=[key for key, _ in named],
        ) as copied:
            for number, ((key, domain, city, country), (title_key, text)) in enumerate(
                zip(works_at, named, strict=True)
            ):
                copied.write_row(
                    (
                        *(workspace.pk, key, title_key, text, first[number], last[number]),
                        *(f"{start + number}@{domain}", "", city, "", country, stopped[number]),
                    )
                )
        progress(start + n)


@contextmanager
def _copy_rows(statement: str, **parents: Sequence[int]) -> Iterator[Any]:
    """Run COPY; what its rows refer to, keys by table, is checked once for all."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, keys in parents.items():
            lock_parents(cursor, table, set(keys))
        with skip_foreign_key_checks(cursor), copy(statement) as copied:
            yield copied


def _draw_choices(
    n: int, n_choices: int, rng: np.random.Generator, *, flat: int
) -> NDArray[np.int64]:
    """Draw choices by Zipf's law: that of rank r about 1 / (r + `flat`) of the times."""
    weights = 1 / (np.arange(n_choices) + flat)
    ends = np.cumsum(weights)
    choices: NDArray[np.int64] = np.searchsorted(ends, rng.random(n) * ends[-1])
    return choices


def _new_keys(table: str, n: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, n],
        )
        return [key for (key,) in cursor.fetchall()]


def _read_names(file: str) -> list[str]:
    return (DATA / file).read_text(encoding="utf-8").split("\n")[:-1]
