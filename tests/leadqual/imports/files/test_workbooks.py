"""Excel workbooks come in: sheet by sheet, and bad ones leave nothing."""

import io
import re
import tracemalloc
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from itertools import islice

import openpyxl
import pytest
from django.test import Client

from leadqual.imports import services
from leadqual.imports.columns.column_preview import preview_file
from leadqual.imports.errors import (
    BinaryFileError,
    BrokenArchiveError,
    EmptyFileError,
    ImportFileError,
    TooLargeError,
    TooManyColumnsError,
    WorkbookDoctypeError,
)
from leadqual.imports.files import shared_strings, sheet_rows, workbooks
from leadqual.imports.files.reading import read_rows
from leadqual.imports.files.workbooks import SheetText
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Contact
from tests.leadqual.imports.conftest import Import, layout_in
from tests.leadqual.imports.pages.test_imports import send
from tests.leadqual.imports.workbooks import PEOPLE, with_part, with_shared_texts, workbook

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"


def run_after(batch: ImportBatch) -> None:
    services.set_mapping(batch=batch, mapping=batch.mapping, author=batch.author)
    run_import(batch.pk)


def rows_of(content: bytes, sheet: int | None = None) -> list[tuple[int, list[str]]]:
    file = io.BytesIO(content)
    return [(row.number, list(row.values)) for row in read_rows(file, layout_in(file, sheet))]


def test_rows_have_the_numbers_that_excel_shows() -> None:
    rows: list[list[object]] = [[], *PEOPLE[:2], [], ["Cy\nPoe", None, "x, y", '"'], *PEOPLE[2:]]

    assert rows_of(workbook(("People", rows))) == [
        (3, ["Ann Lee", "ann@acme.example", "CEO", "498912"]),
        (5, ["Cy Poe", "", "x, y", '"']),
        (6, ["Bo Roe", "bo@acme.example", "CFO", "+49 89 13"]),
    ]


def test_cells_of_every_kind_are_written_as_excel_would() -> None:
    cells = [4989.0, 0.5, True, date(2026, 11, 21), datetime(2026, 11, 21, 9, 30), "007", None]  # noqa: DTZ001  # as in Excel

    (row,) = rows_of(workbook(("People", [[f"c{n}" for n in range(7)], cells])))

    assert row[1] == ["4989", "0.5", "yes", "2026-11-21", "2026-11-21 09:30:00", "007", ""]


def test_formula_gives_the_value_that_was_computed_last_and_is_never_run() -> None:
    formula = '=HYPERLINK("http://x.example","call")'
    plain = workbook(("People", [["Name", "Phone"], ["Ann", formula]]))
    computed = with_part(plain, SHEET, lambda text: re.sub(rb"<v\s*/>|<v></v>", b"<v>42</v>", text))

    assert rows_of(plain) == [(2, ["Ann", ""])]
    assert rows_of(computed) == [(2, ["Ann", "42"])]


def test_first_sheet_that_is_a_table_is_read_and_another_one_on_demand() -> None:
    content = workbook(("Notes", []), ("People", PEOPLE), ("More", [["Name"], ["Zoë"]]))

    assert len(rows_of(content)) == 2
    assert rows_of(content, 3) == [(2, ["Zoë"])]
    assert layout_in(io.BytesIO(content)).encoding == "xlsx:2"
    with pytest.raises(EmptyFileError):
        layout_in(io.BytesIO(content), 1)


def test_texts_may_stand_in_a_table_of_their_own() -> None:
    assert rows_of(GOOD) == rows_of(workbook(("People", PEOPLE)))


def _entities(text: bytes) -> bytes:
    levels = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "haha">' + levels + b"]>"
    return head + text.split(b"?>", 1)[-1].replace(b"<t>Ann Lee", b"<t>&l9;").replace(
        b">Ann Lee<", b">&l9;<"
    )


GOOD = with_shared_texts(workbook(("People", PEOPLE)))
SHARES: list[Callable[[bytes], bytes]] = [bytes, with_shared_texts]
"""A workbook as it is, and one whose cells share their texts."""


def test_bad_workbooks_say_what_is_wrong() -> None:
    for content, error, words in [
        (GOOD[:900], BinaryFileError, "ZIP archive"),
        (
            with_part(GOOD, SHEET, lambda text: text[: len(text) // 2]),
            BrokenArchiveError,
            "damaged",
        ),
        (with_part(GOOD, SHEET, _entities), WorkbookDoctypeError, "DOCTYPE"),
        (with_part(GOOD, TEXTS, _entities), WorkbookDoctypeError, "DOCTYPE"),
        (with_part(GOOD, "xl/workbook.xml", _entities), WorkbookDoctypeError, "DOCTYPE"),
        (
            with_part(GOOD, "_rels/.rels", lambda _: b"<!DOCTYPE x><x/>"),
            WorkbookDoctypeError,
            "DOC",
        ),
        (with_part(GOOD, "xl/workbook.xml", lambda _: b"<x/>"), EmptyFileError, "no sheets"),
        (
            with_part(GOOD, "[Content_Types].xml", lambda _: b"<Types/>"),
            BrokenArchiveError,
            "its list of sheets is missing",
        ),
        (workbook(("Empty", [])), EmptyFileError, "empty"),
        (
            workbook(("Wide", [[f"c{n}" for n in range(1_001)], ["x"] * 1_001])),
            TooManyColumnsError,
            "1,001",
        ),
    ]:
        with pytest.raises(error, match=words):
            preview_file("contacts", io.BytesIO(content))


def test_what_unpacks_to_more_than_is_read_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for limit, part in [("MAX_SHEET_BYTES", SHEET), ("MAX_PART_BYTES", TEXTS)]:
        monkeypatch.setattr(workbooks, limit, 100_000)
        bomb = with_part(GOOD, part, lambda text: text + b" " * 1_000_000)

        with pytest.raises(TooLargeError, match="Unpacked"):
            layout_in(io.BytesIO(bomb))


def test_workbook_that_claims_to_be_as_wide_as_a_sheet_can_be_is_read_as_it_is() -> None:
    wide = with_part(
        GOOD,
        SHEET,
        lambda text: text.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'),
    )

    assert [len(values) for _, values in rows_of(wide)] == [4, 4]


def _with_row(row: bytes) -> bytes:
    """Put a row before the end of the only sheet."""
    return with_part(GOOD, SHEET, lambda text: text.replace(b"</sheetData>", row + b"</sheetData>"))


def test_sheet_of_unknown_size_is_not_read_to_its_end_to_be_shown() -> None:
    dim = re.compile(rb"<dimension[^>]*/>")
    broken = with_part(
        _with_row(b"<row></row>" * 30_000 + b"<row"), SHEET, lambda text: dim.sub(b"", text)
    )

    with SheetText(io.BytesIO(broken), 1) as text:
        assert b"ann@acme.example" in text.read(100)


def test_endless_row_or_endless_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for row, words in [
        (b'<row r="4"><c r="A4" t="inlineStr"><is><t>%s</t></is></c></row>', "A row in this"),
        (b'<row r="2000000"><c r="A4"><v>1</v></c></row>', "1,048,576 rows"),
    ]:
        monkeypatch.setattr(sheet_rows, "LONGEST_ROW", 100_000)
        bomb = _with_row(row % (b"x" * 300_000) if b"%s" in row else row)

        with SheetText(io.BytesIO(bomb), 1) as text, pytest.raises(TooLargeError, match=words):
            text.readall()


def test_part_that_is_packed_as_no_list_is_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MIN_RATIO_CHECK_BYTES", 100_000)
    bomb = with_part(GOOD, "xl/styles.xml", lambda text: text + b" " * 1_000_000)

    with pytest.raises(TooLargeError, match="more than 250 times"):
        layout_in(io.BytesIO(bomb))


def test_shared_texts_are_those_that_are_seen_without_looks_and_sounds() -> None:
    rich = (
        b"<si><r><rPr><b/></rPr><t>Ann</t></r><r><t xml:space='preserve'> Lee</t></r>"
        b"<rPh sb='0' eb='1'><t>an</t></rPh><phoneticPr fontId='1'/></si>"
    )
    content = with_part(
        GOOD, TEXTS, lambda text: text.replace(b"<si><t>Ann Lee</t></si>", rich + b"\n")
    )

    assert rows_of(content) == rows_of(GOOD)


def test_shared_texts_that_no_cell_asks_for_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    more = b"<si><t>x</t></si>" * 30_000
    broken = with_part(GOOD, TEXTS, lambda text: text.replace(b"</sst>", more + b"<si"))

    assert rows_of(broken) == rows_of(GOOD)


def test_escapes_are_the_letters_that_they_stand_for() -> None:
    for share in SHARES:
        cells = ["Head of_x000D_\nSales", "Lee & Co_x005F_x", "_x005F_x0041_", "x_x0041_y"]
        content = share(workbook(("People", [["a", "b", "c", "d"], cells])))

        assert rows_of(content) == [(2, ["Head of Sales", "Lee & Co_x", "_x0041_", "xAy"])]


def test_strict_open_xml_is_read() -> None:
    for share in SHARES:
        content = plain = share(workbook(("People", [*PEOPLE, ["Cy", date(2026, 11, 21)]])))
        with zipfile.ZipFile(io.BytesIO(plain)) as archive:
            parts = archive.namelist()
        for name in parts:
            content = with_part(content, name, _strict)

        assert rows_of(content) == rows_of(plain)
        assert len(rows_of(content)) == 3


def _strict(part: bytes) -> bytes:
    usual = rb"http://schemas.openxmlformats.org/(spreadsheetml|officeDocument|drawingml)/2006/"
    return re.sub(usual, rb"http://purl.oclc.org/ooxml/\1/", part)


def _linked(header: list[str], cells: Sequence[str | None], links: dict[str, str]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Customers"])
    sheet.append(header)
    sheet.append(cells)
    sheet.append(["Bo Roe", *["-"] * (len(header) - 1)])
    for cell, url in links.items():
        sheet[cell].hyperlink = url
        sheet[cell].value = cells[ord(cell[0]) - ord("A")]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


ANN = "https://www.linkedin.com/in/ann-lee"
ACME = "https://acme.example/about"


def test_a_link_fills_its_column_and_the_label_stays() -> None:
    cases: list[tuple[list[str], list[str | None], dict[str, str], list[str]]] = [
        (["Name", "LinkedIn"], ["Ann", "Profile"], {"B3": ANN}, ["Ann", ANN]),
        (["Name", "LinkedIn"], ["Ann", None], {"A3": ANN}, ["Ann", ANN]),
        (
            ["Name", "LinkedIn"],
            ["Ann", "linkedin.com/in/a"],
            {"A3": ANN},
            ["Ann", "linkedin.com/in/a"],
        ),
        (["Name", "Firma"], ["Ann", "Acme"], {"A3": ANN}, ["Ann", "Acme", ANN]),
        (["Firma", "Webseite"], ["Acme", None], {"A3": ACME}, ["Acme", ACME]),
        (["Firma", "Webseite"], ["Acme", "acme.example"], {"B3": ACME}, ["Acme", "acme.example"]),
        (
            ["Name", "E-Mail"],
            ["Ann", "write"],
            {"B3": "mailto:a@x.example?subject=Hi"},
            ["Ann", "a@x.example"],
        ),
        (["Name", "Notes"], ["Ann", "see"], {"B3": ACME}, ["Ann", "see"]),
        (["Name", "LinkedIn"], [f'=HYPERLINK("{ANN}","Ann")', None], {}, ["", ANN]),
    ]
    for header, cells, links, values in cases:
        file = io.BytesIO(_linked(header, cells, links))
        layout = preview_file("contacts", file, line=2).layout

        rows = [list(row.values) for row in read_rows(file, layout)]

        assert rows[0] == values
        assert rows[1][: len(header)] == ["Bo Roe", *["-"] * (len(header) - 1)]
        assert layout.header == (*header, *["LinkedIn"][: len(values) - len(header)])


@pytest.mark.slow
def test_many_shared_texts_take_little_more_than_their_letters() -> None:
    n_texts = 300_000
    more = b"<si><t>abcd</t></si>" * n_texts
    last = b'<row r="4"><c r="A4" t="s"><v>%d</v></c></row>' % (n_texts + 10)
    content = with_part(
        _with_row(last), TEXTS, lambda text: text.replace(b"</sst>", more + b"</sst>")
    )

    tracemalloc.start()
    rows = rows_of(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert rows[-1] == (4, ["abcd", "", "", ""])
    assert peak < 60 * n_texts


@pytest.mark.slow
def test_place_in_the_file_tells_how_far_the_sheet_is_read() -> None:
    people = [[f"Person {n}", f"p{n}@acme.example"] for n in range(20_000)]
    file = io.BytesIO(with_shared_texts(workbook(("People", [["Name", "E-Mail"], *people]))))
    rows = read_rows(file, layout_in(file))

    places = [file.tell() for _ in islice(rows, 0, None, 500)]

    with zipfile.ZipFile(file) as archive:
        behind_the_sheet = archive.getinfo(TEXTS).header_offset
    assert places == sorted(places)
    assert places[0] < places[-1] <= behind_the_sheet


def test_endless_or_damaged_shared_texts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for table, words in [
        (b"<si><t>" + b"x" * 300_000 + b"</t></si>", "A text in this workbook"),
        (b"<x/>" * 100_000, "A text in this workbook"),
        (b"<si><si></si>" * 1_000, "contain XML declarations"),
        (b"".join(b"<x%d/>" % n for n in range(1_000)), "contain XML declarations"),
        (b"<!DOCTYPE sst [<!ENTITY a 'b'>]>", "DOCTYPE"),
        (b"<si><t>Ann", "damaged"),
        (b"", "damaged"),
    ]:
        monkeypatch.setattr(shared_strings, "MAX_TEXT_BYTES", 100_000)
        bomb = with_part(GOOD, TEXTS, partial(_with_texts, table))

        with pytest.raises(ImportFileError, match=words):
            preview_file("contacts", io.BytesIO(bomb))


def _with_texts(table: bytes, former: bytes) -> bytes:
    return table if b"DOCTYPE" in table else former.partition(b"<si>")[0] + table


def test_many_cells_that_point_to_one_long_text_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbooks, "MAX_ROW_BYTES", 100_000)
    cells = b'<c t="s"><v>4</v></c>' * 200
    long_text = b"<si><t>" + b"x" * 1_000 + b"</t></si>"
    content = with_part(
        _with_row(b'<row r="4">' + cells + b"</row>"),
        TEXTS,
        lambda text: re.sub(
            rb"(?s)^(.*?(?:<si>.*?</si>){4})<si>.*?</si>", rb"\1" + long_text, text
        ),
    )

    with (
        SheetText(io.BytesIO(content), 1) as text,
        pytest.raises(TooLargeError, match="A row in this workbook"),
    ):
        text.readall()


def test_texts_of_a_row_are_held_up_to_what_a_row_may_have() -> None:
    long_text = b"<si><t>" + b"x" * 500_000 + b"</t></si></sst>"
    row = b'<row r="4">' + b'<c t="s"><v>11</v></c>' * 300 + b"</row>"
    content = with_part(_with_row(row), TEXTS, lambda text: text.replace(b"</sst>", long_text))

    tracemalloc.start()
    with (
        SheetText(io.BytesIO(content), 1) as text,
        pytest.raises(TooLargeError, match="A row in this workbook"),
    ):
        text.readall()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 40_000_000


@pytest.mark.slow
def test_what_stands_between_rows_is_not_held() -> None:
    rows = b"".join(b'<row r="%d"/>' % at + b"<x/>" * 500 for at in range(4, 300))

    tracemalloc.start()
    found = rows_of(_with_row(rows))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == rows_of(GOOD)
    assert peak < 7_000_000


def test_number_that_cannot_be_the_date_it_is_said_to_be_is_named_in_no_warning() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Phone"])
    book.active.append([4989123456])
    book.active["A2"].number_format = "yyyy-mm-dd"
    file = io.BytesIO()
    book.save(file)

    assert SheetText(file, 1).readall() == b"Phone\n#VALUE!\n"


def test_rows_without_numbers_or_with_old_ones_are_read_as_excel_does() -> None:
    def row(number: bytes, cell: bytes) -> bytes:
        return b"<row" + number + b"><c" + cell + b"><v>7</v></c></row>"

    rows = row(b"", b"") + row(b' r="7"', b' r="C7"') + row(b' r="7"', b"")

    assert rows_of(_with_row(rows))[2:] == [(4, ["7", "", "", ""]), (7, ["", "", "7", ""])]


def test_rows_that_are_far_larger_than_their_workbook_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbooks, "MIN_RATIO_CHECK_BYTES", 100_000)
    monkeypatch.setattr(workbooks, "MAX_COMPRESSION_RATIO", 50)
    long_text = b"<si><t>" + b"x" * 30_000 + b"</t></si></sst>"
    rows = b"".join(b'<row r="%d"><c t="s"><v>11</v></c></row>' % at for at in range(4, 500))
    content = with_part(_with_row(rows), TEXTS, lambda text: text.replace(b"</sst>", long_text))

    with (
        SheetText(io.BytesIO(content), 1) as text,
        pytest.raises(TooLargeError, match="this sheet"),
    ):
        text.readall()


def test_looks_of_a_workbook_are_not_read_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_rows, "MAX_SMALL_PART_BYTES", 100_000)
    bomb = with_part(GOOD, "xl/styles.xml", lambda text: text + b" " * 1_000_000)

    with pytest.raises(TooLargeError, match="more formatting than can be read"):
        layout_in(io.BytesIO(bomb))


@pytest.mark.django_db
def test_sheet_is_chosen_on_the_page_before_the_start(manager_client: Client) -> None:
    content = workbook(
        ("People", PEOPLE), ("More", [["Surname", "Mail"], ["Zorn", "z@x.example"]]), ("Empty", [])
    )
    address = send(manager_client, content, "fair.xlsx")
    assert "Excel, sheet 1" in manager_client.get(address).content.decode()

    page = manager_client.post(f"{address}sheet/", {"sheet": "2"}, follow=True).content.decode()
    rejected = manager_client.post(f"{address}sheet/", {"sheet": "3"})
    unknown = manager_client.post(f"{address}sheet/", {"sheet": "99"})
    same = manager_client.post(f"{address}sheet/", {"sheet": "2"}, follow=True)
    same_line = manager_client.post(f"{address}sheet/", {"line": "1"}, follow=True)

    assert same.status_code == same_line.status_code == 200
    assert "Excel, sheet 2" in same_line.content.decode()
    assert "Excel, sheet 2" in page
    assert ImportBatch.objects.get().mapping == {"Surname": "last_name", "Mail": "email"}
    assert (rejected.status_code, unknown.status_code) == (422, 422)
    assert "Rows imported before are kept." in rejected.content.decode()


COVER: list[list[object]] = [
    ["Export of the fair"],
    ["For questions write to Ann Lee."],
    [],
    ["Sheet", "Rows", "Made on"],
    ["People", 2, "21 Nov 2026"],
]


@pytest.mark.django_db
def test_sheet_with_the_list_is_read_behind_a_cover_note_and_below_a_title(
    manager_client: Client,
) -> None:
    content = workbook(("Read me", COVER), ("All", [["People of the fair"], [], *PEOPLE]))

    page = manager_client.get(send(manager_client, content, "fair.xlsx")).content.decode()

    batch = ImportBatch.objects.get()
    assert (batch.encoding, batch.header_line) == ("xlsx:2", 3)
    assert batch.mapping["E-Mail"] == "email"
    assert "Rows above row 3 are ignored." in page
    run_after(batch)
    assert list(batch.rows.values_list("number", "outcome")) == [(4, "created"), (5, "created")]


@pytest.mark.django_db
@pytest.mark.usefixtures("models")
def test_a_cell_merged_over_several_rows_counts_for_each_of_them(bring: Import) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Kunden", None, None, None],
        ["Vorname", "Nachname", "Firma", "E-Mail"],
        ["Ute", "Kahl", "Kahl AG", "ute@kahl.example"],
        ["Uwe", "Kern", None, "uwe@kahl.example"],
        ["Eva", "Moll", "Moll KG", "eva@moll.example"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("C3:C4")
    file = io.BytesIO()
    book.save(file)

    bring(file.getvalue())

    companies = dict(Contact.objects.values_list("email", "company__name"))
    assert companies == {
        "ute@kahl.example": "Kahl AG",
        "uwe@kahl.example": "Kahl AG",
        "eva@moll.example": "Moll KG",
    }
