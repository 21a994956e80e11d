import numpy as np
import pytest

from facet_index import columns
from facet_index.columns import Headcount


def test_contacts_are_counted_again_after_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_SLICE", 2)
    company = np.array([0, 2, 1, 2, 2], dtype=np.int32)
    people = Headcount()

    assert people.of(company, 4, as_of=0).tolist() == [1, 1, 3, 0]
    company[1] = 3
    assert people.of(company, 4, as_of=0).tolist() == [1, 1, 3, 0]
    assert people.of(company, 4, as_of=1).tolist() == [1, 1, 2, 1]
