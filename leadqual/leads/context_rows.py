"""What a row of people shows, by the columns that a person chose, as plain values for the template.

Made here and not in the template: fifty rows with their labels are most of what a page costs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from leadqual.core.templatetags.components import SURE_FROM
from leadqual.core.templatetags.formats import probability, thousands
from leadqual.leads.columns import COLUMNS
from leadqual.leads.models import Contact, JobTitle, TitleLabel
from leadqual.leads.search import ContactQuery
from leadqual.leads.why import sentences_about, why_other


@dataclass(frozen=True, slots=True)
class ShownLabel:
    """A function that a title carries.

    Args:
        name: of the function, or Other.
        kind: "" sure, `unsure`, `person`, `other`.
        score: two digits; empty for a person's word and for Other.
        why: what speaks for it, in sentences.
    """

    name: str
    kind: str
    score: str
    why: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `sub` is the smaller line below, `labels` only the cell of functions has."""

    column: str
    text: str = ""
    url: str = ""
    sub: str = ""
    heading: str = ""
    labels: Sequence[ShownLabel] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One person.

    Args:
        url: the page with this person open.
        part_url: where the part for the side comes from.
        is_new: added since the visit before.
    """

    pk: int
    name: str
    title: str
    url: str
    part_url: str
    is_stopped: bool
    is_new: bool
    cells: Sequence[Cell]


def rows_of(
    contacts: Iterable[Contact],
    query: ContactQuery,
    columns: Sequence[str],
    *,
    new_after: int = 0,
    kept: Sequence[tuple[str, str]] = (),
) -> list[Row]:
    """Return the rows of a page, in the order of the contacts.

    Args:
        contacts: with their companies, titles and labels.
        query: the search, which the ways to a person carry on.
        columns: codes of `COLUMNS`, in order.
        new_after: contacts with a greater key are new; 0 for none.
        kept: parameters that the ways to a person carry on, too.
    """
    page, part = reverse("leads:people"), reverse("leads:person", args=[0])
    asked = query.to_query(kept)
    before = f"{page}?{asked}&person=" if asked else f"{page}?person="
    cell_of = {column: _CELLS[column] for column in columns}
    has_place = "place" in columns
    return [
        Row(
            pk=contact.pk,
            name=str(contact),
            title=contact.title,
            url=f"{before}{contact.pk}",
            part_url=f"{part.replace('/0/', f'/{contact.pk}/')}?{asked}",
            is_stopped=contact.do_not_contact,
            is_new=0 < new_after < contact.pk,
            cells=[
                _level(contact, has_place=has_place) if column == "level" else make(contact)
                for column, make in cell_of.items()
            ],
        )
        for contact in contacts
    ]


def labels_of(title: JobTitle) -> list[ShownLabel]:
    """Return the labels of a title, best first; one for Other where it was read and has none."""
    labels = [_label(label, title.why) for label in title.labels.all()]
    if not labels and title.classified_at:
        return [ShownLabel("Other", "other", "", why_other(title))]
    return labels


def _label(label: TitleLabel, why: Sequence[Mapping[str, object]]) -> ShownLabel:
    is_person = label.source == TitleLabel.Source.CORRECTION
    said = sentences_about(label.function.slug, why)
    kind = "unsure" if label.score < SURE_FROM else ""
    return ShownLabel(
        name=label.function.name,
        kind="person" if is_person else kind,
        score="" if is_person else probability(label.score),
        why=said or f"Source: {label.get_source_display()}.",
    )


def _functions(contact: Contact) -> Cell:
    title = contact.job_title
    if title is None:
        return Cell("functions", text="no title")
    labels = labels_of(title)
    return Cell("functions", text="" if labels else "is being read", labels=labels)


def _company(contact: Contact) -> Cell:
    company = contact.company
    if company is None:
        return Cell("company")
    return Cell(
        "company",
        text=company.name,
        url=reverse("leads:company", args=[company.pk]),
        sub=" · ".join(part for part in (_size(contact), company.industry) if part),
    )


def _level(contact: Contact, *, has_place: bool) -> Cell:
    level = contact.job_title.level if contact.job_title else None
    name = level.name if level else ""
    return Cell("level", text=name, sub="" if has_place else _place(contact))


def _place(contact: Contact) -> str:
    return ", ".join(part for part in (contact.city, contact.country) if part)


def _size(contact: Contact) -> str:
    company = contact.company
    if company is None:
        return ""
    if company.employees is not None:
        noun = "employee" if company.employees == 1 else "employees"
        return f"{thousands(company.employees)} {noun}"
    return f"{company.size} employees" if company.size else ""


def _industry(contact: Contact) -> str:
    industry = contact.job_title.industry if contact.job_title else None
    return industry.name if industry else ""


def _plain(column: str, text_of: Callable[[Contact], str]) -> Callable[[Contact], Cell]:
    heading = COLUMNS[column]
    return lambda contact: Cell(column, text=text_of(contact), heading=heading)


_CELLS: Mapping[str, Callable[[Contact], Cell]] = {
    "company": _company,
    "functions": _functions,
    "level": lambda contact: _level(contact, has_place=False),
    "place": _plain("place", _place),
    "industry": _plain("industry", _industry),
    "size": _plain("size", _size),
    "company_industry": _plain(
        "company_industry", lambda contact: contact.company.industry if contact.company else ""
    ),
    "business_model": _plain(
        "business_model",
        lambda contact: contact.company.get_business_model_display() if contact.company else "",
    ),
    "mail": _plain("mail", lambda contact: contact.email or ""),
    "phone": _plain("phone", lambda contact: contact.phone),
    "added": _plain("added", lambda contact: f"{contact.created_at:%-d %b %Y}"),
}
