"""Which columns the table of people has beside the person, remembered for each member."""

from collections.abc import Iterable

from leadqual.accounts.models import Member
from leadqual.leads.models import PeopleColumns

COLUMNS = {
    "company": "Company",
    "functions": "Functions",
    "level": "Level",
    "lead_score": "Lead score",
    "place": "Location",
    "industry": "Title industry",
    "size": "Company size",
    "company_industry": "Company industry",
    "business_model": "Business model",
    "mail": "Email",
    "phone": "Phone",
    "owner": "Owner",
    "status": "Status",
    "tags": "Tags",
    "activity": "Last activity",
    "added": "Added",
}
"""Code of each column → its head."""

USUAL = ("company", "functions", "level")
"""Of who chose none; without a column for the place, it stands below the level."""

MAX_COLUMNS = 6


def columns_of(member: Member) -> tuple[str, ...]:
    """Return the columns that a member sees, in order; one query."""
    row = PeopleColumns.objects.filter(member=member).first()
    known = tuple(column for column in row.columns if column in COLUMNS) if row else ()
    return known or USUAL


def choose_columns(*, member: Member, columns: Iterable[str]) -> tuple[str, ...]:
    """Remember the columns of a member, each once and as many as there is room for.

    Unknown ones are passed over; none at all brings the usual ones back.

    Returns:
        What the member sees from now on.
    """
    known = tuple(dict.fromkeys(one for one in columns if one in COLUMNS))[:MAX_COLUMNS]
    if not known:
        PeopleColumns.objects.filter(member=member).delete()
        return USUAL
    PeopleColumns.objects.update_or_create(member=member, defaults={"columns": list(known)})
    return known
