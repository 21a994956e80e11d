"""Parts of search pages that are drawn by functions escape all that people wrote."""

import re

from leadqual.search.pages.search_data import FacetBoxes, Option
from leadqual.search.pages.table.company_rows import CompanyRow
from leadqual.search.pages.table.table_cells import LabelCell, TableCell
from leadqual.search.pages.table.table_rows import PersonRow
from leadqual.search.templatetags.search_parts import (
    column_choices,
    company_rows,
    facet_options,
    people_rows,
)

HOSTILE = "<b>\"x\" & 'y'"
SAFE = "&lt;b&gt;&quot;x&quot; &amp; &#x27;y&#x27;"


def person(*cells: TableCell) -> PersonRow:
    return PersonRow(7, HOSTILE, HOSTILE, f"/p?{HOSTILE}", f"/h?{HOSTILE}", True, True, cells)


def test_nothing_that_people_wrote_becomes_markup() -> None:
    label = LabelCell(HOSTILE, "person", "", HOSTILE)
    cells = (
        TableCell("functions", labels=[label]),
        TableCell("functions", text=HOSTILE),
        TableCell("company", text=HOSTILE, url=HOSTILE, sub=HOSTILE),
        TableCell("phone", text=HOSTILE, heading=HOSTILE),
    )
    option = Option(HOSTILE, HOSTILE, 5, is_ticked=True, can_refuse=True)
    company = CompanyRow(8, HOSTILE, HOSTILE, HOSTILE, HOSTILE, cells[2:])

    drawn = [
        people_rows([person(*cells)], None),
        company_rows([company], None, "picked"),
        facet_options(FacetBoxes("Tag", "tag", [option], 1, True, False, field=HOSTILE), True),
        column_choices(HOSTILE, {HOSTILE: HOSTILE}),
    ]

    assert all(SAFE in html and '<b>"' not in html for html in drawn)
    assert not any(HOSTILE in html for html in drawn)


def test_the_open_person_is_current_and_only_tags_that_hold_are_shown() -> None:
    html = people_rows([person()], 7)
    other = people_rows([PersonRow(7, "Ada", "", "/p", "/h", False, False, ())], 8)

    assert 'aria-current="true"' in html
    assert "Do not contact" in html
    assert ">New<" in html
    assert "No title" in other
    assert not re.search("aria-current|Do not contact|>New<", other)


def test_a_refused_value_is_disabled_and_cannot_be_excluded_again() -> None:
    refused = Option("de", "Germany", None, False, can_refuse=True, is_refused=True)
    free = Option("fr", "France", 1986, False, can_refuse=True)

    html = facet_options(FacetBoxes("Country", "country", [refused, free], 0, True, False), True)

    assert html.count('name="add_exclude"') == 1
    assert 'value="country:fr"' in html
    assert 'value="de" disabled' in html
    assert ">1,986<" in html


def test_rows_of_companies_without_selection_have_no_box() -> None:
    row = CompanyRow(8, "Kelvia", "kelvia.example", "/companies/8/", "", ())

    assert "checkbox" not in company_rows([row], None)
    assert "hx-get" not in company_rows([row], None)
    assert 'form="picked"' in company_rows([row], None, "picked")
