"""Parts of search pages that are drawn by functions escape all that people wrote."""

import re

from leadqual.search.columns.cells import Cell, LabelCell
from leadqual.search.columns.table_columns import Column
from leadqual.search.pages.facet_boxes import FacetBoxes, Option
from leadqual.search.pages.result_rows import facet_options, table_rows
from leadqual.search.pages.table import TableRow
from leadqual.search.results.kinds import COMPANIES, PEOPLE

HOSTILE = "<b>\"x\" & 'y'"
SAFE = "&lt;b&gt;&quot;x&quot; &amp; &#x27;y&#x27;"


def person(*cells: tuple[Column, Cell]) -> TableRow:
    return TableRow(
        pk=7,
        name=HOSTILE,
        second_line=HOSTILE,
        url=f"/p?{HOSTILE}",
        part_url=f"/h?{HOSTILE}",
        is_stopped=True,
        is_new=True,
        cells=cells,
    )


def boxes(*options: Option, field: str = "") -> FacetBoxes:
    return FacetBoxes(
        "Country", "country", options, ticked=1, is_open=True, is_long=False, field=field
    )


def test_nothing_that_people_wrote_becomes_markup() -> None:
    label = LabelCell(HOSTILE, "person", "", HOSTILE)
    functions = Column("functions", HOSTILE, str)
    company, phone = Column("company", HOSTILE, str), Column("phone", HOSTILE, str)
    cells = (
        (functions, Cell(labels=[label])),
        (functions, Cell(HOSTILE)),
        (company, Cell(HOSTILE, url=HOSTILE, sub=HOSTILE)),
        (phone, Cell(HOSTILE)),
    )
    option = Option(HOSTILE, HOSTILE, 5, is_ticked=True, can_refuse=True)
    row = TableRow(8, HOSTILE, HOSTILE, HOSTILE, HOSTILE, cells[2:])

    drawn = [
        table_rows(PEOPLE, [person(*cells)], None, "picked"),
        table_rows(COMPANIES, [row], None, "picked"),
        facet_options(boxes(option, field=HOSTILE), can_refuse=True),
    ]

    assert all(SAFE in html and '<b>"' not in html for html in drawn)
    assert not any(HOSTILE in html for html in drawn)


def test_the_open_person_is_current_and_only_tags_that_hold_are_shown() -> None:
    html = table_rows(PEOPLE, [person()], 7)
    other = table_rows(PEOPLE, [TableRow(7, "Ada", "", "/p", "/h", ())], 8)

    assert 'aria-current="true"' in html
    assert "Do not contact" in html
    assert ">New<" in html
    assert "No title" in other
    assert not re.search("aria-current|Do not contact|>New<", other)


def test_a_refused_value_is_disabled_and_cannot_be_excluded_again() -> None:
    refused = Option("de", "Germany", None, is_ticked=False, can_refuse=True, is_refused=True)
    free = Option("fr", "France", 1986, is_ticked=False, can_refuse=True)

    html = facet_options(boxes(refused, free), can_refuse=True)

    assert html.count('name="add_exclude"') == 1
    assert 'value="country:fr"' in html
    assert 'value="de" disabled' in html
    assert ">1,986<" in html


def test_rows_of_companies_without_selection_have_no_box() -> None:
    row = TableRow(8, "Kelvia", "kelvia.example", "/companies/8/", "", ())

    assert "checkbox" not in table_rows(COMPANIES, [row], None)
    assert "hx-get" not in table_rows(COMPANIES, [row], None)
    assert 'form="picked"' in table_rows(COMPANIES, [row], None, "picked")
