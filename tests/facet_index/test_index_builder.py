import numpy as np
import pyarrow as pa
import pytest

from facet_index import index_builder
from facet_index.facet_counts import count
from facet_index.index_builder import build
from facet_index.types import FacetQuery, TitleRow
from tests.facet_index.makers import TAXONOMY, built, tables_of
from tests.facet_index.plain import SCHEMA, Plain, firm, person


@pytest.fixture
def plain() -> Plain:
    made = Plain(TAXONOMY)
    made.put_titles(
        [
            TitleRow(4, level="head", industry="bank", labels=[("ops", 0.6), ("old", 0.2)]),
            TitleRow(9, level="unheard", is_read=False),
            TitleRow(11, labels=[("unheard", 0.5), ("field", 1.0)]),
        ]
    )
    made.put_companies(
        [
            firm(3, "Zoo 😀", size="1-10", technologies=("sap", "aws")),
            firm(5, "zoo 😀", industry="trade a", technologies=("aws",)),
            firm(8, "Mill\nstone"),
        ]
    )
    made.put_contacts(
        [
            person(31, title=11, company=8, country="DE", written="Head\nof", last_name="zoë"),
            person(30, title=4, company=3, city="Nul\0City", last_name="ada"),
            person(22, title=9, company=5, country="FR", last_name="ada"),
            person(99, do_not_contact="yes"),
        ]
    )
    return made


@pytest.mark.parametrize("n_rows", [1, 2, 3])
def test_slices_of_rows_make_the_same_bitmaps(
    plain: Plain, monkeypatch: pytest.MonkeyPatch, n_rows: int
) -> None:
    whole = built(plain).bitmaps

    monkeypatch.setattr(index_builder, "_SLICE", n_rows)

    assert built(plain).bitmaps == whole


def test_rows_of_one_company_lie_together(plain: Plain) -> None:
    plain.put_contacts([person(key, company=(3, 5, 8)[key % 3]) for key in range(100, 130)])

    companies = built(plain).column("company")

    assert np.count_nonzero(np.diff(companies)) == 3


def test_labels_and_technologies_of_what_is_not_there_are_left_out(plain: Plain) -> None:
    tables = tables_of(plain)
    labels = {"title": [1, 10], "function": ["ops", "ops"], "score": [0.9, 0.9]}
    used = {"company": [1, 4], "value": ["gcp", "gcp"]}
    for place, name, more in ((tables, "labels", labels), (tables["many"], "technologies", used)):
        both = pa.concat_tables([place[name], pa.table(more)])
        place[name] = both.sort_by(next(iter(more)))

    index = build(TAXONOMY, SCHEMA, **tables)

    assert count(index, FacetQuery()) == plain.counts(FacetQuery())
    assert count(index, FacetQuery(confidence=0.7)) == plain.counts(FacetQuery(confidence=0.7))


def test_titles_and_companies_of_contacts_that_are_not_there_count_as_none(plain: Plain) -> None:
    tables = tables_of(plain)
    contacts = tables["contacts"].to_pylist()
    rows = [row | {"title": 77, "company": 77} for row in contacts]
    tables["contacts"] = pa.Table.from_pylist(rows, schema=tables["contacts"].schema)

    counts = count(build(TAXONOMY, SCHEMA, **tables), FacetQuery())

    assert (counts.total, counts.n_companies) == (4, 0)
    assert not counts.by_facet["function"]


def test_texts_may_come_as_dictionaries_or_plain(plain: Plain) -> None:
    tables = tables_of(plain)
    used = {name: tables.pop(name) for name in ("many", "contact_many")}
    for name, table in tables.items():
        columns = {
            column: table[column].cast(pa.string())
            if pa.types.is_dictionary(table[column].type)
            else table[column].dictionary_encode()
            if column not in ("name", "key") and pa.types.is_string(table[column].type)
            else table[column]
            for column in table.column_names
        }
        tables[name] = pa.table(columns)

    index = build(TAXONOMY, SCHEMA, **tables, **used)

    assert count(index, FacetQuery()) == plain.counts(FacetQuery())
