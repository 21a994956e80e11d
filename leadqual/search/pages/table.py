"""Rows of the tables of people and companies: values of the chosen columns.

Prepared here and not in the template, as fifty rows with labels are most of a page's cost.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse

from leadqual.accounts.middleware import WorkspaceRequest
from leadqual.accounts.models import Member, Workspace
from leadqual.core.formats import band, probability, thousands
from leadqual.core.pages.panels import safe_next
from leadqual.core.texts.plain_texts import counted
from leadqual.leads.models import (
    Company,
    CompanyColumns,
    Contact,
    CustomField,
    JobTitle,
    PeopleColumns,
    SalesStatus,
    TitleLabel,
)
from leadqual.leads.records.custom_fields import fields_of
from leadqual.leads.records.record_values import CUSTOM
from leadqual.leads.records.statuses import NO_STATUSES, Statuses
from leadqual.search.exports.export_columns import CUSTOM_PREFIX
from leadqual.search.pages.record_routes import Kind, record_routes
from leadqual.search.pages.search_data import sort_addresses
from leadqual.search.pages.view_columns import with_columns
from leadqual.search.query.query import CompanyQuery, ContactQuery, CustomOrder, Search
from leadqual.search.title_explanations import lacks_reasons, sentences_about, why_other

# Columns of the tables of people and companies, stored for each member.

COLUMNS = {
    "company": "Company",
    "title": "Job title",
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
"""Code of each column of people → its header; custom fields are also columns."""

USUAL = ("company", "functions", "level")
"""Default columns; without a column for the place, it is shown below the level."""

EDITED = {
    "company": "company",
    "mail": "email",
    **{
        code: code
        for code in (
            *("title", "phone", "domain", "founded", "country", "city", "owner", "status", "tags"),
        )
    },
}
"""Code of each column that is edited in its cells → field of the record."""

COMPANY_COLUMNS = {
    "overview": "Description",
    "place": "Location",
    "business_model": "Business model",
    "contacts": "Contacts",
    "domain": "Domain",
    "industry": "Industry",
    "sector": "Sector",
    "size": "Size",
    "founded": "Founded",
    "total_funding": "Funding",
    "country": "Country",
    "regions": "Region",
    "city": "City",
    "technologies": "Technologies",
    "owner": "Owner",
    "status": "Status",
    "tags": "Tags",
    "last_activity": "Last activity",
    "added": "Added",
}
"""Code of each column of companies → its header, like `COLUMNS`."""

USUAL_OF_COMPANIES = ("overview", "place", "business_model", "contacts")

NAME = "name"
MIN_WIDTH, MAX_WIDTH = 60, 1_000
_SORTS = {
    "contact": {
        NAME: "name",
        **{code: code for code in ("company", "title", "functions", "level", "lead_score")},
        **{code: code for code in ("owner", "status", "activity", "added")},
        "mail": "email",
    },
    "company": {
        NAME: "name",
        "contacts": "people",
        "last_activity": "activity",
        **{code: code for code in ("domain", "founded", "country", "owner", "status", "added")},
    },
}
_DESCENDING = frozenset({"lead_score", "activity", "added", "people", "founded"})
_SORTED_KINDS = frozenset({CustomField.Kind.NUMBER, CustomField.Kind.DATE})
LONGEST_OVERVIEW = 120


@dataclass(frozen=True, slots=True)
class ColumnTable:
    """A table with selectable columns.

    Args:
        record: of its custom fields: `contact` or `company`.
        first: head of the first column.
        usual: default columns.
        chosen: stored choices of members.
    """

    record: str
    first: str
    heads: Mapping[str, str]
    usual: tuple[str, ...]
    chosen: type[PeopleColumns] | type[CompanyColumns]

    def all_heads(self, fields: Iterable[CustomField]) -> dict[str, str]:
        """Return code → header of every column, including custom fields."""
        custom = {f"{CUSTOM_PREFIX}{field.code}": field.label for field in fields}
        return {**self.heads, **custom}

    def heads_in(self, workspace: Workspace) -> dict[str, str]:
        """Return `all_heads` with one query for the custom fields."""
        return self.all_heads(fields_of(workspace, self.record))


PEOPLE = ColumnTable("contact", "Person", COLUMNS, USUAL, PeopleColumns)
COMPANIES = ColumnTable("company", "Company", COMPANY_COLUMNS, USUAL_OF_COMPANIES, CompanyColumns)
TABLES = {table.record: table for table in (PEOPLE, COMPANIES)}


def columns_of(
    member: Member, table: ColumnTable = PEOPLE, heads: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Return the columns shown to a member, in order; one query, two without `heads`."""
    return chosen_columns(member, table, heads) or table.usual


def chosen_columns(
    member: Member, table: ColumnTable, heads: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Return the existing columns that a member chose; empty for none."""
    row: Any = table.chosen._default_manager.filter(member=member).first()
    if row is None:
        return ()
    known = table.heads_in(member.workspace) if heads is None else heads
    return tuple(column for column in row.columns if column in known)


def choose_columns(
    *, member: Member, columns: Iterable[str], table: ColumnTable = PEOPLE
) -> tuple[str, ...]:
    """Store the columns of a member, without duplicates; widths stay.

    Unknown ones are ignored; none at all restores the default ones and widths.

    Returns:
        The columns now shown to the member.
    """
    heads = table.heads_in(member.workspace)
    known = tuple(dict.fromkeys(one for one in columns if one in heads))
    rows = table.chosen._default_manager
    if not known:
        rows.filter(member=member).delete()
        return table.usual
    rows.update_or_create(member=member, defaults={"columns": list(known)})
    return known


"""Code of the first column of both tables, which is always shown."""


def set_width(*, member: Member, column: str, width: int, table: ColumnTable = PEOPLE) -> None:
    """Store the width of a column for a member, in pixels, within limits; others are ignored."""
    if column != NAME and column not in table.heads_in(member.workspace):
        return
    row, _ = table.chosen._default_manager.get_or_create(member=member, defaults={"columns": []})
    row.widths[column] = min(max(width, MIN_WIDTH), MAX_WIDTH)
    row.save(update_fields=["widths"])


@record_routes("columns/", name="columns company_columns", methods="POST")
def choose(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Store the columns sent as `column`, in order; `up` moves one, `usual=1` resets them.

    Where a view is open, they become the edited columns of the view.
    """
    table = TABLES[kind.code]
    columns = [] if "usual" in request.POST else request.POST.getlist("column")
    if (moved := request.POST.get("up", "")) in columns[1:]:
        at = columns.index(moved)
        columns[at - 1 : at + 1] = [moved, columns[at - 1]]
    back = safe_next(request, reverse(kind.page))
    if of_view := with_columns(request, back, [one for one in columns if one] or table.usual):
        return redirect(of_view)
    choose_columns(member=request.member, columns=columns, table=table)
    return redirect(back)


@record_routes("columns/width/", name="column_width company_column_width", methods="POST")
def resize(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Store the `width` of a `column` in pixels."""
    form = WidthForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("Send a column and its width in pixels.")
    set_width(member=request.member, table=TABLES[kind.code], **form.cleaned_data)
    return HttpResponse(status=204)


class WidthForm(forms.Form):
    """A column and its width."""

    column = forms.CharField(max_length=80)
    width = forms.IntegerField()


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """The head of a column.

    Args:
        width: in pixels; 0 for the usual one.
        url: sorts by the column; empty if that is not possible.
        order: how the table is sorted by it now, `ascending` or `descending`; empty if it is not.
    """

    code: str
    label: str
    width: int = 0
    url: str = ""
    order: str = ""

    @property
    def arrow(self) -> str:
        return {"ascending": "↑", "descending": "↓"}.get(self.order, "")


"""Kind of record → column → order of the search; custom fields have orders of their own."""


def column_heads(
    table: ColumnTable,
    columns: Sequence[str],
    fields: Iterable[CustomField],
    query: Search,
    *,
    widths: Mapping[str, int] = MappingProxyType({}),
    kept: Sequence[tuple[str, str]] = (),
) -> list[ColumnHead]:
    """Return the head of each column of a table, the name first.

    Args:
        table: of people or companies.
        columns: codes, in order.
        fields: the custom fields.
        query: the search, whose order the heads change.
        widths: column → pixels, where a member changed them.
        kept: parameters to keep in links.
    """
    fields = list(fields)
    labels = {NAME: table.first, **table.all_heads(fields)}
    orders = {column: [sort] for column, sort in _SORTS[table.record].items()}
    for field in fields:
        if field.kind in _SORTED_KINDS:
            order = CustomOrder(field.code, is_descending=True)
            orders[f"{CUSTOM_PREFIX}{field.code}"] = [order.sort, order.reverse]

    def head(code: str) -> ColumnHead:
        sorts, width = orders.get(code, []), widths.get(code, 0)
        if not sorts:
            return ColumnHead(code, labels[code], width)
        at = sorts.index(query.sort) if query.sort in sorts else -1
        then = sorts[(at + 1) % len(sorts)]  # The same head again reverses an order.
        is_down = query.sort in _DESCENDING or query.sort.startswith("-")
        order = "" if at < 0 else "descending" if is_down else "ascending"
        return ColumnHead(
            code, labels[code], width, sort_addresses(query, [then], kept)[then], order
        )

    return [head(code) for code in (NAME, *columns)]


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
class TableCell:
    """One cell; `sub` is the smaller line below.

    Args:
        field: of the record, as its cell edits it; empty if it does not.
        labels: only set in the functions column.
        why_url: gives the reasons of the labels, if the model has to be asked for them.
        status: only set in the status column.
        tip: on hover; the text itself if empty.
    """

    column: str
    text: str = ""
    url: str = ""
    sub: str = ""
    heading: str = ""
    field: str = ""
    labels: Sequence[LabelCell] | None = None
    why_url: str = ""
    status: SalesStatus | None = None
    tip: str = ""


def day_of(record: Contact | Company) -> str:
    """Return the day of a record's last activity, or of its creation."""
    return f"{record.last_activity_at or record.created_at:%b %-d, %Y}"


def _added_on(record: Contact | Company) -> str:
    return f"{record.created_at:%b %-d, %Y}"


CellOf = Callable[[Contact | Company], TableCell]


def custom_cells(fields: Iterable[CustomField]) -> Mapping[str, CellOf]:
    """Return column code → function that builds its cell, for each custom field."""
    return {f"{CUSTOM_PREFIX}{field.code}": _cell_of(field) for field in fields}


def status_cells(statuses: Statuses) -> Mapping[str, CellOf]:
    """Return the function that builds the cell of the status column."""

    def cell(record: Contact | Company) -> TableCell:
        status = statuses.status(record.status)
        return TableCell(
            "status",
            text=status.label,
            heading=COLUMNS["status"],
            field="status",
            status=status,
        )

    return {"status": cell}


def _cell_of(field: CustomField) -> CellOf:
    column, kind = f"{CUSTOM_PREFIX}{field.code}", CustomField.Kind(field.kind)
    edited = f"{CUSTOM}{field.code}"

    def cell(record: Contact | Company) -> TableCell:
        value = record.custom.get(field.code)
        if value is None:
            return TableCell(column, heading=field.label, field=edited)
        text = f"{value:,}" if kind is CustomField.Kind.NUMBER else str(value)
        url = text if kind is CustomField.Kind.LINK else ""
        return TableCell(column, text=text, url=url, heading=field.label, field=edited)

    return cell


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person.

    Args:
        url: the page with this person open.
        part_url: URL of the side panel.
        is_new: added since the previous visit.
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
    statuses: Statuses = NO_STATUSES,
    new_after: int = 0,
    kept: Sequence[tuple[str, str]] = (),
) -> list[PersonRow]:
    """Return the rows of a page, in the order of the contacts.

    Args:
        contacts: with their companies, titles and labels.
        query: the search, kept in links to a person.
        columns: codes of `COLUMNS` and of custom fields, in order.
        fields: the custom fields.
        statuses: of the workspace.
        new_after: contacts with a higher key are new; 0 for none.
        kept: further parameters to keep in links to a person.
    """
    page, part = reverse("search:people"), reverse("search:person", args=[0])
    asked = query.to_query(kept)
    before = f"{page}?{asked}&person=" if asked else f"{page}?person="
    every: Mapping[str, Callable[[Any], TableCell]] = {
        **_CELLS,
        **status_cells(statuses),
        **custom_cells(fields),
    }
    cell_of = {column: every[column] for column in columns}
    has_place = "place" in columns
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
    """Return the labels of a title, best first; one for Other if it was classified without any."""
    labels = [_label(label, title.why) for label in title.labels.all()]
    if not labels and title.classified_at:
        return [LabelCell("Unclassified", "other", "", why_other(title))]
    return labels


def _label(label: TitleLabel, why: Sequence[Mapping[str, object]]) -> LabelCell:
    is_person = label.source == TitleLabel.Source.CORRECTION
    said = sentences_about(label.function.slug, why)
    kind = "unsure" if label.score < TitleLabel.SURE_FROM else ""
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
    why_url = _why_url().replace("/0/", f"/{contact.pk}/") if lacks_reasons(title) else ""
    text = "" if labels else "classifying…"
    return TableCell("functions", text=text, labels=labels, why_url=why_url)


def _company(contact: Contact) -> TableCell:
    company = contact.company
    if company is None:
        return TableCell("company", field=EDITED["company"])
    return TableCell(
        "company",
        field=EDITED["company"],
        text=company.name,
        url=_company_url().replace("/0/", f"/{company.pk}/"),
        sub=" · ".join(part for part in (_size(contact), company.industry) if part),
    )


@cache
def _why_url() -> str:
    return reverse("search:why", args=[0])


@cache
def _company_url() -> str:
    """Return the URL of company 0, as a template for the fifty on a page."""
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
    return _company_size(contact.company) if contact.company else ""


def _company_size(company: Company) -> str:
    if company.employees is not None:
        return counted(company.employees, "employee")
    return f"{band(company.size)} employees" if company.size else ""


def _industry(contact: Contact) -> str:
    industry = contact.job_title.industry if contact.job_title else None
    return industry.name if industry else ""


def _plain(
    column: str, text_of: Callable[[Any], str], heads: Mapping[str, str] = COLUMNS
) -> Callable[[Any], TableCell]:
    heading, field = heads[column], EDITED.get(column, "")
    return lambda record: TableCell(column, text=text_of(record), heading=heading, field=field)


_of_company = partial(_plain, heads=COMPANY_COLUMNS)


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
    "title": _plain("title", lambda contact: contact.title),
    "mail": _plain("mail", lambda contact: contact.email or ""),
    "phone": _plain("phone", lambda contact: contact.phone),
    "owner": _plain("owner", lambda contact: str(contact.owner or "")),
    "tags": _plain("tags", lambda contact: ", ".join(contact.tags)),
    "activity": _plain("activity", day_of),
    "added": _plain("added", _added_on),
}


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """One company.

    Args:
        domain: empty if it has its own column.
        url: the search with this company open, or its page.
        part_url: URL of the side panel; empty if `url` is the page.
    """

    pk: int
    name: str
    domain: str
    url: str
    part_url: str
    cells: Sequence[TableCell]


def company_rows_of(
    companies: Iterable[Company],
    columns: Sequence[str],
    fields: Iterable[CustomField] = (),
    *,
    statuses: Statuses = NO_STATUSES,
    query: CompanyQuery | None = None,
    kept: Sequence[tuple[str, str]] = (),
) -> list[CompanyRow]:
    """Return the rows of a page, in the order of the companies.

    Args:
        companies: with `n_contacts`, and their owners.
        columns: codes of `COMPANY_COLUMNS` and of custom fields, in order.
        fields: the custom fields.
        statuses: of the workspace.
        query: the search next to which companies open; None if rows link to their pages.
        kept: further parameters to keep in links to a company.
    """
    asked = "" if query is None else query.to_query(kept)
    search = (
        f"{reverse('search:companies')}?{asked}&" if asked else f"{reverse('search:companies')}?"
    )
    every: Mapping[str, Callable[[Any], TableCell]] = {
        **_COMPANY_CELLS,
        **status_cells(statuses),
        **custom_cells(fields),
    }
    makers = [every[column] for column in columns]
    return [
        CompanyRow(
            pk=company.pk,
            name=company.name,
            domain="" if "domain" in columns else company.domain or "",
            url=reverse("search:company", args=[company.pk])
            if query is None
            else f"{search}open={company.pk}#company",
            part_url=""
            if query is None
            else f"{reverse('search:company_preview', args=[company.pk])}?{asked}",
            cells=[make(company) for make in makers],
        )
        for company in companies
    ]


def _overview(company: Company) -> TableCell:
    text = company.overview
    if len(text) > LONGEST_OVERVIEW:
        text = f"{text[: LONGEST_OVERVIEW - 1].rstrip()}…"
    return TableCell("overview", text=text, sub=company.industry)


def _company_place(company: Company) -> TableCell:
    words = ", ".join(part for part in (company.city, company.country) if part)
    return TableCell("place", text=words or company.headquarters, sub=_company_size(company))


def _business_model(company: Company) -> TableCell:
    sure = company.business_model_probability
    return TableCell(
        "business_model",
        text=company.business_model_words,
        tip="" if sure is None else f"Score {probability(sure)}",
        sub="" if sure is None or sure >= TitleLabel.SURE_FROM else probability(sure),
        heading=COMPANY_COLUMNS["business_model"],
    )


def _contacts(company: Company) -> TableCell:
    n: int = company.n_contacts  # type: ignore[attr-defined]  # the page of results counts them
    if not n:
        return TableCell("contacts", text="none")
    words = counted(n, "contact")
    return TableCell("contacts", text=words, url=f"{reverse('search:people')}?company={company.pk}")


def _dollars(company: Company) -> str:
    return "" if company.total_funding is None else f"${thousands(int(company.total_funding))}"


def _joined(texts: Sequence[str], most: int = 5) -> str:
    rest = len(texts) - most
    words = ", ".join(texts[:most])
    return f"{words} and {rest} more" if rest > 0 else words


_COMPANY_CELLS: Mapping[str, Callable[[Company], TableCell]] = {
    "overview": _overview,
    "place": _company_place,
    "business_model": _business_model,
    "contacts": _contacts,
    "domain": _of_company("domain", lambda company: company.domain or ""),
    "industry": lambda company: TableCell(
        "industry",
        text=company.standard_industry or company.industry,
        sub=company.industry if company.standard_industry not in ("", company.industry) else "",
        heading=COMPANY_COLUMNS["industry"],
    ),
    "sector": _of_company("sector", lambda company: company.sector),
    "size": _of_company("size", _company_size),
    "founded": _of_company("founded", lambda company: str(company.founded or "")),
    "total_funding": _of_company("total_funding", _dollars),
    "country": _of_company("country", lambda company: company.country),
    "regions": _of_company("regions", lambda company: _joined(company.regions)),
    "city": _of_company("city", lambda company: company.city),
    "technologies": _of_company("technologies", lambda company: _joined(company.technologies)),
    "owner": _of_company("owner", lambda company: str(company.owner or "")),
    "tags": _of_company("tags", lambda company: ", ".join(company.tags)),
    "last_activity": _of_company("last_activity", day_of),
    "added": _of_company("added", _added_on),
}
