"""Cells of the tables: what they show besides a plain text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from leadqual.core.formats import band, probability
from leadqual.core.texts.plain_texts import format_count
from leadqual.leads.models import Company, Contact, JobTitle, SalesStatus, TitleLabel
from leadqual.search.title_explanations import lacks_reasons, sentences_about, why_other

LONGEST_OVERVIEW = 120
_MAX_TEXTS = 5


@dataclass(frozen=True, slots=True)
class LabelCell:
    """A function label of a title.

    Args:
        kind: "" sure, `unsure`, `person`, `other`.
        score: with two digits; empty for corrections and for Other.
        why: reasons in sentences.
    """

    name: str
    kind: str
    score: str
    why: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows.

    Args:
        sub: the smaller line below.
        labels: only set in the functions column.
        why_url: gives the reasons of the labels, if the model has to be asked for them.
        status: only set in the status column.
        tip: on hover; the text itself if empty.
    """

    text: str = ""
    url: str = ""
    sub: str = ""
    labels: Sequence[LabelCell] | None = None
    why_url: str = ""
    status: SalesStatus | None = None
    tip: str = ""


def labels_of(title: JobTitle) -> list[LabelCell]:
    """Return the labels of a title, best first; one for Other if it was classified without any."""
    labels = [_label(label, title.why) for label in title.labels.all()]
    if not labels and title.classified_at:
        return [LabelCell("Unclassified", "other", "", why_other(title))]
    return labels


def _label(label: TitleLabel, why: Sequence[Mapping[str, object]]) -> LabelCell:
    is_person = label.source == TitleLabel.Source.CORRECTION
    reasons = sentences_about(label.function.slug, why)
    kind = "unsure" if label.score < TitleLabel.SURE_FROM else ""
    return LabelCell(
        name=label.function.name,
        kind="person" if is_person else kind,
        score="" if is_person else probability(label.score),
        why=reasons or f"Source: {label.get_source_display()}.",
    )


def functions_cell(contact: Contact) -> Cell:
    title = contact.job_title
    if title is None:
        return Cell("No title")
    labels = labels_of(title)
    why_url = _url_of("search:why", contact.pk) if lacks_reasons(title) else ""
    return Cell("" if labels else "classifying…", labels=labels, why_url=why_url)


def employer_cell(contact: Contact) -> Cell:
    """Return the company of a person, with its size and industry below."""
    company = contact.company
    if company is None:
        return Cell()
    details = " · ".join(part for part in (size_text(company), company.industry) if part)
    return Cell(company.name, _url_of("search:company", company.pk), details)


def lead_score_cell(contact: Contact) -> Cell:
    if contact.lead_score is None:
        return Cell()
    return Cell(str(contact.lead_score), sub=f"Tier {contact.lead_tier}")


def overview_cell(company: Company) -> Cell:
    text = company.overview
    if len(text) > LONGEST_OVERVIEW:
        text = f"{text[: LONGEST_OVERVIEW - 1].rstrip()}…"
    return Cell(text, sub=company.industry)


def business_model_cell(company: Company) -> Cell:
    probability_of_model = company.business_model_probability
    return Cell(
        company.business_model_words,
        tip="" if probability_of_model is None else f"Score {probability(probability_of_model)}",
        sub=""
        if probability_of_model is None or probability_of_model >= TitleLabel.SURE_FROM
        else probability(probability_of_model),
    )


def people_count_cell(company: Company) -> Cell:
    """Return how many people a company has, as the way to them."""
    n: int = company.n_contacts  # type: ignore[attr-defined]  # the page of results counts them
    if not n:
        return Cell("none")
    return Cell(format_count(n, "contact"), f"{reverse('search:people')}?company={company.pk}")


def industry_cell(company: Company) -> Cell:
    standard, typed = company.standard_industry, company.industry
    return Cell(standard or typed, sub="" if standard in ("", typed) else typed)


def place_text(record: Contact | Company) -> str:
    return ", ".join(part for part in (record.city, record.country) if part)


def size_text(company: Company) -> str:
    if company.employees is not None:
        return format_count(company.employees, "employee")
    return f"{band(company.size)} employees" if company.size else ""


def activity_day(record: Contact | Company) -> str:
    """Return the day of a record's last activity, or of its creation."""
    return f"{record.last_activity_at or record.created_at:%b %-d, %Y}"


def creation_day(record: Contact | Company) -> str:
    return f"{record.created_at:%b %-d, %Y}"


def join_texts(texts: Sequence[str]) -> str:
    """Return the first texts with commas, and how many more there are."""
    n_more = len(texts) - _MAX_TEXTS
    words = ", ".join(texts[:_MAX_TEXTS])
    return f"{words} and {n_more} more" if n_more > 0 else words


@cache
def _pattern_of(name: str) -> str:
    return reverse(name, args=[0])


def _url_of(name: str, key: int) -> str:
    """Return the URL of a record; resolved once for the fifty on a page."""
    return _pattern_of(name).replace("/0/", f"/{key}/")
