"""Frequent parts of search pages, rendered without templates: checkboxes, rows and columns.

Rendered by templates, they took half of the CPU time of a People page.
"""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString

from leadqual.core.formats import thousands
from leadqual.core.pages.components import icon, monogram
from leadqual.leads.models import SalesStatus
from leadqual.search.columns.cells import Cell, LabelCell
from leadqual.search.columns.table_columns import Column
from leadqual.search.pages.facet_boxes import FacetBoxes, Option
from leadqual.search.pages.table import TableRow
from leadqual.search.results.kinds import Kind

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
            _option(facet.param, field, number, option, is_refusable)
            for number, option in enumerate(facet.options, start=1)
        )
    )


def table_rows(
    kind: Kind, rows: Iterable[TableRow], opened: object, ticks_of: str = ""
) -> SafeString:
    """Render the rows of a table.

    Args:
        kind: people or companies.
        rows: of the table.
        opened: key of the open record, or empty.
        ticks_of: id of the selection form; empty for rows without a checkbox.
    """
    return SafeString("".join(_row(kind, row, opened, escape(ticks_of)) for row in rows))


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


def _row(kind: Kind, row: TableRow, opened: object, ticks_of: str) -> str:
    name, is_person = escape(row.name), kind.noun == "person"
    checkbox = (
        f'<td class="pick"><label><input type="checkbox" form="{ticks_of}" name="{kind.code}"'
        f' value="{row.pk}" aria-label="Select {name}"></label></td>'
        if ticks_of
        else ""
    )
    panel = f' hx-get="{escape(row.part_url)}" hx-target="#{kind.noun}"' if row.part_url else ""
    tags = ' <span class="tag danger">Do not contact</span>' if row.is_stopped else ""
    tags += ' <span class="tag">New</span>' if row.is_new else ""
    second_line = ""
    if row.second_line is not None:
        text = escape(row.second_line)
        edit_attribute = f' data-edit="title" title="{text}"' if is_person else ""
        second_line = (
            f'<span class="sub"{edit_attribute}>{text or ("No title" if is_person else "")}</span>'
        )
    return (
        f'<tr>{checkbox}<th scope="row">{monogram(row.name, "round" if is_person else "")}'
        f'<span class="who"><a id="open-{row.pk}" href="{escape(row.url)}" title="{name}"{panel}'
        f"{_CURRENT if row.pk == opened else ''}>{name}</a>{tags}</span>{second_line}</th>"
        f"{''.join(_cell(row, column, cell) for column, cell in row.cells)}</tr>\n"
    )


def _cell(row: TableRow, column: Column, cell: Cell) -> str:
    text = escape(cell.text)
    tip = f' title="{escape(cell.tip) or text}"' if text and not cell.url else ""
    heading = f' data-label="{escape(column.label)}"' if column.has_label and text else ""
    if functions := _functions(row, column, cell):
        content = functions
    elif cell.status:
        content = status_tag(cell.status)
    elif cell.url:
        url = escape(cell.url)
        content = f'<a class="touch cut" href="{url}" title="{text}" rel="noreferrer">{text}</a>'
    else:
        content = text
    second_line = f'<span class="sub">{escape(cell.sub)}</span>' if cell.sub else ""
    edit_attribute = f' data-edit="{column.field}"' if column.field else ""
    return f"<td{edit_attribute}{tip}{heading}> {content} {second_line}</td>"


def status_tag(status: SalesStatus) -> SafeString:
    """Render a sales status as a tag in its color."""
    label = escape(status.label)
    return SafeString(f'<span class="tag status" data-color="{status.color}">{label}</span>')


def _functions(row: TableRow, column: Column, cell: Cell) -> str:
    """Render the labels of a person with their reasons; "" for any other cell."""
    if cell.labels:
        url, panel = escape(row.url.partition("#")[0]), escape(row.part_url)
        chips = " ".join(map(_label, cell.labels))
        load_attributes = (
            f' hx-get="{cell.why_url}" hx-trigger="mouseenter from:previous .whys once,'
            ' focus from:previous .whys once"'
            if cell.why_url
            else ""
        )
        return (
            f'<a class="chips whys" href="{url}&amp;fix=1#fix" hx-get="{panel}&amp;fix=1"'
            f' hx-target="#person" aria-describedby="why-{row.pk}">{chips}</a>'
            f'<div class="tip" role="tooltip" id="why-{row.pk}"{load_attributes}>'
            f"{label_reasons(cell.labels)}</div>"
        )
    return f'<span class="tag">{escape(cell.text)}</span>' if column.code == "functions" else ""


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
