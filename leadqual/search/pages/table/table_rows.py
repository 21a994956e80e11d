"""What a row of people shows, by the columns that a person chose, as plain values for the template.

Made here and not in the template: fifty rows with their labels are most of what a page costs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse

from leadqual.core.templatetags.components import SURE_FROM
from leadqual.core.templatetags.formats import band, probability
from leadqual.core.texts.counts import counted
from leadqual.leads.models import Contact, CustomField, JobTitle, TitleLabel
from leadqual.search.pages.table.column_choice import COLUMNS
from leadqual.search.pages.table.custom_cells import custom_cells
from leadqual.search.pages.table.table_cells import LabelCell, TableCell, day_of
from leadqual.search.query.query import ContactQuery
from leadqual.search.stored_reasons import add_reasons
from leadqual.search.title_explanations import sentences_about, why_other


@dataclass(frozen=True, slots=True)
class PersonRow:
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
    cells: Sequence[TableCell]


def rows_of(
    contacts: Iterable[Contact],
    query: ContactQuery,
    columns: Sequence[str],
    *,
    fields: Iterable[CustomField] = (),
    new_after: int = 0,
    kept: Sequence[tuple[str, str]] = (),
) -> list[PersonRow]:
    """Return the rows of a page, in the order of the contacts.

    Args:
        contacts: with their companies, titles and labels.
        query: the search, which the ways to a person carry on.
        columns: codes of `COLUMNS` and of custom fields, in order.
        fields: the custom fields.
        new_after: contacts with a greater key are new; 0 for none.
        kept: parameters that the ways to a person carry on, too.
    """
    page, part = reverse("search:people"), reverse("search:person", args=[0])
    asked = query.to_query(kept)
    before = f"{page}?{asked}&person=" if asked else f"{page}?person="
    every: Mapping[str, Callable[[Any], TableCell]] = {**_CELLS, **custom_cells(fields)}
    cell_of = {column: every[column] for column in columns}
    has_place = "place" in columns
    if "functions" in columns:
        add_reasons(contact.job_title for contact in contacts)
    return [
        PersonRow(
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


def labels_of(title: JobTitle) -> list[LabelCell]:
    """Return the labels of a title, best first; one for Other where it was read and has none."""
    labels = [_label(label, title.why) for label in title.labels.all()]
    if not labels and title.classified_at:
        return [LabelCell("Unclassified", "other", "", why_other(title))]
    return labels


def _label(label: TitleLabel, why: Sequence[Mapping[str, object]]) -> LabelCell:
    is_person = label.source == TitleLabel.Source.CORRECTION
    said = sentences_about(label.function.slug, why)
    kind = "unsure" if label.score < SURE_FROM else ""
    return LabelCell(
        name=label.function.name,
        kind="person" if is_person else kind,
        score="" if is_person else probability(label.score),
        why=said or f"Source: {label.get_source_display()}.",
    )


def _functions(contact: Contact) -> TableCell:
    title = contact.job_title
    if title is None:
        return TableCell("functions", text="No title")
    labels = labels_of(title)
    return TableCell("functions", text="" if labels else "classifying…", labels=labels)


def _company(contact: Contact) -> TableCell:
    company = contact.company
    if company is None:
        return TableCell("company")
    return TableCell(
        "company",
        text=company.name,
        url=_company_url().replace("/0/", f"/{company.pk}/"),
        sub=" · ".join(part for part in (_size(contact), company.industry) if part),
    )


@cache
def _company_url() -> str:
    """Return the address of the company 0: a page has fifty others."""
    return reverse("search:company", args=[0])


def _level(contact: Contact, *, has_place: bool) -> TableCell:
    level = contact.job_title.level if contact.job_title else None
    name = level.name if level else ""
    return TableCell("level", text=name, sub="" if has_place else _place(contact))


def _lead_score(contact: Contact) -> TableCell:
    if contact.lead_score is None:
        return TableCell("lead_score", heading=COLUMNS["lead_score"])
    return TableCell(
        "lead_score",
        text=str(contact.lead_score),
        sub=f"Tier {contact.lead_tier}",
        heading=COLUMNS["lead_score"],
    )


def _place(contact: Contact) -> str:
    return ", ".join(part for part in (contact.city, contact.country) if part)


def _size(contact: Contact) -> str:
    company = contact.company
    if company is None:
        return ""
    if company.employees is not None:
        return counted(company.employees, "employee")
    return f"{band(company.size)} employees" if company.size else ""


def _industry(contact: Contact) -> str:
    industry = contact.job_title.industry if contact.job_title else None
    return industry.name if industry else ""


def _plain(column: str, text_of: Callable[[Contact], str]) -> Callable[[Contact], TableCell]:
    heading = COLUMNS[column]
    return lambda contact: TableCell(column, text=text_of(contact), heading=heading)


_CELLS: Mapping[str, Callable[[Contact], TableCell]] = {
    "company": _company,
    "functions": _functions,
    "level": lambda contact: _level(contact, has_place=False),
    "lead_score": _lead_score,
    "place": _plain("place", _place),
    "industry": _plain("industry", _industry),
    "size": _plain("size", _size),
    "company_industry": _plain(
        "company_industry", lambda contact: contact.company.industry if contact.company else ""
    ),
    "business_model": _plain(
        "business_model",
        lambda contact: contact.company.business_model_words if contact.company else "",
    ),
    "mail": _plain("mail", lambda contact: contact.email or ""),
    "phone": _plain("phone", lambda contact: contact.phone),
    "owner": _plain("owner", lambda contact: str(contact.owner or "")),
    "status": _plain("status", lambda contact: contact.get_status_display()),
    "tags": _plain("tags", lambda contact: ", ".join(contact.tags)),
    "activity": _plain("activity", day_of),
    "added": _plain("added", lambda contact: f"{contact.created_at:%b %-d, %Y}"),
}
