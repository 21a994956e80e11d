"""Records that were looked at are copied, so that no process comes to hold the whole file."""

from pathlib import Path

import numpy as np
import pytest

from leadqual.campaigns.pool import index_files
from leadqual.campaigns.pool.index_files import IndexFiles, record_type
from leadqual.campaigns.pool.indexed_records import RecordCache
from recommender.ranking.space import Space
from recommender.retrieval import CompanyIndex

N = 5_000


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> IndexFiles:
    """Ten megabytes of records, mapped as those of a large workspace are."""
    path = tmp_path_factory.mktemp("held") / "records"
    records = np.zeros(N, dtype=record_type(700))
    records["n_known"] = np.arange(N)
    records["text"] = np.arange(N)[:, None] % 100
    path.write_bytes(records.tobytes())
    mapped = index_files.map_records(path)
    none = np.zeros((0, 0), dtype=np.float32)
    return IndexFiles(
        manifest=index_files.Manifest("", 0, N, 700, N, {}),
        records=np.frombuffer(mapped, record_type(700)),
        mapped=mapped,
        company_ids=np.arange(N),
        by_known=np.arange(N, dtype=np.int32),
        by_size=np.arange(N, dtype=np.int32),
        codes=CompanyIndex(None, np.empty(0, np.uint8)),
        space=Space(none, none, none, none, none, none, none),
    )


def kilobytes_mapped(path_part: str) -> int:
    text = Path("/proc/self/smaps").read_text()
    for mapping in text.split("VmFlags"):
        if path_part in mapping:
            return int(mapping.split("Rss:")[1].split()[0])
    return 0


def test_records_come_in_the_order_of_the_rows_whatever_is_held(files: IndexFiles) -> None:
    held = RecordCache(files, max_cached=50)
    rng = np.random.default_rng(0)
    for n in (1, 10, 30, 45, 50, 51, 200, 0, 7):
        rows = rng.choice(N, n, replace=False)
        for _again in range(2):
            assert held.n_known(rows).tolist() == [row % 2**15 for row in rows]
            assert held.features(rows).text[:, 0].tolist() == [row % 100 for row in rows]


def test_a_row_that_is_asked_for_twice_comes_twice(files: IndexFiles) -> None:
    rows = np.array([3, 7, 3])
    assert RecordCache(files, max_cached=2).n_known(rows).tolist() == [3, 7, 3]
    assert RecordCache(files, max_cached=1).n_known(rows).tolist() == [3, 7, 3]


def test_what_is_taken_stays_as_it_is_when_others_are_read(files: IndexFiles) -> None:
    held = RecordCache(files, max_cached=4)
    first = held.features(np.arange(4))
    held.features(np.arange(100, 104))
    assert first.text[:, 0].tolist() == [0, 1, 2, 3]


def test_what_is_held_stays_when_there_is_more_room(files: IndexFiles) -> None:
    held = RecordCache(files)
    held.features(np.arange(3))
    held.grow(N)
    assert held.features(np.array([2, 0, N - 1])).text[:, 0].tolist() == [2, 0, (N - 1) % 100]


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux says what is mapped")
def test_the_file_is_given_back_at_once(files: IndexFiles) -> None:
    held = RecordCache(files, max_cached=1_000)
    part = "held0/records"
    assert files.records["n_known"].sum() > 0  # Somebody looks at all of it.
    assert kilobytes_mapped(part) > 1_000
    held.features(np.arange(0, N, 10))
    assert kilobytes_mapped(part) == 0
    held.features(np.arange(0, N, 10))
    assert kilobytes_mapped(part) == 0  # Nobody looks at the file for what is held.
