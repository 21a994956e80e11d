"""Frequent parts of search pages, rendered without templates: checkboxes, rows and columns.

Rendered by templates, they took half of the CPU time of a People page.
"""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString

from leadqual.core.formats import thousands
from leadqual.core.pages.components import icon, monogram
from leadqual.leads.models import SalesStatus
from leadqual.search.pages.search_data import FacetBoxes, Option
from leadqual.search.pages.table import CompanyRow, LabelCell, PersonRow, TableCell

_CURRENT = ' aria-current="true"'
_CONFIRMED = '<span class="vh"> (confirmed by a person)</span>'


def facet_options(facet: FacetBoxes, can_refuse: object = False) -> SafeString:
    """Render the checkboxes of one filter.

    Args:
        facet: the filter.
        can_refuse: values can be excluded, if the filter allows it.
    """
    field, is_refusable = escape(facet.field or facet.param), bool(can_refuse)
    return SafeString(
        "".join(
            _option(facet.param, field, number, one, is_refusable)
            for number, one in enumerate(facet.options, start=1)
        )
    )


def people_rows(rows: Iterable[PersonRow], opened: object) -> SafeString:
    """Render the rows of the people table; `opened` is the key of the open person, or empty."""
    return SafeString("".join(_person(row, is_open=row.pk == opened) for row in rows))


def company_rows(rows: Iterable[CompanyRow], opened: object, ticks_of: str = "") -> SafeString:
    """Render the rows of a company table.

    Args:
        rows: of the table.
        opened: key of the open company, or empty.
        ticks_of: id of the selection form; empty for rows without a checkbox.
    """
    return SafeString("".join(_company(row, opened, escape(ticks_of)) for row in rows))


def _option(param: str, field: str, number: int, option: Option, is_refusable: bool) -> str:
    value, name = escape(option.value), escape(option.name)
    count = "" if option.count is None else f'<span class="count">{thousands(option.count)}</span>'
    refusal = (
        f'<button class="not" name="add_exclude" value="{param}:{value}"'
        f' title="Exclude {name}" aria-label="Exclude {name}">Exclude</button>'
        if is_refusable and option.can_refuse and not option.is_refused
        else ""
    )
    return (
        f'<div class="pick{" refused" if option.is_refused else ""}"><label class="check">'
        f'<input type="checkbox" id="box-{param}-{number}" name="{field}" value="{value}"'
        f"{' checked' if option.is_ticked else ''}{' disabled' if option.is_refused else ''}> "
        f'<span title="{name}">{name}</span> {count}</label>{refusal}</div>\n'
    )


def _person(row: PersonRow, *, is_open: bool) -> str:
    name, title = escape(row.name), escape(row.title)
    url, part = escape(row.url), escape(row.part_url)
    tags = ' <span class="tag danger">Do not contact</span>' if row.is_stopped else ""
    tags += ' <span class="tag">New</span>' if row.is_new else ""
    has_column = any(cell.column == "title" for cell in row.cells)
    below = f'<span class="sub" data-edit="title" title="{title}">{title or "No title"}</span>'
    return (
        f'<tr><td class="pick"><label><input type="checkbox" form="picked" name="contact"'
        f' value="{row.pk}" aria-label="Select {name}"></label></td>'
        f'<th scope="row">{monogram(row.name, "round")}<span class="who">'
        f'<a id="open-{row.pk}" href="{url}#person" title="{name}" hx-get="{part}"'
        f' hx-target="#person"{_CURRENT if is_open else ""}>{name}</a>{tags}</span>'
        f"{'' if has_column else below}</th>"
        f"{''.join(_cell(cell, _functions(row, cell, url, part)) for cell in row.cells)}</tr>\n"
    )


def _company(row: CompanyRow, opened: object, ticks_of: str) -> str:
    name = escape(row.name)
    box = (
        f'<td class="pick"><label><input type="checkbox" form="{ticks_of}" name="company"'
        f' value="{row.pk}" aria-label="Select {name}"></label></td>'
        if ticks_of
        else ""
    )
    part = f' hx-get="{escape(row.part_url)}" hx-target="#company"' if row.part_url else ""
    return (
        f'<tr>{box}<th scope="row">{monogram(row.name)}<span class="who">'
        f'<a id="open-{row.pk}" href="{escape(row.url)}" title="{name}"{part}'
        f"{_CURRENT if row.pk == opened else ''}>{name}</a></span>"
        f'<span class="sub">{escape(row.domain)}</span></th>'
        f"{''.join(_cell(cell, '') for cell in row.cells)}</tr>\n"
    )


def _cell(cell: TableCell, functions: str) -> str:
    text = escape(cell.text)
    tip = f' title="{escape(cell.tip) or text}"' if text and not cell.url else ""
    heading = f' data-label="{escape(cell.heading)}"' if cell.heading and text else ""
    shown = functions or (status_tag(cell.status) if cell.status else text)
    if cell.url and not functions:
        url = escape(cell.url)
        shown = f'<a class="touch cut" href="{url}" title="{text}" rel="noreferrer">{text}</a>'
    below = f'<span class="sub">{escape(cell.sub)}</span>' if cell.sub else ""
    edited = f' data-edit="{cell.field}"' if cell.field else ""
    return f"<td{edited}{tip}{heading}> {shown} {below}</td>"


def status_tag(status: SalesStatus) -> SafeString:
    """Render a sales status as a tag in its color."""
    label = escape(status.label)
    return SafeString(f'<span class="tag status" data-color="{status.color}">{label}</span>')


def _functions(row: PersonRow, cell: TableCell, url: str, part: str) -> str:
    """Render the labels of a person with their reasons; "" for any other cell."""
    if cell.labels:
        chips = " ".join(map(_label, cell.labels))
        asks = (
            f' hx-get="{cell.why_url}" hx-trigger="mouseenter from:previous .whys once,'
            ' focus from:previous .whys once"'
            if cell.why_url
            else ""
        )
        return (
            f'<a class="chips whys" href="{url}&amp;fix=1#fix" hx-get="{part}&amp;fix=1"'
            f' hx-target="#person" aria-describedby="why-{row.pk}">{chips}</a>'
            f'<div class="tip" role="tooltip" id="why-{row.pk}"{asks}>'
            f"{label_reasons(cell.labels)}</div>"
        )
    is_functions = cell.column == "functions"
    return f'<span class="tag">{escape(cell.text)}</span>' if is_functions else ""


def _label(label: LabelCell) -> str:
    is_person = label.kind == "person"
    score = f" <b>{label.score}</b>" if label.kind == "unsure" else ""  # Others: on hover.
    return (
        f'<span class="label{f" {label.kind}" if label.kind else ""}">'
        f'{icon("person") if is_person else ""}<span class="n">{escape(label.name)}</span>'
        f"{_CONFIRMED if is_person else ''}{score}</span>"
    )


def label_reasons(labels: Iterable[LabelCell]) -> SafeString:
    """Render labels with their reasons."""
    return SafeString("".join(map(_reason, labels)))


def _reason(label: LabelCell) -> str:
    head = f"{escape(label.name)}{f' {label.score}' if label.score else ''}"
    return f"<p><b>{head}</b> {escape(label.why)}</p>"
