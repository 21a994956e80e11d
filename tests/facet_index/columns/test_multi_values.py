import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from facet_index.facet_values import VALUE_TYPE, MultiValues

RUNS = st.dictionaries(st.integers(1, 12), st.lists(st.integers(1, 99), max_size=4), max_size=5)


@given(st.lists(RUNS, max_size=6))
def test_each_code_has_its_last_run_and_no_entry_of_former_ones(
    changes: list[dict[int, list[int]]],
) -> None:
    many, wanted = MultiValues.empty(VALUE_TYPE), dict[int, list[int]]()

    for change in changes:
        wanted |= change
        many.put(
            np.array(list(change), dtype=np.int32),
            np.array([len(run) for run in change.values()], dtype=np.intp),
            np.array([one for run in change.values() for one in run], dtype=np.int32),
        )

    asked = [*wanted, *wanted]
    owners, entries = many.of(np.array(asked, dtype=np.int32))
    got = list(zip(owners.tolist(), entries.tolist(), strict=True))
    assert got == [(place, one) for place, code in enumerate(asked) for one in wanted[code]]
    owned = zip(many.owner.values.tolist(), many.entries.values.tolist(), strict=True)
    assert sorted(pair for pair in owned if pair[0]) == sorted(
        (code, one) for code, run in wanted.items() for one in run
    )
