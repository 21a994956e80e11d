import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from facet_index.columns import MIN_SPARE_VALUES, NumberColumn, map_column, write_column, zeros
from tests.small_disk import small_disk

USE = (
    "import sys; from pathlib import Path; import numpy as np; "
    "from facet_index.columns import MIN_SPARE_VALUES, map_column; "
    "column = map_column(Path(sys.argv[1]), np.int64, 4); "
    "column.append(np.arange(MIN_SPARE_VALUES))"
)


def test_column_holds_all_that_was_appended_far_beyond_its_room() -> None:
    column = zeros(np.int32, 1)

    for start in range(1, 5_000, 7):
        column.append(np.arange(start, start + 7, dtype=np.int32))

    assert column.values.tolist() == list(range(len(column)))
    assert len(column) == 1 + 715 * 7


def test_values_may_be_written_to_before_and_after_growing() -> None:
    column = NumberColumn(np.arange(3))

    column.values[1] = 7
    column.append(np.arange(MIN_SPARE_VALUES * 3))
    column.values[2] = 8

    assert column.values[:4].tolist() == [0, 7, 8, 0]


@pytest.mark.parametrize("n", [0, 1, 100_000])
def test_file_gives_the_values_back_with_room_for_more(tmp_path: Path, n: int) -> None:
    write_column(tmp_path / "column", np.arange(n))

    column = map_column(tmp_path / "column", np.int64, n)
    column.append(np.array([5, 6]))

    assert column.values.tolist() == [*range(n), 5, 6]


def test_what_one_process_changes_or_appends_no_other_sees(tmp_path: Path) -> None:
    write_column(tmp_path / "column", np.arange(4))
    mine, yours = (map_column(tmp_path / "column", np.int64, 4) for _ in range(2))

    mine.values[0] = 9
    mine.append(np.array([9]))
    yours.append(np.array([3]))

    assert yours.values.tolist() == [0, 1, 2, 3, 3]
    assert map_column(tmp_path / "column", np.int64, 5).values.tolist() == [0, 1, 2, 3, 0]


def test_file_that_is_too_short_is_refused(tmp_path: Path) -> None:
    write_column(tmp_path / "column", np.arange(4))

    with pytest.raises(ValueError, match="column holds"):
        map_column(tmp_path / "column", np.int64, 4 + MIN_SPARE_VALUES + 1)


def test_room_of_a_column_is_there_though_the_disk_is_full_meanwhile() -> None:
    with small_disk(n_bytes=2**18) as disk:
        path = disk / "column"
        write_column(path, np.arange(4))
        with suppress(OSError), (disk / "rest").open("wb", buffering=0) as rest:
            while rest.write(b"x" * 4_096):
                pass

        used = subprocess.run([sys.executable, "-c", USE, str(path)], check=False)

    assert used.returncode == 0  # The kernel ends whoever touches a page without a place.


def test_column_of_a_former_version_has_no_place_on_a_full_disk_and_ends_nothing() -> None:
    with small_disk(n_bytes=2**18) as disk:
        path = disk / "column"
        path.touch()
        os.truncate(path, 2**18 - 4_096)
        with suppress(OSError), (disk / "rest").open("wb", buffering=0) as rest:
            while rest.write(b"x" * 4_096):
                pass

        with pytest.raises(OSError, match="space"):
            map_column(path, np.int64, 4)
