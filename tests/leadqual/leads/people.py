"""Random people under a few functions, with their facts beside them as plain values."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from leadqual.accounts.models import User, Workspace
from leadqual.leads.do_not_contact.contact_keys import email_base, email_key, normalize_email
from leadqual.leads.do_not_contact.entries import EntrySource, entry_for, lift_entries, set_entry
from leadqual.leads.merging.services import MergeRequest, merge_records
from leadqual.leads.models import (
    Company,
    Contact,
    CustomField,
    DoNotContact,
    JobTitle,
    MergedRecord,
    TitleLabel,
)
from leadqual.leads.records.custom_fields import create_field
from leadqual.taxonomy.models import Function, Industry, Level

TREE = {
    "sales": ("sales", "revenue_operations", "sales_enablement"),
    "marketing": ("marketing", "demand_generation"),
    "finance": ("accounting",),
}
LEVELS = ("c_level", "director", "manager")
INDUSTRIES = ("environment", "manufacturing")
COUNTRIES = ("Germany", "Austria", "France", "")
CITIES = ("Munich", "Vienna", "Paris", "")
SIZES = ("1-10", "51-200", "")
TECHNOLOGIES = ("AWS", "HubSpot", "React")
NOW = datetime(2026, 11, 20, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """A contact as plain values: what a search is compared with."""

    pk: int
    company: int | None
    title: str
    name: str
    company_name: str
    functions: dict[str, float]
    is_other: bool
    level: str
    industry: str
    country: str
    city: str
    size: str
    company_industry: str
    business_model: str
    technologies: frozenset[str]
    do_not_contact: str


def make_company(workspace: Workspace, name: str = "Kelvia", **fields: object) -> Company:
    """Create a company."""
    return Company.objects.create(workspace=workspace, name=name, name_key=name.lower(), **fields)


def make_field(
    workspace: Workspace,
    label: str,
    kind: str,
    author: User,
    *,
    record: str = "contact",
    choices: Sequence[str] = (),
) -> CustomField:
    """Create a custom field."""
    return create_field(
        workspace=workspace, record=record, label=label, kind=kind, choices=choices, author=author
    )


def make_title(
    workspace: Workspace, title: str, functions: dict[str, float] | None = None, **fields: object
) -> JobTitle:
    """Create a classified title with labels."""
    fields.setdefault("classified_at", NOW)
    row = JobTitle.objects.create(
        workspace=workspace, title=title, normalised=title.lower(), **fields
    )
    for slug, score in (functions or {}).items():
        function = Function.objects.get(slug=slug)
        TitleLabel.objects.create(
            job_title=row, function=function, score=score, source=TitleLabel.Source.MODEL
        )
    return row


def make_contact(workspace: Workspace, name: str = "Jana Brandt", **fields: object) -> Contact:
    """Create a contact; its written title is that of its job title."""
    first, _, last = name.partition(" ")
    title = fields.get("job_title")
    fields.setdefault("title", title.title if isinstance(title, JobTitle) else "")
    is_stopped = fields.pop("do_not_contact", False)
    if is_stopped and not fields.get("email") and not fields.get("linkedin_url"):
        n = Contact.objects.count()
        fields["linkedin_url"] = f"https://www.linkedin.com/in/stopped-{n}"
    row = Contact.objects.create(workspace=workspace, first_name=first, last_name=last, **fields)
    if is_stopped:
        stop(row)
    return row


def merge_two(
    kept: Contact | Company, other: Contact | Company, author: User, **choices: str
) -> MergedRecord:
    """Merge the second record into the first, with sides of fields."""
    kind = "contact" if isinstance(kept, Contact) else "company"
    request = MergeRequest(kind, kept.pk, other.pk, choices)
    return merge_records(workspace=kept.workspace, request=request, author=author)


def is_stopped(contact: Contact) -> bool:
    """Whether a person must not be contacted by now."""
    contact.refresh_from_db()
    return contact.do_not_contact


def stop(contact: Contact) -> None:
    """Set a contact to do not contact by an entry of its own."""
    entry = entry_for(contact)
    source = EntrySource("manual", f"contact:{contact.pk}", None)
    set_entry(workspace=contact.workspace, entry=entry, source=source)
    contact.refresh_from_db()


def lift(workspace: Workspace, email: str, author: User) -> int:
    """Allow contacting an address again; returns how many entries were lifted."""
    address = normalize_email(email)
    entries = DoNotContact.objects.filter(
        workspace=workspace,
        lifted_at=None,
        kind__in=["email", "alias"],
        key__in=[email_key(address), email_base(address)],
    )
    return lift_entries(workspace=workspace, entries=entries, author=author)


def make_people(workspace: Workspace, seed: int, n: int = 60) -> list[Person]:
    """Create random people with random titles and companies."""
    rnd = random.Random(seed)
    companies = Company.objects.bulk_create(
        Company(
            workspace=workspace,
            name=(name := f"{rnd.choice(['Nord', 'Süd', 'West'])} {number}"),
            name_key=name.lower(),
            size=rnd.choice(SIZES),
            industry=rnd.choice(["Software", "Retail", ""]),
            business_model=rnd.choice(["b2b", "b2c", "unknown"]),
            technologies=rnd.sample(TECHNOLOGIES, rnd.randrange(4)),
        )
        for number in range(8)
    )
    slugs = [function for functions in TREE.values() for function in functions]
    levels = list(Level.objects.filter(slug__in=LEVELS))
    industries = list(Industry.objects.filter(slug__in=INDUSTRIES))
    titles = JobTitle.objects.bulk_create(
        JobTitle(
            workspace=workspace,
            title=(text := f"{rnd.choice(['Head', 'Lead'])} {number}"),
            normalised=text.lower(),
            level=rnd.choice([None, *levels]),
            industry=rnd.choice([None, None, *industries]),
            classified_at=rnd.choice([None, NOW, NOW, NOW]),
        )
        for number in range(15)
    )
    functions = Function.objects.in_bulk(slugs, field_name="slug")
    labels: dict[int, dict[str, float]] = {
        title.pk: {
            slug: rnd.choice([0.3, 0.6, 0.9, 1.0])
            for slug in rnd.sample(slugs, rnd.choice([0, 1, 1, 2, 3]))
        }
        for title in titles
    }
    model = TitleLabel.Source.MODEL
    TitleLabel.objects.bulk_create(
        TitleLabel(job_title_id=key, function=functions[slug], score=score, source=model)
        for key, of_title in labels.items()
        for slug, score in of_title.items()
    )
    people = Contact.objects.bulk_create(
        Contact(
            workspace=workspace,
            first_name=rnd.choice(["Ada", "Ben", "Ute"]),
            last_name=rnd.choice(["Abel", "Brandt", "Öz"]),
            email=f"person{number}@{workspace.slug}.example",
            company=rnd.choice([None, *companies]),
            job_title=(title := rnd.choice([None, *titles])),
            title=title.title if title else "",
            country=rnd.choice(COUNTRIES),
            city=rnd.choice(CITIES),
        )
        for number in range(n)
    )
    for contact in rnd.sample(people, n // 5):
        stop(contact)
    return [person_of(contact, labels) for contact in people]


def person_of(contact: Contact, labels: dict[int, dict[str, float]]) -> Person:
    """Read a contact as plain values, with the labels of all titles."""
    title, company = contact.job_title, contact.company
    functions = labels[title.pk] if title else {}
    return Person(
        pk=contact.pk,
        company=contact.company_id,
        title=contact.title,
        name=f"{contact.first_name} {contact.last_name}",
        company_name=company.name if company else "",
        functions=functions,
        is_other=bool(title and title.classified_at and not functions),
        level=title.level.slug if title and title.level else "",
        industry=title.industry.slug if title and title.industry else "",
        country=contact.country,
        city=contact.city,
        size=company.size if company else "",
        company_industry=company.industry if company else "",
        business_model=company.business_model if company else "",
        technologies=frozenset(company.technologies) if company else frozenset(),
        do_not_contact="yes" if contact.do_not_contact else "no",
    )
