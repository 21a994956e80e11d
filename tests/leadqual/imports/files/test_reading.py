"""Files of all encodings and separators, and files that are no tables."""

import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadqual.imports.errors import (
    BinaryFileError,
    BrokenArchiveError,
    EmptyFileError,
    NoHeaderError,
    NotATableError,
    TooLargeError,
    TooManyColumnsError,
)
from leadqual.imports.files import csv_records, reading
from leadqual.imports.files.csv_records import read_records
from leadqual.imports.files.reading import FileRow, read_rows
from tests.examples import examples
from tests.leadqual.imports.conftest import layout_in

PEOPLE = [
    ["Name", "E-Mail", "Position", "Notiz"],
    ["Jörg Müller", "j.mueller@kelvia.example", "Geschäftsführer", "Stand 14; callback, soon"],
    ["Zoë Ångström", "zoe@orlo.example", "Chef d’équipe – “Ventes”", "zwei\nZeilen"],
    ["Ana Núñez", "ana@orlo.example", "Directora\tde Ñandúes", "5 € | 10 €"],
]


def written(rows: list[list[str]], delimiter: str, end: str = "\r\n") -> str:
    return end.join(
        delimiter.join(f'"{cell}"' if set(cell) & {*',;\t|"\n\r'} else cell for cell in row)
        for row in rows
    )


def read(content: bytes) -> tuple[reading.Layout, list[FileRow]]:
    file = io.BytesIO(content)
    layout = layout_in(file)
    return layout, list(read_rows(file, layout))


def test_every_encoding_and_separator_gives_the_same_rows() -> None:
    for delimiter in [",", ";", "\t", "|"]:
        for encoding, found in [
            ("utf-8", "utf-8"),
            ("utf-8-sig", "utf-8-sig"),
            ("utf-16", "utf-16"),
            ("utf-16-le", "utf-16-le"),
            ("utf-16-be", "utf-16-be"),
            ("cp1252", "cp1252"),
        ]:
            packs: list[Callable[[bytes], bytes]] = [bytes, gzip.compress]
            for pack in packs:
                layout, rows = read(pack(written(PEOPLE, delimiter).encode(encoding)))

                assert (layout.encoding, layout.delimiter) == (found, delimiter)
                assert list(layout.header) == PEOPLE[0]
                assert [list(row.values) for row in rows] == PEOPLE[1:]
                assert [row.number for row in rows] == [2, 3, 5]


def test_every_end_of_line_is_one() -> None:
    for end in ["\n", "\r\n", "\r"]:
        _, rows = read(
            written([["name", "mail"], ["Ann", "a@b.example"], ["Bo", ""]], ",", end).encode()
        )

        assert [(row.number, *row.values) for row in rows] == [
            (2, "Ann", "a@b.example"),
            (3, "Bo", ""),
        ]


def test_letter_beyond_ascii_at_the_very_end_decides_the_encoding() -> None:
    plain = "name,email\n" + "Ann,ann@acme.example\n" * 60_000

    layout, rows = read((plain + "Jörg,j@acme.example\n").encode("cp1252"))

    assert layout.encoding == "cp1252"
    assert rows[-1].values[0] == "Jörg"


GERMAN = "Vorname;Firma;Position\nJürgen;Bäcker & Söhne;Geschäftsführer\nZoë;Café Één;Größe\n"
CZECH = "jméno;firma\nJiří Dvořák;Škoda Auto\nPavel Černý;Česká spořitelna\n"
RUSSIAN = "имя,компания\nИван Петров,Газпром нефть\nАнна Иванова,Яндекс\n"


def test_other_code_pages_are_found() -> None:
    for text, encodings in [
        (GERMAN, ["cp1252", "mac_roman", "cp850", "cp437"]),
        ("nom;ville\nHélène Lefèvre;Besançon\nGaëlle Noël;Orléans\n", ["mac_roman", "cp850"]),
        ("nombre;ciudad\nJosé Núñez;Málaga\n", ["cp1252", "mac_roman", "cp850"]),
        ("nome;cidade\nJoão Simões;São Paulo\n", ["cp1252", "mac_roman", "cp850"]),
        ("namn;stad\nÅsa Öberg;Malmö\nBjörn Åkesson;Växjö\n", ["mac_roman", "cp850"]),
        (CZECH, ["cp1250", "iso8859_2", "cp852", "mac_latin2"]),
        ("imię;miasto\nŁukasz Żak;Gdańsk\nMałgorzata Wójcik;Łódź\n", ["cp1250", "cp852"]),
        ("név;város\nSzűcs Ágnes;Győr\nKovács Erzsébet;Pécs\n", ["cp1250", "cp852"]),
        ("ad;şehir\nAyşe Yılmaz;İzmir\nÇağla Öztürk;Muğla\n", ["cp1254", "cp857"]),
        (RUSSIAN, ["cp1251", "koi8_r", "cp866", "mac_cyrillic"]),
        ("όνομα;πόλη\nΓιώργος Παπαδόπουλος;Αθήνα\n", ["cp1253", "cp737"]),
        ("שם;חברה\nיוסי כהן;טבע\n", ["cp1255"]),
        (
            "名前,会社\n山田太郎,株式会社日立製作所\n鈴木花子,トヨタ自動車\n",
            ["shift_jis", "euc_jp"],
        ),
        ("姓名,公司\n王伟,华为技术有限公司\n李娜,阿里巴巴\n", ["gb18030"]),
        ("이름,회사\n김철수,삼성전자\n이영희,현대자동차\n", ["euc_kr"]),
    ]:
        for encoding in encodings:
            layout, rows = read(text.encode(encoding))

            delimiter = layout.delimiter
            assert list(layout.header) == text.splitlines()[0].split(delimiter), encoding
            found = [delimiter.join(row.values) for row in rows]
            assert found == text.splitlines()[1:], encoding


def test_language_decides_between_code_pages_that_all_read_as_words() -> None:
    for encoding, text in [
        (
            "cp1252",
            (
                "Name;Firma;Position\nBen Lefèvre;Datenwerk Süd;Geschäftsführer\n"
                "Élodie Moreau;Maison Lerouge;Directrice des systèmes d'information\n"
                "Ulrike Großkopf;Kupferkanne;Chargée de clientèle\n"
            ),
        ),
        ("cp1252", "Nome;Ruolo\nNiccolò Bianchi;Responsabile qualità\nÅsa Öberg;Säljare\n"),
        (
            "cp1250",
            "Name;Firma;Position\nErdős László;Győri Gépgyár;Ügyvezető\nTóth Jenő;MÁV;Könyvelő\n",
        ),
        ("cp1250", "Jméno;Funkce\nPetr Kučera;Obchodní ředitel\nJan Dvořák;Vedoucí oddělení\n"),
    ]:
        _, rows = read(text.encode(encoding))

        assert [";".join(row.values) for row in rows] == text.splitlines()[1:]


def test_a_file_that_reads_well_in_no_encoding_is_refused() -> None:
    with pytest.raises(BinaryFileError, match="CSV UTF-8"):
        read(b"name,email\nJ\xff\x8f\xfe\x90r\xa7n,x@x.example\nK\xf0\x9f\xb6\xd7z,y@y.example\n")


def test_a_broken_byte_in_utf8_costs_its_row_only() -> None:
    good = "Jörg,j@a.example\n" * 30

    layout, rows = read(
        f"name,email\n{good}".encode() + "Zoë ".encode() + b"M\xfcller,m@a.example\n"
    )

    assert layout.encoding == "utf-8"
    assert len(rows) == 31
    assert "\udcfc" in rows[-1].values[0]


def test_separator_line_of_excel_is_no_header() -> None:
    layout, rows = read(b"sep=;\r\nname;email\r\nAnn;a@b.example\r\n")

    assert (layout.delimiter, layout.header) == (";", ("name", "email"))
    assert [row.number for row in rows] == [3]


def test_commas_inside_values_do_not_outvote_semicolons() -> None:
    layout, _ = read(b"name;place;title\nAnn;Paris, France;CEO\nBo;Oslo, Norway;CFO\n")

    assert layout.delimiter == ";"


def test_duplicate_and_empty_names_become_one_each() -> None:
    layout, _ = read(b"email,Email,email,,\na@b.example,x,y,z,w\n")

    assert layout.header == ("email", "Email", "email (2)", "Column 4", "Column 5")


def test_short_rows_are_filled_long_ones_refused_empty_ones_left_out() -> None:
    _, rows = read(b"a,b,c\n1,x\n\n,,\n1,2,3,\n1,2,3,4\n5,6,7\n")

    assert [(row.number, list(row.values), bool(row.problem)) for row in rows] == [
        (2, ["1", "x", ""], False),
        (5, ["1", "2", "3"], False),
        (6, [], True),
        (7, ["5", "6", "7"], False),
    ]
    assert "4 values, but the header has 3" in rows[2].problem


def test_half_a_row_at_the_end_is_refused() -> None:
    _, rows = read(b"name,email,title\nAnn,a@b.example,CEO\nBo,bo@b.ex")

    assert [bool(row.problem) for row in rows] == [False, True]


def test_an_open_quotation_mark_costs_its_row_only() -> None:
    for bad in ['"Bo,b@b.example,CFO', 'Bo,"b@b.example,CFO']:
        after = "".join(f'"P{n}","p{n}@b.example","CEO, all"\n' for n in range(50))

        _, rows = read(f"name,email,title\nAnn,a@b.example,CEO\n{bad}\n{after}".encode())

        assert [row.number for row in rows if row.problem] == [3]
        assert [row.values[0] for row in rows if not row.problem] == [
            "Ann",
            *(f"P{n}" for n in range(50)),
        ]


def test_an_open_quotation_mark_without_another_one_costs_its_row_only() -> None:
    after = "".join(f"P{n},p{n}@b.example,CEO\n" for n in range(12_000))

    _, rows = read(f'name,email,title\n"Bo,b@b.example,CFO\n{after}'.encode())

    assert [row.number for row in rows if row.problem] == [2]
    assert len(rows) == 12_001


def test_an_open_quotation_mark_in_the_last_row_refuses_it() -> None:
    for end in ["", "\n"]:
        content = (
            f'first,last,email,title\nAnn,Lee,a@b.example,CEO\nLast,"unclosed,l@x.example,CEO{end}'
        )

        _, rows = read(content.encode())

        assert [(row.number, "unclosed" in row.problem) for row in rows] == [(2, False), (3, True)]


def test_a_line_without_end_costs_itself_only_and_little_memory() -> None:
    _, rows = read(b"name,email\nAnn,a@b.example\nBo," + b"x" * 300_000 + b"\nCy,c@b.example\n")

    assert [(row.number, bool(row.problem)) for row in rows] == [(2, False), (3, True), (4, False)]


def _archive() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("list.csv", "name,email\nAnn,a@b.example\n")
    return content.getvalue()


def test_what_is_no_table_says_what_it_is() -> None:
    for content, error, words in [
        (b"", EmptyFileError, "empty"),
        (b"\xef\xbb\xbf", EmptyFileError, "empty"),
        (b"\n\n  \n", EmptyFileError, "empty"),
        (b"name,email\n", EmptyFileError, "no row"),
        (_archive(), BinaryFileError, "ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1" + b"\0" * 99, BinaryFileError, "Excel"),
        (hashlib.shake_256(b"x").digest(5_000), BinaryFileError, "not a text file"),
        (b'{"name": "Ann"}', NotATableError, "JSON"),
        (b"<!doctype html><table>", NotATableError, "web page"),
        (b"Ann,ann@acme.example,CEO\nBo,bo@acme.example,CFO\n", NoHeaderError, "first line"),
        ((",".join(f"c{n}" for n in range(1_001)) + "\n1").encode(), TooManyColumnsError, "1,001"),
        (
            gzip.compress(b"name,email\nAnn,a@b.example\n" * 99)[:40],
            BrokenArchiveError,
            "incomplete",
        ),
        (b"x" * 1_000_000, NotATableError, "header"),
    ]:
        with pytest.raises(error, match=words):
            layout_in(io.BytesIO(content))


def test_a_packed_file_is_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_UNPACKED_BYTES", 10_000)

    with pytest.raises(TooLargeError, match="Unpacked"):
        layout_in(io.BytesIO(gzip.compress(b"name,email\nAnn,a@b.example\n" * 10_000)))


def test_reading_goes_on_behind_the_rows_that_are_in() -> None:
    file = io.BytesIO(b"name,email\n" + b"".join(b"P%d,\n\n" % n for n in range(10)))
    layout = layout_in(file)

    rows = list(read_rows(file, layout, skip=7))

    assert [row.values[0] for row in rows] == ["P7", "P8", "P9"]


@given(
    st.lists(
        st.lists(st.text(alphabet='aé"\n,; \x00', max_size=8), min_size=3, max_size=3), max_size=20
    )
)
def test_what_was_written_is_read(cells: list[list[str]]) -> None:
    rows = [[f"x{cell}" for cell in row] for row in cells]
    lines = [["a", "b", "c"], ["1x", "2x", "3x"], *rows]
    content = "".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in lines
    )
    file = io.BytesIO(content.encode())
    layout = reading.Layout("utf-8", ",", ("a", "b", "c"), ())

    assert [list(row.values) for row in read_rows(file, layout)] == lines[1:]


cells = st.lists(
    st.text(alphabet='ab,"\r\n;', max_size=6) | st.sampled_from(["x,y", '"x,y"', '"x\ny"', '"x']),
    max_size=12,
)


@settings(max_examples=examples(200), deadline=None)
@given(parts=cells, size=st.integers(1, 12), checks_quotes=st.booleans())
def test_many_lines_at_once_read_as_one_by_one(
    *, parts: list[str], size: int, checks_quotes: bool
) -> None:
    text = "\n".join(parts)

    def found(block: int) -> list[csv_records.CsvRecord]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(csv_records, "_BLOCK_CHARACTERS", block)
            return list(
                read_records(io.StringIO(text, newline=""), ",", checks_quotes=checks_quotes)
            )

    one_by_one = patched_to_lines(text, checks_quotes=checks_quotes)
    assert found(size) == found(10_000) == one_by_one


def patched_to_lines(text: str, *, checks_quotes: bool) -> list[csv_records.CsvRecord]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_records._Records, "_parse_block", lambda *_: ())
        return list(read_records(io.StringIO(text, newline=""), ",", checks_quotes=checks_quotes))


def test_quotation_marks_behind_backslashes() -> None:
    for row, values in [
        (
            r'"Head of \"Key\" Accounts, EMEA","Lee, Inc."',
            ['Head of "Key" Accounts, EMEA', "Lee, Inc."],
        ),
        (r'"size 5\"","x"', ['size 5"', "x"]),
        (r'"say \", ok","x"', ['say ", ok', "x"]),
        ('"two \\"lines\n of it\\"","x"', ['two "lines\n of it"', "x"]),
        (r"Lee\, Inc.,x", ["Lee, Inc.", "x"]),
        (r'"C:\","x"', ["C:\\", "x"]),
        (r'"C:\dir\new \"a\"",x', [r'C:\dir\new "a"', "x"]),
    ]:
        for n_plain in [1, 300]:
            plain = '"plain, or not","y"\n' * n_plain

            _, rows = read(f'"a","b"\n{plain}{row}\n{plain}'.encode())

            assert [list(found.values) for found in rows if list(found.values)[1:] != ["y"]] == [
                values
            ]
            assert len(rows) == 2 * n_plain + 1


def test_single_quotation_marks_are_no_part_of_values() -> None:
    layout, rows = read(b"'Name';'Firma'\n'Ann Lee';'Lee; Inc.'\n'Sean O''Brien';'Fox'\n")

    assert layout.header == ("Name", "Firma")
    assert [list(row.values) for row in rows] == [["Ann Lee", "Lee; Inc."], ["Sean O'Brien", "Fox"]]


def test_what_can_be_read_in_no_way_is_refused_with_the_reason() -> None:
    _, rows = read(b'"a","b"\n"x \\" y" z","w"\n"Ann","Lee"\n')

    assert [(row.problem[:29], list(row.values)) for row in rows] == [
        ("This row has backslashes befo", []),
        ("", ["Ann", "Lee"]),
    ]
