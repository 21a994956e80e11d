import gc
import json
from multiprocessing import get_context
from pathlib import Path
from weakref import ref

import pytest

from facet_index.columns import MIN_SPARE_VALUES
from facet_index.facet_counts import count
from facet_index.facet_files import (
    FacetFileError,
    damaged_files,
    open_index,
    taxonomy_of,
    write_index,
)
from facet_index.index import FacetIndex
from facet_index.result_rows import take
from facet_index.types import ContactRow, FacetQuery, TitleRow
from tests.facet_index.makers import SORTS, TAXONOMY, built, opened
from tests.facet_index.plain import SCHEMA, Plain, firm, person


@pytest.fixture
def plain() -> Plain:
    made = Plain(TAXONOMY)
    made.put_titles([TitleRow(1, level="head", labels=[("ops", 0.6), ("old", 0.9)])])
    made.put_companies([firm(1, "Zoo 😀", industry="trade a", technologies=("sap",))])
    made.put_contacts(
        [person(k, title=k % 2, company=k % 2, city=f"c\0{k}", written="A") for k in range(1, 21)]
    )
    return made


@pytest.fixture
def folder(tmp_path: Path, plain: Plain) -> Path:
    write_index(built(plain), tmp_path)
    return tmp_path


def more(start: int, n: int) -> list[ContactRow]:
    return [person(start + k, title=1, company=1, city="Rome") for k in range(n)]


def test_opened_index_says_what_the_written_one_says(plain: Plain, folder: Path) -> None:
    index, other = open_index(folder, SCHEMA), built(plain)

    assert count(index, FacetQuery()) == count(other, FacetQuery()) == plain.counts(FacetQuery())
    some = {facet: mine for facet, mine in other.bitmaps.items() if mine}
    assert index.bitmaps == some
    for sort in SORTS:
        assert take(index, FacetQuery(), 99, sort=sort) == take(other, FacetQuery(), 99, sort=sort)
    assert taxonomy_of(index) == TAXONOMY


def test_index_that_nobody_asks_any_more_gives_its_files_back_at_once(folder: Path) -> None:
    index = open_index(folder, SCHEMA)
    take(index, FacetQuery(), 3, sort="name")
    index.put_contacts(more(100, 2))
    there = ref(index)
    gc.disable()  # Only what circles hold would wait for the collector.
    try:
        del index

        assert there() is None
    finally:
        gc.enable()


def test_empty_index_is_written_and_opened(tmp_path: Path) -> None:
    write_index(FacetIndex.empty(TAXONOMY, SCHEMA), tmp_path)
    index = open_index(tmp_path, SCHEMA)

    index.put_contacts(more(1, 3))

    assert count(index, FacetQuery()).by_facet["city"] == {"Rome": 3}
    assert [key for *_, key in take(index, FacetQuery(), 9, sort="name")] == [1, 2, 3]


def test_opened_index_grows_beyond_the_room_in_its_files(plain: Plain, folder: Path) -> None:
    index, n = open_index(folder, SCHEMA), MIN_SPARE_VALUES + 200
    titles = [TitleRow(k, labels=[("field", 0.5), ("ops", 0.1)]) for k in range(2, n)]
    companies = [firm(k, "x", technologies=("aws",)) for k in range(2, n)]
    contacts = [person(100 + k, title=k, company=k, last_name="y") for k in range(n)]

    for one in (plain, index):
        one.put_titles(titles)
        one.put_companies(companies)
        one.put_contacts(contacts)

    query = FacetQuery({"department": ["sales"]}, confidence=0.3)
    assert count(index, FacetQuery()) == plain.counts(FacetQuery())
    assert count(index, query) == plain.counts(query)
    assert len(take(index, FacetQuery(), 9_999, sort="company")) == len(plain.contacts)


def test_what_one_changes_the_files_and_others_do_not_see(plain: Plain, folder: Path) -> None:
    mine, yours = open_index(folder, SCHEMA), open_index(folder, SCHEMA)
    files = {path.name: path.read_bytes() for path in folder.iterdir()}

    mine.put_titles([TitleRow(1, level="clerk")])
    mine.put_contacts(more(1, 30))
    mine.drop_contacts([2, 3])
    yours.put_contacts(more(500, 2))

    assert count(open_index(folder, SCHEMA), FacetQuery()) == plain.counts(FacetQuery())
    plain.put_contacts(more(500, 2))
    assert count(yours, FacetQuery()) == plain.counts(FacetQuery())
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files


def _total_after_a_change(folder: Path) -> tuple[int, int]:
    index = open_index(folder, SCHEMA)
    before = count(index, FacetQuery()).total
    index.drop_contacts([1])
    index.put_contacts(more(100, 3))
    return before, count(index, FacetQuery()).total


@pytest.mark.slow
def test_processes_share_files_and_keep_their_changes(folder: Path) -> None:
    with get_context("spawn").Pool(2) as pool:
        totals = pool.map(_total_after_a_change, [folder] * 4)

    assert totals == [(20, 22)] * 4


def test_missing_or_shortened_files_are_refused(folder: Path) -> None:
    for name in (
        *("contact-title", "bitmaps", "names-starts", "contacts-sorted"),
        *("name-place", "manifest.json"),
    ):
        content = (folder / name).read_bytes()

        (folder / name).write_bytes(content[:-1])
        with pytest.raises(FacetFileError):
            open_index(folder, SCHEMA)
        (folder / name).unlink()
        with pytest.raises(FacetFileError):
            open_index(folder, SCHEMA)
        (folder / name).write_bytes(content)


def test_manifest_that_says_something_else_is_refused(folder: Path) -> None:
    for content in (
        *(b"", b"[]", b"{}", b"\xff", b"null"),
        *(b'{"layout": 1, "sizes": []}', b'{"sizes": {"x": 1}}'),
    ):
        (folder / "manifest.json").write_bytes(content)

        with pytest.raises(FacetFileError):
            open_index(folder, SCHEMA)


def test_files_of_another_layout_are_refused(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"layout": 0}))

    with pytest.raises(FacetFileError, match="another layout"):
        open_index(folder, SCHEMA)


def test_file_with_more_or_less_in_it_than_was_written_is_refused(folder: Path) -> None:
    for name in ("contact-title", "written-texts", "labels-entries"):
        content = (folder / name).read_bytes()

        for other in (content + bytes(40), content[:-40]):
            (folder / name).write_bytes(other)
            with pytest.raises(FacetFileError, match="damaged"):
                open_index(folder, SCHEMA)
        (folder / name).write_bytes(content)


def test_files_of_the_right_size_with_another_byte_are_named(folder: Path) -> None:
    assert damaged_files(folder, SCHEMA) == []
    names = ["contact-title", "contacts-sorted", "written-texts"]
    for name in names:
        content = bytearray((folder / name).read_bytes())
        content[len(content) // 2] ^= 0xFF
        (folder / name).write_bytes(content)

    assert sorted(damaged_files(folder, SCHEMA)) == names


def test_bitmaps_with_another_byte_or_of_zeros_are_refused(folder: Path) -> None:
    content = bytearray((folder / "bitmaps").read_bytes())
    content[len(content) // 2] ^= 0xFF

    (folder / "bitmaps").write_bytes(content)

    with pytest.raises(FacetFileError):
        open_index(folder, SCHEMA)
    (folder / "bitmaps").write_bytes(bytes(len(content)))
    with pytest.raises(FacetFileError, match="read"):
        open_index(folder, SCHEMA)


def test_folder_that_was_begun_and_not_ended_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FacetFileError):
        open_index(tmp_path, SCHEMA)


def test_changed_index_is_not_written(plain: Plain, tmp_path: Path) -> None:
    index = opened(plain, tmp_path / "first")
    index.drop_contacts([1])

    with pytest.raises(ValueError, match="just built"):
        write_index(index, tmp_path)

    assert not (tmp_path / "manifest.json").exists()


def test_facets_without_values_and_taxonomies_keep_their_order(folder: Path) -> None:
    opened_values = open_index(folder, SCHEMA).values

    assert list(opened_values["level"].texts) == ["", *TAXONOMY.levels]
    assert list(opened_values["function"].texts) == ["", *TAXONOMY.functions]
    assert list(opened_values["country"].texts) == [""]
