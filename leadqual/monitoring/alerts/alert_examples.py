"""The data that caused an alert: titles or companies with the values that grew."""

from urllib.parse import urlencode

from classifiers.monitoring.drift import REST
from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, JobTitle
from leadqual.monitoring import signals
from leadqual.monitoring.alerts.alert_texts import largest_growth
from leadqual.monitoring.daily_profiles import incoming_titles, live_title_model, spelled, values_of
from leadqual.monitoring.models import Alert

MAX_READ = 5_000
MAX_SHOWN = 200
MAX_SPELLINGS = 20


def example_titles(alert: Alert, workspace: Workspace) -> tuple[str, tuple[JobTitle, ...], int]:
    """Return the value that grew most, the titles that have it, and how many of them are corrected.

    Three queries, of a sample where many came.
    """
    value, *_ = largest_growth([tuple(shift) for shift in alert.facts["shifts"]])
    first, last = alert.since.date(), alert.last_at.date()
    came = {row[0]: row for row in incoming_titles(workspace, first, last, most=MAX_READ)}
    rows = JobTitle.objects.filter(workspace=workspace)
    rows = rows.select_related("level").prefetch_related("labels__function")
    if alert.signal == signals.TITLES_LEVEL.name:
        rows = rows.filter(pk__in=came, level__name=value)
    elif alert.signal == signals.TITLES_OTHER.name:
        rows = rows.filter(pk__in=came, labels__isnull=value == signals.OTHER).distinct()
    else:
        named = {shift[0] for shift in alert.facts["shifts"]} - {REST}
        rows = rows.filter(pk__in=_classified_with(alert.signal, value, named, list(came.values())))
    titles = tuple(rows.order_by("-n_contacts", "pk")[:MAX_SHOWN])
    n_corrected = sum(title.source == "correction" for title in titles)
    return value, titles, n_corrected


def example_companies(alert: Alert, workspace: Workspace) -> str:
    """Return the search for the companies whose industry or country made an alert; one query.

    An industry is counted under one spelling, while the search uses the stored spellings.

    Returns:
        For the address of the companies; "" where no value of its own has grown.
    """
    value, *_ = largest_growth([tuple(shift) for shift in alert.facts["shifts"]])
    is_country = alert.signal == signals.COMPANIES_COUNTRY.name
    field = "country" if is_country else "industry"
    rows = Company.objects.filter(workspace=workspace).exclude(**{field: ""})
    there = rows.order_by(field).values_list(field, flat=True).distinct()
    found = [each for each in there if spelled(each, is_country=is_country) == value]
    return urlencode([(field, each) for each in found[:MAX_SPELLINGS]])


def _classified_with(
    name: str, value: str, named: set[str], came: list[tuple[int, str, str]]
) -> list[int]:
    """Return the keys of titles whose text has a value; for rare values, any other."""
    model = live_title_model()
    read = {key: values_of(title, folded, model=model).get(name) for key, title, folded in came}
    if value == REST:
        return [key for key, found in read.items() if found not in named]
    if name != signals.TITLES_LENGTH.name:
        return [key for key, found in read.items() if found == value]
    low, _, high = value.partition(" to ")
    return [key for key, found in read.items() if int(low) <= int(found or 0) <= int(high or low)]
