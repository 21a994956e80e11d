"""Rows of people as columns: who hangs together with whom, and cells as COPY reads them."""

from typing import Any

from leadqual.imports.merging.prefetched_chunks import NumberedContact, prepare
from leadqual.imports.validation.validated_rows import CompanyKeys, ContactValues

ACME = CompanyKeys("Acme", "acme")


def row(number: int, company: CompanyKeys | None = None, **values: str) -> NumberedContact:
    texts = {name: values.get(name, "") for name in ContactValues._fields}
    fields: dict[str, Any] = {**texts, "record": None, "company": company}
    return number, ContactValues(**fields)


def test_rows_hang_together_by_any_key_or_for_want_of_one_by_name() -> None:
    found = prepare(
        [
            row(2, email="a@a.example", external_id="1"),
            row(3, external_id="1"),
            row(4, first_name="Cy", email="c@a.example"),
            row(5, first_name="Cy"),
            row(6, first_name="Di"),
            row(7, first_name="Di"),
        ],
        str.lower,
    )

    assert found.tangled == {2, 3, 6, 7}
    assert list(found.has_keys) == [True, True, True, False, False, False]
    assert set(found.keys) == {"email", "external_id"}


def test_cells_are_written_as_copy_reads_them() -> None:
    found = prepare(
        [
            row(2, ACME, email="a@a.example", first_name="A\tn\\n", title="CEO"),
            row(3, ACME, first_name="Bo"),
            row(4),
        ],
        str.lower,
    )

    assert found.cells[0].split("\t") == [
        *("A\\tn\\\\n", "", "", "CEO", "", "", "", "", "", ""),
        *("a@a.example", "\\N", "\\N"),
    ]
    assert (found.spelt, found.numbers) == (["ceo", "", ""], ["2", "3", "4"])
    assert (found.company_at, found.companies) == ([0, 0, -1], [ACME])


def test_no_rows_are_no_columns() -> None:
    assert prepare([], str.lower).rows == []
